"""What a conclusion hangs on: the rules behind it and behind what they read, and the leaves that ask about facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.model import Compare, Concluded, Count, Quantified, ValueRef, leaves_of, tests_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from hepu.language.model import Leaf, Rule
    from hepu.pack import Pack

__all__ = ["Closure", "closure_of"]


@dataclass(frozen=True, slots=True)
class Closure:
    """The rules that apply on a day and the leaves on facts behind some conclusions, and what those leaves read.

    ``values`` are fact keys such as ``gap.overseas_sites``; ``lists`` names of lists.
    """

    rules: tuple[Rule, ...]
    leaves: tuple[Leaf, ...]
    values: frozenset[str]
    lists: frozenset[str]


def closure_of(keys: Iterable[str], pack: Pack, day: dt.date) -> Closure:
    """Follow conclusions back to the facts."""
    waiting, seen = list(keys), set(keys)
    rules: list[Rule] = []
    while waiting:
        key = waiting.pop()
        for rule in pack.rules.values():
            if rule.key != key or not rule.applies_on(day):
                continue
            rules.append(rule)
            for leaf in leaves_of(rule.when):
                if isinstance(leaf, Concluded) and leaf.key not in seen:
                    seen.add(leaf.key)
                    waiting.append(leaf.key)
    leaves = tuple(
        dict.fromkeys(leaf for rule in rules for leaf in leaves_of(rule.when) if not isinstance(leaf, Concluded))
    )
    return Closure(
        tuple(rules),
        leaves,
        frozenset(key for leaf in leaves for key in _values(leaf)),
        frozenset(leaf.list for leaf in leaves if isinstance(leaf, Count | Quantified)),
    )


def _values(leaf: Leaf) -> Iterable[str]:
    if isinstance(leaf, Compare):
        yield leaf.key
    for test in tests_of(leaf):
        yield from (operand.key for operand in test.operands if isinstance(operand, ValueRef))
