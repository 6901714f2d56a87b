"""Which files are laid out, and what comes of each."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.authoring.layout.formatted import formatted
from hepu.errors import Fault, HepuError, Location
from hepu.file_writing import write_files
from hepu.knowledge.load import knowledge_types
from hepu.source_file import file_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hepu.layers import Layer

__all__ = ["Laid", "difference", "lay_out", "pack_files", "write_laid"]

_ENDING = "*.yaml"


@dataclass(frozen=True, slots=True)
class Laid:
    """A file as it is and as it is laid out; ``shown`` is its name in messages."""

    path: Path
    shown: str
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Say whether the file is not in its layout yet."""
        return self.before != self.after


def pack_files(layer: Layer) -> list[tuple[Path, str]]:
    """Give the rule and knowledge files of a pack with their names in messages."""
    knowledge = (
        path
        for name in knowledge_types()
        for path in (layer.knowledge / f"{name}.yaml", *sorted((layer.knowledge / name).glob(_ENDING)))
        if path.is_file()
    )
    return [(path, layer.shown(path)) for path in (*sorted(layer.rules.rglob(_ENDING)), *knowledge)]


def lay_out(named: Iterable[Path], layer: Layer) -> tuple[list[Laid], list[Fault]]:
    """Lay out the files named, those in the folders named, or all of a pack where none is; give them and all faults."""
    laid: list[Laid] = []
    faults: list[Fault] = []
    paths = tuple(named)
    within = _files(paths, faults) if paths else ((path, shown, False) for path, shown in pack_files(layer))
    for path, shown, folder in within:
        try:
            before = file_bytes(path)
            after = formatted(before.decode("utf-8"), path, shown)
        except HepuError as error:
            # A folder may hold YAML files that are no concern of ours.
            faults.extend(fault for fault in error.faults if not (folder and fault.code == "layout_kind"))
        except UnicodeDecodeError:
            faults.append(Fault("layout_encoding", Location(shown)))
        except OSError as error:
            faults.append(Fault("layout_unreadable", Location(shown), {"found": str(error.strerror)}))
        else:
            laid.append(Laid(path, shown, before, after.encode()))
    return laid, faults


def _files(named: Iterable[Path], faults: list[Fault]) -> Iterator[tuple[Path, str, bool]]:
    """Give the files named and those in the folders named, each once, and whether its folder was named."""
    seen = set()
    for name in named:
        folder = name.is_dir()
        found = sorted(path for path in name.rglob(_ENDING) if path.is_file()) if folder else [name]
        if folder and not found:
            faults.append(Fault("layout_nothing", Location(name.as_posix())))
        for path in found:
            if (whole := path.resolve()) not in seen:
                seen.add(whole)
                yield path, path.as_posix(), folder


def write_laid(laid: Iterable[Laid]) -> None:
    """Write the files that were not in their layout, all or none.

    Raises:
        OutputError: where one cannot be written.

    """
    write_files({item.path: (item.before, item.after) for item in laid if item.changed})


def difference(item: Laid) -> str:
    """Give what the layout changes in a file, as ``diff -u`` writes it."""
    before, after = (text.decode("utf-8").splitlines(keepends=True) for text in (item.before, item.after))
    lines = difflib.unified_diff(before, after, item.shown, item.shown)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
