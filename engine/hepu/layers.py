"""Where a pack lies: the folders of its layers, the shipped pack first and what extends it after it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.resources import knowledge_dir, rules_dir

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Layer", "Layers", "file_of", "own_layers", "pack_option", "shipped_layers"]


@dataclass(frozen=True, slots=True)
class Layer:
    """The folders of one pack; its files are told by the names they have in it, after ``place`` where it has one."""

    rules: Path
    knowledge: Path
    place: str = ""

    @classmethod
    def at(cls, root: Path) -> Layer:
        """Give the pack in a folder, whose files are told by their paths."""
        return cls(root / "rules", root / "knowledge", root.as_posix())

    @property
    def option(self) -> str:
        """Give the option, after a blank, by which a command is told of this pack; nothing for the shipped one."""
        return pack_option(self.place)

    def shown(self, path: Path) -> str:
        """Give the name under which a file of this layer is told."""
        kind, folder = ("rules", self.rules) if path.is_relative_to(self.rules) else ("knowledge", self.knowledge)
        inside = path.relative_to(folder).as_posix()
        return "/".join(part for part in (self.place, kind, inside) if part)

    def file(self, shown: str) -> Path | None:
        """Give the file that is told by a name, or nothing where it is none of this layer."""
        for kind, folder in (("rules", self.rules), ("knowledge", self.knowledge)):
            head = f"{self.place}/{kind}/" if self.place else f"{kind}/"
            if shown.startswith(head):
                return folder / shown.removeprefix(head)
        return None


Layers = tuple[Layer, ...]


def pack_option(place: str) -> str:
    """Give the option, after a blank, by which a command is told of the pack in a folder; nothing without one."""
    return f" --pack {shlex.quote(place)}" if place else ""


def shipped_layers() -> Layers:
    """Give the one layer of the shipped pack."""
    return (Layer(rules_dir(), knowledge_dir()),)


def own_layers(layers: Layers) -> Layers:
    """Give the layers without that of the shipped pack."""
    shipped = shipped_layers()
    return tuple(layer for layer in layers if layer not in shipped)


def file_of(layers: Layers, shown: str) -> Path:
    """Give the file that is told by a name in one of the layers.

    Raises:
        LookupError: where none has a file of that name.

    """
    for layer in reversed(layers):
        found = layer.file(shown)
        if found is not None:
            return found
    raise LookupError(shown)
