"""Places, the groupings to which they belong, and colleges by name."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from hepu.knowledge.models.base import Entry, PlaceId, ProvinceId, SourceId
from hepu.text import Text

__all__ = ["College", "Membership", "OtherPlace", "Province", "Town"]


class Province(Entry):
    """A province-level region of China."""

    name: Text


class Town(Entry):
    """A prefecture-level city, with what its place offers; a trait is left blank where it is not known."""

    name: Text
    province: ProvinceId
    border: bool | None
    coastal: bool | None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class OtherPlace(Entry):
    """A country, or Hong Kong, Macao or Taiwan of China, as partner place; always spoken of as country or region."""

    name: Text
    of_china: bool = False


class Membership(Entry):
    """A dated list of the places that belong to a grouping."""

    name: Text
    since: dt.date
    until: dt.date | None = None
    members: tuple[PlaceId, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)


class College(Entry):
    """The name of a higher vocational college and of what it has become."""

    name: str
    now: str = ""
    sources: tuple[SourceId, ...] = Field(min_length=1)
