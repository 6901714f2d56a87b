"""Small packs for tests: the snippets of a page, or of a test, laid over the pack in ``fixtures/small_pack``.

A snippet stands for a file of the pack by its name. In a rule its keys replace those of the same name; in a knowledge
file its entries do, field by field; what is new is added, and a file that the pack lacks is written as it is.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.checks.registry import check_pack
from hepu.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.errors import Fault
    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["OWN", "SMALL", "errors_of", "lay", "layers_in", "small_pack"]

# The folders of own packs beside the small one, in the order in which they lie over it, and what each starts from.
OWN = {"over": "own", "above": "top"}
SMALL = Path(__file__).parent / "fixtures" / "small_pack"


def small_pack(folder: Path, snippets: Mapping[str, str] | None = None) -> Path:
    """Write the small pack below a folder, with snippets laid over it; give the pack's folder."""
    pack = folder / "pack"
    shutil.copytree(SMALL, pack)
    for place, name in OWN.items():
        if any(file.startswith(f"{place}/") for file in snippets or {}):
            shutil.copytree(SMALL.parent / "own_pack" / name, folder / place)
    for name, snippet in (snippets or {}).items():
        path = (folder if name.partition("/")[0] in OWN else pack) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        depth = 2 if name.startswith("knowledge/") and name != "knowledge/pack.yaml" else 1
        path.write_text(lay(path.read_text("utf-8"), snippet, depth) if path.exists() else snippet, "utf-8")
    return pack


def layers_in(folder: Path) -> Layers:
    """Give the small pack in a folder and the own packs over it."""
    return tuple(Layer.at(folder / place) for place in ("pack", *OWN) if (folder / place).exists())


def errors_of(pack: Pack) -> list[Fault]:
    """Give the findings about a pack that are errors."""
    return [fault for fault in check_pack(pack) if fault.severity == "error"]


def lay(base: str, snippet: str, depth: int = 1) -> str:
    """Lay the keys of a snippet over those of a text; what stands twice in a snippet stands twice in the result."""
    below, above = _blocks(base), _blocks(snippet)
    named = {key for key, _ in above}
    old = dict(below)
    laid: dict[str, list[str]] = {}
    for key, block in above:
        inner = old.get(key) if depth > 1 and block.partition("\n")[2].strip() else None
        laid.setdefault(key, []).append(_inside(inner, block) if inner is not None else block)
    parts = [block if key not in named else "".join(laid.pop(key, ())) for key, block in below]
    return "".join([*parts, *(block for blocks in laid.values() for block in blocks)])


def _inside(base: str, snippet: str) -> str:
    head, _, body = base.partition("\n")
    over = snippet.partition("\n")[2]
    laid = lay(_shift(body, -2), _shift(over, -2))
    return f"{head}\n{_shift(laid, 2)}"


def _shift(text: str, by: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line[-by:] if by < 0 else " " * by + line for line in lines)


def _blocks(text: str) -> list[tuple[str, str]]:
    """Split a mapping's text into its keys, each with all lines below it."""
    blocks: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if blocks and re.match(r"\s|$|[\]}]", line):
            key, block = blocks[-1]
            blocks[-1] = (key, block + line)
        else:
            blocks.append((line.partition(":")[0].strip(), line))
    return blocks
