"""The columnar evaluator comes to what the chainer comes to, for every case of a cohort."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import MANY
from hepu.facts.model import Fact, FactList, Facts, State
from hepu.inference.chainer import Program, chain, compile_rules
from hepu.inference.columnar import (
    Block,
    Cohort,
    Column,
    Judged,
    cohort_of_facts,
    column_of_facts,
    facts_of_case,
    infer_blocks,
    infer_cohort,
    plan_of,
)
from hepu.inference.columnar.cohort import LARGEST
from hepu.inference.examples import example_facts
from hepu.inference.kleene import FALSE, TRUE
from hepu.language.kinds import Certainty
from hepu.language.model import Compare, Condition, Count, ParameterRef, Quantified, Rule, Test
from kept_cases import KEPT
from random_packs import KEYS, NUMBER, TODAY, fact_sets, make_rule, rule_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.pipeline import Advisor

EMPTY = Facts(TODAY, 2023, *(MappingProxyType({}) for _ in range(4)))
CASES = st.lists(fact_sets(), min_size=1, max_size=6)


def apart(program: Program, cases: Sequence[Facts], judged: Judged) -> list[tuple[int, str]]:
    """Name each case and the rule or conclusion on which the columns and the chainer differ."""
    plan = plan_of(program)
    found = []
    for at, facts in enumerate(cases):
        inference = chain(program, facts)
        found += [
            (at, key) for row, key in enumerate(plan.keys) if judged.conclusions[row, at] != inference.conclusions[key]
        ]
        found += [
            (at, name)
            for row, name in enumerate(plan.rules)
            if (judged.applies[row, at], judged.rules[row, at])
            != (inference.rules[name].applies, inference.rules[name].truth)
        ]
    return found


def rows_of(*sizes: int | None, complete: bool = True) -> Facts:
    """Give facts with one list; a size of None is a row that does not tell it."""
    rows = tuple(
        MappingProxyType({"size": Fact(State.MISSING) if size is None else Fact.exact(size)}) for size in sizes
    )
    return dataclasses.replace(EMPTY, lists=MappingProxyType({"rows": FactList(complete, rows)}))


def program_of(when: Condition) -> Program:
    """Compile one rule."""
    return compile_rules([make_rule("r", "problem", "p1", Certainty.ESTABLISHED, when)], KEYS)


@MANY
@given(rule_sets(), CASES)
def test_columns_and_chainer_judge_random_packs_alike(rules: tuple[Rule, ...], cases: list[Facts]) -> None:
    program = compile_rules(rules, KEYS)

    assert apart(program, cases, infer_cohort(plan_of(program), cohort_of_facts(cases))) == []


@pytest.mark.parametrize("name", KEPT)
def test_columns_and_chainer_judge_kept_cases_alike(name: str) -> None:
    kept = KEPT[name]
    program = program_of(kept.when)

    judged = infer_cohort(plan_of(program), cohort_of_facts([kept.facts]))

    assert judged.rules.tolist() == [[kept.truth]]
    assert apart(program, [kept.facts], judged) == []


def test_columns_and_chainer_judge_the_examples_of_the_shipped_pack_alike(shipped: Advisor) -> None:
    pack = shipped.pack
    cases = [example_facts(pack, rule, example)[0] for rule in pack.rules.values() for example in rule.examples][::7]

    assert apart(shipped.program, cases, infer_cohort(plan_of(shipped.program), cohort_of_facts(cases))) == []


@given(rule_sets(), CASES)
def test_how_a_cohort_is_cut_into_blocks_does_not_matter(rules: tuple[Rule, ...], cases: list[Facts]) -> None:
    plan = plan_of(compile_rules(rules, KEYS))
    whole = infer_cohort(plan, cohort_of_facts(cases))

    single = [infer_cohort(plan, cohort_of_facts([facts])) for facts in cases]

    for part in ("rules", "applies", "conclusions"):
        joined = np.concatenate([getattr(item, part) for item in single], axis=1)
        assert (joined == getattr(whole, part)).all()


@given(CASES)
def test_a_case_of_a_cohort_gives_its_facts_back(cases: list[Facts]) -> None:
    cohort = cohort_of_facts(cases)

    for at, facts in enumerate(cases):
        found = facts_of_case(cohort, at)
        known = {key: fact for key, fact in found.values.items() if fact.state is not State.MISSING}
        assert known == {key: fact for key, fact in facts.values.items() if fact.state is not State.MISSING}
        assert {name: rows.complete for name, rows in found.lists.items()} == {
            name: rows.complete for name, rows in facts.lists.items()
        }
        for name, rows in facts.lists.items():
            given_rows = [dict(row) for row in rows.rows]
            assert [{key: row[key] for key in given_rows[0]} for row in found.lists[name].rows[:1]] == given_rows[:1]
            assert len(found.lists[name].rows) == len(given_rows)
        assert found.policies == {name: facts.policies.get(name, False) for name in found.policies}


def test_blocks_are_taken_one_by_one_as_their_results_are_asked_for() -> None:
    plan = plan_of(program_of(Compare("fact.a", NUMBER, Test("is", (1,)))))
    taken: list[int] = []

    def blocks() -> Iterator[Block]:
        for number in range(3):
            taken.append(number)
            values = MappingProxyType({"fact.a": Fact.exact(number)})
            yield from cohort_of_facts([dataclasses.replace(EMPTY, values=values)] * (number + 1))

    found = [(len(taken), judged.rules.tolist()) for judged in infer_blocks(plan, blocks())]

    assert found == [(1, [[FALSE]]), (2, [[TRUE] * 2]), (3, [[FALSE] * 3])]


def test_a_result_stays_when_the_next_block_is_judged() -> None:
    plan = plan_of(program_of(Compare("fact.a", NUMBER, Test("is", (1,)))))
    cases = [dataclasses.replace(EMPTY, values=MappingProxyType({"fact.a": Fact.exact(at)})) for at in (1, 2)]

    first, second = infer_blocks(plan, (block for facts in cases for block in cohort_of_facts([facts])))

    assert (first.rules.tolist(), second.rules.tolist()) == ([[TRUE]], [[FALSE]])


def test_a_case_that_is_not_there_is_an_error() -> None:
    with pytest.raises(IndexError):
        facts_of_case(cohort_of_facts([EMPTY]), 1)


@pytest.mark.parametrize("number", range(-1, 5))
@pytest.mark.parametrize("word", ["is", "is_not", "below", "at_most", "above", "at_least"])
def test_counts_are_compared_alike_whatever_the_number(word: str, number: int) -> None:
    """Thresholds are counted one by one; a parameter that differs from case to case is compared with a number."""
    sizes = [(), (1,), (1, 1), (1, None), (None, None, 1), (1, 1, 1, 0), (0,)]
    cases = [rows_of(*size, complete=complete) for size in sizes for complete in (True, False)]
    where = Quantified("some", "rows", ()).where
    for operand in (number, ParameterRef("limit")):
        program = program_of(Count("rows", where, Test(word, (operand,))))  # type: ignore[arg-type]
        assert apart(program, cases, infer_cohort(plan_of(program), cohort_of_facts(cases))) == []


def test_a_rule_applies_case_by_case_on_its_days() -> None:
    days = [dt.date(2019, 12, 31), dt.date(2020, 1, 1), dt.date(2020, 12, 31), dt.date(2021, 1, 1)]
    rule = dataclasses.replace(
        make_rule("r", "problem", "p1", Certainty.LIKELY, Compare("fact.a", NUMBER, Test("known", (0,)))),
        since=dt.date(2020, 1, 1),
        until=dt.date(2020, 12, 31),
    )
    program = compile_rules([rule], KEYS)
    cases = [dataclasses.replace(EMPTY, as_of=day) for day in days]

    judged = infer_cohort(plan_of(program), cohort_of_facts(cases))

    assert judged.applies.tolist() == [[False, True, True, False]]
    assert apart(program, cases, judged) == []


def test_a_number_that_columns_cannot_keep_exactly_is_an_error() -> None:
    column_of_facts([Fact.exact(LARGEST)], {})
    with pytest.raises(OverflowError):
        column_of_facts([Fact.exact(LARGEST + 1)], {})


def test_a_value_next_to_the_end_of_its_narrow_type_is_compared_exactly() -> None:
    """A range from 126 to 128 starts in a byte and does not end in one."""
    program = program_of(Compare("fact.a", NUMBER, Test("in", (126, 127, 128))))
    facts = dataclasses.replace(EMPTY, values=MappingProxyType({"fact.a": Fact(State.KNOWN, 126, 128)}))

    assert apart(program, [facts], infer_cohort(plan_of(program), cohort_of_facts([facts]))) == []
    assert facts_of_case(cohort_of_facts([facts]), 0).values["fact.a"].high == 128


def test_one_block_is_held_at_a_time() -> None:
    program = program_of(Compare("fact.a", NUMBER, Test("at_least", (3,))))
    column = Column(np.arange(10, dtype=np.int8), np.full(10, 0b100_111, np.uint8))
    cohort = Cohort.of(10, np.array([TODAY.toordinal()]), {"fact.a": column}, {}, {}, {}, {}, block=4)

    found = [part.conclusions.shape[1] for part in infer_blocks(plan_of(program), cohort)]

    assert found == [4, 4, 2]
    row = plan_of(program).keys.index("problem.p1")
    assert [bool(truth & 1) for truth in infer_cohort(plan_of(program), cohort).conclusions[row]] == [
        number >= 3 for number in range(10)
    ]
