"""Where a pack is taken from: a folder, a wheel, its name where it is installed, or a git revision.

Nothing is installed, checked out or run.
"""

from __future__ import annotations

import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from hepu.errors import Fault, InputError, Location, PackError
from hepu.layering.named import installed, layers_of
from hepu.layering.stack import read_stack
from hepu.layers import shipped_layers
from hepu.pack import load_pack
from hepu.pack_sources.git_tree import git_folder
from hepu.pack_sources.unpacking import BROKEN, PARTS, is_of_a_pack, lay_out, safe_members, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["Source", "opened", "read_source"]

_ABOUT = "knowledge/pack.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A pack as it was named: its kind, and for a revision the commit's hash."""

    named: str
    kind: Literal["folder", "wheel", "git", "installed"]
    commit: str = ""


@contextmanager
def opened(named: str, here: Path | None = None) -> Iterator[tuple[Source, Path]]:
    """Lay a pack out as a folder with ``rules`` and ``knowledge``; what was unpacked for that is gone afterwards.

    ``named`` is a folder, a wheel, the name of an installed pack or of the shipped one, or a git revision
    (``git:REVISION``, or plain where nothing else has that name) of the repository in which ``here`` lies.

    Raises:
        InputError: where there is no such thing, it cannot be read, or it holds no pack.

    """
    place, path = Location(named), Path(named)
    if not named.startswith("git:") and _exists(path):
        if path.is_dir():
            if not (path / _ABOUT).is_file():
                _refuse("source_no_pack", place)
            yield Source(named, "folder"), path
            return
        if not path.is_file():  # a device or a pipe may have no end
            _refuse("source_kind", place)
        with tempfile.TemporaryDirectory(prefix="hepu-") as room:
            lay_out(_wheel(path, place), Path(room), place)
            yield Source(named, "wheel"), Path(room)
        return
    root = None if named.startswith("git:") else _installed(named)
    if root is not None:
        yield Source(named, "installed"), root
        return
    with tempfile.TemporaryDirectory(prefix="hepu-") as room:
        commit = _revision(named, here or Path.cwd(), Path(room), place)
        yield Source(named, "git", commit), Path(room)


def read_source(named: str, here: Path | None = None, own: Layers = ()) -> tuple[Source, Pack]:
    """Load a pack from where it is named; faults are told with its name.

    One that extends another lies over ``own`` packs, which lie over the shipped one; one that stands alone lies beneath
    them.

    Raises:
        InputError: as ``opened``.
        PackError: with every fault of every file.

    """
    with opened(named, here) as (source, root):
        try:
            return source, load_pack(_stacked(root, named, own))
        except PackError as error:
            raise PackError([_named(fault, root, named) for fault in error.faults]) from None
        except (OSError, UnicodeError, LookupError, TypeError, AttributeError) as error:
            context = {"found": f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"}
            raise PackError([Fault("source_unreadable", Location(named), context)]) from None


def _stacked(root: Path, named: str, own: Layers) -> Layers:
    """Put a pack where it belongs among own packs; one of these named again lies there already."""
    *beneath, layer = layers_of([str(root)])
    layer = replace(layer, place=named)
    if not beneath:
        return (layer, *own)
    if any(item.knowledge.resolve() == layer.knowledge.resolve() for item in own):
        return (*beneath, *own)
    return (*beneath, *own, layer)


def _installed(name: str) -> Path | None:
    """Give the folder of an installed pack, or of the shipped one, by its name."""
    (shipped,) = shipped_layers()
    if name == read_stack((shipped,))[0].about.name:
        return shipped.knowledge.parent
    return installed(name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _named(fault: Fault, root: Path, named: str) -> Fault:
    """Tell a place by the name that was given, not by the folder in which it was laid out."""
    file = fault.location.file.replace(root.as_posix(), named)
    return replace(fault, location=replace(fault.location, file=file))


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None


def _revision(named: str, here: Path, room: Path, place: Location) -> str:
    """Lay out the pack of a revision: that of the folder at hand, else that of the repository's top."""
    name = named.removeprefix("git:")
    found = git_folder(here, place)
    if found is None:
        _refuse("git_no_repository" if named.startswith("git:") else "source_missing", place, found=name[:80])
    commit = found.revision(name, place)
    for folder in dict.fromkeys((found, replace(found, prefix=""))):
        files = list(folder.files(commit, PARTS, place))
        if any(path == _ABOUT for path, _ in files):
            lay_out(files, room, place)
            return commit
    _refuse("source_no_pack", place)


def _wheel(path: Path, place: Location) -> Iterator[tuple[str, bytes]]:
    """Give the files of the pack in a wheel, each unpacked up to what it declares and no further."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = safe_members(archive, place)
            root = _root([member.filename for member in members], place)
            for member in members:
                inside = member.filename.removeprefix(root)
                if member.filename.startswith(root) and is_of_a_pack(inside) and not member.is_dir():
                    yield inside, whole(archive, member, place)
    except InputError:
        raise
    except BROKEN:
        _refuse("source_kind", place)


def _root(names: Iterable[str], place: Location) -> str:
    """Give the folder of a wheel in which its pack lies: the outermost that has one."""
    roots = [name.removesuffix(_ABOUT) for name in names if name == _ABOUT or name.endswith(f"/{_ABOUT}")]
    if not roots:
        _refuse("source_no_pack", place)
    return min(roots, key=lambda root: (root.count("/"), root))
