"""The files of a pack out of an archive that nobody vouches for: named safely, bounded, and laid out in a folder."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NoReturn

from hepu.errors import Fault, InputError, Location
from hepu.intake.zip_guard import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["BROKEN", "PARTS", "is_of_a_pack", "lay_out", "safe_members", "whole"]

PARTS = ("rules", "knowledge")
# What the library of archives raises where one is broken.
BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error)
MAX_MEMBERS = 50_000
MAX_MEMBER = 20_000_000
MAX_TOTAL = 100_000_000
_SUFFIXES = (".yaml", ".lock", ".txt")


def safe_members(archive: zipfile.ZipFile, place: Location) -> list[zipfile.ZipInfo]:
    """Give what an archive holds.

    Raises:
        InputError: where a name leads out of it, is a link or stands there twice, or it is more than a pack can be.

    """
    members = archive.infolist()
    seen: set[str] = set()
    for member in members:
        name = member.filename
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in member.orig_filename or ":" in name or ".." in parts or "\0" in name:
            _refuse("source_path", place, found=name[:120])
        if stat.S_ISLNK(member.external_attr >> 16) or name in seen:
            _refuse("source_path", place, found=name[:120])
        seen.add(name)
    wanted = [member for member in members if member.filename.endswith(_SUFFIXES)]
    sizes = [member.file_size for member in wanted]
    if len(members) > MAX_MEMBERS or sum(sizes) > MAX_TOTAL or max(sizes, default=0) > MAX_MEMBER:
        _refuse("source_too_large", place, found=str(len(members)), expected=str(MAX_MEMBERS))
    return members


def whole(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Location) -> bytes:
    """Unpack a member up to what it declares and no further.

    Raises:
        InputError: where it is not as long as it declares.

    """
    content = unpacked(archive, member)
    if content is None:
        _refuse("source_damaged", place, found=member.filename)
    return content


def is_of_a_pack(inside: str) -> bool:
    """Say whether a name in a pack is that of a file which packs have."""
    return inside.startswith(tuple(f"{part}/" for part in PARTS)) and inside.endswith(_SUFFIXES)


def lay_out(files: Iterable[tuple[str, bytes]], room: Path, place: Location) -> None:
    """Write the files of a pack into an empty folder, and none outside it.

    Raises:
        InputError: where the folder cannot hold a file under its name.

    """
    inside = room.resolve()
    for name, content in files:
        if not is_of_a_pack(name):
            continue
        path = (inside / name).resolve()
        if not path.is_relative_to(inside):
            _refuse("source_path", place, found=name[:120])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError:  # a name that is too long, or that is a file and a folder at once
            _refuse("source_path", place, found=name[:120])


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None
