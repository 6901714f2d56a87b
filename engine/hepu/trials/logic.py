"""A condition as a tree over numbered leaves, and when a part of it decides.

The truths may be single numbers or NumPy arrays of them: Kleene's connectives are bitwise either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hepu.inference.kleene import FALSE, TRUE, negate
from hepu.language.model import All, Not
from hepu.language.model import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.inference.kleene import Truth
    from hepu.language.model import Condition
    from hepu.yaml_source import Path

__all__ = ["AT_ALL", "Part", "decides", "parts_in", "tree_of", "truth_at"]

# The bits that say what is true and what is false at the lowest certainty.
AT_ALL = 0b001001


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a condition: where it stands in the file, and the leaf's number or the parts it joins."""

    path: Path
    word: Literal["leaf", "all", "any", "not"]
    parts: tuple[Part, ...] = ()
    leaf: int = -1


def tree_of(condition: Condition, path: Path = ("when",)) -> Part:
    """Give the tree of a condition; its leaves are numbered in reading order."""
    return _tree(condition, path, [0])


def _tree(condition: Condition, path: Path, count: list[int]) -> Part:
    match condition:
        case All(parts) | AnyOf(parts):
            word: Literal["all", "any"] = "all" if isinstance(condition, All) else "any"
            return Part(path, word, tuple(_tree(part, (*path, word, at), count) for at, part in enumerate(parts)))
        case Not(part):
            return Part(path, "not", (_tree(part, (*path, "not"), count),))
        case _:
            count[0] += 1
            return Part(path, "leaf", leaf=count[0] - 1)


def parts_in(part: Part) -> Iterator[Part]:
    """Give a part and all parts below it in reading order."""
    yield part
    for inner in part.parts:
        yield from parts_in(inner)


def truth_at(part: Part, truths: Sequence[Any], at: Part | None = None, put: Truth = TRUE) -> Any:
    """Give the truth of a part; where ``at`` stands, ``put`` is read instead."""
    if part is at:
        return put
    if part.word == "leaf":
        return truths[part.leaf]
    if part.word == "not":
        return negate(truth_at(part.parts[0], truths, at, put))
    true, false = (TRUE, 0) if part.word == "all" else (0, FALSE)
    for item in part.parts:  # not in place: arrays of different shapes meet here
        truth = truth_at(item, truths, at, put)
        true, false = (true & truth, false | truth) if part.word == "all" else (true | truth, false & truth)
    return (true & TRUE) | (false & FALSE)


def decides(root: Part, part: Part, truths: Sequence[Truth], result: Truth) -> bool | None:
    """Say as what a part decides: the result is known, and would change if this part alone were the opposite."""
    if not result & AT_ALL:
        return None
    own: Truth = truth_at(part, truths)
    if not own & AT_ALL:
        return None
    holds = bool(own & 1)
    other = truth_at(root, truths, part, FALSE if holds else TRUE)
    return holds if (other ^ result) & AT_ALL else None
