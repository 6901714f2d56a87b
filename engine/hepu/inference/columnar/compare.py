"""Comparisons of whole columns: ranges with ranges, each known up to a certainty."""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hepu.inference.columnar.cohort import ABSENT, MISSING, NOT_APPLICABLE, NOT_ASKED, UNBOUNDED, Bytes, Column
from hepu.inference.columnar.truth import HALF, HOLDS, MAY, TRUE, UNKNOWN, constant, negated
from hepu.language.model import NEGATED, ParameterRef, Test, ValueRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from hepu.inference.columnar.cohort import Block, Flags, Ints
    from hepu.language.kinds import Scalar

__all__ = ["ESTABLISHED", "Asked", "Side", "compare_all", "number_of", "operand_side", "tested"]

ESTABLISHED = np.array([HOLDS])
_BOTH = constant(0b001_001)
_NOT_ASKED = constant(NOT_ASKED ^ MISSING)


class Side(NamedTuple):
    """One side of a comparison: its range, and up to which certainty it is known as a mark says it."""

    low: Ints
    high: Ints
    mark: Bytes


_DIRECT: dict[str, np.ufunc] = {
    "is": np.equal,
    "is_not": np.not_equal,
    "below": np.less,
    "at_most": np.less_equal,
    "above": np.greater,
    "at_least": np.greater_equal,
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


def _applies(side: Side) -> Flags:
    applies: Flags = (side.mark & TRUE) != 0
    return applies


def _pair(comparator: str, left: Side, right: Side) -> Bytes:
    known = left.mark & right.mark & HOLDS
    truth = ((left.mark | right.mark) & MAY) * (_applies(left) & _applies(right))
    may: Bytes = (~_surely(NEGATED[comparator], left, right) * known) << HALF
    return truth | _surely(comparator, left, right) * known | may


def _side(column: Column, shift: int = 0) -> Side:
    low, high = column.low, column.low if column.high is None else column.high
    if shift:
        low = low.astype(np.int64) * 10**shift
        high = low if column.high is None else np.where(high == UNBOUNDED, UNBOUNDED, high * 10**shift)
    return Side(low, high, column.mark)


def operand_side(operand: Scalar | ParameterRef | ValueRef, block: Block, owners: NDArray[np.intp] | None) -> Side:
    """Give one operand's side; in a filter, facts of a case are repeated for each of its rows."""
    match operand:
        case ParameterRef(name, shift):
            column = block.parameters.get(name, ABSENT)
        case ValueRef(key, shift):
            column = block.values.get(key, ABSENT)
        case _:
            value = np.array([number_of(operand, block)], np.int64)
            return Side(value, value, ESTABLISHED)
    return _side(column if owners is None else column.take(owners), shift)


def number_of(operand: Scalar | ParameterRef | ValueRef, block: Block) -> int | None:
    """Give the one exact and established number that an operand is for every case, if there is one.

    A word stands for the number that the cohort has for it; one that no case has stands for none of theirs.
    """
    if isinstance(operand, int):
        return operand
    if isinstance(operand, str):
        return block.words.get(operand, -1)
    if isinstance(operand, ParameterRef):
        number = block.parameters.get(operand.id, ABSENT).number
        return None if number is None else number * 10**operand.shift
    return None


def _among(subject: Side, operands: list[Side]) -> Bytes:
    """Say where each value of a true range is a member, and up to which certainty, though no member is the range."""
    low = subject.low.astype(np.int64)
    width = np.where(subject.high == UNBOUNDED, len(operands), subject.high - low)
    known = subject.mark & HOLDS
    for step in range(len(operands)):
        member = np.zeros(1, np.uint8)
        for side in operands:
            exact = (side.low == side.high) & (side.low == low + step)
            member = member | exact * (side.mark & HOLDS)
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
            return reduce(np.multiply, (_applies(side) for side in (subject, *operands)), negated(found))
        case "between":
            return _pair("at_least", subject, operands[0]) & _pair("at_most", subject, operands[1])
        case comparator:
            return _pair(comparator, subject, operands[0])


class Asked(NamedTuple):
    """A comparison of a column, and the place of its truth.

    ``direct`` compares with one number, where that will do; ``literal`` is that number, where the rule states it.
    """

    at: int
    test: Test
    direct: np.ufunc | None
    literal: int | None

    @classmethod
    def of(cls, at: int, test: Test) -> Asked:
        """Compile a comparison."""
        first = test.operands[0]
        return cls(at, test, _DIRECT.get(test.comparator), first if isinstance(first, int) else None)


@lru_cache(maxsize=4096)
def _scalar(number: int, dtype: np.dtype[np.signedinteger]) -> int | NDArray[np.signedinteger]:
    """Give a number as NumPy compares it fastest with values of a type."""
    limits = np.iinfo(dtype)
    return np.array(number, dtype) if limits.min <= number <= limits.max else number


def compare_all(
    column: Column,
    asked: Iterable[Asked],
    truths: Sequence[Bytes],
    block: Block,
    owners: Callable[[], NDArray[np.intp]] | None = None,
) -> None:
    """Put the truth of each comparison in its place; ``owners`` gives the case of each row if the column is of rows."""
    # What a comparison comes to where it fails, and what to turn in it where it holds.
    fails, turn = column.mark & MAY, column.mark & HOLDS
    turn *= _BOTH
    low, exact = column.low, column.high is None
    for at, test, direct, literal in asked:
        truth = truths[at]
        number = literal if literal is not None or direct is None else number_of(test.operands[0], block)
        if exact and direct is not None and number is not None:
            direct(low, _scalar(number, low.dtype), truth.view(np.bool_))
        elif (holds := _meets(column, test, block)) is not None:
            truth[:] = holds
        else:
            truth[:] = _compared(column, test, block, owners)
            continue
        np.multiply(truth, turn, truth)
        np.bitwise_xor(truth, fails, truth)


def _meets(column: Column, test: Test, block: Block) -> Flags | None:
    """Compare exact values with numbers that are the same for every case, if they are."""
    numbers = [number for item in test.operands if (number := number_of(item, block)) is not None]
    if column.high is not None or len(numbers) < len(test.operands):
        return None
    match test.comparator:
        case "in" | "not_in":
            found: Flags = reduce(np.logical_or, (column.low == item for item in numbers))
            return found if test.comparator == "in" else ~found
        case "between":
            return (column.low >= numbers[0]) & (column.low <= numbers[1])
        case _:
            return None


def _compared(column: Column, test: Test, block: Block, owners: Callable[[], NDArray[np.intp]] | None) -> Bytes:
    """Compare values of any kind with operands of any kind."""
    if test.comparator == "known":
        given = (column.mark & NOT_APPLICABLE) != 0
        return np.where((column.mark & _NOT_ASKED) != 0, UNKNOWN, (given == bool(test.operands[0])) * TRUE)
    spread = None if owners is None else owners()
    return tested(test, _side(column), [operand_side(item, block, spread) for item in test.operands])
