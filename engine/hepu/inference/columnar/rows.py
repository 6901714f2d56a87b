"""Counting the rows of lists: how many of each case's rows pass a filter, for all cases of a block at once.

All that rules ask about one list is judged together: the filters are rows of one table, so that a slot of the list (the
row 1, 2, 3 … of every case) is counted for all of them in one operation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hepu.inference.columnar.cohort import ABSENT, UNBOUNDED, Block, Bytes, ListBlock
from hepu.inference.columnar.compare import ESTABLISHED, Asked, Side, compare_all, number_of, operand_side, tested
from hepu.inference.columnar.truth import FALSE, MAY, ONE, TRUE, constant, negated
from hepu.language.kinds import Certainty
from hepu.language.model import Count, FieldTest, Quantified, Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hepu.inference.columnar.workspace import Workspace

__all__ = ["ListReader", "listed"]

_FEW = 64  # numbers up to which thresholds are counted one by one
_SOME, _NONE = Test("at_least", (1,)), Test("below", (1,))


def listed(block: Block, name: str) -> ListBlock:
    """Give a list of a block; one that no case has is empty and open."""
    rows = block.lists.get(name)
    if rows is not None:
        return rows
    order = np.arange(block.size)
    return ListBlock((), order, order, np.zeros(block.size, np.bool_), np.full(block.size, MAY, np.uint8), {})


# What to add to an operand for the least number that meets, or that fails to.
_LEAST = {"at_least": (0, False), "above": (1, False), "below": (0, True), "at_most": (1, True)}


class _Joined(NamedTuple):
    """A row of the table that is the "and" of others, or its opposite."""

    row: int
    parts: tuple[int, ...]
    negated: bool = False


class _Filter(NamedTuple):
    """Which rows count: those that pass all tests, and lack something of what they are to have."""

    where: tuple[FieldTest, ...]
    have: tuple[FieldTest, ...] | None = None

    @classmethod
    def of(cls, leaf: Count | Quantified) -> _Filter:
        """Give what a leaf counts."""
        if isinstance(leaf, Quantified) and leaf.word == "every":
            return cls(leaf.where, leaf.have)
        return cls(leaf.where)


class _Counted(NamedTuple):
    """What a leaf asks: where its truth goes, which row of the table counts, and how the number is compared.

    ``least`` is what to add to the one operand for the least number that meets, or that fails if ``negated``; None for
    comparisons that are not of that form. ``literals`` are the operands, where the rule states them.
    """

    register: int
    row: int
    test: Test
    least: int | None
    negated: bool
    literals: list[int] | None

    @classmethod
    def of(cls, register: int, row: int, test: Test) -> _Counted:
        """Compile what a leaf asks."""
        least, negated = _LEAST.get(test.comparator, (None, False))
        literals = [item for item in test.operands if isinstance(item, int)]
        return cls(register, row, test, least, negated, literals if len(literals) == len(test.operands) else None)

    def numbers(self, block: Block) -> list[int]:
        """Give the operands as small numbers that are the same for every case; none where they are not."""
        if self.test.comparator in {"in", "not_in"}:
            return []
        found: Iterable[int | None] = self.literals or (number_of(item, block) for item in self.test.operands)
        plain = [item for item in found if item is not None and item < _FEW]
        return plain if len(plain) == len(self.test.operands) else []

    def needed(self, numbers: list[int]) -> int:
        """Give the number up to which rows are to be counted."""
        return max(numbers) + (1 if self.least is None else self.least) if numbers else 1


@dataclass(slots=True)
class _Found:
    """In how many rows each filter passes: ``more[k]`` has the bits set where more than ``k`` rows have them."""

    rows: ListBlock
    more: list[Bytes]
    some: Bytes = field(init=False)
    none: Bytes = field(init=False)

    def __post_init__(self) -> None:
        self.some = self.more[0].take(self.rows.place, axis=1)
        self.some |= self.rows.open
        self.none = negated(self.some)

    def at_least(self, row: int, number: int, is_negated: bool = False) -> Bytes:
        """Give the truth of "at least so many rows pass the filter" or its opposite, for all levels at once."""
        if number == 1:
            truth: Bytes = (self.none if is_negated else self.some)[row]
            return truth
        if number <= 0:
            return FALSE if is_negated else TRUE
        found = self.more[number - 1][row].take(self.rows.place)
        found |= self.rows.open
        return negated(found) if is_negated else found

    def meets(self, row: int, comparator: str, numbers: list[int]) -> Bytes:
        """Give the truth of a comparator between the number of rows that pass and numbers."""
        low, high = numbers[0], numbers[-1] + 1
        if comparator == "is_not":
            return self.at_least(row, low, is_negated=True) | self.at_least(row, high)
        return self.at_least(row, low) & self.at_least(row, high, is_negated=True)


@dataclass(frozen=True, slots=True)
class ListReader:
    """All leaves on one list, compiled: ``counted`` filters come first in the table, then those asked "some" or none.

    ``tests`` gives for each field the rows of the table that test it; ``joined`` how further rows are made of those.
    """

    name: str
    filters: int
    counted: int
    size: int
    tests: tuple[tuple[str, tuple[Asked, ...]], ...]
    joined: tuple[_Joined, ...]
    asked: tuple[_Counted, ...]

    @classmethod
    def of(cls, name: str, leaves: Mapping[Count | Quantified, int]) -> ListReader:
        """Compile leaves; each is given with the register for its truth."""
        wanted = [(_Filter.of(leaf), _comparison(leaf), register) for leaf, register in leaves.items()]
        more = {key for key, test, _ in wanted if test not in {_SOME, _NONE}}
        ordered = sorted((key for key, *_ in wanted), key=lambda key: key not in more)
        filters = {key: row for row, key in enumerate(dict.fromkeys(ordered))}
        rows = count(len(filters))
        alone = {key.where[0]: row for key, row in filters.items() if key.have is None and len(key.where) == 1}
        places: dict[FieldTest, int] = dict(alone)

        def placed(tests: tuple[FieldTest, ...]) -> tuple[int, ...]:
            for item in tests:
                if item not in places:
                    places[item] = next(rows)
            return tuple(places[item] for item in tests)

        joined = []
        for (where, have), row in filters.items():
            if have is not None:
                lacking = next(rows)
                joined += [_Joined(lacking, placed(have), negated=True), _Joined(row, (*placed(where), lacking))]
            elif len(where) != 1:
                joined.append(_Joined(row, placed(where)))
        fields: dict[str, list[Asked]] = {}
        for item, row in places.items():
            fields.setdefault(item.field, []).append(Asked.of(row, item.test))
        return cls(
            name,
            len(filters),
            len(more),
            next(rows),
            tuple((item, tuple(tests)) for item, tests in fields.items()),
            tuple(joined),
            tuple(_Counted.of(register, filters[key], test) for key, test, register in wanted),
        )

    def read(self, block: Block, registers: list[Bytes], workspace: Workspace) -> None:
        """Put the truth of every leaf into its register; the workspace is free for the next list afterwards."""
        rows = listed(block, self.name)
        workspace.clear()
        table = self._table(rows, block, workspace)
        numbers = [asked.numbers(block) for asked in self.asked]
        most = max(asked.needed(plain) for asked, plain in zip(self.asked, numbers, strict=True))
        found = self._found(rows, table, max(most, 1), workspace)
        for (register, row, test, least, is_negated, _), plain in zip(self.asked, numbers, strict=True):
            if not plain:
                truth = _counted(rows, table[row], test, block)
            elif least is not None:
                truth = found.at_least(row, plain[0] + least, is_negated)
            else:
                truth = found.meets(row, test.comparator, plain)
            registers[register] = truth

    def _table(self, rows: ListBlock, block: Block, workspace: Workspace) -> Bytes:
        """Judge every row of the list by every filter."""
        table = workspace.bytes(self.size, sum(rows.widths))
        truths = list(table)
        for name, asked in self.tests:
            compare_all(rows.fields.get(name, ABSENT), asked, truths, block, lambda: rows.owners)
        for row, parts, is_negated in self.joined:
            out = table[row]
            if not parts:
                out[:] = TRUE
                continue
            np.bitwise_and(table[parts[0]], table[parts[-1]], out)
            for part in parts[1:-1]:
                out &= table[part]
            if is_negated:
                out[:] = negated(out)
        return table

    def _found(self, rows: ListBlock, table: Bytes, most: int, workspace: Workspace) -> _Found:
        """Count, slot after slot: a row that passes lifts a case from one number to the next."""
        size, few = len(rows.order), self.counted
        more = [workspace.bytes(few if number else self.filters, size) for number in range(most)]
        for found in more:
            found.fill(0)
        some, start = more[0], 0
        for slot, width in enumerate(rows.widths):
            passing = table[: self.filters, start : start + width]
            if few:
                for at in range(min(slot, most - 1), 0, -1):
                    part = more[at][:, :width]
                    part |= more[at - 1][:few, :width] & passing[:few]
            part = some[:, :width]
            part |= passing
            start += width
        return _Found(rows, more)


def _comparison(leaf: Count | Quantified) -> Test:
    """Give the comparison that a leaf makes with the number of rows that count."""
    if isinstance(leaf, Count):
        return leaf.test
    return _SOME if leaf.word == "some" else _NONE


def _counted(rows: ListBlock, truth: Bytes, test: Test, block: Block) -> Bytes:
    """Give the truth of a comparator between the number of rows that pass and operands of any kind."""
    operands = [operand_side(item, block, None) for item in test.operands]
    result = np.zeros(block.size, np.uint8)
    for level in Certainty:
        low = _number(rows, (truth >> constant(level - 1)) & ONE)
        high = _number(rows, (truth >> constant(level + 2)) & ONE)
        number = Side(low, np.where(rows.open != 0, UNBOUNDED, high), ESTABLISHED)
        result |= tested(test, number, operands) & constant(0b001_001 << (level - 1))
    return result


def _number(rows: ListBlock, passing: Bytes) -> NDArray[np.int64]:
    """Count the rows of each case that pass."""
    number = np.zeros(len(rows.order), np.int64)
    start = 0
    for width in rows.widths:
        part = number[:width]
        part += passing[start : start + width]
        start += width
    return number[rows.place]
