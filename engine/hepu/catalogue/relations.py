"""Who reads what in a pack: every rule by what it concludes, by what it reads, and by the works it cites."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.language.model import (
    Compare,
    Concluded,
    Count,
    InForce,
    ParameterRef,
    Quantified,
    ValueRef,
    leaves_of,
    tests_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.language.model import Condition, Leaf, Rule
    from hepu.pack import Pack

__all__ = ["OF_INDICATOR", "Relations", "answer_of", "reads_of", "relations_of"]

# What is computed from an indicator's figure; the form asks for the figure.
OF_INDICATOR = ("indicator", "gap", "trend", "participation", "standing", "advantage")


@dataclass(frozen=True, slots=True)
class Relations:
    """Rules by the key of what they conclude, of what they read, and by the work that they cite.

    What is read is named ``problem.ID``, ``fact.ID``, ``gap.ID`` and so on, ``list.ID``, ``policy.ID`` or
    ``parameter.ID``; ``answering`` names the same by what the form asks, so ``indicator.ID`` for ``gap.ID``.
    """

    concluding: Mapping[str, tuple[Rule, ...]]
    reading: Mapping[str, tuple[Rule, ...]]
    answering: Mapping[str, tuple[Rule, ...]]
    citing: Mapping[str, tuple[Rule, ...]]
    applying: Mapping[str, tuple[Rule, ...]]


def relations_of(pack: Pack) -> Relations:
    """Find who reads what among the rules of a pack, in the order of the pack."""
    found: dict[str, dict[str, list[Rule]]] = {}

    def note(kind: str, key: str, rule: Rule) -> None:
        listed = found.setdefault(kind, {}).setdefault(key, [])
        if not listed or listed[-1] is not rule:
            listed.append(rule)

    for rule in pack.rules.values():
        note("concluding", rule.key, rule)
        for key in reads_of(rule.when):
            note("reading", key, rule)
            note("answering", answer_of(key), rule)
        for source in rule.sources:
            note("citing", source, rule)
        for ground in rule.law:
            note("applying", ground.policy, rule)
    kinds = ("concluding", "reading", "answering", "citing", "applying")
    return Relations(
        *(MappingProxyType({key: tuple(rules) for key, rules in found.get(kind, {}).items()}) for kind in kinds)
    )


def reads_of(condition: Condition) -> tuple[str, ...]:
    """Name everything that a condition reads, each once, in reading order."""
    return tuple(dict.fromkeys(key for leaf in leaves_of(condition) for key in _reads(leaf)))


def _reads(leaf: Leaf) -> Iterator[str]:
    match leaf:
        case Compare(key=key):
            yield key
        case Count(list=name) | Quantified(list=name):
            yield f"list.{name}"
        case InForce(policy):
            yield f"policy.{policy}"
        case Concluded(stage=stage, id=name):
            yield f"{stage}.{name}"
    for test in tests_of(leaf):
        for operand in test.operands:
            if isinstance(operand, ParameterRef):
                yield f"parameter.{operand.id}"
            elif isinstance(operand, ValueRef):
                yield operand.key


def answer_of(key: str) -> str:
    """Name what the form asks where a rule reads something computed from it."""
    head, _, name = key.partition(".")
    return f"indicator.{name}" if head in OF_INDICATOR else key
