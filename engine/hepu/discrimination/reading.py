"""Which answers rules read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.model import Compare, Count, Quantified, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.pack import Pack

__all__ = ["read_by"]


def read_by(pack: Pack, rules: Iterable[str]) -> set[str]:
    """Name the facts and lists that rules read; a gap, trend or standing reads its indicator."""
    found = set()
    for rule in rules:
        for leaf in leaves_of(pack.rules[rule].when):
            match leaf:
                case Compare(key, _, _):
                    stage, _, name = key.partition(".")
                    found.add(key if stage == "fact" else f"indicator.{name}")
                case Count(name, _, _) | Quantified(_, name, _, _):
                    found.add(name)
                case _:
                    continue
    return found
