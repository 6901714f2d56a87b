"""How a lock stands before a release: all that is wrong with it, what is not locked yet, and digests left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.history.check import check_history, untold
from hepu.history.lock_file import lock_path, read_lock
from hepu.history.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.history.lock_file import LockFile
    from hepu.pack import Pack

__all__ = ["lock_faults"]


def lock_faults(pack: Pack, number: int) -> tuple[Fault, ...]:
    """Give all that ``hepu rules lock --check`` finds of one layer: also what is new, and digests left behind."""
    level = pack.stack[number]
    found = read_lock(level.layer)
    if found is None:
        return (Fault("lock_missing", Location(level.layer.shown(lock_path(level.layer)))),)
    return (
        *check_history(found, level.layer),
        *untold(found, pack, number),
        *_new(found, pack, number),
        *_behind(found, pack, number),
    )


def _new(found: LockFile, pack: Pack, number: int) -> Iterator[Fault]:
    option = pack.stack[number].layer.option
    for key, subject in subjects_of(pack, number).items():
        if key not in found.lock.entries:
            yield Fault("lock_new", subject.location, {"found": key, "pack": option})


def _behind(found: LockFile, pack: Pack, number: int) -> Iterator[Fault]:
    """Warn of digests that are not the present ones although nothing that decides changed."""
    subjects = subjects_of(pack, number)
    behind = [
        key
        for key, history in found.lock.entries.items()
        if (subject := subjects.get(key)) is not None
        and subject.is_rule
        and history[-1].content == subject.content
        and history[-1].files[-1:] != (subject.file,)
    ]
    files = pack.files(pack.stack[number])
    present = {name: digest for name, digest in files.items() if name.startswith("knowledge/")}
    behind += sorted({name for name, _ in set(found.lock.knowledge.items()) ^ set(present.items())})
    if behind:
        context = {"found": str(len(behind)), "expected": ", ".join(behind[:3])}
        yield Fault("lock_behind", Location(found.document.file), context, "warning")
