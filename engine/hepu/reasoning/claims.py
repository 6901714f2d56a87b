"""What can be claimed of rules taken together, each with the cases that would speak against it.

A claim is proved where no such case is possible on any day, refuted where one is shown, and else undecided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Literal

from hepu.language.kinds import Certainty
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Count,
    InForce,
    Not,
    Quantified,
    ValueRef,
    leaves_of,
    tests_of,
)
from hepu.reasoning.truths import FALSE, NOT_FALSE, NOT_TRUE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.language.model import Condition, Rule
    from hepu.reasoning.days import Days
    from hepu.reasoning.search import Goal
    from hepu.yaml_source import Path

__all__ = [
    "ALWAYS",
    "Case",
    "Claim",
    "asks_no_more",
    "idle_parts",
    "never_fires",
    "never_together",
    "pairs_of",
    "subsumed",
    "together",
    "withheld",
]

ALWAYS: Days = (dt.date.min, None)
Kind = Literal["never_fires", "subsumed", "idle", "withheld", "opposed", "conflict_never", "conflict_always"]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that would speak against a claim: what would hold in it, on which days, at which certainty.

    ``conclusions`` says how earlier ones are taken: ``any`` may be anything; ``made`` are as their rules make them; and
    ``tried`` are left open first and taken as they are made only where that decides nothing.
    """

    goals: tuple[Goal, ...]
    days: Days
    level: int = 1
    conclusions: Literal["any", "made", "tried"] = "tried"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its kind, the rules or conclusions of which it speaks, and every case that would speak against it.

    ``path`` is where the part of a rule stands of which it speaks.
    """

    kind: Kind
    about: tuple[str, ...]
    cases: tuple[Case, ...]
    path: Path = ()


def never_fires(rule: Rule) -> Claim:
    """Claim that a rule fires for no college on any of its days."""
    return Claim("never_fires", (rule.id,), (Case(((rule.when, TRUE),), (rule.since, rule.until)),))


def pairs_of(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Give each two rules for one conclusion, in both orders."""
    by_key: dict[str, list[Rule]] = {}
    for rule in rules:
        by_key.setdefault(rule.key, []).append(rule)
    for found in by_key.values():
        yield from permutations(found, 2)


def subsumed(rule: Rule, other: Rule) -> Claim | None:
    """Claim of a rule that it changes nothing beside another one for the same conclusion; None where it surely may.

    It may where it is surer than the other, or applies on a day on which the other does not.
    """
    if rule.certainty > other.certainty or not _within(rule, other):
        return None
    return _subsumed(rule, other)


def asks_no_more(rule: Rule, other: Rule) -> bool:
    """Say whether a rule asks about nothing that the other does not ask about, so has no evidence of its own."""
    return _asked(rule.when) <= _asked(other.when)


def _asked(condition: Condition) -> frozenset[str]:
    found: set[str] = set()
    for leaf in leaves_of(condition):
        match leaf:
            case Compare(key=key) | Concluded(key=key):
                found.add(key)
            case InForce(policy):
                found.add(f"policy.{policy}")
            case Count(name, where) | Quantified(_, name, where):
                have = leaf.have if isinstance(leaf, Quantified) else ()
                found |= {name, *(f"{name}.{item.field}" for item in (*where, *have))}
        found |= {item.key for test in tests_of(leaf) for item in test.operands if isinstance(item, ValueRef)}
    return frozenset(found)


def _within(rule: Rule, other: Rule) -> bool:
    ends = other.until is None or (rule.until is not None and rule.until <= other.until)
    return other.since <= rule.since and ends


def _subsumed(rule: Rule, other: Rule) -> Claim:
    """Speak against it: a case in which the rule makes its conclusion true and the other does not, or keeps it open."""
    days = (rule.since, rule.until)
    true = [Case(((rule.when, TRUE), (other.when, NOT_TRUE)), days, level) for level in range(1, rule.certainty + 1)]
    false = [Case(((other.when, FALSE), (rule.when, NOT_FALSE)), days, level) for level in Certainty]
    return Claim("subsumed", (rule.id, other.id), (*true, *false))


def withheld(rule: Rule) -> Claim:
    """Claim of a rule for a strategy that whenever it fires an exclusion of the strategy holds."""
    exclusion = Concluded("exclusion", rule.target, Certainty.POSSIBLE)
    goals = ((rule.when, TRUE), (exclusion, NOT_TRUE))
    return Claim("withheld", (rule.id,), (Case(goals, (rule.since, rule.until), conclusions="made"),))


def never_together(kind: Literal["opposed", "conflict_never"], one: str, other: str) -> Claim:
    """Claim of two conclusions that no college has both."""
    goals = ((_holds(one), TRUE), (_holds(other), TRUE))
    return Claim(kind, (one, other), (Case(goals, ALWAYS, conclusions="made"),))


def together(one: str, other: str) -> Claim:
    """Claim of two conclusions that each holds where the other does."""
    pairs = ((one, other), (other, one))
    return Claim(
        "conflict_always",
        (one, other),
        tuple(
            Case(((_holds(first), TRUE), (_holds(second), NOT_TRUE)), ALWAYS, conclusions="made")
            for first, second in pairs
        ),
    )


def _holds(key: str) -> Concluded:
    stage, _, name = key.partition(".")
    return Concluded(stage, name, Certainty.POSSIBLE)  # type: ignore[arg-type]  # keys begin with their stage


def idle_parts(rule: Rule) -> Iterator[Claim]:
    """Claim of each part of a condition that leaving it out changes nothing, at any certainty.

    A policy is left alone: it names the ground on which a rule stands, and may be repealed one day. What a condition
    asks of earlier conclusions is left alone too: it says what the rule is about, and their rules may change.
    """
    for path, without, narrows in _without(rule.when, ("when",), narrows=True):
        # Leaving out what narrows makes the condition wider, so it can only be true where it was not, and the reverse.
        wide, narrow = (without, rule.when) if narrows else (rule.when, without)
        days = (rule.since, rule.until)
        cases = [
            Case(goals, days, level, "any")
            for level in Certainty
            for goals in (((wide, TRUE), (narrow, NOT_TRUE)), ((narrow, FALSE), (wide, NOT_FALSE)))
        ]
        yield Claim("idle", (rule.id,), tuple(cases), path)


def _without(condition: Condition, path: Path, *, narrows: bool) -> Iterator[tuple[Path, Condition, bool]]:
    """Give a condition without each of its parts in turn; ``narrows`` says whether an "all" narrows what is asked."""
    match condition:
        case All(parts) | Any(parts):
            make = type(condition)
            word = "all" if make is All else "any"
            for at, part in enumerate(parts):
                here = (*path, word, at)
                others = (*parts[:at], *parts[at + 1 :])
                if others and not isinstance(part, InForce | Concluded):
                    yield here, make(others), narrows == (make is All)
                for below, changed, way in _without(part, here, narrows=narrows):
                    yield below, make((*parts[:at], changed, *parts[at + 1 :])), way
        case Not(part):
            for below, changed, way in _without(part, (*path, "not"), narrows=not narrows):
                yield below, Not(changed), way
        case _:
            return
