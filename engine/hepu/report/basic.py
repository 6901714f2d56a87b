"""The part on the college at present: facts, resources, indicators, blanks, partners, students and past years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.profile.schema import INDICATOR_SHEETS, SHEETS, list_specs, questions
from hepu.report.indicators import indicator_rows, series_note, series_of
from hepu.report.places import places
from hepu.report.sourced import Sourced, sourced
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from hepu.record.model import FactRecord
    from hepu.report.context import Context
    from hepu.report.indicators import IndicatorRow, Series
    from hepu.report.places import PlaceRow
    from hepu.text import Text

__all__ = ["Basic", "Blank", "Item", "basic"]


@dataclass(frozen=True, slots=True)
class Item:
    """A label with its value."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Blank:
    """How far one sheet of the form was answered."""

    sheet: Text
    asked: int
    given: int
    estimates: int
    not_applicable: int
    blank: int


@dataclass(frozen=True, slots=True)
class Basic:
    """Everything that the part prints; ``other_resources`` are the answers on which no printed conclusion rests."""

    facts: tuple[Item, ...]
    not_found: Text | None
    resources: tuple[Item, ...]
    other_resources: tuple[Item, ...]
    indicators: tuple[IndicatorRow, ...]
    unfilled: Text | None
    sourced: Sourced
    blanks: tuple[Blank, ...]
    filled: Text
    gaps_of_form: tuple[Item, ...]
    targets: Text | None
    lists: tuple[Item, ...]
    no_lists: Text | None
    asked: int
    given: int
    mission: tuple[Item, ...]
    partners: tuple[PlaceRow, ...]
    partners_note: Text
    students: tuple[PlaceRow, ...]
    students_note: Text
    series: tuple[Series, ...]
    series_note: Text | None
    peers: Text


def basic(context: Context) -> Basic:
    """Put the college's own answers into words."""
    values = context.values
    asked = {item.id: item for item in questions()}
    college = [name for name, item in asked.items() if item.section == "college"]
    size = [name for name in ("full_time_students", "full_time_teachers", "majors") if name in asked]
    shown = [name for name in (*college, *size) if not context.published or values.known(f"fact.{name}")]
    facts = tuple(Item(values.names.fact(f"fact.{name}"), values.text(f"fact.{name}")) for name in shown)
    lacking = [values.names.fact(f"fact.{name}") for name in (*college, *size) if name not in shown]
    others = [name for name in asked if name not in {*college, *size}]
    derived = [name for name, item in context.knowledge.derived.items() if item.kind == "number"]
    given_facts = [name for name in (*others, *derived) if values.known(f"fact.{name}")]
    # What the advice rests on is shown; the rest of the answers stands in the record.
    telling = [name for name in given_facts if context.published or f"fact.{name}" in context.read]
    resources, other_resources = (
        tuple(Item(values.names.fact(f"fact.{name}"), values.text(f"fact.{name}")) for name in names)
        for names in (telling, [name for name in given_facts if name not in telling])
    )
    blanks, lists = _blanks(context), _lists(context)
    rows = indicator_rows(context)
    targets = [say("pair", label=row.short, value=row.target) for row in rows if row.target is not None]
    unfilled = [row.name for row in rows if row.state == "missing"]
    given = [spec.id for spec in list_specs() if spec.id in context.record.facts.lists]
    no_lists = [context.names.list(spec.id) for spec in list_specs() if spec.id not in given]
    partners, students = places(context, "partnerships", ""), places(context, "overseas_students", "students")
    return Basic(
        facts=facts,
        not_found=join(lacking) if lacking else None,
        resources=resources,
        other_resources=other_resources,
        indicators=rows,
        unfilled=join(unfilled) if unfilled else None,
        sourced=sourced(context),
        blanks=blanks,
        filled=_filled(blanks, given),
        gaps_of_form=_gaps_of_form(context, blanks),
        targets=join(targets, "clause_join") if targets else None,
        lists=lists,
        no_lists=join(no_lists) if context.published and no_lists else None,
        asked=sum(item.asked for item in blanks) + len(list_specs()),
        given=sum(item.asked - item.blank for item in blanks) + len(given),
        mission=_mission(context),
        partners=partners.rows,
        partners_note=partners.note,
        students=students.rows,
        students_note=students.note,
        series=series_of(context),
        series_note=series_note(context),
        peers=_peers(context),
    )


def _blanks(context: Context) -> tuple[Blank, ...]:
    facts: dict[str, list[FactRecord]] = {}
    for item in questions():
        facts.setdefault(item.sheet, []).append(context.record.facts.values[f"fact.{item.id}"])
    core = context.names.form.core_indicators
    for name, entry in context.knowledge.indicators.items():
        fact = context.record.facts.values[f"indicator.{name}"]
        if fact.state != "not_asked":
            facts.setdefault("core" if name in core else INDICATOR_SHEETS[entry.group], []).append(fact)
    rows = []
    for sheet in SHEETS:
        found = facts.get(sheet, [])
        if found:
            states = [fact.state for fact in found]
            rows.append(
                Blank(
                    sheet=context.names.sheet(sheet),
                    asked=len(found),
                    given=states.count("known"),
                    estimates=sum(1 for fact in found if fact.state == "known" and fact.certainty == "likely"),
                    not_applicable=states.count("not_applicable"),
                    blank=states.count("missing"),
                )
            )
    return tuple(rows)


def _filled(blanks: tuple[Blank, ...], lists: list[str]) -> Text:
    """Say in a sentence how far the form was filled in."""
    every = len(list_specs())
    blank = sum(row.blank for row in blanks)
    asked = sum(row.asked for row in blanks)
    return say(
        "filled.lead",
        asked=asked + every,
        lists=every,
        given=asked - blank + len(lists),
        estimates=sum(row.estimates for row in blanks),
        not_applicable=sum(row.not_applicable for row in blanks),
        blank=blank + every - len(lists),
    )


def _gaps_of_form(context: Context, blanks: tuple[Blank, ...]) -> tuple[Item, ...]:
    """Name the sheets with blanks and the lists that are missing or not complete."""
    lists = context.record.facts.lists
    sheets = [say("filled.sheet", sheet=row.sheet, blank=row.blank, asked=row.asked) for row in blanks if row.blank]
    partial = [context.names.list(name) for name, rows in lists.items() if not rows.complete and name in _asked_lists()]
    absent = [context.names.list(spec.id) for spec in list_specs() if spec.id not in lists]
    found = (("sheets", sheets), ("partial", partial), ("absent", absent))
    return tuple(
        Item(words()[f"filled.{label}"], join(names, "clause_join" if label == "sheets" else "list_join"))
        for label, names in found
        if names
    )


def _asked_lists() -> frozenset[str]:
    """Name the lists of the form; the record holds computed ones too."""
    return frozenset(spec.id for spec in list_specs())


def _lists(context: Context) -> tuple[Item, ...]:
    shown = [spec.id for spec in list_specs() if not context.published or spec.id in context.record.facts.lists]
    return tuple(Item(context.names.list(name), _stated(context, name)) for name in shown)


def _stated(context: Context, name: str) -> Text:
    rows = context.record.facts.lists.get(name)
    if rows is None:
        return context.values.phrase("state.missing")
    stated = context.names.form.completeness
    if not rows.rows:
        return stated["none" if rows.complete else "some"]
    return context.values.phrase(
        "basic.list_rows", word=stated["all" if rows.complete else "some"], count=len(rows.rows)
    )


def _mission(context: Context) -> tuple[Item, ...]:
    found = []
    for name, field, label in (
        ("mission_areas", "area", "basic.mission"),
        ("priority_places", "place", "basic.mission_places"),
        ("priority_majors", "name", "basic.mission_majors"),
    ):
        rows = context.record.facts.lists.get(name)
        if rows is not None and rows.rows:
            shown = [
                context.values.field(name, field, row[field].low or "")
                for row in rows.rows
                if row[field].state == "known"
            ]
            found.append(Item(words()[label], join(shown)))
    return tuple(found)


def _peers(context: Context) -> Text:
    loaded = context.record.inputs.peers
    if loaded is None:
        return words()["basic.no_peers"]
    limit = context.record.facts.parameters["min_peers"].value
    return say("basic.peers", count=loaded.colleges, limit=limit)
