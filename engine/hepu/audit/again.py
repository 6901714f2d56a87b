"""``hepu replay``: which record, under which pack; what came out otherwise, told and entered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hepu.audit.log import opened_log
from hepu.audit.opened import Opener
from hepu.audit.replaying import ENGINES, again_by_history, again_under
from hepu.audit.stored import find_record
from hepu.audit.trace import truth_text
from hepu.errors import Fault, InputError, Location
from hepu.layers import shipped_layers
from hepu.ledger.entries import Replayed
from hepu.pack import load_pack
from hepu.pack_sources.archive import opened_archive
from hepu.record.build import as_json, digest_of
from hepu.record.found import found_at, record_in
from hepu.record.rebuild import truth_of
from hepu.report.outline import Node
from hepu.report.words import both, say, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.audit.log import Log
    from hepu.audit.replaying import Again, Difference, Origin
    from hepu.layers import Layers
    from hepu.record.found import Found
    from hepu.record.model import Record
    from hepu.text import Text

    Remake = Callable[[Found], Record | None]

__all__ = ["Done", "data_of", "enter", "replayed", "told_replay"]

_ID = re.compile(r"(?i)hp-[0-9a-f]{1,16}|[0-9a-f]{8,64}")
_MOST = 200
# What an advisory on published figures tells of, and what stands in an entry for each difference in anything else.
_PUBLISHED, _WITHHELD = ("strength.", "opportunity.", "challenge."), "withheld"


@dataclass(frozen=True, slots=True)
class Done:
    """A record that was inferred again; ``log`` is the ledger that was named, if one was."""

    record: Record
    digest: str
    again: Again
    log: Log | None


def replayed(named: str, ledger: str | None, layers: Layers, remake: Remake = lambda _: None) -> Done:
    """Infer a record again: one in a file (JSON, or an audit PDF), or one that the ledger holds, by number or digest.

    Where a file carries inputs in the record's place, ``remake`` makes the record from them.

    The pack is the one of the layers if they name one, else the one that the file carries or the ledger holds, else the
    present one, if need be with the wordings that it keeps.

    Raises:
        InputError: where there is no such record, or no pack or wording by which it can be inferred again.
        PackError: where a pack has faults.

    """
    log = opened_log(ledger) if ledger else None
    record, attached = _read(named, log, layers, remake)
    digest = digest_of(as_json(record))
    if layers != shipped_layers():
        return Done(record, digest, again_under(record, layers, "given"), log)
    item = log.records.get(digest) if log is not None else None
    stored = log.ledger.blob(item.issue.pack_archive) if log is not None and item is not None else None
    packs: tuple[tuple[Origin, bytes | None], ...] = (("attached", attached), ("stored", stored))
    for origin, archive in packs:
        if archive is not None:
            return Done(record, digest, _under_archive(record, archive, origin), log)
    present = load_pack(layers)
    if present.digest == record.inputs.pack.digest:
        return Done(record, digest, again_under(record, layers, "present"), log)
    return Done(record, digest, again_by_history(record, present), log)


def _read(named: str, log: Log | None, layers: Layers, remake: Remake) -> tuple[Record, bytes | None]:
    """Read the record, with the pack that its file carries."""
    path = Path(named)
    if "\x00" not in named and path.exists():
        found = found_at(path)
        return (remake(found) if found.record is None else None) or record_in(found), found.pack
    if not _ID.fullmatch(named.strip()):
        raise InputError([Fault("file_missing", Location(named))])
    if log is None:
        raise InputError([Fault("audit_no_ledger")])
    return Opener(log, layers).record(find_record(log, named)), None


def _under_archive(record: Record, archive: bytes, origin: Origin) -> Again:
    """Infer again under a pack that must be the record's own."""
    place = Location("pack.zip")
    with opened_archive(archive, place) as layers:
        made = again_under(record, layers, origin)
    if not made.same:
        context = {"expected": record.inputs.pack.digest[:12], "found": made.pack[:12]}
        raise InputError([Fault("audit_pack_other", place, context)])
    return made


def _told_of(done: Done) -> tuple[Difference, ...]:
    """Give the differences that may be told: of published figures none that tells of a problem, cause or measure.

    A rule tells as much as what it concludes, so of published figures no rule is named either.
    """
    if not done.record.inputs.profile["published_figures_only"]:
        return done.again.differ
    return tuple(item for item in done.again.differ if item.kind == "conclusion" and item.name.startswith(_PUBLISHED))


def enter(done: Done, at: str, by: str) -> int:
    """Enter a replay in its ledger, and give the number of the entry; zero where there is no ledger.

    Raises:
        OutputError: where the ledger could not be written.

    """
    if done.log is None:
        return 0
    told = _told_of(done)
    body = Replayed(
        at=at,
        by=by,
        record=done.digest,
        record_id=done.record.issue.id,
        pack=done.again.pack,
        engines=ENGINES,
        differ=(*(item.name[:_MOST] for item in told), *[_WITHHELD] * (len(done.again.differ) - len(told))),
    )
    return done.log.ledger.append([body])[0].sequence


def data_of(done: Done, entry: int) -> dict[str, Any]:
    """Give a replay as JSON values."""
    again, told = done.again, _told_of(done)
    return {
        "record": done.digest,
        "record_id": done.record.issue.id,
        "pack": {"origin": again.origin, "digest": again.pack, "same": again.same},
        "engines": list(ENGINES),
        "engines_agree": again.engines_agree,
        "rules": again.rules,
        "kept_wordings": again.kept,
        "conclusions": again.conclusions,
        "same": not again.differ,
        "differ": [
            {"name": item.name, "kind": item.kind, "then": item.then, "chainer": item.chainer, "experta": item.experta}
            for item in told
        ],
        "withheld": len(again.differ) - len(told),
        "entry": entry or None,
    }


def told_replay(done: Done, entry: int) -> Node:
    """Tell what a record came to again."""
    again = done.again
    head = "replay.other" if again.differ else "replay.same"
    notes = [
        say(f"replay.pack_{again.origin}", pack=again.pack[:12], kept=again.kept),
        say("replay.engines", rules=again.rules, conclusions=again.conclusions),
    ]
    if not again.same:
        notes.append(words()["replay.another"])
    if not again.engines_agree:
        notes.append(words()["replay.disagree"])
    if entry:
        notes.append(say("replay.entered", number=entry))
    told = _told_of(done)
    if withheld := len(again.differ) - len(told):
        notes.append(say("replay.withheld", count=withheld))
    parts = tuple(Node(item.kind, _told(item, again)) for item in told)
    return Node("replay", say(head, id=done.record.issue.id, count=len(again.differ)), tuple(notes), parts)


def _told(item: Difference, again: Again) -> Text:
    name = say("replay.rule", rule=item.name) if item.kind == "rule" else again.names.get(item.name, both(item.name))
    then, first, second = (_truth(truth) for truth in (item.then, item.chainer, item.experta))
    if item.chainer != item.experta:
        return say("replay.apart", name=name, then=then, chainer=first, experta=second)
    if item.then[:3] == item.chainer[:3]:
        return say("replay.premises", name=name, then=then)
    return say("replay.turned", name=name, then=then, now=first)


def _truth(told: str) -> Text:
    """Say in words what a rule or conclusion came to."""
    if not told:
        return words()["replay.not_in_force"]
    return words()["replay.absent"] if told.startswith("-") else truth_text(truth_of(told[:3]))
