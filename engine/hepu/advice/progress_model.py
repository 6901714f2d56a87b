"""Progress against the college's last advisory, as the record holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Answered",
    "Cause",
    "Change",
    "ConclusionChange",
    "GapMove",
    "IndicatorChange",
    "Move",
    "Progress",
    "QuestionChange",
    "Reported",
    "StrategyChange",
    "TaskProgress",
]

Move = Literal[
    "improved",
    "worse",
    "unchanged",
    "same_year",
    "corrected",
    "missing_then",
    "missing_now",
    "not_asked",
    "not_applicable",
]
Change = Literal["kept", "gone", "open", "new", "found"]
Answered = Literal["answered", "open", "not_asked", "not_applicable"]
GapMove = Literal["narrower", "wider", "same", "not_comparable"]
# What changed between the two advisories: the pack, the day, or the answers and the peers' figures.
Cause = Literal["pack", "day", "facts"]
Reported = Literal["", "open", "running", "done", "paused"]


class Part(BaseModel):
    """A frozen part of the record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorChange(Part):
    """One indicator then and now, in integers of its last decimal.

    ``restated`` is what the college says now of the earlier year, where that is another value; the move is told from
    it. ``estimate`` says that a value compared is an estimate. Gaps are those of the present pack, on either day; one
    has moved only where both rest on the same kind of reference.
    """

    id: str
    move: Move
    then: int | None
    restated: int | None
    now: int | None
    estimate: bool
    gap_then: str
    gap_now: str
    gap_move: GapMove


class ConclusionChange(Part):
    """A problem or strength that held then or holds now; ``by`` says what made the difference, in order."""

    id: str
    change: Change
    certainty_then: str
    certainty_now: str
    by: tuple[Cause, ...]


class StrategyChange(Part):
    """A measure that was advised then or is now: where it stood and stands, nothing where it was not advised."""

    id: str
    change: Literal["kept", "moved", "new", "dropped"]
    then: str
    now: str
    rank_then: int | None
    rank_now: int | None
    by: tuple[Cause, ...]


class TaskProgress(Part):
    """A task that was to start then or was taken up since: what the college reported of it, and what the facts show.

    ``solved`` names problems that it addresses and that held then and no longer do; ``improved`` and ``worse`` the
    indicators that it should move and that did. ``shown`` is ``moved`` where anything was solved or improved,
    ``unmoved`` where all its indicators could be compared and none improved, else ``unknown``.
    """

    id: str
    reported: Reported
    shown: Literal["moved", "unmoved", "unknown"]
    solved: tuple[str, ...]
    improved: tuple[str, ...]
    worse: tuple[str, ...]


class QuestionChange(Part):
    """A question that was open then and what became of it."""

    answer: str
    now: Answered


class Progress(Part):
    """What changed since the last advisory; ``retired`` names what held then and the present pack no longer defines."""

    indicators: tuple[IndicatorChange, ...]
    problems: tuple[ConclusionChange, ...]
    strengths: tuple[ConclusionChange, ...]
    strategies: tuple[StrategyChange, ...]
    tasks: tuple[TaskProgress, ...]
    questions: tuple[QuestionChange, ...]
    retired: tuple[str, ...]
