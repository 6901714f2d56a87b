"""Comparisons of whole columns: ranges with ranges, each known up to a certainty."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hepu.inference.columnar.cohort import (
    ABSENT,
    GIVEN,
    NOT_APPLICABLE,
    NOT_ASKED,
    UNBOUNDED,
    Block,
    Bytes,
    Column,
    Flags,
    Ints,
)
from hepu.inference.columnar.truth import ALWAYS, HALF, HOLDS, TRUE, UNKNOWN, Scene, negated
from hepu.language.model import ParameterRef, Test, ValueRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hepu.language.kinds import Scalar

__all__ = ["Side", "compared", "operand_side", "tested"]


class Side(NamedTuple):
    """One side of a comparison: its range, up to which certainty it is known, and where it is not applicable."""

    low: Ints
    high: Ints
    known: Bytes
    not_applicable: Flags | None


_DIRECT: dict[str, np.ufunc] = {
    "is": np.equal,
    "is_not": np.not_equal,
    "below": np.less,
    "at_most": np.less_equal,
    "above": np.greater,
    "at_least": np.greater_equal,
}
_OPPOSITE = {
    "is": "is_not",
    "is_not": "is",
    "below": "at_least",
    "at_least": "below",
    "at_most": "above",
    "above": "at_most",
}


def _surely(comparator: str, left: Side, right: Side) -> Flags:
    """Say where every pair of values of two ranges compares as the comparator says."""
    surely: Flags
    match comparator:
        case "is":
            surely = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
        case "is_not":
            surely = (left.high < right.low) | (right.high < left.low)
        case "below":
            surely = left.high < right.low
        case "at_most":
            surely = left.high <= right.low
        case "above":
            surely = right.high < left.low
        case _:
            surely = right.high <= left.low
    return surely


def _pair(comparator: str, left: Side, right: Side) -> Bytes:
    known = left.known & right.known
    truth = _surely(comparator, left, right) * known
    truth |= (_surely(_OPPOSITE[comparator], left, right) * known ^ HOLDS) << HALF
    for side in (left, right):
        if side.not_applicable is not None:
            truth = truth * ~side.not_applicable
    return truth


def _side(column: Column, shift: int = 0) -> Side:
    low, high = column.low, column.low if column.high is None else column.high
    if shift:
        low = low.astype(np.int64) * 10**shift
        high = low if column.high is None else np.where(high == UNBOUNDED, UNBOUNDED, high * 10**shift)
    absent = (column.mark & NOT_APPLICABLE) != 0 if column.some_not_applicable else None
    return Side(low, high, column.mark & HOLDS, absent)


def _literal(operand: Scalar, block: Block) -> int:
    """Give the number that stands for a literal; a word that no case has stands for none of theirs."""
    return block.words.get(operand, -1) if isinstance(operand, str) else operand


def operand_side(operand: Scalar | ParameterRef | ValueRef, scene: Scene, owners: NDArray[np.intp] | None) -> Side:
    """Give one operand's side; in a filter, facts of a case are repeated for each of its rows."""
    block = scene.block
    match operand:
        case ParameterRef(name, shift):
            column = block.parameters.get(name, ABSENT)
        case ValueRef(key, shift):
            column = block.values.get(key, ABSENT)
        case _:
            value = np.array([_literal(operand, block)], np.int64)
            return Side(value, value, ALWAYS, None)
    return _side(column if owners is None else column.take(owners), shift)


def _among(subject: Side, operands: list[Side]) -> Bytes:
    """Say where each value of a true range is a member, and up to which certainty, though no member is the range."""
    low = subject.low.astype(np.int64)
    width = np.where(subject.high == UNBOUNDED, len(operands), subject.high - low)
    known = subject.known
    for step in range(len(operands)):
        member = np.zeros(1, np.uint8)
        for side in operands:
            exact = (side.low == side.high) & (side.low == low + step)
            member = member | exact * side.known
        known = np.where(width >= step, known & member, known)
    among: Bytes = known * ((width > 0) & (width < len(operands)))
    return among


def tested(test: Test, subject: Side, operands: list[Side]) -> Bytes:
    """Give the truth of a comparator between a range and its operands."""
    match test.comparator:
        case "in" | "not_in":
            found = reduce(np.bitwise_or, (_pair("is", subject, side) for side in operands))
            if subject.high is not subject.low:
                among = _among(subject, operands)
                found = found | among | (among << HALF)
            if test.comparator == "in":
                return found
            found = negated(found)
            for side in (subject, *operands):
                if side.not_applicable is not None:
                    found = found * ~side.not_applicable
            return found
        case "between":
            return _pair("at_least", subject, operands[0]) & _pair("at_most", subject, operands[1])
        case comparator:
            return _pair(comparator, subject, operands[0])


def _known(column: Column, asked: bool) -> Bytes:  # what is asked for is data of the rule
    given = (column.mark & GIVEN) != 0
    return np.where((column.mark & NOT_ASKED) != 0, UNKNOWN, (given == asked) * TRUE)


def compared(column: Column, test: Test, scene: Scene, owners: Callable[[], NDArray[np.intp]] | None = None) -> Bytes:
    """Give the truth of a comparator on one column of cases, or of rows where ``owners`` gives the case of each."""
    if test.comparator == "known":
        return _known(column, bool(test.operands[0]))
    literals = [_literal(item, scene.block) for item in test.operands if isinstance(item, int | str)]
    if column.high is None and len(literals) == len(test.operands):
        fails, turn = scene.side(column)
        truth = _meets(test.comparator, column.low, literals).view(np.uint8)
        if len(truth) != len(turn):
            truth = truth * turn
        else:
            np.multiply(truth, turn, out=truth)
        truth ^= fails
        return truth
    spread = None if owners is None else owners()
    operands = [operand_side(item, scene, spread) for item in test.operands]
    return tested(test, _side(column), operands)


def _meets(comparator: str, values: Ints, literals: list[int]) -> Flags:
    """Compare exact values with literals."""
    match comparator:
        case "in" | "not_in":
            found: Flags = reduce(np.logical_or, (values == item for item in literals))
            return found if comparator == "in" else ~found
        case "between":
            low, high = literals
            return (values >= low) & (values <= high)
        case _:
            compared: Flags = _DIRECT[comparator](values, literals[0])
            return compared
