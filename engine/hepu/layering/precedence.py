"""Whose word holds: entries of one kind from packs that lie over one another, lowest first.

Adding is free. What lies beneath is taken away only by a pack that says so: named under ``replaces`` and defined anew,
or named under ``retires`` with a reason; a parameter named under ``continues`` is given later values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from hepu.errors import Fault
from hepu.layering.about import REPLACED
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hepu.errors import Location
    from hepu.layering.stack import Level, Stack

__all__ = ["Held", "overlay"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """An entry that holds, and the place in the stack of the pack that had the last word on it."""

    level: int
    entry: T


def overlay(
    kind: str,
    stack: Stack,
    written: Sequence[Mapping[str, T]],
    at: Callable[[T], Location],
    join: Callable[[T, T], tuple[T, Sequence[Fault]]] | None = None,
) -> tuple[dict[str, Held[T]], list[Fault]]:
    """Give what holds of one kind, by id, and what packs do to one another without saying so, or say and do not do.

    ``written`` holds what each pack of the stack defines; ``at`` tells where an entry stands; ``join`` continues one
    entry by another.
    """
    held: dict[str, Held[T]] = {}
    faults: list[Fault] = []
    for number, (level, own) in enumerate(zip(stack, written, strict=True)):
        named = _Named.of(level, kind)
        faults.extend(named.idle(held, own))
        for key, entry in own.items():
            below = held.get(key)
            if below is None or key in named.replaces or key in named.retires:
                held[key] = Held(number, entry)
            elif key in named.continues and join is not None:
                joined, found = join(below.entry, entry)
                held[key] = Held(number, joined)
                faults.extend(found)
            else:
                context = {"found": key, "expected": str(at(below.entry)), "kind": kind}
                code = "pack_redefined" if kind in REPLACED else "pack_added_only"
                faults.append(Fault(code, at(entry), context))
        for key in named.retires:
            if key not in own:
                held.pop(key, None)
    return held, faults


@dataclass(frozen=True, slots=True)
class _Named:
    """What one pack says that it does to entries of one kind."""

    level: Level
    kind: str
    replaces: tuple[str, ...]
    continues: tuple[str, ...]
    retires: tuple[str, ...]

    @classmethod
    def of(cls, level: Level, kind: str) -> _Named:
        about = level.about
        return cls(
            level,
            kind,
            dict[str, tuple[str, ...]](about.replaces).get(kind, ()),  # type: ignore[arg-type]  # a kind is a word
            about.continues if kind == "parameters" else (),
            tuple(dict(about.retires).get(kind, ())),  # type: ignore[call-overload]  # as above
        )

    def idle(self, held: Mapping[str, object], own: Mapping[str, object]) -> Iterator[Fault]:
        """Find what the pack says that it does and does not do."""
        for word, names in (("replaces", self.replaces), ("continues", self.continues), ("retires", self.retires)):
            for number, key in enumerate(names):
                inside = {"replaces": (self.kind, number), "continues": (number,), "retires": (self.kind, key)}
                place = self.level.document.location((word, *inside[word]))
                context = {"found": key, "kind": self.kind, "word": word}
                if key not in held:
                    yield Fault("pack_nothing_beneath", place, context | {"nearest": nearest(key, held)})
                elif word == "retires" and key in own:
                    yield Fault("pack_retires_own", place, context)
                elif word != "retires" and key not in own:
                    yield Fault("pack_defines_nothing", place, context)
                elif word == "continues" and key in self.replaces:
                    yield Fault("pack_two_ways", place, context)
