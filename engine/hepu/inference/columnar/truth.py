"""Truth for every case of a block at once, and the functions that compute it.

A truth is a byte as in ``kleene`` with its upper half turned round: bits 0 to 2 say "holds", bits 3 to 5 "may hold" at
possible, likely and established. So Kleene's "and" and "or" over many cases, at all three certainties, are one bitwise
operation each, and ``TURN`` leads from one form to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from hepu.inference.columnar.cohort import NOT_APPLICABLE, Block, Bytes, Column
from hepu.language.kinds import Certainty

__all__ = [
    "ALWAYS",
    "FALSE",
    "HALF",
    "HOLDS",
    "MAY",
    "ONE",
    "TRUE",
    "TURN",
    "UNKNOWN",
    "Node",
    "Scene",
    "Shared",
    "joined",
    "negated",
    "negation",
    "raised",
]

HOLDS, MAY = np.uint8(0b000_111), np.uint8(0b111_000)
TRUE, FALSE, UNKNOWN = HOLDS | MAY, np.uint8(0), MAY
TURN = MAY
ALWAYS = np.array([HOLDS], np.uint8)
ONE, TWO, HALF = np.uint8(1), np.uint8(2), np.uint8(3)


@dataclass(slots=True)
class Scene:
    """One block under evaluation: the conclusions reached so far, and what is shared so that it is computed once."""

    block: Block
    reached: dict[str, Bytes] = field(default_factory=dict)
    shared: dict[int, Bytes] = field(default_factory=dict)
    sides: dict[int, tuple[Bytes, Bytes]] = field(default_factory=dict)

    def side(self, column: Column) -> tuple[Bytes, Bytes]:
        """Give the truth of a comparison where it fails, and what to turn in it where it holds."""
        found = self.sides.get(id(column))
        if found is None:
            known = column.mark & HOLDS
            fails = (known ^ HOLDS) << HALF
            turn = fails ^ (known | MAY)
            if column.some_not_applicable:
                applies = (column.mark & NOT_APPLICABLE) == 0
                fails, turn = fails * applies, turn * applies
            found = self.sides[id(column)] = (fails, turn)
        return found


Node: TypeAlias = Callable[[Scene], Bytes]


@dataclass(frozen=True, slots=True)
class Shared:
    """Functions of a block by what they compute, so that what several rules ask is computed once a block."""

    known: dict[Hashable, Node] = field(default_factory=dict)

    def node(self, key: Hashable, make: Callable[[], Node]) -> Node:
        """Give the function for a key, made the first time that it is asked for."""
        found = self.known.get(key)
        if found is None:
            function, name = make(), len(self.known)

            def found(scene: Scene) -> Bytes:
                result = scene.shared.get(name)
                if result is None:
                    result = scene.shared[name] = function(scene)
                return result

            self.known[key] = found
        return found


def negated(truth: Bytes) -> Bytes:
    """Swap "holds" and "may hold", each turned round."""
    swapped = truth >> HALF
    swapped |= (truth << HALF) & MAY
    swapped ^= TRUE
    return swapped


def raised(truth: Bytes, floor: Certainty) -> Bytes:
    """Read a conclusion at the higher of a floor and each certainty."""
    if floor is Certainty.POSSIBLE:
        return truth
    if floor is Certainty.LIKELY:
        return (truth & np.uint8(0b110_110)) | ((truth >> ONE) & np.uint8(0b001_001))
    top: Bytes = truth & np.uint8(0b100_100)
    below: Bytes = (top >> ONE) | (top >> TWO)
    return top | below


def joined(nodes: Sequence[Node], join: np.ufunc) -> Node:
    """Join truths of arrays that may be of length 1."""
    first, *rest = nodes
    if not rest:
        return first
    second, *more = rest

    def evaluate(scene: Scene) -> Bytes:
        found: Bytes = join(first(scene), second(scene))
        for node in more:
            part = node(scene)
            found = join(found, part, out=found) if len(part) <= len(found) else join(found, part)
        return found

    return evaluate


def negation(node: Node) -> Node:
    """Give what holds where a condition fails."""
    return lambda scene: negated(node(scene))
