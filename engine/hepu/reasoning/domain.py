"""What facts may be: the bounds, blanks and laws that hold for every profile on every day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hepu.facts.model import ChosenParameter
    from hepu.language.kinds import Kind, Scalar
    from hepu.reasoning.readings import Blank, Reading

__all__ = ["Domain", "Law", "ListLaw", "ListShape", "Policy"]


@dataclass(frozen=True, slots=True)
class Law:
    """A law between two facts that the facts step keeps: which readings of the second go with one of the first.

    ``points`` are values at which the first must be cut so that the law can be told.
    """

    center: str
    satellite: str
    allows: Callable[[Reading, Reading], bool]
    points: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class ListShape:
    """What is said of a list as a whole; None says nothing."""

    given: bool | None = None
    complete: bool | None = None
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ListLaw:
    """A law between a fact and the list from which it is computed: what a reading of the fact says of the list."""

    key: str
    list: str
    implies: Callable[[Reading], ListShape]
    points: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """When a policy is in force: never outside its days; within them surely, or as the place decides."""

    since: dt.date
    until: dt.date | None
    sure: bool


@dataclass(frozen=True)
class Domain:
    """What every fact may be.

    ``bounds`` are of the scaled integers; ``blanks`` the states without a value that a fact may have, as those of rows
    in ``field_blanks`` by list and field; ``ranged`` names the facts that may be a range. ``first`` is the first day
    for which advice can be asked, ``today`` the day that stands for an open end.
    """

    kinds: Mapping[str, Kind]
    fields: Mapping[str, Mapping[str, Kind]]
    bounds: Callable[[str], tuple[int | None, int | None]]
    blanks: Callable[[str], Collection[Blank]]
    field_bounds: Callable[[str, str], tuple[int | None, int | None]]
    field_blanks: Callable[[str, str], Collection[Blank]]
    ranged: Callable[[str], bool]
    parameters: Callable[[dt.date], Mapping[str, ChosenParameter]]
    parameter_days: Callable[[str], Collection[dt.date]]
    policies: Mapping[str, Policy]
    laws: tuple[Law, ...]
    list_laws: tuple[ListLaw, ...]
    first: dt.date
    today: dt.date
