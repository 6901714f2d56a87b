"""How far a search may go: counted steps, so that a verdict is the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Budget", "SpentError"]


class SpentError(Exception):
    """The steps allowed were not enough to decide; only the search itself sees this."""


@dataclass(slots=True)
class Budget:
    """The steps that are left."""

    left: int

    def spend(self, steps: int = 1) -> None:
        """Take steps.

        Raises:
            SpentError: when there are no more.

        """
        self.left -= steps
        if self.left < 0:
            raise SpentError
