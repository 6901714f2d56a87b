"""Works that are cited, the theories that are read in them, and the figures and frameworks that they publish."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from hepu.knowledge.models.base import Entry, Id, SourceId, StrategyId
from hepu.text import Text

__all__ = ["Author", "Figure", "Framework", "PersonName", "Source", "Theory"]


class PersonName(Entry):
    """A name in Latin letters in its two parts, where a work gives it so."""

    family: str = Field(min_length=1)
    given: str = Field(min_length=1)


class Author(Entry):
    """Who wrote or issued a work.

    Names are printed whole; ``en`` has two parts only where the work itself gives the name in Latin letters.
    """

    zh: str = Field(min_length=1)
    en: Annotated[str, Field(min_length=1)] | PersonName


class Source(Entry):
    """A work that carries a fact or a claim, in the variables of the Citation Style Language (CSL).

    ``type`` is the CSL item type. ``URL`` is set only for addresses of governments, universities, issuers and
    publishers. ``verified`` says that the claim was read there.
    """

    type: Literal[
        "legislation",
        "regulation",
        "treaty",
        "article-journal",
        "article-newspaper",
        "webpage",
        "report",
        "thesis",
        "dataset",
        "standard",
    ]
    language: Literal["zh", "en"] = Field(default="zh", description="the language of the work itself")
    author: tuple[Author, ...] = ()
    title: Text
    title_short: Text | None = Field(
        default=None,
        alias="title-short",
        description="by which laws and documents, and works without an author, are cited",
    )
    container_title: Text | None = Field(default=None, alias="container-title")
    issued: str = Field(
        default="",
        pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$",
        description="year, year-month or full date, as far as it is known",
    )
    number: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    url: str = Field(default="", alias="URL")
    verified: bool
    note: Text | None = None


class Theory(Entry):
    """A theory or core concept of the field, and how the product makes it operational."""

    kind: Literal["theory", "concept"]
    name: Text
    text: Text
    operational: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Figure(Entry):
    """A published figure used as context, never as a target; ``value`` in ``unit``.

    ``whose`` names the college or body whose figure it is, where it is not the whole place's. ``derived`` marks a
    product or sum of figures that were read, which the source itself does not state. ``note`` tells what goes with
    the figure and where sources disagree.
    """

    name: Text
    whose: Text | None = None
    value: Decimal
    approx: Literal["", "about", "more than", "nearly"] = ""
    unit: Text
    period: Text
    place: Id = Field(description="`china`, a province-level region of `provinces.yaml`, or `elsewhere`")
    quality: Literal["A", "B", "C"]
    derived: bool = False
    note: Text | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Framework(Entry):
    """A framework of internationalisation or quality: what was read of it, and what Hepu takes from it."""

    name: Text
    text: Text
    use: Text
    strategies: tuple[StrategyId, ...] = ()
    verified: bool
    sources: tuple[SourceId, ...] = Field(min_length=1)
