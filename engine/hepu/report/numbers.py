"""The numbers of Chinese documents as each language writes them."""

from __future__ import annotations

import re

from hepu.report.words import document_codes, order_issuers
from hepu.text import Text

__all__ = ["document_number", "in_english"]

_NUMBER = re.compile(r"([\u4e00-\u9fff]+)〔(\d{4})〕(\d+)号")
_ORDER = re.compile(r"([\u4e00-\u9fff、]+)令第(\d+)号")


def in_english(text: str) -> str:
    """Write the numbers in a text in Latin letters, those with a known code or issuer; the others stay."""

    def number(found: re.Match[str]) -> str:
        code = document_codes().get(found[1])
        return f"{code} [{found[2]}] No. {found[3]}" if code else found[0]

    def order(found: re.Match[str]) -> str:
        issuer = order_issuers().get(found[1])
        return f"Order No. {found[2]} of {issuer}" if issuer else found[0]

    return _ORDER.sub(order, _NUMBER.sub(number, text))


def document_number(number: str) -> Text:
    """Give a document's number in each language."""
    return Text.model_construct(zh=number, en=in_english(number))
