"""What turns conclusions into advice: the order of priority, the college as an open system, and its levers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hepu.knowledge.models.base import Entry, ListId, RuleId, StageId
from hepu.text import Text

__all__ = ["CRITERIA", "Lever", "Link", "Priority", "Stage"]

# What measures may be ordered by; the last leaves nothing equal.
CRITERIA = ("legal_duty", "certainty", "worst_gap", "problems_relieved", "effort", "lead_time_days", "id")


class Priority(Entry):
    """One criterion of the order of priority: words in their ``order``, or numbers, the greater or the least first."""

    name: Text
    text: Text
    order: tuple[str, ...] = ()
    least_first: bool = False


class Link(Entry):
    """A link from one stage to another, and the rules that fire where it is broken."""

    to: StageId
    name: Text
    rules: tuple[RuleId, ...] = Field(min_length=1)


class Stage(Entry):
    """A stage of the college as an open system: the facts that stand there, and the links that lead on."""

    name: Text
    text: Text
    facts: dict[str, Text] = Field(min_length=1)
    links: tuple[Link, ...] = ()


class Lever(Entry):
    """Something that a college can influence itself, by the key of what changes.

    A key is ``fact.ID``, ``indicator.ID``, ``LIST.FIELD`` for the rows of a list, or ``list.LIST``. ``move`` says how
    it can be moved: a yes or no set or cleared, a number raised or lowered, a row added.
    """

    move: Literal["set", "clear", "raise", "lower", "add"]
    effort: Literal["low", "medium", "high"]
    along: tuple[ListId, ...] = Field((), description="lists that must be brought in line with it")
