"""A workbook that people hand back: opened only once its container was looked at, and read into grids."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from hepu.errors import Fault, InputError, Location
from hepu.intake.workbook_grid import MAX_ROWS, read_grids
from hepu.intake.zip_guard import MAX_FILE, check_container

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.intake.workbook_grid import Cell, Workbook2D

__all__ = ["formula_cells", "merged_ranges", "named_columns", "read_workbook"]

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[ >/]')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7})(?::[A-Z]{1,3}([0-9]{1,7}))?"')


def read_workbook(path: Path, most: int = MAX_ROWS) -> tuple[bytes, Workbook2D]:
    """Give the bytes and the cells of a workbook, whose sheets may have so many rows.

    Raises:
        InputError: where it is missing, no workbook, encrypted, has macros, or holds more than it should.

    """
    data = _bytes(path)
    return data, _grids(data, path.name, most)


def _bytes(path: Path) -> bytes:
    place = Location(path.name)
    try:
        if path.stat().st_size > MAX_FILE:
            expected, found = (f"{size // 1_000_000} MB" for size in (MAX_FILE, path.stat().st_size))
            raise InputError([Fault("file_too_large", place, {"expected": expected, "found": found})])
        if path.exists() and not path.is_file():  # a pipe or a device may have no end
            raise InputError([Fault("file_unreadable", place)])
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault("file_missing", place)]) from None
    except OSError:
        raise InputError([Fault("file_unreadable", place)]) from None
    suffix = path.suffix.casefold()
    if suffix == ".xlsm":
        raise InputError([Fault("macros", place)])
    if suffix != ".xlsx":
        raise InputError([Fault("unknown_format", place, {"found": suffix or path.name, "expected": ".xlsx"})])
    if not data:
        raise InputError([Fault("empty_file", place)])
    return data


def _grids(data: bytes, name: str, most: int) -> Workbook2D:
    if faults := check_container(data, name):
        raise InputError(faults)
    try:
        with warnings.catch_warnings():
            # The reader warns of extensions that it drops; they carry nothing that is taken over.
            warnings.simplefilter("ignore")
            return read_grids(data, name, most)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # a library that stumbles over a broken file must not end the programme
        found = {"found": type(error).__name__}
        raise InputError([Fault("unreadable_file", Location(name), found)]) from None


def formula_cells(data: bytes) -> Mapping[str, frozenset[str]]:
    """Give the cells of each sheet, by its title, that hold a formula, worked out or not."""
    return {
        title: frozenset(found[1].decode() for found in _FORMULA.finditer(content))
        for title, content in _sheets(data).items()
    }


def merged_ranges(data: bytes) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Give the merged cells of each sheet, by its title: the first cell of each range, and the last row of it."""
    return {
        title: tuple(
            (found[1].decode(), int(found[2] or found[1].lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
            for found in _MERGED.finditer(content)
        )
        for title, content in _sheets(data).items()
    }


def _sheets(data: bytes) -> dict[str, bytes]:
    """Give the parts that hold the sheets of a workbook, by their titles."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {node.get("Id"): node.get("Target", "").removeprefix("/xl/") for node in related.iter()}
        names = set(archive.namelist())
        found = {}
        for node in book.iter():
            if not str(node.tag).endswith("}sheet"):
                continue
            key = next((value for name, value in node.items() if name.endswith("}id")), "")
            part = f"xl/{targets.get(key, '')}"
            if part in names:
                found[node.get("name", "")] = archive.read(part)
        return found


def named_columns(row: Mapping[int, Cell]) -> dict[str, int]:
    """Give the columns by the names that a row of marks gives them; the first of a name counts."""
    found: dict[str, int] = {}
    for column, cell in sorted(row.items()):
        if isinstance(cell.value, str):
            found.setdefault(cell.value.strip(), column)
    return found
