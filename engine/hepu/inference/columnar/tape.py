"""The logic of rules as a tape: one operation after the other on registers, each an array of truths over a block.

What several rules ask is computed once; a register whose last reader is past is given to the next result, so that a
block's registers stay in the cache.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import accumulate
from operator import call
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from hepu.inference.columnar.truth import FALSE, HALF, MAY, TRUE, constant
from hepu.language.kinds import Certainty
from hepu.language.model import All, Any, Concluded, Condition, Count, Not, Quantified

if TYPE_CHECKING:
    from hepu.inference.chainer import Program
    from hepu.inference.columnar.cohort import Bytes
    from hepu.language.model import Leaf

__all__ = ["Tape", "tape_of"]


class _Place(NamedTuple):
    """A register by what it holds; a value is what is computed on the way."""

    kind: Literal["constant", "mask", "value", "rule", "conclusion", "leaf"]
    at: int


@dataclass(frozen=True, slots=True)
class Tape:
    """Operations of NumPy, each on two registers into a third.

    Registers stand in this order: constants, masks, values, rules, conclusions, leaves. A rule's mask is what of its
    truth its conclusion takes. The first ``own`` leaves need arrays to be written to; those on lists come with theirs.
    """

    operations: tuple[np.ufunc, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    out: tuple[int, ...]
    constants: tuple[Bytes, ...]
    values: int
    leaves: Mapping[Leaf, int]
    own: int

    def run(self, registers: Sequence[Bytes]) -> None:
        """Do all operations, without a loop in Python between them: on small blocks that would be felt."""
        given = (map(registers.__getitem__, places) for places in (self.left, self.right, self.out))
        deque(map(call, self.operations, *given), maxlen=0)


def tape_of(program: Program) -> Tape:
    """Write the logic of a program; its rules and conclusions keep their order."""
    write = _Writer()
    rules = 0
    for at, (key, bound) in enumerate(program.order):
        reached = write.constant(FALSE)
        for item in bound:
            truth = write.into(write.condition(item.rule.when), _Place("rule", rules))
            counted = write.join(np.bitwise_and, truth, _Place("mask", rules))
            reached = counted if item is bound[0] else write.join(np.bitwise_or, reached, counted)
            rules += 1
        write.concluded[key] = write.into(reached, _Place("conclusion", at))
    return write.tape(rules, len(program.order))


@dataclass(slots=True)
class _Writer:
    """Writes steps on places, and at the end says which register each place is."""

    steps: list[tuple[np.ufunc, _Place, _Place, _Place]] = field(default_factory=list)
    values: int = 0
    constants: dict[int, int] = field(default_factory=dict)
    leaves: dict[Leaf, int] = field(default_factory=dict)
    known: dict[Condition, _Place] = field(default_factory=dict)
    concluded: dict[str, _Place] = field(default_factory=dict)
    moved: dict[_Place, _Place] = field(default_factory=dict)

    def constant(self, value: int | Bytes) -> _Place:
        """Give the place of a constant."""
        return _Place("constant", self.constants.setdefault(int(value), len(self.constants)))

    def join(self, operation: np.ufunc, left: _Place, right: _Place, out: _Place | None = None) -> _Place:
        """Write an operation and give the place of its result."""
        if out is None:
            out = _Place("value", self.values)
            self.values += 1
        self.steps.append((operation, left, right, out))
        return out

    def into(self, truth: _Place, result: _Place) -> _Place:
        """Have a truth written to a result: by the last step if it is that step's, else by a step of its own."""
        if self.steps and self.steps[-1][3] == truth and truth.kind == "value":
            self.moved[truth] = result
            return result
        return self.join(np.bitwise_or, truth, truth, result)

    def condition(self, condition: Condition) -> _Place:
        """Write a condition, unless it is written, and give the place of its truth."""
        found = self.known.get(condition)
        if found is None:
            found = self.known[condition] = self._condition(condition)
        return found

    def _condition(self, condition: Condition) -> _Place:
        match condition:
            case All(parts):
                return self._joined(np.bitwise_and, parts, TRUE)
            case Any(parts):
                return self._joined(np.bitwise_or, parts, FALSE)
            case Not(part):
                return self._negated(self.condition(part))
            case Concluded():
                return self._raised(self.concluded[condition.key], condition.floor)
            case leaf:
                return _Place("leaf", self.leaves.setdefault(leaf, len(self.leaves)))

    def _joined(self, operation: np.ufunc, parts: Iterable[Condition], empty: Bytes) -> _Place:
        places = [self.condition(part) for part in parts]
        return reduce(partial(self.join, operation), places) if places else self.constant(empty)

    def _negated(self, truth: _Place) -> _Place:
        """Swap "holds" and "may hold", each turned round."""
        lower = self.join(np.right_shift, truth, self.constant(HALF))
        upper = self._masked(np.left_shift, truth, HALF, MAY)
        return self.join(np.bitwise_xor, self.join(np.bitwise_or, lower, upper), self.constant(TRUE))

    def _masked(self, shift: np.ufunc, truth: _Place, places: int | Bytes, mask: int | Bytes) -> _Place:
        return self.join(np.bitwise_and, self.join(shift, truth, self.constant(places)), self.constant(mask))

    def _raised(self, truth: _Place, floor: Certainty) -> _Place:
        """Read a conclusion at the higher of a floor and each certainty."""
        if floor is Certainty.POSSIBLE:
            return truth
        kept = 0b110_110 if floor is Certainty.LIKELY else 0b100_100
        raised = self.join(np.bitwise_and, truth, self.constant(kept))
        for places in range(1, floor):
            lowered = self._masked(np.right_shift, truth, places, 0b001_001 << (floor - 1 - places))
            raised = self.join(np.bitwise_or, raised, lowered)
        return raised

    def tape(self, rules: int, conclusions: int) -> Tape:
        """Give registers to places; that of a value is free again after its last reader."""
        moved = self.moved
        steps = [
            (operation, moved.get(left, left), moved.get(right, right), moved.get(out, out))
            for operation, left, right, out in self.steps
        ]
        last = {place: at for at, (_, left, right, _) in enumerate(steps) for place in (left, right)}
        rows: dict[_Place, int] = {}
        free: list[int] = []
        values = 0
        for at, (_, left, right, out) in enumerate(steps):
            free += [rows[place] for place in {left, right} if place.kind == "value" and last[place] == at]
            if out.kind == "value":
                if not free:
                    free.append(values)
                    values += 1
                rows[out] = free.pop()
        leaves = sorted(self.leaves, key=lambda leaf: isinstance(leaf, Count | Quantified))
        leaf_at = {self.leaves[leaf]: at for at, leaf in enumerate(leaves)}
        sizes = {
            "constant": len(self.constants),
            "mask": rules,
            "value": values,
            "rule": rules,
            "conclusion": conclusions,
            "leaf": len(self.leaves),
        }
        starts = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))

        def register(place: _Place) -> int:
            at = rows[place] if place.kind == "value" else leaf_at[place.at] if place.kind == "leaf" else place.at
            return starts[place.kind] + at

        return Tape(
            tuple(operation for operation, *_ in steps),
            tuple(register(left) for _, left, _, _ in steps),
            tuple(register(right) for _, _, right, _ in steps),
            tuple(register(out) for *_, out in steps),
            tuple(map(constant, self.constants)),
            values,
            {leaf: starts["leaf"] + at for at, leaf in enumerate(leaves)},
            sum(not isinstance(leaf, Count | Quantified) for leaf in leaves),
        )
