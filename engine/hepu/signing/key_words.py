"""What a file of keys holds, in words and as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.messages import phrase
from hepu.signing.certificates import certificate_digest, is_demonstration, is_issued_by, issuer_of, subject_of
from hepu.signing.keys import kind_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from hepu.signing.key_files import KeyFile
    from hepu.text import Lang

__all__ = ["key_lines", "key_values"]

_KINDS = {"ed25519": "Ed25519", "ec": "ECDSA", "rsa": "RSA"}


def key_lines(found: KeyFile, lang: Lang) -> list[str]:
    """Tell of a key and of the certificates that go with it, a fact a line."""
    holds = "key_private" if found.private else "key_public"
    lines = [
        phrase("key_name", lang, found=found.key.name),
        phrase(holds, lang, found=_KINDS[kind_of(found.key)]),
    ]
    for certificate in found.certificates:
        lines += _about(certificate, lang)
    return lines


def _about(certificate: Certificate, lang: Lang) -> list[str]:
    alone = is_issued_by(certificate, certificate)
    lines = [
        phrase("certificate_subject", lang, found=subject_of(certificate)),
        phrase("certificate_self_signed", lang)
        if alone
        else phrase("certificate_issuer", lang, found=issuer_of(certificate)),
        phrase(
            "certificate_valid",
            lang,
            first=certificate.not_valid_before_utc.date().isoformat(),
            last=certificate.not_valid_after_utc.date().isoformat(),
        ),
        phrase("certificate_digest", lang, found=certificate_digest(certificate)),
    ]
    return [*lines, phrase("demonstration_notice", lang)] if is_demonstration(certificate) else lines


def key_values(found: KeyFile) -> dict[str, Any]:
    """Give the same as JSON values."""
    return {
        "name": found.key.name,
        "kind": kind_of(found.key),
        "private": found.private,
        "certificates": [
            {
                "subject": subject_of(item),
                "issuer": issuer_of(item),
                "self_signed": is_issued_by(item, item),
                "valid_from": item.not_valid_before_utc.isoformat(),
                "valid_until": item.not_valid_after_utc.isoformat(),
                "sha256": certificate_digest(item),
                "demonstration": is_demonstration(item),
            }
            for item in found.certificates
        ],
    }
