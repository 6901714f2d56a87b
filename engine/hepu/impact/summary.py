"""An impact counted: by change, by conclusion and by measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.impact.changes import Change
    from hepu.impact.model import CollegeImpact, Impact, Move, Turn

__all__ = [
    "Counted",
    "by_change",
    "by_conclusion",
    "by_measure",
    "by_question",
    "shown_moves",
    "shown_turns",
    "told_alone",
    "withheld",
]

_HOLDS = frozenset({"possible", "likely", "established"})
# What published figures are taken to tell of a college.
_TOLD_OF_PUBLISHED = frozenset({"opportunity", "strength"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A conclusion or measure: at how many colleges it comes, goes, or is otherwise."""

    key: str
    comes: int
    goes: int
    other: int

    @property
    def colleges(self) -> int:
        """Give how many colleges there are in all."""
        return self.comes + self.goes + self.other


def told_alone(impact: Impact) -> tuple[Change, ...]:
    """Give the changes that are told one by one: all but those of nothing that an advisory shows."""
    return tuple(item for item in impact.changes if item.grade != "editorial")


def shown_turns(college: CollegeImpact) -> tuple[Turn, ...]:
    """Give the conclusions that are told; of a college known from published figures none that would judge it.

    That a strategy fits, or no longer does, is told where its measure is gained or lost.
    """
    if not college.published:
        moved = {f"strategy.{item.id}" for item in college.moves}
        return tuple(item for item in college.turns if item.key not in moved)
    return tuple(item for item in college.turns if item.key.partition(".")[0] in _TOLD_OF_PUBLISHED)


def shown_moves(college: CollegeImpact) -> tuple[Move, ...]:
    """Give the measures that are told: none of a college known from published figures."""
    return () if college.published else college.moves


def withheld(college: CollegeImpact) -> int:
    """Count what is not told of a college."""
    if not college.published:
        return 0
    judged = len(college.turns) - len(shown_turns(college))
    return judged + len(college.moves) + (college.priorities is not None)


def by_change(impact: Impact) -> tuple[tuple[str, int], ...]:
    """Count the colleges at which each change that can turn advice turned something, most first."""
    counted = Counter(key for college in impact.affected for key in college.causes)
    keys = [item.key for item in impact.changes if item.grade == "meaning"]
    return tuple(sorted(((key, counted[key]) for key in keys), key=lambda item: (-item[1], item[0])))


def by_conclusion(impact: Impact) -> tuple[Counted, ...]:
    """Count the conclusions that turn, most first."""
    found = (
        (item.key, "comes" if item.after in _HOLDS and item.before not in _HOLDS else _gone(item))
        for college in impact.colleges
        for item in shown_turns(college)
    )
    return _counted(found)


def by_measure(impact: Impact) -> tuple[Counted, ...]:
    """Count the measures that are gained, lost or moved, most first."""
    words = {"gained": "comes", "lost": "goes", "moved": "other"}
    return _counted(
        (f"strategy.{item.id}", words[item.way]) for college in impact.colleges for item in shown_moves(college)
    )


def by_question(impact: Impact) -> tuple[Counted, ...]:
    """Count the open questions that are new (they come) or no longer asked (they go), most first."""
    return _counted(
        (item.answer, "comes" if item.new else "goes") for college in impact.colleges for item in college.questions
    )


def _gone(item: Turn) -> str:
    return "goes" if item.before in _HOLDS and item.after not in _HOLDS else "other"


def _counted(found: Iterable[tuple[str, str]]) -> tuple[Counted, ...]:
    counted: dict[str, Counter[str]] = {}
    for key, word in found:
        counted.setdefault(key, Counter())[word] += 1
    rows = [Counted(key, each["comes"], each["goes"], each["other"]) for key, each in counted.items()]
    return tuple(sorted(rows, key=lambda row: (-row.colleges, row.key)))
