"""Checkpoints made, taken in and signed elsewhere; a state is signed where it continues what was signed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.ledger.chain import GENESIS, chained
from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint, read_checkpoint, sign_checkpoint
from hepu.ledger.receipts import check_receipt
from hepu.signing.dsse import envelope_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.ledger.chain import Head
    from hepu.ledger.reading import Reading
    from hepu.ledger.receipts import Receipt
    from hepu.ledger.store import Ledger
    from hepu.signing.keys import SigningKey, VerifyingKey

__all__ = ["sign_now", "sign_state", "state_now", "take_in"]


def state_now(ledger: Reading, at: str) -> Checkpoint:
    """Give the present state of a ledger, after following its chain to it.

    Raises:
        InputError: where an entry does not follow from the one before it, or a kept checkpoint denies it.

    """
    heads = _heads(ledger)
    for data in ledger.checkpoints():
        kept = read_checkpoint(data, ledger.name).checkpoint
        if heads.get(kept.head.sequence) != kept.head or kept.ledger != ledger.title:
            raise _against(ledger.name, kept)
    return Checkpoint(ledger.title, heads[max(heads)], at)


def sign_now(ledger: Ledger, at: str, key: SigningKey) -> SignedCheckpoint:
    """Sign the present state of a ledger and keep that beside its entries.

    Raises:
        InputError: as ``state_now``.
        OutputError: where it cannot be kept.

    """
    signed = sign_checkpoint(state_now(ledger, at), [key])
    ledger.keep_checkpoint(signed.checkpoint.head.sequence, envelope_bytes(signed.envelope))
    return signed


def take_in(ledger: Ledger, signed: SignedCheckpoint, trusted: Sequence[VerifyingKey]) -> None:
    """Keep a checkpoint that was signed elsewhere by one of some trusted keys.

    Raises:
        InputError: where none of them signed it, or it is no state of this ledger.
        OutputError: where it cannot be kept.

    """
    state = signed.checkpoint
    if not signed.signers(trusted):
        raise InputError([Fault("checkpoint_stranger", Location(ledger.name))])
    if state.ledger != ledger.title or _heads(ledger).get(state.head.sequence) != state.head:
        raise _against(ledger.name, state)
    ledger.keep_checkpoint(state.head.sequence, envelope_bytes(signed.envelope))


def sign_state(
    state: Checkpoint, key: SigningKey, last: SignedCheckpoint | None = None, receipt: Receipt | None = None
) -> SignedCheckpoint:
    """Sign a state away from the ledger; given the last one signed, only where a receipt leads from that to this.

    Raises:
        InputError: where the last one was signed by another key, or the receipt does not lead from it to the state.

    """
    if last is not None:
        if not last.signers([key.public]):
            raise InputError([Fault("checkpoint_stranger", Location(state.ledger))])
        before = last.checkpoint
        led = before.head == state.head and before.ledger == state.ledger
        if not led and receipt is not None:
            finding = check_receipt(receipt, [before, state])
            led = before in finding.follows and state in finding.included
        if not led:
            raise _against(state.ledger, before)
    return sign_checkpoint(state, [key])


def _heads(ledger: Reading) -> dict[int, Head]:
    """Give every state of a ledger, as far as it is whole."""
    heads = {GENESIS.sequence: GENESIS}
    before = GENESIS
    for entry in ledger.entries():
        if entry != chained(before, entry.body):
            context = {"found": str(before.sequence + 1)}
            raise InputError([Fault("ledger_broken", Location(ledger.name), context)])
        before = entry.head
        heads[before.sequence] = before
    return heads


def _against(name: str, state: Checkpoint) -> InputError:
    """Say that a state which was signed is none of a ledger."""
    return InputError([Fault("checkpoint_against", Location(name), {"found": str(state.head.sequence)})])
