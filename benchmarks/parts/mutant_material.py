"""What the campaign of changes starts from: advisories of fictitious colleges, signed and entered in a ledger."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from hepu.advising import shipped
from hepu.ledger.checkpoints import Checkpoint
from hepu.ledger.copies import write_copy
from hepu.ledger.entries import Changed, Decided, Issued, Replayed, RuleChange, Verified
from hepu.ledger.receipts import make_receipt, receipt_bytes
from hepu.ledger.store import create_ledger, open_ledger
from hepu.ledger.vouching import sign_now
from hepu.pack_sources.archive import pack_archive
from hepu.pipeline import Request
from hepu.record.digests import record_bytes, record_digest
from hepu.signing.certificates import certificate_digest, signer_record
from hepu.signing.demonstration import demonstration_identity
from hepu.signing.dsse import envelope_bytes
from hepu.signing.identity import Identity, opened_pkcs12
from hepu.signing.keys import private_key
from hepu.signing.pades import sign_pdf
from hepu.signing.statement import sealed_statement
from hepu.synthetic import generate
from hepu.verification.model import STEPS

if TYPE_CHECKING:
    from hepu.ledger.store import Ledger
    from hepu.record.model import Record
    from hepu.report.html import EditionKind
    from hepu.signing.keys import SigningKey

__all__ = ["AT", "TITLE", "Material", "material", "with_pdfs"]

AT = "2026-11-26T06:00:00+00:00"
TITLE = "Sample ledger"


@dataclass
class Material:
    """Two advisories that were issued with signature and ledger, one that was not, and all that lies beside them."""

    folder: Path
    identity: Identity
    key: SigningKey
    plain: Record
    signed: Record
    other: Record
    archive: bytes
    envelope: bytes
    receipt: bytes
    other_receipt: bytes
    other_envelope: bytes
    ledger: Ledger
    copy: Path
    state: Checkpoint
    pdfs: dict[str, bytes]
    # What was verified once and is changed in several ways, by its name.
    cases: dict[str, Any] = field(default_factory=dict)

    def trial(self, end: str) -> Path:
        """Name a file for changed bytes, each process its own."""
        return self.folder / f"trial-{os.getpid()}.{end}"

    def opened_again(self) -> None:
        """Open the ledger anew, as a process that was forked has to."""
        self.ledger = open_ledger(str(self.folder / "ledger.db"))


def material(folder: Path, seed: int) -> Material:
    """Issue the advisories of two fictitious colleges and enter them; PDFs are added by ``with_pdfs``."""
    used = shipped()
    first, second = generate(used.pack.knowledge, 2, seed, "zh")
    opened = opened_pkcs12(demonstration_identity(AT), None)
    assert opened.cert is not None  # noqa: S101  # it was made with one
    identity = Identity(private_key(opened.key), opened.cert.certificate, ())  # type: ignore[arg-type]  # an RSA key
    key = private_key(ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha256(str(seed).encode()).digest()))
    ledger = create_ledger(str(folder / "ledger.db"), TITLE, AT, by="Office", key=key.public.name)
    archive = pack_archive(used.pack)
    issued = {"issuer": "Office", "signer": signer_record(identity.certificate)}
    made = []
    for profile in (first, second):
        record = used.advise(Request(profile, AT, previous=ledger.state(), **issued))  # type: ignore[arg-type]
        envelope = envelope_bytes(sealed_statement(record, [identity.key]))
        entry = Issued(
            at=AT,
            by="Office",
            record=record_digest(record),
            record_id=record.issue.id,
            pack=record.inputs.pack.digest,
            pack_archive=hashlib.sha256(archive).hexdigest(),
            envelope=hashlib.sha256(envelope).hexdigest(),
            certificate=certificate_digest(identity.certificate),
            editions={},
        )
        ledger.append([entry], [record_bytes(record), archive, envelope])
        made.append((record, envelope))
    (signed, envelope), (other, other_envelope) = made
    piece = f"strategy.{signed.advice.strategies[0].id}" if signed.advice.strategies else "problem.none"
    ledger.append(
        [
            Decided(
                at=AT,
                by="Audit",
                record=record_digest(signed),
                record_id=signed.issue.id,
                piece=piece,
                decision="adopted",
                reason="sample",
            ),
            Verified(
                at=AT,
                by="Audit",
                file=record_digest(signed),
                record=record_digest(signed),
                record_id=signed.issue.id,
                verdict="consistent",
                steps=dict.fromkeys(STEPS, "pass"),
            ),
            Replayed(
                at=AT,
                by="Audit",
                record=record_digest(signed),
                record_id=signed.issue.id,
                pack=signed.inputs.pack.digest,
                engines=("chainer", "experta"),
                differ=("b50",),
            ),
            RuleChange(
                at=AT,
                by="Office",
                pack="hepu-guangxi",
                changes=tuple(
                    Changed(subject=f"rule-{at}", version=2, content="0" * 64, note_zh="样例", note_en="sample")
                    for at in range(20)
                ),
            ),
        ]
    )
    sign_now(ledger, AT, key)
    state = Checkpoint(TITLE, ledger.head())
    copy = folder / "ledger.zip"
    write_copy(ledger, copy)
    return Material(
        folder,
        identity,
        key,
        used.advise(Request(first, AT)),
        signed,
        other,
        archive,
        envelope,
        receipt_bytes(make_receipt(ledger, 2)),
        receipt_bytes(make_receipt(ledger, 3)),
        other_envelope,
        ledger,
        copy,
        state,
        {},
    )


def with_pdfs(made: Material) -> None:
    """Render both editions, unsigned and signed, and those of the other college: a minute of work."""
    from hepu.report.pdf.document import render_pdf

    pack = shipped().pack
    kinds: tuple[EditionKind, ...] = ("circulation", "audit")
    for kind in kinds:
        made.pdfs[f"unsigned {kind}"] = render_pdf(made.plain, pack, "zh", kind=kind)
        page = render_pdf(made.signed, pack, "zh", kind=kind)
        made.pdfs[f"stripped {kind}"] = page
        made.pdfs[f"signed {kind}"] = sign_pdf(page, made.identity, AT)
    made.pdfs["other audit"] = render_pdf(made.other, pack, "zh", kind="audit")
    made.pdfs["other circulation"] = render_pdf(made.other, pack, "zh", kind="circulation")
