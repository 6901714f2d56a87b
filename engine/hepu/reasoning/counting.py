"""Counts as linear inequalities: what a comparison asks of the least and the greatest count, and rows that give both.

A list at a certainty is a number of rows of each *type*, which says of each filter whether the row passes, fails or
might pass. So the least count of a filter is how many rows pass, the greatest how many do not fail, and filters that
imply or contradict one another are inequalities between counts because no row type has it otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.reasoning.budget import SpentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hepu.reasoning.budget import Budget

__all__ = ["Box", "Sum", "boxes_of", "fill"]

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds of the least and the greatest count of a list; ``closed`` and ``open`` say if it may be complete or not.

    Where a list is not complete its greatest count has no bound, and ``high`` says nothing.
    """

    low: tuple[int, int | None]
    high: tuple[int, int | None]
    closed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows of some types there must and may be; ``types`` has a bit for each row type that counts."""

    types: int
    least: int
    most: int | None


def boxes_of(points: Iterable[int], holds: Callable[[int, int | None], bool]) -> tuple[Box, ...]:
    """Give the boxes of (least, greatest) counts on which a comparison holds.

    ``points`` are the numbers that it compares with; ``holds`` judges a pair, None being no upper bound.
    """
    cells = _cells(points)
    found: list[Box] = []
    for at, (start, end) in enumerate(cells):
        judged = [holds(start, start if place == at else cells[place][0]) for place in range(at, len(cells))]
        for first, last in _runs([*judged, holds(start, None)]):
            box = _box((start, end), first, last, cells[at:])
            same = next((item for item in found if item.low[1] == start - 1 and item.high == box.high), None)
            if same is not None and (same.closed, same.open) == (box.closed, box.open):
                found[found.index(same)] = Box((same.low[0], end), box.high, box.closed, box.open)
            else:
                found.append(box)
    return tuple(found)


def _cells(points: Iterable[int]) -> list[tuple[int, int | None]]:
    """Cut the numbers from nought on at the points: each point alone, and what lies between."""
    cells: list[tuple[int, int | None]] = []
    start = 0
    for point in sorted({point for point in points if point >= 0}):
        if start < point:
            cells.append((start, point - 1))
        cells.append((point, point))
        start = point + 1
    return [*cells, (start, None)]


def _runs(judged: Sequence[bool]) -> list[tuple[int, int]]:
    """Give the first and last place of each run of what holds."""
    runs: list[tuple[int, int]] = []
    for at, holds in enumerate(judged):
        if not holds:
            continue
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _box(low: tuple[int, int | None], first: int, last: int, cells: Sequence[tuple[int, int | None]]) -> Box:
    """Make a box; the place after the last cell is that of a list that is not complete."""
    closed, opened = first < len(cells), last == len(cells)
    # The greatest count is never less than the least, so from its own cell on it needs no lower bound.
    least = 0 if first == 0 or not closed else cells[first][0]
    most = None if not closed or last >= len(cells) - 1 else cells[last][1]
    return Box(low, (least, most) if closed else (0, None), closed, opened)


def fill(sums: Sequence[Sum], types: int, budget: Budget) -> tuple[int, ...] | None:
    """Find rows, each by its type, that give every sum what it needs; None where there are none.

    ``types`` is how many there are.

    Raises:
        SpentError: when the steps are not enough, or more rows would have to be tried one by one than are.

    """
    if any(item.most is not None and item.most < item.least for item in sums):
        return None
    return _Filling(sums, types, budget).search((0,) * len(sums), ())


@dataclass(frozen=True, slots=True)
class _Filling:
    """Each step adds a row that some unmet sum needs, of a type that none is better than: so nothing is left out."""

    sums: Sequence[Sum]
    types: int
    budget: Budget

    def search(self, counts: tuple[int, ...], rows: tuple[int, ...]) -> tuple[int, ...] | None:
        """Add rows until every sum has what it needs."""
        self.budget.spend()
        unmet = [at for at, item in enumerate(self.sums) if counts[at] < item.least]
        if not unmet:
            return rows
        free = (1 << self.types) - 1
        for count, item in zip(counts, self.sums, strict=True):
            if item.most is not None and count >= item.most:
                free &= ~item.types
        wanted = min((self.sums[at].types & free for at in unmet), key=int.bit_count)
        best = self._best(wanted, unmet)
        if len(best) > 1 and len(rows) > _MOST_ROWS:
            raise SpentError
        for kind in best:
            # A type that has no rival stays so until a sum is met or full: so many rows are added at once.
            many = self._rows_at_once(kind, counts) if len(best) == 1 else 1
            more = tuple(count + many * (item.types >> kind & 1) for count, item in zip(counts, self.sums, strict=True))
            found = self.search(more, (*rows, *(kind,) * many))
            if found is not None:
                return found
        return None

    def _rows_at_once(self, kind: int, counts: tuple[int, ...]) -> int:
        counting = [(count, item) for count, item in zip(counts, self.sums, strict=True) if item.types >> kind & 1]
        needs = [item.least - count for count, item in counting if count < item.least]
        return min([*needs, *(item.most - count for count, item in counting if item.most is not None)])

    def _best(self, candidates: int, unmet: Sequence[int]) -> list[int]:
        """Leave out types that help no more than another and are bounded no less; of equals the first stays."""
        signs: dict[tuple[int, int], int] = {}
        for kind in range(self.types):
            if candidates >> kind & 1:
                helps = sum(1 << at for at in unmet if self.sums[at].types >> kind & 1)
                bounded = sum(
                    1 << at for at, item in enumerate(self.sums) if item.most is not None and item.types >> kind & 1
                )
                signs.setdefault((helps, bounded), kind)
        # Whatever is better than another helps more or is bounded less, so it comes before it here.
        ordered = sorted(signs, key=lambda sign: (sign[1].bit_count(), -sign[0].bit_count()))
        kept: list[tuple[int, int]] = []
        for helps, bounded in ordered:
            if not any(helps | more == more and bounded | fewer == bounded for more, fewer in kept):
                kept.append((helps, bounded))
        return [signs[sign] for sign in kept]
