"""Who signs: an issuer's private key and certificate, from a PKCS#12 file and a password that no command line shows."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from hepu.errors import Fault, InputError, Location
from hepu.signing.certificates import WEAK_DIGESTS, chain_of, is_weak, key_of, may_sign, signer_record
from hepu.signing.keys import Private, SigningKey, key_file_bytes, private_key, public_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
    from cryptography.x509 import Certificate

    from hepu.record.model import SignerRecord

__all__ = ["PASSWORD_VARIABLE", "Identity", "opened_pkcs12", "read_identity", "secret"]

PASSWORD_VARIABLE = "HEPU_SIGN_PASSWORD"  # noqa: S105  # the variable's name, not what it holds
_MAX_SECRET = 4_096


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key (``key`` signs PDFs and envelopes alike), its certificate and those above that."""

    key: SigningKey
    certificate: Certificate
    chain: tuple[Certificate, ...]

    @property
    def record(self) -> SignerRecord:
        """Give what a record tells beforehand of who will sign: subject, digest, whether for demonstration alone."""
        return signer_record(self.certificate)


def secret(file: Path | None, environ: Mapping[str, str], variable: str = PASSWORD_VARIABLE) -> bytes | None:
    """Give a password: the first line of a file where one is named, else a variable's value, else nothing.

    Raises:
        InputError: where the file cannot be read or is none of a password.

    """
    if file is None:
        found = environ.get(variable, "")
        return found.encode("utf-8", "surrogateescape") or None
    place = Location(str(file))
    try:
        with file.open("rb") as opened:
            data = opened.read(_MAX_SECRET + 1)
    except OSError as error:
        raise InputError([Fault("password_file", place, {"found": str(error.strerror)})]) from None
    line = data.partition(b"\n")[0].rstrip(b"\r")
    if not line or len(data) > _MAX_SECRET:
        raise InputError([Fault("password_empty", place)])
    return line


def read_identity(path: Path, password: bytes | None, at: str) -> Identity:
    """Read who signs at a moment (ISO 8601) from a PKCS#12 file (.p12, .pfx).

    Raises:
        InputError: where the file or password does not serve, the key is too weak or of a kind that is not used here,
            or the certificate does not hold at that moment or may not sign.

    """
    place = Location(str(path))
    data = key_file_bytes(path)
    try:
        found = opened_pkcs12(data, password)
    except ValueError:
        raise InputError([Fault("signer_unreadable", place)]) from None
    if found.key is None or found.cert is None:
        raise InputError([Fault("signer_incomplete", place)])
    if not isinstance(found.key, Private):
        raise InputError([Fault("key_kind", place)])
    key, certificate = private_key(found.key), found.cert.certificate
    _check(key, certificate, dt.datetime.fromisoformat(at), place)
    chain = chain_of(certificate, [item.certificate for item in found.additional_certs])
    return Identity(key, certificate, chain)


def opened_pkcs12(data: bytes, password: bytes | None) -> PKCS12KeyAndCertificates:
    """Open the content of a PKCS#12 file.

    Raises:
        ValueError: where it is none, or the password is another.

    """
    # The library takes its own process down over a zero byte in a password.
    if password is not None and b"\x00" in password:
        raise ValueError(len(password))
    try:
        with warnings.catch_warnings():
            # That a file is in the older encoding (BER) is nothing that its owner could mend.
            warnings.simplefilter("ignore")
            return load_pkcs12(data, password)
    except (TypeError, UnsupportedAlgorithm):
        raise ValueError(len(data)) from None


def _check(key: SigningKey, certificate: Certificate, at: dt.datetime, place: Location) -> None:
    """Refuse a certificate by which nobody could verify what is signed now."""
    digest = certificate.signature_hash_algorithm
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    days = {"first": first.date().isoformat(), "last": last.date().isoformat(), "found": at.date().isoformat()}
    context: dict[str, str] = {}
    certified = key_of(certificate)
    if certified is None or public_key(certified).name != key.public.name:
        code = "signer_mismatch"
    elif is_weak(key.public.key) or (digest is not None and digest.name in WEAK_DIGESTS):
        code = "signer_weak"
    elif not may_sign(certificate):
        code = "signer_use"
    elif at < first:
        code, context = "signer_not_yet", days
    elif at > last:
        code, context = "signer_expired", days
    else:
        return
    raise InputError([Fault(code, place, context)])
