"""Issuing: who issues an advisory is told in it beforehand; then it is signed, entered and put in its place.

The order is what the promise rests on. All editions are made and lie on the disk beside their places; the entry is
committed; only then is any file put where it is looked for. Whatever ends the work at any moment, no advisory stands
without its entry. An entry without its files is the most that can be left, and the ledger holds what it names, so they
are written again from there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.file_writing import present, write_files
from hepu.ledger.entries import Issued, read_body
from hepu.ledger.reading import entry_of
from hepu.ledger.receipts import make_receipt, receipt_bytes
from hepu.pack_sources.archive import pack_archive
from hepu.record.digests import record_bytes
from hepu.report.editions import stem_of
from hepu.report.glyphs import glyph_faults
from hepu.signing.dsse import envelope_bytes
from hepu.signing.statement import sealed_statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.ledger.reading import Reading
    from hepu.ledger.store import Ledger
    from hepu.pack import Pack
    from hepu.record.model import CheckpointRecord, Record, SignerRecord
    from hepu.signing.identity import Identity

__all__ = ["Issuer", "Office", "issued_files", "opened", "sidecars", "write_again"]

MOST_SIGNS = 200


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: an office by its name, the PKCS#12 file it signs with, and the ledger it enters advisories in.

    Each may be absent. ``tsa`` is the address of a timestamp authority, the one place that is ever asked.
    """

    name: str = ""
    ledger: str = field(default="", repr=False)
    sign: Path | None = None
    password: bytes | None = field(default=None, repr=False)
    tsa: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An issuer at work: its ledger is open and its certificate has been read."""

    name: str
    ledger: Ledger | None
    identity: Identity | None
    tsa: str | None

    @property
    def signer(self) -> SignerRecord | None:
        """Who will sign, as the record tells it beforehand."""
        return None if self.identity is None else self.identity.record

    def previous(self) -> CheckpointRecord | None:
        """Give the state of the ledger now, which is the one before whatever is issued next."""
        return None if self.ledger is None else self.ledger.state()

    def signed(self, made: Mapping[Path, bytes], at: str) -> dict[Path, bytes]:
        """Sign each PDF among some files at a moment; where nobody signs, they are what they were."""
        if self.identity is None:
            return dict(made)
        from hepu.signing.pades import sign_pdf  # noqa: PLC0415  # slow to import, as the store below

        return {
            path: sign_pdf(data, self.identity, at, self.tsa) if path.suffix == ".pdf" else data
            for path, data in made.items()
        }

    def issue(self, record: Record, pack: Pack, made: Mapping[Path, bytes], stem: Path) -> tuple[tuple[Path, ...], int]:
        """Put the files of an advisory in their places, signed and entered; give their paths and the entry's number.

        Beside them go the signed statement about the record, ``STEM.dsse.json``, and the receipt of the entry,
        ``STEM.receipt.json``, each where there is one. The number is zero where no ledger is in use.

        Raises:
            OutputError: where nothing was entered and nothing written; or, told as ``issued_not_placed``, where the
                entry stands and its files could not be put in their places.

        """
        files = self.signed(made, record.issue.issued_at)
        envelope = b""
        statement_file, receipt_file = sidecars(stem)
        if self.identity is not None:
            envelope = envelope_bytes(sealed_statement(record, [self.identity.key]))
            files[statement_file] = envelope
        now = {path: (present(path), data) for path, data in files.items()}
        ledger = self.ledger
        if ledger is None:
            write_files(now)
            return tuple(files), 0
        before, entered = present(receipt_file), 0
        written, archive = record_bytes(record), pack_archive(pack)
        entry = self._entry(record, _digest(written), _digest(archive), files, envelope)

        def enter() -> Mapping[Path, tuple[bytes | None, bytes]]:
            nonlocal entered
            entered = ledger.append([entry], [written, archive, *files.values()])[0].sequence
            # From the state that the pages tell: whoever has them sees that the entry was made after it.
            since = None if record.issue.previous is None else record.issue.previous.sequence
            return {receipt_file: (before, receipt_bytes(make_receipt(ledger, entered, since=since, until=entered)))}

        try:
            write_files(now, enter)
        except (OutputError, InputError) as error:
            if not entered:
                raise
            context = {"found": str(entered), "expected": ledger.name}
            raise OutputError([*error.faults, Fault("issued_not_placed", Location(str(stem)), context)]) from None
        return (*files, receipt_file), entered

    def _entry(self, record: Record, digest: str, archive: str, files: Mapping[Path, bytes], envelope: bytes) -> Issued:
        return Issued(
            at=record.issue.issued_at,
            by=self.name,
            record=digest,
            record_id=record.issue.id,
            pack=record.inputs.pack.digest,
            pack_archive=archive,
            envelope=_digest(envelope) if envelope else "",
            certificate="" if self.signer is None else self.signer.certificate,
            editions={path.name: _digest(data) for path, data in files.items()},
        )


def opened(issuer: Issuer, at: str) -> Office:
    """Open the ledger and read the certificate of an issuer, for issuing at a moment (ISO 8601).

    Raises:
        InputError: where the ledger, the certificate or its password does not serve, or a name could not be printed.
        OutputError: where the ledger is kept from writing.

    """
    from hepu.ledger.writing import ledger_to_write  # noqa: PLC0415
    from hepu.signing.identity import read_identity  # noqa: PLC0415

    name = " ".join(issuer.name.split())
    if len(name) > MOST_SIGNS:
        raise InputError([Fault("issuer_long", Location("--issuer"), {"expected": str(MOST_SIGNS)})])
    if issuer.tsa and issuer.sign is None:
        raise InputError([Fault("tsa_without_signature", Location("--tsa"))])
    identity = None if issuer.sign is None else read_identity(issuer.sign, issuer.password, at)
    ledger = ledger_to_write(issuer.ledger) if issuer.ledger else None
    told = {
        "issuer": name,
        "ledger": ledger.title if ledger else "",
        "signer": identity.record.subject if identity else "",
    }
    places = {"issuer": "--issuer", "ledger": issuer.ledger, "signer": str(issuer.sign)}
    if faults := glyph_faults(told, {key: Location(place) for key, place in places.items()}):
        raise InputError(faults)
    return Office(name, ledger, identity, issuer.tsa)


def sidecars(stem: Path) -> tuple[Path, Path]:
    """Give the files of the signed statement and of the receipt that go beside the editions of some stem."""
    return stem.with_name(f"{stem.name}.dsse.json"), stem.with_name(f"{stem.name}.receipt.json")


def issued_files(ledger: Reading, number: int) -> dict[str, bytes]:
    """Give the files of an issued advisory by their names, as the store holds them, with a receipt of its entry.

    Raises:
        InputError: where the entry of that number is another, or the store does not hold what it names.

    """
    body = read_body(entry_of(ledger, number).body, ledger.name)
    if not isinstance(body, Issued):
        raise InputError([Fault("issued_unknown", Location(ledger.name), {"found": str(number)})])
    files: dict[str, bytes] = {}
    for name, digest in sorted(body.editions.items()):
        data = ledger.blob(digest)
        # A ledger is a file like any other: its names lead nowhere but into the folder that somebody chose.
        if data is None or name != Path(name).name or not name.strip("."):
            raise InputError([Fault("issued_not_kept", Location(ledger.name), {"found": name[:60]})])
        files[name] = data
    stem = stem_of(next(iter(files), body.record_id))
    files[f"{stem}.receipt.json"] = receipt_bytes(make_receipt(ledger, number))
    return files


def write_again(files: Mapping[str, bytes], folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write files to a folder, all or none; one that is there already and differs stays, unless it is ``force``d.

    A receipt may differ: it reaches to the checkpoint that is nearest when it is written, and the newer one stays.

    Raises:
        OutputError: where something else is there under the name of one, or it cannot be written.

    """
    now = {folder / name: (present(folder / name), data) for name, data in files.items()}
    other = [
        path
        for path, (there, data) in now.items()
        if there not in {None, data} and path.suffixes[-2:] != [".receipt", ".json"]
    ]
    if other and not force:
        raise OutputError([Fault("files_exist", Location(str(path)), {"found": path.name}) for path in other])
    write_files(now)
    return tuple(now)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
