"""How a fact may read at a certainty, cut into so few readings that all comparisons of a pack tell the same of each.

Numbers, dates and ordered words are cut at the numbers with which they are compared: between two neighbouring ones no
comparison can tell one value from another, so one stands for all. That is why a finite search is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from hepu.language.kinds import Kind, Scalar

__all__ = ["Blank", "Reading", "readings_of"]

Blank = Literal["missing", "not_asked", "not_applicable"]
_OTHER = "…"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a fact may read.

    ``known`` lies between ``low`` and ``high``, equal for an exact value; without ``high`` nothing bounds it from
    above. ``cut`` is answered, but not as certainly as is asked: its value is not read.
    """

    word: Literal["known", "cut", "missing", "not_asked", "not_applicable"]
    low: Scalar | None = None
    high: Scalar | None = None

    @property
    def known(self) -> bool:
        """Say whether a value is read."""
        return self.word == "known"

    @property
    def answered(self) -> bool:
        """Say whether a value is there, be it as certain as asked or not."""
        return self.word in {"known", "cut"}


def readings_of(
    kind: Kind,
    points: Iterable[Scalar],
    bounds: tuple[int | None, int | None],
    blanks: Collection[Blank],
    *,
    ranged: bool = False,
    cut: bool = False,
    room: int = 1,
) -> tuple[Reading, ...]:
    """Give every reading of a fact that comparisons with ``points`` can tell apart.

    ``room`` is how many values between two points are kept, for facts that are compared with one another. The exact
    readings come first: a search that takes the first that fits finds the plainest example.
    """
    values = _words(kind, points, room) if kind.name in {"choice", "text"} else _numbers(kind, points, bounds, room)
    found = [Reading("known", value, value) for value in values]
    if ranged and kind.comparable:
        numbers = sorted(value for value in values if isinstance(value, int))
        found += [Reading("known", low, high) for at, low in enumerate(numbers) for high in numbers[at + 1 :]]
        if kind.name == "number":
            found += [Reading("known", low, None) for low in numbers]
    found += [Reading(word) for word in ("missing", "not_applicable", "not_asked") if word in blanks]
    if cut:
        found.append(Reading("cut"))
    return tuple(found)


def _words(kind: Kind, points: Iterable[Scalar], room: int) -> tuple[str, ...]:
    """Give the words that are named and, for all others, as many as there is room for."""
    named = tuple(dict.fromkeys(str(point) for point in points))
    if kind.name == "text":
        # As many words as there is room for that no rule names: among one more than it names some are always free.
        words = (_OTHER * (at + 1) for at in range(len(named) + room))
        others = tuple(word for word in words if word not in named)[:room]
    else:
        named = tuple(word for word in named if word in kind.words)
        others = tuple(word for word in kind.words if word not in named)[:room]
    return (*named, *(word for word in others if word not in named))


def _numbers(kind: Kind, points: Iterable[Scalar], bounds: tuple[int | None, int | None], room: int) -> tuple[int, ...]:
    """Give the points within the bounds, and values below, between and above them."""
    if kind.name == "boolean":
        return (1, 0)
    if kind.name == "ordered":
        return tuple(range(len(kind.words)))
    low, high = bounds
    inside = sorted({point for point in points if isinstance(point, int) and _within(point, low, high)}) or [
        max(low, 1) if low is not None and (high is None or high >= 1) else low or 0
    ]
    found: list[int] = []
    for at, point in enumerate(inside):
        if at == 0:
            found += [point - step for step in range(room, 0, -1) if _within(point - step, low, high)]
        found.append(point)
        above = inside[at + 1] if at + 1 < len(inside) else None
        found += [
            point + step
            for step in range(1, room + 1)
            if _within(point + step, low, high) and (above is None or point + step < above)
        ]
    return tuple(found)


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
