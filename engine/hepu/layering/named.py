"""From the names given to ``--pack`` to folders: a folder, or a pack that an installed distribution offers.

A distribution offers packs by entry points of the group ``hepu.packs``, each named as the pack is, whose value is
``package`` or ``package:folder``. Only the pack that is named is looked for, and nothing of it is imported: the
metadata of distributions tell the value, and the import system is asked only where the top-level package lies.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location, PackError
from hepu.layering.stack import text_of
from hepu.layers import Layer, Layers, shipped_layers
from hepu.naming import nearest
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "installed", "layers_of"]

GROUP = "hepu.packs"


def layers_of(named: Iterable[str]) -> Layers:
    """Give the packs that are named, over the shipped one unless the first stands alone.

    Raises:
        PackError: where no pack has such a name or lies in such a folder.

    """
    layers = tuple(Layer.at(_folder(name)) for name in named)
    for layer in layers:
        if not (layer.knowledge / "pack.yaml").is_file():
            raise PackError([Fault("pack_missing", Location(layer.place))])
    if layers and _stands_alone(layers[0]):
        return layers
    return (*shipped_layers(), *layers)


def _stands_alone(layer: Layer) -> bool:
    """Say whether a pack extends nothing; what is wrong with it otherwise is told when it is loaded."""
    path = layer.knowledge / "pack.yaml"
    try:
        value = read_yaml(text_of(path, layer.shown(path)), layer.shown(path)).value
    except InputError as error:
        raise PackError(error.faults) from None
    return not isinstance(value, dict) or "extends" not in value


def _folder(name: str) -> Path:
    """Find the folder of a pack."""
    path = Path(name)
    if name and _is_folder(path):
        return path
    place = installed(name)
    if place is None:
        offered = entry_points(group=GROUP)
        beside = [item.as_posix() for item in _beside(path)]
        near = nearest(name, {*(point.name for point in offered), *beside})
        raise PackError([Fault("pack_unknown", Location("--pack"), {"found": name, "nearest": near})])
    return place


def installed(name: str) -> Path | None:
    """Give the folder of the pack that an installed distribution offers by a name, or nothing where none does.

    Raises:
        PackError: where several offer different ones, or what is offered is not there.

    """
    found = [point for point in entry_points(group=GROUP) if point.name == name]
    if not found:
        return None
    values = {(point.value, _distribution(point)) for point in found}
    if len(values) > 1:
        context = {"found": name, "expected": ", ".join(sorted(distribution for _, distribution in values))}
        raise PackError([Fault("pack_installed_twice", Location("--pack"), context)])
    for place in _places(found[0]):
        if place.is_dir():
            return place
    context = {"found": name, "expected": found[0].value}
    raise PackError([Fault("pack_installed_missing", Location("--pack"), context)])


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no folder can have
        return False


def _beside(path: Path) -> Sequence[Path]:
    """Give the folders beside one that is missing."""
    try:
        return [item for item in path.parent.iterdir() if item.is_dir()] if path.name else []
    except OSError:
        return []


def _distribution(point: EntryPoint) -> str:
    return "" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def _places(point: EntryPoint) -> Iterable[Path]:
    """Give the folders to which an entry point may lead, without importing the package."""
    package, _, folder = point.value.partition(":")
    top, *inner = [part.strip() for part in package.split(".")]
    inner += [part.strip() for part in folder.split(".") if part.strip()]
    # Only names of folders within the package: a slash could lead anywhere.
    if not all(part.replace("-", "_").isidentifier() for part in (top, *inner)):
        return
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):  # a module that is loaded and says nothing of where it lies
        return
    for location in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(location).joinpath(*inner)
