"""The container of a signature (CMS): read strictly, for a signature does not cover the container that holds it.

What the format leaves open is closed here: DER, one signer, that signer's certificate and those above it, at most one
token of a timestamp authority, and nothing else.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core, tsp
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from hepu.signing.certificates import WEAK_DIGESTS, certificate_digest, chain_of, is_issued_by, is_weak
from hepu.signing.keys import Public
from hepu.signing.pades.der import Element, element

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Container", "Token", "asn1_of", "read_container", "token_in"]

_MAX_CERTIFICATES = 12
_DIGESTS = frozenset({"sha256", "sha384", "sha512"})
_KINDS = frozenset({"rsassa_pkcs1v15", "rsassa_pss", "ecdsa", "ed25519"})
_STAMP = "signature_time_stamp_token"
_KEY_ID = 0x80


@dataclass(frozen=True, slots=True)
class Container:
    """One signer's container; it is ``weak`` where its digest or key is no longer safe."""

    signed_data: Any
    signer: Any
    certificate: Certificate
    chain: tuple[Certificate, ...]
    digest_name: str
    weak: bool
    content_type: str

    @property
    def holds_more(self) -> bool:
        """Say whether it holds anything beside what is signed."""
        return self.signer["unsigned_attrs"] is not core.VOID

    def signs(self, digest: bytes) -> bool:
        """Say whether the certificate's key signed a digest of the content."""
        try:
            found = asn1_of(self.certificate)
            same, valid = validate_sig_integrity(self.signer, found, self.content_type, digest)
        except Exception:  # noqa: BLE001  # what a hostile container raises cannot be told beforehand
            return False
        return bool(same and valid)


@dataclass(frozen=True, slots=True)
class Token:
    """A timestamp: the authority's own container, and when it says it saw the signature."""

    container: Container
    moment: dt.datetime


def asn1_of(certificate: Certificate) -> Any:
    """Give a certificate in the form that pyHanko reads."""
    return Asn1Certificate.load(certificate.public_bytes(Encoding.DER))


def read_container(data: bytes, content_type: str = "data", *, strict: bool = True) -> Container | None:
    """Read a container from its DER, or give nothing where it is none or, read strictly, holds what it need not."""
    try:
        with warnings.catch_warnings():
            # A certificate that bends the rules is judged by what it says, and not told on the side.
            warnings.simplefilter("ignore")
            return _read(data, content_type, strict=strict)
    except Exception:  # noqa: BLE001  # what a hostile container raises cannot be told beforehand
        return None


def _is_tight(data: bytes, *, holding: bool) -> bool:
    """Say whether a container is made of what it has to be made of, and of nothing more; a token holds its content.

    Raises:
        ValueError: where it is no DER.
        IndexError: where it lacks something.

    """
    outer = element(data)
    inner = outer.parts[1].parts[0]
    _, digests, content, _, signers = inner.parts
    (signer,) = signers.parts
    _, sid, digest, _, signing, _, *beside = signer.parts
    attributes = beside[0].parts if beside else ()
    return (
        [_tags(outer), _tags(outer.parts[1]), _tags(inner), _tags(digests)]
        == [b"\x06\xa0", b"\x30", b"\x02\x31\x30\xa0\x31", b"\x30"]
        and _tags(content) == (b"\x06\xa0" if holding else b"\x06")
        and _tags(signer)
        in {b"\x02%b\x30\xa0\x30\x04%b" % (named, more) for named in (b"\x30", b"\x80") for more in (b"", b"\xa1")}
        and (_tags(sid) == b"\x30\x02" or sid.tag == _KEY_ID)
        and all(_tags(item) in {b"\x06", b"\x06\x05", b"\x06\x30"} for item in (digests.parts[0], digest, signing))
        and all(_tags(item) == b"\x06\x31" and _tags(item.parts[1]) == b"\x30" for item in attributes)
    )


def _tags(whole: Element) -> bytes:
    return bytes(part.tag for part in whole.parts)


def _read(data: bytes, content_type: str, *, strict: bool) -> Container | None:
    if strict and not _is_tight(data, holding=content_type == "tst_info"):
        return None
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        return None
    inner = info["content"]
    (signer,), (digest,), given = inner["signer_infos"], inner["digest_algorithms"], list(inner["certificates"])
    kind = signer["signature_algorithm"]
    stamped = content_type == "tst_info"
    expected = (
        inner["encap_content_info"]["content_type"].native == content_type
        and (inner["encap_content_info"]["content"] is not core.VOID) == stamped
        and inner["version"].native == ("v3" if stamped or signer["version"].native == "v3" else "v1")
        and signer["version"].native == ("v1" if signer["sid"].name == "issuer_and_serial_number" else "v3")
        and signer["digest_algorithm"].dump() == digest.dump()
        and _algorithm(kind) in _KINDS
        and _own_digest(kind) in {None, digest["algorithm"].native}
        and signer["signed_attrs"] is not core.VOID
        and (not strict or inner["crls"] is core.VOID)
        and len(given) <= _MAX_CERTIFICATES
        and all(item.name == "certificate" for item in given)
    )
    if not expected:
        return None
    found = extract_certs_for_validation(inner)
    certificate = load_der_x509_certificate(found.signer_cert.dump())
    others = [load_der_x509_certificate(item.dump()) for item in found.other_certs]
    for item in (certificate, *others):
        # These are read when they are asked for, and may be broken; here that is noticed.
        _ = (
            item.subject.rfc4514_string(),
            item.issuer.rfc4514_string(),
            item.not_valid_before_utc,
            item.not_valid_after_utc,
        )
    chain = chain_of(certificate, others)
    named, key = str(digest["algorithm"].native), certificate.public_key()
    top = (certificate, *chain)[-1]
    loose = len(chain) != len(others) or (top.subject == top.issuer and not is_issued_by(top, top))
    if (
        (strict and (loose or not _as_named(signer, (certificate, *others))))
        or (named not in _DIGESTS and named not in WEAK_DIGESTS)
        or not isinstance(key, Public)
    ):
        return None
    weak = named in WEAK_DIGESTS or is_weak(key)
    return Container(inner, signer, certificate, chain, named, weak, content_type)


def _as_named(signer: Any, certificates: tuple[Certificate, ...]) -> bool:
    """Say whether certificates are those that the signer had signed along, where more than its own were."""
    for item in signer["signed_attrs"]:
        if item["type"].native == "signing_certificate_v2":
            (listed,) = item["values"]
            told = sorted(one["cert_hash"].native for one in listed["certs"])
            return len(told) == 1 or told == sorted(bytes.fromhex(certificate_digest(one)) for one in certificates)
    return True


def _algorithm(kind: Any) -> str:
    try:
        return str(kind.signature_algo)
    except ValueError:
        return str(kind["algorithm"].native)


def _own_digest(kind: Any) -> str | None:
    """Give the digest that an algorithm of signing names by itself, where it names one."""
    try:
        named = str(kind.hash_algo)
    except ValueError:
        return None
    return None if _algorithm(kind) == "ed25519" else named


def token_in(container: Container) -> Token | None:
    """Give the timestamp that a container holds over its own signature.

    Raises:
        ValueError: where it holds one that is broken, or anything else that the signature does not cover.

    """
    beside = container.signer["unsigned_attrs"]
    if beside is core.VOID or len(beside) == 0:
        return None
    try:
        (attribute,) = beside
        kind = attribute["type"].native
        (held,) = list(attribute["values"] if kind == _STAMP else ())
        token = read_container(held.dump(), "tst_info")
        told = held["content"]["encap_content_info"]["content"]
        imprint = told.parsed["message_imprint"]
        if token is None or token.weak or not isinstance(told.parsed, tsp.TSTInfo):
            raise ValueError(kind)  # noqa: TRY301  # told as all else that is wrong with it
        named = imprint["hash_algorithm"]["algorithm"].native
        over = hashlib.new(named, container.signer["signature"].native).digest() if named in _DIGESTS else b""
        whole = token.signs(hashlib.new(token.digest_name, bytes(told)).digest())
        if not whole or imprint["hashed_message"].native != over:
            raise ValueError(kind)  # noqa: TRY301
        moment: dt.datetime = told.parsed["gen_time"].native
    except Exception:  # noqa: BLE001  # what a hostile token raises cannot be told beforehand
        raise ValueError(_STAMP) from None
    return Token(token, moment)
