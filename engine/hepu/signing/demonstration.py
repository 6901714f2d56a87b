"""The demonstration certificate: whoever tries the program can sign, and whoever reads is told that it proves nothing.

Drawing a key needs chance, so this and ``new_key`` are the places where the same call does not give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import (
    BasicConstraints,
    CertificateBuilder,
    CertificatePolicies,
    KeyUsage,
    Name,
    NameAttribute,
    PolicyInformation,
    SubjectKeyIdentifier,
    UserNotice,
    random_serial_number,
)
from cryptography.x509.oid import NameOID

from hepu.messages import phrase
from hepu.signing.certificates import DEMONSTRATION
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

__all__ = ["demonstration_identity"]

_BITS = 3072
_DAYS = 365


def demonstration_identity(at: str, password: bytes | None = None) -> bytes:
    """Draw a key and make a certificate for demonstration, valid a year from a moment (ISO 8601); give both as PKCS#12.

    Subject, issuer and policy say in both languages that it makes no reliable electronic signature.
    """
    start = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    name = Name(
        [
            NameAttribute(NameOID.ORGANIZATION_NAME, _both("demonstration_organisation")),
            NameAttribute(NameOID.COMMON_NAME, _both("demonstration_name")),
        ]
    )
    notices = [UserNotice(None, phrase("demonstration_notice", lang)) for lang in LANGUAGES]
    usage = KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(start.replace(hour=0, minute=0, second=0, microsecond=0))
        .not_valid_after(start + dt.timedelta(days=_DAYS))
        .add_extension(BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(CertificatePolicies([PolicyInformation(DEMONSTRATION, list(notices))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    sealed: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    return serialize_key_and_certificates(b"hepu demonstration", key, certificate, None, sealed)


def _both(code: str) -> str:
    return " ".join(phrase(code, lang) for lang in LANGUAGES)
