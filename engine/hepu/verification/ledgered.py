"""What a ledger tells of a record: that it is entered, what state came before it, and what was decided on it since.

A ledger proves the order of its entries; that they are not all made up is proved by a state of it that a trusted key
signed, or of which the reader has a copy that was kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hepu.errors import Fault, HepuError
from hepu.ledger.chain import GENESIS, Head, broken_at
from hepu.ledger.checkpoints import read_checkpoint, recorded_checkpoint
from hepu.ledger.entries import Decided, Issued, read_body
from hepu.ledger.receipts import check_receipt, read_receipt
from hepu.report.words import words
from hepu.verification.saying import BROKEN, failed, missing, moment, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.ledger.chain import Entry
    from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint
    from hepu.ledger.reading import Reading
    from hepu.ledger.receipts import Receipt
    from hepu.record.model import Issue
    from hepu.verification.inquiry import Anchors
    from hepu.verification.model import Step

__all__ = ["Identity", "Told", "as_file", "before", "decisions", "included", "told_by"]


# When an entry was made is the first thing that it tells in canonical form.
_TIME = re.compile(rb'\{"at":"([0-9T:.Z+-]{10,40})"')


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a ledger knows a file: its own digest, and id, digest and pack's digest of its record."""

    file: str
    record_id: str
    record: str
    pack: str
    issue: Issue | None = None
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A ledger read once: its states by number, the entries that speak of one record, and what speaks against it.

    ``times`` are when entries say they were made, as far as they say it in canonical form.
    """

    title: str
    heads: Mapping[int, Head]
    issued: tuple[tuple[int, Issued], ...]
    decided: tuple[tuple[int, Decided], ...]
    checkpoints: tuple[SignedCheckpoint, ...]
    broken: int | None = None
    times: Mapping[int, str] = field(default_factory=dict)


def told_by(ledger: Reading, record: str) -> Told:
    """Read a ledger through, following its chain, and keep what it tells of the record with some digest.

    Raises:
        HepuError: where it cannot be read.

    """
    heads: dict[int, Head] = {GENESIS.sequence: GENESIS}
    issued: list[tuple[int, Issued]] = []
    decided: list[tuple[int, Decided]] = []
    times = dict[int, str]()
    broken = broken_at(_followed(ledger, heads, times, record, issued, decided))
    signed = tuple(read_checkpoint(data, ledger.name) for data in ledger.checkpoints())
    return Told(ledger.title, heads, tuple(issued), tuple(decided), signed, broken, times)


def _followed(
    ledger: Reading,
    heads: dict[int, Head],
    times: dict[int, str],
    record: str,
    issued: list[tuple[int, Issued]],
    decided: list[tuple[int, Decided]],
) -> Iterator[Entry]:
    for entry in ledger.entries():
        heads[entry.sequence] = entry.head
        if found := _TIME.match(entry.body):
            times[entry.sequence] = found[1].decode("ascii")
        # Only what names the record is read: others are none of the reader's business here.
        if record.encode() in entry.body:
            match read_body(entry.body, ledger.name):
                case Issued() as body if body.record == record:
                    issued.append((entry.sequence, body))
                case Decided() as body if body.record == record:
                    decided.append((entry.sequence, body))
                case _:
                    pass
        yield entry


def included(identity: Identity, told: Told | None, receipt: bytes | None, anchors: Anchors) -> Step:
    """Say whether the record is entered in the ledger, and whether a state that the reader trusts vouches for that."""
    if told is None and receipt is None:
        return missing("ledger", said("ledger_none"))
    texts: list[Fault] = []
    vouches = file = False
    if told is not None:
        step = _in_ledger(identity, told, anchors)
        if step.state != "pass":
            return step
        texts += step.said
        vouches, file = vouches or bool(step.vouches), file or step.vouches == "file"
    if receipt is not None:
        try:
            read = read_receipt(receipt, "receipt")
        except BROKEN as error:
            return failed("ledger", said("receipt_broken", found=what(error)))
        step = _by_receipt(identity, read, anchors)
        if step.state != "pass":
            return step
        texts += step.said
        vouches, file = vouches or bool(step.vouches), file or step.vouches == "file"
    return passed("ledger", *_once(texts), vouches="file" if file else "record" if vouches else "")


def _once(texts: Sequence[Fault]) -> Iterator[Fault]:
    """Give texts in their order, what ledger and receipt both tell but once."""
    seen: list[Fault] = []
    for text in texts:
        if text not in seen:
            seen.append(text)
            yield text


def as_file(ledger: Reading, digest: str, anchors: Anchors) -> Step:
    """Say whether a file that carries nothing is, by its digest, one that a ledger names among those of an issue."""
    record = ""
    try:
        for entry in ledger.entries():
            if not record and digest.encode() in entry.body:
                body = read_body(entry.body, ledger.name)
                record = body.record if isinstance(body, Issued) and digest in body.editions.values() else ""
        if not record:
            return missing("ledger", said("ledger_no_file", name=ledger.title))
        told = told_by(ledger, record)
    except HepuError as error:
        return missing("ledger", *error.faults)
    number, body = next((item for item in told.issued if digest in item[1].editions.values()), told.issued[0])
    step = _in_ledger(
        Identity(digest, body.record_id, record, body.pack), replace(told, issued=((number, body),)), anchors
    )
    if step.state != "pass":
        return step
    return replace(step, said=(said("ledger_file_of", id=body.record_id), *step.said))


def _in_ledger(identity: Identity, told: Told, anchors: Anchors) -> Step:
    if told.broken is not None:
        return failed("ledger", said("ledger_broken", name=told.title, number=told.broken))
    if not told.issued and identity.issue is not None and identity.issue.status == "diagnosis":
        return missing("ledger", said("ledger_diagnosis", name=told.title))
    if not told.issued:
        return failed("ledger", said("ledger_absent", name=told.title))
    number, body = told.issued[0]
    if wrong := _unlike(identity, body):
        return failed("ledger", wrong)
    entered = said("ledger_entered", name=told.title, number=number, at=moment(body.at), by=body.by)
    vouched = anchors.vouched(told.checkpoints)
    if against := _against(told, vouched):
        return failed("ledger", against)
    holding = [item for item in vouched if _speaks(item, told.title) and item.head.sequence >= number]
    return _entered(identity, body, entered, holding, _unvouched(vouched, told.title, number))


def _by_receipt(identity: Identity, receipt: Receipt, anchors: Anchors) -> Step:
    body = receipt.body
    if not isinstance(body, Issued) or body.record != identity.record:
        return failed("ledger", said("receipt_other"))
    if wrong := _unlike(identity, body):
        return failed("ledger", wrong)
    vouched = anchors.vouched(receipt.checkpoints)
    finding = check_receipt(receipt, vouched)
    if finding.against:
        state = finding.against[0].head
        return failed("ledger", said("ledger_against", number=state.sequence, digest=state.digest.hex()))
    entered = said("receipt_entered", name=receipt.ledger, number=receipt.sequence, at=moment(body.at), by=body.by)
    return _entered(identity, body, entered, finding.included, _unvouched(vouched, receipt.ledger, receipt.sequence))


def _unvouched(vouched: Sequence[Checkpoint], title: str, number: int) -> Fault:
    """Say why no state that the reader trusts vouches for an entry, where none does."""
    if not vouched:
        return said("ledger_untrusted")
    own = [item for item in vouched if _speaks(item, title)]
    if not own:
        return said("ledger_unlinked", name=vouched[0].ledger)
    later = [item.head.sequence for item in own if item.head.sequence >= number]
    # A ledger holds all its states; only a receipt can end before one.
    return said("receipt_short", number=min(later)) if later else said("ledger_beyond")


def _entered(identity: Identity, body: Issued, entered: Fault, holding: Sequence[Checkpoint], unvouched: Fault) -> Step:
    """Give the step of a record that is entered, with what vouches for the entry and for which files it was made."""
    itself = identity.is_record or identity.file in body.editions.values()
    named = said("ledger_file" if itself else "ledger_other_file")
    if not holding:
        return passed("ledger", entered, named, unvouched)
    state = max(holding, key=lambda item: item.head.sequence).head
    vouched = said("ledger_vouched", number=state.sequence, digest=state.digest.hex())
    return passed("ledger", entered, named, vouched, vouches="file" if itself else "record")


def _unlike(identity: Identity, body: Issued) -> Fault | None:
    """Say in what an entry differs from the record that it names."""
    told = {"record_id": body.record_id, "pack": body.pack}
    wanted = {"record_id": identity.record_id, "pack": identity.pack}
    if identity.issue is not None:
        signer = identity.issue.signer
        told |= {"at": body.at, "by": body.by, "certificate": body.certificate}
        wanted |= {
            "at": identity.issue.issued_at,
            "by": identity.issue.issuer,
            "certificate": signer.certificate if signer else "",
        }
    differ = [name for name, value in told.items() if value != wanted[name]]
    return said("ledger_unlike", found=", ".join(differ)) if differ else None


def _against(told: Told, vouched: Sequence[Checkpoint]) -> Fault | None:
    """Say which state that the reader trusts is not one of this ledger: it was cut off, or written anew."""
    for item in vouched:
        if _speaks(item, told.title) and told.heads.get(item.head.sequence) != item.head:
            return said("ledger_against", number=item.head.sequence, digest=item.head.digest.hex())
    return None


def _speaks(state: Checkpoint, title: str) -> bool:
    """Say whether a state is one of a ledger, which it may leave unnamed."""
    return state.ledger in {"", title}


def before(issue: Issue, told: Told | None, receipt: bytes | None, anchors: Anchors) -> Step:
    """Say whether the state that the advisory prints is one that the ledger was in before it was entered."""
    if issue.previous is None:
        return missing("before", said("before_none"))
    try:
        state = recorded_checkpoint(issue.previous)
    except BROKEN as error:
        return failed("before", said("before_broken", found=what(error)))
    known = {"number": state.head.sequence, "digest": state.head.digest.hex(), "name": state.ledger}
    if told is not None:
        return _in_states(state, told, known, issue.issued_at)
    for item in anchors.vouched():
        if _speaks(item, state.ledger) and item.head.sequence == state.head.sequence:
            if item.head != state.head:
                return failed("before", said("before_denied", **known))
            return passed("before", said("before_known", **known))
    if receipt is not None:
        return _by_heads(state, receipt, known)
    return missing("before", said("before_unheld", **known))


def _in_states(state: Checkpoint, told: Told, known: Mapping[str, object], issued_at: str) -> Step:
    """Look for the state among those of a ledger, before the entry of the record."""
    if state.ledger != told.title:
        return failed("before", said("before_other", **known, found=told.title))
    if told.heads.get(state.head.sequence) != state.head:
        return failed("before", said("before_unlike", **known))
    if told.issued and told.issued[0][0] <= state.head.sequence:
        return failed("before", said("before_after", **known, entry=told.issued[0][0]))
    texts, last = [said("before_found", **known)], told.times.get(state.head.sequence, "")
    if _is_before(issued_at, last):
        texts.append(said("before_dated", at=moment(issued_at), found=moment(last)))
    return passed("before", *texts)


def _is_before(one: str, other: str) -> bool:
    """Say whether one time is before another, where both are times (ISO 8601) that can be compared."""
    try:
        return dt.datetime.fromisoformat(one) < dt.datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return False


def _by_heads(state: Checkpoint, receipt: bytes, known: Mapping[str, object]) -> Step:
    """Look for the state among those that a receipt passes through."""
    try:
        read = read_receipt(receipt, "receipt")
    except BROKEN:  # told where the receipt is read for the ledger
        return missing("before", said("before_unheld", **known))
    if read.ledger != state.ledger:
        return failed("before", said("before_other", **known, found=read.ledger))
    heads = {head.sequence: head for head in read.heads()}
    found = heads.get(state.head.sequence)
    if found is None:
        return missing("before", said("before_unheld", **known))
    if found != state.head or state.head.sequence >= read.sequence:
        return failed("before", said("before_unlike", **known))
    return passed("before", said("before_receipt", **known))


def decisions(told: Told) -> tuple[Fault, ...]:
    """Tell what auditors decided on the advice; of several decisions on one piece the last counts."""
    last = {body.piece: (number, body) for number, body in told.decided}
    return tuple(
        Fault(
            "verify_decided",
            context={
                "piece": piece,
                "at": moment(body.at),
                "by": body.by,
                "reason": body.reason[:200],
                "number": str(number),
            },
            words={"decision": words()[f"decisions.{body.decision}"]},
        )
        for piece, (number, body) in sorted(last.items())
    )
