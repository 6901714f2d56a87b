"""Who signed the file: what its signature is worth by those whom the reader trusts, and whether it was announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.signing.pades import check_signatures
from hepu.verification.saying import BROKEN, failed, missing, moment, passed, said, what

if TYPE_CHECKING:
    from hepu.errors import Fault
    from hepu.record.model import Issue
    from hepu.signing.pades import CheckedSignature, Signatures
    from hepu.verification.inquiry import Anchors
    from hepu.verification.model import Step, Vouched

__all__ = ["by_signature", "signatures_of"]

# What certificates that were given say against a signer; the rest only leaves open who it was.
_AGAINST = frozenset({"not_valid_then", "future", "revoked", "unfit"})


def signatures_of(pdf: bytes, anchors: Anchors, at: str) -> Signatures | str:
    """Judge the signatures of a PDF by what the reader trusts; what went wrong, in a line, where it fails."""
    try:
        return check_signatures(pdf, anchors.certificates, at, anchors.revoked)
    except BROKEN as error:
        return what(error)


def by_signature(found: Signatures | str, issue: Issue | None, anchors: Anchors) -> Step:
    """Say what the signature comes to; ``issue`` is what the file tells of its issue, if anything."""
    if isinstance(found, str):
        return failed("signature", said("signature_unreadable", found=found))
    announced = issue.signer if issue else None
    match found.verdict:
        case "missing" if announced is not None:
            return failed("signature", said("signature_stripped", subject=announced.subject))
        case "missing":
            return missing("signature", said("signature_none"))
        case "several":
            return failed("signature", said("signature_several", count=len(found.found)))
        case "unreadable" if announced is None:
            return missing("signature", said("signature_foreign"))
        case "unreadable":
            other = said("signature_other", subject=announced.subject if announced else "")
            return failed("signature", said("signature_foreign"), other)
        case "broken" | "weak" | "changed" as verdict:
            return failed("signature", said(f"signature_{verdict}", subject=found.found[0].subject))
        case _:
            return _by_one(found.found[0], issue, anchors)


def _by_one(one: CheckedSignature, issue: Issue | None, anchors: Anchors) -> Step:
    """Judge the one signature of a file, which is intact and covers all of it."""
    announced = issue.signer if issue else None
    whole = "signature_whole_self" if one.subject == one.issuer else "signature_whole"
    texts = [said(whole, subject=one.subject, issuer=one.issuer, certificate=one.certificate)]
    if announced is not None and announced.certificate != one.certificate:
        return failed("signature", *texts, said("signature_other", subject=announced.subject))
    if issue is not None:
        texts.append(said("signature_announced" if announced else "signature_unannounced"))
    texts += _times(one)
    if one.demonstration:
        texts.append(said("signature_demonstration"))
    if one.standing in _AGAINST and anchors.certificates:
        return failed("signature", *texts, said(f"signature_{one.standing}"))
    if one.trusted:
        texts.append(said("signature_trusted"))
        if one.revocation == "not_available":
            texts.append(said("signature_revocation"))
        # Whom the record does not name signed a file, and need not have known what it carries.
        by: Vouched = "file" if announced is not None else "record"
        return passed("signature", *texts, vouches="" if one.demonstration else by)
    if one.standing == "expired_since":
        return missing("signature", *texts, said("signature_expired_since"))
    if anchors.certificates:
        return failed("signature", *texts, said("signature_untrusted"))
    return missing("signature", *texts, said("signature_no_anchor"))


def _times(one: CheckedSignature) -> list[Fault]:
    """Say when the signature was made, and by whose word."""
    if one.timestamp is not None and one.timestamp_state == "trusted":
        return [said("signature_timestamp", at=moment(one.timestamp.isoformat()))]
    texts = [said("signature_claimed", at=moment(one.claimed_at.isoformat()))] if one.claimed_at else []
    return [*texts, said(f"signature_timestamp_{one.timestamp_state}")] if one.timestamp_state != "none" else texts
