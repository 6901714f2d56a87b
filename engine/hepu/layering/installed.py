"""Packs inside installed software: an update would replace what is written there, so nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError
from hepu.resources import data_dir

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.layers import Layer

__all__ = ["is_installed", "refuse_installed"]

_INSTALLED = "_data"
_SITES = frozenset({"site-packages", "dist-packages"})


def is_installed(path: Path) -> bool:
    """Say whether a file or folder lies inside installed software."""
    shipped = data_dir().name == _INSTALLED and path.is_relative_to(data_dir())
    return shipped or not _SITES.isdisjoint(path.resolve().parts)


def refuse_installed(layer: Layer) -> None:
    """Refuse to write into a pack that is installed.

    Raises:
        InputError: where the layer lies inside installed software.

    """
    if is_installed(layer.rules):
        raise InputError([Fault("pack_installed", context={"found": str(layer.rules.parent)})])
