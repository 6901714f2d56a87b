"""The known name that a misspelt one was probably meant to be."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["nearest", "slip_of"]

_CLOSE = 0.6
_CLOSE_IF_SHORT = 0.5
_SHORT = 3
# Shorter names are too easily like one another.
_LEAST = 4


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


def slip_of(typed: str, candidates: Iterable[str]) -> str:
    """Give the one candidate from which a word differs by one slip of the hand, or nothing where that is not sure.

    A slip leaves out, adds, replaces or exchanges one letter. Digits tell names apart, so a slip in one is none.
    """
    if len(typed) < _LEAST:
        return ""
    found = {name for name in candidates if len(name) >= _LEAST and _one_slip(typed, name)}
    return found.pop() if len(found) == 1 else ""


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if any(sign.isdigit() for sign in left + right):
        return False
    return max(len(left), len(right)) == 1 or (len(left) == len(right) == len("ab") and left == right[::-1])
