"""Checkpoints: the state of a ledger at some moment, as a note that a key signs, here or on another machine.

A checkpoint vouches for every entry up to its own. It convicts whoever holds the ledger only where a copy is kept out
of their reach; what is printed in an advisory is such a copy without a signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.json_source import parse_json
from hepu.ledger.chain import Head
from hepu.signing.dsse import Envelope, read_envelope, seal, signers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.record.model import CheckpointRecord
    from hepu.signing.keys import SigningKey, VerifyingKey

__all__ = [
    "CHECKPOINT_TYPE",
    "Checkpoint",
    "CheckpointNote",
    "SignedCheckpoint",
    "any_checkpoint",
    "note_bytes",
    "printed_checkpoint",
    "read_checkpoint",
    "read_note",
    "recorded_checkpoint",
    "sign_checkpoint",
]

CHECKPOINT_TYPE = "application/vnd.hepu.checkpoint+json"
_PRINTED = re.compile(r"(0|[1-9][0-9]{0,17}):([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of a ledger that somebody vouches for; ``ledger`` and ``at`` are empty where they are not told."""

    ledger: str
    head: Head
    at: str = ""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint as it came signed; by whom is for those to say who trust some keys."""

    checkpoint: Checkpoint
    envelope: Envelope

    def signers(self, trusted: Iterable[VerifyingKey]) -> tuple[str, ...]:
        """Name those of some trusted keys that signed it."""
        return signers_of(self.envelope, trusted)


class CheckpointNote(BaseModel):
    """A checkpoint as a file, and as what is signed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal["hepu-checkpoint/1"] = Field(default="hepu-checkpoint/1", alias="schema")
    ledger: str = Field(max_length=200)
    sequence: int = Field(ge=0, lt=2**53)
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: str = Field(max_length=200)


def note_bytes(checkpoint: Checkpoint) -> bytes:
    """Write a checkpoint as canonical JSON: what is signed, and what goes to another machine to be signed there."""
    head = checkpoint.head
    note = CheckpointNote(ledger=checkpoint.ledger, sequence=head.sequence, digest=head.digest.hex(), at=checkpoint.at)
    return rfc8785.dumps(note.model_dump(mode="json", by_alias=True))


def read_note(data: bytes, name: str) -> Checkpoint:
    """Read an unsigned note from the bytes of a file of some name.

    Raises:
        InputError: where it is none, or not in canonical form.

    """
    try:
        document = parse_json(data.decode("utf-8"), name)
        note = CheckpointNote.model_validate(document.value)
    except (UnicodeDecodeError, ValidationError):
        raise InputError([Fault("checkpoint_form", Location(name))]) from None
    checkpoint = Checkpoint(note.ledger, Head(note.sequence, bytes.fromhex(note.digest)), note.at)
    # What is signed is bytes: two writings of one note would be two signatures of one state.
    if document.faults or note_bytes(checkpoint) != data:
        raise InputError([Fault("checkpoint_form", Location(name))])
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, keys: Iterable[SigningKey]) -> SignedCheckpoint:
    """Sign a checkpoint with each of some keys."""
    return SignedCheckpoint(checkpoint, seal(CHECKPOINT_TYPE, note_bytes(checkpoint), keys))


def read_checkpoint(data: bytes, name: str) -> SignedCheckpoint:
    """Read a signed checkpoint from the bytes of a file of some name; whether a trusted key signed it, ask of it.

    Raises:
        InputError: where it is none.

    """
    envelope = read_envelope(data, name)
    if envelope.payload_type != CHECKPOINT_TYPE:
        raise InputError([Fault("checkpoint_form", Location(name))])
    return SignedCheckpoint(read_note(envelope.payload, name), envelope)


def any_checkpoint(data: bytes, name: str) -> Checkpoint | SignedCheckpoint:
    """Read a checkpoint that was kept, signed or as a note.

    Raises:
        InputError: where the file is neither.

    """
    try:
        return read_note(data, name)
    except InputError:
        return read_checkpoint(data, name)


def printed_checkpoint(text: str, option: str) -> Checkpoint:
    """Read ``NUMBER:DIGEST`` as an advisory prints it; spaces in the digest are passed over.

    Raises:
        InputError: where it is none.

    """
    found = _PRINTED.fullmatch("".join(text.split()))
    if found is None:
        raise InputError([Fault("checkpoint_printed", Location(option), {"found": text[:100]})])
    return Checkpoint("", Head(int(found[1]), bytes.fromhex(found[2])))


def recorded_checkpoint(told: CheckpointRecord) -> Checkpoint:
    """Give the state of the ledger before an advisory, as its record tells it."""
    return Checkpoint(told.ledger, Head(told.sequence, bytes.fromhex(told.digest)))
