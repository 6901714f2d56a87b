"""Which texts of a DOCX depart from what its record gives: the edition is rendered again, and compared by blocks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from hepu.report.docx import docx_bytes
from hepu.report.edition_mark import Marked, read_mark
from hepu.verification.docx_texts import read_docx

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.verification.docx_texts import Block, DocxTexts

__all__ = ["DocxDeparture", "departures_of", "record_ids"]

_ID = re.compile(r"HP-[0-9a-f]{16}")
_NARROW = 16


@dataclass(frozen=True, slots=True)
class DocxDeparture:
    """One place in which a DOCX departs from the record: what was there, what is there, and where.

    ``tracked`` ones are marked as changes by the word processor; a ``picture`` is told by its digest, and may only have
    been saved anew. What is ``unread`` may show more than the texts that were compared.
    """

    kind: Literal[
        "changed", "inserted", "deleted", "comment", "tracked_inserted", "tracked_deleted", "picture", "unread"
    ]
    expected: str
    found: str
    part: str = "body"
    heading: str = ""
    table: int = 0
    row: int = 0
    column: int = 0


def record_ids(texts: DocxTexts) -> tuple[str, ...]:
    """Give the numbers of records that a DOCX names, each once."""
    return tuple(dict.fromkeys(found for block in texts.blocks for found in _ID.findall(block.text)))


def departures_of(found: DocxTexts, record: Record, pack: Pack) -> tuple[DocxDeparture, ...]:
    """Compare a DOCX with the edition that the record gives; where it does not say which, with each."""
    mark = read_mark(found.keywords)
    tried = [mark] if mark else [Marked(lang, kind, requests=True) for kind in _KINDS for lang in _LANGS]
    made = [tuple(_compared(read_docx(_edition(record, pack, item), "record"), found)) for item in tried]
    return min(made, key=len)


_KINDS: tuple[Literal["circulation", "audit"], ...] = ("circulation", "audit")
_LANGS: tuple[Literal["zh", "en", "both"], ...] = ("zh", "en", "both")


def _edition(record: Record, pack: Pack, edition: Marked) -> bytes:
    return docx_bytes(record, pack, edition.lang, requests=edition.requests, kind=edition.kind)


def _compared(ours: DocxTexts, theirs: DocxTexts) -> Iterator[DocxDeparture]:
    parts = sorted({block.part for block in (*ours.blocks, *theirs.blocks)} - {"body", "comments"})
    for part in ("body", *parts):
        one, other = ([block for block in texts.blocks if block.part == part] for texts in (ours, theirs))
        yield from _blocks(one, other)
    yield from (_told("comment", "", block.text, block) for block in theirs.blocks if block.part == "comments")
    for item in theirs.tracked:
        was, now = (item.text, "") if item.kind == "deleted" else ("", item.text)
        yield _told(f"tracked_{item.kind}", was, now, item.block)  # type: ignore[arg-type]  # one of the two kinds
    before, after = Counter(ours.pictures), Counter(theirs.pictures)
    yield from (DocxDeparture("picture", digest, "") for digest in sorted((before - after).elements()))
    yield from (DocxDeparture("picture", "", digest) for digest in sorted((after - before).elements()))
    if before == after:
        pairs = zip(ours.pictures, theirs.pictures, strict=True)
        yield from (DocxDeparture("picture", was, now) for was, now in pairs if was != now)
    yield from (DocxDeparture("unread", "", name) for name in theirs.unread if name not in ours.unread)


def _blocks(ours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[DocxDeparture]:
    matcher = SequenceMatcher(None, [block.text for block in ours], [block.text for block in theirs])
    for kind, one, one_end, other, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for was, now in zip_longest(ours[one:one_end], theirs[other:other_end]):
            if was is None:
                yield _told("inserted", "", now.text, now)
            elif now is None:
                yield _told("deleted", was.text, "", was)
            else:
                yield _told("changed", *_narrowed(was.text, now.text), now)


def _told(
    kind: Literal["changed", "inserted", "deleted", "comment", "tracked_inserted", "tracked_deleted"],
    expected: str,
    found: str,
    block: Block,
) -> DocxDeparture:
    return DocxDeparture(kind, expected, found, block.part, block.heading, block.table, block.row, block.column)


def _narrowed(was: str, now: str) -> tuple[str, str]:
    """Leave of two long texts what differs, with some signs around it."""
    shorter = min(len(was), len(now))
    start = next((at for at in range(shorter) if was[at] != now[at]), shorter)
    end = next((at for at in range(shorter - start) if was[-1 - at] != now[-1 - at]), shorter - start)
    low = max(0, start - _NARROW)
    high = max(0, end - _NARROW)
    head, tail = "…" if low else "", "…" if high else ""
    return f"{head}{was[low : len(was) - high]}{tail}", f"{head}{now[low : len(now) - high]}{tail}"
