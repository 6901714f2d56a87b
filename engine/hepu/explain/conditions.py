"""Conditions with what they came to: ``not`` is pushed down to the leaves, so each part says what it adds.

The nearness of a condition is the least, over all ways in which it could become true, of the leaves that would have
to change: nothing for a leaf that is true, one failed leaf for one that is false, one open leaf for one that could
not be judged; the sum over the parts of an *all*, the least of the parts of an *any*. Failed leaves are compared first,
then open ones. A leaf that a rule states twice counts twice. So nearness is nought exactly where the condition is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hepu.explain.model import Group, LeafProof, Nearness
from hepu.inference.kleene import both, either, is_false, is_true, negate
from hepu.language.model import All, Any, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hepu.explain.model import Part, Reading
    from hepu.inference.kleene import Truth
    from hepu.language.model import Condition, Leaf

__all__ = ["leaves_in", "nearest", "open_leaves", "support", "weighed"]


def weighed(condition: Condition, truths: Sequence[Truth], read: Callable[[Leaf], tuple[Reading, ...]]) -> Part:
    """Put a condition together with the truths of its leaves in reading order, and with what each leaf read."""
    return _weighed(condition, iter(enumerate(truths)), read, negated=False)


def _weighed(
    condition: Condition,
    truths: Iterator[tuple[int, Truth]],
    read: Callable[[Leaf], tuple[Reading, ...]],
    *,
    negated: bool,  # whether an odd number of nots stands above
) -> Part:
    match condition:
        case Not(part):
            return _weighed(part, truths, read, negated=not negated)
        case All(parts) | Any(parts):
            every = isinstance(condition, All) is not negated
            return _joined("all" if every else "any", [_weighed(part, truths, read, negated=negated) for part in parts])
        case leaf:
            at, truth = next(truths)
            return LeafProof(at, leaf, negated, negate(truth) if negated else truth, read(leaf))


def _joined(word: Literal["all", "any"], parts: list[Part]) -> Part:
    """Join parts; one alone stands for itself, and a group of the same word gives its parts."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Part] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Group) and part.word == word else (part,))
    return Group(word, tuple(flat), (both if word == "all" else either)(part.truth for part in flat))


def leaves_in(part: Part) -> tuple[LeafProof, ...]:
    """Give the leaves of a condition in reading order."""
    return (part,) if isinstance(part, LeafProof) else tuple(leaf for inner in part.parts for leaf in leaves_in(inner))


def support(part: Part) -> tuple[LeafProof, ...]:
    """Give the leaves on which a true condition rests: all parts of an *all*, the true ones of an *any*."""
    if not is_true(part.truth):
        return ()
    if isinstance(part, LeafProof):
        return (part,)
    return tuple(leaf for inner in part.parts for leaf in support(inner))


def open_leaves(part: Part) -> tuple[LeafProof, ...]:
    """Give the leaves for which a condition could not be judged, leaving out those that can change nothing."""
    if is_true(part.truth) or is_false(part.truth):
        return ()
    if isinstance(part, LeafProof):
        return (part,)
    return tuple(leaf for inner in part.parts for leaf in open_leaves(inner))


def nearest(part: Part) -> tuple[Nearness, tuple[LeafProof, ...]]:
    """Give a condition's nearness and leaves whose change reaches it; of equal ways, the first in reading order."""
    if is_true(part.truth):
        return Nearness(0, 0), ()
    if isinstance(part, LeafProof):
        return (Nearness(1, 0) if is_false(part.truth) else Nearness(0, 1)), (part,)
    ways = [nearest(inner) for inner in part.parts]
    if part.word == "any":
        return min(ways, key=lambda way: way[0])
    return sum((near for near, _ in ways), Nearness(0, 0)), tuple(leaf for _, leaves in ways for leaf in leaves)
