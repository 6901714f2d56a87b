"""The map of problems, causes and measures, and the plan by phase."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hepu.advice.build import PRIORITIES
from hepu.report.charts import SMALL, WIDTH, Label, labels
from hepu.report.untangle import untangled
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Box", "Map", "Phase", "Phases", "map_of", "phases"]

_MOST = 9
_ROUNDS = 6
_DAYS = 30.4
_PASSING = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A conclusion in the map; ``kind`` tells its frame."""

    key: str
    x: float
    y: float
    width: float
    height: float
    kind: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Three layers of boxes and the lines between them; ``reduced`` says what was left out, if anything was."""

    width: float
    height: float
    titles: tuple[Label, ...]
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    reduced: tuple[str, ...]


def map_of(context: Context, lang: str) -> Map | None:
    """Lay out the conclusions that hold: all of them, or the priorities alone where the page would not hold them."""
    advice = context.record.advice
    if context.published or not advice.problems:
        return None
    own = context.placed("launch", "reserve", "conditional")
    problems = list(advice.problems)
    reduced = []
    if len(problems) > _MOST or len(advice.causes) > _MOST:
        problems = problems[:PRIORITIES]
        reduced.append("map_priorities")
    chosen = {item.id for item in problems}
    causes = list(dict.fromkeys(cause for item in problems for cause in item.causes))[:_MOST]
    strategies = [item for item in own if chosen & set(item.relieves)]
    if len(strategies) > _MOST:
        strategies = strategies[:_MOST]
        reduced.append("map_first")
    edges = [(f"problem.{item.id}", f"cause.{cause}") for item in problems for cause in item.causes if cause in causes]
    explained = {cause: {item.id for item in problems if cause in item.causes} for cause in causes}
    for item in strategies:
        linked = [cause for cause in item.causes if cause in causes and explained[cause] & set(item.relieves)]
        edges += [(f"cause.{cause}", f"strategy.{item.id}") for cause in linked]
        if not linked:
            edges += [(f"problem.{name}", f"strategy.{item.id}") for name in item.relieves if name in chosen]
    kinds: dict[str, str] = {f"strategy.{item.id}": item.placement for item in strategies}
    kinds |= {f"cause.{name}": "cause" for name in causes} | {f"problem.{item.id}": "problem" for item in problems}
    layers = [
        [f"problem.{item.id}" for item in problems],
        [f"cause.{name}" for name in causes],
        [f"strategy.{item.id}" for item in strategies],
    ]
    names = {key: context.names.conclusion(key) for layer in layers for key in layer}
    return _laid_out(untangled(layers, edges, (1, 2, 1, 0) * _ROUNDS), edges, kinds, names, lang, tuple(reduced))


def _laid_out(  # the pieces of one drawing
    layers: list[list[str]],
    edges: Sequence[tuple[str, str]],
    kinds: Mapping[str, str],
    names: Mapping[str, Text],
    lang: str,
    reduced: tuple[str, ...],
) -> Map:
    width, size, pad = 138.0, 8.4, 5.0
    xs = (0.5, (WIDTH - width) / 2, WIDTH - width - 0.5)
    made = {key: labels(names[key], lang, 0, 0, width - 2 * pad - 2, size, 3) for layer in layers for key in layer}
    heights = {key: sum(item.size * 1.22 for item in made[key]) + 2 * pad for key in made}
    space = 9.0
    total = max(sum(heights[key] for key in layer) + space * len(layer) for layer in layers)
    top = 20.0 + (9 if lang == "both" else 0)
    boxes: dict[str, Box] = {}
    for x, layer in zip(xs, layers, strict=True):
        free = (total - sum(heights[key] for key in layer)) / max(1, len(layer))
        y = top + free / 2
        for key in layer:
            placed = tuple(
                Label(
                    round(x + pad + 1, 1),
                    round(y + pad + item.y + item.size * 0.86, 1),
                    item.text,
                    item.size,
                    item.lang,
                )
                for item in made[key]
            )
            boxes[key] = Box(key, round(x, 1), round(y, 1), width, round(heights[key], 1), kinds[key], placed)
            y += heights[key] + free
    titles = tuple(
        item
        for x, name in zip(xs, ("problem", "cause", "strategy"), strict=True)
        for item in labels(words()[f"problems.map_{name}"], lang, x, 9, width, 9, 1, bold=True)
    )
    middle = [boxes[key] for key in layers[1]]
    lines = tuple(_line(boxes[one], boxes[other], middle) for one, other in edges)
    return Map(WIDTH, round(top + total + 2, 1), titles, tuple(boxes.values()), lines, reduced)


def _line(one: Box, other: Box, middle: Sequence[Box]) -> str:
    """Draw the line between two boxes; one that passes the middle layer goes between its boxes, behind none."""
    x1, y1 = one.x + one.width, one.y + one.height / 2
    x2, y2 = other.x, other.y + other.height / 2
    if not middle or other.x <= middle[0].x or one.x >= middle[0].x:
        return f"M{x1:.1f},{y1:.1f} {_curve(x1, y1, x2, y2)}"
    left, right = middle[0].x, middle[0].x + middle[0].width
    y = min(_free(middle), key=lambda at: (abs(at - (y1 + y2) / 2), at))
    return f"M{x1:.1f},{y1:.1f} {_curve(x1, y1, left, y)} L{right:.1f},{y:.1f} {_curve(right, y, x2, y2)}"


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    half = (x1 + x2) / 2
    return f"C{half:.1f},{y1:.1f} {half:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"


def _free(layer: Sequence[Box]) -> list[float]:
    """Give the heights at which a line passes a layer: above it, between its boxes and below it."""
    between = [(upper.y + upper.height + lower.y) / 2 for upper, lower in pairwise(layer)]
    return [layer[0].y - _PASSING, *between, layer[-1].y + layer[-1].height + _PASSING]


@dataclass(frozen=True, slots=True)
class Phase:
    """A measure's row in the plan: approvals, the whole time, and when its indicator can be read."""

    labels: tuple[Label, ...]
    y: float
    waiting: float
    length: float
    mark: float
    kind: str


@dataclass(frozen=True, slots=True)
class Phases:
    """The plan by phase, in months."""

    width: float
    height: float
    left: float
    rows: tuple[Phase, ...]
    ticks: tuple[tuple[float, str], ...]


def phases(context: Context, lang: str) -> Phases | None:
    """Lay out the measures to start now and the first of the reserve along months."""
    items = [*context.placed("launch"), *context.reserve][:_MOST]
    if not items:
        return None
    left, strategies = 196.0, context.knowledge.strategies
    months = [
        max(strategies[item.id].lead_time_days / _DAYS, *(move.months for move in strategies[item.id].moves), 0)
        for item in items
    ]
    most = max(12, int(-(-max(months) // 6)) * 6)
    scale = (WIDTH - left - 8) / most
    rows, y = [], 16.0
    for item in items:
        entry = strategies[item.id]
        made = labels(entry.name, lang, 0, y + 9, left - 10, 8.2)
        height = max(17.0, sum(label.size * 1.22 for label in made) + 6)
        mark = min((move.months for move in entry.moves), default=0)
        rows.append(
            Phase(
                made,
                round(y, 1),
                round(sum(approval.days for approval in entry.approvals) / _DAYS * scale, 1),
                round(entry.lead_time_days / _DAYS * scale, 1),
                round(left + mark * scale, 1) if mark else 0.0,
                item.placement,
            )
        )
        y += height
    step = 6 if most <= 36 else 12  # noqa: PLR2004  # ticks stay apart
    ticks = tuple((round(left + month * scale, 1), str(month)) for month in range(0, most + 1, step))
    return Phases(WIDTH, round(y + 14 * SMALL + 4, 1), left, tuple(rows), ticks)
