"""A workbook read into plain grids: the cells of each sheet within bounds, formulas and errors told apart."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["Cell", "Grid", "Workbook2D", "read_grids"]

MAX_SHEETS = 60
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_CELLS = 200_000
# Rows that carry nothing but a format are passed over, up to the end of what a spreadsheet can hold.
LAST_ROW = 1_048_576
_WRITTEN_ROWS = 100_000
_TARGET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with something in it."""

    value: Any
    percent: bool = False
    kind: Literal["plain", "formula", "error"] = "plain"


@dataclass(slots=True)
class Grid:
    """The filled cells of a sheet by row and column, both counted from 1."""

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """Give the text of a cell, or nothing where there is no text."""
        cell = self.rows.get(row, {}).get(column)
        return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""

    @staticmethod
    def address(row: int, column: int) -> str:
        """Give a cell's address, such as D12."""
        return f"{get_column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class Workbook2D:
    """The grids of a workbook, and the cells that its defined names point to, as sheet title, row and column."""

    grids: tuple[Grid, ...]
    names: dict[str, tuple[str, int, int]]


def read_grids(data: bytes, file: str, most: int = MAX_ROWS) -> Workbook2D:
    """Read the cells of a workbook whose container was checked before; ``most`` is how many rows a sheet may have.

    Raises:
        InputError: when it holds more than a form can hold.

    """
    _refuse_rows(data, file, most)
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        if len(values.worksheets) > MAX_SHEETS:
            found = str(len(values.worksheets))
            raise InputError([Fault("too_many_sheets", Location(file), {"expected": str(MAX_SHEETS), "found": found})])
        grids = [_grid(sheet, file, most, formula=False) for sheet in values.worksheets]
        for grid, sheet in zip(grids, formulas.worksheets, strict=True):
            _mark_formulas(grid, _grid(sheet, file, most, formula=True))
        return Workbook2D(tuple(grids), _names(values))
    finally:
        values.close()
        formulas.close()


def _refuse_rows(data: bytes, file: str, most: int) -> None:
    """Refuse a sheet with rows by the hundred thousand, even where they hold nothing: reading them takes minutes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if "worksheets/" in name and (rows := archive.read(name).count(b"<row ")) > _WRITTEN_ROWS:
                place = Location(file, sheet=name.rpartition("/")[2])
                raise InputError([Fault("sheet_too_large", place, {"expected": str(most), "found": str(rows)})])


def _grid(sheet: Any, file: str, most: int, *, formula: bool) -> Grid:
    grid = Grid(str(sheet.title))
    sheet.reset_dimensions()
    filled = 0
    blank: tuple[Any, ...] | None = None
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > LAST_ROW:
            break
        # The reader gives one and the same row for all that a file leaves out, which may be a million.
        if row is blank:
            continue
        kept = {}
        for column, cell in enumerate(row, start=1):
            if cell.value is None or (formula and cell.data_type != "f"):
                continue
            kept[column] = Cell(
                cell.value,
                "%" in (cell.number_format or ""),
                "formula" if formula else "error" if cell.data_type == "e" else "plain",
            )
        if not kept:
            blank = row
            continue
        filled += len(kept)
        if number > most or filled > MAX_CELLS:
            place = Location(file, sheet=grid.title, cell=f"A{number}")
            raise InputError([Fault("sheet_too_large", place, {"expected": str(most), "found": str(number)})])
        grid.rows[number] = kept
    return grid


def _mark_formulas(grid: Grid, formulas: Grid) -> None:
    """Mark the formulas that no program has worked out: they read as blanks and are none."""
    for number, row in formulas.rows.items():
        for column, cell in row.items():
            if column not in grid.rows.get(number, {}):
                text = cell.value if isinstance(cell.value, str) else "="
                grid.rows.setdefault(number, {})[column] = Cell(text, kind="formula")


def _names(workbook: Workbook) -> dict[str, tuple[str, int, int]]:
    found: dict[str, tuple[str, int, int]] = {}
    for name, defined in workbook.defined_names.items():
        target = _TARGET.match(str(defined.attr_text or ""))
        if target:
            title = (target[1] or target[2]).replace("''", "'")
            found[str(name)] = (title, int(target[4]), _column(target[3]))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
