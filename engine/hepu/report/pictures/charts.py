"""Charts: this module computes where things stand, templates below ``templates/report/charts`` draw them as SVG.

All lengths are in points; a chart is as wide as the text of an A4 page. Gaps are told by how far a disc is
filled and by a word, never by colour alone. Text is in the page's own fonts and, in an edition of both languages, in
both.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from hepu.report.pictures.metrics import text_width, wrap
from hepu.report.typeset import typeset
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.report.indicators import IndicatorRow, Series
    from hepu.report.places import PlaceRow
    from hepu.text import Lang, Text

__all__ = [
    "GAPS",
    "WIDTH",
    "Bar",
    "BarChart",
    "Label",
    "Picture",
    "PlaceChart",
    "TrendChart",
    "bar_chart",
    "labels",
    "picture",
    "place_chart",
    "trend_chart",
]

WIDTH = 493.0
GAPS = ("none", "slight", "moderate", "large", "unknown", "not_compared")
SMALL = 0.82
_NUMBER = 8.0
# No text on paper is smaller.
LEAST = 6.6
# As wide as a picture may be on a phone without its text becoming too small to read.
_PHONE = 240.0
_DIMENSIONS = ("scale", "substance", "condition")


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text at a place; ``lang`` is empty for Chinese."""

    x: float
    y: float
    text: str
    size: float
    lang: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One indicator's row: its label, the bar's length, and its gap."""

    labels: tuple[Label, ...]
    y: float
    length: float
    over: bool
    gap: str
    number: Label
    word: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars against an upright line at the reference."""

    width: float
    height: float
    left: float
    mark: float
    right: float
    bars: tuple[Bar, ...]


def labels(  # noqa: PLR0913  # where and how large
    text: Text, lang: str, x: float, y: float, width: float, size: float, lines: int = 2, *, bold: bool = False
) -> tuple[Label, ...]:
    """Lay a text out from a first baseline downwards, in one language or in both."""
    made: list[Label] = []
    for one in _languages(lang):
        scale = max(LEAST, size * SMALL) if lang == "both" and one == "en" else size
        for line in wrap(typeset(text[one], one), scale, width, lines, bold=bold and one == _languages(lang)[0]):
            made.append(
                Label(
                    x,
                    round(y, 1),
                    line,
                    round(scale, 2),
                    one if one == "en" else "",
                    bold and one == _languages(lang)[0],
                )
            )
            y += scale * 1.22
    return tuple(made)


def _languages(lang: str) -> tuple[Lang, ...]:
    return ("zh", "en") if lang == "both" else ("en",) if lang == "en" else ("zh",)


def _depth(made: Sequence[Label]) -> float:
    return sum(item.size * 1.22 for item in made)


def bar_chart(rows: Sequence[IndicatorRow], lang: str) -> BarChart | None:
    """Draw each indicator that has a reference as a share of it, up to twice."""
    left, right, numbers_end, words_at = 132.0, 366.0, 404.0, 424.0
    scale = (right - left) / 2
    bars: list[Bar] = []
    y = 14.0
    for row in rows:
        if row.ratio is None:
            continue
        made = labels(row.short, lang, 0, y + 9, left - 6, 8.4)
        word = labels(words()[f"gap.{row.gap}"], lang, words_at, y + 9, WIDTH - words_at, 8.2)
        number = f"{row.ratio * 100:.0f}%"
        at = round(numbers_end - text_width(number, _NUMBER), 1)
        ratio = min(row.ratio, Decimal(2))
        bars.append(
            Bar(
                made,
                round(y, 1),
                round(float(ratio) * scale, 1),
                row.ratio > 2,  # noqa: PLR2004  # the scale ends at twice
                row.gap,
                Label(at, round(y + 9, 1), number, _NUMBER),
                word,
            )
        )
        y += max(12.8, _depth(made) + 3.4, _depth(word) + 3.4)
    if not bars:
        return None
    return BarChart(WIDTH, round(y + 3, 1), left, left + scale, right, tuple(bars))


@dataclass(frozen=True, slots=True)
class Dot:
    """One indicator of the picture: where its disc is, and its gap."""

    x: float
    y: float
    gap: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One reading of the indicators with its discs."""

    x: float
    y: float
    width: float
    title: tuple[Label, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The indicators by reading, each with a disc for its gap, and the legend."""

    width: float
    height: float
    columns: tuple[Column, ...]
    legend: tuple[Dot, ...]


def picture(rows: Sequence[IndicatorRow], lang: str, across: int = 3) -> Picture | None:
    """Show scale, substance and conditions, so many ``across``: one disc for each indicator that was asked."""
    if not rows:
        return None
    gap, columns, top, deepest = 12.0, [], 0.0, 0.0
    width = (WIDTH - 2 * gap) / 3 if across > 1 else _PHONE
    for at, name in enumerate(_DIMENSIONS):
        x = at % across * (width + gap)
        if at and not at % across:
            top = deepest + gap / 2
        dots, y = [], top + 22.0
        for row in (row for row in rows if row.dimension == name):
            made = labels(row.short, lang, x + 16, y + 3, width - 18, 8.2, 1)
            dots.append(Dot(round(x + 7, 1), round(y, 1), row.gap, made))
            y += max(12.6, _depth(made) + 2.6)
        columns.append(
            Column(
                round(x, 1),
                round(top + 13.5, 1),
                width,
                labels(words()[f"dimension.{name}"], lang, x, top + 9, width, 9, 1, bold=True),
                tuple(dots),
            )
        )
        deepest = max(deepest, y)
    total = across * (width + gap) - gap
    legend, x, y = [], 6.0, deepest + 6
    for word in (word for word in GAPS if word != "not_compared" or any(row.gap == word for row in rows)):
        made = labels(words()[f"gap.{word}"], lang, x + 9, y + 3, WIDTH, 7.8, 1)
        long = 24 + max(text_width(item.text, item.size) for item in made)
        if x + long - 15 > total:
            x, y = 6.0, y + _depth(made) + 4
            made = labels(words()[f"gap.{word}"], lang, x + 9, y + 3, WIDTH, 7.8, 1)
        legend.append(Dot(round(x, 1), round(y, 1), word, made))
        x += long
    return Picture(round(total, 1), round(y + (16 if lang == "both" else 9), 1), tuple(columns), tuple(legend))


@dataclass(frozen=True, slots=True)
class PlaceBar:
    """A country or region with its bar; ``active`` is the dark part."""

    labels: tuple[Label, ...]
    y: float
    total: float
    active: float
    number: str


@dataclass(frozen=True, slots=True)
class PlaceChart:
    """Ranked bars of countries and regions."""

    width: float
    height: float
    left: float
    bars: tuple[PlaceBar, ...]


def place_chart(rows: Sequence[PlaceRow], lang: str, beside: Sequence[PlaceRow] = ()) -> PlaceChart | None:
    """Rank countries and regions by number; as tall as the chart beside it, so that their captions stand level."""
    if not rows:
        return None
    width, left = 238.0, 84.0
    scale = (width - left - 24) / max(row.total for row in rows)
    bars, y = [], 2.0
    for row in rows:
        made = labels(row.name, lang, 0, y + 9, left - 6, 8.4, 1)
        bars.append(
            PlaceBar(made, round(y, 1), round(row.total * scale, 1), round(row.active * scale, 1), str(row.total))
        )
        y += max(15.0, _depth(made) + 4)
    other = place_chart(beside, lang)
    return PlaceChart(width, max(round(y, 1), other.height if other else 0), left, tuple(bars))


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A year with its value; one without has no point."""

    x: float
    y: float
    year: str
    value: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One indicator over the years; ``paths`` join years that follow each other, ``gaps`` lead over missing ones."""

    width: float
    height: float
    title: tuple[Label, ...]
    note: tuple[Label, ...]
    points: tuple[TrendPoint, ...]
    missing: tuple[TrendPoint, ...]
    paths: tuple[str, ...]
    gaps: tuple[str, ...]
    base: float


def trend_chart(series: Series, lang: str) -> TrendChart:
    """Draw an indicator over the years, from nought, each value written at its point; a year without one stays open."""
    width, left = 155.0, 14.0
    title = labels(series.name, lang, 0, 9, width - 44, 8.6, bold=True)
    note = tuple(
        Label(round(width - text_width(item.text, item.size), 1), item.y, item.text, item.size, item.lang)
        for item in labels(series.trend, lang, 0, 9, 44, 8, 1)
    )
    top = max(30.0, max(item.y for item in title) + 13)
    base = top + 40
    most = max(series.values) or Decimal(1)
    first, last = series.years[0], series.years[-1]
    step = (width - 2 * left) / max(1, last - first)
    points = tuple(
        TrendPoint(round(left + (year - first) * step, 1), round(base - float(value / most) * 40, 1), str(year), shown)
        for year, value, shown in zip(series.years, series.values, series.labels, strict=True)
    )
    missing = tuple(
        TrendPoint(round(left + (year - first) * step, 1), base, str(year), "")
        for year in range(first, last)
        if year not in series.years
    )
    joined = [(f"M{one.x},{one.y} L{two.x},{two.y}", int(two.year) - int(one.year)) for one, two in pairwise(points)]
    return TrendChart(
        width,
        base + 14,
        title,
        note,
        points,
        missing,
        tuple(path for path, years in joined if years == 1),
        tuple(path for path, years in joined if years > 1),
        base,
    )
