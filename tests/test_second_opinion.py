"""The second opinion agrees with the chainer: on every example, on the shipped pack, and on random packs and facts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import random
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.errors import PackError
from hepu.facts.model import Fact, FactList, Facts, State
from hepu.inference import second_opinion
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.examples import example_facts, judge
from hepu.inference.kleene import FALSE, TRUE, UNKNOWN, Truth, from_bool
from hepu.inference.second_opinion import SecondOpinion, differences, infer
from hepu.language.kinds import Certainty
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Count,
    Not,
    Rule,
    Test,
    ValueRef,
)
from random_packs import KEYS, NUMBER, TODAY, fact_sets, filters, make_rule, rule_sets

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from hepu.pipeline import Advisor

EMPTY = Facts(TODAY, 2023, *(MappingProxyType({}) for _ in range(4)))


def facts_with(**values: Fact) -> Facts:
    """Give facts with these values and nothing else."""
    return dataclasses.replace(EMPTY, values=MappingProxyType({f"fact.{key}": fact for key, fact in values.items()}))


def rule_of(when: Condition, certainty: Certainty = Certainty.ESTABLISHED) -> Rule:
    """Give a rule for one problem."""
    return make_rule("r", "problem", "p1", certainty, when)


def opinions(when: Condition, facts: Facts) -> tuple[Truth, Truth]:
    """Give the truth of a condition by the chainer and by experta."""
    rule = rule_of(when)
    first = chain(compile_rules([rule], KEYS), facts)
    second = SecondOpinion.of([rule], KEYS).infer(facts)
    return first.rules["r"].truth, second.rules["r"].truth


# Agreement


def test_both_engines_judge_every_example_of_every_rule_alike(shipped: Advisor) -> None:
    pack = shipped.pack
    apart = []
    for rule in pack.rules.values():
        opinion = SecondOpinion.of([rule], pack.conclusion_keys)
        for example in rule.examples:
            facts, earlier = example_facts(pack, rule, example)
            applying = dataclasses.replace(rule, since=dt.date.min, until=None)
            if not rule.applies_on(facts.as_of):
                opinion = SecondOpinion.of([applying], pack.conclusion_keys)
            if opinion.infer(facts, earlier).rules[rule.id].truth != judge(rule, facts, earlier):
                apart.append((rule.id, example.it))

    assert apart == []


@pytest.mark.slow
def test_both_engines_judge_the_shipped_pack_alike(shipped: Advisor) -> None:
    """Facts come from many examples at once, so that rules of all stages meet; every course is the same each time."""
    pack = shipped.pack
    pool = [example_facts(pack, rule, example)[0] for rule in pack.rules.values() for example in rule.examples]
    chance = random.Random(1)  # noqa: S311  # cases of a test, no secrets
    cases = [EMPTY, *pool[::120]]
    for _ in range(12):
        drawn = chance.sample(pool, chance.choice((5, 40, 200)))
        cases.append(
            dataclasses.replace(
                drawn[0],
                values=MappingProxyType({key: fact for facts in drawn for key, fact in facts.values.items()}),
                lists=MappingProxyType({key: rows for facts in drawn for key, rows in facts.lists.items()}),
                policies=MappingProxyType({key: holds for facts in drawn for key, holds in facts.policies.items()}),
            )
        )

    for facts in cases:
        assert differences(chain(shipped.program, facts), infer(pack, facts)) == []


@given(rule_sets(), fact_sets())
def test_both_engines_judge_random_packs_alike(rules: tuple[Rule, ...], facts: Facts) -> None:
    first = chain(compile_rules(rules, KEYS), facts)
    second = SecondOpinion.of(rules, KEYS).infer(facts)

    assert differences(first, second) == []


@st.composite
def odd_leaves(draw: DrawFn) -> Condition:
    """Draw conditions that are rare: sets of counts, sets with other facts, and whether a list is given."""
    small = st.integers(0, 4)
    operand = st.one_of(small, st.just(ValueRef("fact.b")), st.just(ValueRef("fact.b", 1)))
    kind = draw(st.sampled_from(["count", "listed", "value"]))
    if kind == "listed":
        return Count("rows", (), Test("known", (draw(st.integers(0, 1)),)))
    word = draw(st.sampled_from(["in", "not_in", "between"]))
    sizes = {"min_size": 2, "max_size": 2} if word == "between" else {"min_size": 1, "max_size": 4}
    test = Test(word, tuple(draw(st.lists(operand, **sizes))))  # type: ignore[arg-type]
    return Count("rows", draw(filters()), test) if kind == "count" else Compare("fact.a", NUMBER, test)


@given(st.lists(odd_leaves(), min_size=1, max_size=4), fact_sets())
def test_both_engines_judge_rare_conditions_alike(leaves: list[Condition], facts: Facts) -> None:
    when = All((Any(tuple(leaves)), Not(All(tuple(leaves)))))
    rule = rule_of(when)

    first = chain(compile_rules([rule], KEYS), facts)
    second = SecondOpinion.of([rule], KEYS).infer(facts)

    assert differences(first, second) == []


@given(rule_sets(), fact_sets(), st.integers(0, 2**16))
def test_the_order_of_rules_does_not_matter(rules: tuple[Rule, ...], facts: Facts, seed: int) -> None:
    shuffled = list(rules)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  # an order of a test, no secret

    assert SecondOpinion.of(rules, KEYS).infer(facts) == SecondOpinion.of(shuffled, KEYS).infer(facts)


def test_an_engine_that_is_used_again_remembers_nothing() -> None:
    when = Any((Compare("fact.a", NUMBER, Test("above", (3,))), Not(Compare("fact.b", NUMBER, Test("is", (1,))))))
    opinion = SecondOpinion.of([rule_of(when)], KEYS)
    cases = [facts_with(a=Fact.exact(4)), EMPTY, facts_with(b=Fact.exact(1), a=Fact.exact(1)), EMPTY]

    found = [opinion.infer(facts).rules["r"].truth for facts in cases]

    assert found == [TRUE, UNKNOWN, FALSE, UNKNOWN]


# The meaning, where it is easy to get wrong


@pytest.mark.parametrize(
    ("test", "subject", "other", "expected"),
    [
        # A comparator with an unknown bound is still false where the other bound says so.
        (Test("between", (ValueRef("fact.b"), 10)), Fact.exact(20), Fact(State.MISSING), FALSE),
        (Test("between", (ValueRef("fact.b"), 10)), Fact.exact(5), Fact(State.MISSING), UNKNOWN),
        # What is not applicable makes the comparison false, whichever side it is on and however little is known.
        (Test("below", (ValueRef("fact.b"),)), Fact(State.MISSING), Fact(State.NOT_APPLICABLE), FALSE),
        (Test("not_in", (ValueRef("fact.b"), 3)), Fact.exact(5), Fact(State.NOT_APPLICABLE), FALSE),
        (Test("between", (ValueRef("fact.b"), 9)), Fact.exact(5), Fact(State.NOT_APPLICABLE), FALSE),
        # One member that is not applicable does not undo another that fits: else a blank would turn false to true.
        (Test("in", (ValueRef("fact.b"), 5)), Fact.exact(5), Fact(State.NOT_APPLICABLE), TRUE),
        (Test("in", (ValueRef("fact.b"), 3)), Fact.exact(5), Fact(State.NOT_APPLICABLE), FALSE),
        # A range is among values when each of its whole numbers is, up to the certainty of the least certain one.
        (Test("in", (3, 4)), Fact(State.KNOWN, 3, 4), Fact(State.MISSING), TRUE),
        (Test("not_in", (3, 4)), Fact(State.KNOWN, 3, 4), Fact(State.MISSING), FALSE),
        (Test("in", (3, 5)), Fact(State.KNOWN, 3, 5), Fact(State.MISSING), UNKNOWN),
        (
            Test("in", (3, ValueRef("fact.b"))),
            Fact(State.KNOWN, 3, 4),
            Fact.exact(4, Certainty.LIKELY),
            from_bool(holds=True, certainty=Certainty.LIKELY),
        ),
        (Test("in", (3, 4, 5)), Fact(State.KNOWN, 3, None), Fact(State.MISSING), UNKNOWN),
    ],
)
def test_comparisons_mean_what_the_language_says(test: Test, subject: Fact, other: Fact, expected: Truth) -> None:
    facts = facts_with(a=subject, b=other)

    assert opinions(Compare("fact.a", NUMBER, test), facts) == (expected, expected)


@pytest.mark.parametrize(("asked", "expected"), [(1, TRUE), (0, FALSE)])
def test_a_list_is_known_when_it_is_given(asked: int, expected: Truth) -> None:
    when = Count("rows", (), Test("known", (asked,)))
    given_list = dataclasses.replace(EMPTY, lists=MappingProxyType({"rows": FactList(complete=False)}))

    assert opinions(when, given_list) == (expected, expected)
    assert opinions(Not(when), EMPTY) == (expected, expected)


def test_a_conclusion_is_read_at_the_higher_of_its_floor_and_the_present_certainty() -> None:
    opinion = SecondOpinion.of([rule_of(Concluded("challenge", "c1", Certainty.LIKELY))], KEYS)

    for known, expected in (
        (from_bool(holds=True, certainty=Certainty.POSSIBLE), UNKNOWN),
        (from_bool(holds=True, certainty=Certainty.LIKELY), from_bool(holds=True, certainty=Certainty.LIKELY)),
        (from_bool(holds=False, certainty=Certainty.LIKELY), from_bool(holds=False, certainty=Certainty.LIKELY)),
        (FALSE, FALSE),
    ):
        assert opinion.infer(EMPTY, {"challenge.c1": known}).rules["r"].truth == expected


def test_a_rule_that_does_not_apply_is_not_judged() -> None:
    always = Compare("fact.a", NUMBER, Test("known", (0,)))
    late = dataclasses.replace(rule_of(always), since=TODAY + dt.timedelta(days=1))
    found = SecondOpinion.of([late], KEYS).infer(EMPTY)

    assert not found.rules["r"].applies
    assert found.rules["r"].leaves == ()
    assert found.conclusions["problem.p1"] == FALSE


# The machine


def test_ten_ors_do_not_multiply() -> None:
    parts = tuple(
        Any(tuple(Compare("fact.a", NUMBER, Test("is", (2 * at + turn,))) for turn in range(2))) for at in range(10)
    )
    opinion = SecondOpinion.of([rule_of(All(parts))], KEYS)

    assert len(opinion.levels[0].network.rules) == 2 * (1 + 10 * 2)


def test_a_fault_in_one_case_does_not_spoil_the_next() -> None:
    opinion = SecondOpinion.of([rule_of(Compare("fact.a", NUMBER, Test("above", (3,))))], KEYS)
    with pytest.raises(TypeError):
        opinion.infer(facts_with(a=Fact.exact("a word")))

    assert opinion.infer(EMPTY).rules["r"].truth == UNKNOWN
    assert opinion.infer(facts_with(a=Fact.exact(4))).rules["r"].truth == TRUE


def test_a_circle_of_conclusions_is_an_error_that_names_them() -> None:
    rules = [
        make_rule("a", "problem", "p1", Certainty.LIKELY, Concluded("problem", "p2", Certainty.POSSIBLE)),
        make_rule("b", "problem", "p2", Certainty.LIKELY, Concluded("problem", "p1", Certainty.POSSIBLE)),
    ]
    with pytest.raises(PackError) as caught:
        SecondOpinion.of(rules, KEYS)

    assert caught.value.faults[0].context["found"] == "problem.p1, problem.p2"


def test_a_pack_is_compiled_once_and_forgotten_with_the_pack(shipped: Advisor) -> None:
    rule = shipped.pack.rules[min(shipped.pack.rules)]
    pack = dataclasses.replace(shipped.pack, rules=MappingProxyType({rule.id: rule}))
    gc.collect()
    before = len(second_opinion._compiled)
    infer(pack, EMPTY)
    infer(pack, EMPTY)
    assert len(second_opinion._compiled) == before + 1

    del pack
    gc.collect()

    assert len(second_opinion._compiled) == before


def test_differences_name_conclusions_and_rules_in_order() -> None:
    when = Compare("fact.a", NUMBER, Test("above", (3,)))
    facts = facts_with(a=Fact.exact(4))
    likely, possible = (
        SecondOpinion.of([rule_of(when, certainty)], KEYS).infer(facts)
        for certainty in (Certainty.LIKELY, Certainty.POSSIBLE)
    )
    other = SecondOpinion.of([rule_of(Not(when))], KEYS).infer(facts)

    assert differences(likely, likely) == []
    assert differences(likely, possible) == ["problem.p1"]
    assert differences(likely, other) == ["problem.p1", "r"]
