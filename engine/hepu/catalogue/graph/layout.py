"""Where a graph of rules puts its boxes and lines; lengths are in pixels.

Columns lead from left to right. A line that passes a column keeps a place of its own in it. Names are never cut: boxes
are as high as their lines of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from hepu.catalogue.graph.columns import columns_of
from hepu.report.pictures.metrics import wrap
from hepu.report.pictures.ports import ports
from hepu.report.pictures.untangle import least_crossed, tops_of
from hepu.report.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.catalogue.graph.labels import Labels
    from hepu.catalogue.graph.model import Edge, Graph, Node
    from hepu.text import Lang

__all__ = ["CAPTION", "SIZE", "Arranged", "Box", "Drawing", "Line", "arranged", "laid_out"]

SIZE, CAPTION = 12.5, 10.0
# Readers' own fonts draw the picture; they may be wider than the report's by so much.
_SLACK = 1.1
_LEADING, _CAPTION_LEADING, _PAD = 16.0, 14.0, 7.0
_WIDTHS = {"zh": {"rule": 176.0, "read": 176.0, "stage": 196.0}, "en": {"rule": 176.0, "read": 204.0, "stage": 228.0}}
_SPACE, _PASS, _GAP, _MARGIN = 10.0, 5.0, 54.0, 8.0
# Many lines between two columns need more room to be told apart.
_WIDE, _MANY = 150.0, 120
_HEAD = 6.0
# How far a line within a column bends out of it.
_BOW = 46.0
_ASIDE = 5.0
_ROUNDS = 6
# Many graphs name the same things.
_wrapped = cache(wrap)


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place: its caption and the lines of its name, each with the height of its baseline."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    caption: tuple[tuple[float, str], ...] = ()
    lines: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the point of its arrow; ``style`` tells lines of neighbouring boxes apart."""

    edge: Edge
    path: str
    head: str
    style: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole graph, laid out in one language."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A graph with the order of its columns, which is the same in every language; lines are cut into legs."""

    graph: Graph
    ordered: tuple[tuple[str, ...], ...]
    legs: Mapping[Edge, Sequence[tuple[str, str]]]


def arranged(graph: Graph) -> Arranged:
    """Order the columns of a graph so that few lines cross."""
    layers, legs = _with_passes(graph)
    ordered = least_crossed(layers, [leg for path in legs.values() for leg in path])
    return Arranged(graph, tuple(map(tuple, ordered)), legs)


def laid_out(made: Arranged, labels: Labels, lang: Lang) -> Drawing:
    """Lay a graph out in one language."""
    graph, ordered, legs = made.graph, made.ordered, made.legs
    nodes = {node.key: node for node in graph.nodes}
    edges = [leg for path in legs.values() for leg in path]
    texts = {key: _texts(node, labels, lang) for key, node in nodes.items()}
    heights = {key: _height(texts[key]) if key in nodes else _PASS for layer in ordered for key in layer}
    turns = [*range(len(ordered)), *reversed(range(len(ordered)))] * _ROUNDS
    tops, total = tops_of(ordered, heights, edges, _SPACE if len(nodes) > 1 else 0, turns)
    boxes: dict[str, Box] = {}
    x = _MARGIN
    for at, layer in enumerate(ordered):
        width = max(_width(nodes[key].kind, lang) if key in nodes else 0.0 for key in layer)
        for key in layer:
            node, (caption, name) = nodes.get(key, graph.nodes[0]), texts.get(key, ((), ()))
            boxes[key] = _box(node, (x, _MARGIN + tops[key], width, heights[key]), caption, name)
        leaving = sum(1 for one, _ in edges if one in layer)
        x += width + (_GAP + (_WIDE - _GAP) * min(1.0, leaving / _MANY) if at < len(ordered) - 1 else 0)
    shown = tuple(boxes[key] for key in nodes)
    x += _BOW if any(not path for path in legs.values()) else 0
    return Drawing(round(x + _MARGIN, 1), round(total + 2 * _MARGIN, 1), shown, _lines(graph, boxes, legs, ordered))


def _with_passes(graph: Graph) -> tuple[list[list[str]], dict[Edge, list[tuple[str, str]]]]:
    """Give the columns with places for lines that pass them, and each line as the legs between columns."""
    layers = [list(layer) for layer in columns_of(graph)]
    column = {key: at for at, layer in enumerate(layers) for key in layer}
    legs: dict[Edge, list[tuple[str, str]]] = {}
    for edge in graph.edges:
        legs[edge] = []
        if column[edge.one] >= column[edge.other]:
            continue
        stops = [edge.one]
        for at in range(column[edge.one] + 1, column[edge.other]):
            # Lines that exclude run beside those that recommend.
            stop = f"pass.{edge.one}.{edge.other}.{edge.against}.{at}"
            layers[at].append(stop)
            stops.append(stop)
        stops.append(edge.other)
        legs[edge] = list(pairwise(stops))
    return layers, legs


def _width(kind: str, lang: Lang) -> float:
    widths = _WIDTHS[lang]
    if kind == "rule":
        return widths["rule"]
    return widths["read"] if kind in {"fact", "list", "policy", "indicator", "gap", "trend"} else widths["stage"]


def _texts(node: Node, labels: Labels, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Break the caption and the name of a node into lines."""
    room = (_width(node.kind, lang) - 2 * _PAD) / _SLACK
    caption = _wrapped(typeset(labels.caption(node)[lang], lang), CAPTION, room)
    name = typeset(labels.name(node)[lang], lang)
    if node.kind != "rule":
        return caption, _wrapped(name, SIZE, room)
    # The id of a rule may break after each of its words.
    return caption, tuple(line.replace("- ", "-") for line in _wrapped(name.replace("-", "- "), SIZE, room))


def _height(texts: tuple[tuple[str, ...], tuple[str, ...]]) -> float:
    return len(texts[0]) * _CAPTION_LEADING + len(texts[1]) * _LEADING + 2 * _PAD - 3


def _box(node: Node, place: tuple[float, float, float, float], caption: Sequence[str], name: Sequence[str]) -> Box:
    x, y, width, height = (round(value, 1) for value in place)
    base = y + _PAD + CAPTION - 2
    head = tuple((round(base + at * _CAPTION_LEADING, 1), line) for at, line in enumerate(caption))
    base += len(caption) * _CAPTION_LEADING + 2
    body = tuple((round(base + at * _LEADING, 1), line) for at, line in enumerate(name))
    return Box(node, x, y, width, height, head, body)


def _lines(
    graph: Graph,
    boxes: Mapping[str, Box],
    legs: Mapping[Edge, Sequence[tuple[str, str]]],
    ordered: Sequence[Sequence[str]],
) -> tuple[Line, ...]:
    ends = ports(boxes, list(dict.fromkeys(leg for path in legs.values() for leg in path)))
    begin = {edge.one for edge in graph.edges}
    styles = {key: at for layer in ordered for at, key in enumerate(key for key in layer if key in begin)}
    made = []
    plain = [legs[edge] for edge in graph.edges if not edge.against]
    for edge in graph.edges:
        if not legs[edge]:
            made.append(_arc(edge, boxes, styles[edge.one]))
            continue
        path, (x2, y2) = "", (0.0, 0.0)
        # Where some rules lead to a measure and others speak against it, both lines are seen.
        aside = _ASIDE if edge.against and len(legs[edge]) == 1 and legs[edge] in plain else 0.0
        for leg in legs[edge]:
            (x1, y1), (x2, y2) = (_lower(end, aside) for end in ends[leg])
            last, bend = leg[1] == edge.other, (x1 + x2) / 2
            path += f"{'L' if path else 'M'}{x1:.1f},{y1:.1f} C{bend:.1f},{y1:.1f} {bend:.1f},{y2:.1f} "
            path += f"{x2 - (_HEAD if last else 0):.1f},{y2:.1f} "
        head = f"M{x2 - _HEAD - 1:.1f},{y2 - 3:.1f} L{x2:.1f},{y2:.1f} L{x2 - _HEAD - 1:.1f},{y2 + 3:.1f} Z"
        made.append(Line(edge, path.strip(), head, styles[edge.one], x2, y2))
    return tuple(made)


def _lower(end: tuple[float, float], by: float) -> tuple[float, float]:
    return end[0], end[1] + by


def _arc(edge: Edge, boxes: Mapping[str, Box], style: int) -> Line:
    """Draw a line between boxes of one column, out of its right side and back."""
    one, other = boxes[edge.one], boxes[edge.other]
    x1, x2 = one.x + one.width, other.x + other.width
    y1, y2 = one.y + one.height * 0.7, other.y + other.height * 0.3
    if y2 < y1:
        y1, y2 = one.y + one.height * 0.3, other.y + other.height * 0.7
    bend = max(x1, x2) + _BOW
    path = f"M{x1:.1f},{y1:.1f} C{bend:.1f},{y1:.1f} {bend:.1f},{y2:.1f} {x2 + _HEAD:.1f},{y2:.1f}"
    head = f"M{x2 + _HEAD + 1:.1f},{y2 - 3:.1f} L{x2:.1f},{y2:.1f} L{x2 + _HEAD + 1:.1f},{y2 + 3:.1f} Z"
    return Line(edge, path, head, style, x2, y2)
