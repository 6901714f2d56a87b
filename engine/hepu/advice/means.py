"""What tasks take and what the college has: the planning assumptions on the day, declared staff and budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.advice.launch import Claim

if TYPE_CHECKING:
    from hepu.facts.model import Facts
    from hepu.pack import Pack

__all__ = ["budget_of", "claim_of", "staff_of"]


def claim_of(name: str, facts: Facts, pack: Pack, *, waits: bool) -> Claim:
    """Give what a measure takes, by its effort and its band of cost."""
    entry = pack.knowledge.strategies[name]
    effort = facts.parameters[f"plan_effort_{entry.effort}"].value
    return Claim(name, effort, facts.parameters[f"plan_cost_{entry.cost.band}"].value * 100, waits)


def staff_of(facts: Facts) -> int | None:
    """Give the declared staff in per cent of a post, nothing where it is not known."""
    staff = facts.value("fact.staff")
    return int(staff.low or 0) * 100 if staff.is_exact else None


def budget_of(facts: Facts) -> int | None:
    """Give the declared budget of a year in units of 100 yuan, nothing where it is not known."""
    budget = facts.value("fact.budget")
    return int(budget.low or 0) if budget.is_exact else None
