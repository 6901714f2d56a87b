"""What knowledge files may say of published cases: what was done, by what they are likened, what they are strong in."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from hepu.knowledge.models import Entry, Id, SourceId
from hepu.knowledge.models.base import CaseId, IndicatorId, ModeId, PlaceId, SectorId, TownId, TraitId
from hepu.text import Text

__all__ = ["HOME_TRAITS", "Case", "Fit", "Likeness", "LikenessItem", "Respect"]


class Fit(Text):
    """A condition under which a case teaches something; ``when`` says it in the rule language where it can be said."""

    when: dict[str, Any] | None = None


class Case(Entry):
    """A published case of international cooperation; it is left out where what is known speaks against it.

    ``names`` are the colleges' own names, by which a case of the college itself is told. ``sectors``, ``home`` and
    ``traits`` hold what the sources state for comparison with a college; what they do not state is left out.
    """

    college: Text
    names: tuple[str, ...] = Field(min_length=1)
    name: Text
    group: Id = Field(description="province-level region in which it is told as one of the region's own, or `outside`")
    home: TownId | None = Field(None, description="town, where the sources or the college's name tell it")
    places: tuple[PlaceId, ...] = Field(min_length=1)
    sector: Text
    sectors: tuple[SectorId, ...] = ()
    traits: dict[TraitId, bool | int] = Field({}, description="by item of `likeness.yaml`")
    enterprise: Text | None = None
    modes: tuple[ModeId, ...] = Field(min_length=1)
    years: str
    did: Text
    outcomes: tuple[Text, ...] = Field(min_length=1)
    factors: tuple[Text, ...] = Field(min_length=1)
    applies_when: tuple[Fit, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)
    verified: bool


# What is compared of the town in which a case's college lies, besides its province-level region.
HOME_TRAITS = ("border", "coastal")


class LikenessItem(Entry):
    """One thing in which a college and a case are compared.

    ``when`` says in the rule language whether the college has it; without it the form does not ask. ``either`` compares
    also what neither has. A ``number`` is an indicator, compared by its distance as a share of ``span``.
    """

    name: Text | None = None
    of: tuple[ModeId, ...] = Field((), description="modes of a case that count as it")
    either: bool = False
    when: dict[str, Any] | None = None
    number: IndicatorId | None = None
    span: int | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.number is None) != (self.span is None) or (self.number is not None and self.when is not None):
            raise ValueError("an item has a condition, or a number with its span, or neither")
        return self


class Likeness(Entry):
    """An attribute by which cases are likened to a college, with its weight (a design value) and its items.

    ``reads`` says what of a case it compares. ``each`` is the condition for each id that the case names, with ``{id}``
    in its place; otherwise ``items`` lists what is compared.
    """

    name: Text
    text: Text
    weight: int = Field(ge=1)
    reads: Literal["sectors", "places", "modes", "home", "traits"]
    each: dict[str, Any] | None = None
    items: dict[Id, LikenessItem] = Field(default_factory=dict)
    sources: tuple[SourceId, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        listed = self.reads in {"sectors", "places"}
        if listed != (self.each is not None) or listed == bool(self.items):
            raise ValueError("sectors and places have a condition for each id, other attributes have items")
        return self


class Respect(Entry):
    """A respect in which leading colleges are strong, the cases that show it, and how a college's answers tell it."""

    name: Text
    text: Text
    cases: tuple[CaseId, ...] = Field(min_length=1)
    when: dict[str, Any] | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)
