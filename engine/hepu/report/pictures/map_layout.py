"""Where the map of problems, causes and measures puts its boxes and lines; lengths are points on paper.

Every name is written in full: text becomes smaller down to a bound as there is more to show, and boxes taller. Lines
begin and end at places of their own along a box, in the order of where they lead, and differ by dash and shade from
those of other boxes; one from a problem straight to a measure passes between causes, where it keeps a place like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.pictures.charts import WIDTH, Label, labels
from hepu.report.pictures.ports import ports
from hepu.report.pictures.untangle import least_crossed, tops_of
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.text import Text

__all__ = ["HEIGHT", "STYLES", "Box", "Graph", "Line", "Map", "fits", "laid_out"]

# The height of a page's text without heading, caption and note.
HEIGHT = 640.0
# How many kinds of line the template knows.
STYLES = 6
# Sizes of text with the space between boxes, from the most to the least comfortable; much to show begins further on.
_SETTINGS = ((8.4, 9.0), (8.2, 6.0), (7.6, 4.6), (7.0, 4.0))
_MUCH = 20
_PAD, _PASS, _HEAD, _ROUNDS = 3.6, 2.0, 3.4, 8
_WIDTHS = {"zh": (112.0, 118.0, 150.0), "en": (124.0, 128.0, 158.0), "both": (124.0, 128.0, 158.0)}
_TITLES = {"zh": 17.0, "en": 17.0, "both": 27.0}
_STAGES = ("problem", "cause", "strategy")


@dataclass(frozen=True, slots=True)
class Graph:
    """What a map shows: keys by layer, lines between keys of any two layers, and the kind and name of each key."""

    layers: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    edges: tuple[tuple[str, str], ...]
    kinds: Mapping[str, str]
    names: Mapping[str, Text]


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
class Line:
    """A line with the point of its arrow; ``strong`` where it belongs to a priority."""

    one: str
    other: str
    path: str
    head: str
    style: int
    strong: bool


@dataclass(frozen=True, slots=True)
class Map:
    """Three layers of boxes and the lines between them."""

    width: float
    height: float
    titles: tuple[Label, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def laid_out(graph: Graph, lang: str) -> Map:
    """Lay a graph out as large as a page holds; one that no page holds comes out taller than ``HEIGHT``."""
    edges, middle = _with_passes(graph)
    ordered = least_crossed((graph.layers[0], middle, graph.layers[2]), edges)
    return _placed(graph, ordered, edges, lang, _setting(graph, lang)[0])


def fits(graph: Graph, lang: str) -> bool:
    """Say whether a page holds a graph."""
    return _setting(graph, lang)[1]


def _setting(graph: Graph, lang: str) -> tuple[tuple[float, float], bool]:
    """Choose the size of text and the space between boxes, and say whether a page holds it."""
    middle = _with_passes(graph)[1]
    much = sum(map(len, graph.layers)) > _MUCH
    for setting in _SETTINGS[2 if much else 0 :]:
        size, space = setting
        told = _told(graph, lang, size)
        long = max(
            sum(_height(told.get(key, ())) + space for key in layer)
            for layer in (graph.layers[0], middle, graph.layers[2])
        )
        if long + _TITLES[lang] <= HEIGHT:
            return setting, True
    return setting, False


def _told(graph: Graph, lang: str, size: float) -> dict[str, tuple[Label, ...]]:
    """Break every name into the lines that its box holds."""
    return {
        key: labels(graph.names[key], lang, 0, 0, width - 2 * _PAD - 2, size, 0)
        for layer, width in zip(graph.layers, _WIDTHS[lang], strict=True)
        for key in layer
    }


def _height(lines: Sequence[Label]) -> float:
    return sum(item.size * 1.22 for item in lines) + 2 * _PAD if lines else _PASS


def _with_passes(graph: Graph) -> tuple[list[tuple[str, str]], list[str]]:
    """Let lines that pass the middle layer go through a place of their own in it."""
    middle, edges = list(graph.layers[1]), []
    first, last = set(graph.layers[0]), set(graph.layers[2])
    for one, other in graph.edges:
        if one in first and other in last:
            by = f"pass.{one}.{other}"
            middle.append(by)
            edges += [(one, by), (by, other)]
        else:
            edges.append((one, other))
    return edges, middle


def _placed(
    graph: Graph,
    ordered: Sequence[Sequence[str]],
    edges: Sequence[tuple[str, str]],
    lang: str,
    setting: tuple[float, float],
) -> Map:
    """Place boxes for a size of text and the space between boxes, then draw the lines."""
    size, space = setting
    widths = _WIDTHS[lang]
    xs = (0.5, widths[0] + (WIDTH - sum(widths)) / 2, WIDTH - widths[2] - 0.5)
    told = _told(graph, lang, size)
    heights = {key: _height(told.get(key, ())) for layer in ordered for key in layer}
    titles = tuple(
        item
        for x, width, name in zip(xs, widths, _STAGES, strict=True)
        for item in labels(words()[f"problems.map_{name}"], lang, x, 9, width, 9, 1, bold=True)
    )
    top = _TITLES[lang]
    tops, total = tops_of(ordered, heights, edges, space, (1, 0, 2, 1) * _ROUNDS)
    boxes = {
        key: Box(
            key,
            round(x, 1),
            round(top + tops[key], 1),
            width,
            round(heights[key], 1),
            graph.kinds.get(key, "pass"),
            tuple(_inside(item, x, top + tops[key]) for item in told.get(key, ())),
        )
        for x, width, layer in zip(xs, widths, ordered, strict=True)
        for key in layer
    }
    shown = tuple(box for box in boxes.values() if box.kind != "pass")
    return Map(WIDTH, round(top + total + 1, 1), titles, shown, _lines(graph, boxes, ordered, edges))


def _inside(item: Label, x: float, y: float) -> Label:
    return Label(
        round(x + _PAD + 1, 1), round(y + _PAD + item.y + item.size * 0.88, 1), item.text, item.size, item.lang
    )


def _lines(
    graph: Graph,
    boxes: Mapping[str, Box],
    ordered: Sequence[Sequence[str]],
    edges: Sequence[tuple[str, str]],
) -> tuple[Line, ...]:
    found = ports(boxes, edges)
    begin = {one for one, _ in graph.edges}
    styles = {key: at % STYLES for layer in ordered for at, key in enumerate(key for key in layer if key in begin)}
    strong = {key for key, kind in graph.kinds.items() if kind == "priority"}
    strong |= {other for one, other in graph.edges if one in strong and other in graph.layers[1]}
    made = []
    for one, other in graph.edges:
        by = f"pass.{one}.{other}"
        legs = [(one, by), (by, other)] if by in boxes else [(one, other)]
        path = ""
        for leg in legs:
            (x1, y1), (x2, y2) = found[leg]
            last = leg[1] == other
            bend = (x1 + x2) / 2
            path += f"{'L' if path else 'M'}{x1:.1f},{y1:.1f} C{bend:.1f},{y1:.1f} {bend:.1f},{y2:.1f} "
            path += f"{x2 - (_HEAD if last else 0):.1f},{y2:.1f} "
        head = f"M{x2 - _HEAD - 0.6:.1f},{y2 - 1.7:.1f} L{x2:.1f},{y2:.1f} L{x2 - _HEAD - 0.6:.1f},{y2 + 1.7:.1f} Z"
        made.append(Line(one, other, path.strip(), head, styles[one], one in strong))
    return tuple(made)
