"""Who vouches for a certificate: only those that were given, over one path, at one moment, and nothing is fetched."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, Protocol

from asn1crypto import core
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import (
    CertificateRevocationList,
    DeltaCRLIndicator,
    ExtendedKeyUsage,
    ExtensionNotFound,
    load_der_x509_crl,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from hepu.signing.certificates import is_authority, is_issued_by, is_weak, key_of, may_sign
from hepu.signing.pades.containers import asn1_of
from hepu.signing.pades.driving import done_at_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography.x509 import Certificate

    from hepu.signing.pades.containers import Container
    from hepu.signing.pades.found import Standing

__all__ = ["Certified", "Revocation", "embedded_lists", "revocation_of", "standing_of"]

Revocation = Literal["not_available", "good", "revoked"]
_MAX_LISTS = 16


class Certified(Protocol):
    """What comes with its signer's certificate and with those above it."""

    @property
    def certificate(self) -> Certificate: ...  # noqa: D102  # said above

    @property
    def chain(self) -> tuple[Certificate, ...]: ...  # noqa: D102


def standing_of(
    container: Certified, trusted: Sequence[Certificate], at: dt.datetime, *, stamping: bool = False
) -> Standing:
    """Say what a container's certificate is worth at a moment, for signing or for stamping with the time."""
    certificate = container.certificate
    if not (_may_stamp(certificate) if stamping else may_sign(certificate)):
        return "unfit"
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "not_valid_then"
    if certificate in trusted:
        return "trusted"
    path = (certificate, *container.chain)
    found: Standing = "no_anchor"
    for number, below in enumerate(path):
        for anchor in trusted:
            # Who is no authority vouches for nobody but itself.
            if is_authority(anchor) and is_issued_by(below, anchor):
                found = _over(path[: number + 1], anchor, at)
                if found == "trusted":
                    return found
    return found


def _over(path: tuple[Certificate, ...], anchor: Certificate, at: dt.datetime) -> Standing:
    """Say what a certificate is worth over one path; the path starts with it."""
    keys = [key_of(item) for item in (*path, anchor)]
    if any(key is None or is_weak(key) for key in keys):
        return "unfit"
    leaf, *above = (asn1_of(item) for item in path)
    root = asn1_of(anchor)
    context = ValidationContext(trust_roots=[root], moment=at, allow_fetching=False, revocation_mode="soft-fail")
    whole = ValidationPath(CertTrustAnchor(root), above[::-1], leaf)
    try:
        done_at_once(async_validate_path(context, whole))
    except (ExpiredError, NotYetValidError):
        return "not_valid_then"
    except Exception:  # noqa: BLE001  # what a hostile certificate raises cannot be told beforehand
        return "unfit"
    return "trusted"


def _may_stamp(certificate: Certificate) -> bool:
    try:
        uses = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except (ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in uses


def embedded_lists(container: Container) -> tuple[bytes, ...]:
    """Give the revocation lists that a signer had signed along."""
    found: list[bytes] = []
    try:
        for item in container.signer["signed_attrs"]:
            if item["type"].native == "adobe_revocation_info_archival":
                for value in item["values"]:
                    lists = value["crl"]
                    found += [one.dump() for one in ([] if lists is core.VOID else lists)]
    except Exception:  # noqa: BLE001  # what a hostile container raises cannot be told beforehand
        return ()
    return tuple(found[:_MAX_LISTS])


def revocation_of(
    container: Certified,
    trusted: Sequence[Certificate],
    lists: Iterable[bytes],
    stamped: dt.datetime | None,
    at: dt.datetime,
) -> Revocation:
    """Say what revocation lists tell of a certificate and those above it.

    A list counts when it is signed by the issuer of what it tells of. Revoked after a trusted timestamp is not revoked;
    against the signer's own word of the time it is. ``good`` needs a list for the signer's certificate that was made
    after that timestamp, or without one is the latest at the moment of checking.
    """
    path = (container.certificate, *container.chain)
    issuers = (*container.chain, *trusted)
    told: Revocation = "not_available"
    for data in list(lists)[:_MAX_LISTS]:
        found = _list(data)
        if found is None or found.last_update_utc > at:
            continue
        for certificate in path:
            if certificate.issuer != found.issuer or not any(
                is_issued_by(certificate, issuer) and _is_by(found, issuer) for issuer in issuers
            ):
                continue
            entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and (stamped is None or entry.revocation_date_utc <= stamped):
                return "revoked"
            if certificate == container.certificate and _speaks(found, stamped, at):
                told = "good"
    return told


def _speaks(found: CertificateRevocationList, stamped: dt.datetime | None, at: dt.datetime) -> bool:
    """Say whether a list can tell that a certificate was not revoked."""
    if stamped is not None:
        return found.last_update_utc >= stamped
    return found.next_update_utc is not None and at <= found.next_update_utc


def _list(data: bytes) -> CertificateRevocationList | None:
    try:
        found = load_der_x509_crl(data)
        found.extensions.get_extension_for_class(DeltaCRLIndicator)
    except ExtensionNotFound:
        return found
    except (ValueError, UnsupportedAlgorithm):
        return None
    return None


def _is_by(found: CertificateRevocationList, issuer: Certificate) -> bool:
    key = key_of(issuer)
    try:
        return key is not None and found.is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
