"""On which days a conclusion may be reached: those on which some rule for it applies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.pack import Pack

__all__ = ["Span", "spans_of", "together"]

Span = tuple[dt.date, dt.date]


def spans_of(pack: Pack) -> Mapping[str, list[Span]]:
    """Give the days of each conclusion by its key, a span of first and last day for each rule."""
    found: dict[str, list[Span]] = defaultdict(list)
    for rule in pack.rules.values():
        found[rule.key].append((rule.since, rule.until or dt.date.max))
    return found


def together(one: Iterable[Span], other: Iterable[Span]) -> bool:
    """Say whether two conclusions may be reached on the same day."""
    later = list(other)
    return any(max(first, start) <= min(last, end) for first, last in one for start, end in later)
