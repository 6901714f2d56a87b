"""What is asked of the lock at a command line: to lock, with what became of it told, and the log."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.history.lock_file import lock_path, read_lock
from hepu.history.locking import lock_pack
from hepu.history.log import log_lines, since_of
from hepu.history.model import PARAMETER
from hepu.messages import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hepu.history.locking import Locked, Wish
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["lock_told", "log_told", "renamed_of"]

MOST_SHOWN = 10


def renamed_of(pairs: tuple[str, ...]) -> Mapping[str, str]:
    """Read ``OLD=NEW`` pairs.

    Raises:
        InputError: where one is no pair, or names something twice.

    """
    found: dict[str, str] = {}
    for pair in pairs:
        old, mark, new = pair.partition("=")
        if not (old and mark and new) or old in found or new in found.values():
            raise InputError([Fault("lock_renamed_form", Location("--renamed"), {"found": pair[:120]})])
        found[old] = new
    return MappingProxyType(found)


def lock_told(pack: Pack, wish: Wish, lang: Lang, enter: Callable[[Locked], object] | None = None) -> Iterator[str]:
    """Lock the uppermost pack of a stack and tell what became of it; ``enter`` is as for ``lock_pack``.

    Raises:
        InputError, OutputError: as ``lock_pack``.

    """
    number = len(pack.stack) - 1
    layer = pack.stack[number].layer
    done = lock_pack(pack, number, wish, enter)
    if done.first:
        parameters = sum(key.startswith(PARAMETER) for key in done.versions)
        yield phrase("lock_first", lang, rules=len(done.versions) - parameters, parameters=parameters)
    else:
        for key, version in done.versions.items():
            code = "lock_version_gone" if version.gone else "lock_version_made"
            yield phrase(code, lang, found=key, number=version.version, day=version.begins.isoformat())
        if done.refreshed:
            yield phrase("lock_refreshed", lang, found=len(done.refreshed))
        if not done.written:
            yield phrase("lock_up_to_date", lang)
    kept = [path for path in done.written if path != lock_path(layer)]
    if len(kept) > MOST_SHOWN:
        yield phrase("lock_kept", lang, found=len(kept))
        kept = []
    yield from (str(path) for path in (*kept, *(path for path in done.written if path == lock_path(layer))))


def log_told(pack: Pack, since: str | None, lang: Lang) -> Iterator[str]:
    """Tell the log of the uppermost pack of a stack.

    Raises:
        InputError: where it has no lock, or the lock has faults.

    """
    layer = pack.stack[-1].layer
    found = read_lock(layer)
    if found is None:
        raise InputError([Fault("lock_missing", Location(layer.shown(lock_path(layer))))])
    yield from log_lines(found.lock, lang, since_of(since))
