"""Who signs: files of issuers read with a password, and those that will not do refused with their reason."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates
from cryptography.x509 import CertificatePolicies

import signing_sample as sample
from hepu.errors import InputError
from hepu.messages import render_faults
from hepu.signing.certificates import certificate_digest, is_demonstration, read_certificates
from hepu.signing.demonstration import demonstration_identity
from hepu.signing.dsse import seal, signers_of
from hepu.signing.identity import read_identity, secret
from hepu.signing.pades import check_signatures, sign_pdf
from signing_sample import AT, YEAR, Holder, certified, drawn, issuer, pdf

if TYPE_CHECKING:
    from pathlib import Path

SECRET = b"secret"


def refusal(path: Path, password: bytes | None = SECRET, at: str = AT) -> str:
    """Give the code of the one fault for which a file is refused; it can be told in both languages."""
    with pytest.raises(InputError) as raised:
        read_identity(path, password, at)
    (fault,) = raised.value.faults
    assert render_faults([fault], "zh") != render_faults([fault], "en")
    return fault.code


@pytest.mark.parametrize("kind", sample.KINDS)
def test_a_signers_file_gives_key_certificate_and_those_above_it(kind: str, tmp_path: Path) -> None:
    holder = issuer(kind)
    found = read_identity(sample.in_file(tmp_path, holder), SECRET, AT)

    assert (found.certificate, found.chain) == (holder.certificate, holder.chain)
    assert found.record.certificate == certificate_digest(holder.certificate)
    assert not found.record.demonstration


@pytest.mark.parametrize("kind", sample.KINDS)
def test_the_same_key_signs_envelopes_too(kind: str, tmp_path: Path) -> None:
    found = read_identity(sample.in_file(tmp_path, issuer(kind)), SECRET, AT)

    assert signers_of(seal("text/plain", b"words", [found.key]), [found.key.public]) == (found.key.public.name,)


def test_certificates_that_do_not_stand_above_the_signer_are_left_out(tmp_path: Path) -> None:
    holder = issuer()
    more = Holder(holder.key, holder.certificate, (sample.root("other").certificate, *reversed(holder.chain)))

    assert read_identity(sample.in_file(tmp_path, more), SECRET, AT).chain == holder.chain


def test_a_file_in_the_older_form_of_pkcs12_is_read(tmp_path: Path) -> None:
    holder, path = issuer(), tmp_path / "old.pfx"
    sealed = (
        PrivateFormat.PKCS12.encryption_builder()
        .key_cert_algorithm(PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303  # as many authorities still hand them out
        .build(SECRET)
    )
    path.write_bytes(serialize_key_and_certificates(None, holder.key, holder.certificate, None, sealed))

    assert read_identity(path, SECRET, AT).certificate == holder.certificate


@pytest.mark.parametrize("password", [None, b"", b"wrong", "密".encode(), b"\x00", b"\xff\xfe"])
def test_another_password_is_one_clear_fault(password: bytes | None, tmp_path: Path) -> None:
    assert refusal(sample.in_file(tmp_path, issuer()), password) == "signer_unreadable"


@pytest.mark.parametrize("content", [b"", b"no file of a key", b"\x30\x80" * 50, b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_pkcs12_is_one_clear_fault(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.p12"
    path.write_bytes(content)

    assert refusal(path) == "signer_unreadable"


def test_a_file_that_is_not_there_is_one_clear_fault(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.p12") == "key_file"


def test_a_file_without_a_private_key_is_incomplete(tmp_path: Path) -> None:
    path = tmp_path / "certificates.p12"
    path.write_bytes(serialize_key_and_certificates(None, None, None, [issuer().certificate], NoEncryption()))

    assert refusal(path, None) == "signer_incomplete"


@pytest.mark.parametrize(
    ("holder", "code"),
    [
        (issuer("rsa", "past", last=sample.NOW - YEAR / 2), "signer_expired"),
        (issuer("rsa", "coming", first=sample.NOW + YEAR / 2), "signer_not_yet"),
        (issuer("rsa", "to seal", signing=False), "signer_use"),
        (Holder(drawn("small", "weak"), certified(drawn("small", "weak"), "weak")), "signer_weak"),
    ],
    ids=["expired", "not yet valid", "for another use", "too small"],
)
def test_a_certificate_by_which_nobody_could_verify_is_refused(holder: Holder, code: str, tmp_path: Path) -> None:
    assert refusal(sample.in_file(tmp_path, holder)) == code


def test_the_day_that_counts_is_that_of_the_issue(tmp_path: Path) -> None:
    path = sample.in_file(tmp_path, issuer())

    assert refusal(path, at="2036-01-01T00:00:00+00:00") == "signer_expired"


def test_a_password_is_the_first_line_of_its_file_else_the_variable(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes("口令 with spaces \r\nmore\n".encode())

    assert secret(path, {"HEPU_SIGN_PASSWORD": "other"}) == "口令 with spaces ".encode()
    assert secret(None, {"HEPU_SIGN_PASSWORD": "other"}) == b"other"
    assert secret(None, {}) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 10_000])
def test_a_file_that_holds_no_password_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(content)

    with pytest.raises(InputError, match="password_empty"):
        secret(path, {})


def test_a_demonstration_certificate_says_in_both_languages_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "demo.p12"
    path.write_bytes(demonstration_identity(AT, SECRET))
    found = read_identity(path, SECRET, AT)
    (policy,) = found.certificate.extensions.get_extension_for_class(CertificatePolicies).value
    notices = " ".join(str(getattr(item, "explicit_text", "")) for item in policy.policy_qualifiers or [])

    for text in (found.certificate.subject.rfc4514_string(), found.certificate.issuer.rfc4514_string(), notices):
        assert "不是可靠的电子签名" in text
        assert "no reliable electronic signature" in text.lower()


def test_a_demonstration_certificate_is_told_wherever_it_signs(tmp_path: Path) -> None:
    path = tmp_path / "demo.p12"
    path.write_bytes(demonstration_identity(AT))
    found = read_identity(path, None, AT)
    (judged,) = check_signatures(sign_pdf(pdf(), found, AT), [found.certificate], AT).found

    assert found.record.demonstration
    assert (judged.demonstration, judged.self_signed, judged.verdict) == (True, True, "good")


def test_other_certificates_are_not_taken_for_one_of_demonstration() -> None:
    assert not is_demonstration(issuer().certificate)


def test_certificates_are_read_in_either_form(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    chain = (issuer().certificate, sample.middle().certificate)
    pem, der = tmp_path / "chain.pem", tmp_path / "one.cer"
    pem.write_bytes(b"".join(item.public_bytes(Encoding.PEM) for item in chain))
    der.write_bytes(chain[0].public_bytes(Encoding.DER))

    assert (read_certificates(pem), read_certificates(der)) == (chain, chain[:1])


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_without_a_certificate_is_one_clear_fault(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "none.pem"
    path.write_bytes(content)

    with pytest.raises(InputError, match="certificate_unreadable"):
        read_certificates(path)


def test_neither_the_help_nor_an_unsigned_advisory_imports_pyhanko() -> None:
    program = (
        "import sys, hepu.cli, hepu.cli.advise, hepu.advising, hepu.batch, hepu.signing.pades, hepu.signing.identity\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'pyhanko', 'pyhanko_certvalidator', 'aiohttp'}])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
