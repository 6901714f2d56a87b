"""Files written all or none: each beside its place first, then put there; on failure everything is put back."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["present", "write_files"]

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Putting another file in its place asks only whether the folder may be written: one kept from writing stays.
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_files(
    made: Mapping[Path, tuple[bytes | None, bytes]],
    between: Callable[[], Mapping[Path, tuple[bytes | None, bytes]]] | None = None,
) -> None:
    """Write files by their paths, each given as what it holds now (nothing for a new one) and what it shall hold.

    ``between`` is called when all of them lie beside their places, on the disk, and none is in its place; it gives
    what is to be written besides. Where it fails, nothing has changed.

    Raises:
        OutputError: where one cannot be written; nothing has changed then.

    """
    staging = _Staging(durable=between is not None)
    try:
        with staging.telling():
            staging.stage(made)
        more = {} if between is None else between()
        with staging.telling():
            staging.stage(more)
            staging.place()
    finally:
        staging.clear()


def _unwritable(path: Path, error: OSError) -> Fault:
    """Tell that a file cannot be read or written where an edition is to be put."""
    code = "output_full" if error.errno in _FULL else "output_unwritable"
    return Fault(code, Location(str(path)), {"found": str(error.strerror)})


def present(path: Path) -> bytes | None:
    """Give what a file holds now, and nothing where there is none.

    Raises:
        OutputError: where there is one that cannot be read, or a thing that is no file.

    """
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        raise OutputError([_unwritable(path, error)]) from None


class _Staging:
    """The files on their way: what is wanted, what lies beside its place, and what is in it; ``path`` is at work."""

    def __init__(self, *, durable: bool) -> None:
        self.durable = durable
        self.wanted: dict[Path, tuple[bytes | None, bytes]] = {}
        self.done: list[Path] = []
        self.path = Path()

    @contextmanager
    def telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            for path in self.done:
                if (before := self.wanted[path][0]) is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(before)
            raise OutputError([_unwritable(self.path, error)]) from None

    @staticmethod
    def beside(path: Path) -> Path:
        # Each process has names of its own: two may write the same file at once, and either is then there whole.
        return path.with_name(f".{path.name}.{os.getpid()}.part")

    def stage(self, made: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
        self.wanted.update(made)
        for self.path, (before, after) in made.items():
            if before is not None and not self.path.stat().st_mode & _WRITABLE:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # told as the rest
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # What was left there, or put there as a link that leads elsewhere, goes first; then the file is new.
            part = self.beside(self.path)
            part.unlink(missing_ok=True)
            with part.open("xb") as fresh:
                fresh.write(after)
                if self.durable:
                    fresh.flush()
                    os.fsync(fresh.fileno())
            if before is not None:
                shutil.copymode(self.path, part)

    def place(self) -> None:
        for path in self.wanted:
            self.path = path
            os.replace(self.beside(path), path)  # noqa: PTH105  # replaces the older file on every system
            self.done.append(path)
        if self.durable:
            for folder in {path.parent for path in self.done}:
                _settle(folder)

    def clear(self) -> None:
        for path in self.wanted:
            with suppress(OSError):  # where no file could be made, none can be removed; the fault is told already
                self.beside(path).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
