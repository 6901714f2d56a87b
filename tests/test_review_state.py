"""An opinion stands as long as what it is about; the advisory says what nobody has reviewed, and what was rejected."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html as markup
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.advising import shipped
from hepu.knowledge.models import Opinion, Review
from hepu.pack import Pack
from hepu.report.html import render

if TYPE_CHECKING:
    from hepu.record.model import Record
    from hepu.report.html import EditionKind
    from hepu.text import Lang

TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
DAY = dt.date(2026, 11, 20)
ROLE = "高职院校国际交流处处长"
NAME = "不应印出"
UNREVIEWED = "未经专家评审"


def opinion(status: Opinion, mark: str) -> Review:
    """Give an opinion on what a mark names."""
    return Review(status=status, reason="理由", name=NAME, role=ROLE, date=DAY, of=mark)


def reviewed(pack: Pack, opinions: dict[str, Opinion], *, stale: bool = False) -> Pack:
    """Give a pack in which some rules and definitions were reviewed."""
    reviews = {key: opinion(word, "0" * 16 if stale else pack.reviewed[key].mark) for key, word in opinions.items()}
    rules = {
        name: dataclasses.replace(rule, review=reviews[name]) if name in reviews else rule
        for name, rule in pack.rules.items()
    }
    strategies = {
        name: entry.model_copy(update={"review": reviews[key]}) if (key := f"strategy.{name}") in reviews else entry
        for name, entry in pack.knowledge.strategies.items()
    }
    knowledge = dataclasses.replace(pack.knowledge, strategies=MappingProxyType(strategies))
    return dataclasses.replace(pack, knowledge=knowledge, rules=MappingProxyType(rules))


@pytest.fixture(scope="module")
def sampled() -> tuple[Record, Pack]:
    """Give the record of a college with answers on every sheet."""
    return sample.record_of(sample.rich())


def launched(record: Record) -> tuple[str, tuple[str, ...]]:
    """Give the first measure to start now, and the rules that recommend it."""
    first = next(item for item in record.advice.strategies if item.placement == "launch")
    return first.id, first.rules


def printed(record: Record, pack: Pack, lang: Lang = "zh", kind: EditionKind = "circulation") -> str:
    """Give the words of an edition."""
    return " ".join(markup.unescape(TAGS.sub(" ", render(record, pack, lang, kind=kind))).split())


@pytest.mark.parametrize("kind", ["circulation", "audit"])
def test_where_nothing_is_reviewed_it_is_said_once_for_all(sampled: tuple[Record, Pack], kind: EditionKind) -> None:
    """The summary and the method say it, and no single line of the derivation."""
    words = printed(*sampled, kind=kind)
    derivation = words[words.index("逐条列出") :]

    assert "规则未经专家评审" in words
    assert UNREVIEWED not in derivation


@pytest.mark.parametrize(("kind", "before", "after"), [("circulation", "（", "）"), ("audit", "，", "）条件")])
def test_a_mixed_state_is_said_of_each_rule_and_definition(
    sampled: tuple[Record, Pack], kind: EditionKind, before: str, after: str
) -> None:
    record, pack = sampled
    measure, rules = launched(record)
    opinions: dict[str, Opinion] = {rules[0]: "agreed", f"strategy.{measure}": "amended"}
    words = printed(record, reviewed(pack, opinions), kind=kind)
    derivation = words[words.index("逐条列出") :]

    assert "规则未经专家评审：" not in words
    assert f"{before}评审同意：{ROLE}，2026年11月20日{after}" in derivation
    assert f"内容评审建议修改：{ROLE}，2026年11月20日" in derivation
    assert f"{before}{UNREVIEWED}{after}" in derivation


def test_the_state_is_counted(sampled: tuple[Record, Pack]) -> None:
    record, pack = sampled
    _, rules = launched(record)
    words = printed(record, reviewed(pack, {rules[0]: "agreed"}))

    found = re.search(r"本文依据规则(\d+)条、结论与措施(\d+)项，其中评审同意的1、未经专家评审的(\d+)；", words)
    assert found is not None
    assert int(found[1]) + int(found[2]) == 1 + int(found[3])


@pytest.mark.parametrize(("lang", "said"), [("zh", "评审否决，待修订"), ("en", "rejected in review, to be mended")])
def test_what_was_rejected_is_said_beside_the_advice(sampled: tuple[Record, Pack], lang: Lang, said: str) -> None:
    """It stands behind the name of the measure, in the part on measures."""
    record, pack = sampled
    measure, _ = launched(record)
    mark = f'<span class="objection">{said}</span>'

    assert mark in render(record, reviewed(pack, {f"strategy.{measure}": "rejected"}), lang)
    assert mark not in render(record, reviewed(pack, {f"strategy.{measure}": "amended"}), lang)


def test_a_name_is_never_printed(sampled: tuple[Record, Pack]) -> None:
    record, pack = sampled
    measure, rules = launched(record)
    words = printed(record, reviewed(pack, {**dict.fromkeys(rules, "rejected"), f"strategy.{measure}": "agreed"}))

    assert NAME not in words


def test_an_opinion_on_another_wording_counts_as_none(sampled: tuple[Record, Pack]) -> None:
    record, pack = sampled
    _, rules = launched(record)
    changed = reviewed(pack, {rules[0]: "agreed"}, stale=True)

    assert changed.reviewed[rules[0]].waits
    assert "评审后有改动，按未评审处理" in printed(record, changed)


def test_the_mark_follows_what_a_rule_states_and_the_parameters_it_shows() -> None:
    """Neither its examples nor its review change it."""
    pack = shipped().pack
    rule = next(rule for rule in pack.rules.values() if "parameter." in rule.because.zh)
    before = pack.reviewed[rule.id].mark

    def mark(changed: Pack) -> str:
        return changed.reviewed[rule.id].mark

    other = {**pack.rules, rule.id: dataclasses.replace(rule, content="0" * 64)}
    values = {name: item.model_copy(update={"unit": item.name}) for name, item in pack.knowledge.parameters.items()}
    knowledge = dataclasses.replace(pack.knowledge, parameters=MappingProxyType(values))

    assert mark(reviewed(pack, {rule.id: "agreed"})) == before
    assert mark(dataclasses.replace(pack, rules=MappingProxyType(other))) != before
    assert mark(dataclasses.replace(pack, knowledge=knowledge)) != before


@pytest.mark.parametrize(
    "values",
    [
        {"status": "unreviewed", "role": ROLE},
        {"status": "agreed", "role": ROLE, "date": DAY},
        {"status": "agreed", "date": DAY, "of": "0" * 16},
        {"status": "rejected", "role": ROLE, "date": DAY, "of": "0" * 16},
        {"status": "agreed", "role": ROLE, "date": DAY, "of": "short"},
    ],
)
def test_a_review_that_does_not_say_who_when_of_what_and_why_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Review"):
        Review.model_validate(values)
