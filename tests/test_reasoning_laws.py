"""The laws on which proofs rest hold of whatever the facts step makes of random profiles and peers."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CASES
from hepu.facts.build import build_facts
from hepu.facts.model import Fact, State
from hepu.inference.chainer import Program, chain, compile_pack
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.pack import Pack, load_pack
from hepu.reasoning.leaves import word_at
from hepu.reasoning.pack_domain import domain_of
from hepu.reasoning.readings import Reading
from hepu.reasoning.witness import reasoner_of
from test_checker_property import Maker

if TYPE_CHECKING:
    from hepu.facts.model import Facts
    from hepu.reasoning.domain import Domain

SEEDS = st.integers(0, 2**32)
LEVELS = (1, 2, 3)


@cache
def shipped() -> tuple[Pack, Domain, Program]:
    """Give the shipped pack, its domain and its program."""
    pack = load_pack()
    return pack, domain_of(pack), compile_pack(pack)


def college(seed: int) -> Facts:
    """Make the facts of a random college."""
    pack, _, _ = shipped()
    maker = Maker(seed, pack)
    profile = maker.profile()
    return build_facts(profile, pack, maker.peers(profile.data_year))


def reading_of(fact: Fact, level: int) -> Reading:
    """Read a fact at a certainty."""
    if fact.state is not State.KNOWN:
        return Reading(fact.state.value)  # type: ignore[arg-type]  # the states without a value
    return Reading("known", fact.low, fact.high) if fact.certainty >= level else Reading("cut")


@given(seed=SEEDS)
@settings(max_examples=CASES)
def test_every_law_between_facts_holds_of_random_colleges(seed: int) -> None:
    _, domain, _ = shipped()
    facts = college(seed)

    def at(key: str, level: int) -> Reading:
        if not key.startswith("policy."):
            return reading_of(facts.value(key), level)
        force = int(facts.policies[key.removeprefix("policy.")])
        return Reading("known", force, force)

    def open_on_the_day(key: str) -> bool:
        policy = domain.policies.get(key.removeprefix("policy."))
        return policy is None or (policy.since <= facts.as_of and (policy.until is None or facts.as_of <= policy.until))

    broken = [
        (law.center, law.satellite, level)
        for law in domain.laws
        for level in LEVELS
        if open_on_the_day(law.satellite) and not law.allows(at(law.center, level), at(law.satellite, level))
    ]

    assert broken == []


@given(seed=SEEDS)
@settings(max_examples=CASES)
def test_every_law_between_facts_and_lists_holds_of_random_colleges(seed: int) -> None:
    _, domain, _ = shipped()
    facts = college(seed)
    broken = []
    for law in domain.list_laws:
        listed = facts.lists.get(law.list)
        rows = 0 if listed is None else len(listed.rows)
        complete = listed is not None and listed.complete
        for level in LEVELS:
            shape = law.implies(reading_of(facts.value(law.key), level))
            if (
                shape.given not in {None, listed is not None}
                or shape.complete not in {None, complete}
                or rows < shape.least
                or (shape.most is not None and rows > shape.most)
            ):
                broken.append((law.key, level))

    assert broken == []


@given(seed=SEEDS)
@settings(max_examples=CASES)
def test_no_fact_of_a_random_college_lies_outside_its_domain(seed: int) -> None:
    _, domain, _ = shipped()
    facts = college(seed)
    outside = []
    for key, fact in facts.values.items():
        low, high = domain.bounds(key)
        if fact.state is not State.KNOWN:
            if fact.state.value not in domain.blanks(key):
                outside.append((key, str(fact.state)))
        elif not domain.ranged(key) and not fact.is_exact:
            outside.append((key, "range"))
        elif (
            isinstance(fact.low, int) and low is not None and (fact.low < low or (high is not None and fact.low > high))
        ):
            outside.append((key, str(fact.low)))
    for name, listed in facts.lists.items():
        for row in listed.rows:
            for item, fact in row.items():
                if fact.state is not State.KNOWN and fact.state.value not in domain.field_blanks(name, item):
                    outside.append((f"{name}.{item}", str(fact.state)))

    assert outside == []


@pytest.mark.parametrize("unfold", [False, True])
@given(seed=SEEDS, level=st.sampled_from(LEVELS))
@settings(max_examples=CASES)
def test_what_rules_of_the_pack_come_to_for_a_random_college_is_never_said_to_be_impossible(
    seed: int, level: int, unfold: bool
) -> None:
    pack, _, program = shipped()
    facts = college(seed)
    inference = chain(program, facts)
    applying = [rule for rule in pack.rules.values() if inference.rules[rule.id].applies]
    some = random.Random(seed).sample(applying, min(6, len(applying)))  # noqa: S311  # not for secrets
    goals = [(rule.when, word_at(inference.rules[rule.id].truth, level)) for rule in some]

    answer = reasoner_of(pack).ask(goals, (facts.as_of, facts.as_of), level=level, unfold=unfold)

    assert answer.word != "none"


def test_the_rows_of_the_official_table_are_judged_by_no_law_of_their_own() -> None:
    _, domain, _ = shipped()

    assert all(law.list != OFFICIAL_ROWS for law in domain.list_laws)
