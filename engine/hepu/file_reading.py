"""Files of others taken into memory: none that has no end, and never more of one than was asked for."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bounded_bytes"]


def bounded_bytes(path: Path, most: int) -> bytes:
    """Give what a file holds, up to one byte more than the most that may be in it.

    Raises:
        OSError: where it is not there or cannot be read, or is a folder, a pipe or a device, which may have no end.
        ValueError: where no file can have such a name.

    """
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    with path.open("rb") as file:
        # A reader makes room for all that it is asked for.
        return file.read(min(about.st_size, most) + 1)
