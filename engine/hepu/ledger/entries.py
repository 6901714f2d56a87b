"""What a ledger tells: one model for each kind of entry, version 1; an entry's body is its canonical JSON (RFC 8785).

An entry holds digests, ids, words of the contract and what its author writes; nothing of a profile. ``by`` is an office
or a role, for what is entered here can never be taken out.
"""

from __future__ import annotations

from typing import Annotated, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.json_source import parse_json

__all__ = [
    "BODIES",
    "ENTRY_SCHEMA",
    "KINDS",
    "Body",
    "Changed",
    "Decided",
    "Decision",
    "Issued",
    "Opened",
    "Replayed",
    "RuleChange",
    "Verdict",
    "Verified",
    "body_bytes",
    "read_body",
]

ENTRY_SCHEMA = "hepu-ledger-entry/1"
KINDS = ("opened", "issued", "verified", "replayed", "rule_change", "decided")
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, Field(max_length=200)]
Verdict = Literal["authentic", "consistent", "inconsistent", "not_established"]
# 采纳, 部分采纳, 退回补充, 不采纳.
Decision = Literal["adopted", "partly_adopted", "returned", "rejected"]


class _Entry(BaseModel):
    """What every entry has: when (ISO 8601, UTC) and by which office or role."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    schema_: Literal["hepu-ledger-entry/1"] = Field(default="hepu-ledger-entry/1", alias="schema")
    at: Line
    by: Line = ""


class Opened(_Entry):
    """The first entry: whose ledger it is, and the name of the key that will sign its checkpoints, where known."""

    kind: Literal["opened"] = "opened"
    ledger: Line
    key: Digest | Literal[""] = ""


class Issued(_Entry):
    """An advisory went out: its record, what it was made with, and every file that was written of it."""

    kind: Literal["issued"] = "issued"
    record: Digest
    record_id: Line
    pack: Digest
    pack_archive: Digest
    envelope: Digest | Literal[""] = ""
    certificate: Digest | Literal[""] = ""
    editions: dict[str, Digest]


class Verified(_Entry):
    """A file was verified: which, against which record, and how each step came out."""

    kind: Literal["verified"] = "verified"
    file: Digest
    record: Digest | Literal[""] = ""
    record_id: Line = ""
    verdict: Verdict
    steps: dict[Line, Literal["pass", "fail", "not_available"]]


class Replayed(_Entry):
    """A record's conclusions were inferred again, under some pack; ``differ`` names what came out otherwise."""

    kind: Literal["replayed"] = "replayed"
    record: Digest
    record_id: Line
    pack: Digest
    engines: tuple[Line, ...]
    differ: tuple[Line, ...]


class Changed(BaseModel):
    """One new version of a rule or parameter, with the note that tells what changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    subject: Line
    version: int
    content: Digest | Literal[""]
    note_zh: str = Field(max_length=2_000)
    note_en: str = Field(max_length=2_000)


class RuleChange(_Entry):
    """New versions were recorded in the lock of a pack."""

    kind: Literal["rule_change"] = "rule_change"
    pack: Line
    changes: tuple[Changed, ...]


class Decided(_Entry):
    """An auditor decided on one piece of advice; a later decision on the same piece takes its place."""

    kind: Literal["decided"] = "decided"
    record: Digest
    record_id: Line
    piece: Line
    decision: Decision
    reason: str = Field(min_length=1, max_length=4_000)


Body = Annotated[Opened | Issued | Verified | Replayed | RuleChange | Decided, Field(discriminator="kind")]
BODIES: TypeAdapter[Body] = TypeAdapter(Body)


def body_bytes(body: Body) -> bytes:
    """Give the canonical bytes of an entry's body."""
    return rfc8785.dumps(body.model_dump(mode="json", by_alias=True))


def read_body(data: bytes, name: str) -> Body:
    """Read the body of an entry.

    Raises:
        InputError: where it is none of ours, or not in canonical form.

    """
    place = Location(name)
    try:
        document = parse_json(data.decode("utf-8"), name)
        body = BODIES.validate_python(document.value)
    except (UnicodeDecodeError, ValidationError):
        raise InputError([Fault("ledger_entry_form", place)]) from None
    if document.faults or body_bytes(body) != data:
        raise InputError([Fault("ledger_entry_form", place)])
    return body
