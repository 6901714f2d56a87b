"""Files written all or none: each beside its place first, then put there; on failure everything is put back."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["write_files"]

# Putting another file in its place asks only whether the folder may be written: one kept from writing stays.
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_files(made: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Write files by their paths, each given as what it holds now (nothing for a new one) and what it shall hold.

    Raises:
        OutputError: where one cannot be written; nothing has changed then.

    """
    # Each process has names of its own: two may write the same file at once, and either is then there whole.
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in made}
    done: list[Path] = []
    path = Path()
    try:
        for path, (before, after) in made.items():
            if before is not None and not path.stat().st_mode & _WRITABLE:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # told below as the rest
            path.parent.mkdir(parents=True, exist_ok=True)
            # What was left there, or put there as a link that leads elsewhere, goes first; then the file is new.
            beside[path].unlink(missing_ok=True)
            with beside[path].open("xb") as fresh:
                fresh.write(after)
            if before is not None:
                shutil.copymode(path, beside[path])
        for path in made:
            os.replace(beside[path], path)  # noqa: PTH105  # replaces the older file on every system
            done.append(path)
    except OSError as error:
        for written in done:
            if (before := made[written][0]) is None:
                written.unlink(missing_ok=True)
            else:
                written.write_bytes(before)
        found = {"found": str(error.strerror)}
        raise OutputError([Fault("output_unwritable", Location(str(path)), found)]) from None
    finally:
        for part in beside.values():
            with suppress(OSError):  # where no file could be made, none can be removed; the fault is told already
                part.unlink(missing_ok=True)
