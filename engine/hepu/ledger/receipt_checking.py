"""A receipt verified against what its reader trusts, told in the same steps as a whole ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.ledger.checking import Checked, Step, step
from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint
from hepu.ledger.receipts import check_receipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.ledger.receipts import Receipt
    from hepu.signing.keys import VerifyingKey

__all__ = ["checked_receipt"]


def checked_receipt(
    receipt: Receipt, outside: Iterable[Checkpoint | SignedCheckpoint] = (), trusted: Sequence[VerifyingKey] = ()
) -> Checked:
    """Verify a receipt; that it agrees with itself was established when it was read.

    A checkpoint counts where a trusted key signed it; one that is kept outside counts by the copy, but where keys are
    trusted, one of them must have signed it.
    """
    ends = receipt.heads()
    told = {"number": receipt.sequence, "first": ends[0].sequence, "last": ends[-1].sequence}
    steps = [step("receipt", "pass", "receipt_whole", **told)]
    signed = [item.checkpoint for item in receipt.checkpoints if item.signers(trusted)]
    steps.append(_signed(receipt, signed, trusted))
    states: list[Checkpoint] = []
    for item in outside:
        if isinstance(item, SignedCheckpoint):
            if trusted and not item.signers(trusted):
                number = item.checkpoint.head.sequence
                steps.append(step("outside", "fail", "outside_strange", number=number))
                return Checked(receipt.ledger, ends[-1], tuple(steps), 0, "receipt")
            states.append(item.checkpoint)
        else:
            states.append(item)
    finding = check_receipt(receipt, (*signed, *states))
    steps.append(_outside(receipt, states, trusted=bool(signed or states)))
    included = max((state.head.sequence for state in finding.included), default=0)
    return Checked(receipt.ledger, ends[-1], tuple(steps), included, "receipt")


def _signed(receipt: Receipt, signed: Sequence[Checkpoint], trusted: Sequence[VerifyingKey]) -> Step:
    """Say what the checkpoints in a receipt are worth to who trusts some keys."""
    if not receipt.checkpoints:
        return step("kept", "not_available", "receipt_kept_none")
    if not trusted:
        return step("kept", "not_available", "kept_no_key", count=len(receipt.checkpoints))
    if not signed:
        return step("kept", "not_available", "kept_strange", count=len(receipt.checkpoints))
    return _compared("kept", receipt, signed)


def _outside(receipt: Receipt, states: Sequence[Checkpoint], *, trusted: bool) -> Step:
    if not states:
        return step("outside", "not_available", "receipt_outside_none" if not trusted else "outside_none")
    return _compared("outside", receipt, states)


def _compared(name: str, receipt: Receipt, states: Sequence[Checkpoint]) -> Step:
    """Say what trusted states tell of a receipt."""
    finding = check_receipt(receipt, states)
    if finding.against:
        return step(name, "fail", "receipt_against", number=finding.against[0].head.sequence)
    if finding.included:
        return step(name, "pass", "receipt_included", number=finding.included[-1].head.sequence)
    if finding.follows:
        return step(name, "not_available", "receipt_follows", number=finding.follows[-1].head.sequence)
    return step(name, "not_available", "receipt_beyond", number=states[0].head.sequence)
