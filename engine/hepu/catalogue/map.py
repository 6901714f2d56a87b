"""The map of everything: causes, the problems that they explain, and the strategies that relieve them.

Lengths are in pixels. A problem stands in the middle with a line of its own, so that its lines can be followed to both
sides; causes stand on the left, strategies on the right, each marked with its actor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.pictures.metrics import wrap
from hepu.report.pictures.untangle import untangled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.knowledge.load import Knowledge
    from hepu.text import Lang

__all__ = ["Box", "Line", "Map", "Title", "map_of"]

WIDTH = 1180
_COLUMNS = {"cause": (10.0, 226.0), "problem": (440.0, 236.0), "strategy": (880.0, 290.0)}
# Readers' own fonts draw the picture; they may be wider than the report's by so much.
_SIZE, _SLACK, _LEADING, _PAD = 10.5, 1.14, 13.0, 4.0
_SPACE, _TOP, _INDENT = 3.0, 62.0, {"cause": 6.0, "problem": 6.0, "strategy": 24.0}
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A conclusion at its place; ``lines`` holds its name, line by line."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, float, str], ...]
    style: int = -1
    actor: str = ""

    @property
    def middle(self) -> float:
        """Give the height at which lines meet the box."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line from one box to another; ``style`` is that of the problem to which it belongs."""

    path: str
    style: int


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a column."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """The whole picture."""

    width: float
    height: float
    titles: tuple[Title, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def map_of(knowledge: Knowledge, lang: Lang) -> Map:
    """Lay out every cause, problem and strategy of the pack in one language."""
    explains = [(cause, problem) for cause, entry in knowledge.causes.items() for problem in entry.explains]
    relieves = [(problem, name) for name, entry in knowledge.strategies.items() for problem in entry.addresses]
    columns = _ordered(knowledge, explains, relieves)
    names = {
        (stage, name): knowledge.conclusions(stage)[name].name[lang] for stage in columns for name in columns[stage]
    }
    full = sum(_height(stage, names[stage, name]) + _SPACE for stage, name in names if stage == "strategy")
    boxes: dict[tuple[str, str], Box] = {}
    for stage, column in columns.items():
        free = (full - sum(_height(stage, names[stage, name]) for name in column)) / len(column)
        y = _TOP + free / 2
        for at, name in enumerate(column):
            actor = knowledge.strategies[name].actor if stage == "strategy" else ""
            style = at if stage == "problem" else -1
            boxes[stage, name] = box = _box(stage, names[stage, name], y, style, actor)
            y += box.height + free
    lines = [_line(boxes["cause", one], boxes["problem", other]) for one, other in explains]
    lines += [_line(boxes["problem", one], boxes["strategy", other]) for one, other in relieves]
    heads = tuple(Title(stage, _COLUMNS[stage][0], 26.0) for stage in columns)
    return Map(WIDTH, round(_TOP + full + 8, 1), heads, tuple(boxes.values()), tuple(lines))


def _ordered(
    knowledge: Knowledge, explains: Sequence[tuple[str, str]], relieves: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    """Order the names of each column so that few lines cross; a name may stand in two columns."""
    layers = [[f"{stage}.{name}" for name in knowledge.conclusions(stage)] for stage in _COLUMNS]
    edges = [(f"cause.{one}", f"problem.{other}") for one, other in explains]
    edges += [(f"problem.{one}", f"strategy.{other}") for one, other in relieves]
    made = untangled(layers, edges, (0, 2, 1) * _ROUNDS)
    return {stage: [key.partition(".")[2] for key in column] for stage, column in zip(_COLUMNS, made, strict=True)}


def _height(stage: str, text: str) -> float:
    return len(_wrapped(stage, text)) * _LEADING + _PAD


def _wrapped(stage: str, text: str) -> tuple[str, ...]:
    return wrap(text, _SIZE * _SLACK, _COLUMNS[stage][1] - _INDENT[stage] - 4)


def _box(stage: str, text: str, y: float, style: int, actor: str) -> Box:
    x, width = _COLUMNS[stage]
    lines = tuple(
        (x + _INDENT[stage], round(y + _PAD / 2 + _LEADING * (at + 0.76), 1), line)
        for at, line in enumerate(_wrapped(stage, text))
    )
    return Box(stage, x, round(y, 1), width, _height(stage, text), lines, style, actor)


def _line(one: Box, other: Box) -> Line:
    x1, x2 = one.x + one.width, other.x
    bend = (x2 - x1) * 0.45
    y1, y2 = one.middle, other.middle
    path = f"M{x1:.0f},{y1:.1f} C{x1 + bend:.0f},{y1:.1f} {x2 - bend:.0f},{y2:.1f} {x2:.0f},{y2:.1f}"
    return Line(path, max(one.style, other.style))
