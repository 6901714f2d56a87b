"""A filled form read into a submission: each value found by the id printed in its row, else by its defined name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.intake import layout
from hepu.intake.lexicon import both
from hepu.intake.numbers import fold
from hepu.intake.submission import Raw, RawAnswer, RawList, RawRow, Submission
from hepu.intake.values import Converter
from hepu.intake.workbook_marks import CORE, find_marks, form_questions
from hepu.profile.schema import SHEETS, details, list_specs, signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.intake.lexicon import Lexicon
    from hepu.intake.workbook_grid import Cell, Grid, Workbook2D
    from hepu.intake.workbook_marks import MarkedRow
    from hepu.profile.schema import ListSpec

__all__ = ["read_form"]

_PARTS = ("status", "source", "evidence")
_UNKNOWN_YEAR = "?"
# A number of 17 digits or more is no figure of the form; it may be a person's.
_LONG_NUMBER = 1e16


def read_form(book: Workbook2D, file: str, lexicon: Lexicon) -> Submission:
    """Read every value of a filled form; what is missing from the form itself is a fault of the submission."""
    return _Reader(book, file, lexicon).run()


class _Reader:
    def __init__(self, book: Workbook2D, file: str, lexicon: Lexicon) -> None:
        self.book = book
        self.lexicon = lexicon
        self.submission = Submission(file)
        self.settings()
        self.converter = Converter(lexicon)
        self.asked = form_questions(lexicon)
        self.marks = find_marks(book, file, lexicon, self.submission.lang)
        note = lexicon.form.on_core_sheet
        self.notes = {fold(text) for text in (note.zh, note.en, both(note, "zh"), both(note, "en"))}

    def run(self) -> Submission:
        self.submission.faults.extend(self.marks.faults)
        self.submission.absent.update(self.marks.absent)
        for grid in self.book.grids:
            if grid.title != layout.LISTS_SHEET and grid.text(1, 1) != layout.FINDINGS:
                self.texts(grid)
        self.answers()
        self.indicators()
        self.lists()
        self.signatures()
        return self.submission

    def settings(self) -> None:
        """Take the language and version that the form was written in from its hidden sheet."""
        for grid in self.book.grids:
            if grid.title != layout.LISTS_SHEET:
                continue
            said = {grid.text(number, 1): row[2].value for number, row in grid.rows.items() if 2 in row}  # noqa: PLR2004  # the second column
            if said.get("language") == "en":
                self.submission.lang = "en"
            version = str(said.get("version", layout.FORM_VERSION))
            if version != str(layout.FORM_VERSION):
                place = Location(self.submission.file)
                self.fault("form_version", place, found=version[:20], expected=str(layout.FORM_VERSION))

    def answers(self) -> None:
        plain = {item.path for item in details()}
        for path, question in self.asked.items():
            row = self.marks.rows.get(path)
            if row is None or question.section == "indicators":
                continue
            if path in plain:
                self.submission.details[path] = self.raw(row, "value", path)
            else:
                self.submission.answers[path] = self.answer(row, "", path)

    def indicators(self) -> None:
        """Read the indicators of the core sheet, which are those of the data year, then the others year by year."""
        paths = [path for path, item in self.asked.items() if item.section == "indicators"]
        data_year = self.data_year()
        for path in paths:
            if row := self.marks.rows.get(f"{CORE}{path}"):
                key = f"{path}.{data_year}"
                self.submission.answers[key] = self.answer(row, "", key)
        years = {title: self.years(rows) for title, rows in self.marks.years.items()}
        for path in paths:
            row = self.marks.rows.get(path)
            for suffix, year in years.get(row.grid.title, {}).items() if row else ():
                if row is not None:
                    self.merge(f"{path}.{year}", self.answer(row, suffix, f"{path}.{year}"))

    def data_year(self) -> str:
        raw = self.submission.details.get("data_year")
        value = self.converter.read(raw, self.asked["data_year"]).value if raw is not None else None
        return str(value) if value is not None else _UNKNOWN_YEAR

    def years(self, rows: list[MarkedRow]) -> dict[str, str]:
        """Give the year of each column by the column's suffix; a year that stands twice or is none is a fault."""
        found: dict[str, str] = {}
        seen: dict[str, str] = {}
        for row in rows:
            for name, column in row.columns.items():
                if not name.startswith("value."):
                    continue
                suffix = name.removeprefix("value")
                raw = self.cell(row.grid, row.number, column, "years")
                read = self.converter.read(raw, self.asked["data_year"])
                self.submission.faults.extend(read.faults)
                year = str(read.value) if read.value is not None else f"{_UNKNOWN_YEAR}{suffix}"
                if raw.blank and self.any_below(row, column):
                    self.fault("year_missing", raw.location)
                if year in seen:
                    self.fault("year_twice", raw.location, found=year, expected=seen[year])
                    year = f"{_UNKNOWN_YEAR}{suffix}"
                seen[year] = raw.location.cell
                found[suffix] = year
        return found

    def any_below(self, row: MarkedRow, column: int) -> bool:
        below = (cells[column] for number, cells in row.grid.rows.items() if number > row.number and column in cells)
        return any(not self.elsewhere(cell) for cell in below)

    def merge(self, key: str, answer: RawAnswer) -> None:
        """Add an answer of a sheet of indicators to what the core sheet said."""
        before = self.submission.answers.get(key)
        if before is None or (before.blank and not answer.blank):
            self.submission.answers[key] = answer
        elif not answer.blank and str(before.value.value) != str(answer.value.value):
            place = before.value.location
            found, expected = str(answer.value.value), f"{place.sheet}!{place.cell}"
            self.fault("given_twice", answer.value.location, found=found, expected=expected)

    def lists(self) -> None:
        for spec in list_specs():
            complete = self.marks.rows.get(layout.complete_mark(spec.id))
            if spec.id in self.marks.lists and complete is not None:
                head, end = self.marks.lists[spec.id]
                raw = self.raw(complete, "value", f"{spec.path}.complete")
                self.submission.lists[spec.id] = RawList(raw, tuple(self.rows(head, end, spec)))

    def rows(self, head: MarkedRow, end: int, spec: ListSpec) -> Iterator[RawRow]:
        """Give the filled rows of a list; its headings stand in the row after its mark."""
        wanted = [*(item.id for item in spec.fields), *_PARTS]
        columns = {name: head.columns[name] for name in wanted if name in head.columns}
        for name in wanted:
            if name not in columns:
                place = self.place(head.grid, head.number, 1)
                self.fault("marks_missing", place, expected=name, found=layout.rows_mark(spec.id))
        at = 0
        for number in sorted(head.grid.rows):
            if not head.number + 1 < number < end:
                continue
            here = f"{spec.path}.{at}"
            cells = {name: self.cell(head.grid, number, column, f"{here}.{name}") for name, column in columns.items()}
            if any(not cell.blank for cell in cells.values()):
                yield RawRow(self.place(head.grid, number, min(columns.values()), here), cells)
                at += 1

    def signatures(self) -> None:
        for sheet in SHEETS:
            if row := self.marks.rows.get(layout.signature_mark(sheet)):
                self.submission.signatures[sheet] = {
                    item.id: self.raw(row, item.id, f"contact.sheets.{sheet}.{item.id}")
                    for item in signatures()
                    if item.id in row.columns
                }

    def answer(self, row: MarkedRow, suffix: str, path: str) -> RawAnswer:
        parts = {part: self.raw(row, f"{part}{suffix}", path) for part in _PARTS if f"{part}{suffix}" in row.columns}
        return RawAnswer(self.raw(row, f"value{suffix}", path), **parts)

    def raw(self, row: MarkedRow, name: str, path: str) -> Raw:
        column = row.columns.get(name)
        if column is None:
            return Raw(None, self.place(row.grid, row.number, 1, path))
        return self.cell(row.grid, row.number, column, path)

    def cell(self, grid: Grid, number: int, column: int, path: str) -> Raw:
        place = self.place(grid, number, column, path)
        cell = grid.rows.get(number, {}).get(column)
        if cell is None or self.elsewhere(cell):
            return Raw(None, place)
        return Raw(cell.value, place, cell.percent, cell.kind)

    def elsewhere(self, cell: Cell) -> bool:
        """Say whether a cell only says that its value stands on the core sheet."""
        return isinstance(cell.value, str) and fold(cell.value) in self.notes

    def texts(self, grid: Grid) -> None:
        """Keep every text and long number, to be searched for what must not be handed in."""
        self.submission.titles.append((grid.title, Location(self.submission.file, sheet=grid.title)))
        for number, row in grid.rows.items():
            for column, cell in row.items():
                value = cell.value
                if isinstance(value, str):
                    self.submission.texts.append((value, self.place(grid, number, column)))
                elif isinstance(value, int | float) and abs(value) >= _LONG_NUMBER:
                    shown = f"{value:.0f}" if isinstance(value, float) else str(value)
                    self.submission.texts.append((shown, self.place(grid, number, column)))

    def place(self, grid: Grid, number: int, column: int, path: str = "") -> Location:
        return Location(self.submission.file, sheet=grid.title, cell=grid.address(number, column), path=path)

    def fault(self, code: str, location: Location, **context: str) -> None:
        self.submission.faults.append(Fault(code, location, {key: text for key, text in context.items() if text}))
