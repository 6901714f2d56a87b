"""Counting the rows of lists: how many of each case's rows pass a filter, for all cases of a block at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hepu.inference.columnar.cohort import UNBOUNDED, Block, Bytes, ListBlock
from hepu.inference.columnar.compare import Side, operand_side, tested
from hepu.inference.columnar.truth import ALWAYS, HOLDS, MAY, ONE, TRUE, Node, Scene, negated
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hepu.language.model import Test

__all__ = ["counted", "listed", "some"]

LEVELS = tuple(Certainty)
_FEW = 64  # numbers up to which thresholds are counted one by one


def listed(block: Block, name: str) -> ListBlock:
    """Give a list of a block; one that no case has is empty and open."""
    rows = block.lists.get(name)
    if rows is not None:
        return rows
    order = np.arange(block.size)
    return ListBlock((), order, order, np.zeros(block.size, np.bool_), np.full(block.size, MAY, np.uint8), {})


def _over_rows(name: str, passing: Node, judge: Callable[[ListBlock, Bytes, Scene], Bytes]) -> Node:
    def evaluate(scene: Scene) -> Bytes:
        rows = listed(scene.block, name)
        return judge(rows, passing(scene) if rows.widths else np.zeros(1, np.uint8), scene)

    return evaluate


def some(name: str, passing: Node) -> Node:
    """Give the truth of "some row passes"."""
    return _over_rows(name, passing, lambda rows, truth, _: _at_least(rows, truth, 1))


def counted(name: str, passing: Node, test: Test) -> Node:
    """Give the truth of a comparator between the number of rows that pass and its operands."""
    return _over_rows(name, passing, lambda rows, truth, scene: _counted(rows, truth, test, scene))


def _at_least(rows: ListBlock, truth: Bytes, number: int) -> Bytes:
    """Give the truth of "at least so many rows pass", for all levels at once.

    ``found[k]`` has a bit set where more than ``k`` of the rows so far have it: a row that has it too lifts a case from
    one to the next.
    """
    if number <= 0:
        return np.full(1, TRUE, np.uint8)
    size = len(rows.order)
    found = [np.zeros(size, np.uint8) for _ in range(number)]
    start = 0
    for slot, width in enumerate(rows.widths):
        row = truth if len(truth) == 1 else truth[start : start + width]
        for at in range(min(slot, number - 1), 0, -1):
            part = found[at][:width]
            part |= found[at - 1][:width] & row
        part = found[0][:width]
        part |= row
        start += width
    most = found[-1][rows.place]
    most |= rows.open
    return most


def _number_meets(rows: ListBlock, truth: Bytes, comparator: str, literals: list[int]) -> Bytes:
    """Give the truth of a comparator between the number of rows that pass and numbers."""
    number = literals[0]
    match comparator:
        case "at_least":
            return _at_least(rows, truth, number)
        case "above":
            return _at_least(rows, truth, number + 1)
        case "below":
            return negated(_at_least(rows, truth, number))
        case "at_most":
            return negated(_at_least(rows, truth, number + 1))
        case "between":
            return _at_least(rows, truth, number) & negated(_at_least(rows, truth, literals[1] + 1))
        case "is":
            return _at_least(rows, truth, number) & negated(_at_least(rows, truth, number + 1))
        case _:
            return negated(_at_least(rows, truth, number)) | _at_least(rows, truth, number + 1)


def _counted(rows: ListBlock, truth: Bytes, test: Test, scene: Scene) -> Bytes:
    """Give the truth of a comparator between the number of rows that pass and its operands."""
    operands = [operand_side(item, scene, None) for item in test.operands]
    literals = [_same_for_all(side) for side in operands]
    plain = [item for item in literals if item is not None and item < _FEW]
    if len(plain) == len(operands) and test.comparator not in {"in", "not_in"}:
        return _number_meets(rows, truth, test.comparator, plain)
    result = np.zeros(scene.block.size, np.uint8)
    for level in LEVELS:
        low = _numbers(rows, (truth >> np.uint8(level - 1)) & ONE)
        high = _numbers(rows, (truth >> np.uint8(level + 2)) & ONE)
        number = Side(low, np.where(rows.open != 0, UNBOUNDED, high), ALWAYS, None)
        result |= tested(test, number, operands) & np.uint8(0b001_001 << (level - 1))
    return result


def _same_for_all(side: Side) -> int | None:
    """Give the one exact and established number that a side is for every case, if there is one."""
    exact = side.low is side.high and side.low.size == 1 and side.not_applicable is None
    return int(side.low[0]) if exact and side.known[0] == HOLDS else None


def _numbers(rows: ListBlock, passing: Bytes) -> NDArray[np.int64]:
    """Count the rows of each case that pass."""
    number = np.zeros(len(rows.order), np.int64)
    start = 0
    for width in rows.widths:
        part = number[:width]
        part += passing if len(passing) == 1 else passing[start : start + width]
        start += width
    return number[rows.place]
