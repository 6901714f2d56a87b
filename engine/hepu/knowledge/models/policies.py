"""Laws, regulations and policies, with their dates and what they say for a college."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from hepu.knowledge.models.base import Entry, Id, SourceId
from hepu.text import Text

__all__ = ["Policy", "PolicyClause"]


class PolicyClause(Entry):
    """What an article of a policy says for a college, and whether that wording was read."""

    article: Text
    text: Text
    verified: bool


class Policy(Entry):
    """A law, regulation or policy: number, issuer, dates, place and what it says.

    ``since`` is the first day in force, ``until`` the last; ``original_checked`` says whether it was checked at the
    issuer (otherwise 待核原文 is printed), ``checked`` the day on which the status was looked up. ``unnumbered`` says
    why there is no number: a treaty has none, another was not read.
    """

    title: Text
    number: str = ""
    unnumbered: Text | None = None
    issuer: Text
    issued: str
    since: dt.date
    until: dt.date | None = None
    status: Literal["in_force", "revised", "repealed"]
    level: Literal["law", "regulation", "national", "regional", "international"]
    place: Id = Field(description="`china`, or a province-level region of `provinces.yaml`, in whose colleges it holds")
    clauses: tuple[PolicyClause, ...] = Field(min_length=1)
    original_checked: bool
    checked: dt.date
    sources: tuple[SourceId, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _number_or_reason(self) -> Policy:
        """Keep a policy that has either a number or a reason why it has none."""
        if bool(self.number) == (self.unnumbered is not None):
            msg = "give either the document's number or, under unnumbered, why there is none"
            raise ValueError(msg)
        return self
