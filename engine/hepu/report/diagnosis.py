"""The part on problems and causes: the priorities in full, the others in short, and where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.advice.build import PRIORITIES
from hepu.report.indicators import moves_of
from hepu.report.unanswered import unanswered
from hepu.report.words import glue, say, words

if TYPE_CHECKING:
    from hepu.advice.model import RankedProblem, StrategyAdvice
    from hepu.report.context import Context, Point
    from hepu.report.indicators import IndicatorRow
    from hepu.text import Text

__all__ = ["Diagnosis", "Next", "Problem", "diagnosis"]

_GAPS = frozenset({"slight", "moderate", "large"})
_TO_BEGIN_WITH = ("launch", "reserve", "conditional")


@dataclass(frozen=True, slots=True)
class Next:
    """Where to begin: the measure, who leads, the first step and the indicators that should move."""

    key: str
    name: Text
    placement: str
    leads: Text
    first_step: Text
    moves: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its evidence, its causes and where to begin, or else why nothing of the college's own is given."""

    point: Point
    evidence: tuple[IndicatorRow, ...]
    causes: tuple[Point, ...]
    next: Next | None
    unanswered: Text | None

    def repeats(self, row: IndicatorRow) -> bool:
        """Say whether the evidence in words tells an indicator's own value already."""
        return any(row.own.zh in sentence.zh for sentence in self.point.sentences)

    def told(self, row: IndicatorRow) -> Text:
        """Say the gap of an indicator in one text, with its figures where the evidence in words has not told them."""
        said = say("pair", label=row.short, value=row.gap_text)
        if self.repeats(row):
            return said
        return glue(said, say("problems.against", own=row.own, reference=row.reference, basis=row.basis))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The problems of the report: the priorities and the others."""

    count: int
    priorities: tuple[Problem, ...]
    others: tuple[Problem, ...]


def _moves(context: Context, strategy: str) -> tuple[Text, ...]:
    """Say which indicators a measure should move, which way and when."""
    return tuple(
        say(
            "problems.moves_value",
            indicator=context.knowledge.indicators[item.indicator].name,
            direction=words()[f"problems.direction_{item.direction}"],
            months=item.months,
        )
        for item in moves_of(context, strategy)
    )


def diagnosis(context: Context, indicators: tuple[IndicatorRow, ...]) -> Diagnosis:
    """Put problems and causes into words."""
    if context.published:
        return Diagnosis(0, (), ())
    rows = {row.id: row for row in indicators}
    found = [
        _problem(context, item, rows, full=at < PRIORITIES) for at, item in enumerate(context.record.advice.problems)
    ]
    return Diagnosis(len(found), tuple(found[:PRIORITIES]), tuple(found[PRIORITIES:]))


def _problem(context: Context, item: RankedProblem, rows: dict[str, IndicatorRow], *, full: bool) -> Problem:
    entry = context.knowledge.problems[item.id]
    causes = {cause.id: cause for cause in context.record.advice.causes}
    begin = _next(context, item)
    return Problem(
        point=context.point("problem", item, sentences=3 if full else 1),
        evidence=tuple(rows[name] for name in entry.indicators if name in rows and rows[name].gap in _GAPS),
        causes=tuple(context.point("cause", causes[name], sentences=1, about=item.id) for name in item.causes),
        next=begin,
        unanswered=unanswered(context, item) if begin is None else None,
    )


def _next(context: Context, item: RankedProblem) -> Next | None:
    """Choose the measure that is for this problem above all: it moves what falls short, or names the problem first."""
    advice = {strategy.id: strategy for strategy in context.placed(*_TO_BEGIN_WITH)}
    fitting = [advice[name] for name in item.strategies if name in advice]

    gaps = {name for name in context.knowledge.problems[item.id].indicators if context.values.gap_word(name) in _GAPS}

    def order(strategy: StrategyAdvice) -> tuple[bool, int, bool, int, int, int]:
        entry = context.knowledge.strategies[strategy.id]
        return (
            strategy.placement == "conditional",
            -len(gaps & {move.indicator for move in entry.moves}),
            entry.addresses[0] != item.id,
            len(entry.addresses),
            _TO_BEGIN_WITH.index(strategy.placement),
            strategy.rank,
        )

    if not fitting:
        return None
    best = min(fitting, key=order)
    entry = context.knowledge.strategies[best.id]
    return Next(
        f"strategy.{best.id}",
        entry.name,
        best.placement,
        context.worded(entry.leads),
        context.worded(entry.first_step),
        _moves(context, best.id),
    )
