"""Entries of knowledge as the files of a stack of packs write them, of which those are kept that hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError
from hepu.layering.precedence import Held, overlay
from hepu.layering.stack import text_of
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hepu.errors import Location
    from hepu.layering.stack import Level, Stack
    from hepu.yaml_source import Document
    from hepu.yaml_source import Path as Inside

__all__ = ["Written", "knowledge_files", "written"]


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it is written; a parameter that a pack continues also has the entry whose values come first."""

    key: str
    value: Any
    document: Document
    earlier: Written | None = None

    def location(self, inside: Inside = ()) -> Location:
        """Give the place of a part of the entry, in the file that writes it."""
        if self.earlier is None:
            return self.document.location((self.key, *inside))
        first = len(self.earlier.value["values"])
        match inside:
            case ("values", int(number), *rest) if number >= first:
                return self.document.location((self.key, "values", number - first, *rest))
            case ():
                return self.document.location((self.key,))
            case _:
                return self.earlier.location(inside)


def written(
    stack: Stack, kind: str, digests: dict[str, str] | None = None
) -> tuple[dict[str, Held[Written]], list[Fault]]:
    """Read one kind of knowledge of all packs and give the entries that hold, by id, and all faults.

    The sha256 of each file is put into ``digests`` by its name in the stack.
    """
    faults: list[Fault] = []
    levels: list[dict[str, Written]] = []
    for level in stack:
        own: dict[str, Written] = {}
        for path in knowledge_files(level, kind):
            document = _document(path, level, digests, faults)
            if document is None or document.value is None:
                continue
            if not isinstance(document.value, dict):
                faults.append(Fault("knowledge_not_mapping", document.location()))
                continue
            for key, value in document.value.items():
                if str(key) in own:
                    faults.append(Fault("knowledge_twice", document.location((key,)), {"found": str(key)}))
                own[str(key)] = Written(str(key), value, document)
        levels.append(own)
    held, found = overlay(kind, stack, levels, Written.location, _continued)
    return held, [*faults, *found]


def knowledge_files(level: Level, kind: str) -> list[Path]:
    """Give the files of one kind of knowledge in a pack: ``KIND.yaml`` and those of ``KIND/``."""
    folder = level.layer.knowledge
    return [path for path in (folder / f"{kind}.yaml", *sorted((folder / kind).glob("*.yaml"))) if path.exists()]


def _document(path: Path, level: Level, digests: dict[str, str] | None, faults: list[Fault]) -> Document | None:
    shown = level.layer.shown(path)
    try:
        text = text_of(path, shown)
        if digests is not None:
            name = f"{level.head}knowledge/{path.relative_to(level.layer.knowledge).as_posix()}"
            digests[name] = hashlib.sha256(text.encode()).hexdigest()
        return read_yaml(text, shown)
    except InputError as error:
        faults.extend(error.faults)
        return None


def _continued(below: Written, own: Written) -> tuple[Written, Sequence[Fault]]:
    """Add to the values of a parameter later ones; nothing else of it may be said again."""
    before, after = (_values(entry.value) for entry in (below, own))
    if before is None or after is None or set(own.value) != {"values"}:
        return below, [Fault("pack_continues_values", own.location(), {"found": own.key})]
    last = max(str(value.get("since")) for value in before)
    faults = [
        Fault("pack_continues_early", own.location(("values", number)), {"found": own.key, "expected": last})
        for number, value in enumerate(after)
        if str(value.get("since")) <= last
    ]
    return Written(own.key, {**below.value, "values": [*before, *after]}, own.document, below), faults


def _values(value: Any) -> list[Mapping[str, Any]] | None:
    """Give the dated values of a parameter, or nothing where they are not written as such."""
    values = value.get("values") if isinstance(value, dict) else None
    if not isinstance(values, list) or not values or not all(isinstance(item, dict) for item in values):
        return None
    return values
