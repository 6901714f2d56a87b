"""The kinds of goals that the examples of a rule have, by name."""

from __future__ import annotations

from typing import Literal

__all__ = ["GoalKind"]

GoalKind = Literal["branch", "unknown", "row", "bound", "days", "certainty"]
