"""Kinds of values, certainties, stages and the vocabulary that rules may name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ADVANTAGE",
    "BOOLEAN",
    "COUNT",
    "DATE",
    "GAP",
    "GAP_WORDS",
    "PERCENT",
    "STAGES",
    "STANDING",
    "TEXT",
    "TREND",
    "Certainty",
    "CertaintyWord",
    "GapWord",
    "Kind",
    "KindName",
    "Scalar",
    "Stage",
    "Vocabulary",
    "encode",
]

Scalar = int | str
Stage = Literal["opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion"]
STAGES: tuple[Stage, ...] = ("opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion")
CertaintyWord = Literal["possible", "likely", "established"]
GapWord = Literal["none", "slight", "moderate", "large"]
KindName = Literal["number", "boolean", "choice", "text", "ordered", "date"]


class Certainty(IntEnum):
    """How sure a fact, a rule or a conclusion is."""

    POSSIBLE = 1
    LIKELY = 2
    ESTABLISHED = 3

    @property
    def word(self) -> CertaintyWord:
        """Give the word that rules use."""
        return cast("CertaintyWord", self.name.lower())


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: numbers carry decimals, choices their words, ordered kinds their words from low to high."""

    name: KindName
    decimals: int = 0
    words: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Say whether below, above and their like make sense."""
        return self.name in {"number", "ordered", "date"}


BOOLEAN = Kind("boolean")
COUNT = Kind("number")
DATE = Kind("date")
TEXT = Kind("text")
PERCENT = Kind("number", 1)
GAP_WORDS: tuple[GapWord, ...] = ("none", "slight", "moderate", "large")
GAP = Kind("ordered", words=GAP_WORDS)
TREND = Kind("ordered", words=("falling", "steady", "rising"))
ADVANTAGE = Kind("ordered", words=("weaker", "even", "stronger"))
STANDING = Kind("ordered", words=("lowest", "lower", "upper", "highest"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name that a rule may use, with the kind of value behind it.

    ``values`` maps a fact key such as ``fact.staff`` or ``gap.overseas_sites`` to its kind; ``lists`` maps a list to
    the kinds of its fields; ``conclusions`` maps a stage to the ids that knowledge defines for it. ``unread`` are the
    names, such as ``policy.vet_law``, whose entries have faults: what rests on them waits until these are mended.
    """

    values: Mapping[str, Kind]
    lists: Mapping[str, Mapping[str, Kind]]
    parameters: Mapping[str, Kind]
    policies: frozenset[str]
    conclusions: Mapping[str, frozenset[str]]
    sources: frozenset[str]
    theories: frozenset[str]
    unread: frozenset[str] = frozenset()


def encode(value: object, kind: Kind) -> Scalar:
    """Turn a plain value into the form that all evaluators compare.

    Numbers become integers scaled by the kind's decimals, ordered words their rank, dates their day number, booleans
    0 or 1; choices and texts stay words.

    Raises:
        ValueError: if the value is not of the kind, or carries more decimals than the kind has.

    """
    return _ENCODERS[kind.name](value, kind)


def _number(value: object, kind: Kind) -> int:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004  # one error for every value that does not fit its kind
    scaled = Decimal(value).scaleb(kind.decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(value)
    return int(scaled)


def _boolean(value: object, _: Kind) -> int:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004  # as above
    return int(value)


def _ordered(value: object, kind: Kind) -> int:
    return kind.words.index(str(value))


def _choice(value: object, kind: Kind) -> str:
    if value not in kind.words:
        raise ValueError(value)
    return str(value)


def _date(value: object, _: Kind) -> int:
    day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    return day.toordinal()


def _text(value: object, _: Kind) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004  # as above
    return value


_ENCODERS: dict[KindName, Callable[[object, Kind], Scalar]] = {
    "number": _number,
    "boolean": _boolean,
    "ordered": _ordered,
    "choice": _choice,
    "date": _date,
    "text": _text,
}
