"""Values worth trying for one fact or one field of a row: those next to each bound, and one of every other sort."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.profile.schema import list_specs, questions
from hepu.trials.probe import operand_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.facts.model import Facts
    from hepu.language.kinds import Kind, Scalar
    from hepu.language.model import Test

__all__ = ["ABSENT", "Option", "Range", "options", "plain", "range_of"]


class _Absent:
    """Says that an example does not give a value."""


ABSENT = _Absent()
Range = tuple[int | None, int | None]
_UNBOUNDED = {"date": (1, None), "number": (0, None)}
_REACH = 2


@dataclass(frozen=True, slots=True)
class Option:
    """What an example may state of one fact or field, and how far it is from what one would choose first."""

    raw: object
    rank: int


def plain(value: Scalar, kind: Kind) -> Any:
    """Write an encoded value as an example states it."""
    match kind.name:
        case "number":
            number = Decimal(value).scaleb(-kind.decimals)
            return int(number) if number == number.to_integral_value() else number.normalize()
        case "boolean":
            return bool(value)
        case "ordered":
            return kind.words[int(value)]
        case "date":
            return dt.date.fromordinal(int(value)).isoformat()
        case _:
            return value


def range_of(key: str, kind: Kind) -> Range:
    """Give the least and the greatest value that the form takes for a fact or a field such as ``programmes.since``."""
    if kind.name == "ordered":
        return 0, len(kind.words) - 1
    if key.startswith("participation."):
        return 0, 100 * 10**kind.decimals
    asked = {f"fact.{item.id}": item for item in questions()}
    asked |= {f"{spec.id}.{item.id}": item for spec in list_specs() for item in spec.fields}
    question = asked.get(key)
    if question is None or kind.name != "number":
        return _UNBOUNDED.get(kind.name, (None, None))
    high = int(question.high.scaleb(kind.decimals)) if question.high > question.low else None
    return int(question.low.scaleb(kind.decimals)), high


def options(kind: Kind, tests: Iterable[Test], facts: Facts, within: Range, more: Iterable[int] = ()) -> list[Option]:
    """Give the values that tell the tests of one fact or field apart, with their neighbours; least apt last."""
    named = [value for test in tests if test.comparator != "known" for value in _named(test, facts)]
    if kind.name == "boolean":
        scalars: list[tuple[Scalar, int]] = [(1, 0), (0, 0)]
    elif kind.name == "choice":
        words = dict.fromkeys(str(value) for value in named)
        others = [word for word in kind.words if word not in words]
        scalars = [*((word, 0) for word in words), *((word, 0) for word in others[-1:])]
    elif kind.name == "text":
        scalars = [*((value, 0) for value in dict.fromkeys(named)), ("—", 1)]
    else:
        ranks: dict[int, int] = {}
        for value in (*named, *more):
            for apart in range(-_REACH, _REACH + 1):
                at = int(value) + apart
                if (within[0] is None or at >= within[0]) and (within[1] is None or at <= within[1]):
                    ranks[at] = min(abs(apart) if abs(apart) < _REACH else 2 * _REACH, ranks.get(at, 9))
        if not ranks:
            ranks[within[0] or 1] = 0
        scalars = sorted(ranks.items())
    found = [Option(plain(value, kind), rank) for value, rank in scalars]
    return [*found, Option(ABSENT, 1), Option("not_applicable", 7)]


def _named(test: Test, facts: Facts) -> list[Scalar]:
    values = (operand_value(operand, facts) for operand in test.operands)
    return [value for value in values if value is not None]
