"""The plan by phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.charts import SMALL, WIDTH, Label, labels

if TYPE_CHECKING:
    from hepu.report.context import Context

__all__ = ["Phase", "Phases", "phases"]

_MOST = 9
_DAYS = 30.4


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
