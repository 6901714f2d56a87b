"""Whether somebody whom the reader trusts signed a statement on the record: the envelope that lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.signing.certificates import is_authority, is_demonstration
from hepu.signing.dsse import read_envelope, signers_of
from hepu.signing.keys import Public, public_key
from hepu.signing.statement import mismatches, read_statement
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import Certificate

    from hepu.record.model import Record
    from hepu.signing.keys import VerifyingKey
    from hepu.verification.inquiry import Anchors
    from hepu.verification.model import Step

__all__ = ["by_envelope"]


def by_envelope(data: bytes | None, digest: str, record: Record | None, anchors: Anchors) -> Step:
    """Say whether a signed statement speaks of the record with a digest, and whether whom the reader trusts signed it.

    Where the record itself is at hand, all that the statement says of it is held against it.
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
        texts = [said("envelope_pass", found=named(signers))]
        shown = all(is_demonstration(keys[name][0]) for name in signers)
        if shown:
            texts.append(said("envelope_demonstration"))
        return passed("envelope", *texts, vouches="" if shown else "record")
    # An authority vouches for certificates, not for statements: its own key signs none.
    if anchors.certificates and not any(is_authority(item) for item in anchors.certificates):
        return failed("envelope", said("envelope_untrusted"))
    return missing("envelope", said("envelope_no_anchor"))


def _keys(anchors: Anchors) -> Mapping[str, tuple[Certificate, VerifyingKey]]:
    """Give the keys of the certificates that the reader trusts, by name."""
    keys = [(item, item.public_key()) for item in anchors.certificates]
    known = [(item, public_key(key)) for item, key in keys if isinstance(key, Public)]
    return {key.name: (item, key) for item, key in known}
