"""Verification of printed advisories: signatures, and pages that are set again and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import report_sample
import signing_sample
import verify_sample as sample
from hepu.advising import shipped
from hepu.record.digests import record_bytes
from hepu.report.edition_mark import Marked
from hepu.report.pdf.document import render_pdf
from hepu.signing.dsse import envelope_bytes
from hepu.signing.pades import sign_pdf
from hepu.signing.statement import sealed_statement
from hepu.verification import pages
from hepu.verification.inquiry import Anchors
from hepu.verification.page_texts import Departure, departures, page_texts
from verify_sample import codes, found, issued

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.record.model import Record
    from hepu.verification.model import StepName

# WeasyPrint leaves a file of its own open.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
ROOT = Anchors(certificates=(signing_sample.root().certificate,))
ISSUER = Anchors(certificates=(signing_sample.issuer().certificate,))
STRANGER = Anchors(certificates=(signing_sample.root("stranger").certificate,))
FAST: frozenset[StepName] = frozenset({"again", "experta"})
ALL_BUT_PAGES: frozenset[StepName] = frozenset({"again", "experta", "pages"})


@pytest.fixture(scope="module")
def record() -> Record:
    """Give an advisory whose record announces a signer."""
    return issued(signed=True)


@pytest.fixture(scope="module")
def unsigned(record: Record) -> bytes:
    """Give its audit edition before it is signed; setting the pages takes long, so it is done once."""
    return render_pdf(record, shipped().pack, "zh", kind="audit")


@pytest.fixture(scope="module")
def pdf(unsigned: bytes) -> bytes:
    """Give its audit edition as it goes out."""
    return sign_pdf(unsigned, signing_sample.issuer().identity, report_sample.ISSUED)


@pytest.fixture
def set_before(unsigned: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pages that were set before for those that are set again."""
    monkeypatch.setattr(pages, "render_pdf", lambda *_, **__: unsigned)


@pytest.mark.slow
def test_a_signed_audit_edition_is_authentic_to_whom_trusts_its_issuer_or_the_authority_above(pdf: bytes) -> None:
    """The pages are really set again here: the same record gives the same bytes."""
    report = found(pdf, ROOT, FAST)

    assert report.verdict == "authentic"
    assert {report.states[name] for name in ("signature", "record", "pack", "derivation", "pages")} == {"pass"}
    assert found(pdf, ISSUER, ALL_BUT_PAGES).verdict == "authentic"


def test_without_a_certificate_the_same_file_is_consistent_alone(pdf: bytes) -> None:
    report = found(pdf, without=ALL_BUT_PAGES)

    assert (report.states["signature"], report.verdict) == ("not_available", "consistent")
    assert "verify_open_signature" in {fault.code for fault in report.open}


def test_a_signer_for_whom_nobody_that_is_trusted_vouches_fails(pdf: bytes) -> None:
    assert codes(found(pdf, STRANGER, ALL_BUT_PAGES), "signature") >= {"verify_signature_untrusted"}


def test_an_announced_signature_that_is_missing_fails(unsigned: bytes) -> None:
    assert codes(found(unsigned, ROOT, ALL_BUT_PAGES), "signature") == {"verify_signature_stripped"}


def test_a_signature_by_another_than_who_was_announced_fails(unsigned: bytes) -> None:
    other = signing_sample.issuer("ec", "another")
    data = sign_pdf(unsigned, other.identity, report_sample.ISSUED)

    assert codes(found(data, ROOT, ALL_BUT_PAGES), "signature") >= {"verify_signature_other"}


def test_what_is_appended_behind_the_signature_fails(pdf: bytes) -> None:
    report = found(pdf + b"\n%%EOF\n", ROOT, ALL_BUT_PAGES)

    assert codes(report, "signature") == {"verify_signature_changed"}


def test_a_changed_byte_of_a_signed_file_fails(pdf: bytes) -> None:
    at = len(pdf) // 2
    data = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]

    assert found(data, ROOT, ALL_BUT_PAGES).verdict == "inconsistent"


def test_a_changed_byte_of_a_file_that_nobody_signs_is_found_by_its_pages(unsigned: bytes, set_before: None) -> None:
    at = unsigned.index(b"stream", len(unsigned) // 3) + 40
    data = unsigned[:at] + bytes([unsigned[at] ^ 1]) + unsigned[at + 1 :]

    assert found(data, without=FAST).states["pages"] == "fail"


def test_pages_under_a_signature_of_a_stranger_are_still_compared(record: Record, pdf: bytes, set_before: None) -> None:
    report = found(pdf, without=FAST)

    assert codes(report, "pages") == {"verify_pages_pass"}
    assert [step.binds for step in report.steps if step.name == "pages"] == [True]


def test_a_statement_vouches_for_the_record_and_the_pages_bind_the_file_to_it(
    record: Record, pdf: bytes, set_before: None
) -> None:
    envelope = envelope_bytes(sealed_statement(record, [signing_sample.issuer().identity.key]))

    assert found(pdf, ISSUER, FAST, envelope=envelope).states["envelope"] == "pass"
    assert found(record_bytes(record), ISSUER, FAST, envelope=envelope).verdict == "authentic"
    assert found(record_bytes(record), without=FAST, envelope=envelope).verdict == "consistent"


def test_a_statement_by_a_stranger_or_on_another_record_fails(record: Record) -> None:
    envelope = envelope_bytes(sealed_statement(record, [sample.OTHER_KEY]))
    other = envelope_bytes(sealed_statement(issued(), [signing_sample.issuer().identity.key]))
    data = record_bytes(record)

    assert codes(found(data, ISSUER, envelope=envelope), "envelope") == {"verify_envelope_untrusted"}
    assert codes(found(data, ISSUER, envelope=other), "envelope") == {"verify_envelope_other"}
    assert codes(found(data, ISSUER, envelope=b"{}"), "envelope") == {"verify_envelope_broken"}


# Pages set by other versions


@pytest.fixture
def texts(unsigned: bytes) -> tuple[str, ...]:
    """Give the texts of the first pages."""
    read = page_texts(unsigned)
    assert read is not None
    return read[:8]


def test_texts_are_the_same_however_pages_and_lines_break(texts: tuple[str, ...]) -> None:
    broken = tuple(
        part.replace("，", "，\n")
        for text in texts
        for at in (text.rfind("\n", 0, len(text) // 2) + 1,)
        for part in (text[:at], text[at:])
    )

    assert departures(texts, broken, ()) == ()


@pytest.mark.parametrize(
    ("change", "expected", "became"),
    [
        (lambda text: text.replace("学校", "学院", 1), "校", "院"),
        (lambda text: text.replace("623", "632", 1), "23", "32"),
    ],
)
def test_a_changed_word_or_figure_is_told_with_its_page(
    texts: tuple[str, ...], change: Callable[[str], str], expected: str, became: str
) -> None:
    at = next(number for number, text in enumerate(texts) if change(text) != text)
    changed = (*texts[:at], change(texts[at]), *texts[at + 1 :])

    (one,) = departures(texts, changed, ())

    assert (one.page, one.moved) == (at + 1, False)
    assert expected in one.expected
    assert became in one.found


@pytest.mark.parametrize(
    ("figure", "other"),
    [("3 / 8项", "7 / 8项"), ("met. 12 of", "met. 99 of"), ("见第12页", "见第99页"), ("p. 45", "p. 99")],
)
def test_no_figure_but_the_number_of_a_page_is_left_aside(figure: str, other: str) -> None:
    text = "达到 3 / 8项。Two were met. 12 of them grew, p. 45。见第12页。 · 传阅版 2 / 27"

    assert departures((text,), (text.replace(figure, other),), ())
    assert departures((text,), (text.replace("2 / 27", "3 / 28"),), ()) == ()


def test_the_numbers_of_pages_may_move() -> None:
    text = "Contents\nSummary .  .  .  .  .  2\nB1 likely text p. 8\nB2 很可能 正文第7页\nAudit edition 2 / 27"
    moved = "Contents\nSummary .  .  .  .  12\nB1 likely text p. 10\nB2 很可能 正文第9页\nAudit edition 3 / 30"

    assert departures((text,), (moved,), ()) == ()


def other_versions(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Have some of what sets the pages be of another version than where the record was made."""
    monkeypatch.setattr(pages, "differing_versions", lambda _: dict.fromkeys(names, ("1", "2")))


def outcome(monkeypatch: pytest.MonkeyPatch, found_texts: list[Departure], *names: str) -> str:
    """Compare pages whose texts depart in some way, set by other versions of something."""
    other_versions(monkeypatch, *names)
    monkeypatch.setattr(pages, "departures", lambda *_: found_texts)
    monkeypatch.setattr(pages, "page_texts", lambda _: ("text",))
    monkeypatch.setattr(pages, "render_pdf", lambda *_, **__: b"ours")
    edition = Marked("zh", "circulation", requests=True)
    return pages.compared(b"theirs", issued(), shipped().pack, edition).state


CHANGED, MOVED = Departure(1, "a", "b"), Departure(1, "a", "", moved=True)


@pytest.mark.parametrize(
    ("found_texts", "names", "expected"),
    [
        ([], ("pango",), "pass"),
        ([CHANGED], ("pango",), "fail"),
        ([MOVED], ("pango",), "not_available"),
        ([CHANGED], ("pango", "templates"), "not_available"),
        ([CHANGED], ("hepu",), "not_available"),
        ([], (), "fail"),
        ([CHANGED], (), "fail"),
    ],
)
def test_what_other_versions_leave_to_be_told_by_the_texts(
    monkeypatch: pytest.MonkeyPatch, found_texts: list[Departure], names: tuple[str, ...], expected: str
) -> None:
    """Equal texts pass, other texts fail; where the report's own words may have changed, nothing follows."""
    assert outcome(monkeypatch, found_texts, *names) == expected


def test_texts_alone_do_not_bind_a_file_to_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture laid over the text would not be seen."""
    other_versions(monkeypatch, "pango")
    monkeypatch.setattr(pages, "page_texts", lambda _: ("text",))
    monkeypatch.setattr(pages, "render_pdf", lambda *_, **__: b"ours")

    step = pages.compared(b"theirs", issued(), shipped().pack, Marked("zh", "circulation", requests=True))

    assert (step.state, step.binds) == ("pass", False)
