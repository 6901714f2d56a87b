"""A filled form read into a submission: each value found by the id printed in its row, else by its defined name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.intake import layout
from hepu.intake.lexicon import both, nearest
from hepu.intake.numbers import fold
from hepu.intake.submission import Raw, RawAnswer, RawList, RawRow, Submission
from hepu.intake.values import Converter
from hepu.profile.schema import SHEETS, details, list_specs, questions, signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.intake.lexicon import Lexicon
    from hepu.intake.workbook_grid import Cell, Grid, Workbook2D
    from hepu.profile.schema import ListSpec, Question

__all__ = ["read_form"]

_PARTS = ("status", "source", "evidence")
_UNKNOWN_YEAR = "?"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with an id of the form: its grid, its number, and which column holds what there."""

    grid: Grid
    number: int
    columns: dict[str, int]


@dataclass
class _Found:
    """Where the ids of the form stand in a workbook."""

    rows: dict[str, _Row] = field(default_factory=dict)
    lists: dict[str, tuple[_Row, int]] = field(default_factory=dict)
    years: dict[str, list[tuple[_Row, dict[str, int]]]] = field(default_factory=dict)
    sheets: dict[str, Grid] = field(default_factory=dict)


def read_form(book: Workbook2D, file: str, lexicon: Lexicon) -> Submission:
    """Read every value of a filled form; what is missing from the form itself is a fault of the submission."""
    return _Reader(book, file, lexicon).run()


class _Reader:
    def __init__(self, book: Workbook2D, file: str, lexicon: Lexicon) -> None:
        self.book = book
        self.lexicon = lexicon
        self.submission = Submission(file)
        self.found = _Found()
        self.specs = {spec.id: spec for spec in list_specs()}
        self.detail_paths = {item.path for item in details()}
        self.asked: dict[str, Question] = {item.path: item for item in (*details(), *questions())}
        for group in ("international", "resource"):
            self.asked |= {item.path: item for item in lexicon.indicator_questions(group)}
        self.known = self._known_marks()

    def run(self) -> Submission:
        self._settings()
        converter = Converter(self.lexicon, self.submission.lang)
        for grid in self.book.grids:
            if grid.title != layout.LISTS_SHEET:
                self._scan(grid)
                self._texts(grid)
        if not self.found.rows and not self.found.lists:
            self._fault("not_the_form", Location(self.submission.file))
            return self.submission
        self._fall_back()
        self._missing()
        self._details()
        self._answers()
        self._indicators(converter)
        self._lists()
        self._signatures()
        return self.submission

    def _known_marks(self) -> set[str]:
        marks = set(self.asked) | {layout.COLUMNS, layout.YEARS}
        for sheet in SHEETS:
            marks |= {layout.sheet_mark(sheet), layout.signature_mark(sheet)}
        for name in self.specs:
            marks |= {layout.complete_mark(name), layout.rows_mark(name)}
        return marks

    def _settings(self) -> None:
        """Take the language and version that the form was written in from its hidden sheet."""
        for grid in self.book.grids:
            if grid.title != layout.LISTS_SHEET:
                continue
            said = {grid.text(number, 1): row.get(2) for number, row in grid.rows.items()}
            language, version = said.get("language"), said.get("version")
            if language is not None and language.value in {"zh", "en"}:
                self.submission.lang = language.value
            if version is not None and str(version.value) != str(layout.FORM_VERSION):
                context = {"found": str(version.value)[:20], "expected": str(layout.FORM_VERSION)}
                self._fault("form_version", Location(self.submission.file), **context)

    # Finding the ids

    def _scan(self, grid: Grid) -> None:
        """Note where each id stands in the first column of a sheet, and which columns hold for it."""
        columns: dict[str, int] = {}
        above: dict[str, int] = {}
        open_list = ""
        for number in sorted(grid.rows):
            mark = grid.text(number, 1)
            if not mark:
                continue
            if mark == layout.COLUMNS or (mark.endswith(".rows") and mark.removesuffix(".rows") in self.specs):
                columns = {
                    cell.value: column
                    for column, cell in grid.rows[number].items()
                    if column > 1 and isinstance(cell.value, str)
                }
                if mark == layout.COLUMNS:
                    above, open_list = columns, ""
                    continue
                open_list = mark.removesuffix(".rows")
                self._note_list(open_list, _Row(grid, number, columns))
            elif mark == layout.YEARS:
                years = {name: column for name, column in above.items() if name.startswith("value.")}
                self.found.years.setdefault(grid.title, []).append((_Row(grid, number, above), years))
            elif mark in self.known:
                if mark.startswith("#sheet:"):
                    self.found.sheets.setdefault(mark.removeprefix("#sheet:"), grid)
                    continue
                self._close_list(open_list, number)
                open_list = ""
                # The word on a list's completeness stands above its fields, in the columns of questions.
                self._note(mark, _Row(grid, number, above))
            elif layout.ID_LIKE.fullmatch(mark):
                near = nearest(mark, sorted(self.known))
                self._fault(
                    "unknown_id_near" if near else "unknown_id", self._place(grid, number, 1), found=mark, nearest=near
                )
        self._close_list(open_list, max(grid.rows, default=0) + 1)

    def _note(self, mark: str, row: _Row) -> None:
        # Indicators of the core sheet stand on the sheet of indicators as well, for the other years.
        key = f"core:{mark}" if mark.startswith("indicators.") and "value" in row.columns else mark
        if key in self.found.rows:
            if self._filled(row):
                self._fault(
                    "id_twice",
                    self._place(row.grid, row.number, 1),
                    found=mark,
                    expected=self._shown(self.found.rows[key]),
                )
            return
        self.found.rows[key] = row

    def _note_list(self, name: str, row: _Row) -> None:
        if name in self.found.lists:
            self._fault(
                "id_twice",
                self._place(row.grid, row.number, 1),
                found=name,
                expected=self._shown(self.found.lists[name][0]),
            )
            return
        self.found.lists[name] = (row, 0)

    def _close_list(self, name: str, number: int) -> None:
        if name and self.found.lists[name][1] == 0:
            self.found.lists[name] = (self.found.lists[name][0], number)

    def _filled(self, row: _Row) -> bool:
        return any(
            column in row.grid.rows[row.number]
            for name, column in row.columns.items()
            if name.partition(".")[0] in {"value", *_PARTS}
        )

    def _fall_back(self) -> None:
        """Find by its defined name what has lost its id."""
        grids = {grid.title: grid for grid in self.book.grids}
        for path, question in self.asked.items():
            if question.section == "indicators":
                keys = [path, f"core:{path}"] if question.core else [path]
            else:
                keys = [path]
            for key in keys:
                target = self.book.names.get(layout.defined_name(key.replace("core:", "core_")))
                if key in self.found.rows or target is None or target[0] not in grids:
                    continue
                title, number, _ = target
                like = next(
                    (
                        row
                        for name, row in self.found.rows.items()
                        if row.grid.title == title and name != key and row.columns
                    ),
                    None,
                )
                if like is not None and grids[title].text(number, 1) not in self.known:
                    self.found.rows[key] = _Row(grids[title], number, like.columns)

    def _missing(self) -> None:
        """Name the sheets, rows and lists that the form no longer has."""
        expected: dict[str, list[str]] = {sheet: [] for sheet in SHEETS if sheet != "guide"}
        for path, question in self.asked.items():
            if question.section == "indicators" and question.core:
                expected["core"].append(f"core:{path}")
            expected[question.sheet].append(path)
        for spec in self.specs.values():
            expected[spec.sheet].append(layout.complete_mark(spec.id))
        for sheet, marks in expected.items():
            gone = [mark for mark in marks if mark not in self.found.rows]
            title = self.lexicon.form.sheets[sheet].title[self.submission.lang]
            if sheet not in self.found.sheets and len(gone) == len(marks):
                self._fault("sheet_missing", Location(self.submission.file), expected=title)
                continue
            for mark in gone:
                self._fault(
                    "row_missing",
                    Location(self.submission.file, sheet=self._title(sheet)),
                    expected=self._label(mark),
                    found=mark,
                )
        for name, spec in self.specs.items():
            if name not in self.found.lists and layout.complete_mark(name) in self.found.rows:
                place = Location(self.submission.file, sheet=self._title(spec.sheet))
                self._fault(
                    "marks_missing",
                    place,
                    expected=self.lexicon.form.lists[name].label[self.submission.lang],
                    found=layout.rows_mark(name),
                )
        for key, row in self.found.rows.items():
            if not row.columns:
                self._fault(
                    "marks_missing",
                    self._place(row.grid, row.number, 1),
                    expected=self._label(key),
                    found=layout.COLUMNS,
                )

    # Taking the values

    def _details(self) -> None:
        for path in self.detail_paths:
            if row := self.found.rows.get(path):
                self.submission.details[path] = self._raw(row, "value", path)

    def _answers(self) -> None:
        for path, question in self.asked.items():
            if (
                path not in self.detail_paths
                and question.section != "indicators"
                and (row := self.found.rows.get(path))
            ):
                self.submission.answers[path] = self._answer(row, "", path)

    def _indicators(self, converter: Converter) -> None:
        questions_by_path = {path: item for path, item in self.asked.items() if item.section == "indicators"}
        data_year = self._data_year(converter)
        for path in questions_by_path:
            if row := self.found.rows.get(f"core:{path}"):
                self.submission.answers[f"{path}.{data_year}"] = self._answer(row, "", f"{path}.{data_year}")
        years = {title: self._years(blocks, converter) for title, blocks in self.found.years.items()}
        for path in questions_by_path:
            row = self.found.rows.get(path)
            if row is None:
                continue
            for suffix, year in years.get(row.grid.title, {}).items():
                key = f"{path}.{year}"
                self._merge(key, self._answer(row, suffix, key))

    def _data_year(self, converter: Converter) -> str:
        raw = self.submission.details.get("data_year")
        value = converter.read(raw, self.asked["data_year"]).value if raw is not None else None
        return str(value) if value is not None else _UNKNOWN_YEAR

    def _years(self, blocks: list[tuple[_Row, dict[str, int]]], converter: Converter) -> dict[str, str]:
        """Give the year of each column by the column's suffix; a year that stands twice or is none is a fault."""
        found: dict[str, str] = {}
        seen: dict[str, str] = {}
        for row, columns in blocks:
            for name, column in columns.items():
                suffix = name.removeprefix("value")
                raw = self._cell(row.grid, row.number, column, "years")
                read = converter.read(raw, self.asked["data_year"])
                self.submission.faults.extend(read.faults)
                year = str(read.value) if read.value is not None else f"{_UNKNOWN_YEAR}{suffix}"
                if raw.blank and self._any_below(row, column):
                    self._fault("year_missing", raw.location)
                if year in seen:
                    self._fault("year_twice", raw.location, found=year, expected=seen[year])
                    year = f"{_UNKNOWN_YEAR}{suffix}"
                seen[year] = raw.location.cell
                found[suffix] = year
        return found

    def _any_below(self, row: _Row, column: int) -> bool:
        return any(
            not self._elsewhere(cells[column])
            for number, cells in row.grid.rows.items()
            if number > row.number and column in cells
        )

    def _merge(self, key: str, answer: RawAnswer) -> None:
        """Add an answer of a sheet of indicators to what the core sheet said."""
        before = self.submission.answers.get(key)
        if before is None or (before.blank and not answer.blank):
            self.submission.answers[key] = answer
        elif not answer.blank and str(before.value.value) != str(answer.value.value):
            place = before.value.location
            self._fault(
                "given_twice",
                answer.value.location,
                found=str(answer.value.value),
                expected=f"{place.sheet}!{place.cell}",
            )

    def _lists(self) -> None:
        for name, spec in self.specs.items():
            complete = self.found.rows.get(layout.complete_mark(name))
            if name not in self.found.lists or complete is None:
                continue
            row, end = self.found.lists[name]
            raw = self._raw(complete, "value", f"{spec.path}.complete")
            self.submission.lists[name] = RawList(raw, tuple(self._rows(row, end, spec)))

    def _rows(self, head: _Row, end: int, spec: ListSpec) -> Iterator[RawRow]:
        """Give the filled rows of a list; its headings stand in the row after its mark."""
        wanted = [item.id for item in spec.fields] + list(_PARTS)
        columns = {name: head.columns[name] for name in wanted if name in head.columns}
        for name in wanted:
            if name not in columns:
                self._fault(
                    "marks_missing",
                    self._place(head.grid, head.number, 1),
                    expected=name,
                    found=layout.rows_mark(spec.id),
                )
        at = 0
        for number in sorted(head.grid.rows):
            if not head.number + 1 < number < end:
                continue
            cells = {
                name: self._cell(head.grid, number, column, f"{spec.path}.{at}.{name}")
                for name, column in columns.items()
            }
            if all(cell.blank for cell in cells.values()):
                continue
            first = min(columns.values())
            yield RawRow(self._place(head.grid, number, first, f"{spec.path}.{at}"), cells)
            at += 1

    def _signatures(self) -> None:
        for sheet in SHEETS:
            if row := self.found.rows.get(layout.signature_mark(sheet)):
                self.submission.signatures[sheet] = {
                    item.id: self._raw(row, item.id, f"contact.sheets.{sheet}.{item.id}")
                    for item in signatures()
                    if item.id in row.columns
                }

    # Cells and places

    def _answer(self, row: _Row, suffix: str, path: str) -> RawAnswer:
        parts = {part: self._raw(row, f"{part}{suffix}", path) for part in _PARTS if f"{part}{suffix}" in row.columns}
        return RawAnswer(self._raw(row, f"value{suffix}", path), **parts)

    def _raw(self, row: _Row, name: str, path: str) -> Raw:
        column = row.columns.get(name)
        if column is None:
            return Raw(None, self._place(row.grid, row.number, 1, path))
        return self._cell(row.grid, row.number, column, path)

    def _cell(self, grid: Grid, number: int, column: int, path: str) -> Raw:
        place = self._place(grid, number, column, path)
        cell = grid.rows.get(number, {}).get(column)
        if cell is None or self._elsewhere(cell):
            return Raw(None, place)
        return Raw(cell.value, place, cell.percent, cell.kind)

    def _elsewhere(self, cell: Cell) -> bool:
        """Say whether a cell only says that its value stands on the core sheet."""
        note = self.lexicon.form.on_core_sheet
        return isinstance(cell.value, str) and fold(cell.value) in {
            fold(text) for text in (note.zh, note.en, both(note, "zh"), both(note, "en"))
        }

    def _texts(self, grid: Grid) -> None:
        self.submission.titles.append((grid.title, Location(self.submission.file, sheet=grid.title)))
        for number, row in grid.rows.items():
            for column, cell in row.items():
                # A number of 17 digits or more is no figure of the form; it may be a person's.
                if isinstance(cell.value, str) or (isinstance(cell.value, int | float) and abs(cell.value) >= 1e16):  # noqa: PLR2004
                    text = cell.value if isinstance(cell.value, str) else f"{cell.value:.0f}"
                    self.submission.texts.append((text, self._place(grid, number, column)))

    def _place(self, grid: Grid, number: int, column: int, path: str = "") -> Location:
        return Location(self.submission.file, sheet=grid.title, cell=grid.address(number, column), path=path)

    def _shown(self, row: _Row) -> str:
        return f"{row.grid.title}!{row.grid.address(row.number, 1)}"

    def _title(self, sheet: str) -> str:
        grid = self.found.sheets.get(sheet)
        return grid.title if grid else self.lexicon.form.sheets[sheet].title[self.submission.lang]

    def _label(self, mark: str) -> str:
        lang, form = self.submission.lang, self.lexicon.form
        path = mark.removeprefix("core:")
        if path.startswith("indicators."):
            return self.lexicon.indicators[path.removeprefix("indicators.")].name[lang]
        if path in form.questions:
            return form.questions[path].label[lang]
        name = path.removesuffix(".complete")
        return form.lists[name].label[lang] if name in form.lists else path

    def _fault(self, code: str, location: Location, **context: str) -> None:
        self.submission.faults.append(Fault(code, location, {key: text for key, text in context.items() if text}))
