"""A pack as one file: exactly what a record names of it, in bytes that depend on nothing else.

The archive is a zip of stored members with fixed dates, sorted by name, so no version of zlib and no clock changes it.
Each pack of a stack has a folder, ``00-NAME`` the lowest, in which its files lie as they do in the pack. Only what is
written in just that way is read as an archive: nothing can be hidden beside the files.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

from hepu.errors import Fault, InputError, Location, PackError
from hepu.layers import Layer
from hepu.pack_sources.unpacking import BROKEN, lay_out, safe_members, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.layering.stack import Level
    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["ARCHIVE_NAME", "Archived", "opened_archive", "pack_archive", "read_archive"]

ARCHIVE_NAME = "pack.zip"
MAX_ARCHIVE = 30_000_000
_MEMBER = re.compile(r"[0-9]{2}-[a-z][a-z0-9-]{0,59}/(?:rules|knowledge)/.+\.yaml")
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Archived:
    """One pack of an archive: its name there, and its files by their paths in it."""

    name: str
    files: Mapping[str, bytes]

    @property
    def digests(self) -> Mapping[str, str]:
        """Give the sha256 of each file by the name that a record has for it."""
        return {_named(path): hashlib.sha256(content).hexdigest() for path, content in self.files.items()}


def pack_archive(pack: Pack) -> bytes:
    """Write a pack, and those laid over it, as one archive: each file whose digest a record names, as it was read.

    Raises:
        PackError: where a file is no longer what it was when the pack was loaded.

    """
    return _zipped(
        {
            f"{at:02}-{level.about.name}/{name}": content
            for at, level in enumerate(pack.stack)
            for name, content in _files(level, pack.files(level))
        }
    )


def read_archive(data: bytes, place: Location) -> tuple[Archived, ...]:
    """Give the packs in an archive, the lowest first.

    Raises:
        InputError: where it is none, or is not written exactly as such an archive is.

    """
    if len(data) > MAX_ARCHIVE:
        _refuse("source_too_large", place, found=f"{len(data)} B", expected=f"{MAX_ARCHIVE} B")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = safe_members(archive, place)
            if not _plain(members, len(data)):
                _refuse("archive_form", place)
            files = {member.filename: whole(archive, member, place) for member in members}
    except InputError:
        raise
    except BROKEN:
        _refuse("archive_form", place)
    packs: dict[tuple[str, str], dict[str, bytes]] = {}
    for name, content in files.items():
        folder, _, inside = name.partition("/")
        at, _, pack = folder.partition("-")
        packs.setdefault((at, pack), {})[inside] = content
    if [number for number, _ in sorted(packs)] != [f"{at:02}" for at in range(len(packs))] or _zipped(files) != data:
        _refuse("archive_form", place)
    made = tuple(Archived(name, files) for (_, name), files in sorted(packs.items()))
    if not made or any(len(item.digests) < len(item.files) for item in made):
        _refuse("archive_form", place)
    return made


@contextmanager
def opened_archive(data: bytes, place: Location | None = None) -> Iterator[Layers]:
    """Lay the packs of an archive out as folders, from which they are loaded; afterwards these are gone.

    Raises:
        InputError: as ``read_archive``.

    """
    place = place or Location(ARCHIVE_NAME)
    packs = read_archive(data, place)
    with tempfile.TemporaryDirectory(prefix="hepu-") as room:
        layers = []
        for at, item in enumerate(packs):
            root = Path(room) / str(at)
            for part in ("rules", "knowledge"):
                (root / part).mkdir(parents=True)
            lay_out(item.files.items(), root, place)
            layers.append(Layer(root / "rules", root / "knowledge", item.name if at else ""))
        yield tuple(layers)


def _files(level: Level, digests: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Give the files of one pack by their paths in it; a line ends as it did for their digests, on every system."""
    layer = level.layer
    parts = (("rules", layer.rules), ("knowledge", layer.knowledge))
    paths = {f"{part}/{path.relative_to(top).as_posix()}": path for part, top in parts for path in top.rglob("*.yaml")}
    found = {_named(inside): (inside, path) for inside, path in paths.items()}
    for name, digest in digests.items():
        inside, path = found.get(name, (name, layer.knowledge / name))
        try:
            content = path.read_text("utf-8").encode()
        except (OSError, UnicodeDecodeError):
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise PackError([Fault("pack_changed_since", Location(layer.place), {"found": inside})])
        yield inside, content


def _plain(members: list[zipfile.ZipInfo], size: int) -> bool:
    """Say, before any is read, whether members lie as in an archive of ours: not packed, and none within another."""
    fits = all(item.compress_type == zipfile.ZIP_STORED and _MEMBER.fullmatch(item.filename) for item in members)
    return fits and sum(item.file_size for item in members) < size


def _named(inside: str) -> str:
    """Give the name that a record has for a file of a pack: a rule's is its id, whatever folder it lies in."""
    path = PurePosixPath(inside)
    return f"rules/{path.stem}" if path.parts[0] == "rules" else inside


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, _DATE)
            member.create_system, member.external_attr = _UNIX, _MODE
            archive.writestr(member, files[name])
    return made.getvalue()


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None
