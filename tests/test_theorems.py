"""The theorems of the rule language, as properties over random rules and facts."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from hepu.facts.model import Fact, FactList, Facts, State
from hepu.inference.chainer import Inference, chain, compile_rules
from hepu.inference.kleene import Truth
from hepu.language.model import Any, Compare, Count, FieldTest, Quantified, Rule, Test, leaves_of
from random_packs import KEYS, fact_sets, rule_sets


def run(rules: tuple[Rule, ...] | list[Rule], facts: Facts) -> Inference:
    """Compile and chain."""
    return chain(compile_rules(rules, KEYS), facts)


def asks_known(rules: tuple[Rule, ...]) -> bool:
    """Say whether any rule asks whether something is known, which the law of unknowns exempts."""
    return any(
        test.comparator == "known" for rule in rules for leaf in leaves_of(rule.when) for test in comparators_of(leaf)
    )


def comparators_of(leaf: object) -> list[Test]:
    """Give every comparator of a leaf."""
    match leaf:
        case Compare(test=test):
            return [test]
        case Count(where=where, test=test):
            return [test, *(item.test for item in where)]
        case Quantified(where=where, have=have):
            fields: tuple[FieldTest, ...] = (*where, *have)
            return [item.test for item in fields]
        case _:
            return []


def less_or_equally_known(less: Truth, more: Truth) -> bool:
    """Say whether everything that the first truth claims the second claims too."""
    return less & more == less


@given(rule_sets(), fact_sets(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_does_not_matter(rules: tuple[Rule, ...], facts: Facts, random: object) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    values = list(facts.values.items())
    random.shuffle(values)  # type: ignore[attr-defined]
    turned = dataclasses.replace(facts, values=MappingProxyType(dict(values)))

    assert run(rules, facts) == run(shuffled, turned)


@given(rule_sets(), fact_sets(), st.data())
def test_making_a_known_fact_unknown_never_turns_true_to_false_or_back(
    rules: tuple[Rule, ...], facts: Facts, data: st.DataObject
) -> None:
    if asks_known(rules):
        return
    key = data.draw(st.sampled_from(sorted(facts.values)))
    if facts.values[key].state is not State.KNOWN:
        return
    blank = dataclasses.replace(facts, values=MappingProxyType({**facts.values, key: Fact(State.MISSING)}))
    full, poorer = run(rules, facts), run(rules, blank)

    assert all(less_or_equally_known(poorer.conclusions[name], full.conclusions[name]) for name in KEYS)


@given(rule_sets(), fact_sets())
def test_losing_a_list_or_its_completeness_never_turns_true_to_false_or_back(
    rules: tuple[Rule, ...], facts: Facts
) -> None:
    if asks_known(rules) or "rows" not in facts.lists:
        return
    rows = facts.lists["rows"]
    open_list = dataclasses.replace(facts, lists=MappingProxyType({"rows": FactList(False, rows.rows)}))
    no_list = dataclasses.replace(facts, lists=MappingProxyType({}))
    full = run(rules, facts)

    for poorer in (run(rules, open_list), run(rules, no_list)):
        assert all(less_or_equally_known(poorer.conclusions[name], full.conclusions[name]) for name in KEYS)


@given(rule_sets(), fact_sets())
def test_writing_a_rule_twice_changes_no_conclusion(rules: tuple[Rule, ...], facts: Facts) -> None:
    twice = [*rules, *(dataclasses.replace(rule, id=f"{rule.id}-again") for rule in rules)]

    assert run(rules, facts).conclusions == run(twice, facts).conclusions


@given(rule_sets(), fact_sets())
def test_splitting_a_rule_at_its_any_changes_no_conclusion(rules: tuple[Rule, ...], facts: Facts) -> None:
    split: list[Rule] = []
    for rule in rules:
        if isinstance(rule.when, Any):
            split += [
                dataclasses.replace(rule, id=f"{rule.id}-{at}", when=part) for at, part in enumerate(rule.when.parts)
            ]
        else:
            split.append(rule)

    assert run(rules, facts).conclusions == run(split, facts).conclusions


@given(rule_sets(), fact_sets())
def test_what_holds_at_a_certainty_holds_at_every_lower_one(rules: tuple[Rule, ...], facts: Facts) -> None:
    for truth in run(rules, facts).conclusions.values():
        true, false = truth & 7, truth >> 3
        assert true in {0, 1, 3, 7}
        assert false in {0, 1, 3, 7}
        assert true & false == 0


@given(rule_sets(), fact_sets())
def test_a_conclusion_is_false_exactly_where_the_conditions_of_all_its_rules_are(
    rules: tuple[Rule, ...], facts: Facts
) -> None:
    result = run(rules, facts)

    for key in KEYS:
        own = [result.rules[rule.id].truth >> 3 for rule in rules if rule.key == key]
        expected = 7
        for bits in own:
            expected &= bits
        assert result.conclusions[key] >> 3 == expected
