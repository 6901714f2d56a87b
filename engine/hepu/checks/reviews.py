"""How rules and definitions stand with their reviewers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.review.status import objections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack

__all__ = ["check_reviews"]


def check_reviews(pack: Pack) -> Iterator[Fault]:
    """Give what reviewers object to, and the rules that do not state their review."""
    yield from objections(pack)
    for rule in pack.rules.values():
        if rule.document is not None and not rule.document.value.get("review"):
            yield Fault("review_missing", rule.place())
