"""Entries of knowledge as the files of a stack of packs write them, of which those are kept that hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault
from hepu.layering.precedence import Held, overlay
from hepu.source_file import names_in, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from hepu.errors import Location
    from hepu.layering.stack import Level, Stack
    from hepu.source_file import SourceFile
    from hepu.yaml_source import Document
    from hepu.yaml_source import Path as Inside

__all__ = ["KindWritten", "Written", "knowledge_files", "written"]


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


@dataclass(frozen=True, slots=True)
class KindWritten:
    """One kind of knowledge as its files write it: the entries that hold, by id, and all faults.

    ``unread`` are the ids in files whose YAML breaks off, as their lines show them, and ``words`` all words in these.
    """

    held: Mapping[str, Held[Written]]
    faults: tuple[Fault, ...]
    unread: frozenset[str]
    words: frozenset[str]


def written(stack: Stack, kind: str, digests: dict[str, str] | None = None) -> KindWritten:
    """Read one kind of knowledge of all packs; the sha256 of each file is put into ``digests`` by its name."""
    faults: list[Fault] = []
    levels: list[dict[str, Written]] = []
    broken: list[SourceFile] = []
    for level in stack:
        own: dict[str, Written] = {}
        for path in knowledge_files(level, kind):
            source = read_source(path, level.layer.shown(path))
            faults.extend(source.faults)
            if digests is not None:
                name = f"{level.head}knowledge/{path.relative_to(level.layer.knowledge).as_posix()}"
                digests[name] = hashlib.sha256(source.text.encode()).hexdigest()
            if source.document is None:
                broken.append(source)
                continue
            found = _entries(source.document)
            faults.extend(
                Fault("knowledge_twice", found[key].location(), {"found": key}) for key in found if key in own
            )
            faults.extend(_no_mapping(source.document))
            own.update(found)
        levels.append(own)
    held, between = overlay(kind, stack, levels, Written.location, _continued)
    unread = frozenset(key for source in broken for key in source.entries)
    words = frozenset(word for source in broken for word in names_in(source.text))
    return KindWritten(held, (*faults, *between), unread, words)


def _entries(document: Document) -> dict[str, Written]:
    """Give the entries of a file by id."""
    value = document.value if isinstance(document.value, dict) else {}
    return {str(key): Written(str(key), entry, document) for key, entry in value.items()}


def _no_mapping(document: Document) -> Iterator[Fault]:
    if document.value is not None and not isinstance(document.value, dict):
        yield Fault("knowledge_not_mapping", document.location())


def knowledge_files(level: Level, kind: str) -> list[Path]:
    """Give the files of one kind of knowledge in a pack: ``KIND.yaml`` and those of ``KIND/``."""
    folder = level.layer.knowledge
    return [path for path in (folder / f"{kind}.yaml", *sorted((folder / kind).glob("*.yaml"))) if path.exists()]


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
