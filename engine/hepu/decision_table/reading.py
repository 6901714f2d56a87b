"""A decision table read into rows: what is wrong with its sheets and cells is told before any row is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.decision_table.choices import CHOICES_SHEET
from hepu.decision_table.exported import Marks
from hepu.decision_table.layout import (
    BOOK_NAME,
    BOOK_VERSION,
    EXAMPLE_COLUMNS,
    EXAMPLES,
    RULE_COLUMNS,
    SHEETS,
    WORDS,
    sheet_title,
)
from hepu.decision_table.operands import cell_text
from hepu.decision_table.wording import near
from hepu.errors import Fault, InputError, Location
from hepu.intake import layout as form
from hepu.intake.workbook_file import formula_cells, merged_ranges, named_columns, read_workbook
from hepu.intake.zip_guard import hidden_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.intake.workbook_grid import Grid, Workbook2D

__all__ = ["Row", "Table", "read_table"]

_PASSED = frozenset({form.LISTS_SHEET, CHOICES_SHEET})
_NOT_READ = frozenset({form.sheet_mark("cover"), form.sheet_mark(WORDS)})
_RULE = "rule"
# A pack has many more examples than a form has rows.
_MOST_ROWS = 30_000


@dataclass(frozen=True)
class Row:
    """A row with anything in it: its sheet, its cells by column, and where each column of it stands."""

    sheet: str
    cells: Mapping[str, object]
    places: Mapping[str, Location]

    def text(self, column: str) -> str:
        """Give the text of a cell."""
        return cell_text(self.cells.get(column))


@dataclass
class Table:
    """The rows of a table, what each exported row was, the place of each sheet, and what is worth a warning."""

    rows: tuple[Row, ...]
    examples: tuple[Row, ...]
    marks: Mapping[str, Marks]
    sheets: Mapping[str, Location]
    warnings: tuple[Fault, ...] = ()


def read_table(path: Path | str, pack: str) -> Table:
    """Read a table that was exported from a pack of some name.

    Raises:
        InputError: with every fault of its sheets and cells.

    """
    path = Path(path)
    data, book = read_workbook(path, _MOST_ROWS)
    reader = _TableReader(book, path.name, formula_cells(data), merged_ranges(data))
    table = reader.table(pack)
    if reader.faults:
        raise InputError(reader.faults)
    if comments := [part for _, part in hidden_texts(data) if "comment" in part.casefold()]:
        told = Fault("table_comments", Location(path.name), {"found": str(len(comments))}, "warning")
        table.warnings = (told,)
    return table


@dataclass
class _TableReader:
    book: Workbook2D
    file: str
    formulas: Mapping[str, frozenset[str]]
    merged: Mapping[str, tuple[tuple[str, int], ...]]
    faults: list[Fault] = field(default_factory=list)

    def table(self, pack: str) -> Table:
        hidden = next((grid for grid in self.book.grids if grid.title == form.LISTS_SHEET), None)
        marks: dict[str, Marks] = {}
        rows: dict[str, list[Row]] = {sheet: [] for sheet in SHEETS}
        sheets: dict[str, Location] = {}
        if hidden is None:
            self.fault("table_not_a_table", Location(self.file))
        elif self.fits(hidden, pack):
            marks = dict(_marks(hidden))
            for grid in self.book.grids:
                self.sheet(grid, rows, sheets)
            if not sheets:
                self.fault("table_not_a_table", Location(self.file))
        examples = rows.pop(EXAMPLES)
        return Table(tuple(row for found in rows.values() for row in found), tuple(examples), marks, sheets)

    def fits(self, hidden: Grid, pack: str) -> bool:
        """Say whether the hidden sheet is of a table of this layout and pack; if not, it is a fault."""
        said = {hidden.text(number, 1): hidden.text(number, 2) for number in hidden.rows}
        place, before = Location(self.file), len(self.faults)
        if said.get("form") != BOOK_NAME:
            self.fault("table_not_a_table", place)
        elif said.get("version") != str(BOOK_VERSION):
            self.fault("table_version", place, found=said.get("version", "")[:20], expected=str(BOOK_VERSION))
        elif said.get("pack") != pack:
            self.fault("table_other_pack", place, found=said.get("pack", "")[:60], expected=pack)
        return len(self.faults) == before

    def sheet(self, grid: Grid, rows: dict[str, list[Row]], sheets: dict[str, Location]) -> None:
        mark = grid.text(1, 1)
        if grid.title in _PASSED or mark in _NOT_READ:
            return
        place = Location(self.file, sheet=grid.title, cell="A1")
        name = next((sheet for sheet in SHEETS if form.sheet_mark(sheet) == mark), None)
        if name is None:
            titles = {sheet: sheet_title(sheet) for sheet in SHEETS if sheet not in sheets}
            self.faults.append(
                Fault("table_sheet_unknown", place, {"found": grid.title}, words={"nearest": near(grid.title, titles)})
            )
            return
        if name in sheets:
            self.fault("table_sheet_twice", place, found=grid.title, expected=sheets[name].sheet)
            return
        sheets[name] = place
        head = next((number for number in sorted(grid.rows) if grid.text(number, 1) == form.COLUMNS), 0)
        columns = named_columns(grid.rows.get(head, {}))
        wanted = EXAMPLE_COLUMNS if name == EXAMPLES else RULE_COLUMNS
        if missing := [column for column in wanted if column not in columns]:
            self.fault("table_columns", place, expected=", ".join(missing))
            return
        self.hazards(grid, head + 1, {columns[column] for column in wanted})
        for number in sorted(grid.rows):
            found = {column: grid.rows[number].get(columns[column]) for column in wanted}
            cells = {column: cell.value for column, cell in found.items() if cell is not None}
            if number > head + 1 and any(cell_text(value) for value in cells.values()):
                places = {
                    column: Location(self.file, sheet=grid.title, cell=grid.address(number, columns[column]))
                    for column in wanted
                }
                rows[name].append(Row(name, cells, places))

    def hazards(self, grid: Grid, head: int, columns: set[int]) -> None:
        """Find formulas, errors and merged cells below the heads."""
        formulas = self.formulas.get(grid.title, frozenset())
        for number in sorted(grid.rows):
            for column, cell in sorted(grid.rows[number].items()):
                if number <= head or column not in columns:
                    continue
                address = grid.address(number, column)
                place = Location(self.file, sheet=grid.title, cell=address)
                if address in formulas or cell.kind == "formula":
                    self.fault("table_formula", place, found=str(cell.value)[:40])
                elif cell.kind == "error":
                    self.fault("table_cell_error", place, found=str(cell.value)[:20])
        for first, last in self.merged.get(grid.title, ()):
            if last > head:
                self.fault("table_merged", Location(self.file, sheet=grid.title, cell=first))

    def fault(self, code: str, location: Location, **context: str) -> None:
        self.faults.append(Fault(code, location, {key: text for key, text in context.items() if text}))


def _marks(hidden: Grid) -> Iterator[tuple[str, Marks]]:
    """Give what each row was when the table was written."""
    for number in sorted(hidden.rows):
        kind, name, sheet, digest, *rest = (
            hidden.text(number, column) for column in range(1, max(hidden.rows[number]) + 4)
        )
        if kind != _RULE or not digest:
            continue
        pairs = [cell.partition("=") for cell in rest if cell]
        entries = {entry: said for entry, _, said in pairs if not entry.startswith("#")}
        locked = {entry.removeprefix("#"): said for entry, _, said in pairs if entry.startswith("#")}
        yield name, Marks(sheet, digest, entries, locked)
