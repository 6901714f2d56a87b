"""Where a new rule goes in a pack: below its stage, and for a strategy below its actor, served by the schema."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.authoring.schemas.files import RULE_FILE, schema_folder, schema_line
from hepu.knowledge.load import DEFINED_IN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.layers import Layer
    from hepu.pack import Pack

__all__ = ["rule_path", "schema_of"]

# Rules lie below what they are about as knowledge names it; exclusions alone have a folder of their own.
_FOLDERS: Mapping[str, str] = MappingProxyType({**DEFINED_IN, "exclusion": "exclusions"})


def rule_path(stage: str, target: str, name: str, pack: Pack, layer: Layer) -> Path:
    """Give the file of a new rule for a conclusion."""
    folder = layer.rules / _FOLDERS[stage]
    if stage == "strategy" and target in pack.knowledge.strategies:
        folder /= pack.knowledge.strategies[target].actor
    return folder / f"{name}.yaml"


def schema_of(path: Path, layer: Layer) -> tuple[Path, str]:
    """Give the schema that serves a rule file, which need not be there yet, and the line that names it in the file."""
    schema = schema_folder(layer) / RULE_FILE
    return schema, schema_line(path, schema)
