"""Whether somebody whom the reader trusts signed a statement on the record: the envelope that lies beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.signing.certificates import is_authority, is_demonstration, is_weak
from hepu.signing.dsse import read_envelope, signers_of
from hepu.signing.keys import Public, public_key
from hepu.signing.pades import AHEAD
from hepu.signing.statement import mismatches, read_statement
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.x509 import Certificate

    from hepu.errors import Fault
    from hepu.record.model import Record
    from hepu.signing.keys import VerifyingKey
    from hepu.signing.pades.found import Standing
    from hepu.verification.inquiry import Anchors
    from hepu.verification.model import Step

__all__ = ["by_envelope"]


@dataclass(frozen=True, slots=True)
class _Signer:
    """A certificate that signed a statement; none above it go along."""

    certificate: Certificate
    chain: tuple[Certificate, ...] = ()


def by_envelope(data: bytes | None, digest: str, record: Record | None, anchors: Anchors, at: str) -> Step:
    """Say whether a signed statement speaks of the record with a digest, and whether whom the reader trusts signed it.

    Where the record itself is at hand, all that the statement says of it is held against it. A certificate has to have
    been valid at the time of issue, and to be so still at the moment ``at`` (ISO 8601): that the statement was signed
    then rests on the signer's word.
    """
    if data is None:
        return missing("envelope", said("envelope_none"))
    try:
        envelope = read_envelope(data, "envelope")
        statement = read_statement(envelope, "envelope")
    except BROKEN as error:
        return failed("envelope", said("envelope_broken", found=what(error)))
    if not digest:
        return missing("envelope", said("no_record"))
    subject = statement.subject[0].digest.sha256
    if subject != digest:
        return failed("envelope", said("envelope_other", found=subject, expected=digest))
    if record is not None and (differ := mismatches(statement, record)):
        return failed("envelope", said("envelope_unlike", found=named(differ)))
    keys = _keys(anchors)
    signers = signers_of(envelope, [key for _, key in keys.values()])
    if signers:
        signed = [keys[name][0] for name in signers]
        try:
            return _by_signers(signers, signed, statement.predicate.issue.issued_at, anchors, at)
        except BROKEN as error:
            return failed("envelope", said("envelope_broken", found=what(error)))
    # An authority vouches for certificates, not for statements: its own key signs none.
    if anchors.certificates and not any(is_authority(item) for item in anchors.certificates):
        return failed("envelope", said("envelope_untrusted"))
    return missing("envelope", said("envelope_no_anchor"))


def _by_signers(
    signers: Sequence[str], certificates: Sequence[Certificate], issued_at: str, anchors: Anchors, at: str
) -> Step:
    """Say what those are worth by whose trusted keys a statement is signed; the best of several counts."""
    found = [(_standing(item, issued_at, anchors, at), item) for item in certificates]
    trusted = [item for standing, item in found if standing == "trusted"]
    texts = [said("envelope_pass", found=named(signers))]
    if trusted:
        shown = all(map(is_demonstration, trusted))
        if shown:
            texts.append(said("envelope_demonstration"))
        return passed("envelope", *texts, vouches="" if shown else "record")
    standing = next((told for told, _ in found if told == "expired_since"), found[0][0])
    against: Fault = said(f"signature_{standing}")
    return (missing if standing == "expired_since" else failed)("envelope", *texts, against)


def _standing(certificate: Certificate, issued_at: str, anchors: Anchors, at: str) -> Standing:
    """Say what a certificate is worth by which a statement on something issued at some time was signed."""
    from hepu.signing.pades.trust import revocation_of, standing_of  # noqa: PLC0415  # pyHanko takes half a second

    signer, trusted = _Signer(certificate), anchors.certificates
    key = certificate.public_key()
    now, then = (dt.datetime.fromisoformat(moment).astimezone(dt.UTC) for moment in (at, issued_at))
    if isinstance(key, Public) and is_weak(key):
        return "unfit"
    standing = standing_of(signer, trusted, then)
    if standing != "trusted":
        return standing
    if then > now + AHEAD:
        return "future"
    if revocation_of(signer, trusted, anchors.revoked, None, now) == "revoked":
        return "revoked"
    return "expired_since" if standing_of(signer, trusted, now) == "not_valid_then" else "trusted"


def _keys(anchors: Anchors) -> Mapping[str, tuple[Certificate, VerifyingKey]]:
    """Give the keys of the certificates that the reader trusts, by name."""
    keys = [(item, item.public_key()) for item in anchors.certificates]
    known = [(item, public_key(key)) for item, key in keys if isinstance(key, Public)]
    return {key.name: (item, key) for item, key in known}
