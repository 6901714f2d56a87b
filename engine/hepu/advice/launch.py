"""Which tasks are launched now: in order, while three, staff and budget carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["AT_ONCE", "Claim", "Limit", "launch"]

AT_ONCE = 3
Limit = Literal["", "three_at_once", "staff", "budget", "needs"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a task takes: effort in per cent of a post, cost a year in units of 100 yuan; and whether it waits."""

    id: str
    effort: int
    cost: int
    waits: bool = False


def launch(claims: Iterable[Claim], staff: int | None, budget: int | None) -> Mapping[str, Limit]:
    """Say of each task what keeps it from being launched, nothing where it is; what is not known limits nothing."""
    limits: dict[str, Limit] = {}
    launched = 0
    for claim in claims:
        if claim.waits:
            limits[claim.id] = "needs"
        elif launched >= AT_ONCE:
            limits[claim.id] = "three_at_once"
        elif staff is not None and claim.effort > staff and launched:
            # The first is launched whatever staff there is.
            limits[claim.id] = "staff"
        elif budget is not None and claim.cost > budget:
            limits[claim.id] = "budget"
        else:
            limits[claim.id] = ""
            launched += 1
            staff = None if staff is None else max(0, staff - claim.effort)
            budget = None if budget is None else budget - claim.cost
    return limits
