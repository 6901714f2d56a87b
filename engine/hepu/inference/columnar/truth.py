"""Truth for every case of a block at once.

A truth is a byte as in ``kleene`` with its upper half turned round: bits 0 to 2 say "holds", bits 3 to 5 "may hold" at
possible, likely and established. So Kleene's "and" and "or" over many cases, at all three certainties, are one bitwise
operation each, and ``TURN`` leads from one form to the other.
"""

from __future__ import annotations

import numpy as np

from hepu.inference.columnar.cohort import Bytes

__all__ = ["FALSE", "HALF", "HOLDS", "MAY", "ONE", "TRUE", "TURN", "UNKNOWN", "constant", "negated"]


def constant(value: int) -> Bytes:
    """Give a byte for every case alike; an array of no dimension is what NumPy reads fastest."""
    return np.array(value, np.uint8)


HOLDS, MAY = constant(0b000_111), constant(0b111_000)
TRUE, FALSE, UNKNOWN, TURN = constant(0b111_111), constant(0), MAY, MAY
ONE, HALF = constant(1), constant(3)


def negated(truth: Bytes) -> Bytes:
    """Swap "holds" and "may hold", each turned round."""
    swapped = truth >> HALF
    swapped |= (truth << HALF) & MAY
    swapped ^= TRUE
    return swapped
