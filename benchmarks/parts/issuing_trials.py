"""Advisories issued over and over by processes that are ended, and what must hold of whatever they leave.

An advisory is small here, so that many can be tried: a record with its facts and rules left out, the archive of the
pack made once, and in the place of pages so many bytes of no meaning. All else is the very code that ``hepu advise``
runs: files made ready, entry committed, files placed.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hepu import issuing
from hepu.errors import HepuError
from hepu.issuing import Issuer, issued_files, opened
from hepu.layers import shipped_layers
from hepu.ledger.chain import GENESIS, chained
from hepu.ledger.entries import Issued, read_body
from hepu.ledger.store import open_ledger
from hepu.pack import load_pack
from hepu.record.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hepu.ledger.store import Ledger
    from hepu.pack import Pack

AT = "2026-11-26T08:00:00+00:00"
PAGES = 20_000


@dataclass
class Sample:
    """What is issued: a record and its pack."""

    record: Record
    pack: Pack

    @classmethod
    def load(cls, path: Path) -> Sample:
        """Read a record of the shipped pack."""
        record = Record.model_validate_json(path.read_bytes())
        facts = record.facts.model_copy(update={"values": {}, "lists": {}, "gaps": {}, "trends": {}})
        inference = record.inference.model_copy(update={"rules": (), "conclusions": {}})
        pack = load_pack(shipped_layers())
        archive = issuing.pack_archive(pack)
        issuing.pack_archive = lambda _: archive  # type: ignore[assignment]
        return cls(record.model_copy(update={"facts": facts, "inference": inference}), pack)


def issue(sample: Sample, place: str, folder: Path, name: str) -> int:
    """Issue one advisory of some name, and give the number of its entry."""
    office = opened(Issuer("试验单位", place), AT)
    told = sample.record.issue.model_copy(
        update={"status": "issued", "id": f"HP-{name}", "issuer": office.name, "previous": office.previous()}
    )
    record = sample.record.model_copy(update={"issue": told})
    pages = random.Random(name).randbytes(PAGES)  # noqa: S311  # bytes that no packing makes smaller
    made = {folder / f"{name}.zh.pdf": pages, folder / f"{name}.en.pdf": pages[::-1]}
    return office.issue(record, sample.pack, made, folder / name)[1]


def issue_on(sample: Sample, place: str, folder: Path, name: str, count: int, told: int) -> None:
    """Issue some advisories one after the other; each that was acknowledged is told in a line at a descriptor.

    A fault is told too; then the same advisory is tried once more.
    """
    for number in range(count):
        for attempt in "ab":
            wanted = f"{name}-{number}{attempt}"
            try:
                entry = issue(sample, place, folder, wanted)
            except HepuError as error:
                codes = ",".join(dict.fromkeys(fault.code for fault in error.faults))
                _tell(told, f"fault {codes} {wanted}")
                continue
            _tell(told, f"issued {entry} {wanted}")
            break


def _tell(told: int, line: str) -> None:
    """Tell a line by a call that no campaign refuses."""
    os.writev(told, [f"{line}\n".encode()])


@dataclass
class Writer:
    """A process that issues, as its parent sees it."""

    pid: int
    told: int
    said: bytes = b""

    @classmethod
    def start(cls, work: Callable[[int], None]) -> Writer:
        """Start a copy of this process that does some work and tells of it at a descriptor."""
        theirs, ours = os.pipe()[::-1], -1
        ours, write = theirs[1], theirs[0]
        pid = os.fork()
        if not pid:
            os.close(ours)
            code = 1
            try:
                work(write)
                code = 0
            except BaseException as error:  # noqa: BLE001  # told to the parent, which judges
                _tell(write, f"broke {type(error).__name__}: {error}".replace("\n", " "))
            finally:
                os._exit(code)
        os.close(write)
        return cls(pid, ours)

    def kill(self) -> None:
        """Kill it, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> list[list[str]]:
        """Wait for its end and give what it told, word by word."""
        while piece := os.read(self.told, 65536):
            self.said += piece
        os.close(self.told)
        os.waitpid(self.pid, 0)
        return [line.split(" ", 2) for line in self.said.decode().splitlines()]


@dataclass
class Findings:
    """What was seen, and what was wrong: of the latter there must be none."""

    seen: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Count what was seen."""
        self.seen[what] = self.seen.get(what, 0) + number

    def take(self, lines: list[list[str]]) -> dict[str, int]:
        """Count what a writer told, and give what it was acknowledged: names by the numbers of entries."""
        acknowledged: dict[str, int] = {}
        for line in lines:
            match line:
                case ["issued", number, name]:
                    acknowledged[name] = int(number)
                    self.count("acknowledged")
                case ["fault", codes, _]:
                    self.count(f"told: {codes}")
                case _:
                    self.wrong.append(" ".join(line))
        return acknowledged


def audit(place: str, folder: Path, acknowledged: dict[str, int], findings: Findings, after: int = 0) -> int:
    """Look at what was left, and give the number of the last entry: what must hold is stated by each line.

    Entries up to ``after`` were looked at before; their chain is followed nevertheless.
    """
    with _copied(place) as there:
        return _audit(open_ledger(there), folder, acknowledged, findings, after)


def _audit(ledger: Ledger, folder: Path, acknowledged: dict[str, int], findings: Findings, after: int) -> int:
    before = GENESIS
    entered: dict[str, tuple[int, Issued]] = {}
    for entry in ledger.entries():
        if entry != chained(before, entry.body):
            findings.wrong.append(f"the chain is broken at {before.sequence + 1}")
        before = entry.head
        body = read_body(entry.body, ledger.name)
        if isinstance(body, Issued):
            if body.record_id in entered:
                findings.wrong.append(f"{body.record_id} was entered twice")
            entered[body.record_id] = entry.sequence, body
    for name, number in acknowledged.items():
        if entered.get(f"HP-{name}", (0,))[0] != number:
            findings.wrong.append(f"{name} was acknowledged as {number} and is lost")
    named = {name: digest for _, body in entered.values() for name, digest in body.editions.items()}
    stands = _stands(folder)
    for name, digest in stands.items():
        receipt = name.endswith(".receipt.json")
        known = f"HP-{name.removesuffix('.receipt.json')}" in entered if receipt else named.get(name) == digest
        if not known:
            findings.wrong.append(f"{name} stands without an entry")
    _kept(ledger, {name: found for name, found in entered.items() if found[0] > after}, stands, findings)
    return before.sequence


@contextmanager
def _copied(place: str) -> Iterator[str]:
    """Look at a copy of a ledger in a file: where the disk is full, SQLite has no room to open it even for reading."""
    if "://" in place:
        yield place
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in Path(place).parent.glob(f"{Path(place).name}*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
        yield str(Path(folder) / Path(place).name)


def _kept(ledger: Ledger, entered: dict[str, tuple[int, Issued]], stands: dict[str, str], findings: Findings) -> None:
    """See that whatever was entered can be written again from the ledger, and count what had to be."""
    for name, (number, body) in entered.items():
        files = issued_files(ledger, number)
        if {key: hashlib.sha256(data).hexdigest() for key, data in files.items() if key in body.editions} != dict(
            body.editions
        ):
            findings.wrong.append(f"{name} cannot be written again")
        for digest in (body.record, body.pack_archive):
            if ledger.blob(digest) is None:
                findings.wrong.append(f"{name}: record or pack is not in the store")
        findings.count("entries")
        if not files.keys() <= stands.keys():
            findings.count("entered, files not all placed")


def _stands(folder: Path) -> dict[str, str]:
    """Give the digests of files that stand under names by which they are looked for."""
    if not folder.is_dir():
        return {}
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.startswith(".")
    }


def moments(seed: int, longest: float) -> Iterator[float]:
    """Give moments after a start, by chance of a seed."""
    chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
    while True:
        yield chance.uniform(0, longest)


def killed_at(writers: list[Writer], when: list[float]) -> None:
    """Kill each writer at its moment."""
    start = time.monotonic()
    for moment, writer in sorted(zip(when, writers, strict=True), key=lambda pair: pair[0]):
        time.sleep(max(0.0, moment - (time.monotonic() - start)))
        writer.kill()
