"""Timestamps: an authority is asked only when its address is given, and believed only when its root is."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto import cms, keys, tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import registry

import signing_sample as sample
from hepu.errors import OutputError
from hepu.signing.pades import check_signatures, is_signed_copy, sign_pdf
from hepu.signing.pades.containers import asn1_of
from hepu.signing.pades.places import places
from signing_sample import AT, issuer, pdf, root, stamper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signing_sample import Holder

    Answer = Callable[[bytes], bytes]

LATER = "2026-11-27T00:00:00+00:00"
STAMPED = dt.datetime(2026, 11, 26, 6, 5, tzinfo=dt.UTC)


def authority(by: Holder | None = None, at: dt.datetime = STAMPED) -> Answer:
    """Give what an authority answers."""
    holder = by or stamper()
    der = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store: Any = registry.SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1_of(item) for item in holder.chain])
    made = DummyTimeStamper(asn1_of(holder.certificate), keys.PrivateKeyInfo.load(der), store, fixed_dt=at)
    return lambda asked: bytes(made.request_tsa_response(tsp.TimeStampReq.load(asked)).dump())


@contextmanager
def serving(answer: Answer, status: int = 200) -> Iterator[str]:
    """Serve an authority on this machine."""

    class Serving(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer one request."""
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            body = answer(asked)
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Serving) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa"
        finally:
            server.shutdown()
            thread.join()


def stamped(answer: Answer | None = None, holder: Holder | None = None) -> bytes:
    """Sign a small PDF with a timestamp."""
    with serving(answer or authority()) as address:
        return sign_pdf(pdf(), (holder or issuer()).identity, AT, address)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Give a signed and stamped PDF."""
    return stamped()


def test_a_timestamp_whose_root_was_given_tells_when_the_signature_existed(whole: bytes) -> None:
    (found,) = check_signatures(whole, [root().certificate], LATER).found

    assert (found.verdict, found.timestamp_state, found.timestamp) == ("good", "trusted", STAMPED)


def test_a_stamped_pdf_begins_with_the_unsigned_one_and_adds_nothing_else(whole: bytes) -> None:
    assert whole.startswith(pdf())
    assert is_signed_copy(whole, pdf())


def test_a_timestamp_of_a_stranger_leaves_the_signers_word() -> None:
    key = sample.drawn("rsa", "stranger")
    stranger = sample.Holder(key, sample.certified(key, "stranger", sample.root("other"), stamping=True))
    (found,) = check_signatures(stamped(authority(stranger)), [root().certificate], LATER).found

    assert (found.verdict, found.timestamp_state, found.timestamp) == ("good", "untrusted", STAMPED)


def test_a_certificate_that_is_not_for_stamping_stamps_nothing() -> None:
    key = sample.drawn("rsa", "no stamper")
    wrong = sample.Holder(key, sample.certified(key, "no stamper", root()), (root().certificate,))
    (found,) = check_signatures(stamped(authority(wrong)), [root().certificate], LATER).found

    assert found.timestamp_state == "untrusted"


def test_a_timestamp_keeps_a_signature_whose_certificate_has_expired_since() -> None:
    short = issuer("rsa", "short", last=sample.NOW + dt.timedelta(days=30))
    later = "2027-06-01T00:00:00+00:00"
    with_stamp, without = stamped(holder=short), sign_pdf(pdf(), short.identity, AT)
    standings = [
        check_signatures(data, [root().certificate], later).found[0].standing for data in (with_stamp, without)
    ]

    assert standings == ["trusted", "expired_since"]


def test_revoked_after_the_timestamp_is_not_revoked(whole: bytes) -> None:
    after = sample.revocation_list(
        sample.middle(), issuer().certificate, made=STAMPED + dt.timedelta(hours=2), on=STAMPED + dt.timedelta(hours=1)
    )
    before = sample.revocation_list(
        sample.middle(), issuer().certificate, made=STAMPED + dt.timedelta(hours=2), on=STAMPED - dt.timedelta(hours=1)
    )
    found = [check_signatures(whole, [root().certificate], LATER, [one]).found[0] for one in (after, before)]

    assert [(item.revocation, item.standing) for item in found] == [("good", "trusted"), ("revoked", "revoked")]


def test_a_digit_of_the_token_changed_is_noticed(whole: bytes) -> None:
    (place,) = places(whole)
    imprint = place.container.rfind(bytes.fromhex("0609608648016503040201"))  # a digest's name within the token
    at = place.start + 1 + 2 * (imprint + 30)
    other = b"0" if whole[at : at + 1] != b"0" else b"1"
    (found,) = check_signatures(whole[:at] + other + whole[at + 1 :], [root().certificate], LATER).found

    assert found.verdict == "broken"


def test_a_timestamp_that_was_taken_off_is_missed(whole: bytes) -> None:
    (place,) = places(whole)
    container = cms.ContentInfo.load(place.container)
    del container["content"]["signer_infos"][0]["unsigned_attrs"]
    bare = container.dump(force=True).hex().upper().encode().ljust(place.stop - place.start - 2, b"0")
    (found,) = check_signatures(
        whole[: place.start + 1] + bare + whole[place.stop - 1 :], [root().certificate], LATER
    ).found

    assert (found.verdict, found.timestamp_state) == ("broken", "broken")


def test_the_tag_of_what_holds_the_token_is_looked_at(whole: bytes) -> None:
    (place,) = places(whole)
    held = place.container.find(bytes.fromhex("060b2a864886f70d010910020e"))  # the name of the token's attribute
    at = place.start + 1 + 2 * (held - 8)
    assert whole[at : at + 2] == b"A1"

    for tag in (b"A0", b"A2", b"31", b"B1", b"81"):
        (found,) = check_signatures(whole[:at] + tag + whole[at + 2 :], [root().certificate], LATER).found

        assert found.verdict == "broken"


def test_the_token_of_another_signature_is_broken(whole: bytes) -> None:
    asked: list[bytes] = []

    def keep(request: bytes) -> bytes:
        asked.append(request)
        return authority()(request)

    stamped(keep)
    request = tsp.TimeStampReq.load(asked[0])
    elsewhere = tsp.TimeStampReq.load(request.dump())
    elsewhere["message_imprint"]["hashed_message"] = b"\x00" * 32
    replayed = authority()(elsewhere.dump())

    with pytest.raises(OutputError, match="tsa_failed"):
        stamped(lambda _: replayed)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda _: b"no token", 200),
        (lambda _: b"", 200),
        (lambda _: b"0" * 300_000, 200),
        (authority(), 500),
        (authority(), 302),
    ],
    ids=["no token", "nothing", "too much", "a failure", "sent elsewhere"],
)
def test_an_authority_that_gives_no_token_is_one_clear_fault(answer: Answer, status: int) -> None:
    with serving(answer, status) as address, pytest.raises(OutputError) as raised:
        sign_pdf(pdf(), issuer().identity, AT, address)

    assert [(fault.code, fault.location.file) for fault in raised.value.faults] == [("tsa_failed", address)]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://127.0.0.1:1/tsa", "tsa_failed"),
        ("ftp://127.0.0.1/tsa", "tsa_address"),
        ("file:///etc/passwd", "tsa_address"),
        ("nowhere", "tsa_address"),
        ("http://[", "tsa_address"),
        ("http://name:secret@127.0.0.1/", "tsa_address"),
        ("http://127.0.0.1:99999999/", "tsa_failed"),
    ],
)
def test_an_address_where_no_authority_answers_is_one_clear_fault(address: str, code: str) -> None:
    with pytest.raises(OutputError) as raised:
        sign_pdf(pdf(), issuer().identity, AT, address)

    assert [fault.code for fault in raised.value.faults] == [code]
    assert "secret" not in str(raised.value)
