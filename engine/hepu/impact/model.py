"""What an impact is: the change of the pack, and for each college what turned and by what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.advice.model import Placement
    from hepu.errors import Fault
    from hepu.impact.causes import Causes
    from hepu.impact.changes import Change
    from hepu.pack import Pack
    from hepu.pack_sources.source import Source
    from hepu.text import Text

__all__ = ["CollegeImpact", "Impact", "Incomparable", "Move", "Prior", "Settled", "Side", "Turn", "Way"]

Way = Literal["gained", "lost", "moved"]


@dataclass(frozen=True, slots=True)
class Side:
    """A pack that is compared, and where it was taken from."""

    source: Source
    pack: Pack


@dataclass(frozen=True, slots=True)
class Turn:
    """A conclusion that is told otherwise; states are a certainty, ``false``, ``unknown`` or ``undefined``."""

    key: str
    before: str
    after: str
    causes: Causes


@dataclass(frozen=True, slots=True)
class Move:
    """A measure that is gained, lost or stands elsewhere; None where it does not fit, and then rank 0."""

    id: str
    before: Placement | None
    after: Placement | None
    rank_before: int
    rank_after: int
    causes: Causes

    @property
    def way(self) -> Way:
        """Say whether it is gained, lost or moved."""
        return "gained" if self.before is None else "lost" if self.after is None else "moved"


@dataclass(frozen=True, slots=True)
class Prior:
    """The first problems in order, where they are others or stand in another order."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    causes: Causes


@dataclass(frozen=True, slots=True)
class Settled:
    """An open question that is new, or no longer asked."""

    answer: str
    new: bool
    causes: Causes


@dataclass(frozen=True, slots=True)
class CollegeImpact:
    """What is told otherwise to one college.

    ``published`` says that the profile rests on published figures: its problems and measures are then not told.
    """

    file: str
    name: Text
    as_of: dt.date
    published: bool
    turns: tuple[Turn, ...]
    moves: tuple[Move, ...]
    priorities: Prior | None
    questions: tuple[Settled, ...]

    @property
    def affected(self) -> bool:
        """Say whether anything is told otherwise."""
        return bool(self.turns or self.moves or self.priorities or self.questions)

    @property
    def causes(self) -> tuple[str, ...]:
        """Give every change by which anything turned here."""
        found: list[Causes] = [item.causes for item in self.turns]
        found += [item.causes for item in self.moves]
        found += [item.causes for item in self.questions]
        if self.priorities is not None:
            found.append(self.priorities.causes)
        return tuple(sorted({key for causes in found for key in causes.keys}))


@dataclass(frozen=True, slots=True)
class Incomparable:
    """What only one pack knows: names by kind (an indicator, a conclusion's stage, and so on)."""

    only_old: Mapping[str, tuple[str, ...]]
    only_new: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole: both packs, what changed between them, each college, and the profiles that could not be judged."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    colleges: tuple[CollegeImpact, ...]
    incomparable: Incomparable
    faults: tuple[Fault, ...]

    @property
    def affected(self) -> tuple[CollegeImpact, ...]:
        """Give the colleges to which anything is told otherwise."""
        return tuple(item for item in self.colleges if item.affected)
