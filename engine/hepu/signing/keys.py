"""Keys: what signs, what is trusted to have signed, and the one name by which either is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization import load_pem_public_key as load_public
from cryptography.x509 import load_pem_x509_certificate

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Private",
    "Public",
    "SigningKey",
    "VerifyingKey",
    "key_file_bytes",
    "kind_of",
    "private_key",
    "public_key",
    "read_signing_key",
    "trusted_key",
]

Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Public = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
_MAX_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key; ``name`` is the sha256 of its SubjectPublicKeyInfo in DER."""

    key: Public
    name: str

    def accepts(self, signature: bytes, data: bytes) -> bool:
        """Say whether a signature over some bytes is by this key."""
        try:
            match self.key:
                case ed25519.Ed25519PublicKey():
                    self.key.verify(signature, data)
                case ec.EllipticCurvePublicKey():
                    self.key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
                case rsa.RSAPublicKey():
                    self.key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, with the public one that tells of it."""

    key: Private
    public: VerifyingKey

    def sign(self, data: bytes) -> bytes:
        """Sign some bytes; the same bytes always give the same signature."""
        match self.key:
            case ed25519.Ed25519PrivateKey():
                return self.key.sign(data)
            case ec.EllipticCurvePrivateKey():
                return self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
            case rsa.RSAPrivateKey():
                return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def kind_of(key: VerifyingKey) -> Literal["ed25519", "ec", "rsa"]:
    """Give the kind of a key."""
    match key.key:
        case ed25519.Ed25519PublicKey():
            return "ed25519"
        case ec.EllipticCurvePublicKey():
            return "ec"
        case rsa.RSAPublicKey():
            return "rsa"


def public_key(key: Public) -> VerifyingKey:
    """Name a public key."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return VerifyingKey(key, hashlib.sha256(der).hexdigest())


def private_key(key: Private) -> SigningKey:
    """Give a private key with its public one."""
    return SigningKey(key, public_key(key.public_key()))


def read_signing_key(path: Path, password: bytes | None = None) -> SigningKey:
    """Read a private key (PEM).

    Raises:
        InputError: when the file holds none, is protected by another password, or is of a kind that is not used here.

    """
    data = key_file_bytes(path)
    try:
        key = load_pem_private_key(data, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError([Fault("key_unreadable", Location(str(path)))]) from None
    if not isinstance(key, Private):
        raise InputError([Fault("key_kind", Location(str(path)))])
    return private_key(key)


def trusted_key(path: Path) -> VerifyingKey:
    """Read a public key or a certificate (PEM) that somebody trusts.

    Raises:
        InputError: when the file holds neither, or is a private key, which only its holder should have.

    """
    data = key_file_bytes(path)
    certified = b"BEGIN CERTIFICATE" in data
    if b"PRIVATE KEY-----" in data and not certified:
        raise InputError([Fault("key_not_public", Location(str(path)))])
    try:
        key: object = load_pem_x509_certificate(data).public_key() if certified else load_public(data)
    except (ValueError, UnsupportedAlgorithm):
        raise InputError([Fault("key_unreadable", Location(str(path)))]) from None
    if not isinstance(key, Public):
        raise InputError([Fault("key_kind", Location(str(path)))])
    return public_key(key)


def key_file_bytes(path: Path) -> bytes:
    """Give what a file of keys or certificates holds, up to what one may hold; a pipe serves too.

    Raises:
        InputError: where it cannot be read.

    """
    try:
        with path.open("rb") as file:
            return file.read(_MAX_FILE)
    except OSError as error:
        context = {"found": str(error.strerror)}
        raise InputError([Fault("key_file", Location(str(path)), context)]) from None
