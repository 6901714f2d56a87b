"""Indicators, the official table by year, what a regulation asks, and numbers that are computed or dated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import Field

from hepu.knowledge.models.base import Entry, Id, IndicatorId, PolicyId, SourceId
from hepu.text import Text

__all__ = ["Derived", "Indicator", "Parameter", "ParameterValue", "Sign", "Standard", "Table", "TableRow"]


class Indicator(Entry):
    """A quantity of the annual quality report or of the basic conditions.

    ``decimals`` fixes the scaled integer that all evaluators compare. ``dimension`` reads the two kinds of
    development: scale (extensional), substance (connotational), condition (resources). ``per`` names the base for
    the per-head form: 1,000 students or 100 teachers. ``own_question`` marks an indicator that Hepu's own form asks
    in years whose official table lacks the row.
    """

    name: Text
    short: Text
    unit: Text
    decimals: int = Field(ge=0, le=4)
    minimum: Decimal = Decimal(0)
    maximum: Decimal
    direction: Literal["higher", "lower"]
    group: Literal["international", "resource"]
    dimension: Literal["scale", "substance", "condition"]
    per: Literal["students", "teachers"] | None = None
    mission_area: Id | None = None
    own_question: bool = False
    help: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)
    verified: bool


class TableRow(Entry):
    """A row of one version of the official table: the indicator and the label as printed that year."""

    indicator: IndicatorId
    label: Text
    verified: bool


class Table(Entry):
    """One version of the official international table, valid for data years from ``data_years_from`` on."""

    name: Text
    data_years_from: int
    report_year: int
    rows: tuple[TableRow, ...] = Field(min_length=1)
    verified: bool
    note: Text | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Standard(Entry):
    """The qualified value that a regulation sets for one resource indicator, level and type of college."""

    indicator: IndicatorId
    level: Literal["higher_vocational", "vocational_undergraduate"]
    college_types: tuple[Id, ...] = Field(min_length=1)
    value: Decimal
    since: dt.date
    until: dt.date | None = None
    article: Text
    policy: PolicyId
    sources: tuple[SourceId, ...] = Field(min_length=1)


class ParameterValue(Entry):
    """The value of a parameter from a date on."""

    since: dt.date
    value: Decimal
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Parameter(Entry):
    """A dated number that rules and facts use; ``kind`` says whether law, a plan or we ourselves set it."""

    name: Text
    unit: Text
    decimals: int = Field(ge=0, le=4)
    kind: Literal["statute", "official_target", "design"]
    text: Text
    values: tuple[ParameterValue, ...] = Field(min_length=1)


class Sign(Entry):
    """What a sign of development asks: an indicator that meets its reference, or a number of at least a parameter.

    The number is a derived fact or how many rows of a list pass ``where``: a field is true or false, or one of some
    words. ``dimension`` is Hepu's own reading, not an official one. ``short`` names it where no indicator does.
    """

    dimension: Literal["scale", "substance"]
    short: Text | None = None
    indicator: str = ""
    fact: str = ""
    list: str = ""
    where: dict[str, bool | tuple[str, ...]] = Field({})
    at_least: str = ""


class Derived(Entry):
    """A fact that is computed from the profile: how, in words, and in what form; ``words`` name what it can be."""

    name: Text
    kind: Literal["number", "boolean", "ordered", "choice"]
    words: dict[str, Text] = Field({})
    unit: Text | None = None
    decimals: int = 0
    text: Text
    reads: tuple[str, ...] = Field(min_length=1)
    sign: Sign | None = None
