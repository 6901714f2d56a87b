"""What proofs find in a pack: faults put in on purpose, in many disguises, and the shipped pack."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from hepu.pack import Pack, load_pack
from hepu.reasoning.claims import never_together, pairs_of, subsumed
from hepu.reasoning.findings import check_proofs, of_rules, opposites_of
from hepu.reasoning.proofs import decide, proved
from hepu.reasoning.witness import reasoner_of, replayed
from reasoning_faults import FAULTS, SOUND, Seeded

if TYPE_CHECKING:
    from hepu.language.model import Rule


@cache
def shipped() -> Pack:
    """Give the shipped pack."""
    return load_pack()


def with_rules(rules: tuple[Rule, ...]) -> Pack:
    """Give the shipped pack with rules put in beside the others."""
    more = {rule.id: rule for rule in rules}
    return dataclasses.replace(shipped(), rules=MappingProxyType({**shipped().rules, **more}))


def found(seeded: Seeded) -> set[str]:
    """Give the codes of what is found of the rules put in."""
    rules = seeded.rules(shipped())
    return {fault.code for fault in of_rules(with_rules(rules), rules)}


def test_the_shipped_pack_has_no_finding() -> None:
    assert list(check_proofs(shipped())) == []


@pytest.mark.parametrize("seeded", [item for item in FAULTS if item.provable], ids=lambda item: item.name)
def test_a_fault_put_in_is_proved_whatever_its_disguise(seeded: Seeded) -> None:
    assert seeded.code in found(seeded)


@pytest.mark.parametrize("seeded", SOUND, ids=lambda item: item.name)
def test_what_only_looks_like_a_fault_is_not_reported(seeded: Seeded) -> None:
    assert found(seeded) == set()


def test_every_pair_of_declared_opposites_is_proved_never_to_meet() -> None:
    verdicts = {pair: decide(shipped(), never_together("opposed", *pair)).word for pair in opposites_of(shipped())}

    assert verdicts
    assert set(verdicts.values()) == {"proved"}


def test_what_refutes_a_claim_is_a_case_that_the_chainer_confirms() -> None:
    claim = never_together("opposed", "strength.sites_running", "problem.overseas_sites_lacking")
    verdict = decide(shipped(), claim)
    rule = next(iter(shipped().rules.values()))

    assert verdict.word == "refuted"
    assert verdict.case is not None
    assert all(replayed(shipped(), rule, case.goals, verdict.case, whole=True) for case in claim.cases)


def test_a_rule_taken_out_that_was_said_to_add_nothing_changes_no_verdict() -> None:
    pairs = [(rule, other) for rule, other in pairs_of(shipped().rules.values())]
    idle = [
        (rule, other)
        for rule, other in pairs
        if (claim := subsumed(rule, other)) is not None and proved(reasoner_of(shipped()), claim)
    ]

    assert all(rule.certainty <= other.certainty and other.since <= rule.since for rule, other in idle)
    assert all(other.until is None or (rule.until or dt.date.max) <= other.until for rule, other in idle)
