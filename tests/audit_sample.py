"""A ledger with the advisories of three fictitious colleges, issued through the library, for the desk's tests."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hepu.advising import shipped
from hepu.ledger.entries import Decided, Issued
from hepu.ledger.store import create_ledger, open_ledger
from hepu.pack_sources.archive import pack_archive
from hepu.record.digests import record_bytes
from report_sample import core, record_of, rich

if TYPE_CHECKING:
    from hepu.ledger.entries import Decision
    from hepu.ledger.store import Ledger
    from hepu.record.model import Record

DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")


def second() -> dict[str, Any]:
    """Give a second college: the first under another name, which says where its number of staff is kept."""
    name = {"zh": "示例内陆职业学院", "en": "Sample Inland College"}
    profile = rich()
    staff = {"value": 2, "status": "actual", "source": "人事处名册", "evidence": "附件3"}
    resources = {**profile["resources"], "staff": staff}
    return {**profile, "college": {**profile["college"], "name": name}, "resources": resources}


def records() -> tuple[Record, ...]:
    """Give the records of the three."""
    return tuple(record_of(profile, with_peers=False)[0] for profile in (rich(), second(), core()))


@cache
def archived() -> bytes:
    """Write the shipped pack as an archive, once for all tests."""
    return pack_archive(shipped().pack)


def digest_of(record: Record) -> str:
    """Give the digest of a record."""
    return hashlib.sha256(record_bytes(record)).hexdigest()


def issued(record: Record, pack: bytes, day: str) -> Issued:
    """Give the entry under which a record is issued."""
    return Issued(
        at=f"{day}T02:00:00+00:00",
        by="国际交流咨询室",
        record=digest_of(record),
        record_id=record.issue.id,
        pack=record.inputs.pack.digest,
        pack_archive=hashlib.sha256(pack).hexdigest(),
        editions={"sample.json": digest_of(record)},
    )


def filled(path: Path) -> Ledger:
    """Give a ledger at a place, in which the three advisories are issued."""
    path.write_bytes(_filled())
    return open_ledger(str(path))


@cache
def _filled() -> bytes:
    """Make that ledger, once for all tests."""
    pack = archived()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.ledger"
        ledger = create_ledger(str(path), "示例台账", "2026-11-20T00:00:00+00:00")
        for record, day in zip(records(), DAYS, strict=True):
            ledger.append([issued(record, pack, day)], [record_bytes(record), pack])
        ledger.engine.dispose()
        assert [item.name for item in Path(folder).iterdir()] == [path.name]
        return path.read_bytes()


def decided(record: Record, piece: str, decision: Decision, day: str, reason: str = "示例理由") -> Decided:
    """Give the entry of a decision."""
    return Decided(
        at=f"{day}T08:30:00+00:00",
        by="审计组",
        record=digest_of(record),
        record_id=record.issue.id,
        piece=piece,
        decision=decision,
        reason=reason,
    )
