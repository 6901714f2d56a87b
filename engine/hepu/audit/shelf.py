"""Issued records ready to be opened, from a ledger or from a folder of their files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.audit.log import opened_log
from hepu.audit.opened import Opener, Packs
from hepu.errors import Fault, InputError, Location
from hepu.record.build import as_json, digest_of
from hepu.record.found import found_at, record_in
from hepu.report.context import Context
from hepu.report.words import both, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.audit.log import Log, OfRecord
    from hepu.layers import Layers
    from hepu.record.found import Found
    from hepu.record.model import Record
    from hepu.text import Text

__all__ = ["Held", "Shelf", "shelf_of", "shelf_of_folder", "shelf_of_ledger"]

_KINDS = (".json", ".pdf")
# What is written beside a record and speaks of it.
_BESIDE = (".dsse.json", ".receipt.json")
# Faults of files that are whole and hold no record: an edition that goes round, and what is none of ours.
_WITHOUT = frozenset({"found_no_record", "found_pdf_without_record", "found_pdf_without_files"})


@dataclass(frozen=True)
class Held:
    """A record that is held: ``told`` is what a ledger tells of it, nothing where there is none."""

    digest: str
    record: Record
    opened: Callable[[], Context]
    told: OfRecord | None = None

    @property
    def context(self) -> Context:
        """Open it with its pack."""
        return self.opened()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records in the order in which they were issued, where they are held, and what was left out, told as warnings."""

    name: Text
    records: tuple[Held, ...]
    faults: tuple[Fault, ...] = ()


def shelf_of(named: str | None, layers: Layers) -> Shelf:
    """Give the records of a folder, or of a ledger where the name is that of no folder.

    Raises:
        InputError: as the two below.

    """
    if named and Path(named).is_dir():
        return shelf_of_folder(Path(named), layers)
    return shelf_of_ledger(opened_log(named), layers)


def shelf_of_folder(folder: Path, layers: Layers) -> Shelf:
    """Give the issued records in a folder, each once: JSON files, and PDFs that carry them, by day of issue.

    Raises:
        InputError: where a file cannot be read or holds a damaged record; each is named.

    """
    packs, found = Packs(layers), dict[str, Held]()
    warnings, faults = list[Fault](), list[Fault]()
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _KINDS or path.name.endswith(_BESIDE):
            continue
        try:
            carried = found_at(path)
            record = record_in(carried)
        except InputError as error:
            without = all(fault.code in _WITHOUT for fault in error.faults)
            warnings += [replace(fault, severity="warning") for fault in error.faults] if without else []
            faults += [] if without else error.faults
            continue
        digest = digest_of(as_json(record))
        before = found.get(digest)
        if record.issue.status == "issued" and (before is None or carried.pack is not None):
            found[digest] = Held(digest, record, _opened_by(packs, carried, record))
    if faults:
        raise InputError(faults)
    ordered = sorted(found.values(), key=lambda held: (held.record.issue.issued_at, held.digest))
    return Shelf(both(folder.resolve().name), tuple(ordered), tuple(warnings))


def _opened_by(packs: Packs, carried: Found, record: Record) -> Callable[[], Context]:
    def opened() -> Context:
        return Context(record, packs.of(record, carried.pack, Location(carried.file)), requests=True)

    return cache(opened)


def shelf_of_ledger(log: Log, layers: Layers) -> Shelf:
    """Give the issued records of a ledger, each once.

    Raises:
        InputError: where one is not in the store, has been altered, or cannot be read.

    """
    opener = Opener(log, layers)
    name = say("audit.ledger", name=log.title, number=log.head.sequence, digest=log.head.digest.hex()[:16])
    return Shelf(name, tuple(_of_ledger(opener, item) for item in log.records.values()))


def _of_ledger(opener: Opener, item: OfRecord) -> Held:
    record = opener.record(item)
    return Held(item.digest, record, cache(lambda: opener.opened(item, record)), item)
