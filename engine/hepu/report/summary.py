"""The one page that a president reads: strengths, priorities, the next thirty days and the answers that decide most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hepu.language.kinds import GAP_WORDS
from hepu.report.values import counted, day
from hepu.report.words import both, first_sentence, join, say, words

if TYPE_CHECKING:
    from hepu.report.basic import Basic
    from hepu.report.context import Context, Point
    from hepu.report.diagnosis import Diagnosis, Problem
    from hepu.report.indicators import IndicatorRow
    from hepu.report.measures import Measures
    from hepu.report.openings import Opening, Openings
    from hepu.text import Text

__all__ = ["FirstStep", "Line", "Priority", "Summary", "summary"]

_STRENGTHS = 3
_ANSWERS = 5
_FIRST = 3
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A headline with one sentence, and the anchor of what it sums up."""

    key: str
    name: Text
    sentence: Text | None


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority problem, and of the indicators that show it the one that falls short most, if one does."""

    line: Line
    worst: IndicatorRow | None


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What is to be done first: the task, the step, who could lead it and what the task needs."""

    key: str
    name: Text
    step: Text
    leads: Text
    needs: Text


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the page prints; ``until`` is the day by which the first steps are to be taken."""

    lead: Text
    strengths: tuple[Line, ...]
    priorities: tuple[Priority, ...]
    opportunities: tuple[Line, ...]
    first: tuple[FirstStep, ...]
    until: Text
    answers: tuple[Text, ...]


def _line(point: Point) -> Line:
    sentence = first_sentence(point.sentences[0]) if point.sentences else None
    return Line(point.key, point.name, sentence)


def _strength(point: Point) -> Line:
    """Sum up a strength, and name whom it speaks of."""
    line = _line(point)
    if line.sentence is None or point.named is None:
        return line
    return replace(line, sentence=join([line.sentence, point.named], "sentence_join"))


def _priority(problem: Problem) -> Priority:
    """Sum up a problem with its largest gap."""
    worst = max(problem.evidence, key=lambda row: GAP_WORDS.index(row.gap), default=None)
    return Priority(_line(problem.point), worst)


def _first(context: Context, measures: Measures) -> tuple[FirstStep, ...]:
    """Give the first steps of the tasks that start now, then of those that wait for money alone; three at most."""
    now = [(item.point, item.point.name) for item in measures.launch]
    early = [(item.point, say("summary.first_early", name=item.point.name)) for item in measures.reserve if item.early]
    return tuple(_step(context, point, name) for point, name in (*now, *early)[:_FIRST])


def _step(context: Context, point: Point, name: Text) -> FirstStep:
    entry = context.knowledge.strategies[point.key.partition(".")[2]]
    days = sum(item.days for item in entry.approvals)
    return FirstStep(
        point.key,
        name,
        context.worded(entry.first_step),
        context.worded(entry.leads),
        say(
            "first_page.needs_value",
            cost=words()[f"measures.cost_{entry.cost.band}"],
            approvals=say("first_page.approvals", days=days) if days else words()["first_page.no_approvals"],
        ),
    )


def _until(context: Context) -> Text:
    """Give the day that ends the thirty days from the issue of the advisory."""
    issued = dt.date.fromisoformat(context.record.issue.issued_at[:10])
    return day(issued + dt.timedelta(days=_DAYS))


def _answer(item: Opening) -> Text:
    """Name an answer and how many conclusions hang on it."""
    form = "one" if item.count == 1 else "plain" if not item.measures else ""
    if item.count > 1 and item.measures == item.count:
        form = "measures"
    return say(
        f"summary.answer_{form}" if form else "summary.answer",
        answer=item.answer,
        count=item.count,
        measures=item.measures,
    )


def _found(context: Context, counts: dict[str, int]) -> Text:
    """Say how much was found; what was not found is left out, for a nought would read as a verdict."""
    parts = [say(f"summary.lead_{what}", count=counted(count, what)) for what, count in counts.items() if count]
    if not parts:
        return both("")
    return context.values.phrase("summary.lead_found", found=join(parts, "summary.lead_and"))


def summary(  # the parts that it sums up
    context: Context,
    basics: Basic,
    strengths: tuple[Point, ...],
    opportunities: tuple[Point, ...],
    problems: Diagnosis,
    measures: Measures,
    openings: Openings,
) -> Summary:
    """Choose what goes on the first page."""
    lead = context.values.phrase(
        "summary.lead",
        year=context.record.inputs.data_year,
        total=basics.asked,
        given=basics.given,
        blank=basics.asked - basics.given,
        found=_found(context, {"strengths": len(strengths), "problems": problems.count}),
        launch=counted(len(measures.launch), "tasks"),
        reserve=len(measures.reserve),
    )
    asked = openings.answers[:_ANSWERS]
    answers = tuple(item.answer if context.published else _answer(item) for item in asked)
    return Summary(
        lead=lead,
        strengths=tuple(_strength(point) for point in strengths[:_STRENGTHS]),
        priorities=tuple(_priority(problem) for problem in problems.priorities),
        opportunities=tuple(_line(point) for point in opportunities[:_STRENGTHS]),
        first=_first(context, measures),
        until=_until(context),
        answers=answers,
    )
