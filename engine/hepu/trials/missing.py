"""What the examples of a rule do not try: examples for it, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from hepu.language.model import Example
    from hepu.trials.goals import Goal

__all__ = ["Missing", "Suggestion", "Unmet"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An example that meets goals which no example meets so far; its sentence is still to be written.

    ``beside`` is the example of the rule that it differs least from. With ``amends`` it is that example of the rule,
    saying its certainty too.
    """

    example: Example
    goals: tuple[Goal, ...]
    beside: Example | None = None
    amends: int | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A goal for which no example was found: none can state its value, another part forces it, or nobody knows."""

    goal: Goal
    why: Literal["outside", "forced", "undecided"]


@dataclass(frozen=True, slots=True)
class Missing:
    """What the examples of a rule do not try: suggestions, and goals that no example can meet or that are undecided."""

    suggestions: tuple[Suggestion, ...] = ()
    unmet: tuple[Unmet, ...] = ()
