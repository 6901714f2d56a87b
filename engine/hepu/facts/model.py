"""Typed facts: what the rules read, with the state, certainty and origin of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.errors import Location
    from hepu.language.kinds import Scalar

__all__ = [
    "UNKNOWN",
    "ChosenParameter",
    "Fact",
    "FactList",
    "Facts",
    "GapDetail",
    "PeerSummary",
    "State",
    "TrendDetail",
    "TypedAnswers",
]


class State(StrEnum):
    """Why a fact has a value, or why it has none."""

    KNOWN = "known"
    MISSING = "missing"
    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed fact.

    A known fact lies between ``low`` and ``high`` (equal for an exact one; ``high`` is None where nothing bounds it
    from above); both are in the encoded form of its kind. ``origin`` is its place in the profile; ``reads`` names the
    facts it was derived from.
    """

    state: State
    low: Scalar | None = None
    high: Scalar | None = None
    certainty: Certainty = Certainty.ESTABLISHED
    origin: Location | None = None
    source: str = ""
    reads: tuple[str, ...] = ()

    @classmethod
    def exact(cls, value: Scalar, certainty: Certainty = Certainty.ESTABLISHED, **more: object) -> Fact:
        """Make a known, exact fact."""
        return cls(State.KNOWN, value, value, certainty, **more)  # type: ignore[arg-type]  # passed on as named fields

    @property
    def is_exact(self) -> bool:
        """Say whether the fact has one known value."""
        return self.state is State.KNOWN and self.low == self.high


UNKNOWN = Fact(State.MISSING)


@dataclass(frozen=True, slots=True)
class FactList:
    """Rows of facts; ``complete`` says whether there are no others."""

    complete: bool
    rows: tuple[Mapping[str, Fact], ...] = ()
    given: bool = True


@dataclass(frozen=True, slots=True)
class ChosenParameter:
    """The value of a parameter on the day (scaled by its decimals) and the dated candidates that were passed over."""

    value: int
    since: dt.date
    passed_over: tuple[tuple[dt.date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GapDetail:
    """How a gap was found.

    ``basis`` is statute, peers, participation, design, mission or none; ``reference`` the number it was measured
    against in the indicator's scale (None where there is none); ``per_head`` says that the per-head forms were
    compared; ``missing`` names references that would outrank the one used and could not be had.
    """

    basis: str
    reference: int | None = None
    shortfall_permille: int | None = None
    per_head: bool = False
    standard: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendDetail:
    """The years and scaled values that a trend was read from, oldest first."""

    years: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PeerSummary:
    """What the loaded peers report of one indicator, never the rows of any of them.

    ``reporting`` colleges give a figure, ``positive`` give one above zero. Quartiles are over the positive ones, scaled
    by the indicator's decimals, raw and per head (per head with two more decimals); None when fewer than the
    disclosure limit stand behind them.
    """

    reporting: int
    positive: int
    quartiles: tuple[int, int, int] | None = None
    per_head_positive: int = 0
    per_head_quartiles: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    """The answers of a profile, typed: what every other fact is computed from.

    ``values`` holds the single answers (``fact.ID``), ``series`` each indicator's years. ``published_figures_only``
    says that a blank tells nothing about what the college reports.
    """

    as_of: dt.date
    data_year: int
    values: Mapping[str, Fact]
    series: Mapping[str, Mapping[int, Fact]]
    lists: Mapping[str, FactList]
    parameters: Mapping[str, ChosenParameter]
    published_figures_only: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that rules may read about one college on one day."""

    as_of: dt.date
    data_year: int
    values: Mapping[str, Fact]
    lists: Mapping[str, FactList]
    parameters: Mapping[str, ChosenParameter]
    policies: Mapping[str, bool]
    gaps: Mapping[str, GapDetail] = field(default_factory=lambda: MappingProxyType({}))
    trends: Mapping[str, TrendDetail] = field(default_factory=lambda: MappingProxyType({}))
    per_head: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    peers: Mapping[str, PeerSummary] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, key: str) -> Fact:
        """Give a fact; one that nobody supplied is missing."""
        return self.values.get(key, UNKNOWN)
