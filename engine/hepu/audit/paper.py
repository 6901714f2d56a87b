"""The working paper of a sample: what was drawn and how, then for each piece facts, derivation, sources, judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.audit.grounds import document_of, grounds_of, works_of
from hepu.audit.outline import moment_text, placement_text
from hepu.audit.trace import traced
from hepu.report.derivation import certainty_word
from hepu.report.openings import answer_text
from hepu.report.values import day
from hepu.report.words import join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.audit.evidence import FactRow
    from hepu.audit.grounds import Document, Work
    from hepu.audit.log import OfRecord
    from hepu.audit.sampling import Draw
    from hepu.audit.trace import Row
    from hepu.report.context import Context

__all__ = ["Paper", "Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One piece of advice that was drawn, as the paper prints it."""

    number: int
    record_id: str
    college: Text
    fictitious: bool
    issued: Text
    by: Text
    as_of: Text
    source: str
    key: str
    stage: Text
    name: Text
    advice: Text
    first_step: Text | None
    placement: Text
    certainty: Text
    basis: Text
    review: Text
    remark: Text | None
    decided: Text
    facts: tuple[FactRow, ...]
    rows: tuple[Row, ...]
    documents: tuple[tuple[str, Document], ...]
    works: tuple[Work, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A sample ready to be printed: its draw, from what, when it was made, and a sheet for each piece drawn."""

    source: Text
    advisories: int
    draw: Draw
    made: str
    strata_names: Mapping[str, Text]
    sheets: tuple[Sheet, ...]


def sheet_of(context: Context, key: str, number: int, told: OfRecord | None) -> Sheet:
    """Put one piece of a record into words for the paper; ``told`` is what a ledger tells of the record."""
    record = context.record
    stage, _, name = key.partition(".")
    entry = context.knowledge.conclusions(stage)[name]
    grounds, trace = grounds_of(context, key), traced(context, key)
    policies = dict(trace.policies)
    for found in grounds.documents:
        policies.setdefault(found.key, f"P{len(policies) + 1}")
    profile, issue = record.inputs.profile, record.issue
    names = profile["college"]["name"]
    rows = tuple(trace.facts.rows.values())
    first = getattr(entry, "first_step", None)
    return Sheet(
        number=number,
        record_id=issue.id,
        college=Text(zh=names["zh"], en=names["en"] or names["zh"]),
        fictitious=context.fictitious,
        issued=day(issue.issued_at),
        by=_office(issue.issuer or (told.issue.by if told is not None else "")),
        as_of=day(record.inputs.as_of),
        source=record.inputs.source_name,
        key=key,
        stage=words()[f"stage.{stage}"],
        name=context.names.conclusion(key),
        advice=entry.text,
        first_step=None if first is None else context.worded(first),
        placement=placement_text(context, key),
        certainty=words()[f"certainty.{certainty_word(context, key)}"],
        basis=words()[f"book_basis.{grounds.basis}"],
        review=grounds.review,
        remark=_remark(context, key),
        decided=_decided(told, key),
        facts=rows,
        rows=trace.rows,
        documents=tuple((mark, document_of(context, policy)) for policy, mark in policies.items()),
        works=works_of(context, dict.fromkeys((*entry.sources, *trace.sources))),
        unnamed=sum(row.handed_in and row.evidence is None for row in rows),
    )


def _office(name: str) -> Text:
    return Text(zh=name, en=name) if name else words()["audit.no_office"]


def _decided(told: OfRecord | None, key: str) -> Text:
    history = told.history(key) if told is not None else ()
    if not history:
        return words()["decisions.none"]
    number, found = history[-1]
    return say(
        "paper.standing_value",
        decision=words()[f"decisions.{found.decision}"],
        number=number,
        date=moment_text(found.at),
        by=found.by,
    )


def _remark(context: Context, key: str) -> Text | None:
    """Say what keeps a measure from being given without reserve."""
    found = list(_remarks(context, key))
    return join(found, "sentence_join") if found else None


def _remarks(context: Context, key: str) -> Iterator[Text]:
    stage, _, name = key.partition(".")
    if stage != "strategy":
        return
    advice = next(item for item in context.record.advice.strategies if item.id == name)
    if advice.questions:
        yield say("audit.settled_by", answers=join([answer_text(context, item) for item in advice.questions]))
    if advice.alternative_to:
        yield say("paper.alternative", name=context.knowledge.strategies[advice.alternative_to].name)
    if advice.waits_for:
        waits = join([context.knowledge.strategies[item].name for item in advice.waits_for])
        yield say("paper.waits", names=waits)
