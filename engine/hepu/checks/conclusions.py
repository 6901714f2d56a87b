"""Conclusions that no rule reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack

__all__ = ["check_reachable"]


def check_reachable(pack: Pack) -> Iterator[Fault]:
    """Give each conclusion that knowledge defines and no rule concludes."""
    concluded = {rule.key for rule in pack.rules.values()}
    for key in pack.conclusion_keys:
        if not key.startswith("exclusion.") and key not in concluded:
            yield Fault("conclusion_unreachable", Location("knowledge"), {"found": key})
