"""Judging the signatures of a PDF: over which bytes, by whose key, and who vouches for that.

Nothing is fetched and no store of the system is asked: trusted is what was given, and revocation is known only from
lists that were given or that the signer had signed along.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from hepu.signing.certificates import certificate_digest, is_demonstration, is_issued_by, issuer_of, subject_of
from hepu.signing.pades.found import CheckedSignature, Signatures
from hepu.signing.pades.places import MAX_SIGNATURES, places, unsigned_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from hepu.signing.pades.containers import Container
    from hepu.signing.pades.found import Standing, TimestampState
    from hepu.signing.pades.places import Place

__all__ = ["AHEAD", "check_signatures"]

# Clocks differ: a signature may be this much ahead of the moment of checking.
AHEAD = dt.timedelta(minutes=5)


def check_signatures(
    pdf: bytes, trusted: Sequence[Certificate], at: str, revocation_lists: Sequence[bytes] = ()
) -> Signatures:
    """Judge the signatures of a PDF at a moment (ISO 8601).

    ``trusted`` are the certificates by which the caller lets others be vouched for (``read_certificates``): those of
    authorities, of signers themselves and of timestamp authorities; without any, no signature is trusted.
    ``revocation_lists`` are CRLs in DER that the caller has.

    This tells who signed which bytes, whatever they show. That nothing but a signature was appended to pages that were
    rendered again is told by ``is_signed_copy``.
    """
    found = places(pdf)
    moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    judged = tuple(_judged(pdf, place, trusted, moment, revocation_lists) for place in found[:MAX_SIGNATURES])
    left_out = (CheckedSignature(intact=False, whole=False),) if len(found) > MAX_SIGNATURES else ()
    return Signatures(judged + left_out, unsigned_part(pdf))


def _judged(
    pdf: bytes, place: Place, trusted: Sequence[Certificate], at: dt.datetime, lists: Sequence[bytes]
) -> CheckedSignature:
    """Judge one signature; where its container cannot be read, it is broken if we made it, else of another kind."""
    told = CheckedSignature(intact=False, whole=place.end == len(pdf), claimed_at=place.claimed)
    if not place.container:
        return told
    from hepu.signing.pades.containers import read_container  # noqa: PLC0415  # pyHanko takes half a second

    # What others made may hold more than ours; that it was ours stands among what is signed.
    container = read_container(place.container, strict=bool(place.writer))
    if container is None:
        return replace(told, readable=bool(place.writer))
    digest = hashlib.new(container.digest_name, usedforsecurity=False)
    for part in place.covered(pdf):
        digest.update(part)
    certificate = container.certificate
    told = replace(
        told,
        intact=container.signs(digest.digest()),
        weak=container.weak,
        subject=subject_of(certificate),
        issuer=issuer_of(certificate),
        certificate=certificate_digest(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        self_signed=is_issued_by(certificate, certificate),
        demonstration=is_demonstration(certificate),
    )
    if told.intact and place.stamped and not container.holds_more:
        return replace(told, intact=False, timestamp_state="broken")
    return _vouched(told, container, trusted, at, lists) if told.intact else told


def _vouched(
    told: CheckedSignature,
    container: Container,
    trusted: Sequence[Certificate],
    at: dt.datetime,
    lists: Sequence[bytes],
) -> CheckedSignature:
    """Add when a signature was made, as far as that is known, and who vouches for its signer."""
    from hepu.signing.pades.containers import token_in  # noqa: PLC0415  # pyHanko takes half a second
    from hepu.signing.pades.trust import embedded_lists, revocation_of, standing_of  # noqa: PLC0415

    try:
        token = token_in(container)
    except ValueError:
        return replace(told, intact=False, timestamp_state="broken")
    state: TimestampState = "none"
    if token is not None:
        believed = standing_of(token.container, trusted, at, stamping=True) == "trusted"
        state = "trusted" if believed and token.moment <= at + AHEAD else "untrusted"
    stamped = token.moment if token is not None and state == "trusted" else None
    revocation = revocation_of(container, trusted, (*lists, *embedded_lists(container)), stamped, at)
    then = stamped or told.claimed_at or at
    standing: Standing = standing_of(container, trusted, min(then, at))
    if standing == "trusted" and then > at + AHEAD:
        standing = "future"
    elif standing == "trusted" and revocation == "revoked":
        standing = "revoked"
    elif standing == "trusted" and stamped is None:
        # That the certificate held then rests on the signer's word; so it has to hold still.
        now = standing_of(container, trusted, at)
        standing = "expired_since" if now == "not_valid_then" else now
    return replace(
        told,
        standing=standing,
        revocation=revocation,
        timestamp=token.moment if token is not None else None,
        timestamp_state=state,
    )
