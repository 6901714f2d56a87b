"""The envelope of a signed statement: DSSE, read strictly and written as canonical JSON (RFC 8785).

Source: https://github.com/secure-systems-lab/dsse (protocol and envelope, version 1.0.2).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.json_source import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.signing.keys import SigningKey, VerifyingKey

__all__ = ["Envelope", "Signature", "envelope_bytes", "pae", "read_envelope", "seal", "signers_of"]

MAX_ENVELOPE = 1_000_000
_MAX_SIGNATURES = 16


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; ``key`` is the name of the key that is said to have made it."""

    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload of some type with what was signed over both."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]


class _Signature(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    keyid: str = Field(max_length=200)
    sig: str


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    payloadType: str = Field(max_length=200)  # noqa: N815  # the name in the protocol
    payload: str
    signatures: list[_Signature] = Field(min_length=1, max_length=_MAX_SIGNATURES)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Give the bytes that are signed: the pre-authentication encoding of a type and a payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload_type: str, payload: bytes, keys: Iterable[SigningKey]) -> Envelope:
    """Sign a payload with each of some keys."""
    data = pae(payload_type, payload)
    return Envelope(payload_type, payload, tuple(Signature(key.public.name, key.sign(data)) for key in keys))


def signers_of(envelope: Envelope, trusted: Iterable[VerifyingKey]) -> tuple[str, ...]:
    """Name those of some trusted keys by which the envelope is signed.

    The name beside a signature is only a hint: each signature is tried with every trusted key.
    """
    data = pae(envelope.payload_type, envelope.payload)
    return tuple(key.name for key in trusted if any(key.accepts(item.value, data) for item in envelope.signatures))


def envelope_bytes(envelope: Envelope) -> bytes:
    """Write an envelope as canonical JSON."""
    return rfc8785.dumps(
        {
            "payloadType": envelope.payload_type,
            "payload": base64.b64encode(envelope.payload).decode("ascii"),
            "signatures": [
                {"keyid": item.key, "sig": base64.b64encode(item.value).decode("ascii")} for item in envelope.signatures
            ],
        }
    )


def read_envelope(data: bytes, name: str) -> Envelope:
    """Read an envelope from the bytes of a file of some name; who signed it is another question.

    Raises:
        InputError: where it is none, or larger than any envelope of ours.

    """
    place = Location(name)
    if len(data) > MAX_ENVELOPE:
        raise InputError([Fault("envelope_form", place)])
    try:
        document = parse_json(data.decode("utf-8"), name)
        if document.faults:
            raise InputError(document.faults)
        found = _Envelope.model_validate(document.value)
        return Envelope(
            found.payloadType,
            _decoded(found.payload),
            tuple(Signature(i.keyid, _decoded(i.sig)) for i in found.signatures),
        )
    except (UnicodeError, ValidationError, binascii.Error):
        raise InputError([Fault("envelope_form", place)]) from None


def _decoded(text: str) -> bytes:
    """Read base64; the protocol allows the alphabet for addresses too."""
    return base64.b64decode(text.replace("-", "+").replace("_", "/").encode("ascii"), validate=True)
