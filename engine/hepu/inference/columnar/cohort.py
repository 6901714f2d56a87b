"""A cohort: many colleges, years or variants of one college as flat arrays, cut into blocks that stay in the cache.

A column keeps, for each case, the lower end of its value and a mark; an upper end only where some value is a range. The
rows of a list stand flat, with the offset of each case's first row. In a block they are laid out slot by slot (every
case's first row, then every case's second, cases with more rows first), so that counting over rows is arithmetic on
whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ABSENT",
    "BLOCK",
    "KNOWN",
    "LARGEST",
    "MISSING",
    "NOT_APPLICABLE",
    "NOT_ASKED",
    "OPEN",
    "UNBOUNDED",
    "Block",
    "Bytes",
    "Cohort",
    "Column",
    "Ints",
    "ListBlock",
    "Lists",
    "known_mark",
    "narrowed",
]

Ints: TypeAlias = NDArray[np.signedinteger]
Bytes: TypeAlias = NDArray[np.uint8]
Flags: TypeAlias = NDArray[np.bool_]
ScalarT = TypeVar("ScalarT", bound=np.generic)

BLOCK = 32_768  # cases; benchmarks/engines.py tries others
# A mark has the form of a truth: bits 0 to 2 say "known at possible, likely, established", bits 3 to 5 at which of them
# a comparison may hold that fails for the value; bits 6 and 7 that the case was not asked, and that it gave an answer.
KNOWN, OPEN = 0b00_000_111, 0b00_111_000
MISSING, NOT_ASKED, NOT_APPLICABLE = OPEN, 0b01_000_000 | OPEN, 0b10_000_000
# Values are held to what a product with any shift of the language keeps exact in 64 bits.
LARGEST = 10**15
UNBOUNDED = int(np.iinfo(np.int64).max)


def known_mark(certainty: int) -> int:
    """Give the mark of a value that is known up to a certainty (1 to 3; 0 for one that was given and is not known)."""
    known = (1 << certainty) - 1
    return NOT_APPLICABLE | known | OPEN & ~(known << 3)


def narrowed(values: NDArray[np.int64]) -> Ints:
    """Give whole numbers in the narrowest type that holds them: a comparison costs what it reads."""
    if not values.size:
        return values.astype(np.int8)
    least, most = int(values.min()), int(values.max())
    for kind in (np.int8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= least and most <= limits.max:
            return values.astype(kind)
    return values


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of every case: ``low`` (n whole numbers, scaled as the language does) and ``mark`` (n bytes).

    ``high`` is None where all values are exact; in it ``UNBOUNDED`` means that nothing bounds a value from above.
    Arrays of length 1 stand for all cases alike; where their value is exact and established, it is ``number`` too.
    ``of_words`` says that the numbers stand for words.
    """

    low: Ints
    mark: Bytes
    high: Ints | None = None
    of_words: bool = False
    number: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if len(self.mark) == 1 and self.high is None and self.mark[0] & KNOWN == KNOWN:
            object.__setattr__(self, "number", int(self.low[0]))

    def cut(self, start: int, stop: int) -> Column:
        """Give a run of cases, without copying."""
        high = None if self.high is None else _cut(self.high, start, stop)
        return Column(_cut(self.low, start, stop), _cut(self.mark, start, stop), high, self.of_words)

    def take(self, order: NDArray[np.intp]) -> Column:
        """Give cases in another order; a column of length 1 stays as it is."""
        if len(self.mark) == 1:
            return self
        high = None if self.high is None else self.high[order]
        return Column(self.low[order], self.mark[order], high, self.of_words)


ABSENT = Column(np.zeros(1, np.int8), np.full(1, MISSING, np.uint8))


def _cut(array: NDArray[ScalarT], start: int, stop: int) -> NDArray[ScalarT]:
    return array if len(array) == 1 else array[start:stop]


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of every case: rows ``offsets[i]`` to ``offsets[i + 1]`` of each field's column are those of case ``i``.

    ``given`` says whether the case has the list at all, ``complete`` whether there are no other rows. One case
    stands for all alike.
    """

    offsets: Ints
    given: Flags
    complete: Flags
    fields: Mapping[str, Column]

    def take(self, cases: NDArray[np.intp]) -> Lists:
        """Give cases in another order, any of them as often as asked for."""
        lengths = np.diff(self.offsets)[cases]
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        first = self.offsets[:-1][cases]
        rows = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, lengths)
        return Lists(
            offsets,
            self.given[cases],
            self.complete[cases],
            MappingProxyType({name: column.take(rows) for name, column in self.fields.items()}),
        )

    def cut(self, start: int, stop: int) -> ListBlock:
        """Lay a run of cases out slot by slot."""
        if len(self.given) == 1:
            start, stop = 0, 1
        offsets = self.offsets[start : stop + 1].astype(np.intp)
        lengths = np.diff(offsets)
        order = np.argsort(-lengths, kind="stable")
        sorted_lengths = lengths[order]
        longest = int(sorted_lengths[0]) if sorted_lengths.size else 0
        widths = tuple(int(np.searchsorted(-sorted_lengths, -slot, "left")) for slot in range(longest))
        first = offsets[:-1][order]
        rows = np.concatenate([first[:width] + slot for slot, width in enumerate(widths)] or [first[:0]])
        given, complete = self.given[start:stop], self.complete[start:stop]
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return ListBlock(
            widths,
            order,
            place,
            given,
            np.where(given & complete, np.uint8(0), np.uint8(OPEN)),
            MappingProxyType({name: column.take(rows) for name, column in self.fields.items()}),
        )


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list of the cases of one block, slot by slot.

    Slot ``k`` holds the row ``k`` of the first ``widths[k]`` cases of ``order``; ``place`` is that order's inverse.
    ``open`` has the bits of *may hold* set where the list may have further rows.
    """

    widths: tuple[int, ...]
    order: NDArray[np.intp]
    place: NDArray[np.intp]
    given: Flags
    open: Bytes
    fields: Mapping[str, Column]

    @property
    def owners(self) -> NDArray[np.intp]:
        """Give the case of each row."""
        return np.concatenate([self.order[:width] for width in self.widths] or [self.order[:0]])


@dataclass(frozen=True, slots=True)
class Block:
    """A run of cases; arrays of length 1 stand for all of them alike."""

    size: int
    days: Ints
    values: Mapping[str, Column]
    lists: Mapping[str, ListBlock]
    parameters: Mapping[str, Column]
    policies: Mapping[str, Flags]
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Any number of cases in blocks; ``words`` gives the number that stands for each word in the columns."""

    size: int
    blocks: tuple[Block, ...]

    @classmethod
    def of(  # noqa: PLR0913, PLR0917  # the parts of a case, column by column
        cls,
        size: int,
        days: Ints,
        values: Mapping[str, Column],
        lists: Mapping[str, Lists],
        parameters: Mapping[str, Column],
        policies: Mapping[str, Flags],
        words: Mapping[str, int],
        block: int = BLOCK,
    ) -> Cohort:
        """Cut arrays over ``size`` cases into blocks; ``days`` are day numbers (``date.toordinal``)."""

        def cut(start: int) -> Block:
            stop = min(start + block, size)
            return Block(
                stop - start,
                _cut(days, start, stop),
                MappingProxyType({key: column.cut(start, stop) for key, column in values.items()}),
                MappingProxyType({name: rows.cut(start, stop) for name, rows in lists.items()}),
                MappingProxyType({key: column.cut(start, stop) for key, column in parameters.items()}),
                MappingProxyType({key: _cut(flags, start, stop) for key, flags in policies.items()}),
                MappingProxyType(dict(words)),
            )

        return cls(size, tuple(cut(start) for start in range(0, size, block)))

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)
