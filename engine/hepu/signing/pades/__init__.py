"""Signatures of PDFs (PAdES), made by ``sign_pdf`` and judged by ``check_signatures``; pyHanko comes when called."""

from __future__ import annotations

from hepu.signing.pades.checking import AHEAD, check_signatures
from hepu.signing.pades.found import CheckedSignature, Signatures, Standing, Verdict
from hepu.signing.pades.making import is_signed_copy, sign_pdf
from hepu.signing.pades.places import unsigned_part

__all__ = [
    "AHEAD",
    "CheckedSignature",
    "Signatures",
    "Standing",
    "Verdict",
    "check_signatures",
    "is_signed_copy",
    "sign_pdf",
    "unsigned_part",
]
