"""Signatures of PDFs: what is appended, who is trusted, and every way of changing a signed file is told."""

from __future__ import annotations

import asyncio
import io
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, async_sign_pdf
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext, registry
from pypdf import PdfReader, PdfWriter

import signing_sample as sample
from hepu.errors import OutputError
from hepu.signing.pades import check_signatures, is_signed_copy, sign_pdf, unsigned_part
from hepu.signing.pades.containers import asn1_of
from hepu.signing.pades.places import places
from signing_sample import AT, YEAR, alone, issuer, middle, pdf, root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography.x509 import Certificate

    from signing_sample import Holder

LATER = "2026-11-27T00:00:00+00:00"
DECADE = "2036-11-26T00:00:00+00:00"


def signed(holder: Holder | None = None, unsigned: bytes | None = None, at: str = AT) -> bytes:
    """Sign a small PDF."""
    return sign_pdf(unsigned or pdf(), (holder or issuer()).identity, at)


def verdict(data: bytes, *trusted: Certificate, at: str = LATER) -> str:
    """Give the word that sums up."""
    return check_signatures(data, trusted or (root().certificate,), at).verdict


def told_by_pyhanko(data: bytes) -> Any:
    """Give what pyHanko itself says of the one signature of a PDF."""
    (found,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=[asn1_of(root().certificate)], moment=sample.NOW)
    return found, asyncio.run(async_validate_pdf_signature(found, context))


def hole(data: bytes) -> tuple[int, int]:
    (place,) = places(data)
    return place.start, place.stop


@given(pages=st.integers(1, 4), text=st.text(max_size=40).filter(str.isprintable), kind=st.sampled_from(sample.KINDS))
@settings(max_examples=12)
def test_a_signed_pdf_is_the_unsigned_one_with_something_behind_it(pages: int, text: str, kind: str) -> None:
    before = pdf(pages, text)
    after = signed(issuer(kind), before)

    assert after[: len(before)] == before
    assert unsigned_part(after) == before
    assert is_signed_copy(after, before)


@pytest.mark.parametrize("kind", sample.KINDS)
def test_the_same_file_signer_and_moment_give_the_same_bytes(kind: str) -> None:
    first = signed(issuer(kind))
    time.sleep(1.1)  # seconds of the clock, were they written anywhere, would differ

    assert signed(issuer(kind)) == first


@pytest.mark.parametrize("kind", sample.KINDS)
def test_a_signature_whose_root_was_given_is_good(kind: str) -> None:
    (found,) = check_signatures(signed(issuer(kind)), [root().certificate], LATER).found

    assert (found.verdict, found.standing, found.claimed_at) == ("good", "trusted", sample.NOW)
    assert found.subject.startswith(f"CN=issuer {kind}")


@pytest.mark.parametrize("kind", sample.KINDS)
def test_pyhanko_itself_holds_it_for_valid_certified_and_closed_to_changes(kind: str) -> None:
    found, told = told_by_pyhanko(signed(issuer(kind)))

    assert told.bottom_line
    assert found.docmdp_level is MDPPerm.NO_CHANGES


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="the reader of PDFs is not there")
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_reader_of_another_make_holds_it_for_valid(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed(issuer(kind)))
    command = ("pdfsig", "-nocert", str(path))
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout

    assert "Total document signed" in told
    assert "Signature is Valid" in told


def test_a_signer_may_be_trusted_by_its_own_certificate() -> None:
    assert verdict(signed(alone()), alone().certificate) == "good"


def test_a_root_that_nobody_gave_leaves_an_intact_signature_untrusted() -> None:
    (found,) = check_signatures(signed(), [root("other").certificate], LATER).found

    assert (found.intact, found.whole, found.standing) == (True, True, "no_anchor")


def test_a_trusted_certificate_of_a_kind_that_is_not_used_here_vouches_for_nobody() -> None:
    der = middle().certificate.public_bytes(Encoding.DER)
    other = load_der_x509_certificate(
        der.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d"))
    )

    assert verdict(signed(), other) == "untrusted"
    assert verdict(signed(), other, root().certificate) == "good"


def test_without_any_certificate_nothing_is_trusted() -> None:
    assert check_signatures(signed(), [], LATER).verdict == "untrusted"


def test_who_is_no_authority_vouches_only_for_itself() -> None:
    key = sample.drawn("rsa", "below")
    below = sample.Holder(key, sample.certified(key, "below", alone()), (alone().certificate,))

    assert verdict(signed(below), alone().certificate) == "untrusted"


def test_a_pdf_without_a_signature_is_one_where_it_is_missing() -> None:
    found = check_signatures(pdf(), [root().certificate], LATER)

    assert (found.verdict, found.unsigned) == ("missing", pdf())


def test_a_stripped_signature_is_missing() -> None:
    assert verdict(unsigned_part(signed())) == "missing"


def test_a_signed_pdf_is_not_signed_again() -> None:
    with pytest.raises(OutputError, match="pdf_signed_already"):
        signed(unsigned=signed())


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(OutputError, match="pdf_unsignable"):
        signed(unsigned=b"no pdf at all")


@given(st.data())
def test_any_byte_changed_anywhere_is_noticed(data: st.DataObject) -> None:
    whole = signed()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))

    assert verdict(whole[:at] + bytes([other]) + whole[at + 1 :]) in {"broken", "changed", "missing"}


@pytest.mark.parametrize("more", [16, 1, 255])
def test_zeros_behind_the_container_do_not_pass_for_a_part_of_it(more: int) -> None:
    whole = signed()
    (place,) = places(whole)
    size = int.from_bytes(place.container[2:4], "big")
    longer = b"%04X" % (size + more)

    assert verdict(whole[: place.start + 5] + longer + whole[place.start + 9 :]) == "broken"


@given(st.data())
def test_any_digit_of_the_container_changed_is_noticed(data: st.DataObject) -> None:
    whole = signed()
    start, _ = hole(whole)
    size = 2 * len(places(whole)[0].container)
    at = start + 1 + data.draw(st.integers(0, size - 1))
    other = data.draw(st.sampled_from(b"0123456789ABCDEFabcdef").filter(lambda byte: byte != whole[at]))

    assert verdict(whole[:at] + bytes([other]) + whole[at + 1 :]) == "broken"


def updated(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """Append an incremental update."""
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    made = output.getvalue()
    assert made.startswith(data)
    assert len(made) > len(data)
    return made


UPDATES: dict[str, Callable[[PdfWriter], object]] = {
    "a page more": lambda writer: writer.add_blank_page(100, 100),
    "another attachment": lambda writer: writer.add_attachment("record.json", b"{}"),
    "another title": lambda writer: writer.add_metadata({"/Title": "another"}),
}


@pytest.mark.parametrize("change", UPDATES)
def test_an_incremental_update_leaves_a_signature_that_covers_not_all(change: str) -> None:
    after = updated(signed(), UPDATES[change])
    (found,) = check_signatures(after, [root().certificate], LATER).found

    assert (found.intact, found.whole, found.verdict) == (True, False, "changed")


@pytest.mark.parametrize("change", ["a page more", "another attachment"])
def test_pyhanko_itself_refuses_an_update_of_pages_or_attachments(change: str) -> None:
    assert not told_by_pyhanko(updated(signed(), UPDATES[change]))[1].bottom_line


def test_permission_for_changes_forged_behind_the_signature_changes_nothing() -> None:
    whole = signed()
    catalogue: Any = PdfReader(io.BytesIO(whole)).trailer["/Root"]
    number = catalogue["/Perms"].raw_get("/DocMDP").idnum
    forged = b"%d 0 obj\n<< /TransformParams << /P 3 >> >>\nendobj\n%%%%EOF\n" % number

    assert verdict(whole + forged) == "changed"


def test_permission_for_changes_forged_within_breaks_the_signature() -> None:
    assert verdict(signed().replace(b"/P 1\n", b"/P 3\n")) == "broken"


@pytest.mark.parametrize("more", [b"\n", b" ", b"%%EOF\n", b"\x00" * 2000])
def test_a_single_byte_behind_the_end_is_noticed(more: bytes) -> None:
    assert verdict(signed() + more) == "changed"


def test_the_signature_of_another_document_is_broken() -> None:
    one, other = signed(), signed(unsigned=pdf(1, "another-"))
    start, stop = hole(one)
    from_start, from_stop = hole(other)

    assert verdict(one[:start] + other[from_start:from_stop] + one[stop:]) == "broken"


def test_the_container_of_another_signer_is_its_own_and_untrusted() -> None:
    one, other = signed(alone()), signed(alone("ec"))
    start, stop = hole(one)
    held = places(other)[0].container.hex().upper().encode().ljust(stop - start - 2, b"0")

    assert verdict(one[:start] + b"<" + held + b">" + one[stop:], alone().certificate) == "broken"


def test_another_certificate_of_the_same_key_does_not_take_its_place() -> None:
    whole, own = signed(alone()), alone().certificate
    other = sample.certified(alone().key, "alone rsb")
    start, stop = hole(whole)
    swapped = asn1_of(other).dump()
    assert len(swapped) == len(asn1_of(own).dump())
    held = whole[start:stop].replace(asn1_of(own).dump().hex().upper().encode(), swapped.hex().upper().encode())
    assert held != whole[start:stop]

    assert verdict(whole[:start] + held + whole[stop:], other, own) == "broken"


def test_two_signatures_are_one_too_many() -> None:
    once = signed()
    body = b"1 0 obj << /Contents <00> /ByteRange [0 %d %d 20] >> endobj" % (len(once) + 22, len(once) + 26)

    assert verdict(once + body + b" " * 40) == "several"


@pytest.mark.parametrize(
    ("holder", "standing"),
    [
        (issuer("rsa", "expired", last=sample.NOW - YEAR / 2), "not_valid_then"),
        (issuer("rsa", "early", first=sample.NOW + YEAR / 2), "not_valid_then"),
        (issuer("rsa", "other use", signing=False), "unfit"),
        (issuer(), "trusted"),
    ],
    ids=["expired", "not yet valid", "for another use", "valid"],
)
def test_a_certificate_counts_by_the_day_of_signing_and_by_its_use(holder: Holder, standing: str) -> None:
    (found,) = check_signatures(signed(holder), [root().certificate], AT).found

    assert (found.intact, found.standing) == (True, standing)


def test_a_certificate_that_expired_since_rests_on_the_signers_word() -> None:
    (found,) = check_signatures(signed(), [root().certificate], DECADE).found

    assert (found.intact, found.whole, found.standing) == (True, True, "expired_since")


def test_a_signature_from_the_future_is_not_trusted() -> None:
    (found,) = check_signatures(signed(), [root().certificate], "2026-11-20T00:00:00+00:00").found

    assert found.standing == "future"


def test_revocation_is_not_known_without_a_list() -> None:
    assert check_signatures(signed(), [root().certificate], LATER).found[0].revocation == "not_available"


@pytest.mark.parametrize(
    ("by", "revoked", "expected"),
    [
        (middle(), (), ("good", "trusted")),
        (middle(), (issuer().certificate,), ("revoked", "revoked")),
        (root(), (issuer().certificate,), ("not_available", "trusted")),
        (root(), (middle().certificate,), ("revoked", "revoked")),
        (root("other"), (issuer().certificate,), ("not_available", "trusted")),
    ],
    ids=["clean", "revoked", "not by its issuer", "its issuer revoked", "by a stranger"],
)
def test_a_list_counts_when_its_issuer_signed_it(by: Holder, revoked: Any, expected: tuple[str, str]) -> None:
    lists = [b"no list", sample.revocation_list(by, *revoked)]
    (found,) = check_signatures(signed(), [root().certificate], LATER, lists).found

    assert (found.revocation, found.standing) == expected


def test_checking_asks_no_network_and_no_store_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    whole = signed()
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("pyhanko_certvalidator.registry._system_trust_roots", refuse)

    assert verdict(whole) == "good"
    assert check_signatures(whole, [], LATER).verdict == "untrusted"


def test_signing_without_a_timestamp_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)

    assert verdict(signed()) == "good"


def test_it_can_be_asked_from_within_a_running_loop() -> None:
    async def within() -> str:
        return verdict(signed())

    assert asyncio.run(within()) == "good"


def by_pyhanko(digest: str = "sha256") -> bytes:
    """Sign a small PDF as another program would, with more certificates than it needs."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    key = issuer().key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store: Any = registry.SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1_of(item) for item in (*issuer().chain, root("other").certificate)])
    signer = SimpleSigner(asn1_of(issuer().certificate), PrivateKeyInfo.load(key), store)
    told = PdfSignatureMetadata(field_name="Other", md_algorithm=digest)
    return bytes(asyncio.run(async_sign_pdf(writer, told, signer)).getvalue())


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_an_old_digest_is_weak(digest: str) -> None:
    assert verdict(by_pyhanko(digest)) == "weak"


def test_a_small_key_is_weak() -> None:
    small = sample.Holder(sample.drawn("small", "small"), sample.certified(sample.drawn("small", "small"), "small"))
    (found,) = check_signatures(signed(small), [small.certificate], LATER).found

    assert (found.intact, found.verdict) == (True, "weak")


def relabelled(data: bytes) -> bytes:
    """Give a file whose signature does not say that we made it, with something in its hole that is no CMS."""
    start, stop = hole(data)
    seal = bytes.fromhex("3006020101020102").hex().upper().encode().ljust(stop - start - 2, b"0")
    return data[:start] + b"<" + seal + b">" + data[stop:].replace(b"/Hepu", b"/Seal")


def test_a_seal_of_another_kind_is_neither_confirmed_nor_denied() -> None:
    assert verdict(relabelled(signed())) == "unreadable"


def test_what_we_made_does_not_pass_for_a_seal_of_another_kind() -> None:
    assert verdict(relabelled(signed()).replace(b"/Seal", b"/Hepu")) == "broken"


def test_a_signature_that_another_program_made_is_judged_too() -> None:
    made = by_pyhanko()

    (found,) = check_signatures(made, [], LATER).found

    assert (found.intact, found.whole) == (True, True)
    assert not is_signed_copy(made, pdf())
    assert verdict(made.replace(b"(advisory)", b"(advisorx)")) == "broken"


HOSTILE = {
    "ranges without end": b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]\n" * 100_000,
    "names without ranges": b"/ByteRange " * 100_000,
    "a range far beyond": b"/ByteRange [0 999999999999 999999999999 999999999999]",
    "a huge hole": b"<" + b"3" * 3_000_000 + b"> /ByteRange [0 0 3000002 40]                       ",
    "deep nesting": b"x" * 10 + b"<" + (b"3080" * 20_000) + b">/ByteRange [0 10 80012 32]          ",
    "spaces": b"/ByteRange" + b" " * 2_000_000,
    "dates": (b"/M (D:2026" + b"0" * 12) * 50_000 + b"/ByteRange [0 5 9 20]",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_answered_in_time(kind: str) -> None:
    started = time.perf_counter()
    found = check_signatures(HOSTILE[kind], [root().certificate], LATER)

    assert found.verdict in {"broken", "several", "missing", "unreadable"}
    assert time.perf_counter() - started < 5


def test_what_another_version_of_the_library_wrote_is_neither_confirmed_nor_denied() -> None:
    whole = signed()
    (place,) = places(whole)
    assert place.writer.startswith("pyHanko 0.38")
    other = whole.replace(b"0\\05638\\056", b"0\\05637\\056")
    assert other != whole

    assert is_signed_copy(other, pdf()) is None
    assert is_signed_copy(other, pdf(2)) is False


def test_pages_that_a_signer_put_in_with_the_signature_are_no_signed_copy() -> None:
    before = pdf()
    other = updated(before, UPDATES["a page more"])
    whole = signed(unsigned=other)

    assert verdict(whole) == "good"
    assert is_signed_copy(whole, other)
    assert not is_signed_copy(whole, before)
