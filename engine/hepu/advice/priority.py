"""The order of priority of measures, criterion by criterion as ``knowledge/priority.yaml`` states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.knowledge.models import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.advice.model import Criteria
    from hepu.knowledge.models import Priority

__all__ = ["ID", "place_of", "rank_of_value"]

ID = CRITERIA[-1]


def rank_of_value(entry: Priority, value: bool | str | int) -> int:  # a value of the criterion, no switch
    """Give the place of a value under one criterion, less coming first: words in their order, numbers as it says.

    Raises:
        ValueError: if the criterion's order does not have the word.

    """
    if entry.order:
        return entry.order.index(str(value))
    return int(value) if entry.least_first else -int(value)


def place_of(
    criteria: Criteria, name: str, priority: Mapping[str, Priority], order: Iterable[str] = ()
) -> tuple[int | str, ...]:
    """Give a measure's sort key; ``order`` tries another order of the criteria than the knowledge's."""
    return tuple(
        name if word == ID else rank_of_value(priority[word], getattr(criteria, word)) for word in order or priority
    )
