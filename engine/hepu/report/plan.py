"""The plan over phases in words: when a task begins, what holds it up, and what each year takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.report.values import amount, counted
from hepu.report.words import both, join, numerals, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from hepu.advice.model import PlannedTask, StrategyAdvice, Unplanned
    from hepu.report.context import Context

__all__ = [
    "Plan",
    "Year",
    "approval_days",
    "axis_year",
    "dated_steps",
    "note_of",
    "phase_of",
    "plan",
    "task_days",
    "unsure_of",
    "when_of",
]

_PER_POST = 100


@dataclass(frozen=True, slots=True)
class Year:
    """What a year of the plan takes at its most: tasks at once, full-time posts, and money."""

    name: Text
    tasks: Text
    posts: Text
    cost: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """What the part on tasks says of the plan: what each year takes, what was declared, and what finds no place.

    ``told`` says what the picture shows.
    """

    years: tuple[Year, ...]
    limits: Text
    unplanned: Text | None
    told: Text


def phase_of(context: Context, item: StrategyAdvice) -> Text:
    """Name the phase in which a task begins, or why it has no day."""
    task = context.planned.get(item.id)
    if task is None:
        found = _unplanned(context, item)
        return say(f"plan.phase_{found.reason}", years=_horizon(context))
    if task.begins == 0:
        return words()["plan.phase_now"]
    return say("plan.phase_year", year=_ordinal(task.year))


def _unplanned(context: Context, item: StrategyAdvice) -> Unplanned:
    return next(one for one in context.record.advice.plan.unplanned if one.id == item.id)


def when_of(context: Context, item: StrategyAdvice) -> Text:
    """Say on which day a task can begin at the earliest, after what; or why it has no day."""
    task = context.planned.get(item.id)
    if task is None:
        found = _unplanned(context, item)
        return say(f"plan.none_{found.reason}", names=_named(context, found.waits_for), years=_horizon(context))
    if task.after:
        return say("plan.begins_after", day=task.begins, names=_named(context, task.after))
    return say("plan.begins", day=task.begins)


def note_of(context: Context, item: StrategyAdvice, held: Text | None) -> Text | None:
    """Say below a task of the reserve what its phase does not: from when, what holds it up, what to look at first."""
    task = context.planned.get(item.id)
    needs = task is None and _unplanned(context, item).reason == "needs"
    when = when_of(context, item) if task is not None or needs else None
    parts = [part for part in (when, held if task is not None else None, unsure_of(context, item)) if part is not None]
    return join(parts, "clause_join") if parts else None


def unsure_of(context: Context, item: StrategyAdvice) -> Text | None:
    """Name what a task's entry needs and could not be judged, so that it is looked at before the task begins."""
    task = context.planned.get(item.id)
    if task is None or not task.unsure:
        return None
    return say("plan.unsure", names=_named(context, task.unsure))


def task_days(task: PlannedTask) -> Text:
    """Write when a task begins, when its last approval can be had, and when it is done."""
    begins = say("plan.from_day", day=task.begins) if task.begins else words()["plan.from_now"]
    if not task.approvals:
        return say("plan.days", begins=begins, ends=task.ends)
    return say("plan.days_approvals", begins=begins, given=task.approvals[-1].given, ends=task.ends)


def dated_steps(context: Context, name: str) -> tuple[Text, ...]:
    """Give the steps of a task, each that is the first to need an approval with the day before which it cannot be."""
    task = context.planned[name]
    texts = [context.worded(step) for step in context.knowledge.strategies[name].steps]
    asked = task.approvals[0].filed if task.approvals else task.steps[0]
    return tuple(
        text if day == before else say("plan.step", text=_bare(text), day=day)
        for text, before, day in zip(texts, (asked, *task.steps), task.steps, strict=False)
    )


def _bare(text: Text) -> Text:
    """Take a sentence's full stop away, for what is added stands before it."""
    return Text.model_construct(zh=text.zh.removesuffix("。"), en=text.en.removesuffix("."))


def approval_days(task: PlannedTask, order: int) -> Text:
    """Write when an approval can be asked for and when it can be had."""
    approval = task.approvals[order]
    return say("plan.approval_days", filed=approval.filed, given=approval.given)


def plan(context: Context) -> Plan | None:
    """Put into words what the plan takes; nothing where one task needs none or measures are withheld from print."""
    found = context.record.advice.plan
    if context.published or not found.tasks or len(found.tasks) + len(found.unplanned) == 1:
        return None
    years = tuple(
        Year(
            axis_year(item.year),
            counted(item.at_once, "tasks"),
            _posts(item.staff),
            amount(Decimal(item.cost), context.values.unit_of("fact.budget")),
        )
        for item in found.years
    )
    told = [say("plan.told", name=_named(context, (task.id,)), days=task_days(task)) for task in found.tasks]
    without = len(found.unplanned)
    unplanned = say("plan.unplanned", count=counted(without, "tasks")) if without else None
    return Plan(years, _limits(context), unplanned, join(told, "clause_join"))


def axis_year(year: int) -> Text:
    """Name a year of the plan on its axis."""
    return say("plan.axis_year", year=_ordinal(year))


def _limits(context: Context) -> Text:
    """Say what staff and money the plan keeps within, and what is not known and so limits nothing."""
    values = context.record.facts.values
    parts = [
        say(f"plan.limit_{name}", value=context.values.text(f"fact.{name}"))
        if values[f"fact.{name}"].state == "known"
        else words()[f"plan.no_limit_{name}"]
        for name in ("staff", "budget")
    ]
    return join(parts, "sentence_join")


def _named(context: Context, names: tuple[str, ...]) -> Text:
    return join([context.knowledge.strategies[name].name for name in names])


def _horizon(context: Context) -> Text:
    return both(context.record.facts.parameters["plan_horizon"].value // 365)


def _ordinal(year: int) -> Text:
    """Write which year of the plan, the Chinese in its own numeral."""
    return Text(zh=numerals()[year - 1] if year <= len(numerals()) else str(year), en=str(year))


def _posts(percent: int) -> Text:
    return both(f"{(Decimal(percent) / _PER_POST).normalize():f}")
