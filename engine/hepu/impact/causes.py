"""By which changes something turned: found by judging again with each alone, each left out, and some together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from hepu.impact.worlds import World, Worlds

__all__ = ["Causes", "causes_of"]


@dataclass(frozen=True, slots=True)
class Causes:
    """The changes by which something is as it is under the new pack.

    ``each`` of these keys does it alone. Where none does, ``together`` is a set that does and of which none can be left
    out. ``needed`` are those without which, all others made, it would be otherwise.
    """

    each: tuple[str, ...]
    together: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def how(self) -> Literal["alone", "each", "together"]:
        """Say in one word how they do it."""
        return "together" if self.together else "alone" if len(self.each) == 1 else "each"

    @property
    def keys(self) -> tuple[str, ...]:
        """Give all of them."""
        return self.each or self.together


def causes_of(worlds: Worlds, college: int, value: Callable[[World], Hashable]) -> Causes:
    """Find by which changes a value that a college has under the new pack came about."""
    mixing = worlds.mixing
    every = frozenset(mixing.changes)
    old, wanted = value(worlds.old), value(worlds.new)

    def found(keys: frozenset[str]) -> Hashable | None:
        """Give the value under some changes, without building advice where nothing is different."""
        for known, result in ((frozenset[str](), old), (every, wanted)):
            if keys == known or not worlds.touched(keys, known, college):
                if worlds.world(keys) is None:
                    return None
                return result
        world = worlds.world(keys)
        return None if world is None else value(world)

    def is_so(keys: frozenset[str]) -> bool:
        return worlds.world(keys) is not None and found(keys) == wanted

    alone = [key for key in sorted(every) if is_so(mixing.closed([key]))]
    needed = [key for key in sorted(every) if (rest := mixing.without(every, key)) != every and not is_so(rest)]
    # What only comes with another is not told apart from it.
    alone = _heads(alone, worlds)
    if alone:
        return Causes(tuple(alone), (), tuple(key for key in needed if key in alone))
    chosen = mixing.closed(needed)
    if not is_so(chosen):
        chosen = _least(every, worlds, is_so)
    return Causes((), mixing.heads(chosen), tuple(key for key in _heads(needed, worlds) if key in chosen))


def _heads(keys: Iterable[str], worlds: Worlds) -> list[str]:
    """Leave out what does it only because it brings another of them along."""
    kept = list(keys)
    needs = worlds.mixing.needs
    return [key for key in kept if not any(other in needs[key] and key not in needs[other] for other in kept)]


def _least(every: frozenset[str], worlds: Worlds, is_so: Callable[[frozenset[str]], bool]) -> frozenset[str]:
    """Leave changes out as long as the rest still does it; the order is that of their names."""
    kept = every
    for key in sorted(every):
        rest = worlds.mixing.without(kept, key)
        if key in kept and is_so(rest):
            kept = rest
    return kept
