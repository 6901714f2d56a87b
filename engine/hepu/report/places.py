"""Countries and regions by number, with what the bars leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.words import join, say

if TYPE_CHECKING:
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["PlaceRow", "Places", "places"]

_MOST = 12


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A country or region with a total and the part of it that is active."""

    name: Text
    total: int
    active: int


@dataclass(frozen=True, slots=True)
class Places:
    """The largest rows, and how complete the list is, what it leaves blank and how many rows are not drawn."""

    rows: tuple[PlaceRow, ...]
    note: Text


def places(context: Context, name: str, number: str) -> Places:
    """Add up a list by country or region: its rows, or the numbers of a field; a blank counts as none of either."""
    listed = context.record.facts.lists.get(name)
    totals: dict[str, list[int]] = {}
    blank = 0
    for row in listed.rows if listed else ():
        place, active = row["place"], bool(number) or (row["active"].state == "known" and bool(row["active"].low))
        if place.state != "known" or (number and row[number].state != "known"):
            blank += 1
            continue
        entry = totals.setdefault(str(place.low), [0, 0])
        count = int(row[number].low or 0) if number else 1
        entry[0] += count
        entry[1] += count if active else 0
    ranked = sorted(
        ((place, total, active) for place, (total, active) in totals.items() if total),
        key=lambda item: (-item[1], -item[2], item[0]),
    )
    rows = tuple(PlaceRow(context.names.of_file("places", place), *counts) for place, *counts in ranked[:_MOST])
    notes = [_completeness(context, name)]
    if rows and not number:
        notes.insert(0, context.values.phrase("basic.partner_shade"))
    if blank:
        notes.append(say("basic.places_blank", count=blank))
    if ranked[_MOST:]:
        notes.append(say("basic.places_more", count=len(ranked) - _MOST, total=sum(item[1] for item in ranked[_MOST:])))
    return Places(rows, join(notes, "sentence_join"))


def _completeness(context: Context, name: str) -> Text:
    rows = context.record.facts.lists.get(name)
    if rows is None:
        return context.values.phrase("basic.none_given")
    if not rows.rows:
        return context.values.phrase("basic.list_none" if rows.complete else "basic.list_some")
    return context.values.phrase("basic.list_all" if rows.complete else "basic.list_some")
