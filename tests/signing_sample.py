"""Issuers of several kinds, authorities above them, and PDFs to sign, for the tests of signatures."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    CertificateBuilder,
    CertificateRevocationListBuilder,
    ExtendedKeyUsage,
    KeyUsage,
    Name,
    NameAttribute,
    RevokedCertificateBuilder,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pypdf import PdfWriter

from hepu.signing.identity import Identity
from hepu.signing.keys import private_key

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.signing.keys import Private

AT = "2026-11-26T06:00:00+00:00"
NOW = dt.datetime.fromisoformat(AT)
YEAR = dt.timedelta(days=365)
KINDS = ("rsa", "ec", "ed25519")


@dataclass(frozen=True)
class Holder:
    """A key with its certificate and those above it."""

    key: Private
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    @property
    def identity(self) -> Identity:
        """Give what signs."""
        return Identity(private_key(self.key), self.certificate, self.chain)


@cache
def drawn(kind: str, name: str) -> Private:
    """Draw a key, once for each name."""
    match kind:
        case "rsa":
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)
        case "small":
            return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  # to be refused
        case "ec":
            return ec.generate_private_key(ec.SECP256R1())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def certified(  # noqa: PLR0913  # what certificates differ in
    key: Private,
    name: str,
    above: Holder | None = None,
    *,
    authority: bool = False,
    stamping: bool = False,
    signing: bool = True,
    first: dt.datetime = NOW - YEAR,
    last: dt.datetime = NOW + YEAR,
) -> Certificate:
    """Certify a key, by itself or by an authority."""
    issuer = above.certificate.subject if above else _name(name)
    usage = KeyUsage(
        digital_signature=signing and not authority,
        content_commitment=signing and not authority,
        key_encipherment=not signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(name.encode()[:8].ljust(8, b"\x01"), "big"))
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if stamping:
        made = made.add_extension(ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    by = above.key if above else key
    return made.sign(by, None if isinstance(by, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def _name(text: str) -> Name:
    return Name([NameAttribute(NameOID.ORGANIZATION_NAME, "教育厅"), NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def root(name: str = "root") -> Holder:
    """Give an authority that nobody stands above."""
    key = drawn("rsa", name)
    return Holder(key, certified(key, name, authority=True))


@cache
def middle() -> Holder:
    """Give an authority under the root."""
    key = drawn("ec", "middle")
    return Holder(key, certified(key, "middle", root(), authority=True))


@cache
def issuer(kind: str = "rsa", name: str = "issuer", **how: Any) -> Holder:
    """Give who signs, under the authority in the middle."""
    key = drawn(kind, name)
    above = middle()
    return Holder(key, certified(key, f"{name} {kind}", above, **how), (above.certificate, root().certificate))


@cache
def alone(kind: str = "rsa", **how: Any) -> Holder:
    """Give who vouches for itself."""
    key = drawn(kind, "alone")
    return Holder(key, certified(key, f"alone {kind}", **how))


@cache
def stamper(name: str = "stamper") -> Holder:
    """Give an authority for timestamps under the root."""
    key = drawn("rsa", name)
    return Holder(key, certified(key, name, root(), stamping=True), (root().certificate,))


def pkcs12(holder: Holder, password: bytes | None = b"secret") -> bytes:
    """Give a holder's file."""
    sealed = BestAvailableEncryption(password) if password else NoEncryption()
    return serialize_key_and_certificates(b"name", holder.key, holder.certificate, list(holder.chain), sealed)


def in_file(folder: Path, holder: Holder) -> Path:
    """Write a holder's file."""
    path = folder / "signer.p12"
    path.write_bytes(pkcs12(holder))
    return path


def revocation_list(by: Holder, *revoked: Certificate, made: dt.datetime = NOW, on: dt.datetime = NOW) -> bytes:
    """Give an authority's list of what it revoked."""
    built = (
        CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(made)
        .next_update(made + dt.timedelta(days=30))
    )
    for item in revoked:
        entry = RevokedCertificateBuilder().serial_number(item.serial_number).revocation_date(on).build()
        built = built.add_revoked_certificate(entry)
    return built.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def pdf(pages: int = 1, text: str = "") -> bytes:
    """Give a small PDF."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": text or "advisory"})
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
