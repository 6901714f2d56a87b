"""Measures that an actor can act on: steps, approvals, cost, effect and requests to others."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from hepu.knowledge.models.base import CaseId, Entry, IndicatorId, PolicyId, ProblemId, StrategyId
from hepu.knowledge.models.conclusions import ConclusionEntry
from hepu.text import LANGUAGES, Text

__all__ = ["ACTORS", "ROLES", "Actor", "Approval", "Cost", "Horizon", "Moves", "Request", "RoleText", "Strategy"]

Actor = Literal["government", "industry", "enterprise", "college"]
ACTORS: tuple[Actor, ...] = ("college", "enterprise", "industry", "government")
Horizon = Literal["short", "mid", "long"]


class Approval(Entry):
    """One approval in order: who gives it, on what, and how many days to allow (a planning assumption).

    ``before`` is the number of the first step that cannot be carried through without it; the first step of all, which
    is taken before any approval, has no number. Where none is named, every step waits for it.
    """

    by: Text
    what: Text
    days: int = Field(ge=0, le=730)
    before: int | None = Field(
        default=None, ge=1, description="the first of `steps` that cannot be carried through without it"
    )

    @property
    def step(self) -> int:
        """Give the number of the first step that waits for it."""
        return self.before or 1


class Cost(Entry):
    """A band of cost to the college with its basis; low ends at 100,000 yuan a year, medium at 500,000."""

    band: Literal["none", "low", "medium", "high"]
    basis: Text


class Moves(Entry):
    """The indicator that should move, which way, and after how many months it can be read."""

    indicator: IndicatorId
    direction: Literal["up", "down"]
    months: int = Field(ge=1, le=60)


class Request(Entry):
    """How a college asks others to act: whom, for what, with which papers, and what it does meanwhile."""

    addressee: Text
    ask: Text
    submit: Text
    meanwhile: Text


ROLES = ("office",)
_ROLE = re.compile(r"\{(.*?)\}")


def _roles(text: Text) -> Text:
    """Keep a text whose braces hold roles of the college alone, the same in both languages."""
    named = {frozenset(_ROLE.findall(text[lang])) for lang in LANGUAGES}
    if len(named) > 1 or not named.pop() <= frozenset(ROLES):
        msg = f"braces may hold only {', '.join(ROLES)}, and the same in both languages"
        raise ValueError(msg)
    return text


RoleText = Annotated[Text, AfterValidator(_roles)]


class Strategy(ConclusionEntry):
    """A measure of one actor, defined so that the actor can act on it."""

    actor: Actor
    addresses: tuple[ProblemId, ...] = Field(min_length=1, description="problems that it relieves")
    legal_duty: bool = False
    first_step: RoleText = Field(description="what can be done within 30 days, before any approval")
    steps: tuple[RoleText, ...] = Field(min_length=2)
    approvals: tuple[Approval, ...] = ()
    leads: RoleText
    helps: RoleText
    effort: Literal["low", "medium", "high"]
    cost: Cost
    lead_time_days: int = Field(ge=0, le=1825)
    horizon: Horizon
    needs: tuple[StrategyId, ...] = ()
    conflicts: tuple[StrategyId, ...] = ()
    moves: tuple[Moves, ...] = ()
    measure: Text
    evidence: tuple[Text, ...] = Field(min_length=1)
    funding: Text
    risks: tuple[Text, ...] = Field(min_length=1)
    cases: tuple[CaseId, ...] = ()
    policies: tuple[PolicyId, ...] = ()
    articles: dict[PolicyId, tuple[str, ...]] = Field(
        {}, description="which articles of a policy it rests on, as policies.yaml names them in Chinese"
    )
    request: Request | None = None

    @model_validator(mode="after")
    def _in_time(self) -> Strategy:
        """Keep approvals in the order of the steps that need them, and within the time allowed for the whole."""
        before = [item.step for item in self.approvals]
        if before != sorted(before) or any(step > len(self.steps) for step in before):
            msg = "approvals stand in the order of the steps that need them, and `before` names one of the steps"
            raise ValueError(msg)
        if sum(item.days for item in self.approvals) > self.lead_time_days:
            msg = "the days of the approvals add up to more than `lead_time_days`"
            raise ValueError(msg)
        return self
