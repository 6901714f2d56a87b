"""A copy of a ledger to hand over: one archive, from which everything can be read and verified without a database.

``entries.jsonl`` and ``checkpoints.jsonl`` hold a line for each, in their order, and ``blobs/`` holds what is stored
under its digest: any program reads them. Entries are copied as they are, whether they follow one another or not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.intake.zip_guard import unpacked
from hepu.json_source import parse_json
from hepu.ledger.chain import GENESIS, Entry, Head
from hepu.ledger.reading import MAX_BLOB, title_of, whole_contents
from hepu.pack_sources.unpacking import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.ledger.entries import Body
    from hepu.ledger.reading import Reading

__all__ = ["Copy", "open_copy", "write_copy"]

_ENTRIES, _CHECKPOINTS, _BLOBS = "entries.jsonl", "checkpoints.jsonl", "blobs/"
_MAX_LINES = 500_000_000
_DATE = (1980, 1, 1, 0, 0, 0)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal["hepu-ledger-copy/1"] = Field(default="hepu-ledger-copy/1", alias="schema")
    sequence: int
    previous: _Hex
    digest: _Hex
    body: dict[str, Any]


@dataclass(frozen=True)
class Copy:
    """A copy of a ledger, open for reading; blobs are read from the archive when they are asked for."""

    name: str
    _entries: tuple[Entry, ...] = field(repr=False)
    _checkpoints: tuple[bytes, ...] = field(repr=False)
    _blobs: tuple[str, ...] = field(repr=False)

    @cached_property
    def title(self) -> str:
        """The name that its first entry gives the ledger.

        Raises:
            InputError: where it has no such entry.

        """
        return title_of(self.entries(), self.name)

    def head(self) -> Head:
        """Give the state of the ledger when it was copied."""
        return self._entries[-1].head if self._entries else GENESIS

    def append(self, bodies: Sequence[Body], blobs: Sequence[bytes] = ()) -> tuple[Entry, ...]:
        """Refuse to add anything: a copy stays what it was when it was handed over.

        Raises:
            OutputError: always.

        """
        del bodies, blobs
        raise OutputError([Fault("ledger_readonly", Location(self.name))])

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Give the entries behind a number, in their order."""
        return (entry for entry in self._entries if entry.sequence > after)

    def blob(self, digest: str) -> bytes | None:
        """Give what is stored under a sha256, or nothing.

        Raises:
            InputError: where what is stored is not what its digest says, or the archive is damaged.

        """
        if digest not in self._blobs:
            return None
        try:
            with zipfile.ZipFile(self.name) as archive:
                content = _stored(archive, digest)
        except BROKEN:
            content = None
        if content is None:
            raise InputError([Fault("ledger_blob_altered", Location(self.name), {"found": digest[:12]})])
        return content

    def blobs(self) -> tuple[str, ...]:
        """Give the digests under which something is stored, in their order."""
        return self._blobs

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        """Give all that is stored with its digest, in their order; nothing for what is not what its digest says."""
        try:
            with zipfile.ZipFile(self.name) as archive:
                for digest in self._blobs:
                    yield digest, _stored(archive, digest)
        except BROKEN:
            raise InputError([Fault("ledger_copy_form", Location(self.name))]) from None

    def checkpoints(self) -> tuple[bytes, ...]:
        """Give the envelopes of the signed checkpoints that were kept."""
        return self._checkpoints


def open_copy(named: str) -> Copy:
    """Open a copy of a ledger; what is wrong with the ledger itself is found when it is verified.

    Raises:
        InputError: where the file is no such copy.

    """
    wrong = InputError([Fault("ledger_copy_form", Location(named))])
    if not Path(named).is_file():
        raise InputError([Fault("ledger_missing", Location(named))])
    try:
        with zipfile.ZipFile(named) as archive:
            members = {member.filename: member for member in archive.infolist()}
            blobs = sorted(name.removeprefix(_BLOBS) for name in members if name.startswith(_BLOBS))
            if len(members) != len(archive.infolist()) or len(members) != len(blobs) + 2:
                raise wrong
            if not all(map(_DIGEST.fullmatch, blobs)):
                raise wrong
            entries = _lines(_read(archive, members[_ENTRIES], _MAX_LINES))
            checkpoints = _lines(_read(archive, members[_CHECKPOINTS], _MAX_LINES))
        return Copy(named, tuple(_entry(line, named) for line in entries), tuple(checkpoints), tuple(blobs))
    except (*BROKEN, KeyError, ValidationError, rfc8785.CanonicalizationError):
        raise wrong from None


def write_copy(ledger: Reading, path: Path, *, force: bool = False) -> int:
    """Write a copy of a ledger beside its place and put it there; give the number of its last entry.

    Raises:
        InputError: where the ledger cannot be read, or an entry is no JSON in canonical form.
        OutputError: where the copy cannot be written, or would take the place of a file.

    """
    if path.exists() and not force:
        raise OutputError([Fault("output_exists", Location(str(path)))])
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    last = 0
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            with archive.open(_member(_ENTRIES), "w", force_zip64=True) as member:
                for entry in ledger.entries():
                    member.write(_line(entry, ledger.name) + b"\n")
                    last = entry.sequence
            archive.writestr(_member(_CHECKPOINTS), b"".join(item + b"\n" for item in ledger.checkpoints()))
            for digest, content in whole_contents(ledger):
                archive.writestr(_member(_BLOBS + digest), content)
        with part.open("rb+") as written:  # a copy that is put in its place is whole
            os.fsync(written.fileno())
        part.replace(path)
    except InputError:
        raise
    except OSError as error:
        raise OutputError([Fault("output_unwritable", Location(str(path)), {"found": str(error.strerror)})]) from None
    finally:
        part.unlink(missing_ok=True)
    return last


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _line(entry: Entry, name: str) -> bytes:
    try:
        body = json.loads(entry.body)
        if not isinstance(body, dict) or rfc8785.dumps(body) != entry.body:
            raise InputError([Fault("ledger_entry_form", Location(name, path=str(entry.sequence)))])
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        raise InputError([Fault("ledger_entry_form", Location(name, path=str(entry.sequence)))]) from None
    return rfc8785.dumps(
        {
            "schema": "hepu-ledger-copy/1",
            "sequence": entry.sequence,
            "previous": entry.previous.hex(),
            "digest": entry.digest.hex(),
            "body": body,
        }
    )


def _entry(line: bytes, name: str) -> Entry:
    document = parse_json(line.decode("utf-8"), name)
    if document.faults:
        raise InputError(document.faults)
    read = _Line.model_validate(document.value)
    return Entry(read.sequence, bytes.fromhex(read.previous), rfc8785.dumps(read.body), bytes.fromhex(read.digest))


def _lines(data: bytes) -> list[bytes]:
    """Part a file at line feeds alone: a text in an entry may hold what else ends a line."""
    return [line for line in data.split(b"\n") if line]


def _stored(archive: zipfile.ZipFile, digest: str) -> bytes | None:
    """Give what lies under a digest, or nothing where it is not what the digest says."""
    try:
        content = _read(archive, archive.getinfo(_BLOBS + digest), MAX_BLOB)
    except BROKEN:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack a member up to what it declares, and no more than it may be."""
    content = unpacked(archive, member) if member.file_size <= most else None
    if content is None:
        raise ValueError(member.filename)
    return content
