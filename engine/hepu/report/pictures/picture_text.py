"""What the pictures say, in sentences: for those who cannot see them, and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.report.indicators import IndicatorRow, Series
    from hepu.report.pictures.map_layout import Graph, Map
    from hepu.report.places import PlaceRow
    from hepu.text import Text

__all__ = ["told_bars", "told_map", "told_picture", "told_places", "told_trend"]

_DIMENSIONS = ("scale", "substance", "condition")


def told_picture(rows: Sequence[IndicatorRow]) -> Text:
    """Say the gap of every indicator, by reading."""
    parts = []
    for name in _DIMENSIONS:
        found = [say("alternative.gap", name=row.short, gap=row.gap_text) for row in rows if row.dimension == name]
        if found:
            parts.append(say("alternative.part", name=words()[f"dimension.{name}"], told=join(found, "clause_join")))
    return join(parts, "sentence_join")


def told_bars(rows: Sequence[IndicatorRow]) -> Text:
    """Say what share of its reference every indicator reaches, and its gap."""
    found = [
        say("alternative.bar", name=row.short, percent=f"{row.ratio * 100:.0f}", gap=row.gap_text)
        for row in rows
        if row.ratio is not None
    ]
    return say("alternative.all", told=join(found, "clause_join"))


def told_places(rows: Sequence[PlaceRow], *, active: bool) -> Text:
    """Say the number of every country or region, and how many are active where that is told."""
    if not rows:
        return words()["basic.none_given"]
    form = "alternative.place_active" if active else "alternative.place"
    found = [say(form, name=row.name, total=row.total, active=row.active) for row in rows]
    return say("alternative.all", told=join(found, "clause_join"))


def told_trend(series: Series) -> Text:
    """Say the value of every year."""
    found = [
        say("alternative.year", year=year, value=shown) for year, shown in zip(series.years, series.labels, strict=True)
    ]
    return say("alternative.trend", name=series.name, told=join(found, "clause_join"), trend=series.trend)


def told_map(graph: Graph, shown: Map) -> Text:
    """Say of every problem in a map which causes it has and what relieves it, and of every cause what answers it."""
    there = {box.key for box in shown.boxes}
    told = []
    for key in (*graph.layers[0], *graph.layers[1]):
        led = [other for one, other in graph.edges if one == key and other in there]
        if key in there:
            names = join([graph.names[other] for other in led]) if led else both("—")
            told.append(say("alternative.link", name=graph.names[key], others=names))
    return join(told, "sentence_join")
