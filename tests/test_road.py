"""Imports run one way: each part of the engine knows only those that stand before it on the road."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hepu

PACKAGE = Path(hepu.__file__).parent
# From what knows nothing to what knows everything; those of one line do not know one another.
ROAD = (
    "canonical csv_text file_reading naming resources text widths",
    "errors layers renderer",
    "file_writing templating yaml_source",
    "json_source messages source_file yaml_text",
    "layering yaml_patch",
    "knowledge",
    "profile",
    "intake language proof synthetic",
    "pack",
    "facts pack_sources",
    "inference",
    "advice reasoning",
    "discrimination explain record",
    "history redaction report signing",
    "ledger",
    "audit authoring impact review",
    "overview",
    "catalogue trials",
    "checks",
    "decision_table pipeline",
    "issuing",
    "advising",
    "verification",
    "batch explaining published",
    "cli",
)
PARTS = tuple(part for line in ROAD for part in line.split())


def imported(part: str) -> set[str]:
    """Give the other parts that the modules of a part name in imports, at any place in them."""
    folder = PACKAGE / part
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.ImportFrom(module="hepu"):
                    names |= {f"hepu.{alias.name}" for alias in node.names}
                case ast.ImportFrom(module=str(name)):
                    names.add(name)
                case ast.Import():
                    names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("hepu.")} - {part}


def test_every_part_of_the_engine_has_its_place_on_the_road() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}

    assert sorted(PARTS) == sorted(found - {"__init__"})


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_stands_before_it(part: str) -> None:
    at = next(number for number, line in enumerate(ROAD) if part in line.split())
    before = {name for line in ROAD[:at] for name in line.split()}

    assert imported(part) <= before
