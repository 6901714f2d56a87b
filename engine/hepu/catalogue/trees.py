"""A condition as a tree of numbered parts, each a short sentence, instead of one endless one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Literal

from hepu.language.model import All, Any, Not, leaf_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.model import Condition, Leaf
    from hepu.yaml_source import Path

__all__ = ["Branch", "Tree", "Twig", "tree_of", "twigs_of"]

Word = Literal["all", "any", "not_all", "not_any"]
_DENIED: dict[str, Word] = {"all": "not_all", "any": "not_any", "not_all": "all", "not_any": "any"}


@dataclass(frozen=True, slots=True)
class Twig:
    """One leaf of a condition under its number; ``denied`` where a ``not`` stands over it, ``path`` is its place."""

    number: int
    leaf: Leaf
    path: Path
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Parts of which all, any, not all or not any must hold."""

    word: Word
    parts: tuple[Tree, ...]


Tree = Branch | Twig


def tree_of(condition: Condition) -> Tree:
    """Give a condition as a tree; its leaves are numbered from one in reading order."""
    return _grown(condition, zip(count(1), leaf_paths(condition), strict=False))


def _grown(condition: Condition, places: Iterator[tuple[int, Path]]) -> Tree:
    match condition:
        case Not(part):
            return _denied(_grown(part, places))
        case All(parts) | Any(parts):
            grown = tuple(_grown(part, places) for part in parts)
            return grown[0] if len(grown) == 1 else Branch("all" if isinstance(condition, All) else "any", grown)
        case leaf:
            number, path = next(places)
            return Twig(number, leaf, path)


def _denied(tree: Tree) -> Tree:
    if isinstance(tree, Branch):
        return Branch(_DENIED[tree.word], tree.parts)
    return Twig(tree.number, tree.leaf, tree.path, not tree.denied)


def twigs_of(tree: Tree) -> tuple[Twig, ...]:
    """Give the leaves of a tree in reading order."""
    return (tree,) if isinstance(tree, Twig) else tuple(twig for part in tree.parts for twig in twigs_of(part))
