"""What of a pack is to be reported: files, folders, the rules of some ids, or packs named by their folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.layering.named import layers_of
from hepu.layers import own_layers
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.layers import Layers

__all__ = ["Selection", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The packs to check, and of their files those to report: all, or those that are or lie in some paths."""

    layers: Layers
    places: tuple[Path, ...] = ()

    def holds(self, path: Path | None) -> bool:
        """Say whether findings about a file are to be reported; what belongs to no file is."""
        if not self.places or path is None:
            return True
        whole = path.resolve()
        return any(whole.is_relative_to(place) for place in self.places)

    def is_beneath(self, path: Path | None) -> bool:
        """Say whether a file is of the shipped pack while an own one lies over it."""
        own = own_layers(self.layers)
        beneath = [layer for layer in self.layers if layer not in own]
        return bool(own and path) and any(
            path is not None and path.resolve().is_relative_to(folder.resolve())
            for layer in beneath
            for folder in (layer.rules, layer.knowledge)
        )


def select(named: Sequence[str], layers: Layers) -> Selection:
    """Read what is named: a folder that holds a pack adds that pack, and so does a file or folder in one.

    Raises:
        InputError: where something named is neither a path nor a rule, or lies in no pack.

    """
    roots = [root for name in named if (root := _root(Path(name))) is not None]
    missing = [root for root in dict.fromkeys(roots) if not any(_same(root, layer.knowledge) for layer in layers)]
    if missing:
        # Of two packs the one that others extend comes first; where that is not clear, --pack says it.
        mine = [layer.place for layer in layers if layer.place]
        layers = layers_of([*mine, *(root.as_posix() for root in missing)])
    places: list[Path] = []
    faults: list[Fault] = []
    for name in named:
        path = Path(name)
        if path.exists():
            inside = _inside(path.resolve(), layers)
            places.extend(inside)
            faults.extend([] if inside else [Fault("check_path_outside", context={"found": name})])
        else:
            files = [file for layer in layers for file in layer.rules.rglob(f"{path.name}.yaml") if path.name == name]
            places.extend(file.resolve() for file in files)
            if not files:
                known = {file.stem for layer in layers for file in layer.rules.rglob("*.yaml")}
                context = {"found": name, "nearest": nearest(name, known)}
                faults.append(Fault("check_path_unknown", Location(), context))
    if faults:
        raise InputError(faults)
    return Selection(layers, tuple(places))


def _root(path: Path) -> Path | None:
    """Give the folder of the pack that a path is or lies in."""
    if not path.exists():
        return None
    above: Iterable[Path] = (path, *path.parents) if path.is_absolute() else (path, *path.parents, *Path.cwd().parents)
    return next((root for root in above if (root / "knowledge" / "pack.yaml").is_file()), None)


def _same(root: Path, knowledge: Path) -> bool:
    return (root / "knowledge").resolve() == knowledge.resolve()


def _inside(path: Path, layers: Layers) -> list[Path]:
    """Give a path where it lies in a pack, or the folders of the packs that lie in it."""
    folders = [folder.resolve() for layer in layers for folder in (layer.rules, layer.knowledge)]
    if any(path.is_relative_to(folder) for folder in folders):
        return [path]
    return [folder for folder in folders if folder.is_relative_to(path)]
