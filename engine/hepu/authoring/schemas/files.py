"""The schema files of a pack: where they lie, what they hold, and the line by which an editor finds them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.authoring.layout.files import pack_files
from hepu.authoring.layout.tree import MODELINE
from hepu.authoring.schemas.hints import articles_of, hints_of
from hepu.authoring.schemas.knowledge import knowledge_schema
from hepu.errors import Fault, InputError
from hepu.file_writing import write_files
from hepu.knowledge.load import knowledge_types
from hepu.language.json_schema import rule_schema
from hepu.resources import data_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.schema_parts import Schema
    from hepu.layers import Layer
    from hepu.pack import Pack

__all__ = ["RULE_FILE", "knowledge_file", "put_lines", "schema_files", "schema_folder", "schema_line", "write_schemas"]

RULE_FILE = "rule-1.json"
_SHIPPED = Path("docs") / "schemas"
_OWN = "schemas"


def knowledge_file(name: str) -> str:
    """Give the name of the schema of a knowledge file."""
    return f"knowledge/{name}-1.json"


def schema_files(pack: Pack) -> Mapping[str, str]:
    """Give the text of every schema by its path below the folder of schemas."""
    hints = hints_of(pack)
    made: dict[str, Schema] = {RULE_FILE: rule_schema(pack.vocabulary, hints, articles_of(pack))}
    made |= {knowledge_file(name): knowledge_schema(name, pack, hints) for name in knowledge_types()}
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}


def schema_folder(layer: Layer) -> Path:
    """Give the folder of a pack's schemas: ``docs/schemas`` for the shipped one, else ``schemas`` beside its rules.

    Raises:
        InputError: for the shipped pack where it is installed, since nobody writes rules there.

    """
    root = layer.rules.parent
    if root.resolve() != data_dir():
        return root / _OWN
    if not (root / _SHIPPED).is_dir():
        raise InputError([Fault("schemas_nowhere")])
    return root / _SHIPPED


def schema_line(file: Path, schema: Path) -> str:
    """Give the first line of a file, by which an editor finds its schema."""
    way = Path(os.path.relpath(schema.resolve(), file.resolve().parent)).as_posix()
    return f"# yaml-language-server: $schema={way}"


def write_schemas(pack: Pack, folder: Path) -> list[Path]:
    """Write the schemas of a pack that are not there as they should be; give their files.

    Raises:
        OutputError: where one cannot be written.

    """
    due = {}
    for name, text in schema_files(pack).items():
        path = folder / name
        before = path.read_bytes() if path.is_file() else None
        if before != text.encode():
            due[path] = (before, text.encode())
    write_files(due)
    return list(due)


def put_lines(layer: Layer, folder: Path) -> list[Path]:
    """Put into each file of a pack the line that names its schema, in place of one that names another; give the files.

    Raises:
        OutputError: where one cannot be written.

    """
    due = {}
    for path, _ in pack_files(layer):
        inside = path.relative_to(layer.knowledge).parts if path.is_relative_to(layer.knowledge) else ()
        name = knowledge_file(inside[0].removesuffix(".yaml")) if inside else RULE_FILE
        before = path.read_bytes()
        after = _with_line(before.decode("utf-8"), schema_line(path, folder / name)).encode()
        if after != before:
            due[path] = (before, after)
    write_files(due)
    return list(due)


def _with_line(text: str, line: str) -> str:
    """Give a text with this line as its first, in place of one that names a schema."""
    first, end, rest = text.partition("\n")
    if MODELINE.match(first):
        return line + ("\r" if first.endswith("\r") else "") + end + rest
    return f"{line}\n{text}"
