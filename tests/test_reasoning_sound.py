"""Whatever a random college is, it is never said to be impossible: so what is proved to be impossible is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CASES
from hepu.facts.model import Fact, State
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.examples import judge
from hepu.language.kinds import Certainty
from hepu.language.model import All, Any, Compare, Not, ParameterRef, Test, ValueRef
from hepu.reasoning.claims import subsumed
from hepu.reasoning.leaves import facts_of, word_at
from hepu.reasoning.proofs import proved
from hepu.reasoning.reasoner import Reasoner
from hepu.reasoning.truths import FALSE, TRUE
from random_packs import (
    CERTAINTIES,
    KEYS,
    TODAY,
    VALUES,
    draw_condition,
    draw_test,
    fact_sets,
    make_rule,
    one_of,
    rule_sets,
)
from reasoning_sample import BLANKS, anything

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from hepu.facts.model import Facts
    from hepu.language.kinds import Kind
    from hepu.language.model import Comparator, Condition, Rule


@given(rules=rule_sets(), facts=fact_sets(), level=st.sampled_from([1, 1, 2, 3]), unfold=st.booleans())
@settings(max_examples=CASES * 2)
def test_what_all_rules_come_to_together_is_never_said_to_be_impossible(
    rules: tuple[Rule, ...], facts: Facts, level: int, unfold: bool
) -> None:
    inference = chain(compile_rules(rules, KEYS), facts)
    goals = [
        (rule.when, word_at(inference.rules[rule.id].truth, level))
        for rule in rules
        if inference.rules[rule.id].applies
    ]
    reasoner = Reasoner(rules, anything(facts.parameters))

    answer = reasoner.ask(goals, (facts.as_of, facts.as_of), level=level, unfold=unfold)

    assert answer.word != "none"


@st.composite
def one_beside_another(draw: DrawFn) -> tuple[Rule, Rule]:
    """Draw two rules for one conclusion, the first often within the second."""
    keys = ("fact.a", "fact.flag", "gap.x")
    one, more = (draw_condition(draw, keys, (), 2) for _ in range(2))
    narrow = one_of(draw, (one, All((one, more)), All((more, one)), Not(Not(one)), Not(Any((Not(one), Not(more))))))
    wide = one_of(draw, (one, Any((one, more)), Any((more, one)), All((one,)), Not(All((Not(one), Not(more))))))
    return (
        make_rule("narrow", "problem", "p1", draw(CERTAINTIES), narrow),
        make_rule("wide", "problem", "p1", draw(CERTAINTIES), wide),
    )


@given(pair=one_beside_another(), facts=st.lists(fact_sets(), min_size=3, max_size=3))
@settings(max_examples=CASES * 2)
def test_a_rule_that_is_proved_to_add_nothing_can_be_left_out_of_any_random_case(
    pair: tuple[Rule, Rule], facts: list[Facts]
) -> None:
    rule, other = pair
    claim = subsumed(rule, other)
    for case in facts:
        if claim is not None and proved(Reasoner(pair, anything(case.parameters)), claim):
            both, alone = (chain(compile_rules(rules, KEYS), case) for rules in (pair, (other,)))

            assert both.conclusions == alone.conclusions


def every_fact(kind: Kind) -> list[Fact]:
    """Give every fact of a kind within a few numbers: exact, ranges, and the states without a value."""
    numbers = range(len(kind.words)) if kind.words else range(-2, 8)
    exact = [Fact.exact(number) for number in numbers]
    ranges = [Fact(State.KNOWN, low, high) for low in numbers for high in numbers if low < high]
    ends = [] if kind.words else [Fact(State.KNOWN, low, None) for low in numbers]
    return [*exact, *ranges, *ends, *(Fact(State(word)) for word in BLANKS)]


@st.composite
def on_two_facts(draw: DrawFn) -> Condition:
    """Draw a condition on a number and an ordered word, compared with literals alone."""
    keys = ("fact.a", "gap.x")
    leaves = [
        Compare(key, VALUES[key], draw_test(draw, VALUES[key]))
        for key in (one_of(draw, keys) for _ in range(one_of(draw, (1, 2, 3))))
    ]
    plain = [
        leaf for leaf in leaves if not any(isinstance(item, ParameterRef | ValueRef) for item in leaf.test.operands)
    ]
    parts = tuple(Not(leaf) if draw(st.booleans()) else leaf for leaf in plain)
    joined: tuple[Condition, ...] = (All(parts), Any(parts))
    return one_of(draw, joined)


@given(condition=on_two_facts(), wanted=st.sampled_from([1, 2, 4]))
@settings(max_examples=CASES)
def test_over_two_facts_a_case_is_found_just_where_trying_all_of_them_finds_one(
    condition: Condition, wanted: int
) -> None:
    rule = make_rule("tried", "problem", "p1", Certainty.LIKELY, condition)
    cases = (
        facts_of(TODAY, {}, {"fact.a": number, "gap.x": word})
        for number in every_fact(VALUES["fact.a"])
        for word in every_fact(VALUES["gap.x"])
    )
    tried = any(word_at(judge(rule, case, {}), 1) == wanted for case in cases)

    answer = Reasoner([rule], anything()).ask([(condition, wanted)], (TODAY, TODAY))

    assert answer.word == ("some" if tried else "none")


BOUNDS = {"fact.a": (0, 4), "fact.b": (3, None)}


@pytest.mark.parametrize("comparator", ["is", "below", "at_most", "above", "at_least"])
@pytest.mark.parametrize("point", [0, 3, 4, 5, 90])
def test_numbers_that_are_compared_meet_wherever_their_bounds_let_them(comparator: Comparator, point: int) -> None:
    keys = ("fact.a", "fact.b")
    compare = Compare("fact.a", VALUES["fact.a"], Test(comparator, (ValueRef("fact.b"),)))
    # What another rule asks must not hide the numbers that both may be.
    other = make_rule(
        "other", "cause", "k1", Certainty.LIKELY, Compare("fact.b", VALUES["fact.b"], Test("above", (point,)))
    )
    rule = make_rule("tried", "problem", "p1", Certainty.LIKELY, compare)
    exact = {key: [Fact.exact(number) for number in range(12) if _inside(number, BOUNDS[key])] for key in keys}
    domain = replace(anything(), bounds=lambda key: BOUNDS.get(key, (None, None)), ranged=lambda _: False)
    for wanted in (TRUE, FALSE):
        tried = any(
            word_at(judge(rule, facts_of(TODAY, {}, {"fact.a": one, "fact.b": more}), {}), 1) == wanted
            for one in exact["fact.a"]
            for more in exact["fact.b"]
        )

        answer = Reasoner([rule, other], domain).ask([(compare, wanted)], (TODAY, TODAY))

        assert answer.word == ("some" if tried else "none")


def _inside(number: int, bounds: tuple[int | None, int | None]) -> bool:
    low, high = bounds
    return (low is None or low <= number) and (high is None or number <= high)


@pytest.mark.parametrize("named", [("…",), ("…", "……"), ("甲",)])
def test_a_text_may_always_be_another_than_those_that_rules_name(named: tuple[str, ...]) -> None:
    other = Compare("fact.name", VALUES["fact.name"], Test("not_in", named))
    rule = make_rule("tried", "problem", "p1", Certainty.LIKELY, other)

    answer = Reasoner([rule], anything()).ask([(other, TRUE)], (TODAY, TODAY))

    assert answer.word == "some"
