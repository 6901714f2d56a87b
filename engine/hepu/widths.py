"""How wide a text is where a Chinese sign is as wide as two Latin ones."""

from __future__ import annotations

import unicodedata

__all__ = ["columns"]


def columns(text: str) -> int:
    """Give the width of a text in columns of a terminal, or in Latin signs."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
