"""A file verified as somebody asks for it: files read within bounds, ledgers opened, and the verification entered."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.layering.named import layers_of
from hepu.ledger.checkpoints import printed_checkpoint, read_checkpoint
from hepu.ledger.entries import Verified
from hepu.ledger.opening import read_ledger
from hepu.record.found import MAX_FILE
from hepu.signing.certificates import read_certificates
from hepu.signing.keys import trusted_key
from hepu.verification.inquiry import Anchors, Beside, Options
from hepu.verification.verify import verify_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.verification.model import Report, StepName

__all__ = ["Question", "Verification", "file_bytes", "verify_file"]

_SMALL = 5_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """A file, what was given with it, and at which moment (ISO 8601) and by which office or role it is verified.

    ``pack`` are names as of ``--pack``, or one archive; ``printed`` are states of a ledger as an advisory prints them.
    ``enter`` says whether the verification is entered in the ledger.
    """

    file: Path
    at: str
    by: str = ""
    record: Path | None = None
    pack: tuple[str, ...] = ()
    ledger: str | None = None
    receipt: Path | None = None
    envelope: Path | None = None
    certificates: tuple[Path, ...] = ()
    keys: tuple[Path, ...] = ()
    checkpoints: tuple[Path, ...] = ()
    printed: tuple[str, ...] = ()
    without: frozenset[StepName] = frozenset()
    enter: bool = True


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out, the number of the entry in the ledger, and why there is none where one was wanted."""

    report: Report
    entry: int | None = None
    faults: tuple[Fault, ...] = ()


def verify_file(question: Question) -> Verification:
    """Verify a file, and enter that in the ledger where one is in use.

    Raises:
        InputError: where a file cannot be read, or what was given with it is not what it was given as.
        PackError: where no pack has such a name.

    """
    beside, anchors = beside_of(question), anchors_of(question)
    data = file_bytes(question.file, MAX_FILE)
    report = verify_bytes(data, question.file.name, anchors, Options(question.at, question.without), beside)
    if beside.ledger is None or not question.enter:
        return Verification(report)
    entry = Verified(
        at=question.at,
        by=question.by,
        file=report.digest,
        record=report.record,
        record_id=report.record_id[:200],
        verdict=report.verdict,
        steps={step.name: step.state for step in report.steps},
    )
    try:
        (made,) = beside.ledger.append([entry])
    except OutputError as error:
        return Verification(report, faults=(Fault("verify_not_entered"), *error.faults))
    return Verification(report, made.sequence)


def beside_of(question: Question) -> Beside:
    """Read what was given with a file.

    Raises:
        InputError, PackError: as ``verify_file``.

    """
    archive, layers = None, None
    if question.pack:
        path = _as_file(question.pack[0]) if len(question.pack) == 1 else None
        archive = None if path is None else file_bytes(path, MAX_FILE)
        layers = layers_of(question.pack) if path is None else None
    return Beside(
        record=None if question.record is None else file_bytes(question.record, MAX_FILE),
        archive=archive,
        layers=layers,
        ledger=None if question.ledger is None else read_ledger(question.ledger),
        receipt=None if question.receipt is None else file_bytes(question.receipt, _SMALL),
        envelope=None if question.envelope is None else file_bytes(question.envelope, _SMALL),
    )


def anchors_of(question: Question) -> Anchors:
    """Read whom and what the reader trusts.

    A checkpoint in a file has to be signed by a key that was given; without any key it counts as a copy that the reader
    kept.

    Raises:
        InputError: where a file is not what it was given as, or no given key signed a checkpoint.

    """
    keys = tuple(trusted_key(path) for path in question.keys)
    states = [printed_checkpoint(text, "--printed") for text in question.printed]
    signed = []
    for path in question.checkpoints:
        found = read_checkpoint(file_bytes(path, _SMALL), path.name)
        if not keys:
            states.append(found.checkpoint)
        elif found.signers(keys):
            signed.append(found)
        else:
            raise InputError([Fault("verify_checkpoint_unsigned", Location(path.name))])
    certificates = tuple(item for path in question.certificates for item in read_certificates(path))
    return Anchors(certificates, (), keys, tuple(states), tuple(signed))


def file_bytes(path: Path, most: int) -> bytes:
    """Read a file up to a size.

    Raises:
        InputError: where it is not there, cannot be read, is no file, or is larger.

    """
    place = Location(str(path))
    try:
        if not path.is_file():  # a device or a pipe may have no end
            raise InputError([Fault("file_unreadable" if path.exists() else "file_missing", place)])
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError):
        raise InputError([Fault("file_unreadable", place)]) from None
    if len(data) > most:
        found, expected = (f"{size / 1_000_000:.1f} MB" for size in (len(data), most))
        raise InputError([Fault("found_too_large", place, {"found": found, "expected": expected})])
    return data


def _as_file(name: str) -> Path | None:
    """Give the file of that name, or nothing where it names a folder or an installed pack."""
    from pathlib import Path  # noqa: PLC0415  # names become paths here alone

    path = Path(name)
    with contextlib.suppress(OSError, ValueError):
        if path.is_file():
            return path
    return None
