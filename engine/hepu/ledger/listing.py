"""Entries of a ledger chosen and told: as lines of a table, as rows for a spreadsheet, as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepu.csv_text import csv_text
from hepu.errors import Fault, InputError, Location
from hepu.ledger.entries import (
    Body,
    Decided,
    Issued,
    Opened,
    Replayed,
    RuleChange,
    Verified,
    read_body,
)
from hepu.ledger.reading import entry_of
from hepu.messages import phrase, seen
from hepu.report.words import words
from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.ledger.chain import Entry
    from hepu.ledger.reading import Reading
    from hepu.text import Lang

__all__ = [
    "Wanted",
    "chosen",
    "entry_json",
    "listed_csv",
    "listed_json",
    "listed_lines",
    "number_of",
    "shown_lines",
    "stored_blob",
]

_MINUTE = 16
_SHORTEST = 8
_COLUMNS = ("sequence", "at", "kind", "by", "record_id", "record", "about", "digest")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: their kinds, the record they speak of by number or digest, and from when on."""

    kinds: tuple[str, ...] = ()
    record: str = ""
    since: str = ""


def chosen(ledger: Reading, wanted: Wanted) -> Iterator[tuple[Entry, Body | None]]:
    """Give the entries that are asked for, with what they say; nothing of one that cannot be read."""
    for entry in ledger.entries():
        # What cannot be it is not read at all.
        if wanted.record.encode() not in entry.body:
            continue
        try:
            body = read_body(entry.body, ledger.name)
        except InputError:
            if wanted == Wanted():
                yield entry, None
            continue
        if (not wanted.kinds or body.kind in wanted.kinds) and body.at >= wanted.since and _of(body, wanted.record):
            yield entry, body


def _of(body: Body, record: str) -> bool:
    return not record or _record_id(body) == record or (bool(_record(body)) and _record(body).startswith(record))


def _record(body: Body) -> str:
    return str(getattr(body, "record", ""))


def _record_id(body: Body) -> str:
    return str(getattr(body, "record_id", ""))


def listed_lines(found: Iterable[tuple[Entry, Body | None]], lang: Lang) -> Iterator[str]:
    """Tell entries as a table, a line each."""
    names = ("number", "at", "kind", "by", "about")
    rows = [[words()[f"ledger.{name}"][lang] for name in names]]
    for entry, body in found:
        if body is None:
            rows.append([str(entry.sequence), "", words()["entry_kinds.unknown"][lang], "", ""])
        else:
            at = body.at[:_MINUTE].replace("T", " ")
            kind = words()[f"entry_kinds.{body.kind}"][lang]
            says = " ".join((_record_id(body), about(body, lang)))
            rows.append([str(entry.sequence), at, kind, *(" ".join(text.split()) for text in (body.by, says))])
    widths = [max(columns(row[at]) for row in rows) for at in range(len(names) - 1)]
    for row in rows:
        cells = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False))
        yield seen("  ".join((*cells, row[-1])).rstrip())
    yield phrase("ledger_listed", lang, count=len(rows) - 1)


def about(body: Body, lang: Lang) -> str:
    """Tell in a few words what an entry says."""
    said = words()
    match body:
        case Opened():
            return body.ledger
        case Issued():
            return said["ledger.files"][lang].format(count=len(body.editions))
        case Verified():
            return said[f"verdicts.{body.verdict}"][lang]
        case Replayed():
            word = "ledger.differ" if body.differ else "ledger.same"
            return said[word][lang].format(count=len(body.differ))
        case RuleChange():
            return said["ledger.changes"][lang].format(pack=body.pack, count=len(body.changes))
        case Decided():
            return said["ledger.decided"][lang].format(
                piece=body.piece, decision=said[f"decisions.{body.decision}"][lang]
            )


def listed_csv(found: Iterable[tuple[Entry, Body | None]], lang: Lang) -> str:
    """Tell entries as CSV, under names that do not depend on the language."""
    return csv_text(
        _COLUMNS,
        (
            (
                entry.sequence,
                *(
                    (body.at, body.kind, body.by, _record_id(body), _record(body), about(body, lang))
                    if body
                    else ("", "", "", "", "", "")
                ),
                entry.digest.hex(),
            )
            for entry, body in found
        ),
    )


def listed_json(found: Iterable[tuple[Entry, Body | None]]) -> str:
    """Tell entries as JSON."""
    return json.dumps([entry_json(entry) for entry, _ in found], ensure_ascii=False, indent=2)


def entry_json(entry: Entry) -> dict[str, Any]:
    """Give an entry as JSON values; a body that is no JSON as its bytes in hexadecimal digits."""
    try:
        body = json.loads(entry.body)
    except (ValueError, RecursionError):
        body = entry.body.hex()
    return {
        "sequence": entry.sequence,
        "previous": entry.previous.hex(),
        "digest": entry.digest.hex(),
        "body": body,
    }


def shown_lines(ledger: Reading, entry: Entry, lang: Lang) -> Iterator[str]:
    """Tell an entry whole: its links, what it says, and which of what it names is stored."""
    said = words()
    told = entry_json(entry)
    for name in ("sequence", "previous", "digest"):
        yield f"{said[f'ledger.shown_{name}'][lang]}{told[name]}"
    yield said["ledger.shown_body"][lang]
    text = json.dumps(told["body"], ensure_ascii=False, indent=2)
    yield from (f"  {seen(line)}" for line in text.split("\n"))
    stored = [digest for digest in ledger.blobs() if digest.encode() in entry.body]
    yield said["ledger.shown_stored" if stored else "ledger.shown_nothing"][lang]
    for digest in stored:
        yield f"  {digest}"


def number_of(ledger: Reading, named: str) -> int:
    """Give the number of an entry: itself, or that by which a record was issued, by its number or digest.

    Raises:
        InputError: where the ledger has none.

    """
    if named.isascii() and named.isdigit():
        return entry_of(ledger, int(named[:18])).sequence
    found = next(chosen(ledger, Wanted(("issued",), named)), None) if named else None
    if found is None:
        raise InputError([Fault("ledger_no_record", Location(ledger.name), {"found": named[:80]})])
    return found[0].sequence


def stored_blob(ledger: Reading, named: str) -> bytes:
    """Give a stored content by its digest, or by the beginning of it where that is long enough to tell it.

    Raises:
        InputError: where nothing, or more than one content, is stored under it.

    """
    wanted = named.lower()
    found = [digest for digest in ledger.blobs() if digest.startswith(wanted)] if len(wanted) >= _SHORTEST else []
    content = ledger.blob(found[0]) if len(found) == 1 else None
    if content is None:
        raise InputError([Fault("ledger_no_blob", Location(ledger.name), {"found": named[:80]})])
    return content
