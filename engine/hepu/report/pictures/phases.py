"""The picture of the plan over phases: a bar a task along the months from the day of advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.pictures.charts import SMALL, WIDTH, Label, labels
from hepu.report.plan import axis_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.advice.model import PlannedTask
    from hepu.report.context import Context

__all__ = ["Phase", "Phases", "phases"]

_YEAR = 365
_MONTH = _YEAR / 12
_LEFT = 196.0
_SIZE = 8.2
_BAR = 9.0
_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Phase:
    """A task's bar with its approvals, and the marks of when its indicators can be read; lengths are in points."""

    labels: tuple[Label, ...]
    y: float
    begins: float
    length: float
    approvals: tuple[tuple[float, float], ...]
    hatch: str
    marks: tuple[float, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Phases:
    """The plan, with a band a year, ticks in months, and lines from a task to what waits for it."""

    width: float
    height: float
    top: float
    bar: float
    rows: tuple[Phase, ...]
    years: tuple[tuple[float, float, tuple[Label, ...]], ...]
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[str, ...]


def phases(context: Context, lang: str) -> Phases | None:
    """Lay out the tasks of the plan, the first to begin on top."""
    tasks = () if context.published else context.record.advice.plan.tasks
    if not tasks:
        return None
    last = max(task.ends for task in tasks)
    years = -(-last // _YEAR)
    scale = (WIDTH - _LEFT - 8) / (years * _YEAR)
    top = 26.0 if lang == "both" else 17.0
    rows: list[Phase] = []
    y = top + 4
    for task in tasks:
        made = labels(context.knowledge.strategies[task.id].name, lang, 0, y + 8, _LEFT - 10, _SIZE)
        rows.append(_row(context, task, made, y, scale, years))
        y += max(15.0, sum(label.size * 1.22 for label in made) + 5)
    bands = tuple(
        (
            round(_LEFT + year * _YEAR * scale, 1),
            round(_YEAR * scale, 1),
            labels(axis_year(year + 1), lang, round(_LEFT + (year + 0.5) * _YEAR * scale, 1), 9, 90, 8, 1),
        )
        for year in range(years)
    )
    step = 3 if years * 12 <= _MONTHS else 6
    ticks = tuple((round(_LEFT + month * _MONTH * scale, 1), str(month)) for month in range(0, years * 12 + 1, step))
    return Phases(WIDTH, round(y + 14 * SMALL + 3, 1), top, _BAR, tuple(rows), bands, ticks, _lines(tasks, rows))


def _row(context: Context, task: PlannedTask, made: tuple[Label, ...], y: float, scale: float, years: int) -> Phase:
    approvals = tuple(
        (round(_LEFT + item.filed * scale, 1), round((item.given - item.filed) * scale, 1)) for item in task.approvals
    )
    moves = sorted({move.months for move in context.knowledge.strategies[task.id].moves})
    read = [task.begins + months * _MONTH for months in moves]
    return Phase(
        labels=made,
        y=round(y, 1),
        begins=round(_LEFT + task.begins * scale, 1),
        length=round((task.ends - task.begins) * scale, 1),
        approvals=approvals,
        hatch=_hatch(approvals, y + 1),
        marks=tuple(round(_LEFT + day * scale, 1) for day in read if day <= years * _YEAR),
        kind="launch" if task.begins == 0 else "reserve",
    )


def _hatch(approvals: Sequence[tuple[float, float]], y: float) -> str:
    """Draw slanting lines over the time of each approval, so that it is told from the rest without colour."""
    return " ".join(
        f"M{x + at / 10:.1f},{y + _BAR:.1f} l2.6,-{_BAR:.1f}"
        for x, length in approvals
        for at in range(4, round(length * 10) - 26, 32)
    )


def _lines(tasks: Sequence[PlannedTask], rows: Sequence[Phase]) -> tuple[str, ...]:
    """Lead from the end of each task to the beginning of what waits for it."""
    by_id = {task.id: row for task, row in zip(tasks, rows, strict=True)}
    found = []
    for task, row in zip(tasks, rows, strict=True):
        for name in task.after:
            before = by_id[name]
            x, y = before.begins + before.length, before.y + _BAR / 2 + 1
            found.append(f"M{x:.1f},{y:.1f} H{row.begins + 3:.1f} V{row.y + 1:.1f}")
    return tuple(found)
