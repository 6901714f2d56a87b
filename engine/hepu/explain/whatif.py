"""What is different when a profile is different: conclusions, and where measures stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hepu.advice.model import Advice, Placement
    from hepu.inference.chainer import Inference
    from hepu.inference.kleene import Truth

__all__ = ["Difference", "Judged", "Moved", "Turned", "difference"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a profile came to."""

    inference: Inference
    advice: Advice


@dataclass(frozen=True, slots=True)
class Turned:
    """A conclusion whose truth or certainty is another; truths as ``kleene`` packs them."""

    key: str
    before: Truth
    after: Truth


@dataclass(frozen=True, slots=True)
class Moved:
    """A measure that stands elsewhere; None where it does not fit, and rank 0."""

    id: str
    before: Placement | None
    after: Placement | None
    rank_before: int
    rank_after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different: conclusions by key, measures in their new order, rules that fire and that no longer do."""

    conclusions: tuple[Turned, ...]
    measures: tuple[Moved, ...]
    rules_fired: tuple[str, ...]
    rules_silenced: tuple[str, ...]


def difference(before: Judged, after: Judged) -> Difference:
    """Compare two results under one pack."""
    was, now = before.inference, after.inference
    conclusions = tuple(
        Turned(key, was.conclusions[key], truth)
        for key, truth in sorted(now.conclusions.items())
        if was.conclusions[key] != truth
    )
    old = {item.id: (item.placement, item.rank) for item in before.advice.strategies}
    new = {item.id: (item.placement, item.rank) for item in after.advice.strategies}
    moved = []
    for name in (*new, *(name for name in old if name not in new)):
        placement_before, rank_before = old.get(name, (None, 0))
        placement_after, rank_after = new.get(name, (None, 0))
        if placement_before != placement_after:
            moved.append(Moved(name, placement_before, placement_after, rank_before, rank_after))
    fired = {name for name, result in was.rules.items() if result.fired}
    fires = {name for name, result in now.rules.items() if result.fired}
    return Difference(conclusions, tuple(moved), tuple(sorted(fires - fired)), tuple(sorted(fired - fires)))
