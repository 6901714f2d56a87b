"""Receipts: that an entry is in a ledger, as a file that is checked without the ledger.

A receipt holds the entry itself and, of those around it, the digests of their bodies alone: whoever has it learns
nothing of others, and can follow the chain from one state of the ledger through the entry to a later one. A trusted
state at or after the entry proves that the entry is in the ledger. One before it proves only that the entry was made
later: anybody may put an entry of their own behind a state they have read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.json_source import parse_json
from hepu.ledger.chain import GENESIS, Head, link
from hepu.ledger.checkpoints import read_checkpoint
from hepu.ledger.entries import body_bytes, read_body
from hepu.signing.dsse import envelope_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.ledger.chain import Entry
    from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint
    from hepu.ledger.entries import Body
    from hepu.ledger.reading import Reading

__all__ = [
    "MAX_LINKS",
    "Receipt",
    "ReceiptFile",
    "ReceiptFinding",
    "check_receipt",
    "make_receipt",
    "read_receipt",
    "receipt_bytes",
]

MAX_LINKS = 20_000
_MAX_RECEIPT = 3_000_000
_MAX_CHECKPOINTS = 16
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Number = Annotated[int, Field(ge=0, lt=2**53)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's body between two states: the digests of the bodies before it and after it, and checkpoints there."""

    ledger: str
    before: Head
    earlier: tuple[bytes, ...]
    body: Body
    later: tuple[bytes, ...]
    checkpoints: tuple[SignedCheckpoint, ...] = ()

    @property
    def sequence(self) -> int:
        """The number of the entry."""
        return self.before.sequence + len(self.earlier) + 1

    def heads(self) -> tuple[Head, ...]:
        """Give every state from the first to the last one, the entry's own among them."""
        found = [self.before]
        own = hashlib.sha256(body_bytes(self.body)).digest()
        for digest in (*self.earlier, own, *self.later):
            found.append(Head(found[-1].sequence + 1, link(found[-1], digest)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    """What trusted states say of a receipt: those that hold its entry, that came before it, that deny it, the rest.

    ``included`` proves that the entry is in the ledger, ``follows`` that it was made after, ``against`` that the
    receipt tells of another ledger than the one that was vouched for; to those ``beyond`` the receipt does not reach.
    """

    included: tuple[Checkpoint, ...]
    follows: tuple[Checkpoint, ...]
    against: tuple[Checkpoint, ...]
    beyond: tuple[Checkpoint, ...]

    @property
    def verdict(self) -> Literal["included", "consistent", "contradicted"]:
        """The whole in a word; ``consistent`` says that nobody vouches for the entry."""
        if self.against:
            return "contradicted"
        return "included" if self.included else "consistent"


class _Head(BaseModel):
    """A state of the ledger: the number of its last entry and that entry's digest."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    sequence: _Number
    digest: _Hex


class ReceiptFile(BaseModel):
    """A receipt as a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal["hepu-receipt/1"] = Field(default="hepu-receipt/1", alias="schema")
    ledger: str = Field(max_length=200)
    sequence: _Number
    entry: dict[str, Any]
    before: _Head
    earlier: list[_Hex] = Field(max_length=MAX_LINKS)
    later: list[_Hex] = Field(max_length=MAX_LINKS)
    after: _Head
    checkpoints: list[dict[str, Any]] = Field(max_length=_MAX_CHECKPOINTS)


def make_receipt(ledger: Reading, sequence: int, *, since: int | None = None, until: int | None = None) -> Receipt:
    """Make the receipt of an entry, from the state ``since`` to the state ``until``, each told by a number.

    Without them it reaches from the last signed checkpoint before the entry (else the state right before it) to the
    first one after it (else the state right after it). Signed checkpoints at either end go along.

    Raises:
        InputError: where the ledger has no such entry or state, or the receipt would be longer than any may be.

    """
    signed = [read_checkpoint(data, ledger.name) for data in ledger.checkpoints()]
    numbers = [item.checkpoint.head.sequence for item in signed]
    if since is None:
        since = max((number for number in numbers if number < sequence), default=sequence - 1)
    if until is None:
        until = min((number for number in numbers if number >= sequence), default=sequence)
    if not 0 <= since < sequence <= until:
        raise InputError([Fault("ledger_no_entry", Location(ledger.name), {"found": str(sequence)})])
    if until - since > MAX_LINKS:
        raise InputError([Fault("receipt_too_long", Location(ledger.name), {"expected": str(MAX_LINKS)})])
    before = GENESIS
    entries: list[Entry] = []
    for entry in ledger.entries(max(since - 1, 0)):
        if entry.sequence > until:
            break
        if entry.sequence == since:
            before = entry.head
        else:
            entries.append(entry)
    if len(entries) != until - since:
        raise InputError([Fault("ledger_no_entry", Location(ledger.name), {"found": str(until)})])
    return receipt_of(ledger.title, before, entries, sequence, signed)


def receipt_of(
    title: str, before: Head, entries: Sequence[Entry], sequence: int, signed: Iterable[SignedCheckpoint] = ()
) -> Receipt:
    """Make the receipt of one of the entries that follow a state, with the checkpoints that stand at either end."""
    at = sequence - before.sequence - 1
    digests = [hashlib.sha256(entry.body).digest() for entry in entries]
    ends = (before, entries[-1].head)
    return Receipt(
        title,
        before,
        tuple(digests[:at]),
        read_body(entries[at].body, title),
        tuple(digests[at + 1 :]),
        tuple(item for item in signed if item.checkpoint.head in ends)[:_MAX_CHECKPOINTS],
    )


def receipt_bytes(receipt: Receipt) -> bytes:
    """Write a receipt as canonical JSON."""
    last = receipt.heads()[-1]
    return rfc8785.dumps(
        {
            "schema": "hepu-receipt/1",
            "ledger": receipt.ledger,
            "sequence": receipt.sequence,
            "entry": _plain(body_bytes(receipt.body)),
            "before": _told(receipt.before),
            "earlier": [digest.hex() for digest in receipt.earlier],
            "later": [digest.hex() for digest in receipt.later],
            "after": _told(last),
            "checkpoints": [_plain(envelope_bytes(item.envelope)) for item in receipt.checkpoints],
        }
    )


def read_receipt(data: bytes, name: str) -> Receipt:
    """Read a receipt from the bytes of a file of some name.

    Raises:
        InputError: where it is none, or the states it names do not follow from what it holds.

    """
    wrong = InputError([Fault("receipt_form", Location(name))])
    if len(data) > _MAX_RECEIPT:
        raise wrong
    try:
        found = ReceiptFile.model_validate(_plain(data, name))
        checkpoints = tuple(read_checkpoint(rfc8785.dumps(item), name) for item in found.checkpoints)
        receipt = Receipt(
            found.ledger,
            Head(found.before.sequence, bytes.fromhex(found.before.digest)),
            tuple(map(bytes.fromhex, found.earlier)),
            read_body(rfc8785.dumps(found.entry), name),
            tuple(map(bytes.fromhex, found.later)),
            checkpoints,
        )
    except (UnicodeDecodeError, ValidationError, rfc8785.CanonicalizationError):
        raise wrong from None
    if receipt_bytes(receipt) != data:
        raise wrong
    return receipt


def check_receipt(receipt: Receipt, anchors: Iterable[Checkpoint]) -> ReceiptFinding:
    """Say what states that somebody trusts tell of a receipt.

    A state of a ledger of another name is passed over as beyond it; one that tells no name speaks of this ledger.
    """
    heads = {head.sequence: head for head in receipt.heads()}
    finding: dict[str, list[Checkpoint]] = {"included": [], "follows": [], "against": [], "beyond": []}
    for anchor in anchors:
        known = heads.get(anchor.head.sequence)
        if known is None or anchor.ledger not in {"", receipt.ledger}:
            place = "beyond"
        elif known != anchor.head:
            place = "against"
        else:
            place = "included" if known.sequence >= receipt.sequence else "follows"
        finding[place].append(anchor)
    return ReceiptFinding(**{place: tuple(found) for place, found in finding.items()})


def _told(head: Head) -> dict[str, Any]:
    return {"sequence": head.sequence, "digest": head.digest.hex()}


def _plain(data: bytes, name: str = "") -> Any:
    """Read JSON with duplicate keys refused."""
    document = parse_json(data.decode("utf-8"), name)
    if document.faults:
        raise InputError(document.faults)
    return document.value
