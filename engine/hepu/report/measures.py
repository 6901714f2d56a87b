"""The part on measures: what starts now, waits, hangs on an answer or is not recommended, and what others are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.alike import hits, percent, shown_of
from hepu.report.context import OWN_PLACEMENTS
from hepu.report.openings import answer_text
from hepu.report.plan import dated_steps, note_of, phase_of
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from hepu.advice.model import StrategyAdvice
    from hepu.report.context import Context, Point
    from hepu.text import Text

__all__ = ["Ask", "Brief", "Case", "Measure", "Measures", "measures"]


@dataclass(frozen=True, slots=True)
class Case:
    """A reference to a case, and its anchor in appendix D where it is printed there."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure to start now, in full."""

    point: Point
    number: int
    duty: Text | None
    relieves: tuple[Point, ...]
    first_step: Text
    steps: tuple[Text, ...]
    approvals: tuple[Text, ...]
    needs: tuple[Text, ...]
    cost: Text
    risks: tuple[Text, ...]
    cases: tuple[Case, ...]
    leads: Text
    helps: Text


@dataclass(frozen=True, slots=True)
class Brief:
    """A measure in a line: in reserve, on condition, not recommended or an alternative.

    ``early`` says that money alone keeps it waiting, so that its first step can be taken; ``phase``
    and ``note`` say where it stands in the plan.
    """

    point: Point
    relieves: Text
    first_step: Text
    limit: Text
    early: bool
    phase: Text
    note: Text | None
    effort: Text
    questions: tuple[Text, ...]
    reasons: tuple[Text, ...]
    instead_of: Text | None


@dataclass(frozen=True, slots=True)
class Ask:
    """What others are asked for, and what the college gives and does meanwhile."""

    point: Point
    addressee: Text
    ask: Text
    submit: Text
    meanwhile: Text


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything that the part prints."""

    launch: tuple[Measure, ...]
    reserve: tuple[Brief, ...]
    conditional: tuple[Brief, ...]
    withheld: tuple[Brief, ...]
    alternatives: tuple[Brief, ...]
    requests: tuple[Ask, ...]
    partners: tuple[Ask, ...]


def measures(context: Context, cases: frozenset[str]) -> Measures:
    """Put the measures into words; ``cases`` are those that appendix D prints."""
    return Measures(
        launch=tuple(_full(context, item, at, cases) for at, item in enumerate(context.placed("launch"), start=1)),
        reserve=tuple(_brief(context, item) for item in context.reserve),
        conditional=tuple(_brief(context, item) for item in context.placed("conditional")),
        withheld=tuple(_brief(context, item) for item in context.placed("withheld")),
        alternatives=tuple(_brief(context, item) for item in context.placed("alternative")),
        requests=tuple(_ask(context, item) for item in context.asked_of_others("request")),
        partners=tuple(_ask(context, item) for item in context.asked_of_others("partner")),
    )


def _full(context: Context, item: StrategyAdvice, number: int, cases: frozenset[str]) -> Measure:
    entry = context.knowledge.strategies[item.id]
    problems = {problem.id: problem for problem in context.record.advice.problems}
    printed = {strategy.id for strategy in context.placed(*OWN_PLACEMENTS)}
    cost = say(
        "measures.cost_value",
        effort=words()[f"measures.effort_{entry.effort}"],
        cost=words()[f"measures.cost_{entry.cost.band}"],
        basis=entry.cost.basis,
        days=entry.lead_time_days,
    )
    return Measure(
        point=context.point("strategy", item),
        number=number,
        duty=_duty(entry.legal_duty, mends=item.criteria.legal_duty),
        relieves=tuple(context.point("problem", problems[name], sentences=0) for name in item.relieves),
        first_step=context.worded(entry.first_step),
        steps=dated_steps(context, item.id),
        approvals=tuple(
            say("measures.approval", by=approval.by, what=approval.what, days=approval.days)
            for approval in entry.approvals
        ),
        needs=tuple(_need(context, name, printed) for name in entry.needs),
        cost=cost,
        risks=entry.risks,
        cases=tuple(_case(context, name, cases) for name in shown_of(context, item.id)),
        leads=context.worded(entry.leads),
        helps=context.worded(entry.helps),
    )


def _case(context: Context, name: str, printed: frozenset[str]) -> Case:
    """Name a case, with its similarity where it is a similar one."""
    case = context.knowledge.cases[name]
    title = say("measures.case", college=case.college, name=case.name)
    similar = {item.case: item for item in hits(context)}
    if name in similar:
        title = say("similar.short", case=title, percent=percent(similar[name]))
    return Case(f"case.{name}" if name in printed else "", title)


def _need(context: Context, name: str, printed: set[str]) -> Text:
    title = context.knowledge.strategies[name].name
    return say("measures.need_fits", name=title) if name in printed else title


def _duty(required: bool, *, mends: bool) -> Text | None:  # what an entry says
    """Say whether the law requires a measure, or it mends what falls short of a prescribed value."""
    if required:
        return words()["measures.legal_duty"]
    return words()["measures.mends_standard"] if mends else None


def _brief(context: Context, item: StrategyAdvice) -> Brief:
    entry = context.knowledge.strategies[item.id]
    reserved = item.placement == "reserve"
    limit = f"measures.limit_{_limit(context, item)}" if item.limit else "measures.no_limit"
    held = words()[limit] if item.limit in {"staff", "budget"} else None
    waits = join([context.knowledge.strategies[name].name for name in item.waits_for])
    return Brief(
        point=context.point("strategy", item, sentences=1),
        relieves=join([context.knowledge.problems[name].name for name in item.relieves]),
        first_step=context.worded(entry.first_step),
        limit=say(limit, names=waits),
        early=item.limit == "budget",
        phase=phase_of(context, item) if reserved else words()["plan.phase_none"],
        note=note_of(context, item, held) if reserved else None,
        effort=words()[f"measures.effort_{entry.effort}"],
        questions=tuple(answer_text(context, answer) for answer in item.questions),
        reasons=tuple(context.because.sentence(context.pack.rules[name]) for name in item.reasons),
        instead_of=context.knowledge.strategies[item.alternative_to].name if item.alternative_to else None,
    )


def _limit(context: Context, item: StrategyAdvice) -> str:
    """Name what a measure waits for; a college without staff has none that could be taken up."""
    staff = context.values.facts.value("fact.staff")
    return "no_staff" if item.limit == "staff" and staff.is_exact and staff.low == 0 else str(item.limit)


def _ask(context: Context, item: StrategyAdvice) -> Ask:
    request = context.knowledge.strategies[item.id].request
    assert request is not None  # noqa: S101  # only measures with a request are placed so
    return Ask(
        context.point("strategy", item, sentences=1), request.addressee, request.ask, request.submit, request.meanwhile
    )
