"""What the generator assumes of colleges, read from ``knowledge/synthetic.yaml``."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from hepu.errors import Fault, PackError
from hepu.resources import knowledge_dir
from hepu.text import Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Assumptions", "Count", "Growth", "Kind", "Office", "Share", "Size", "assumptions"]


class _Assumed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sloped(_Assumed):
    """What one step of each hidden trait adds."""

    openness: float = 0
    order: float = 0
    wealth: float = 0
    size: float = 0


class Share(_Sloped):
    """The share at average traits; the slopes are log-odds a step."""

    at: float


class Size(_Sloped):
    """A log-normal size by its median; ``zero`` is the share of exact zeros."""

    median: float
    spread: float
    zero: Share | None = None


class Count(_Sloped):
    """The mean of a Poisson draw; the slopes are exponents a step."""

    mean: float


class Growth(_Assumed):
    """How figures grow from year to year, as natural logarithms."""

    mean: float
    openness: float
    spread: float
    noise: float


class Days(_Assumed):
    """The days between which advice is asked."""

    first: dt.date
    last: dt.date


class TravelYears(_Assumed):
    """The years in which little of the travel was ``left``."""

    first: int
    last: int
    left: float


class Kind(_Assumed):
    """A kind of college: where it lies, how large it is, what it teaches and with whom it works.

    Words map to weights; ``fields`` to log-odds that are added for this kind.
    """

    name: Text
    weight: float
    towns: dict[str, float]
    ownership: dict[str, float]
    level: dict[str, float]
    college_type: dict[str, float]
    double_high: dict[str, float]
    students: float
    openness: float
    order: float
    wealth: float
    sectors: dict[str, float]
    places: dict[str, float]
    fields: dict[str, float]


class Office(_Assumed):
    """A way of filling the form in: shares of blanks, blank figures and sheets, estimates, and so on."""

    weight: float
    blank: float
    figure: float
    sheet: float
    estimate: float
    field: float
    partial: float


class Assumptions(_Assumed):
    """Everything that ``knowledge/synthetic.yaml`` declares."""

    note: Text
    names: dict[str, Text]
    as_of: Days
    order_leans_on_openness: float
    told_years: dict[int, float]
    year_before_last: float
    travel_years: TravelYears
    kinds: dict[str, Kind]
    fields: dict[str, Share]
    flags: dict[str, Share]
    sizes: dict[str, Size]
    counts: dict[str, Count]
    shares: dict[str, Share]
    yearly_growth: Growth
    levels: dict[str, float]
    carried_by_a_partner: dict[str, float]
    partner_kinds: dict[str, float]
    not_applicable: dict[str, float]
    offices: dict[str, Office]


@cache
def assumptions(path: Path | None = None) -> Assumptions:
    """Read the assumptions.

    Raises:
        PackError: with the place of each fault.

    """
    path = path or knowledge_dir() / "synthetic.yaml"
    document = read_yaml(path.read_text("utf-8"), f"knowledge/{path.name}")
    try:
        return Assumptions.model_validate(document.value)
    except ValidationError as error:
        faults = [
            Fault("knowledge_entry", document.location(item["loc"]), {"expected": item["msg"]})
            for item in error.errors()
        ]
        raise PackError(faults) from None
