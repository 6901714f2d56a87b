"""The whole of a ledger verified: what follows from it alone, and what from states of it that are kept elsewhere.

From the ledger alone it is found where an entry or a stored content was changed, moved or taken out. That all of it
was written anew, or its end cut off, together with the checkpoints in it, is found only by a state that is kept
elsewhere; and of the entries after the last such state nobody can tell.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hepu.errors import Fault, InputError
from hepu.ledger.chain import GENESIS, Head, chained
from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint, read_checkpoint
from hepu.ledger.entries import ENTRY_SCHEMA, KINDS, Issued, Opened, read_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.ledger.chain import Entry
    from hepu.ledger.reading import Reading
    from hepu.signing.keys import VerifyingKey

__all__ = ["Checked", "State", "Step", "check_ledger", "step"]

State = Literal["pass", "fail", "not_available"]
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at, how it came out, and what there is to say of it."""

    name: str
    state: State
    said: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """A ledger, or a receipt of one, as it was found.

    ``vouched`` is the number of the last entry up to which somebody who is trusted vouches for the ledger, or of the
    last trusted state that holds the receipt's entry; zero where nobody does.
    """

    title: str
    head: Head
    steps: tuple[Step, ...]
    vouched: int
    subject: Literal["ledger", "receipt"] = "ledger"

    @property
    def verdict(self) -> Literal["vouched", "consistent", "inconsistent"]:
        """The whole in a word; ``consistent`` says that nobody vouches for any of it."""
        if any(item.state == "fail" for item in self.steps):
            return "inconsistent"
        return "vouched" if self.vouched else "consistent"


@dataclass(slots=True)
class _Walk:
    """What is found on the way along the entries."""

    heads: dict[int, Head]
    named: dict[str, int]
    opened: Opened | None = None
    last: int = 0
    broken: int | None = None
    malformed: int | None = None
    unknown: int = 0
    at: dt.datetime | None = None
    earlier: list[int] = field(default_factory=list)


def check_ledger(
    ledger: Reading, outside: Iterable[Checkpoint | SignedCheckpoint] = (), trusted: Sequence[VerifyingKey] = ()
) -> Checked:
    """Verify a ledger against states of which a copy is kept outside it, and against keys that are trusted.

    A signed state that is kept outside counts by the copy; where keys are trusted, one of them must have signed it.

    Raises:
        InputError: where the ledger cannot be read.

    """
    walk = _walk(ledger)
    title = walk.opened.ledger if walk.opened else ""
    kept, signed = _kept(ledger, walk, title, trusted)
    copies, agreed = _outside(walk, title, outside, trusted)
    vouched = max((state.head.sequence for state in (*signed, *agreed)), default=0)
    steps: tuple[Step, ...] = (_chain(walk), _form(walk), _times(walk), *_content(ledger, walk), kept, copies)
    head = walk.heads[max(walk.heads)]
    if all(item.state != "fail" for item in steps):
        steps = (*steps, _rest(walk.last, vouched))
    return Checked(title, head, steps, vouched)


def _walk(ledger: Reading) -> _Walk:
    walk = _Walk({0: GENESIS}, {})
    before = GENESIS
    for entry in ledger.entries():
        if walk.broken is None:
            if entry == chained(before, entry.body):
                before = entry.head
                walk.heads[before.sequence] = before
            else:
                walk.broken = before.sequence + 1
        walk.last = entry.sequence
        _look(walk, entry, ledger.name)
    return walk


def _look(walk: _Walk, entry: Entry, name: str) -> None:
    """Read what an entry says; one of a kind that came later than this version is not at fault."""
    try:
        body = read_body(entry.body, name)
    except InputError:
        if _later(entry.body):
            walk.unknown += 1
        else:
            walk.malformed = walk.malformed or entry.sequence
        return
    at = _moment(body.at)
    if at is not None:
        if walk.at is not None and at < walk.at:
            walk.earlier.append(entry.sequence)
        walk.at = at
    if isinstance(body, Opened) != (entry.sequence == 1):
        walk.malformed = walk.malformed or entry.sequence
    match body:
        case Opened():
            walk.opened = walk.opened or body
        case Issued():
            for digest in (body.record, body.pack_archive, body.envelope, *body.editions.values()):
                if digest:
                    walk.named.setdefault(digest, entry.sequence)
        case _:
            pass


def _later(body: bytes) -> bool:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return False
    family = ENTRY_SCHEMA.rpartition("/")[0]
    return (
        isinstance(value, dict)
        and str(value.get("schema", "")).startswith(f"{family}/")
        and (value["schema"] != ENTRY_SCHEMA or value.get("kind") not in KINDS)
    )


def _chain(walk: _Walk) -> Step:
    if walk.broken is not None:
        return step("chain", "fail", "broken", number=walk.broken)
    if not walk.last:
        return step("chain", "fail", "empty")
    return step("chain", "pass", "whole", number=walk.last, digest=walk.heads[walk.last].digest.hex())


def _form(walk: _Walk) -> Step:
    if walk.malformed is not None:
        return step("form", "fail", "malformed", number=walk.malformed)
    if walk.unknown:
        return step("form", "not_available", "unknown", count=walk.unknown)
    return step("form", "pass", "formed")


def _moment(text: str) -> dt.datetime | None:
    """Read the time of an entry, which is whatever its author said; nothing where it is none, or of no zone."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _times(walk: _Walk) -> Step:
    """Say whether the times go back anywhere: the chain proves the order, and a time only what its author said."""
    if walk.earlier:
        return step("times", "not_available", "earlier", count=len(walk.earlier), number=walk.earlier[0])
    return step("times", "pass", "in_time")


def _content(ledger: Reading, walk: _Walk) -> tuple[Step, Step]:
    """Look at all that is stored, and for all that entries say is stored."""
    stored = {digest: content is not None for digest, content in ledger.contents()}
    altered = [digest for digest, whole in stored.items() if not whole]
    missing = sorted((number, digest) for digest, number in walk.named.items() if digest not in stored)
    first = (
        step("stored", "fail", "altered", count=len(altered), digest=altered[0][:_SHOWN])
        if altered
        else step("stored", "pass", "unaltered", count=len(stored))
    )
    second = (
        step("named", "fail", "missing", count=len(missing), number=missing[0][0], digest=missing[0][1][:_SHOWN])
        if missing
        else step("named", "pass", "present", count=len(walk.named))
    )
    return first, second


def _kept(
    ledger: Reading, walk: _Walk, title: str, trusted: Sequence[VerifyingKey]
) -> tuple[Step, tuple[Checkpoint, ...]]:
    """Look at the checkpoints that the ledger keeps, and give those that a trusted key signed."""
    signed: list[Checkpoint] = []
    count = 0
    for data in ledger.checkpoints():
        try:
            found = read_checkpoint(data, ledger.name)
        except InputError:
            return step("kept", "fail", "kept_malformed"), ()
        if found.checkpoint.ledger != title or walk.heads.get(found.checkpoint.head.sequence) != found.checkpoint.head:
            return step("kept", "fail", "kept_against", number=found.checkpoint.head.sequence), ()
        count += 1
        if found.signers(trusted):
            signed.append(found.checkpoint)
    if not count:
        return step("kept", "not_available", "kept_none"), ()
    if not trusted:
        return step("kept", "not_available", "kept_no_key", count=count), ()
    if not signed:
        return step("kept", "not_available", "kept_strange", count=count), ()
    number = max(state.head.sequence for state in signed)
    return step("kept", "pass", "kept_signed", count=len(signed), number=number), tuple(signed)


def _outside(
    walk: _Walk, title: str, outside: Iterable[Checkpoint | SignedCheckpoint], trusted: Sequence[VerifyingKey]
) -> tuple[Step, tuple[Checkpoint, ...]]:
    """Compare the states that are kept outside."""
    agreed: list[Checkpoint] = []
    for item in outside:
        state = item.checkpoint if isinstance(item, SignedCheckpoint) else item
        number = state.head.sequence
        if isinstance(item, SignedCheckpoint) and trusted and not item.signers(trusted):
            return step("outside", "fail", "outside_strange", number=number), ()
        if state.ledger not in {"", title}:
            return step("outside", "fail", "outside_other", found=state.ledger), ()
        if number > walk.last:
            return step("outside", "fail", "outside_cut", number=number, last=walk.last), ()
        if walk.heads.get(number) != state.head:
            return step("outside", "fail", "outside_against", number=number), ()
        agreed.append(state)
    if not agreed:
        return step("outside", "not_available", "outside_none"), ()
    number = max(state.head.sequence for state in agreed)
    return step("outside", "pass", "outside_agree", count=len(agreed), number=number), tuple(agreed)


def _rest(last: int, vouched: int) -> Step:
    """Say which entries nobody vouches for."""
    if vouched >= last:
        return step("rest", "pass", "rest_none", number=last)
    if not vouched:
        return step("rest", "not_available", "rest_all")
    return step("rest", "not_available", "rest_some", number=vouched + 1, last=last)


def step(name: str, state: State, code: str, **values: object) -> Step:
    """Give a step with its text of the catalogue, filled in."""
    return Step(name, state, Fault(f"ledger_check_{code}", context={key: str(value) for key, value in values.items()}))
