"""The comparison of leading colleges inside and outside the region, and the published cases, similar ones first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.advice.similar import OUTSIDE
from hepu.facts.build import own_province
from hepu.inference.asked import ask
from hepu.report.alike import alike, hits, shown_of
from hepu.report.fits import conditions_of, fitting, state_of
from hepu.report.values import day
from hepu.report.words import glue, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.report.alike import Alike
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["CaseEntry", "Comparison", "Lead", "RespectRow", "chosen_cases", "comparison", "similar_notes"]

_OTHERS = 3
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """One leading college with what it did, as a row of the table."""

    college: Text
    name: Text
    years: str
    places: Text
    enterprise: Text
    modes: Text
    outcomes: tuple[Text, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RespectRow:
    """One respect in which leading colleges are strong: who shows it inside and outside, and what is known here."""

    name: Text
    text: Text
    inside: Text
    outside: Text
    state: Text
    has: bool
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RespectGroup:
    """The respects of which the same is known of the college, in one text.

    What the college has is named alone; of the rest the colleges are told that show it.
    """

    state: Text
    told: Text
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A published case in full, with how it compares and the measures for which it is shown."""

    key: str
    title: Text
    short: Text
    years: str
    places: Text
    alike: Alike | None
    did: Text
    factors: Text
    applies: Text
    tasks: Text
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the chapter prints; ``counted`` sums up the respects, ``later`` owns to what came later."""

    later: Text | None
    strengths: Text
    inside: tuple[Lead, ...]
    outside: tuple[Lead, ...]
    respects: tuple[RespectRow, ...]
    grouped: tuple[RespectGroup, ...]
    counted: Text | None
    similar_inside: tuple[CaseEntry, ...]
    similar_outside: tuple[CaseEntry, ...]
    lead: Text
    attributes: tuple[Text, ...]
    none: Text | None
    own: Text | None
    others: tuple[CaseEntry, ...]

    @property
    def similar(self) -> tuple[CaseEntry, ...]:
        """The similar cases, those inside the region first."""
        return self.similar_inside + self.similar_outside


def chosen_cases(context: Context) -> tuple[str, ...]:
    """Choose the cases to print in full: the similar ones, then three others that fit a measure."""
    similar = [item.case for item in hits(context)]
    items = (*context.placed("launch"), *context.reserve)
    fit = dict.fromkeys(name for item in items for name in fitting(context, item.id) if name not in similar)
    return (*similar, *[*fit][:_OTHERS])


def comparison(context: Context, chosen: tuple[str, ...]) -> Comparison:
    """Put the chapter into words."""
    rows, counted = _respects(context)
    entries = {item.case: _entry(context, item.case, alike(context, item)) for item in hits(context)}
    return Comparison(
        later=_later(context),
        strengths=_strengths(context),
        inside=_leads(context, inside=True),
        outside=_leads(context, inside=False),
        respects=rows,
        grouped=_grouped(context, rows),
        counted=counted,
        similar_inside=tuple(entries[item.case] for item in hits(context, context.home)),
        similar_outside=tuple(entries[item.case] for item in hits(context, OUTSIDE)),
        lead=_similar_lead(context),
        attributes=tuple(entry.name for entry in context.knowledge.likeness.values()),
        none=None if entries else _none(context),
        own=_own(context),
        others=tuple(_entry(context, name, None) for name in chosen if name not in entries),
    )


def _later(context: Context) -> Text | None:
    """Say that practices are told which came after the day of the advice, if there are any."""
    as_of = context.record.inputs.as_of
    last = max(entry.years[-_YEAR:] for entry in context.knowledge.cases.values())
    return say("comparison.later", day=day(as_of)) if int(last) > as_of.year else None


def _similar_lead(context: Context) -> Text:
    """Say how cases were compared."""
    value = {name: item.value for name, item in context.record.facts.parameters.items()}
    shown, least, compared = (value[f"similar_{name}"] for name in ("shown", "least", "least_compared"))
    return context.values.phrase("similar.lead", shown=shown, least=least, compared=compared)


def similar_notes(context: Context) -> tuple[Text, ...]:
    """Say how cases were compared, or why none is shown, and which are the college's own."""
    own = _own(context)
    first = _similar_lead(context) if hits(context) else _none(context)
    return (first,) if own is None else (first, own)


def _own(context: Context) -> Text | None:
    names = [context.knowledge.cases[name].name for name in context.record.advice.similar.own]
    return context.values.phrase("similar.own", names=join(names, "clause_join")) if names else None


def _none(context: Context) -> Text:
    """Say why no case is shown as similar."""
    parameters = context.record.facts.parameters
    if all(item.permille is None for item in context.record.advice.similar.cases):
        return context.values.phrase("similar.not_compared", least=parameters["similar_least_compared"].value)
    return say("similar.not_alike", least=parameters["similar_least"].value)


def _leads(context: Context, *, inside: bool) -> tuple[Lead, ...]:
    return tuple(_lead(context, name) for name in context.knowledge.cases if _inside(context, name) == inside)


def _strengths(context: Context) -> Text:
    """Say in what cases are strong; how those inside differ from others is known of the region of the lowest pack."""
    known = context.home == own_province(context.knowledge)
    return context.values.phrase(f"comparison.{'respects_lead' if known else 'respects_lead_elsewhere'}")


def _inside(context: Context, name: str) -> bool:
    """Say whether a case is of the college's own province-level region."""
    return context.knowledge.cases[name].group == context.home


def _lead(context: Context, name: str) -> Lead:
    case = context.knowledge.cases[name]
    return Lead(
        college=case.college if case.verified else glue(case.college, words()["cases.unverified"]),
        name=case.name,
        years=case.years,
        places=_places(context, case.places),
        enterprise=case.enterprise or words()["comparison.no_enterprise"],
        modes=join([context.names.of_file("modes", mode) for mode in case.modes]),
        outcomes=case.outcomes,
        cites=context.citations.cite(case.sources),
    )


def _places(context: Context, names: Iterable[str]) -> Text:
    return join([context.names.of_file("places", name) for name in names])


def _respects(context: Context) -> tuple[tuple[RespectRow, ...], Text | None]:
    """Write the respects; of a college known by published figures alone only what it has is told."""
    rows = []
    counts = {"holds": 0, "fails": 0, "open": 0, "unchecked": 0}
    for name, respect in context.knowledge.respects.items():
        condition = context.pack.respects.get(name)
        truth = None if condition is None else ask(condition, context.values.facts, context.inference.conclusions)
        state = state_of(truth)
        counts["holds" if state == "holds_perhaps" else state] += 1
        if context.published:
            state = "published_holds" if state in {"holds", "holds_perhaps"} else "published_open"
        shown = [
            join([context.knowledge.cases[case].college for case in _distinct(context, respect.cases, inside=inside)])
            for inside in (True, False)
        ]
        rows.append(
            RespectRow(
                name=respect.name,
                text=respect.text,
                inside=shown[0] if shown[0].zh else words()["comparison.nobody"],
                outside=shown[1] if shown[1].zh else words()["comparison.nobody"],
                state=words()[f"comparison.{state}"],
                has=state in {"holds", "holds_perhaps", "published_holds"},
                cites=context.citations.cite(respect.sources),
            )
        )
    parts = [say(f"comparison.counted_{state}", count=count) for state, count in counts.items() if count]
    counted = None if context.published else say("comparison.counted", total=len(rows), parts=join(parts, "mark.comma"))
    return tuple(rows), counted


def _grouped(context: Context, rows: tuple[RespectRow, ...]) -> tuple[RespectGroup, ...]:
    """Put together what is known alike, first what the college has."""
    states = {row.state.zh: row.state for row in sorted(rows, key=lambda row: not row.has)}
    groups = [(state, [row for row in rows if row.state == state]) for state in states.values()]
    return tuple(
        RespectGroup(
            state,
            join([row.name if row.has else _shown_by(row) for row in same], "clause_join"),
            context.citations.cite(source for row in same if not row.has for source in row.cites),
        )
        for state, same in groups
    )


def _shown_by(row: RespectRow) -> Text:
    """Name a respect with the colleges that show it."""
    colleges = [side for side in (row.inside, row.outside) if side != words()["comparison.nobody"]]
    return glue(row.name, say("comparison.shown_by", colleges=join(colleges))) if colleges else row.name


def _distinct(context: Context, names: Iterable[str], *, inside: bool) -> list[str]:
    """Give the cases of a group, one a college."""
    cases = context.knowledge.cases
    found = {cases[name].college.zh: name for name in names if _inside(context, name) == inside}
    return [*found.values()]


def _entry(context: Context, name: str, found: Alike | None) -> CaseEntry:
    case = context.knowledge.cases[name]
    tasks = [
        context.knowledge.strategies[item.id].name
        for item in context.placed("launch", "reserve")
        if name in shown_of(context, item.id)
    ]
    title = say("measures.case", college=case.college, name=case.name)
    return CaseEntry(
        key=f"case.{name}",
        title=title if case.verified else glue(title, words()["cases.unverified"]),
        short=case.name,
        years=case.years,
        places=_places(context, case.places),
        alike=found,
        did=case.did,
        factors=join(case.factors, "clause_join"),
        applies=join(conditions_of(context, name), "clause_join"),
        tasks=join(tasks) if tasks else words()["cases.no_tasks"],
        cites=context.citations.cite(case.sources),
    )
