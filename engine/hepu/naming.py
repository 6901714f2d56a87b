"""The known name that a misspelt one was probably meant to be."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["nearest"]

_CLOSE = 0.6
_CLOSE_IF_SHORT = 0.5
_SHORT = 3


def nearest(wanted: str, candidates: Iterable[str]) -> str:
    """Give the candidate most like a word, or nothing where none is like it."""
    pool = sorted(candidates)
    close = get_close_matches(wanted, pool, n=1, cutoff=_CLOSE)
    if not close and len(wanted) <= _SHORT:
        # One wrong sign of two or three leaves less than the usual likeness.
        close = get_close_matches(
            wanted, [item for item in pool if item[:1] == wanted[:1]], n=1, cutoff=_CLOSE_IF_SHORT
        )
    if close:
        return close[0]
    inside = [item for item in pool if len(item) > 1 and (item in wanted or (len(wanted) > 1 and wanted in item))]
    return max(inside, key=len, default="")
