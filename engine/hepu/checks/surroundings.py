"""Whether what the levers and the frame of the open system name is there for rules to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.checks.references import reference_fault
from hepu.errors import Fault
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.errors import Location
    from hepu.pack import Pack

__all__ = ["check_levers", "check_system"]


def check_levers(pack: Pack) -> Iterator[Fault]:
    """Find levers on what no rule could read, or that move in a way in which it cannot be moved."""
    vocabulary = pack.vocabulary
    kinds: dict[str, str] = {key: kind.name for key, kind in vocabulary.values.items()}
    kinds |= {f"{name}.{item}": kind.name for name, fields in vocabulary.lists.items() for item, kind in fields.items()}
    kinds |= {f"list.{name}": "list" for name in vocabulary.lists}
    moves = {"boolean": ("set", "clear"), "number": ("raise", "lower"), "list": ("add",)}
    for key, lever in pack.knowledge.levers.items():
        place = pack.knowledge.place("levers", key)
        if key not in kinds:
            yield Fault("lever_unknown", place, {"found": key, "nearest": nearest(key, kinds)})
        for name in lever.along:
            if name not in vocabulary.lists:
                yield Fault("lever_unknown", place, {"found": name, "nearest": nearest(name, vocabulary.lists)})
        if key in kinds and lever.move not in moves.get(kinds[key], ()):
            expected = ", ".join(moves.get(kinds[key], ("-",)))
            yield Fault("lever_move", place, {"found": lever.move, "expected": expected})


def check_system(pack: Pack) -> Iterator[Fault]:
    """Find facts, stages and rules that the frame of the open system names and nothing defines."""
    keys = {*pack.vocabulary.values, *(f"list.{name}" for name in pack.vocabulary.lists)}
    for stage, entry in pack.knowledge.system.items():
        links = entry.links
        for kind, found, known in (
            ("fact", tuple(entry.facts), keys),
            ("stage", tuple(link.to for link in links), set(pack.knowledge.system)),
            ("rule", tuple(name for link in links for name in link.rules), set(pack.rules)),
        ):
            for name in found:
                if name not in known and name.rpartition(".")[2] not in pack.unread:
                    yield reference_fault(kind, name, known, _place(pack, stage, name))


def _place(pack: Pack, stage: str, name: str) -> Location:
    """Give the place at which a stage names something."""
    entry = pack.knowledge.system[stage]
    if name in entry.facts:
        return pack.knowledge.place("system", stage, "facts", name)
    for at, link in enumerate(entry.links):
        if name == link.to:
            return pack.knowledge.place("system", stage, "links", at, "to")
        if name in link.rules:
            return pack.knowledge.place("system", stage, "links", at, "rules", link.rules.index(name))
    return pack.knowledge.place("system", stage)
