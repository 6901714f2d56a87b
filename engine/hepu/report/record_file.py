"""The record as a file: the same bytes beside the report and inside the PDF."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hepu.record.build import as_json, canonical

if TYPE_CHECKING:
    from hepu.record.model import Record

__all__ = ["DIGESTS_SCHEMA", "attachment", "digests_bytes", "record_bytes"]

DIGESTS_SCHEMA = "hepu-digests/1"


def record_bytes(record: Record) -> bytes:
    """Give a record as canonical JSON (RFC 8785), of which the sha256 is the record's digest everywhere."""
    return canonical(as_json(record))


def attachment(record: Record, *, full: bool) -> tuple[str, bytes]:
    """Give the name and bytes of what a PDF carries: digests where it goes round, in full what an auditor needs.

    That is the whole record; for a profile of published figures it is the inputs alone, from which the record can be
    made again, so that no problem or measure goes out with a report that withholds them.
    """
    if not full:
        return "digests.json", digests_bytes(record)
    if record.inputs.profile["published_figures_only"]:
        return "inputs.json", canonical(as_json(record)["inputs"])
    return "record.json", record_bytes(record)


def digests_bytes(record: Record) -> bytes:
    """Give what identifies a record and nothing of the profile, as canonical JSON (RFC 8785).

    ``record`` has the sha256 of the record's file, by which whoever holds the record can tell that an edition was made
    of it.
    """
    inputs, engines, issue = record.inputs, record.engines, record.issue
    digests = {
        "schema": DIGESTS_SCHEMA,
        "record": {
            "id": issue.id,
            "status": issue.status,
            "issued_at": issue.issued_at,
            "sha256": hashlib.sha256(record_bytes(record)).hexdigest(),
        },
        "profile": inputs.profile_digest,
        "source": inputs.source_digest,
        "peers": inputs.peers.digest if inputs.peers else None,
        "pack": {"name": inputs.pack.name, "version": inputs.pack.version, "digest": inputs.pack.digest},
        "engines": engines.model_dump(mode="json"),
    }
    return canonical(digests)
