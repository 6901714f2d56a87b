"""Three-valued truth at three certainties, packed into one small integer.

Bits 0 to 2 say "true at possible, likely, established", bits 3 to 5 "false at possible, likely, established"; neither
bit set means unknown. One bitwise operation therefore is Kleene's for all three certainties at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "FALSE",
    "TRUE",
    "UNKNOWN",
    "Truth",
    "both",
    "certainty_of",
    "conclude",
    "either",
    "from_bool",
    "is_false",
    "is_true",
    "letters",
    "negate",
    "raise_floor",
]

Truth = int
_TRUE_BITS = 0b000111
_FALSE_BITS = 0b111000
_UP_TO = tuple((1 << certainty) - 1 for certainty in range(4))
TRUE: Truth = _TRUE_BITS
FALSE: Truth = _FALSE_BITS
UNKNOWN: Truth = 0


def up_to(certainty: int) -> int:
    """Give the true bits of a fact that is known up to a certainty."""
    return _UP_TO[certainty]


def from_bool(holds: bool, certainty: int) -> Truth:  # the truth value is the argument, not a switch
    """Give the truth of something known up to a certainty and unknown above it."""
    return up_to(certainty) if holds else up_to(certainty) << 3


def both(parts: Iterable[Truth]) -> Truth:
    """Give the conjunction: true where all are, false where one is."""
    true, false = _TRUE_BITS, 0
    for part in parts:
        true &= part
        false |= part
    return (true & _TRUE_BITS) | (false & _FALSE_BITS)


def either(parts: Iterable[Truth]) -> Truth:
    """Give the disjunction: true where one is, false where all are."""
    true, false = 0, _FALSE_BITS
    for part in parts:
        true |= part
        false &= part
    return (true & _TRUE_BITS) | (false & _FALSE_BITS)


def negate(part: Truth) -> Truth:
    """Swap true and false."""
    return (part >> 3) | ((part & _TRUE_BITS) << 3)


def raise_floor(part: Truth, floor: int) -> Truth:
    """Read a conclusion at the higher of a floor and each certainty."""
    if floor == Certainty.POSSIBLE:
        return part
    at_floor = 1 << (floor - 1)
    below = up_to(floor - 1)
    true = (part & _TRUE_BITS & ~below) | (below if part & at_floor else 0)
    false_bits = part >> 3
    false = (false_bits & ~below) | (below if false_bits & at_floor else 0)
    return true | (false << 3)


def conclude(rules: Iterable[tuple[int, Truth]]) -> Truth:
    """Give a conclusion's truth from the certainty and the condition's truth of each rule that applies."""
    true, false = 0, _FALSE_BITS
    for certainty, part in rules:
        true |= part & _UP_TO[certainty]
        false &= part
    return true | (false & _FALSE_BITS)


def is_true(part: Truth) -> bool:
    """Say whether it is true at the lowest certainty."""
    return bool(part & 1)


def is_false(part: Truth) -> bool:
    """Say whether it is false at the lowest certainty."""
    return bool(part & 0b1000)


def certainty_of(part: Truth) -> Certainty | None:
    """Give the highest certainty at which it is true."""
    true = part & _TRUE_BITS
    return Certainty(true.bit_length()) if true else None


def letters(part: Truth) -> str:
    """Write a truth as three letters: at possible, likely, established."""
    return "".join("T" if part >> at & 1 else "F" if part >> (at + 3) & 1 else "U" for at in range(3))
