"""The picture of scale beside substance: where its signs, bars and fields stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.facts.development import CUTS, STATE
from hepu.report.pictures.charts import WIDTH, Label, labels
from hepu.report.pictures.metrics import text_width
from hepu.report.words import words

if TYPE_CHECKING:
    from hepu.report.context import Context
    from hepu.report.development import Development, Dimension
    from hepu.text import Text

__all__ = ["DevelopmentChart", "development_chart"]

_COLUMN, _GAP, _FIELD = 176.0, 14.0, 46.0
_WORDS = ("held", "not_held", "not_known")
# The state in each field of the square: substance upwards, scale to the right.
_FIELDS = (("small_but_strong", "leading"), ("starting", "broad_but_shallow"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign: its disc or its part of a bar, and its labels."""

    x: float
    y: float
    word: str
    labels: tuple[Label, ...] = ()
    number: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One kind of development: its head, a bar with one part for each sign, the bound, and the signs."""

    x: float
    head: tuple[Label, ...]
    bar: float
    part: float
    parts: tuple[Mark, ...]
    bound: float
    rows: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One of the four states; ``on`` where the college stands."""

    x: float
    y: float
    on: bool
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentChart:
    """Both columns, the square of states, and the legend."""

    width: float
    height: float
    columns: tuple[Column, ...]
    field: float
    fields: tuple[Field, ...]
    axes: tuple[tuple[Label, ...], ...]
    legend: tuple[Mark, ...]


def development_chart(context: Context, found: Development | None, lang: str) -> DevelopmentChart | None:
    """Draw the signs of scale and of substance side by side, and the state that both standings make."""
    if found is None:
        return None
    share = context.record.facts.parameters[CUTS[0]].value
    columns, deepest = [], 0.0
    for at, item in enumerate(found.dimensions):
        column, bottom = _column(item, at * (_COLUMN + _GAP), share, lang)
        columns.append(column)
        deepest = max(deepest, bottom)
    left, top = 2 * (_COLUMN + _GAP) + 17, columns[0].bar + 2
    fields = _square(context, found.state, left, top, lang)
    first = "en" if lang == "en" else "zh"
    axes = (
        _across(words()["development.scale"], lang, left + _FIELD, top + 2 * _FIELD + 10),
        tuple(
            Label(left - 5, top + _FIELD, item.text, item.size, item.lang)
            for item in labels(words()["development.substance"], first, 0, 0, 80, 7.6, 1)
        ),
    )
    legend, x, y = [], 6.0, max(deepest, top + 2 * _FIELD + 22) + 4
    for word in _WORDS:
        shown = labels(words()[f"development.{word}"], lang, x + 9, y + 3, WIDTH, 7.8, 1)
        legend.append(Mark(round(x, 1), round(y, 1), word, shown))
        x += 24 + max(text_width(item.text, item.size) for item in shown)
    height = round(y + (16 if lang == "both" else 9), 1)
    return DevelopmentChart(WIDTH, height, tuple(columns), _FIELD, fields, axes, tuple(legend))


def _column(item: Dimension, x: float, share: int, lang: str) -> tuple[Column, float]:
    """Set one kind of development; give its lower end too."""
    head = labels(item.head, lang, x, 9, _COLUMN, 9, 1, bold=True)
    bar = head[-1].y + 5
    part = round(_COLUMN / max(1, len(item.rows)), 2)
    ordered = sorted((row.word for row in item.rows), key=_WORDS.index)
    parts = tuple(Mark(round(x + place * part, 2), bar, word) for place, word in enumerate(ordered))
    rows, y = [], bar + 21
    for row in item.rows:
        shown = labels(row.name, lang, x + 14, y + 3, _COLUMN - 46, 8.2, 1)
        number = _right(row.number, lang, x + _COLUMN, y + 3)
        rows.append(Mark(round(x + 6, 1), round(y, 1), row.word, shown, number))
        y += 10.4 * len(shown) + 2.4
    bound = round(x + _COLUMN * share / 100, 1)
    return Column(round(x, 1), head, round(bar, 1), part, parts, bound, tuple(rows)), y


def _square(context: Context, state: str, left: float, top: float, lang: str) -> tuple[Field, ...]:
    """Set the four states; the one where the college stands comes last, so that its frame lies on top."""
    names = context.knowledge.derived[STATE].words
    fields = []
    for down, line in enumerate(_FIELDS):
        for across, name in enumerate(line):
            x, y = left + across * _FIELD, top + down * _FIELD
            fields.append(Field(x, y, name == state, _centred(names[name], lang, x, y)))
    return tuple(sorted(fields, key=lambda field: field.on))


def _right(text: Text, lang: str, right: float, y: float) -> tuple[Label, ...]:
    """Set a number to end at a place; an edition of both languages shows the Chinese form."""
    first, *_ = labels(text, "en" if lang == "en" else "zh", 0, y, 80, 8.2, 1)
    x = round(right - text_width(first.text, first.size), 1)
    return (Label(x, round(y, 1), first.text, first.size, first.lang),)


def _centred(text: Text, lang: str, x: float, y: float) -> tuple[Label, ...]:
    made = labels(text, lang, 0, 0, _FIELD - 5, 7.4, 3)
    down = y + (_FIELD - sum(item.size * 1.22 for item in made)) / 2 + made[0].size
    return tuple(_moved(item, x + _FIELD / 2, down + item.y) for item in made)


def _across(text: Text, lang: str, centre: float, y: float) -> tuple[Label, ...]:
    return tuple(_moved(item, centre, item.y) for item in labels(text, lang, 0, y, 90, 7.6, 1))


def _moved(item: Label, centre: float, y: float) -> Label:
    x = round(centre - text_width(item.text, item.size) / 2, 1)
    return Label(x, round(y, 1), item.text, item.size, item.lang)
