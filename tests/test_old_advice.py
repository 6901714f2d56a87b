"""An old profile gets the advice of its day: its table, its policies, its parameters, and nothing that came later."""

from __future__ import annotations

import datetime as dt
import html as markup
import re
from typing import TYPE_CHECKING, Any

import pytest

import report_sample as sample
from hepu.facts.build import table_of
from hepu.language.model import All, InForce, leaves_of
from hepu.report.html import render
from hepu.report.view import build_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.model import Condition, Rule
    from hepu.pipeline import Advisor

DAYS = [
    dt.date(2017, 6, 1),
    dt.date(2018, 6, 1),
    dt.date(2019, 6, 1),
    dt.date(2020, 12, 1),
    dt.date(2022, 6, 1),
    dt.date(2024, 3, 1),
]
ISSUED = "2026年11月22日"
# Thirty days later the first tasks are due.
DUE = "2026年12月22日"
YEAR = re.compile(r"(?<![\d—])(20[0-3]\d)年")
QUOTED_TITLE = re.compile(r"《[^》]*》")
TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
LATER = re.compile(
    r'<(?:div class="case"|p class="reference").*?(?=<div class="case"|<p class="reference"|<section|$)'
    r'|<table class="(?:leads|respects|overview)(?: learn| told-short)?">.*?</table>',
    re.DOTALL,
)


def _must_hold(condition: Condition) -> Iterator[str]:
    """Give the policies without which a condition cannot be true."""
    match condition:
        case InForce():
            yield condition.policy
        case All():
            for part in condition.parts:
                yield from _must_hold(part)
        case _:
            return


def _first_day(rule: Rule, shipped: Advisor) -> dt.date:
    """Give the first day on which a rule can be true."""
    policies = shipped.pack.knowledge.policies
    return max([rule.since, *(policies[name].since for name in _must_hold(rule.when))])


def _old(day: dt.date) -> dict[str, Any]:
    """Give the sample college as it would have stood in the year before a day: the same figures, shifted in time."""
    shift = sample.YEAR - (day.year - 1)
    profile = sample.rich()
    profile |= {"as_of": day.isoformat(), "data_year": day.year - 1}
    profile["indicators"] = {
        name: {year - shift: value for year, value in series.items()} for name, series in profile["indicators"].items()
    }
    profile["mission"] = {key: value for key, value in profile["mission"].items() if key != "targets"}
    rows = [{key: value for key, value in row.items() if key != "since"} for row in profile["partnerships"]["rows"]]
    profile["partnerships"] = sample.listing(rows)
    return profile


def test_no_rule_speaks_of_a_year_after_the_first_day_on_which_it_can_fire(shipped: Advisor) -> None:
    late = {
        rule.id: years
        for rule in shipped.pack.rules.values()
        if (
            years := [
                int(year)
                for year in YEAR.findall(QUOTED_TITLE.sub("", rule.because.zh))
                if int(year) > _first_day(rule, shipped).year
            ]
        )
    }

    assert late == {}


def test_no_rule_names_a_policy_while_it_can_do_without_it(shipped: Advisor) -> None:
    """A policy under 'any' or 'not' would be printed on days before it was issued."""
    policies = shipped.pack.knowledge.policies
    early = {
        rule.id: leaf.policy
        for rule in shipped.pack.rules.values()
        for leaf in leaves_of(rule.when)
        if isinstance(leaf, InForce) and policies[leaf.policy].since > _first_day(rule, shipped)
    }

    assert early == {}


@pytest.mark.parametrize("stage", ["opportunity", "challenge", "strength", "problem", "cause", "strategy"])
def test_no_text_of_a_conclusion_tells_of_a_later_year(stage: str, shipped: Advisor) -> None:
    """These texts are printed on every day; what came later than the first rules stands in a rule with a first day."""
    first = min(rule.since for rule in shipped.pack.rules.values()).year
    entries = shipped.pack.knowledge.conclusions(stage)
    years = {name: YEAR.findall(entry.name.zh + entry.text.zh) for name, entry in entries.items()}

    assert [name for name, told in years.items() if any(int(year) >= first for year in told)] == []


@pytest.mark.parametrize("stage", ["opportunity", "challenge", "strength", "problem", "cause"])
def test_no_conclusion_rests_on_a_document_of_a_year_after_it_can_first_hold(stage: str, shipped: Advisor) -> None:
    """Rules have a first day and cite what came later; the entry itself is cited on every day."""
    pack = shipped.pack
    firsts: dict[str, dt.date] = {}
    for rule in pack.rules.values():
        if rule.stage == stage:
            firsts[rule.target] = min(firsts.get(rule.target, dt.date.max), _first_day(rule, shipped))
    late = {
        name: source
        for name, entry in pack.knowledge.conclusions(stage).items()
        for source in entry.sources
        if pack.knowledge.sources[source].type in {"legislation", "regulation"}
        and (issued := pack.knowledge.sources[source].issued)
        and int(issued[:4]) > firsts[name].year
    }

    assert late == {}


def test_articles_stand_in_their_field_and_not_in_the_text_of_a_measure(shipped: Advisor) -> None:
    """A field of articles is printed only while the document is in force; a text is printed on every day."""
    entries = shipped.pack.knowledge.strategies

    assert [
        name for name, entry in entries.items() if re.search(r"》第[一二三四五六七八九十百]+条", entry.text.zh)
    ] == []


@pytest.mark.parametrize(
    ("data_year", "present", "absent"),
    [
        (2016, {"intl_ft_students", "standards_recognised"}, {"prof_standards_adopted", "overseas_sites"}),
        (2017, {"intl_ft_students", "prof_standards_adopted"}, {"standards_recognised", "overseas_sites"}),
        (2018, {"intl_ft_students", "curr_standards_adopted"}, {"standards_recognised", "overseas_sites"}),
        (2019, {"overseas_sites", "curr_standards_adopted"}, {"standards_recognised", "intl_ft_students"}),
        (2024, {"overseas_sites", "curr_standards_adopted"}, {"standards_recognised", "intl_ft_students"}),
    ],
)
def test_the_rows_asked_are_those_of_the_table_of_the_year(
    data_year: int, present: set[str], absent: set[str], shipped: Advisor
) -> None:
    table = table_of(shipped.pack.knowledge, data_year)

    assert table is not None
    assert present <= {row.indicator for row in table.rows}
    assert not absent & {row.indicator for row in table.rows}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_old_profile_gets_what_was_known_on_its_day(day: dt.date) -> None:
    """Nothing in force later, no rule of a later day, no figure of a later parameter, no later year in print."""
    record, pack = sample.record_of(_old(day), with_peers=False)
    knowledge = pack.knowledge
    later = {name for name, policy in knowledge.policies.items() if policy.since > day}
    body = LATER.sub(" ", render(record, pack, "zh"))
    text = markup.unescape(TAGS.sub(" ", body)).replace(ISSUED, "").replace(DUE, "")
    unissued = [policy.title.zh for policy in knowledge.policies.values() if policy.issued > day.isoformat()]

    assert not later & {name for name, holds in record.facts.policies.items() if holds}
    assert [title for title in unissued if title in text] == []
    assert [int(year) for year in YEAR.findall(QUOTED_TITLE.sub("", text)) if int(year) > day.year] == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_old_report_owns_to_practices_that_came_after_its_day(day: dt.date) -> None:
    later = build_view(*sample.record_of(_old(day), with_peers=False)).comparison.later

    assert later is not None
    assert f"{day.year}年{day.month}月{day.day}日" in later.zh


def test_a_report_of_the_pack_s_own_year_has_no_later_practices() -> None:
    assert build_view(*sample.record_of(sample.rich())).comparison.later is None
