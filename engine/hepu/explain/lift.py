"""What would let a measure in reserve be launched now, everything else being as it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from hepu.advice.launch import AT_ONCE, launch
from hepu.advice.means import budget_of, claim_of, staff_of

if TYPE_CHECKING:
    from hepu.advice.launch import Claim, Limit
    from hepu.advice.model import Advice
    from hepu.facts.model import Facts
    from hepu.pack import Pack

__all__ = ["Lift", "lift"]

_POST = 100
_TEN_THOUSAND = 100


@dataclass(frozen=True, slots=True)
class Lift:
    """Why a measure is in reserve, and the least that would launch it: posts or 10,000 yuan a year.

    Only what is short is given, and only where it launches the measure by itself; ``together`` says that more of both
    would.
    ``first`` names the launched tasks one of which must end first, those that end sooner before the others.
    """

    limit: Limit
    posts: int | None
    money: int | None
    together: bool
    first: tuple[str, ...]


def lift(name: str, advice: Advice, facts: Facts, pack: Pack) -> Lift | None:
    """Find what would launch a measure; nothing for one that is not in reserve."""
    placed = {item.id: item for item in advice.strategies if item.placement in {"launch", "reserve"}}
    if name not in placed or placed[name].placement != "reserve":
        return None
    claims = [claim_of(item.id, facts, pack, waits=bool(item.waits_for)) for item in placed.values()]
    staff, budget = staff_of(facts), budget_of(facts)
    limit = placed[name].limit
    more_posts = _more_posts(claims, staff) if limit == "staff" else []
    more_money = _more_money(claims, budget) if limit == "budget" else []
    posts = next((at for at in more_posts if not launch(claims, at, budget)[name]), None)
    money = next((at for at in more_money if not launch(claims, staff, at)[name]), None)
    short = limit in {"staff", "budget"} and posts is None and money is None
    together = short and not launch(claims, None, None)[name]
    first = tuple(task.id for task in sorted(advice.plan.tasks, key=lambda task: task.ends) if task.begins == 0)
    return Lift(
        limit=limit,
        posts=None if posts is None else -(-posts // _POST),
        money=None if money is None else -(-money // _TEN_THOUSAND),
        together=together,
        first=first if limit == "three_at_once" else (),
    )


def _more_posts(claims: list[Claim], staff: int | None) -> list[int]:
    """Give whole posts beyond the present staff, up to what three tasks can tie up."""
    if staff is None:
        return []
    most = AT_ONCE * max(claim.effort for claim in claims)
    return list(range(staff + _POST, most + _POST, _POST))


def _more_money(claims: list[Claim], budget: int | None) -> list[int]:
    """Give every amount beyond the present budget that up to three tasks can cost."""
    if budget is None:
        return []
    costs = sorted({0, *(claim.cost for claim in claims)})
    return sorted({sum(some) for some in combinations_with_replacement(costs, AT_ONCE) if sum(some) > budget})
