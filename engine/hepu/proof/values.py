"""Exact values, their kinds, and three-valued truth in letters: what the checker computes with.

Numbers are fractions and truths are the letters T, F and U, so nothing here resembles what is being checked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ESTABLISHED",
    "LEVELS",
    "NOT",
    "POSSIBLE",
    "STAGES",
    "Exact",
    "Fact",
    "Kind",
    "State",
    "Truth",
    "both",
    "either",
    "exact",
    "half_up",
    "known",
    "scaled",
]

Truth = Literal["T", "F", "U"]
State = Literal["known", "missing", "not_asked", "not_applicable"]
Exact = Fraction | int | str

LEVELS = ("possible", "likely", "established")
POSSIBLE, ESTABLISHED = 0, 2
STAGES = ("opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion")
NOT: dict[Truth, Truth] = {"T": "F", "F": "T", "U": "U"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: ``number`` with decimals, ``boolean``, ``choice``, ``text``, ``date``, or ``ordered`` words."""

    name: str
    decimals: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A state, the lowest and highest value it may have, and its certainty as a place in ``LEVELS``.

    A known fact without ``high`` has no upper bound; a fact that is not known has neither, and is written as
    established. ``source`` is what the college gave as its source; ``reads`` names what a computed fact was made of.
    """

    state: State
    low: Exact | None = None
    high: Exact | None = None
    level: int = ESTABLISHED
    source: str = ""
    reads: tuple[str, ...] = ()


def known(value: Exact, level: int = ESTABLISHED) -> Fact:
    """Give the fact that something has exactly this value."""
    return Fact("known", value, value, level)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Round to so many decimals, halves upwards."""
    unit = 10**decimals
    return Fraction(floor(value * unit + Fraction(1, 2)), unit)


def exact(raw: Any, kind: Kind) -> Exact:
    """Read a plain value of a file or profile as its kind says, without rounding.

    Raises:
        ValueError: if it is not a value of that kind.

    """
    match kind.name, raw:
        case "boolean", bool():
            return int(raw)
        case "number", int() | Decimal() if not isinstance(raw, bool):
            return Fraction(raw)
        case "ordered", str():
            return kind.words.index(raw)
        case "date", dt.date():
            return raw.toordinal()
        case "date", str():
            return dt.date.fromisoformat(raw).toordinal()
        case "choice" | "text", str():
            return str(raw)
        case _:
            raise ValueError(raw)


def scaled(value: Exact | None, decimals: int = 0) -> int | str | None:
    """Write a value as the record does: a number as an integer of its last decimal, other values as they are."""
    if not isinstance(value, Fraction):
        return value
    return floor(value * Fraction(10) ** decimals)


def both(truths: Iterable[Truth]) -> Truth:
    """Give the strong Kleene conjunction."""
    found = set(truths)
    return "F" if "F" in found else "U" if "U" in found else "T"


def either(truths: Iterable[Truth]) -> Truth:
    """Give the strong Kleene disjunction."""
    found = set(truths)
    return "T" if "T" in found else "U" if "U" in found else "F"
