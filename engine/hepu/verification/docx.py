"""A DOCX edition held against its record: it can be edited and proves nothing, but what was edited can be told."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.advising import ready
from hepu.errors import Fault, InputError, Location
from hepu.layers import shipped_layers
from hepu.ledger.entries import Issued, read_body
from hepu.pipeline import advisor
from hepu.record.digests import record_bytes, record_digest
from hepu.record.found import MAX_FILE, found_in, record_in
from hepu.verification.asking import anchors_of, beside_of, file_bytes
from hepu.verification.docx_departures import departures_of, record_ids
from hepu.verification.docx_texts import read_docx
from hepu.verification.inquiry import Options
from hepu.verification.ledgered import told_by
from hepu.verification.matter import stored
from hepu.verification.pack import AtHand, compared
from hepu.verification.verify import verify_bytes

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.verification.asking import Question
    from hepu.verification.docx_departures import DocxDeparture
    from hepu.verification.inquiry import Beside
    from hepu.verification.model import Report

__all__ = ["DocxReport", "verify_docx"]


@dataclass(frozen=True, slots=True)
class DocxReport:
    """Where a DOCX departs from its record, and what the record itself was found to be."""

    file: str
    digest: str
    departures: tuple[DocxDeparture, ...]
    record: Report


def verify_docx(question: Question) -> DocxReport:
    """Hold a DOCX against its record, which is given or found in the ledger by the number that the DOCX names.

    Raises:
        InputError: where the DOCX cannot be read, its record or the pack of that time is not at hand, or the record is
            another.

    """
    name = question.file.name
    data = file_bytes(question.file, MAX_FILE)
    texts = read_docx(data, name)
    beside, named = beside_of(question), record_ids(texts)
    content = beside.record or _kept(beside, named)
    if content is None:
        raise InputError([Fault("verify_docx_record", Location(name), {"found": ", ".join(named[:3])})])
    record = record_in(found_in(content, name if beside.record is None else str(question.record)))
    if record.issue.id not in named:
        context = {"found": ", ".join(named[:3]), "expected": record.issue.id}
        raise InputError([Fault("verify_docx_other", Location(name), context)])
    options = Options(question.at, question.without | {"pages"})
    report = verify_bytes(record_bytes(record), f"{record.issue.id}.json", anchors_of(question), options, beside)
    with ExitStack() as stack:
        departures = departures_of(texts, record, _pack(record, beside, stack, name))
    return DocxReport(name, hashlib.sha256(data).hexdigest(), departures, report)


def _kept(beside: Beside, named: tuple[str, ...]) -> bytes | None:
    """Give the record of one of some numbers as the ledger keeps it, the last that was entered."""
    if beside.ledger is None:
        return None
    found = ""
    for entry in beside.ledger.entries():
        if any(number.encode() in entry.body for number in named):
            body = read_body(entry.body, beside.ledger.name)
            if isinstance(body, Issued) and body.record_id in named[:1]:
                found = body.record
    return beside.ledger.blob(found) if found else None


def _pack(record: Record, beside: Beside, stack: ExitStack, name: str) -> Pack:
    """Give the record's own pack: the shipped one, one that was given, or the one that the ledger keeps."""
    told, shipped = record.inputs.pack, ready(shipped_layers())
    if told.digest == shipped.pack.digest:
        return shipped.pack
    packs = [AtHand("given", beside.archive, beside.layers or ())] if beside.archive or beside.layers else []
    if beside.ledger is not None:
        kept = stored(beside, told_by(beside.ledger, record_digest(record)), "pack_archive")
        packs += [] if kept is None else [AtHand("stored", kept)]
    _, same = compared(told, packs)
    if same is None:
        raise InputError([Fault("verify_docx_pack", Location(name), {"found": f"{told.name} {told.version}"})])
    return advisor(stack.enter_context(same.opened())).pack
