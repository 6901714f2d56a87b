"""Where each strategy goes: launched, held in reserve, conditional, withheld, an alternative, or asked of others."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.proof.judge import Judge

__all__ = ["Place", "agenda", "status"]

_STATUS = {"T": "withheld", "U": "conditional", "F": "recommended"}
_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a strategy goes, what keeps it in reserve, what it is an alternative to, and what it waits for."""

    placement: str
    limit: str = ""
    alternative_to: str = ""
    waits_for: tuple[str, ...] = ()


def status(judge: Judge, name: str) -> str:
    """Give the status of a strategy that holds: what its exclusion makes of it."""
    return _STATUS[judge.concluded(f"exclusion.{name}", 0)]


def agenda(judge: Judge, ordered: Sequence[str]) -> dict[str, Place]:
    """Place the strategies that hold, in their order of priority.

    The college's own are launched one after another while staff and budget carry them, at most three at once.
    """
    strategies = judge.pack.knowledge["strategies"]
    staff, budget = _figure(judge, "fact.staff"), _figure(judge, "fact.budget")
    chosen: list[str] = []
    placed: dict[str, Place] = {}
    launched = 0
    for name in ordered:
        entry = strategies[name]
        if entry["actor"] != "college":
            placed[name] = Place(_elsewhere(entry, status(judge, name)))
            continue
        if status(judge, name) != "recommended":
            placed[name] = Place(status(judge, name))
            continue
        rivals = [other for other in chosen if _conflict(strategies, name, other)]
        if rivals:
            placed[name] = Place("alternative", alternative_to=rivals[0])
            continue
        chosen.append(name)
        effort = _assumed(judge, f"plan_effort_{entry['effort']}") / 100
        cost = _assumed(judge, f"plan_cost_{entry['cost']['band']}")
        waits = tuple(need for need in entry.get("needs", ()) if need in ordered)
        if waits:
            placed[name] = Place("reserve", "needs", waits_for=waits)
        elif launched == _AT_ONCE:
            placed[name] = Place("reserve", "three_at_once")
        elif launched and staff is not None and effort > staff:
            # The first is launched whatever staff there is.
            placed[name] = Place("reserve", "staff")
        elif budget is not None and cost > budget:
            placed[name] = Place("reserve", "budget")
        else:
            placed[name] = Place("launch")
            launched += 1
            staff = None if staff is None else max(staff - effort, Fraction(0))
            budget = None if budget is None else budget - cost
    return placed


def _figure(judge: Judge, key: str) -> Fraction | None:
    """Give a figure of the college, or nothing where it is not known."""
    low = judge.facts.values[key].low
    return low if isinstance(low, Fraction) else None


def _assumed(judge: Judge, name: str) -> Fraction:
    return judge.facts.parameters[name][0]


def _conflict(strategies: Mapping[str, Any], one: str, other: str) -> bool:
    return other in strategies[one].get("conflicts", ()) or one in strategies[other].get("conflicts", ())


def _elsewhere(entry: Mapping[str, Any], given: str) -> str:
    """Place a strategy of others: something to ask of them, or what only the department sees."""
    if given == "withheld":
        return "withheld"
    if entry.get("request") is None:
        return "department"
    return "request" if entry["actor"] == "government" else "partner"
