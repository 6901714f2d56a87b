"""What the chain, checkpoints and receipts of a ledger prove, and what they cannot, over random ledgers and edits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hepu.errors import HepuError
from hepu.ledger.chain import GENESIS, Entry, Head, broken_at, chained, link
from hepu.ledger.checking import Checked, check_ledger
from hepu.ledger.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    note_bytes,
    printed_checkpoint,
    read_checkpoint,
    read_note,
    sign_checkpoint,
)
from hepu.ledger.entries import body_bytes
from hepu.ledger.receipts import check_receipt, read_receipt, receipt_bytes, receipt_of
from hepu.signing.dsse import envelope_bytes
from ledger_sample import AT, TITLE, chain, decided, key, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.ledger.entries import Body

KEY, OTHER = key(1), key(2)


@dataclass(frozen=True)
class Held:
    """A ledger in memory, as whoever holds its file can make it."""

    held: tuple[Entry, ...]
    signed: tuple[bytes, ...] = ()
    stored: dict[str, bytes] = field(default_factory=dict)
    name: str = "memory"
    title: str = TITLE

    def head(self) -> Head:
        """Give the last state."""
        return self.held[-1].head if self.held else GENESIS

    def append(self, bodies: Sequence[Body], blobs: Sequence[bytes] = ()) -> tuple[Entry, ...]:
        """Add nothing."""
        del bodies, blobs
        return ()

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Give the entries behind a number, in the order in which they lie there."""
        return (entry for entry in self.held if entry.sequence > after)

    def blob(self, digest: str) -> bytes | None:
        """Give what lies under a digest."""
        return self.stored.get(digest)

    def blobs(self) -> tuple[str, ...]:
        """Give the digests."""
        return tuple(sorted(self.stored))

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        """Give what is stored."""
        return iter(sorted(self.stored.items()))

    def checkpoints(self) -> tuple[bytes, ...]:
        """Give the envelopes."""
        return self.signed


def ledger_of(length: int) -> tuple[Entry, ...]:
    """Give a ledger of some length."""
    return tuple(chain([opened(), *(decided(number) for number in range(1, length))]))


def state(entry: Entry, title: str = TITLE) -> Checkpoint:
    """Give the state after an entry."""
    return Checkpoint(title, entry.head, AT)


def signed(entry: Entry, by: object = KEY) -> SignedCheckpoint:
    """Give the state after an entry, signed."""
    return sign_checkpoint(state(entry), [by])  # type: ignore[list-item]


def rehashed(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Chain the bodies of some entries anew, so that they follow from one another."""
    found: list[Entry] = []
    before = GENESIS
    for entry in entries:
        found.append(chained(before, entry.body))
        before = found[-1].head
    return tuple(found)


@st.composite
def edits(draw: st.DrawFn) -> tuple[tuple[Entry, ...], tuple[Entry, ...], str]:
    """Give a ledger, what somebody made of its entries without chaining them anew, and the name of the edit."""
    before = ledger_of(draw(st.integers(3, 12)))
    at = draw(st.integers(0, len(before) - 1))
    entry = before[at]
    other = draw(st.integers(0, len(before) - 1))
    kind = draw(st.sampled_from(["body", "flip", "digest", "previous", "number", "delete", "swap", "insert", "repeat"]))
    after = list(before)
    match kind:
        case "body":
            after[at] = replace(entry, body=body_bytes(decided(99, draw(st.text(min_size=1, max_size=9)))))
        case "flip":
            bit = draw(st.integers(0, 8 * len(entry.body) - 1))
            body = bytearray(entry.body)
            body[bit // 8] ^= 1 << bit % 8
            after[at] = replace(entry, body=bytes(body))
        case "digest":
            after[at] = replace(entry, digest=draw(st.binary(min_size=32, max_size=32)))
        case "previous":
            after[at] = replace(entry, previous=draw(st.binary(min_size=32, max_size=32)))
        case "number":
            after[at] = replace(entry, sequence=draw(st.integers(1, 20)))
        case "delete":
            assume(at < len(before) - 1)
            del after[at]
        case "swap":
            after[at], after[other] = after[other], after[at]
        case "insert":
            after.insert(at, chained(GENESIS, body_bytes(decided(98))))
        case _:
            after.insert(at, before[other])
    assume(tuple(after) != before)
    return before, tuple(after), kind


@given(edits())
def test_an_edit_that_is_not_chained_anew_is_found_in_the_ledger_alone(made: tuple[object, ...]) -> None:
    _, after, _ = made
    found = broken_at(after)  # type: ignore[arg-type]

    assert found is not None
    assert check_ledger(Held(after)).verdict == "inconsistent"  # type: ignore[arg-type]


@given(edits(), st.data())
def test_an_edit_that_is_chained_anew_is_found_by_one_state_kept_elsewhere(
    made: tuple[tuple[Entry, ...], tuple[Entry, ...], str], data: st.DataObject
) -> None:
    before, after, _ = made
    forged = rehashed(after)
    changed = next(
        (at for at, pair in enumerate(zip(before, forged, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(forged)),
    )
    # Of entries that were only put behind the last one nobody can say that they were not appended.
    assume(changed < len(before))
    kept = state(before[data.draw(st.integers(changed, len(before) - 1))])

    assert broken_at(forged) is None
    assert check_ledger(Held(forged), [kept]).verdict == "inconsistent"
    assert (
        check_ledger(Held(forged), [printed_checkpoint(f"{kept.head.sequence}:{kept.head.digest.hex()}", "")]).vouched
        == 0
    )


@given(st.integers(2, 12), st.data())
def test_an_end_that_is_cut_off_is_found_by_any_later_state_and_by_none_before(
    length: int, data: st.DataObject
) -> None:
    whole = ledger_of(length)
    left = data.draw(st.integers(1, length - 1))
    cut = Held(whole[:left])

    assert all(check_ledger(cut, [state(entry)]).verdict == "inconsistent" for entry in whole[left:])
    assert all(check_ledger(cut, [state(entry)]).verdict == "vouched" for entry in whole[:left])


@given(st.integers(3, 12), st.data())
def test_a_ledger_written_anew_with_its_checkpoints_is_not_found_from_the_file_alone(
    length: int, data: st.DataObject
) -> None:
    """What the documentation promises not to find: a whole forgery, whose checkpoints go with it."""
    whole = ledger_of(length)
    at = data.draw(st.integers(1, length - 1))
    forged = rehashed((*whole[:at], chained(GENESIS, body_bytes(decided(99, "另一理由"))), *whole[at + 1 :]))
    cut = whole[:at]
    without = [Held(forged), Held(cut), Held(forged, (envelope_bytes(signed(forged[-1], OTHER).envelope),))]

    assert [check_ledger(ledger).verdict for ledger in without] == ["consistent"] * 3
    assert [check_ledger(ledger, (), [KEY.public]).verdict for ledger in without] == ["consistent"] * 3
    assert [check_ledger(ledger, [state(whole[-1])]).verdict for ledger in without] == ["inconsistent"] * 3


@given(st.integers(2, 12), st.data())
def test_a_ledger_written_anew_is_found_by_the_signed_checkpoints_in_it(length: int, data: st.DataObject) -> None:
    whole = ledger_of(length)
    at = data.draw(st.integers(1, length - 1))
    forged = rehashed((*whole[:at], chained(GENESIS, body_bytes(decided(99, "另一理由"))), *whole[at + 1 :]))
    kept = envelope_bytes(signed(whole[data.draw(st.integers(at, length - 1))]).envelope)

    assert check_ledger(Held(forged, (kept,))).verdict == "inconsistent"


def _steps(found: Checked) -> dict[str, str]:
    return {step.name: step.state for step in found.steps}


def test_a_checkpoint_vouches_for_what_is_before_it_and_says_what_is_not() -> None:
    whole = ledger_of(6)
    held = Held(whole, (envelope_bytes(signed(whole[3]).envelope),))
    found = check_ledger(held, (), [KEY.public])

    assert (found.verdict, found.vouched) == ("vouched", 4)
    assert _steps(found)["rest"] == "not_available"
    assert check_ledger(held, [state(whole[5])], [KEY.public]).vouched == 6
    assert check_ledger(held, (), [OTHER.public]).verdict == "consistent"
    assert check_ledger(held).verdict == "consistent"


def test_a_state_of_another_ledger_vouches_for_nothing() -> None:
    whole = ledger_of(3)

    assert check_ledger(Held(whole), [state(whole[2], "另一台账")]).verdict == "inconsistent"


def test_a_checkpoint_kept_elsewhere_that_no_trusted_key_signed_is_told() -> None:
    whole = ledger_of(3)

    assert check_ledger(Held(whole), [signed(whole[2], OTHER)], [KEY.public]).verdict == "inconsistent"
    assert check_ledger(Held(whole), [signed(whole[2])], [KEY.public]).verdict == "vouched"


def test_a_content_that_an_entry_names_and_is_missing_or_altered_is_found() -> None:
    from ledger_sample import issued

    contents = {hashlib.sha256(text).hexdigest(): text for text in (b"record", b"pack", b"zh")}
    first, second, third = contents
    body = issued(1).model_copy(update={"record": first, "pack_archive": second, "editions": {"zh": third}})
    entries = tuple(chain([opened(), body]))
    whole = check_ledger(Held(entries, stored=contents))
    missing = check_ledger(Held(entries, stored={first: b"record", second: b"pack"}))

    assert (_steps(whole)["named"], _steps(whole)["stored"]) == ("pass", "pass")
    assert _steps(missing)["named"] == "fail"


def test_an_entry_of_a_kind_that_came_later_is_chained_and_not_at_fault() -> None:
    body = body_bytes(decided(1)).replace(b'"decided"', b'"surveyed"')
    entries = (*ledger_of(1), chained(ledger_of(1)[0].head, body))
    found = check_ledger(Held(entries))

    assert found.verdict == "consistent"
    assert _steps(found)["form"] == "not_available"
    forged = (*ledger_of(1), chained(ledger_of(1)[0].head, b'{"kind":"decided","schema":"hepu-ledger-entry/1"}'))
    assert _steps(check_ledger(Held(forged)))["form"] == "fail"


def test_a_time_before_that_of_the_entry_before_is_told_and_is_not_at_fault() -> None:
    """Clocks differ, and a time may be given: the chain proves the order, and nothing proves the time."""
    early = decided(2).model_copy(update={"at": "2026-11-26T07:59:59+00:00"})
    elsewhere = decided(3).model_copy(update={"at": "2026-11-26T15:59:59+08:00"})
    whole = tuple(chain([opened(), decided(1), early, elsewhere, decided(4)]))

    found = check_ledger(Held(whole))

    assert found.verdict == "consistent"
    assert [item.said.context for item in found.steps if item.name == "times"] == [{"count": "1", "number": "3"}]
    assert _steps(check_ledger(Held(whole[:2])))["times"] == "pass"


@given(st.integers(2, 14), st.data())
def test_a_receipt_proves_its_entry_to_whoever_trusts_a_state_at_or_after_it(length: int, data: st.DataObject) -> None:
    whole = ledger_of(length)
    since = data.draw(st.integers(0, length - 1))
    until = data.draw(st.integers(since + 1, length))
    number = data.draw(st.integers(since + 1, until))
    before = whole[since - 1].head if since else GENESIS
    receipt = read_receipt(receipt_bytes(receipt_of(TITLE, before, whole[since:until], number)), "a")
    anchor = whole[data.draw(st.integers(0, length - 1))]
    finding = check_receipt(receipt, [state(anchor)])

    assert receipt.sequence == number
    assert receipt.heads()[-1] == whole[until - 1].head
    assert bool(finding.included) == (number <= anchor.sequence <= until)
    assert bool(finding.follows) == (since <= anchor.sequence < number)
    assert finding.against == ()


@given(st.integers(3, 14), st.data())
def test_a_receipt_of_another_ledger_is_contradicted_by_any_state_it_passes(length: int, data: st.DataObject) -> None:
    whole = ledger_of(length)
    at = data.draw(st.integers(0, length - 2))
    forged = rehashed((*whole[:at], chained(GENESIS, body_bytes(decided(99, "另一理由"))), *whole[at + 1 :]))
    receipt = receipt_of(TITLE, GENESIS, forged, at + 1)
    anchor = data.draw(st.integers(at, length - 1))

    assert check_receipt(receipt, [state(whole[anchor])]).verdict == "contradicted"


def test_a_state_before_the_entry_never_proves_it() -> None:
    """Anybody can put an entry of their own behind a state that they have read."""
    whole = ledger_of(4)
    made_up = chained(whole[-1].head, body_bytes(decided(99, "从未登记")))
    receipt = receipt_of(TITLE, whole[-1].head, [made_up], 5)

    assert check_receipt(receipt, [state(whole[-1])]).verdict == "consistent"


def test_a_receipt_tells_of_others_by_digests_alone() -> None:
    whole = tuple(chain([opened(), decided(1, "甲校之事"), decided(2, "乙校之事"), decided(3, "丙校之事")]))
    text = receipt_bytes(receipt_of(TITLE, GENESIS, whole, 3)).decode()

    assert "乙校之事" in text
    assert "甲校之事" not in text
    assert "丙校之事" not in text


@given(st.data())
def test_a_receipt_with_one_byte_changed_is_refused_or_proves_nothing_else(data: st.DataObject) -> None:
    whole = ledger_of(5)
    made = receipt_of(TITLE, whole[0].head, whole[1:], 3, [signed(whole[-1])])
    original = receipt_bytes(made)
    at = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        receipt = read_receipt(bytes(changed), "a")
    except HepuError:
        return
    finding = check_receipt(receipt, [item.checkpoint for item in receipt.checkpoints if item.signers([KEY.public])])

    # The name of the key beside a signature is a hint that may be anything: what is proved is the same.
    assert finding.verdict == "consistent" or (receipt.ledger, receipt.heads(), receipt.body) == (
        made.ledger,
        made.heads(),
        made.body,
    )


@given(st.integers(0, 2**40), st.binary(min_size=32, max_size=32), st.text(max_size=50))
def test_a_checkpoint_comes_back_as_it_was_written_and_signed(number: int, digest: bytes, name: str) -> None:
    checkpoint = Checkpoint(name.encode("utf-8", "ignore").decode(), Head(number, digest), AT)
    sealed = sign_checkpoint(checkpoint, [KEY])
    read = read_checkpoint(envelope_bytes(sealed.envelope), "a")

    assert read_note(note_bytes(checkpoint), "a") == checkpoint
    assert read == sealed
    assert read.signers([OTHER.public, KEY.public]) == (KEY.public.name,)
    assert read.signers([OTHER.public]) == ()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff", b'{"schema":"hepu-checkpoint/1"}', b"[" * 10_000]
)
def test_what_is_no_checkpoint_or_receipt_is_refused(data: bytes) -> None:
    for read in (read_note, read_checkpoint, read_receipt):
        with pytest.raises(HepuError):
            read(data, "a")


def test_the_digest_of_an_entry_is_what_the_documentation_says() -> None:
    entry = ledger_of(1)[0]
    said = hashlib.sha256(
        b"hepu-ledger-entry/1\x00" + (1).to_bytes(8, "big") + bytes(32) + hashlib.sha256(entry.body).digest()
    ).digest()

    assert entry.digest == said == link(GENESIS, hashlib.sha256(entry.body).digest())


def test_what_is_written_keeps_to_the_published_schemas() -> None:
    folder = Path(__file__).parents[1] / "docs" / "schemas"
    whole = ledger_of(3)
    written = {
        "receipt": receipt_bytes(receipt_of(TITLE, GENESIS, whole, 2, [signed(whole[2])])),
        "checkpoint": note_bytes(state(whole[2])),
        "ledger-entry": whole[1].body,
    }
    for name, data in written.items():
        jsonschema.validate(json.loads(data), json.loads((folder / f"{name}-1.json").read_text("utf-8")))
