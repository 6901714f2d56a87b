"""How much of their advice colleges share, and whether that rises with how alike they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hepu.discrimination.likeness import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["mantel", "pairs_of", "rank_biased", "shared", "spearman"]

PERSISTENCE = 0.9


def _membership(lists: Sequence[Sequence[str]], top: int) -> NDArray[np.float64]:
    words = sorted({word for items in lists for word in items})
    return np.array([[word in items[:top] for word in words] for items in lists], np.float64).reshape(
        len(lists), len(words)
    )


def _common(lists: Sequence[Sequence[str]], top: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give how many of the first ones each pair shares, and how many each has."""
    has = _membership(lists, top)
    return has @ has.T, has.sum(axis=1)


def shared(lists: Sequence[Sequence[str]], top: int) -> NDArray[np.float64]:
    """Give for each pair the share of their first ``top`` that both have (Jaccard); two empty lists share all."""
    both, sizes = _common(lists, top)
    either = sizes[:, None] + sizes[None, :] - both
    return np.where(either > 0, both / np.maximum(either, 1), 1.0)


def rank_biased(lists: Sequence[Sequence[str]], top: int) -> NDArray[np.float64]:
    """Give the rank-biased overlap of the first ``top`` of each pair, in which what comes first counts more.

    It is Webber, Moffat and Zobel's (2010) with persistence 0.9, cut at ``top`` and scaled so that equal lists have 1;
    at each depth what is shared is divided by the longer list as far as it goes.
    """
    total, weights = np.zeros((len(lists), len(lists))), 0.0
    for depth in range(1, top + 1):
        both, sizes = _common(lists, depth)
        longer = np.maximum(sizes[:, None], sizes[None, :])
        weight = PERSISTENCE ** (depth - 1)
        total += weight * np.where(longer > 0, both / np.maximum(longer, 1), 1.0)
        weights += weight
    return total / weights


def pairs_of(square: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the value of each pair once."""
    return square[np.triu_indices(len(square), 1)]


def spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Give Spearman's rank correlation of two squares over their pairs."""
    return float(np.corrcoef(ranks(pairs_of(one)), ranks(pairs_of(other)))[0, 1])


def mantel(one: NDArray[np.float64], other: NDArray[np.float64], times: int, seed: int) -> float:
    """Give the share of random reorderings of the colleges whose correlation is at least as high (Mantel's test).

    Pairs of the same colleges are not independent, so no table of significance serves; the share counts the order as
    given among the reorderings, so that it is never nought.
    """
    size = len(one)
    rows, columns = np.triu_indices(size, 1)
    place = ranks(pairs_of(other))
    square = np.zeros((size, size))
    square[rows, columns] = place
    square += square.T
    first = ranks(pairs_of(one))
    first -= first.mean()
    found = float(first @ place)
    chance = np.random.default_rng(seed)
    above = 0
    for _ in range(times):
        order = chance.permutation(size)
        above += float(first @ square[order][:, order][rows, columns]) >= found
    return (above + 1) / (times + 1)
