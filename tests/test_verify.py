"""Verification of records and of PDFs that carry them: each step finds what it is for, and says no more than holds."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

import verify_sample as sample
from hepu.advising import shipped
from hepu.layers import shipped_layers
from hepu.ledger.chain import Head
from hepu.ledger.checkpoints import Checkpoint
from hepu.messages import catalogue
from hepu.pack_sources.archive import pack_archive
from hepu.record.digests import digests_bytes, record_bytes
from hepu.record.inputs_file import inputs_bytes
from hepu.record.model import Issue
from hepu.verification.inquiry import Anchors
from hepu.verification.ledgered import Identity, included, told_by
from hepu.verification.model import STEPS
from verify_sample import KEY, OTHER_KEY, codes, found, issued, value_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.ledger.store import Ledger
    from hepu.record.model import Record
    from hepu.verification.model import Report


@pytest.fixture(scope="module")
def record() -> Record:
    """Give an advisory as it was issued."""
    return issued()


def failing(report: Report) -> set[str]:
    """Name the steps that failed."""
    return {step.name for step in report.steps if step.state == "fail"}


def test_a_record_alone_is_consistent_and_never_authentic(record: Record) -> None:
    report = found(record_bytes(record), without=frozenset())

    assert report.verdict == "consistent"
    assert [name for name, state in report.states.items() if state == "pass"] == [
        "container",
        "record",
        "schema",
        "pack",
        "derivation",
        "chainer",
        "experta",
        "again",
    ]


def test_a_statement_is_not_asked_for_where_the_record_names_nobody_who_signs(record: Record) -> None:
    report = found(record_bytes(record))

    assert codes(report, "envelope") == {"verify_envelope_unannounced"}
    assert "verify_open_envelope" not in {fault.code for fault in report.open}


def test_what_could_not_be_established_is_named_and_that_facts_may_be_untrue(record: Record) -> None:
    report = found(record_bytes(record))

    assert {"verify_open_issuer", "verify_open_facts", "verify_open_ledger"} <= {fault.code for fault in report.open}
    assert "issue.issued_at" in report.given


def advice_left_out(value: dict[str, Any]) -> None:
    value["advice"]["strategies"].pop()


def answer_changed(value: dict[str, Any]) -> None:
    value["inputs"]["profile"]["resources"]["staff"]["value"] = "9"


def more_written(value: dict[str, Any]) -> None:
    value["advice"]["remark"] = "核验通过"


def checked_by_nobody(value: dict[str, Any]) -> None:
    value["engines"]["checker"] = "rejected"


def pack_file_changed(value: dict[str, Any]) -> None:
    name = next(iter(value["inputs"]["pack"]["files"]))
    value["inputs"]["pack"]["files"][name] = "0" * 64


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (advice_left_out, "derivation"),
        (answer_changed, "record"),
        (more_written, "schema"),
        (checked_by_nobody, "derivation"),
    ],
)
def test_a_changed_record_fails_though_its_number_was_made_to_fit(
    record: Record, change: Callable[[dict[str, Any]], None], step: str
) -> None:
    value = value_of(record)
    change(value)

    report = found(sample.renamed(value))

    assert report.verdict == "inconsistent"
    assert step in failing(report)


def test_a_record_that_names_another_pack_is_not_established_by_the_one_at_hand(record: Record) -> None:
    value = value_of(record)
    pack_file_changed(value)

    report = found(sample.renamed(value))

    assert report.states["pack"] == report.states["derivation"] == "not_available"
    assert report.verdict != "consistent"


def test_a_number_that_does_not_fit_the_content_fails(record: Record) -> None:
    value = value_of(record)
    value["issue"]["issued_at"] = "2020-01-01T00:00:00+00:00"

    report = found(json.dumps(value).encode())

    assert {"verify_record_id", "verify_record_form"} <= codes(report, "record")


def test_a_record_of_another_version_of_the_form_is_told_apart_from_one_that_was_changed(record: Record) -> None:
    value = value_of(record)
    value["schema"] = "hepu-record/1"
    del value["issue"]["signer"]

    report = found(sample.renamed(value))

    assert codes(report, "schema") == {"verify_schema_version"}
    assert report.verdict == "not_established"


def test_digests_in_a_pdf_are_held_against_the_record_that_is_given(record: Record) -> None:
    report = found(sample.circulating(record), record=record_bytes(record))

    assert report.states["record"] == "pass"
    assert {"verify_record_pass_digests", "verify_record_given"} <= codes(report, "record")


def test_a_record_of_another_advisory_is_not_taken_for_that_of_the_pdf(record: Record) -> None:
    report = found(sample.circulating(record), record=record_bytes(issued(signed=True)))

    assert failing(report) >= {"record"}


def test_digests_alone_establish_nothing(record: Record) -> None:
    report = found(sample.circulating(record))

    assert report.verdict == "not_established"
    assert {"verify_open_record", "verify_open_derivation"} <= {fault.code for fault in report.open}


def test_published_figures_give_the_record_again_from_the_inputs() -> None:
    record = issued(published=True)
    data = sample.carrying(
        {
            "digests.json": digests_bytes(record),
            "inputs.json": inputs_bytes(record),
            "pack.zip": pack_archive(shipped().pack),
        }
    )

    report = found(data, without=frozenset({"pages"}))

    assert report.verdict == "consistent"
    assert codes(report, "record") == {"verify_record_remade"}


def test_inputs_that_give_another_record_fail() -> None:
    one, other = issued(published=True), issued()
    data = sample.carrying({"digests.json": digests_bytes(other), "inputs.json": inputs_bytes(one)})

    assert "record" in failing(found(data))


def test_an_attached_pack_that_is_not_the_records_fails(record: Record) -> None:
    archive = bytearray(pack_archive(shipped().pack))
    archive[200] ^= 1
    data = sample.carrying({"record.json": record_bytes(record), "pack.zip": bytes(archive)})

    report = found(data)

    assert "pack" in failing(report)
    assert report.states["derivation"] == "not_available"


def test_a_pack_that_is_given_beside_an_attached_one_has_to_be_the_same(record: Record, tmp_path: Path) -> None:
    files = {"record.json": record_bytes(record), "pack.zip": pack_archive(shipped().pack)}

    same = found(sample.carrying(files), layers=shipped_layers())

    assert same.states["pack"] == "pass"


# The ledger


@pytest.fixture
def ledger(tmp_path: Path, record: Record) -> Ledger:
    """Give a ledger in which the advisory is entered as number 2."""
    return sample.ledger_with(tmp_path / "ledger.db", record)


def test_a_receipt_under_a_trusted_key_makes_a_record_authentic(record: Record, ledger: Ledger) -> None:
    anchors = Anchors(keys=(KEY.public,), checkpoints=(sample.checkpoint(ledger, 2),))

    report = found(record_bytes(record), anchors, receipt=sample.receipt(ledger, 2))

    assert (report.states["ledger"], report.verdict) == ("pass", "authentic")


def test_a_receipt_without_trust_leaves_a_record_consistent(record: Record, ledger: Ledger) -> None:
    report = found(record_bytes(record), receipt=sample.receipt(ledger, 2))

    assert (report.states["ledger"], report.verdict) == ("pass", "consistent")
    assert "verify_ledger_untrusted" in codes(report, "ledger")


def test_a_checkpoint_by_a_key_that_nobody_trusts_vouches_for_nothing(record: Record, ledger: Ledger) -> None:
    anchors = Anchors(keys=(KEY.public,), checkpoints=(sample.checkpoint(ledger, 2, OTHER_KEY),))

    assert found(record_bytes(record), anchors, receipt=sample.receipt(ledger, 2)).verdict == "consistent"


def test_a_state_before_the_entry_vouches_for_nothing(record: Record, ledger: Ledger) -> None:
    anchors = Anchors(keys=(KEY.public,), checkpoints=(sample.checkpoint(ledger, 1),))

    report = found(record_bytes(record), anchors, receipt=sample.receipt(ledger, 2))

    assert report.verdict == "consistent"
    assert "verify_ledger_beyond" in codes(report, "ledger")


def test_a_receipt_that_ends_before_a_trusted_state_says_so_and_names_the_one_to_ask_for(
    record: Record, ledger: Ledger
) -> None:
    kept = Checkpoint(ledger.title, Head(9, b"\1" * 32))

    report = found(record_bytes(record), Anchors(states=(kept,)), receipt=sample.receipt(ledger, 2))

    assert report.verdict == "consistent"
    assert "verify_receipt_short" in codes(report, "ledger")
    assert [
        text.context["number"] for step in report.steps for text in step.said if text.code == "verify_receipt_short"
    ] == ["9"]


def test_a_state_of_another_ledger_vouches_for_nothing_and_is_named(record: Record, ledger: Ledger) -> None:
    kept = Checkpoint("Another", Head(9, b"\1" * 32))

    for beside in ({"receipt": sample.receipt(ledger, 2)}, {"ledger": ledger}):
        report = found(record_bytes(record), Anchors(states=(kept,)), **beside)

        assert report.verdict == "consistent"
        assert "verify_ledger_unlinked" in codes(report, "ledger")


def test_a_copy_of_a_state_kept_elsewhere_makes_a_record_in_the_ledger_authentic(
    record: Record, ledger: Ledger
) -> None:
    report = found(record_bytes(record), Anchors(states=(sample.head_of(ledger),)), ledger=ledger)

    assert (report.states["ledger"], report.verdict) == ("pass", "authentic")


def test_a_ledger_that_contradicts_a_copy_of_its_state_fails(record: Record, ledger: Ledger) -> None:
    anchors = Anchors(states=(Checkpoint("", Head(1, b"\1" * 32)),))

    report = found(record_bytes(record), anchors, ledger=ledger)

    assert codes(report, "ledger") == {"verify_ledger_against"}


def test_a_ledger_that_was_cut_off_behind_a_copy_of_its_state_fails(record: Record, ledger: Ledger) -> None:
    anchors = Anchors(states=(Checkpoint("", Head(9, b"\1" * 32)),))

    assert "ledger" in failing(found(record_bytes(record), anchors, ledger=ledger))


def test_an_advisory_that_is_in_no_entry_of_the_ledger_fails(ledger: Ledger) -> None:
    report = found(record_bytes(issued(signed=True)), ledger=ledger)

    assert codes(report, "ledger") == {"verify_ledger_absent"}


def test_a_diagnosis_is_asked_for_no_entry(ledger: Ledger) -> None:
    told = told_by(ledger, "0" * 64)
    issue = Issue(status="diagnosis", id="HP-0", issued_at="2026-01-01T00:00:00+00:00")
    identity = Identity("1" * 64, issue.id, "0" * 64, "2" * 64, issue)

    step = included(identity, told, None, Anchors())

    assert (step.state, [text.code for text in step.said]) == ("not_available", ["verify_ledger_diagnosis"])


def test_an_entry_that_names_another_pack_fails(record: Record, tmp_path: Path) -> None:
    ledger = sample.ledger_with(tmp_path / "other.db", record, pack="0" * 64)

    assert codes(found(record_bytes(record), ledger=ledger), "ledger") == {"verify_ledger_unlike"}


def test_the_ledger_gives_record_and_pack_for_digests(record: Record, ledger: Ledger) -> None:
    report = found(sample.circulating(record), ledger=ledger)

    assert (report.states["record"], report.states["derivation"]) == ("pass", "pass")
    assert "verify_record_stored" in codes(report, "record")
    assert codes(report, "pack") >= {"verify_pack_pass_stored"}


def test_that_a_record_is_entered_does_not_make_another_file_of_it_authentic(record: Record, ledger: Ledger) -> None:
    """A PDF with made-up pages may carry a record that was truly issued."""
    anchors = Anchors(states=(sample.head_of(ledger),))
    data = sample.carrying({"record.json": record_bytes(record)})

    report = found(data, anchors, ledger=ledger)

    assert report.verdict == "consistent"
    assert "verify_open_bound" in {fault.code for fault in report.open}


def test_a_state_that_is_printed_is_looked_for_in_the_ledger(tmp_path: Path) -> None:
    wrong = issued(previous=True)
    ledger = sample.ledger_with(tmp_path / "ledger.db", wrong)

    assert codes(found(record_bytes(wrong), ledger=ledger), "before") == {"verify_before_unlike"}


def test_a_state_that_is_printed_and_cannot_be_held_against_anything_is_not_available() -> None:
    report = found(record_bytes(issued(previous=True)))

    assert report.states["before"] == "not_available"
    assert "verify_open_before" in {fault.code for fault in report.open}


def test_a_state_that_is_printed_and_known_from_elsewhere_passes() -> None:
    told = sample.FIRST
    state = Checkpoint(told.ledger, Head(told.sequence, bytes.fromhex(told.digest)))

    report = found(record_bytes(issued(previous=True)), Anchors(states=(state,)))

    assert report.states["before"] == "pass"


# Files that are none of ours


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 4096,
        b"%PDF-1.7\n%%EOF",
        b"{}",
        b"[" * 200_000,
        b'{"schema":"hepu-record/2"}',
        b'{"schema":"hepu-record/2","issue":{"id":1e999}}',
        b"PK\x03\x04" + b"\0" * 100,
        "咨询建议书".encode(),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(data: bytes) -> None:
    report = found(data)

    assert report.verdict in {"inconsistent", "not_established"}
    assert all(fault.code in catalogue() for step in report.steps for fault in step.said)


@pytest.mark.parametrize("data", [b"PK\x03\x04 an XLSX", b"<!DOCTYPE html>\n<html>"])
def test_an_edition_that_carries_nothing_is_not_at_fault_and_is_known_by_its_digest_from_a_ledger(
    data: bytes, record: Record, tmp_path: Path
) -> None:
    name = hashlib.sha256(data).hexdigest()
    ledger = sample.ledger_with(tmp_path / "editions.db", record, {"college.html": name})
    anchors = Anchors(states=(sample.head_of(ledger),))

    report, other = found(data, anchors, ledger=ledger), found(data + b" ", anchors, ledger=ledger)

    assert (report.verdict, other.verdict) == ("not_established", "not_established")
    assert (report.states["container"], report.states["ledger"]) == ("not_available", "pass")
    assert codes(report, "ledger") >= {"verify_ledger_file_of", "verify_ledger_file", "verify_ledger_vouched"}
    assert codes(other, "ledger") == {"verify_ledger_no_file"}


def test_a_record_that_is_too_large_is_refused_at_once(record: Record) -> None:
    value = value_of(record)
    value["inputs"]["profile"]["mission"]["priority_majors"]["rows"] = [{"name": "专业" * 30}] * 60_000
    data = sample.renamed(value)
    began = time.monotonic()

    report = found(data)

    assert codes(report, "container") == {"verify_container_large"}
    assert time.monotonic() - began < 5


def test_a_pdf_that_is_cut_off_fails_though_the_record_in_it_is_whole(record: Record) -> None:
    data = sample.carrying({"record.json": record_bytes(record)})

    assert "container" in failing(found(data[:-40]))
    assert "container" in failing(found(b"x" + data))


def test_every_step_has_a_name_what_it_establishes_and_what_it_leaves_open_in_both_languages() -> None:
    for name in STEPS:
        assert all(catalogue()[f"verify_step_{name}"][lang]["remedy"] for lang in ("zh", "en"))
        assert all(catalogue()[f"verify_open_{name}"][lang]["message"] for lang in ("zh", "en"))
