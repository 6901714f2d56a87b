"""Making the container of a signature (CMS, as PAdES wants it), by the key that signs everywhere."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, cms, tsp
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

from hepu.errors import Fault, Location, OutputError
from hepu.signing.keys import kind_of
from hepu.signing.pades.containers import asn1_of, read_container
from hepu.signing.pades.driving import done_at_once

if TYPE_CHECKING:
    from hepu.signing.identity import Identity

__all__ = ["container_over"]

_attribute: Any = simple_cms_attribute
_ALGORITHMS = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa", "ed25519": "ed25519"}


def container_over(digest: bytes, named: str, identity: Identity, tsa: str | None) -> bytes:
    """Give the container over a PDF's digest of some name, with the token of a timestamp authority where one is named.

    Beside the digest, what is signed names the certificates and the algorithms: else another certificate of the same
    key, or another name of the same algorithm, could take their place unnoticed.

    Raises:
        OutputError: where the authority gives no token.

    """
    certificate: Any = asn1_of(identity.certificate)
    every = [asn1_of(item) for item in (identity.certificate, *identity.chain)]
    named_certificates = [as_signing_certificate_v2(item)["certs"][0] for item in every]
    hashing = algos.DigestAlgorithm({"algorithm": named})
    signing = algos.SignedDigestAlgorithm({"algorithm": _ALGORITHMS[kind_of(identity.key.public)]})
    signed = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", digest),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": named_certificates})),
            _attribute(
                "cms_algorithm_protection",
                cms.CMSAlgorithmProtection({"digest_algorithm": hashing, "signature_algorithm": signing}),
            ),
        ]
    )
    signature = identity.key.sign(signed.dump())
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                )
            }
        ),
        "digest_algorithm": hashing,
        "signature_algorithm": signing,
        "signed_attrs": signed,
        "signature": signature,
    }
    if tsa:
        signer["unsigned_attrs"] = cms.CMSAttributes([_attribute("signature_time_stamp_token", _token(signature, tsa))])
    inner = {
        "version": "v1",
        "digest_algorithms": [hashing],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", item) for item in every],
        "signer_infos": [cms.SignerInfo(signer)],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(inner)}).dump())


def _token(signature: bytes, tsa: str) -> Any:
    from hepu.signing.pades.authority import Authority  # noqa: PLC0415  # what uses the network, where it is wanted

    token: Any = done_at_once(Authority(tsa).async_timestamp(hashlib.sha256(signature).digest(), "sha256"))
    kept = read_container(token.dump(), "tst_info", strict=False)
    if kept is None:
        raise OutputError([Fault("tsa_failed", Location(tsa), {"found": "TimeStampToken"})])
    # What an authority sends along beside its own chain serves nothing, and its root is what a reader has to have.
    certificates = (kept.certificate, *(item for item in kept.chain if item.subject != item.issuer))
    token["content"]["certificates"] = [cms.CertificateChoices("certificate", asn1_of(item)) for item in certificates]
    token["content"]["crls"] = None
    return token
