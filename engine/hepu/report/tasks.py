"""The table of tasks and the safeguards, taken from the measures that start now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.indicators import moves_of, target_of
from hepu.report.numbers import document_number
from hepu.report.plan import approval_days, task_days
from hepu.report.values import amount
from hepu.report.words import both, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.advice.model import PlannedTask, StrategyAdvice
    from hepu.knowledge.models import Strategy
    from hepu.report.context import Context

__all__ = ["Approval", "Guard", "PolicyLine", "Task", "Tasks", "policy_line", "task_row", "tasks"]

_ARTICLES = 4
# An article by its number, a part of a standard by its name, or an article whose number is still to be read.
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零\d]+[条章节款项]|(?:指标|附件|附表|部分|待核)$")


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy with its number, articles and force, and its anchor in appendix C."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the table of tasks; what the college has not given is a suggestion."""

    number: int
    key: str
    name: Text
    documents: tuple[PolicyLine, ...]
    leads: Text
    helps: Text
    time: Text
    targets: tuple[Text, ...]
    measure: Text
    evidence: tuple[Text, ...]
    funding: Text
    risks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval of one task, in order: how long to allow, when it can be had, and which step needs it."""

    task: int
    by: Text
    what: Text
    days: int
    span: Text
    before: Text


@dataclass(frozen=True, slots=True)
class Guard:
    """What to keep and what to watch for one task."""

    task: int
    name: Text
    evidence: tuple[Text, ...]
    risks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Everything that the two parts print."""

    rows: tuple[Task, ...]
    approvals: tuple[Approval, ...]
    guards: tuple[Guard, ...]


def policy_line(context: Context, name: str, rests_on: tuple[str, ...] = ()) -> PolicyLine:
    """Give a policy with number, articles and force: the articles that a measure rests on, else the first ones."""
    policy = context.knowledge.policies[name]
    number = say("condition.group", part=document_number(policy.number)) if policy.number else both("")
    named = [clause.article for clause in policy.clauses if clause.article.zh in rests_on]
    articles = [clause.article for clause in policy.clauses if _ARTICLE.search(clause.article.zh)]
    shown = named or articles[:_ARTICLES]
    force = words()[f"sources.status_{policy.status}"]
    if not policy.original_checked:
        force = say("clause_pair", first=force, second=words()["sources.not_original"])
    return PolicyLine(
        f"policy.{name}",
        say(
            "tasks.policy" if shown else "tasks.policy_plain",
            title=context.names.policy(name),
            number=number,
            articles=join(shown),
            force=force,
        ),
    )


def task_row(context: Context, number: int, item: StrategyAdvice) -> Task:
    """Give a measure as a row of the table of tasks."""
    entry, planned = context.knowledge.strategies[item.id], context.planned.get(item.id)
    return Task(
        number=number,
        key=f"strategy.{item.id}",
        name=entry.name,
        documents=tuple(
            policy_line(context, name, entry.articles.get(name, ())) for name in context.in_force(entry.policies)
        ),
        leads=context.worded(entry.leads),
        helps=context.worded(entry.helps),
        time=words()["plan.phase_none"] if planned is None else task_days(planned),
        targets=tuple(_target(context, move.indicator) for move in moves_of(context, item.id)),
        measure=entry.measure,
        evidence=entry.evidence,
        funding=entry.funding,
        risks=entry.risks,
    )


def tasks(context: Context) -> Tasks:
    """Break the measures that start now down into tasks, approvals, evidence and risks."""
    rows: list[Task] = []
    approvals: list[Approval] = []
    guards: list[Guard] = []
    for number, item in enumerate(context.placed("launch"), start=1):
        entry = context.knowledge.strategies[item.id]
        rows.append(task_row(context, number, item))
        approvals.extend(_approvals(number, entry, context.planned[item.id]))
        guards.append(Guard(number, entry.name, entry.evidence, entry.risks))
    return Tasks(tuple(rows), tuple(approvals), tuple(guards))


def _approvals(number: int, entry: Strategy, task: PlannedTask) -> Iterator[Approval]:
    for order, approval in enumerate(entry.approvals):
        before = say("plan.before_step", number=approval.step)
        yield Approval(number, approval.by, approval.what, approval.days, approval_days(task, order), before)


def _target(context: Context, name: str) -> Text:
    """Say where an indicator stands and where it should go, which only the college's own target can tell."""
    entry, wanted = context.knowledge.indicators[name], target_of(context, name)
    gap = context.record.facts.gaps.get(name)
    if wanted is not None:
        target = say("tasks.target_own", value=amount(wanted[1], entry.unit), year=wanted[0])
    elif gap is not None and gap.reference is not None:
        hint = say("tasks.target_reference", reference=context.values.reference(name), basis=context.values.basis(name))
        target = say("tasks.target_open", hint=hint)
    else:
        target = words()["tasks.to_decide"]
    return say("tasks.target_line", indicator=entry.short, now=context.values.text(f"indicator.{name}"), target=target)
