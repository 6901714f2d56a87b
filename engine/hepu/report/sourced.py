"""What published sources say of a college: cooperation, then everything else, each entry with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING

from hepu.profile.schema import list_specs
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.profile.schema import ListSpec
    from hepu.record.model import FactRecord
    from hepu.report.context import Context
    from hepu.text import Text

    Row = Mapping[str, FactRecord]

__all__ = ["NAMES", "Cooperation", "Sourced", "Told", "sourced"]

# The fields of a row under which it speaks of somebody.
NAMES = ("partner", "name")
_PARTNERSHIPS = "partnerships"


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A partnership as its source has it."""

    partner: Text
    enterprise: Text | None
    place: Text
    years: Text
    outcome: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Told:
    """Anything else that a source says: what it is about, what it says, and the source."""

    matter: Text
    content: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Sourced:
    """Everything that published sources say of a college."""

    cooperation: tuple[Cooperation, ...]
    others: tuple[Told, ...]


def sourced(context: Context) -> Sourced:
    """Put into words what published sources say; nothing where the college itself has answered."""
    if not context.published:
        return Sourced((), ())
    specs = {spec.id: spec for spec in list_specs()}
    partnerships = specs.pop(_PARTNERSHIPS)
    cooperation = tuple(_cooperation(context, row, source) for row, source in _rows(context, partnerships))
    listed = (
        Told(context.names.list(name), _content(context, name, row), source)
        for name, spec in specs.items()
        for row, source in _rows(context, spec)
    )
    return Sourced(cooperation, (*_answers(context), *listed))


def _rows(context: Context, spec: ListSpec) -> Iterator[tuple[Row, Text]]:
    """Give the rows of a list, each with what the profile names as its source."""
    facts = context.record.facts.lists.get(spec.id)
    held = reduce(getitem, spec.path.split("."), context.record.inputs.profile)
    for row, given in zip(facts.rows if facts else (), held["rows"], strict=True):
        yield row, both(given["source"]) if given["source"] else words()["sourced.none"]


def _cooperation(context: Context, row: Row, source: Text) -> Cooperation:
    enterprise = row["enterprise"].low
    return Cooperation(
        partner=both(row["partner"].low),
        enterprise=None if enterprise is None else say("sourced.with_enterprise", name=enterprise),
        place=_field(context, _PARTNERSHIPS, row, "place"),
        years=_years(row["since"].low, row["until"].low),
        outcome=_field(context, _PARTNERSHIPS, row, "outcome"),
        source=source,
    )


def _field(context: Context, list_id: str, row: Row, name: str) -> Text:
    value = row[name].low
    return words()["sourced.none"] if value is None else context.values.field(list_id, name, value)


def _years(since: object, until: object) -> Text:
    match since, until:
        case None, None:
            return words()["sourced.none"]
        case _, None:
            return say("sourced.since", since=since)
        case None, _:
            return say("sourced.until", until=until)
        case _:
            return say("sourced.span", since=since, until=until)


def _answers(context: Context) -> Iterator[Told]:
    for key, fact in context.record.facts.values.items():
        if fact.source and fact.state == "known" and not fact.reads:
            yield Told(context.names.fact(key), context.values.text(key), both(fact.source))


def _content(context: Context, list_id: str, row: Row) -> Text:
    """Write a row: the name under which it speaks of somebody, then each other field that is known with its label."""
    known = [name for name, fact in row.items() if fact.low is not None]
    parts = [
        both(row[name].low)
        if name in NAMES
        else say("pair", label=context.names.field(list_id, name), value=_field(context, list_id, row, name))
        for name in sorted(known, key=lambda name: name not in NAMES)
    ]
    return join(parts, "clause_join")
