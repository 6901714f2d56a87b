"""A single condition, asked of one college outside any rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.inference.kleene import both, either, negate
from hepu.inference.leaves import compile_leaf
from hepu.language.model import All, Any, Not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import Facts
    from hepu.inference.kleene import Truth
    from hepu.language.model import Condition

__all__ = ["ask"]


def ask(condition: Condition, facts: Facts, conclusions: Mapping[str, Truth]) -> Truth:
    """Give the truth of a condition on facts and earlier conclusions."""
    match condition:
        case All(parts):
            return both(ask(part, facts, conclusions) for part in parts)
        case Any(parts):
            return either(ask(part, facts, conclusions) for part in parts)
        case Not(part):
            return negate(ask(part, facts, conclusions))
        case leaf:
            return compile_leaf(leaf)(facts, conclusions)
