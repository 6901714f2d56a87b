"""The truths that are asked of a condition, as sets of bits: true, false, unknown."""

from __future__ import annotations

__all__ = ["FALSE", "NOT_FALSE", "NOT_TRUE", "TRUE", "UNKNOWN", "opposite"]

TRUE, FALSE, UNKNOWN = 1, 2, 4
NOT_TRUE, NOT_FALSE = FALSE | UNKNOWN, TRUE | UNKNOWN


def opposite(wanted: int) -> int:
    """Give what must be asked of a condition so that its ``not`` has one of the wanted truths."""
    return (wanted & UNKNOWN) | (wanted & TRUE) << 1 | (wanted & FALSE) >> 1
