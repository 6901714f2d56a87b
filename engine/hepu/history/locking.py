"""A pack locked anew: changed rules and parameters get a version and a line, earlier wordings are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.file_writing import write_files
from hepu.history.check import check_history
from hepu.history.keeping import Keeping
from hepu.history.lock_file import kept_path, lock_path, read_lock, written_lock
from hepu.history.model import PARAMETER, Lock, Version, file_digest, sealed
from hepu.history.subjects import Subject, overruled, subjects_of
from hepu.naming import nearest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from hepu.history.model import History
    from hepu.layers import Layer
    from hepu.pack import Pack

__all__ = ["Locked", "Note", "Wish", "lock_pack"]

MOST_SIGNS = 1000
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Note:
    """What a change of the pack is and whom it touches, in a line of each language."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be locked: entries by key (all that changed, where none is named), from which day, with which line.

    ``earlier`` is a folder, wheel or revision that has the earlier wordings; ``renamed`` maps old ids of rules to new.
    """

    day: dt.date
    keys: tuple[str, ...] = ()
    note: Note | None = None
    earlier: str = ""
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Locked:
    """What became of a lock: new versions by key, entries whose digests alone are new, and the files written."""

    first: bool
    versions: Mapping[str, Version]
    refreshed: tuple[str, ...]
    written: tuple[Path, ...]


def lock_pack(pack: Pack, number: int, wish: Wish, enter: Callable[[Locked], object] | None = None) -> Locked:
    """Lock one pack of a stack, named by its place, and write its lock and the earlier wordings.

    ``enter`` is called where there are new versions, with all files ready and none written: where it fails, nothing
    has changed.

    Raises:
        InputError: where the lock was tampered with, a line is missing, an id is unknown, or an earlier wording is not
            to be found.
        OutputError: where a file cannot be written; nothing has changed then.

    """
    layer = pack.stack[number].layer
    found = read_lock(layer)
    if found is not None and (faults := tuple(check_history(found, layer))):
        raise InputError(faults)
    subjects = subjects_of(pack, number)
    entries: dict[str, History] = {} if found is None else dict(found.lock.entries)
    texts: dict[Path, str] = {}
    with Keeping(layer, wish.earlier) as keeping:
        chosen = _chosen(_changed(entries, subjects, pack, number), wish, {*entries, *subjects})
        if found is not None:
            _require(chosen, wish)
        _let_drafts_go(entries, chosen, keeping.committed())
        changed = set(_changed(entries, subjects, pack, number))
        chosen = tuple(key for key in chosen if key in changed)
        # Who locks a rule by its id hands in that rule: digests that others left behind are none of theirs.
        refreshed = _refresh(entries, {key: subjects[key] for key in subjects if not wish.keys or key in wish.keys})
        versions = _versions(chosen, entries, subjects, wish, first=found is None)
        texts |= _superseded(versions, entries, keeping, layer)
        for key, version in versions.items():
            before = entries.get(key, ())
            entries[key] = (*before, sealed(key, before, version))
        if not keeping.by_git:
            texts |= _present(entries, subjects, pack, layer)
    files = pack.files(pack.stack[number])
    knowledge = {name: digest for name, digest in files.items() if name.startswith("knowledge/")}
    lock = Lock(MappingProxyType(entries), MappingProxyType(knowledge))
    made = {path: (_bytes(path), text.encode()) for path, text in texts.items()}
    made[lock_path(layer)] = (_bytes(lock_path(layer)), written_lock(lock).encode())
    made = {path: pair for path, pair in made.items() if pair[0] != pair[1]}
    locked = Locked(found is None, versions, tuple(refreshed), tuple(sorted(made)))

    def entered() -> Mapping[Path, tuple[bytes | None, bytes]]:
        if enter is not None:
            enter(locked)
        return {}

    write_files(made, entered if enter is not None and versions else None)
    return locked


def _changed(
    entries: Mapping[str, History], subjects: Mapping[str, Subject], pack: Pack, number: int
) -> tuple[str, ...]:
    """Name what is new, says something else than its last version, or is gone."""
    found = []
    for key in sorted({*entries, *subjects}):
        history, subject = entries.get(key), subjects.get(key)
        if subject is None:
            if history and history[-1].gone is None and not overruled(pack, number, key):
                found.append(key)
        elif not history or history[-1].gone is not None or history[-1].content != subject.content:
            found.append(key)
    return tuple(found)


def _chosen(changed: tuple[str, ...], wish: Wish, known: Iterable[str]) -> tuple[str, ...]:
    """Give what of all that changed is to be locked."""
    if not wish.keys:
        return changed
    names = set(known)
    faults = [
        Fault("lock_unknown", context={"found": key, "nearest": nearest(key, names)})
        if key not in names
        else Fault("lock_unchanged", context={"found": key})
        for key in wish.keys
        if key not in changed
    ]
    if faults:
        raise InputError(faults)
    return tuple(key for key in changed if key in wish.keys)


def _require(chosen: tuple[str, ...], wish: Wish) -> None:
    """Require a line in both languages where anything changed."""
    if not chosen:
        return
    note = wish.note
    if note is None or not note.zh.strip() or not note.en.strip():
        raise InputError([Fault("lock_note_needed", context={"found": ", ".join(chosen[:5])})])
    if max(len(note.zh), len(note.en)) > MOST_SIGNS or not (note.zh.isprintable() and note.en.isprintable()):
        raise InputError([Fault("lock_note_form", context={"expected": str(MOST_SIGNS)})])
    if not _HAN.search(note.zh) or _HAN.search(note.en):
        raise InputError([Fault("lock_note_language")])


def _let_drafts_go(entries: dict[str, History], chosen: tuple[str, ...], committed: Mapping[str, int] | None) -> None:
    """Take back the last version of what is locked anew where no commit has it: that was a draft, and is replaced."""
    if committed is None:
        return
    for key in chosen:
        history = entries.get(key, ())
        if history and len(history) > committed.get(key, 0):
            entries[key] = history[:-1]
            if not entries[key]:
                del entries[key]


def _refresh(entries: dict[str, History], subjects: Mapping[str, Subject]) -> list[str]:
    """Note the digests of files that say what they said, in another form."""
    found = []
    for key, subject in subjects.items():
        history = entries.get(key, ())
        if not history or not subject.is_rule or history[-1].content != subject.content:
            continue
        last = history[-1]
        if last.files[-1:] != (subject.file,):
            files = (*(item for item in last.files if item != subject.file), subject.file)
            entries[key] = (*history[:-1], sealed(key, history[:-1], last.model_copy(update={"files": files})))
            found.append(key)
    return found


def _versions(
    chosen: tuple[str, ...],
    entries: Mapping[str, History],
    subjects: Mapping[str, Subject],
    wish: Wish,
    *,
    first: bool,
) -> dict[str, Version]:
    """Make the next version of everything that is locked; the first lock of a pack tells of no change."""
    unknown = [
        Fault("lock_unknown", context={"found": name, "nearest": nearest(name, chosen)})
        for name in (*wish.renamed, *wish.renamed.values())
        if name not in chosen
    ]
    if unknown:
        raise InputError(unknown)
    early = [
        Fault("lock_days", Location(key), {"found": wish.day.isoformat(), "expected": history[-1].begins.isoformat()})
        for key in chosen
        if (history := entries.get(key)) and wish.day < history[-1].begins
    ]
    if early:
        raise InputError(early)
    note = None if first else wish.note
    return {key: _version(key, subjects.get(key), entries.get(key, ()), wish, note) for key in chosen}


def _version(key: str, subject: Subject | None, before: History, wish: Wish, note: Note | None) -> Version:
    told = {} if note is None else {"zh": note.zh.strip(), "en": note.en.strip()}
    version = Version.model_validate({"version": len(before) + 1, "from": wish.day, **told})
    if subject is None:
        return version.model_copy(update={"gone": True, "renamed": wish.renamed.get(key)})
    was = next((old for old, new in wish.renamed.items() if new == key), None)
    said = {"content": subject.content, "since": subject.since, "until": subject.until, "was": was}
    return version.model_copy(update={**said, "files": (subject.file,) if subject.is_rule else ()})


def _superseded(
    versions: Mapping[str, Version], entries: dict[str, History], keeping: Keeping, layer: Layer
) -> dict[Path, str]:
    """Find the text of every wording that is no longer the pack's."""
    texts: dict[Path, str] = {}
    lost = []
    for key in versions:
        history = entries.get(key, ())
        if not history or history[-1].gone is not None or key.startswith(PARAMETER):
            continue
        last = history[-1]
        text = keeping.text(key, last)
        if text is None:
            lost.append(Fault("history_not_found", Location(key), {"found": key, "expected": str(last.version)}))
            continue
        texts[kept_path(layer, key, last.version)] = text
        if (digest := file_digest(text)) not in last.files:
            files = (digest, *last.files)
            entries[key] = (*history[:-1], sealed(key, history[:-1], last.model_copy(update={"files": files})))
    if lost:
        raise InputError(lost)
    return texts


def _present(
    entries: Mapping[str, History], subjects: Mapping[str, Subject], pack: Pack, layer: Layer
) -> dict[Path, str]:
    """Keep the present wordings where no git does: once a file is changed, nothing else would have them."""
    texts = {}
    for key, subject in subjects.items():
        history = entries.get(key, ())
        if subject.is_rule and history and history[-1].content == subject.content:
            document = pack.rules[key].document
            if document is not None:
                texts[kept_path(layer, key, history[-1].version)] = document.text
    return texts


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
