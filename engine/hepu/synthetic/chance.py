"""Chance from a seed: the same seed gives the same draws on every machine and version of Python."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.synthetic.assumptions import Count, Share, Size

__all__ = ["Chance", "Traits"]

T = TypeVar("T")
_NORMAL = NormalDist()
_TINY = 2.0**-54
# A count beyond this many times its mean is drawn again as this; it keeps single colleges from being absurd.
_MOST_COUNT = 4


@dataclass(frozen=True, slots=True)
class Traits:
    """The hidden traits of a college; ``size`` is the natural logarithm of its students over 8,000."""

    openness: float
    order: float
    wealth: float
    size: float = 0

    def lean(self, slopes: Share | Size | Count) -> float:
        """Add up what the traits contribute under some slopes."""
        return (
            slopes.openness * self.openness
            + slopes.order * self.order
            + slopes.wealth * self.wealth
            + slopes.size * self.size
        )


class Chance:
    """Draws from one seed. Only ``Random.random`` is used, whose sequence Python guarantees."""

    def __init__(self, seed: str) -> None:
        """Begin the sequence of a seed."""
        self._random = Random(seed)  # noqa: S311  # synthetic profiles, no secrets

    def unit(self) -> float:
        """Draw a number above 0 and below 1."""
        return self._random.random() + _TINY

    def normal(self) -> float:
        """Draw from the standard normal distribution."""
        return _NORMAL.inv_cdf(self.unit())

    def flip(self, share: float) -> bool:
        """Draw yes with a share."""
        return self.unit() < share

    def share(self, share: Share, traits: Traits, more: float = 0) -> bool:
        """Draw yes with the share that a college of these traits has; ``more`` are further log-odds."""
        odds = math.log(share.at / (1 - share.at)) + traits.lean(share) + more
        return self.flip(1 / (1 + math.exp(-odds)))

    def size(self, size: Size, traits: Traits) -> float:
        """Draw a size, which may be an exact zero."""
        if size.zero is not None and self.share(size.zero, traits):
            return 0
        return size.median * math.exp(traits.lean(size) + size.spread * self.normal())

    def count(self, count: Count, traits: Traits) -> int:
        """Draw a count from a Poisson distribution."""
        mean = count.mean * math.exp(traits.lean(count))
        found, product = 0, self.unit()
        while product > math.exp(-mean) and found < math.ceil(_MOST_COUNT * mean):
            found += 1
            product *= self.unit()
        return found

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from ``low`` to ``high``."""
        return low + min(high - low, int(self.unit() * (high - low + 1)))

    def pick(self, weights: Mapping[T, float]) -> T:
        """Draw one of several with weights."""
        left = self.unit() * sum(weights.values())
        for word, weight in weights.items():
            left -= weight
            if left < 0:
                return word
        return list(weights)[-1]  # rounding alone leads here

    def some(self, weights: Mapping[T, float], number: int) -> list[T]:
        """Draw up to some number of different words with weights."""
        left = dict(weights)
        found: list[T] = []
        while left and len(found) < number:
            word = self.pick(left)
            del left[word]
            found.append(word)
        return found

    def few(self, items: Sequence[T], number: int) -> list[T]:
        """Draw some of several items alike, in their order."""
        chosen = set(self.some(dict.fromkeys(range(len(items)), 1.0), number))
        return [item for at, item in enumerate(items) if at in chosen]
