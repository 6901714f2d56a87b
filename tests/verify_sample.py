"""An advisory that was issued and entered in a ledger, and PDFs that carry files, for the tests of verification."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

import report_sample as sample
import signing_sample
from hepu.advising import shipped
from hepu.ledger.checkpoints import Checkpoint, sign_checkpoint
from hepu.ledger.entries import Issued
from hepu.ledger.receipts import make_receipt, receipt_bytes
from hepu.ledger.store import create_ledger
from hepu.pack_sources.archive import pack_archive
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.record.build import digest_of
from hepu.record.digests import digests_bytes, record_bytes, record_digest
from hepu.record.model import CheckpointRecord
from hepu.signing.keys import private_key
from hepu.verification.inquiry import Anchors, Beside, Options
from hepu.verification.verify import verify_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.ledger.store import Ledger
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.verification.model import Report, StepName

AT = "2026-11-26T09:00:00+00:00"
LEDGER = "教育厅咨询台账"
# What takes longest; tests that are about something else leave it out.
COSTLY: frozenset[StepName] = frozenset({"again", "experta", "pages"})
KEY = private_key(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = private_key(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
NOBODY = Anchors()


@cache
def issued(*, signed: bool = False, previous: bool = False, published: bool = False) -> Record:
    """Advise on a college as for an issue: perhaps with a signer announced, or behind a state of the ledger."""
    return shipped().advise(
        Request(
            Profile.model_validate(sample.published() if published else sample.core()),
            sample.ISSUED,
            source_name="sample.yaml",
            issuer="教育厅",
            signer=signing_sample.issuer().identity.record if signed else None,
            previous=FIRST if previous else None,
        )
    )


FIRST = CheckpointRecord(ledger=LEDGER, sequence=1, digest="0" * 64)


def renamed(value: dict[str, Any]) -> bytes:
    """Write a changed record with the number that follows from it, as a forger would."""
    value["issue"]["id"] = ""
    value["issue"]["id"] = f"HP-{digest_of(value)[:16]}"
    return bytes(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def value_of(record: Record) -> dict[str, Any]:
    """Give a record as values that may be changed."""
    value: dict[str, Any] = json.loads(record_bytes(record))
    return value


def found(data: bytes, anchors: Anchors = NOBODY, without: frozenset[StepName] = COSTLY, **beside: Any) -> Report:
    """Verify some bytes."""
    return verify_bytes(data, "file", anchors, Options(AT, without), Beside(**beside))


def codes(report: Report, name: StepName) -> set[str]:
    """Give what a step said, by the codes of its texts."""
    return {fault.code for step in report.steps if step.name == name for fault in step.said}


def carrying(files: Mapping[str, bytes]) -> bytes:
    """Make a PDF of one empty page that carries files as ours do, and says that it is an edition."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Keywords": "hepu-edition:zh:circulation:with-requests"})
    names = ArrayObject()
    for name, data in files.items():
        stream = DecodedStreamObject()
        stream.set_data(data)
        packed = stream.flate_encode()
        packed[NameObject("/Type")] = NameObject("/EmbeddedFile")
        inside = DictionaryObject({NameObject("/F"): writer._add_object(packed)})
        spec = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Filespec"),
                NameObject("/F"): TextStringObject(name),
                NameObject("/EF"): inside,
            }
        )
        names.extend([TextStringObject(name), writer._add_object(spec)])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): tree})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue().replace(b"%PDF-1.3", b"%PDF-1.7", 1)


def circulating(record: Record) -> bytes:
    """Make a PDF that carries a record's digests alone."""
    return carrying({"digests.json": digests_bytes(record)})


def ledger_with(
    path: Path,
    record: Record,
    files: Mapping[str, str] | None = None,
    *,
    made_under: Pack | None = None,
    **changed: Any,
) -> Ledger:
    """Make a ledger in which a record is entered, with what the store keeps of it."""
    ledger = create_ledger(str(path), LEDGER, sample.ISSUED, by="教育厅")
    archive = pack_archive(made_under or shipped().pack)
    body = Issued(
        at=sample.ISSUED,
        by="教育厅",
        record=record_digest(record),
        record_id=record.issue.id,
        pack=record.inputs.pack.digest,
        pack_archive=_sha256(archive),
        editions=dict(files or {}),
    ).model_copy(update=changed)
    ledger.append([body], [record_bytes(record), archive])
    return ledger


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def checkpoint(ledger: Ledger, sequence: int, key: Any = KEY) -> Any:
    """Sign the state of a ledger at some entry."""
    head = next(entry.head for entry in ledger.entries(sequence - 1))
    return sign_checkpoint(Checkpoint(ledger.title, head, AT), [key])


def receipt(ledger: Ledger, sequence: int) -> bytes:
    """Write the receipt of an entry, up to the entry itself."""
    return receipt_bytes(make_receipt(ledger, sequence, until=sequence))


def head_of(ledger: Ledger) -> Checkpoint:
    """Give the present state of a ledger, as somebody may have kept it elsewhere."""
    return Checkpoint("", ledger.head())
