"""Answers and rows of the profile as typed facts: rounded once, with their certainty and place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location
from hepu.facts.model import Fact, FactList, State
from hepu.language.kinds import Certainty, Kind, encode
from hepu.naming import nearest
from hepu.profile.model import Answer, Completeness, Listing, Row, Status

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["answer_fact", "listing_facts", "round_to"]

_CERTAINTY = {Status.ACTUAL: Certainty.ESTABLISHED, Status.ESTIMATE: Certainty.LIKELY}


def round_to(value: Decimal, decimals: int) -> Decimal:
    """Round half up to a number of decimals, the only rounding between a profile and its conclusions."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _encoded(value: object, kind: Kind, origin: Location | None) -> int | str:
    """Encode an answer; a word that no knowledge file defines is a fault of the profile."""
    if kind.name == "number" and isinstance(value, Decimal | int) and not isinstance(value, bool):
        return encode(round_to(Decimal(value), kind.decimals), kind)
    try:
        return encode(value, kind)
    except ValueError:
        context = {"found": str(value), "expected": kind.name, "nearest": nearest(str(value), kind.words)}
        raise InputError([Fault("operand_value", origin or Location(), context)]) from None


def answer_fact(answer: Answer[Any], kind: Kind, origin: Location | None, *, asked: bool = True) -> Fact:
    """Give the fact behind one answer; ``asked`` says whether the year's table has the question at all."""
    if answer.status is Status.NOT_APPLICABLE:
        return Fact(State.NOT_APPLICABLE, origin=origin, source=answer.source)
    if answer.value is None or answer.status is Status.MISSING:
        return Fact(State.MISSING if asked else State.NOT_ASKED, origin=origin)
    return Fact.exact(
        _encoded(answer.value, kind, origin), _CERTAINTY[answer.status], origin=origin, source=answer.source
    )


def listing_facts(
    listing: Listing[Row], fields: Mapping[str, Kind], path: str, origins: Mapping[str, Location]
) -> FactList | None:
    """Give the rows of a list as facts, or nothing when the list is missing."""
    if listing.complete is Completeness.MISSING:
        return None
    rows = []
    for at, row in enumerate(listing.rows):
        certainty = _CERTAINTY[row.status]
        facts = {}
        for name, kind in fields.items():
            value = getattr(row, name)
            origin = origins.get(f"{path}.{at}.{name}")
            blank = value is None or value == ""
            facts[name] = (
                Fact(State.MISSING, origin=origin)
                if blank
                else Fact.exact(_encoded(value, kind, origin), certainty, origin=origin)
            )
        rows.append(MappingProxyType(facts))
    return FactList(listing.complete is not Completeness.SOME, tuple(rows))
