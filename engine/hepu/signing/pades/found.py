"""What was found of the signatures of a PDF: values that a verifier reads, and no words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

__all__ = ["CheckedSignature", "Signatures", "Standing", "TimestampState", "Verdict"]

# What a certificate is worth at the time that counts: the timestamp's where one is trusted, else the signer's claim.
Standing = Literal[
    "trusted",  # a path leads to one of the certificates that were given, and holds
    "no_anchor",  # none of the certificates that were given vouches for it, or none was given
    "not_valid_then",  # it was not valid when the signature is said to have been made
    "expired_since",  # it held then by the signer's word alone, and holds no longer: the word may be made up
    "future",  # the signature says it was made after the moment of checking
    "revoked",  # revocation lists that were given or embedded say so
    "unfit",  # it is no certificate for signing documents
]
TimestampState = Literal["none", "broken", "untrusted", "trusted"]
Verdict = Literal["missing", "several", "unreadable", "broken", "weak", "changed", "untrusted", "good"]


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature of a PDF.

    ``readable``: it is of a kind that is read here (CMS); one of another kind, such as an electronic seal after the
    national standard, is neither confirmed nor denied.
    ``intact``: the bytes it covers are those that the certificate's key signed, and the container holds nothing else.
    ``whole``: it covers the whole file but for itself, so that nothing was appended behind it.
    ``weak``: it rests on an algorithm that is no longer safe (SHA-1, MD5, RSA below 2048 bits).
    ``claimed_at`` is the signer's word; ``timestamp`` is that of an authority, and counts where ``timestamp_state`` is
    ``trusted``. ``revocation`` is ``not_available`` where no list that was given or embedded speaks of the certificate:
    nothing is ever fetched. ``certificate`` is the sha256 of the certificate in DER; it and all that is told of the
    certificate is empty where none could be read.
    """

    intact: bool
    whole: bool
    weak: bool = False
    readable: bool = True
    standing: Standing = "no_anchor"
    revocation: Literal["not_available", "good", "revoked"] = "not_available"
    claimed_at: dt.datetime | None = None
    timestamp: dt.datetime | None = None
    timestamp_state: TimestampState = "none"
    subject: str = ""
    issuer: str = ""
    certificate: str = ""
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    self_signed: bool = False
    demonstration: bool = False

    @property
    def trusted(self) -> bool:
        """Say whether one of the certificates that were given vouches for the signer, at the time that counts."""
        return self.standing == "trusted"

    @property
    def verdict(self) -> Verdict:
        """Sum up this signature; each word rules out those behind it."""
        if not self.readable:
            return "unreadable"
        if not self.intact:
            return "broken"
        if self.weak:
            return "weak"
        if not self.whole:
            return "changed"
        return "good" if self.trusted else "untrusted"


@dataclass(frozen=True, slots=True)
class Signatures:
    """All signatures of a PDF, and ``unsigned``: its bytes before the first signature was appended."""

    found: tuple[CheckedSignature, ...]
    unsigned: bytes

    @property
    def verdict(self) -> Verdict:
        """Sum up: what Hepu signs carries exactly one signature, which forbids any other.

        ``good`` alone means that the file is as it was signed, by a signer for whom a given certificate vouches.
        """
        match self.found:
            case ():
                return "missing"
            case (one,):
                return one.verdict
            case _:
                return "several"
