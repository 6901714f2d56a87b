"""Own packs for tests: the example of a fictitious province, and tiny ones over the pack in ``fixtures/small_pack``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hepu.layering.named import layers_of
from hepu.layers import Layer
from small_packs import SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.layers import Layers

__all__ = ["YUNJIANG", "over_small", "own_pack", "yunjiang_layers"]

YUNJIANG = Path(__file__).resolve().parents[1] / "examples" / "packs" / "yunjiang"


def yunjiang_layers() -> Layers:
    """Give the shipped pack with that of the fictitious province over it."""
    return layers_of([str(YUNJIANG)])


def own_pack(folder: Path, files: Mapping[str, str], more: str = "", *, name: str = "", extends: str = "") -> Path:
    """Write an own pack of the folder's name over the small pack; ``more`` is added to its ``pack.yaml``."""
    about = f"name: {name or folder.name}\nversion: 1.0.0\ndate: 2026-09-01\ntitle: {{zh: 自有知识包, en: Own pack}}\n"
    about += f"{extends or 'extends: {pack: sample, at_least: 1.0.0, below: 2.0.0}'}\n"
    for place, text in {"knowledge/pack.yaml": about + more, **files}.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def over_small(*folders: Path) -> Layers:
    """Give the small pack with others over it."""
    return tuple(Layer.at(folder) for folder in (SMALL, *folders))
