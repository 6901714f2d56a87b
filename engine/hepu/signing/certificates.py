"""Certificates: read from files that somebody names, told in words, and never looked for elsewhere.

A certificate made for demonstration carries a certificate policy of its own, so that every later reader can say so.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    CertificatePolicies,
    ExtensionNotFound,
    KeyUsage,
    ObjectIdentifier,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)

from hepu.errors import Fault, InputError, Location
from hepu.record.model import SignerRecord
from hepu.signing.keys import Public, key_file_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "DEMONSTRATION",
    "MIN_RSA",
    "WEAK_DIGESTS",
    "certificate_digest",
    "chain_of",
    "is_authority",
    "is_demonstration",
    "is_issued_by",
    "is_weak",
    "issuer_of",
    "key_of",
    "may_sign",
    "read_certificates",
    "signer_record",
    "subject_of",
]

# An arc under 2.25 belongs to whoever drew its UUID; this one was drawn for Hepu's demonstration certificates.
DEMONSTRATION = ObjectIdentifier("2.25.185109715213143209789781101945141405795")
MIN_RSA = 2048
WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})
_MIN_CURVE = 256
_MAX_LINE = 200


def read_certificates(path: Path) -> tuple[Certificate, ...]:
    """Read the certificates of a file, PEM (any number) or DER (one).

    Raises:
        InputError: where the file cannot be read or holds none.

    """
    place = Location(str(path))
    data = key_file_bytes(path)
    try:
        pem = b"-----BEGIN" in data
        return tuple(load_pem_x509_certificates(data)) if pem else (load_der_x509_certificate(data),)
    except (ValueError, UnsupportedAlgorithm):
        raise InputError([Fault("certificate_unreadable", place)]) from None


def certificate_digest(certificate: Certificate) -> str:
    """Give the sha256 of a certificate in DER, by which it is told everywhere."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def subject_of(certificate: Certificate) -> str:
    """Give the subject in one line (RFC 4514)."""
    return _line(certificate.subject.rfc4514_string())


def issuer_of(certificate: Certificate) -> str:
    """Give who is said to have issued a certificate, in one line (RFC 4514)."""
    return _line(certificate.issuer.rfc4514_string())


def _line(text: str) -> str:
    seen = "".join(char if char.isprintable() else "�" for char in text)
    return seen if len(seen) <= _MAX_LINE else seen[: _MAX_LINE - 1] + "…"


def is_demonstration(certificate: Certificate) -> bool:
    """Say whether a certificate was made for demonstration alone and says so of itself."""
    try:
        policies = certificate.extensions.get_extension_for_class(CertificatePolicies).value
    except (ExtensionNotFound, ValueError):
        return False
    return any(policy.policy_identifier == DEMONSTRATION for policy in policies)


def signer_record(certificate: Certificate) -> SignerRecord:
    """Give what a record tells beforehand of who will sign."""
    return SignerRecord(
        subject=subject_of(certificate),
        certificate=certificate_digest(certificate),
        demonstration=is_demonstration(certificate),
    )


def key_of(certificate: Certificate) -> Public | None:
    """Give a certificate's key, or nothing where it is of a kind that is not used here, such as SM2."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Public) else None


def is_authority(certificate: Certificate) -> bool:
    """Say whether a certificate may issue others."""
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except (ExtensionNotFound, ValueError):
        return False


def may_sign(certificate: Certificate) -> bool:
    """Say whether a certificate's key may sign documents: where it names its uses, one of them has to be that."""
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return True
    except ValueError:
        return False
    return usage.digital_signature or usage.content_commitment


def is_weak(key: Public) -> bool:
    """Say whether a key is too small to be relied on."""
    match key:
        case rsa.RSAPublicKey():
            return key.key_size < MIN_RSA
        case ec.EllipticCurvePublicKey():
            return key.curve.key_size < _MIN_CURVE
        case _:
            return False


def is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Say whether a certificate is signed by the key of another, and names it as its issuer."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def chain_of(certificate: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Give those of other certificates that stand above one, the nearest first."""
    left, chain, below = list(others), list[Certificate](), certificate
    while (above := next((other for other in left if other != below and is_issued_by(below, other)), None)) is not None:
        left = [other for other in left if other != above]
        chain.append(above)
        below = above
    return tuple(chain)
