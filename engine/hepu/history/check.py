"""What is wrong between a pack and its lock: changes that nobody tells of, and a history that was tampered with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.history.lock_file import KEPT, kept_path, read_lock
from hepu.history.model import PARAMETER, file_digest, seal_of
from hepu.history.subjects import overruled, subjects_of
from hepu.layering.stack import text_of
from hepu.layering.written import knowledge_files
from hepu.source_file import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.history.lock_file import LockFile
    from hepu.history.model import History, Version
    from hepu.layers import Layer
    from hepu.pack import Pack

__all__ = ["check_history", "check_lock", "untold"]

_RULE_CODES = "rule_changed_without_changelog", "rule_removed_without_changelog"
_PARAMETER_CODES = "parameter_changed_without_changelog", "parameter_removed_without_changelog"


def check_lock(pack: Pack) -> Iterator[Fault]:
    """Find what the locks of a pack's layers say against it; a layer without a lock is not held to any."""
    for number, level in enumerate(pack.stack):
        try:
            found = read_lock(level.layer)
        except InputError as error:
            yield from error.faults
            continue
        if found is not None:
            yield from check_history(found, level.layer)
            yield from untold(found, pack, number)


def untold(found: LockFile, pack: Pack, number: int) -> Iterator[Fault]:
    """Find rules and parameters that say something else than their last version, or are no longer there."""
    subjects = subjects_of(pack, number)
    option = pack.stack[number].layer.option
    for key, history in found.lock.entries.items():
        last, subject = history[-1], subjects.get(key)
        changed, removed = _PARAMETER_CODES if key.startswith(PARAMETER) else _RULE_CODES
        if subject is None:
            if last.gone is None and not overruled(pack, number, key) and not _unread(pack, number, key):
                yield Fault(removed, found.place(key), {"found": key, "pack": option})
        elif last.gone is not None or last.content != subject.content:
            context = {"found": key, "expected": str(last.version), "pack": option}
            yield Fault(changed, subject.location, context)


def _unread(pack: Pack, number: int, key: str) -> bool:
    """Say whether an entry may well be there, left out because its file or what it rests on has faults."""
    if not key.startswith(PARAMETER):
        return key in pack.unread
    if key.removeprefix(PARAMETER) in pack.knowledge.unread.get("parameters", ()):
        return True
    files = knowledge_files(pack.stack[number], "parameters")
    return any(fault.code == "file_unreadable" for path in files for fault in read_source(path, path.name).faults)


def check_history(found: LockFile, layer: Layer) -> Iterator[Fault]:
    """Find what was changed in a lock by hand, and earlier wordings that are lost or altered."""
    expected: set[str] = set()
    for key, history in found.lock.entries.items():
        yield from _chain(found, key, history)
        if not key.startswith(PARAMETER):
            for version in history:
                if version.gone is None:
                    path = kept_path(layer, key, version.version)
                    expected.add(path.name)
                    if version is not history[-1] or path.exists():
                        yield from _kept(found, layer, key, version)
    folder = layer.rules / KEPT
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in expected:
            yield Fault("history_text_stray", Location(layer.shown(path)), {"found": path.name})


def _chain(found: LockFile, key: str, history: History) -> Iterator[Fault]:
    """Find gaps between versions, days that run backwards, changes without a line, and seals that do not fit."""
    for at, version in enumerate(history):
        place = found.place(key, at)
        if version.version != at + 1:
            yield Fault("lock_version", place, {"found": str(version.version), "expected": str(at + 1)})
            return
        if at and (version.zh is None or version.en is None):
            yield Fault("lock_note_missing", place, {"found": key, "expected": str(version.version)})
        if (version.content is None) != (version.gone is not None):
            yield Fault("lock_form", place, {"found": "content"})
    for before, after in pairwise(history):
        if after.begins < before.begins:
            context = {"found": after.begins.isoformat(), "expected": before.begins.isoformat()}
            yield Fault("lock_days", found.place(key, after.version - 1), context)
    seal = ""
    for at, version in enumerate(history):
        if version.seal != seal_of(key, seal, version):
            yield Fault("lock_seal", found.place(key, at), {"found": key, "expected": str(version.version)})
            return
        seal = version.seal


def _kept(found: LockFile, layer: Layer, key: str, version: Version) -> Iterator[Fault]:
    """Find an earlier wording that is not there or is not what it was."""
    path = kept_path(layer, key, version.version)
    context = {"found": key, "expected": str(version.version)}
    if not path.is_file():
        yield Fault("history_text_missing", found.place(key, version.version - 1), context)
        return
    shown = layer.shown(path)
    try:
        # That files of these digests say what the version says was looked at when they were sealed.
        altered = file_digest(text_of(path, shown)) not in version.files
    except InputError:
        altered = True
    if altered:
        yield Fault("history_text_altered", Location(shown), context)
