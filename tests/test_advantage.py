"""Comparative advantage tells what a college is relatively stronger in, whatever its size."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from hepu.facts.advantage import LEAST_RATIOS, advantages
from hepu.facts.build import type_profile
from hepu.facts.model import Fact, PeerSummary, State
from hepu.inference.examples import run_examples
from hepu.intake import read_profile
from hepu.language.kinds import ADVANTAGE, Certainty
from hepu.language.read import read_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pipeline import Advisor

COLLEGE = Path(__file__).parents[1] / "examples" / "hepu-bay-college.yaml"
NAMES = ("overseas_sites", "cfcrs_majors", "imported_standards", "standards_recognised")
MEDIANS = PeerSummary(reporting=20, positive=12, quartiles=(5, 10, 20))


def graded(
    shipped: Advisor, figures: Mapping[str, Fact], peers: PeerSummary | None = MEDIANS, students: int = 10_000
) -> dict[str, Fact]:
    """Grade a college that reports these figures and nothing else."""
    answers = type_profile(read_profile(COLLEGE).accepted(), shipped.pack)
    year = answers.data_year
    series = {name: {year: figures.get(name, Fact(State.MISSING))} for name in answers.series}
    blank = dataclasses.replace(
        answers,
        series=MappingProxyType(series),
        values=MappingProxyType({**answers.values, "fact.full_time_students": Fact.exact(students)}),
    )
    return advantages(blank, shipped.pack, {} if peers is None else dict.fromkeys(answers.series, peers))


def words(found: Mapping[str, Fact]) -> dict[str, str]:
    """Give the word of every known grade."""
    return {
        key.partition(".")[2]: ADVANTAGE.words[int(fact.low or 0)]
        for key, fact in found.items()
        if fact.state is State.KNOWN
    }


def figures(*values: int, certainty: Certainty = Certainty.ESTABLISHED) -> dict[str, Fact]:
    """Give figures by indicator."""
    return {name: Fact.exact(value, certainty) for name, value in zip(NAMES, values, strict=False)}


def test_what_stands_out_from_the_college_s_own_level_is_an_advantage(shipped: Advisor) -> None:
    assert words(graded(shipped, figures(4, 4, 4, 9))) == dict.fromkeys(NAMES[:3], "even") | {NAMES[3]: "stronger"}
    assert words(graded(shipped, figures(4, 4, 4, 0))) == dict.fromkeys(NAMES[:3], "even") | {NAMES[3]: "weaker"}


def test_a_college_twice_the_size_has_the_same_advantages(shipped: Advisor) -> None:
    small, large = graded(shipped, figures(1, 2, 3, 9)), graded(shipped, figures(10, 20, 30, 90))

    assert words(small) == words(large)
    assert set(words(small).values()) == set(ADVANTAGE.words)


@pytest.mark.parametrize(("value", "word"), [(5, "even"), (6, "stronger"), (3, "even"), (2, "weaker")])
def test_the_margin_itself_is_still_even(shipped: Advisor, value: int, word: str) -> None:
    """The level is 4 and the margin a quarter of it: 5 and 3 lie on the margin."""
    assert words(graded(shipped, figures(4, 4, 4, value)))[NAMES[3]] == word


def test_nothing_is_graded_without_peers_or_from_too_few_figures(shipped: Advisor) -> None:
    few = figures(*range(1, LEAST_RATIOS))

    assert words(graded(shipped, figures(1, 2, 3, 9), peers=None)) == {}
    found = graded(shipped, few)
    assert words(found) == {}
    assert found[f"advantage.{NAMES[0]}"].state is State.NOT_ASKED
    assert found[f"advantage.{NAMES[-1]}"].state is State.MISSING


def test_an_estimate_anywhere_makes_every_grade_likely(shipped: Advisor) -> None:
    """Each grade is against the level of all figures."""
    mixed = figures(4, 4, 4, 9) | figures(4, certainty=Certainty.LIKELY)

    found = graded(shipped, mixed)

    assert {found[f"advantage.{name}"].certainty for name in NAMES} == {Certainty.LIKELY}


def test_a_few_single_things_are_not_graded(shipped: Advisor) -> None:
    """Three against four says nothing: one more would turn it round."""
    few = PeerSummary(reporting=20, positive=12, quartiles=(1, 4, 6))

    assert words(graded(shipped, figures(3, 2, 4, 1), peers=few)) == {}
    assert words(graded(shipped, figures(6, 6, 6, 9), peers=few)) == dict.fromkeys(NAMES[:3], "even") | {
        NAMES[3]: "stronger"
    }


def test_a_zero_outside_the_mission_is_not_graded(shipped: Advisor) -> None:
    """The fictitious college leaves cooperative programmes out of its mission."""
    found = graded(shipped, figures(4, 0, 4, 4) | {"student_teacher_ratio": Fact.exact(20)})

    assert found["advantage.cfcrs_majors"].state is State.NOT_ASKED


def test_where_less_is_better_a_smaller_figure_is_the_advantage(shipped: Advisor) -> None:
    ratio = Fact.exact(5)

    assert words(graded(shipped, figures(10, 10, 10) | {"student_teacher_ratio": ratio}))["student_teacher_ratio"] == (
        "stronger"
    )


RULE = """
rule: relatively-strong
concludes: {{strength: {strength}}}
certainty: likely
since: 2017-01-01
theory: comparative_advantage
when: {{advantage: overseas_sites, is: stronger}}
because: {{zh: "{{advantage.overseas_sites}}。", en: "{{advantage.overseas_sites}}."}}
sources: [CL22]
examples:
  - {{it: fires, given: {{advantage.overseas_sites: stronger}}, expect: fires}}
  - {{it: is silent, given: {{advantage.overseas_sites: even}}, expect: silent}}
  - {{it: cannot be judged without peers, given: {{advantage.overseas_sites: not_asked}}, expect: unknown}}
"""


def test_a_rule_can_ask_for_it(shipped: Advisor) -> None:
    vocabulary = shipped.pack.vocabulary
    strength = min(vocabulary.conclusions["strength"])

    rule, faults = read_rule(RULE.format(strength=strength), "rules/x.yaml", "relatively-strong", vocabulary)

    assert faults == ()
    assert rule is not None
    outcomes, malformed = run_examples(shipped.pack, [rule])
    assert malformed == []
    assert [outcome.passed for outcome in outcomes] == [True, True, True]


def test_students_do_not_matter_to_what_is_not_counted_per_head(shipped: Advisor) -> None:
    assert graded(shipped, figures(1, 2, 3, 4)) == graded(shipped, figures(1, 2, 3, 4), students=20_000)
