"""``hepu audit show`` as an outline: each piece of advice with its decisions and grounds, then what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.audit.grounds import grounds_of
from hepu.audit.pieces import measures_of, pieces_of
from hepu.record.build import as_json
from hepu.report.derivation import certainty_word
from hepu.report.openings import answer_text
from hepu.report.outline import Node
from hepu.report.values import day
from hepu.report.words import both, glue, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.advice.model import StrategyAdvice
    from hepu.audit.grounds import Document, Ground, Grounds, Work
    from hepu.audit.log import OfRecord
    from hepu.ledger.entries import Decided, Replayed, Verified
    from hepu.report.context import Context

__all__ = ["moment_text", "names_of", "placement_text", "told_record"]


def told_record(context: Context, item: OfRecord, *, every: bool = False) -> Node:
    """Tell a record piece by piece; ``every`` tells what it says of the college besides its measures, too."""
    record = context.record
    value = as_json(record)
    measures = measures_of(value)
    shown = pieces_of(value) if every else measures
    standing = item.standing
    profile, issue = record.inputs.profile, record.issue
    names = profile["college"]["name"]
    college = Text(zh=names["zh"], en=names["en"] or names["zh"])
    decided = sum(key in standing for key in measures)
    notes = [
        say("audit.issued", date=day(item.issue.at), by=issue.issuer or item.issue.by or words()["audit.no_office"]),
        say("audit.about", date=day(record.inputs.as_of), year=record.inputs.data_year, pack=record.inputs.pack.name),
        say("audit.digest", digest=item.digest),
        say("audit.progress", pieces=len(measures), decided=decided),
        words()["holds_not_true"],
    ]
    if context.fictitious:
        notes.insert(1, words()["fictitious"])
    if context.published:
        notes.insert(1, words()["published_scope"])
    parts = [told_piece(context, item, key, number) for number, key in enumerate(shown, start=1)]
    checked = tuple(_checked(item))
    if checked:
        parts.append(Node("checks", words()["audit.checks"], parts=checked))
    data = {
        "record": item.digest,
        "record_id": issue.id,
        "college": dict(names),
        "issued": item.issue.at,
        "by": item.issue.by,
        "entries": [number for number, _ in item.issued],
        "measures": len(measures),
        "decided": decided,
    }
    return Node("record", say("audit.head", id=issue.id, college=college), tuple(notes), tuple(parts), data)


def names_of(context: Context) -> dict[str, Text]:
    """Give the names of all pieces of a record, by key."""
    return {key: context.names.conclusion(key) for key in pieces_of(as_json(context.record))}


def placement_text(context: Context, key: str) -> Text:
    """Say where a measure stands in its advisory, or of what stage another conclusion is."""
    stage, _, name = key.partition(".")
    if stage != "strategy":
        return words()[f"stage.{stage}"]
    return words()[f"audit.placement_{_advice(context, name).placement}"]


def moment_text(at: str) -> Text:
    """Write a moment of the ledger as day and time (UTC)."""
    return glue(day(at), both(f" {at[11:16]} UTC")) if len(at) > len("2026-01-01") else day(at)


def _advice(context: Context, name: str) -> StrategyAdvice:
    return next(item for item in context.record.advice.strategies if item.id == name)


def told_piece(context: Context, item: OfRecord, key: str, number: int) -> Node:
    """Tell one piece: what it is, every decision on it, and on what it rests."""
    grounds, history = grounds_of(context, key), item.history(key)
    stands = words()[f"decisions.{history[-1][1].decision}" if history else "decisions.none"]
    text = say(
        "audit.piece",
        number=number,
        name=context.names.conclusion(key),
        placement=placement_text(context, key),
        certainty=words()[f"certainty.{certainty_word(context, key)}"],
        decision=stands,
    )
    notes = [
        say("audit.key", key=key),
        *(_decided(at, found, last=at == history[-1][0]) for at, found in history),
        say("audit.basis", basis=words()[f"book_basis.{grounds.basis}"], review=grounds.review),
        *_works(grounds.works),
        *map(document_text, grounds.documents),
        *_against(context, key),
    ]
    parts = tuple(map(_rule, grounds.rules))
    return Node("piece", text, tuple(notes), parts, _data(key, grounds, history, item))


def _data(key: str, grounds: Grounds, history: tuple[tuple[int, Decided], ...], item: OfRecord) -> dict[str, object]:
    standing = item.standing.get(key)
    return {
        "piece": key,
        "decision": None if standing is None else standing.decision,
        "decisions": [
            {"entry": at, "at": made.at, "by": made.by, "decision": made.decision, "reason": made.reason}
            for at, made in history
        ],
        "basis": grounds.basis,
        "verified": grounds.verified,
        "sources": [{"source": work.key, "read": work.read} for work in grounds.works],
        "policies": [
            {"policy": found.key, "original_checked": found.original, "checked": found.checked}
            for found in grounds.documents
        ],
    }


def _decided(number: int, found: Decided, *, last: bool) -> Text:
    return say(
        "audit.decision" if last else "audit.decision_before",
        number=number,
        date=moment_text(found.at),
        by=found.by or words()["audit.no_office"],
        decision=words()[f"decisions.{found.decision}"],
        reason=" ".join(found.reason.split()),
    )


def _works(works: tuple[Work, ...]) -> Iterator[Text]:
    for read in (True, False):
        named = [work.name for work in works if work.read is read]
        if named:
            yield say("audit.works_read" if read else "audit.works_unread", works=join(named, "clause_join"))


def document_text(found: Document) -> Text:
    """Name a law or policy with its number and force, when that was looked up, and whether at its issuer."""
    name = say("audit.numbered", name=found.name, number=found.number) if found.number is not None else found.name
    phrase = "audit.document" if found.original else "audit.document_unchecked"
    return say(phrase, name=name, force=found.force, date=found.checked)


def _against(context: Context, key: str) -> Iterator[Text]:
    """Say why a measure is not recommended, or what would settle whether it is."""
    stage, _, name = key.partition(".")
    if stage != "strategy":
        return
    advice = _advice(context, name)
    if advice.status == "withheld":
        reasons = [context.because.sentence(context.pack.rules[rule]) for rule in advice.reasons]
        yield say("audit.withheld", reasons=join(reasons, "sentence_join"))
    elif advice.questions:
        yield say("audit.settled_by", answers=join([answer_text(context, item) for item in advice.questions]))


def _rule(ground: Ground) -> Node:
    about = say("audit.rule", rule=ground.rule, certainty=ground.certainty, review=ground.review)
    return Node("rule", ground.sentence, (about,), data={"rule": ground.rule, "sources": list(ground.sources)})


def _checked(item: OfRecord) -> Iterator[Node]:
    """Tell each verification and replay, the oldest first."""
    entries: list[tuple[int, Verified | Replayed]] = [*item.verified, *item.replayed]
    for number, found in sorted(entries, key=lambda entry: entry[0]):
        data = {"entry": number, "kind_of_entry": found.kind, "at": found.at, "by": found.by}
        when = {"number": number, "date": moment_text(found.at)}
        if found.kind == "verified":
            failed = [name for name, outcome in sorted(found.steps.items()) if outcome == "fail"]
            text = say("audit.verified", verdict=words()[f"verdicts.{found.verdict}"], **when)
            yield Node("verified", text, data={**data, "verdict": found.verdict, "failed": failed})
        else:
            phrase = "audit.replayed_other" if found.differ else "audit.replayed_same"
            text = say(phrase, count=len(found.differ), pack=found.pack[:12], **when)
            yield Node("replayed", text, data={**data, "pack": found.pack, "differ": list(found.differ)})
