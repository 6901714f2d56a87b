"""Files of keys: drawn anew, written once and for their owner alone, and told by name.

Keys are drawn by chance, here and for the demonstration certificate, and nowhere else in the program: whoever could
work a key out again could sign with it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from cryptography.x509 import load_der_x509_certificate

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.signing.certificates import key_of, read_certificates
from hepu.signing.identity import opened_pkcs12
from hepu.signing.keys import Private, Public, VerifyingKey, key_file_bytes, private_key, public_key, read_signing_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption
    from cryptography.x509 import Certificate

__all__ = ["KeyFile", "new_key", "public_half", "read_key_file", "write_key", "write_public"]

_OWNER_ONLY, _EVERYBODY = 0o600, 0o644


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a file holds: a key, whether it can sign, and the certificates that go with it, the key's own first."""

    key: VerifyingKey
    private: bool
    certificates: tuple[Certificate, ...]


def new_key(password: bytes | None = None) -> bytes:
    """Draw an Ed25519 key, such as signs checkpoints; give it as PEM, under a password where one is given."""
    sealed: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


def write_key(path: Path, data: bytes) -> None:
    """Write a key where there is no file yet; only its owner may read it.

    Raises:
        OutputError: where there is one already, whatever it holds, or it cannot be written; nothing is left then.

    """
    _write(path, data, _OWNER_ONLY)


def write_public(path: Path, data: bytes) -> None:
    """Write the public half of a key where there is no file yet.

    Raises:
        OutputError: where there is one already, whatever it holds, or it cannot be written; nothing is left then.

    """
    _write(path, data, _EVERYBODY)


def _write(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise OutputError([Fault("key_exists", Location(str(path)))]) from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: Exception) -> OutputError:
    found = str(getattr(error, "strerror", None) or error)
    return OutputError([Fault("key_unwritable", Location(str(path)), {"found": found})])


def read_key_file(path: Path, password: bytes | None = None) -> KeyFile:
    """Read a file of any kind that holds a key: a private or public one, certificates (PEM, DER) or PKCS#12.

    Raises:
        InputError: where it holds none, or the password is another.

    """
    place = Location(str(path))
    data = key_file_bytes(path)
    if b"PRIVATE KEY-----" in data:
        return KeyFile(read_signing_key(path, password).public, private=True, certificates=())
    if b"-----BEGIN PUBLIC KEY" in data:
        return KeyFile(_named(_public(data, place), place), private=False, certificates=())
    if b"-----BEGIN" in data or _is_certificate(data):
        found = read_certificates(path)
        return KeyFile(_named(key_of(found[0]), place), private=False, certificates=found)
    try:
        store = opened_pkcs12(data, password)
    except ValueError:
        raise InputError([Fault("key_unreadable_any", place)]) from None
    others = tuple(item.certificate for item in store.additional_certs)
    certificates = ((store.cert.certificate,) if store.cert else ()) + others
    if isinstance(store.key, Private):
        return KeyFile(private_key(store.key).public, private=True, certificates=certificates)
    if not certificates:
        raise InputError([Fault("key_kind", place)])
    return KeyFile(_named(key_of(certificates[0]), place), private=False, certificates=certificates)


def _public(data: bytes, place: Location) -> object:
    try:
        return load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise InputError([Fault("key_unreadable", place)]) from None


def _is_certificate(data: bytes) -> bool:
    try:
        load_der_x509_certificate(data)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _named(key: object, place: Location) -> VerifyingKey:
    if not isinstance(key, Public):
        raise InputError([Fault("key_kind", place)])
    return public_key(key)


def public_half(found: KeyFile) -> bytes:
    """Give what others need to verify, as PEM: the certificates where there are some, else the public key."""
    if found.certificates:
        return b"".join(item.public_bytes(Encoding.PEM) for item in found.certificates)
    return found.key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
