"""Memory that is used again from block to block: fresh pages cost more than what is computed in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np

from hepu.inference.columnar.cohort import Bytes

__all__ = ["Workspace"]


@dataclass(slots=True)
class Workspace:
    """Hands out arrays of bytes; after ``clear`` the same ones in the same order, if they are large enough."""

    _arrays: list[Bytes] = field(default_factory=list)
    _taken: int = 0

    def clear(self) -> None:
        """Take back all that was handed out."""
        self._taken = 0

    def bytes(self, *shape: int) -> Bytes:
        """Give an array with anything in it."""
        size = prod(shape)
        if self._taken == len(self._arrays):
            self._arrays.append(np.empty(size, np.uint8))
        elif len(self._arrays[self._taken]) < size:
            self._arrays[self._taken] = np.empty(size, np.uint8)
        array = self._arrays[self._taken]
        self._taken += 1
        return array[:size].reshape(shape)
