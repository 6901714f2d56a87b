"""Facts that rules read and that no cell of the form supplies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.facts.derived import DERIVED
from hepu.facts.development import STANDINGS, STATE
from hepu.language.model import Compare, ValueRef, leaf_paths, leaves_of, tests_of
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.model import Leaf
    from hepu.pack import Pack

__all__ = ["check_supply"]

_COMPUTED = frozenset({*DERIVED, *STANDINGS.values(), STATE})


def check_supply(pack: Pack) -> Iterator[Fault]:
    """Give each place at which a rule reads what the form neither asks nor lets compute."""
    supplied = {f"fact.{item.id}" for item in questions()} | _derived(pack)
    for name, indicator in pack.knowledge.indicators.items():
        if indicator.own_question or indicator.group == "resource":
            supplied.add(f"indicator.{name}")
    supplied |= {f"indicator.{row.indicator}" for table in pack.knowledge.tables.values() for row in table.rows}
    for rule in pack.rules.values():
        for leaf, path in zip(leaves_of(rule.when), leaf_paths(rule.when), strict=True):
            for key in _read(leaf):
                head, _, name = key.partition(".")
                if (key if head == "fact" else f"indicator.{name}") not in supplied:
                    yield Fault("fact_unsupplied", rule.place((*path, head)), {"found": key})


def _read(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Compare):
        yield leaf.key
    yield from (item.key for test in tests_of(leaf) for item in test.operands if isinstance(item, ValueRef))


def _derived(pack: Pack) -> set[str]:
    """Name the facts that are computed, by code that is there and from what the form asks."""
    asked = {item.id for item in questions()}
    asked |= {name for spec in list_specs() for name in (spec.id, *(f"{spec.id}.{item.id}" for item in spec.fields))}
    asked |= {f"indicator.{name}" for name in pack.knowledge.indicators} | set(pack.knowledge.derived)
    return {
        f"fact.{name}"
        for name, entry in pack.knowledge.derived.items()
        if name in _COMPUTED and all(key in asked or key.partition(".")[0] in asked for key in entry.reads)
    }
