"""The lock as a file: strict YAML, a line a version, sorted by key, so that changes of different rules merge."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.history.model import LOCK_FORMAT, Lock, Version
from hepu.layering.stack import text_of
from hepu.yaml_source import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hepu.layers import Layer

__all__ = ["KEPT", "LOCK_NAME", "LockFile", "kept_path", "lock_path", "read_lock", "written_lock"]

LOCK_NAME = "rules.lock"
KEPT = "history"
_HEAD = """# The versions of every rule and parameter of this pack, each with the day from which it was the pack's.
# Written by `hepu rules lock`, which docs/history.md explains; whatever is changed by hand is found by its seals.
"""
_BARE = frozenset({"version", "from", "since", "until", "gone"})


class LockFile:
    """A lock that was read, and where each of its lines stands."""

    def __init__(self, lock: Lock, document: Document) -> None:
        self.lock, self.document = lock, document

    def place(self, key: str, at: int | None = None) -> Location:
        """Give the place of an entry, or of one of its versions."""
        path: tuple[str | int, ...] = ("entries", key) if at is None else ("entries", key, at)
        found = self.document.location(path)
        return Location(found.file, line=found.line, column=found.column, path=key)


def lock_path(layer: Layer) -> Path:
    """Give where the lock of a pack lies."""
    return layer.rules / LOCK_NAME


def kept_path(layer: Layer, key: str, version: int) -> Path:
    """Give where the text of an earlier wording is kept."""
    return layer.rules / KEPT / f"{key}@{version}.txt"


def read_lock(layer: Layer) -> LockFile | None:
    """Read the lock of a pack, or give nothing where it has none.

    Raises:
        InputError: with every fault of its form.

    """
    path = lock_path(layer)
    if not path.exists():
        return None
    shown = layer.shown(path)
    document = read_yaml(text_of(path, shown), shown)
    value = document.value
    if not isinstance(value, dict) or set(value) != {"lock", "entries", "knowledge"}:
        raise InputError([Fault("lock_form", Location(shown), {"found": "lock, entries, knowledge"})])
    if value["lock"] != LOCK_FORMAT:
        context = {"found": str(value["lock"])[:20], "expected": str(LOCK_FORMAT)}
        raise InputError([Fault("lock_format", Location(shown), context)])
    faults: list[Fault] = []
    entries: dict[str, tuple[Version, ...]] = {}
    for key, raw in (value["entries"] or {}).items():
        if not isinstance(raw, list) or not raw:
            faults.append(_form(document, ("entries", key), str(key)))
            continue
        versions = [_version(document, str(key), at, item, faults) for at, item in enumerate(raw)]
        entries[str(key)] = tuple(item for item in versions if item is not None)
    knowledge = value["knowledge"] or {}
    if not isinstance(knowledge, dict) or not all(isinstance(item, str) for item in knowledge.values()):
        faults.append(_form(document, ("knowledge",), "knowledge"))
        knowledge = {}
    if faults:
        raise InputError(faults)
    return LockFile(Lock(MappingProxyType(entries), MappingProxyType(knowledge)), document)


def _version(document: Document, key: str, at: int, raw: Any, faults: list[Fault]) -> Version | None:
    try:
        return Version.model_validate(raw)
    except ValidationError as error:
        named = ".".join(map(str, error.errors()[0]["loc"])) or key
        faults.append(_form(document, ("entries", key, at), named))
        return None


def _form(document: Document, path: tuple[str | int, ...], found: str) -> Fault:
    return Fault("lock_form", document.location(path), {"found": found})


def written_lock(lock: Lock) -> str:
    """Write a lock; the same lock gives the same bytes."""
    return _HEAD + "\n".join(_lines(lock)) + "\n"


def _lines(lock: Lock) -> Iterator[str]:
    yield f"lock: {LOCK_FORMAT}"
    yield "entries:" if lock.entries else "entries: {}"
    for key in sorted(lock.entries):
        yield f"  {key}:"
        yield from (f"    - {{{_flow(version)}}}" for version in lock.entries[key])
    yield "knowledge:" if lock.knowledge else "knowledge: {}"
    yield from (f"  {name}: {json.dumps(lock.knowledge[name])}" for name in sorted(lock.knowledge))


def _flow(version: Version) -> str:
    return ", ".join(f"{name}: {_value(name, value)}" for name, value in version.written().items())


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(json.dumps(item) for item in value)}]"
    return json.dumps(value) if name in _BARE and not isinstance(value, str) else _text(name, value)


def _text(name: str, value: str) -> str:
    return value if name in _BARE else json.dumps(value, ensure_ascii=False)
