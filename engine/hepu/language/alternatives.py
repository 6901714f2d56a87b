"""The alternatives of a condition that a rule's text can name: those leaves of one kind under an ``any`` that hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.language.model import All, Any, Compare, Concluded, leaves_of

if TYPE_CHECKING:
    from hepu.language.model import Condition

__all__ = ["ALTERNATIVES", "Alternatives", "alternatives_of"]

_OF_COMPARED = {"gap": "gap", "trend": "trend", "advantage": "advantage", "fact": "value", "indicator": "value"}
ALTERNATIVES = ("gap", "trend", "advantage", "value", *(word for word in STAGES if word != "exclusion"))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The leaves of one ``any``, all of one kind, by their places among the leaves of the whole condition."""

    kind: str
    leaves: tuple[Compare | Concluded, ...]
    places: tuple[int, ...]


def _kind(condition: Condition) -> str:
    match condition:
        case Compare(key=key):
            return _OF_COMPARED.get(key.partition(".")[0], "")
        case Concluded(stage=stage):
            return stage
        case _:
            return ""


def alternatives_of(condition: Condition, start: int = 0) -> tuple[Alternatives, ...]:
    """Give each ``any`` of like leaves; where it holds one of them does, so that a text has something to name."""
    match condition:
        case Any(parts) if len(kinds := {_kind(part) for part in parts}) == 1 and "" not in kinds:
            leaves = tuple(part for part in parts if isinstance(part, Compare | Concluded))
            return (Alternatives(kinds.pop(), leaves, tuple(range(start, start + len(leaves)))),)
        case All(parts) | Any(parts):
            found: list[Alternatives] = []
            for part in parts:
                found.extend(alternatives_of(part, start))
                start += len(leaves_of(part))
            return tuple(found)
        case _:  # what stands under a ``not`` is no alternative that holds
            return ()
