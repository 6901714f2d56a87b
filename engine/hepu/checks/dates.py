"""Dates of knowledge: each span in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack

__all__ = ["check_dates"]


def check_dates(pack: Pack) -> Iterator[Fault]:
    """Give each policy, standard and membership that ends before it begins."""
    for kind in ("policies", "standards", "memberships"):
        for name, entry in getattr(pack.knowledge, kind).items():
            if entry.until is not None and entry.until < entry.since:
                context = {"found": entry.until.isoformat(), "expected": entry.since.isoformat()}
                yield Fault("knowledge_dates", pack.knowledge.place(kind, name, "until"), context)
