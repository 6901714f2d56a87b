"""Where turning one number makes a difference: the values at which something that rules ask about it changes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.explain.computed import Change, Computed, changed, computed_facts
from hepu.facts.build import complete
from hepu.facts.model import Fact
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.leaves import compile_leaf
from hepu.language.model import Compare, ValueRef, tests_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hepu.facts.model import Facts, TypedAnswers
    from hepu.inference.kleene import Truth
    from hepu.inference.leaves import LeafFunction
    from hepu.language.model import Leaf
    from hepu.pack import Pack

__all__ = ["Bench", "Watch", "turning_points"]


@dataclass(frozen=True)
class Bench:
    """One college on which single answers are turned, and the leaves whose truth is watched."""

    answers: TypedAnswers
    pack: Pack
    leaves: tuple[Leaf, ...]
    peers: PeerSet = NO_PEERS

    def watching(self, key: str) -> Watch:
        """Watch the leaves that may follow from a key."""
        computed = tuple(
            item for item in computed_facts(self.pack, self.answers.data_year, self.peers) if key in item.reads
        )
        base = complete(self.answers, self.pack, self.peers)
        touched = {name for item in computed for name in item.compute(self.answers)} | {key}
        watched = tuple(compile_leaf(leaf) for leaf in self.leaves if touched & set(_reads(leaf)))
        return Watch(self.answers, base, key, computed, watched)


@dataclass(frozen=True)
class Watch:
    """The leaves that may follow from one key, and what is computed from it."""

    answers: TypedAnswers
    base: Facts
    key: str
    computed: tuple[Computed, ...]
    leaves: tuple[LeafFunction, ...]

    @cached_property
    def as_given(self) -> tuple[Truth, ...]:
        """The truth of every leaf as things are."""
        return tuple(leaf(self.base, {}) for leaf in self.leaves)

    def truths(self, change: Change) -> tuple[Truth, ...]:
        """Give the truth of every leaf when the key is changed."""
        facts = _turned(self.base, changed(self.answers, {self.key: change}), self.key, self.computed)
        return tuple(leaf(facts, {}) for leaf in self.leaves)


def _reads(leaf: Leaf) -> Iterable[str]:
    if isinstance(leaf, Compare):
        yield leaf.key
    for test in tests_of(leaf):
        yield from (operand.key for operand in test.operands if isinstance(operand, ValueRef))


def _turned(base: Facts, answers: TypedAnswers, key: str, computed: tuple[Computed, ...]) -> Facts:
    values: dict[str, Fact] = dict(base.values)
    if key in answers.values:
        values[key] = answers.values[key]
    for item in computed:
        values.update(item.compute(answers))
    return dataclasses.replace(base, values=MappingProxyType(values))


def turning_points(truths: Callable[[int], tuple[Truth, ...]], start: int, end: int) -> tuple[int, ...]:
    """Give the values nearest to ``start``, on the way to ``end``, at which the truths are no longer what they were.

    What rules ask about a number changes at bounds, and between two bounds it stays: each bound is found by halving. A
    stretch that comes and goes within one half may be missed where both of its ends look alike.
    """
    points: list[int] = []
    step = 1 if end > start else -1
    here = start
    while here != end and (before := truths(here)) != truths(end):
        near, far = here, end
        while abs(far - near) > 1:
            middle = near + (far - near) // 2 if step > 0 else near - (near - far) // 2
            near, far = (middle, far) if truths(middle) == before else (near, middle)
        points.append(far)
        here = far
    return tuple(points)
