"""Which profiles are meant where files and folders are named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.intake.reader import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["profiles_of"]


def profiles_of(named: Sequence[Path]) -> tuple[Path, ...]:
    """Give the profiles that are named, and those in the folders that are named, by name.

    Of a folder, hidden files and those that an office program keeps beside an open workbook (``~$NAME``) are left out.

    Raises:
        InputError: when a folder holds no profile, or two profiles would write the same files.

    """
    found: list[Path] = []
    for path in named:
        inside = sorted(item for item in path.glob("*") if _is_profile(item))
        if path.is_dir() and not inside:
            raise InputError([Fault("folder_without_profile", Location(str(path)))])
        found.extend(inside if path.is_dir() else [path])
    counted = Counter(path.stem for path in found)
    twice = [path for path in found if counted[path.stem] > 1]
    if twice:
        raise InputError([Fault("profiles_alike", Location(str(path)), {"found": path.stem}) for path in twice])
    return tuple(found)


def _is_profile(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and path.suffix.lower() in SUFFIXES and path.is_file()
