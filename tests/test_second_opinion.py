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

from campaign import MANY
from hepu.errors import PackError
from hepu.facts.model import Fact, FactList, Facts
from hepu.inference import second_opinion
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.examples import judge
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
)
from kept_cases import KEPT, facts_with
from random_packs import KEYS, NUMBER, RANGES, TODAY, fact_sets, make_rule, rare_conditions, rule_sets
from shipped_cases import EMPTY, always, example_cases, mixed_facts

if TYPE_CHECKING:
    from hepu.pipeline import Advisor


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


def test_experta_and_chainer_judge_every_example_of_every_rule_alike(shipped: Advisor) -> None:
    pack = shipped.pack
    apart = []
    for rule, cases in example_cases(pack):
        opinion = SecondOpinion.of([always(rule)], pack.conclusion_keys)
        apart += [
            (rule.id, example.it)
            for example, facts, earlier in cases
            if opinion.infer(facts, earlier).rules[rule.id].truth != judge(rule, facts, earlier)
        ]

    assert apart == []


@pytest.mark.slow
def test_experta_and_chainer_judge_the_shipped_pack_alike(shipped: Advisor) -> None:
    for facts in mixed_facts(shipped.pack):
        assert differences(chain(shipped.program, facts), infer(shipped.pack, facts)) == []


@MANY
@given(rule_sets(), fact_sets())
def test_experta_and_chainer_judge_random_packs_alike(rules: tuple[Rule, ...], facts: Facts) -> None:
    first = chain(compile_rules(rules, KEYS), facts)
    second = SecondOpinion.of(rules, KEYS).infer(facts)

    assert differences(first, second) == []


@given(st.lists(rare_conditions(), min_size=4, max_size=8), fact_sets(RANGES))
def test_experta_and_chainer_judge_rare_conditions_alike(parts: list[Condition], facts: Facts) -> None:
    when = All((Any(tuple(parts)), Not(All(tuple(parts)))))
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


@pytest.mark.parametrize("name", KEPT)
def test_experta_and_chainer_judge_kept_cases_alike(name: str) -> None:
    kept = KEPT[name]

    assert opinions(kept.when, kept.facts) == (kept.truth, kept.truth)


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
