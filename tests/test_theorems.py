"""The theorems of the rule language, as properties over random rules and facts."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from hepu.facts.model import Fact, FactList, Facts, State
from hepu.inference.chainer import Inference, chain, compile_rules
from hepu.inference.kleene import Truth
from hepu.language.model import Any, Rule
from random_packs import KEYS, fact_sets, rule_sets


def run(rules: tuple[Rule, ...] | list[Rule], facts: Facts) -> Inference:
    """Compile and chain."""
    return chain(compile_rules(rules, KEYS), facts)


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


@given(rule_sets(asking_known=False), fact_sets(), st.data())
def test_making_a_known_fact_unknown_never_turns_true_to_false_or_back(
    rules: tuple[Rule, ...], facts: Facts, data: st.DataObject
) -> None:
    known = sorted(key for key, fact in facts.values.items() if fact.state is State.KNOWN)
    if not known:
        return
    key = data.draw(st.sampled_from(known))
    blank = dataclasses.replace(facts, values=MappingProxyType({**facts.values, key: Fact(State.MISSING)}))
    full, poorer = run(rules, facts), run(rules, blank)

    assert all(less_or_equally_known(poorer.conclusions[name], full.conclusions[name]) for name in KEYS)


@given(rule_sets(asking_known=False), fact_sets())
def test_losing_a_list_or_its_completeness_never_turns_true_to_false_or_back(
    rules: tuple[Rule, ...], facts: Facts
) -> None:
    full = run(rules, facts)

    for lost, listed in facts.lists.items():
        others = {name: rows for name, rows in facts.lists.items() if name != lost}
        open_list = dataclasses.replace(facts, lists=MappingProxyType({**others, lost: FactList(False, listed.rows)}))
        no_list = dataclasses.replace(facts, lists=MappingProxyType(others))
        for poorer in (run(rules, open_list), run(rules, no_list)):
            assert all(less_or_equally_known(poorer.conclusions[name], full.conclusions[name]) for name in KEYS)


@given(rule_sets(asking_known=False), fact_sets(), st.data())
def test_making_a_known_field_of_a_row_unknown_never_turns_true_to_false_or_back(
    rules: tuple[Rule, ...], facts: Facts, data: st.DataObject
) -> None:
    known = [
        (name, at, field)
        for name, listed in facts.lists.items()
        for at, row in enumerate(listed.rows)
        for field, fact in row.items()
        if fact.state is State.KNOWN
    ]
    if not known:
        return
    name, at, field = data.draw(st.sampled_from(known))
    listed = facts.lists[name]
    row = MappingProxyType({**listed.rows[at], field: Fact(State.MISSING)})
    poorer_list = FactList(listed.complete, (*listed.rows[:at], row, *listed.rows[at + 1 :]))
    blank = dataclasses.replace(facts, lists=MappingProxyType({**facts.lists, name: poorer_list}))
    full, poorer = run(rules, facts), run(rules, blank)

    assert all(less_or_equally_known(poorer.conclusions[key], full.conclusions[key]) for key in KEYS)


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
        own = [result.rules[rule.id].truth >> 3 for rule in rules if rule.key == key and rule.applies_on(facts.as_of)]
        expected = 7
        for bits in own:
            expected &= bits
        assert result.conclusions[key] >> 3 == expected
