"""What identifies a record and tells nothing of the profile: the digests that every edition carries."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import ConfigDict, Field

from hepu.record.build import as_json, canonical
from hepu.record.model import Engines, Issue, PackRecord, Part, Record

__all__ = ["DIGESTS_SCHEMA", "Digests", "RecordDigest", "digests_bytes", "digests_of", "record_bytes", "record_digest"]

DIGESTS_SCHEMA = "hepu-digests/1"


class RecordDigest(Part):
    """Which record, by the sha256 of its canonical bytes, and which form these have."""

    schema_: Literal["hepu-record/2"] = Field(default="hepu-record/2", alias="schema")
    sha256: str

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Digests(Part):
    """The digests of a record's inputs, its issue block, and what it was made with.

    ``profile`` is the sha256 of the profile in canonical form without contacts; ``source`` tells which file was handed
    in (``hepu.intake.digest``); ``peers`` is the sha256 of the peers' table, ``last`` that of the last advisory's
    record, and either is nothing without one. ``pack`` names every rule and knowledge file with its sha256.
    """

    schema_: Literal["hepu-digests/1"] = Field(default="hepu-digests/1", alias="schema")
    record: RecordDigest
    issue: Issue
    profile: str
    source: str
    peers: str | None
    last: str | None
    pack: PackRecord
    engines: Engines

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def record_bytes(record: Record) -> bytes:
    """Give a record as canonical JSON (RFC 8785), of which the sha256 is the record's digest everywhere."""
    return canonical(as_json(record))


def record_digest(record: Record) -> str:
    """Give the sha256 by which a record is told everywhere."""
    return hashlib.sha256(record_bytes(record)).hexdigest()


def digests_of(record: Record) -> Digests:
    """Give the digests of a record."""
    inputs = record.inputs
    return Digests(
        record=RecordDigest(sha256=record_digest(record)),
        issue=record.issue,
        profile=inputs.profile_digest,
        source=inputs.source_digest,
        peers=inputs.peers.digest if inputs.peers else None,
        last=inputs.last.digest if inputs.last else None,
        pack=inputs.pack,
        engines=record.engines,
    )


def digests_bytes(record: Record) -> bytes:
    """Give the digests of a record as canonical JSON (RFC 8785)."""
    return canonical(digests_of(record).model_dump(mode="json", by_alias=True))
