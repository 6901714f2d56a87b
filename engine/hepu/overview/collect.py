"""Records out of a ledger's store, or of files and folders, read one at a time and kept in small room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from hepu.audit.log import opened_log
from hepu.audit.opened import Opener, Packs
from hepu.errors import Fault, HepuError, InputError, Location
from hepu.overview.told import told_of
from hepu.record.found import found_at, record_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from hepu.audit.log import Log, OfRecord
    from hepu.layers import Layers
    from hepu.ledger.entries import Decision
    from hepu.overview.told import Told
    from hepu.pack import Pack
    from hepu.record.model import PackRecord, Record

__all__ = ["Collected", "Stated", "of_files", "of_ledger"]

_KINDS = frozenset({".json", ".pdf"})


@dataclass(frozen=True, slots=True)
class Stated:
    """What records state of their pack: its name, version and overlays, and its rules with their digests, in order."""

    name: str
    version: str
    digest: str
    overlays: tuple[str, ...]
    rules: Mapping[str, str]


@dataclass
class Collected:
    """All that was read: what records told, their packs as far as they are at hand, decisions, and what was left out.

    ``decisions`` holds the last decision on each piece by the record's digest; ``left_out`` counts by the names of
    ``hepu.overview.model.LeftOut``.
    """

    ledger: str = ""
    told: dict[str, Told] = field(default_factory=dict)
    stated: dict[str, Stated] = field(default_factory=dict)
    packs: dict[str, Pack | None] = field(default_factory=dict)
    decisions: dict[str, dict[str, Decision]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def add(self, record: Record, digest: str, pack: Callable[[], Pack | None], place: Location) -> None:
        """Keep what a record tells, if it is one that is counted; ``pack`` gives its pack where it is not known yet."""
        if digest in self.told:
            self.left_out["repeated"] += 1
        elif record.issue.status != "issued":
            self.left_out["diagnosis"] += 1
        elif record.inputs.profile["published_figures_only"]:
            self.left_out["published"] += 1
        else:
            named = record.inputs.pack
            rules = {rule.rule: rule.digest for rule in record.inference.rules}
            known = self.stated.setdefault(named.digest, _stated(named, rules))
            if known.rules != rules:  # one pack cannot have other rules
                raise InputError([Fault("overview_other_rules", place, {"found": record.issue.id})])
            if named.digest not in self.packs:
                self.packs[named.digest] = pack()
            self.told[digest] = told_of(record, digest, self.packs[named.digest])

    def spoilt(self, error: HepuError) -> None:
        """Count something that could not be read, and keep what is wrong with it."""
        self.left_out["faulty"] += 1
        self.faults.extend(error.faults)


def of_ledger(named: str, layers: Layers) -> Collected:
    """Read all records that a ledger says were issued, and the decisions on them; its chain is followed.

    Raises:
        InputError: where there is no ledger, or its chain is broken.

    """
    log = opened_log(named)
    made, opener = Collected(ledger=log.ledger.name), Opener(log, layers)
    place = Location(log.ledger.name)
    for item in log.records.values():
        try:
            record = opener.record(item)
            made.add(record, item.digest, partial(_stored, log, opener.packs, item, record), place)
        except HepuError as error:
            made.spoilt(error)
        made.decisions[item.digest] = {piece: body.decision for piece, body in item.standing.items()}
    return made


def _stored(log: Log, packs: Packs, item: OfRecord, record: Record) -> Pack | None:
    archive = log.ledger.blob(item.issue.pack_archive)
    return _pack(packs, record, archive, Location(log.ledger.name))


def of_files(named: Sequence[Path], layers: Layers) -> Collected:
    """Read the records in files, and in the files of folders; of a folder, what carries no record is passed over.

    Raises:
        InputError: where a folder holds no file that could carry a record.

    """
    made, packs = Collected(), Packs(layers)
    for path, inside in _files(named):
        place = Location(path.name)
        try:
            found = found_at(path)
            if found.record is None and inside:
                made.left_out["without_record"] += 1
                continue
            record = record_in(found)
            assert found.record is not None  # noqa: S101  # or it would have been refused
            made.add(record, found.record.digest, partial(_pack, packs, record, found.pack, place), place)
        except HepuError as error:
            if inside and any(fault.code in _NONE_OF_OURS for fault in error.faults):
                made.left_out["without_record"] += 1
            else:
                made.spoilt(error)
    return made


# A folder of advisories holds envelopes, receipts and other things too.
_NONE_OF_OURS = frozenset({"found_no_record", "found_pdf_without_files"})


def _files(named: Iterable[Path]) -> Iterable[tuple[Path, bool]]:
    """Give the files that are named, and those in folders; the latter may be of any kind."""
    for path in named:
        if not path.is_dir():
            yield path, False
            continue
        inside = sorted(
            item for item in path.glob("*") if item.suffix.lower() in _KINDS and not item.name.startswith(".")
        )
        if not inside:
            raise InputError([Fault("overview_empty_folder", Location(str(path)))])
        yield from ((item, True) for item in inside)


def _pack(packs: Packs, record: Record, archive: bytes | None, place: Location) -> Pack | None:
    """Give the pack of a record; nothing where neither the archive nor the layers are it."""
    try:
        return packs.of(record, archive, place)
    except HepuError:
        return None


def _stated(pack: PackRecord, rules: Mapping[str, str]) -> Stated:
    overlays = tuple(f"{item.name} {item.version}" for item in pack.overlays)
    return Stated(pack.name, pack.version, pack.digest, overlays, rules)
