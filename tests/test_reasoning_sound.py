"""Whatever a random college is, it is never said to be impossible: so what is proved to be impossible is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CASES
from hepu.inference.chainer import chain, compile_rules
from hepu.reasoning.leaves import word_at
from hepu.reasoning.reasoner import Reasoner
from random_packs import KEYS, fact_sets, rule_sets
from reasoning_sample import anything

if TYPE_CHECKING:
    from hepu.facts.model import Facts
    from hepu.language.model import Rule


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
