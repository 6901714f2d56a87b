"""Where the ids of the form stand in a workbook, and what the workbook has lost of the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.intake import layout
from hepu.intake.lexicon import listed
from hepu.naming import nearest
from hepu.profile.schema import SHEETS, details, list_specs, questions
from hepu.text import Text

if TYPE_CHECKING:
    from hepu.intake.lexicon import Lexicon
    from hepu.intake.workbook_grid import Grid, Workbook2D
    from hepu.profile.schema import Question
    from hepu.text import Lang

__all__ = ["CORE", "MarkedRow", "Marks", "find_marks", "form_questions"]

# Indicators of the core sheet stand on the sheet of indicators as well, for the other years.
CORE = "core:"
_PARTS = frozenset({"value", "status", "source", "evidence"})


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row with an id of the form: its grid, its number, and which column holds what there."""

    grid: Grid
    number: int
    columns: dict[str, int]

    @property
    def shown(self) -> str:
        """Give the row's place for a message."""
        return f"{self.grid.title}!A{self.number}"


@dataclass(slots=True)
class Marks:
    """The rows of questions by id, the heads of lists with the row after their last, and the rows of years by sheet.

    ``absent`` are the ids of questions that have no row, each of which a fault or note tells already.
    """

    rows: dict[str, MarkedRow] = field(default_factory=dict)
    lists: dict[str, tuple[MarkedRow, int]] = field(default_factory=dict)
    years: dict[str, list[MarkedRow]] = field(default_factory=dict)
    sheets: dict[str, Grid] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)


def form_questions(lexicon: Lexicon) -> dict[str, Question]:
    """Give every question that has a row of its own, by path, indicators among them."""
    groups = [item for group in ("international", "resource") for item in lexicon.indicator_questions(group)]
    return {item.path: item for item in (*details(), *questions(), *groups)}


def find_marks(book: Workbook2D, file: str, lexicon: Lexicon, lang: Lang) -> Marks:
    """Find every id of the form, by itself or else by its defined name, and name what is missing.

    Without a single id the workbook is not the form, which is then the only fault.
    """
    finder = _Finder(book, file, lexicon, lang)
    for grid in book.grids:
        # The hidden sheet holds no answers, and neither do the findings of an earlier turn.
        if grid.title != layout.LISTS_SHEET and grid.text(1, 1) != layout.FINDINGS:
            finder.scan(grid)
    if not finder.marks.rows and not finder.marks.lists:
        finder.marks.faults = [Fault("not_the_form", Location(file))]
        return finder.marks
    finder.fall_back()
    finder.name_missing()
    return finder.marks


class _Finder:
    def __init__(self, book: Workbook2D, file: str, lexicon: Lexicon, lang: Lang) -> None:
        self.book, self.file, self.lexicon, self.lang = book, file, lexicon, lang
        self.marks = Marks()
        self.asked = form_questions(lexicon)
        self.specs = {spec.id: spec for spec in list_specs()}
        self.known = set(self.asked) | {layout.COLUMNS, layout.YEARS}
        self.known |= {mark(sheet) for sheet in SHEETS for mark in (layout.sheet_mark, layout.signature_mark)}
        self.known |= {mark(name) for name in self.specs for mark in (layout.complete_mark, layout.rows_mark)}

    def scan(self, grid: Grid) -> None:
        """Note where each id stands in the first column of a sheet, and which columns hold for it."""
        above: dict[str, int] = {}
        open_list = ""
        for number in sorted(grid.rows):
            mark = grid.text(number, 1)
            named = mark.removesuffix(".rows")
            if mark == layout.COLUMNS:
                above, open_list = _columns(grid, number), ""
            elif mark == layout.YEARS:
                self.marks.years.setdefault(grid.title, []).append(MarkedRow(grid, number, above))
            elif mark.startswith("#sheet:") and mark in self.known:
                self.marks.sheets.setdefault(mark.removeprefix("#sheet:"), grid)
            elif named != mark and named in self.specs:
                open_list = named
                self.note_list(named, MarkedRow(grid, number, _columns(grid, number)))
            elif mark in self.known:
                # The word on a list's completeness stands above its fields, in the columns of questions.
                self.close_list(open_list, number)
                open_list = ""
                self.note(mark, MarkedRow(grid, number, above))
            elif layout.ID_LIKE.fullmatch(mark):
                near = nearest(mark, sorted(self.known))
                place = Location(self.file, sheet=grid.title, cell=f"A{number}")
                self.fault("unknown_id_near" if near else "unknown_id", place, found=mark, nearest=near)
        self.close_list(open_list, max(grid.rows, default=0) + 1)

    def note(self, mark: str, row: MarkedRow) -> None:
        key = f"{CORE}{mark}" if mark.startswith("indicators.") and "value" in row.columns else mark
        if key not in self.marks.rows:
            self.marks.rows[key] = row
        elif any(column in row.grid.rows[row.number] for name, column in row.columns.items() if _part(name) in _PARTS):
            self.twice(mark, row, self.marks.rows[key])

    def note_list(self, name: str, row: MarkedRow) -> None:
        if name in self.marks.lists:
            self.twice(name, row, self.marks.lists[name][0])
        else:
            self.marks.lists[name] = (row, 0)

    def close_list(self, name: str, number: int) -> None:
        if name and self.marks.lists[name][1] == 0:
            self.marks.lists[name] = (self.marks.lists[name][0], number)

    def twice(self, mark: str, row: MarkedRow, first: MarkedRow) -> None:
        place = Location(self.file, sheet=row.grid.title, cell=f"A{row.number}")
        self.fault("id_twice", place, found=mark, expected=first.shown)

    def fall_back(self) -> None:
        """Find by its defined name what has lost its id."""
        grids = {grid.title: grid for grid in self.book.grids}
        for path, question in self.asked.items():
            for key in (path, f"{CORE}{path}") if self.on_both(question) else (path,):
                target = self.book.names.get(layout.defined_name(key.replace(CORE, "core_")))
                if key in self.marks.rows or target is None or target[0] not in grids:
                    continue
                title, number, _ = target
                beside = [row for row in self.marks.rows.values() if row.grid.title == title and row.columns]
                if beside and grids[title].text(number, 1) not in self.known:
                    self.marks.rows[key] = MarkedRow(grids[title], number, beside[0].columns)

    def on_both(self, question: Question) -> bool:
        return question.section == "indicators" and question.core

    def name_missing(self) -> None:
        """Name the sheets, rows and marks that the form no longer has."""
        self.name_missing_rows()
        for name, spec in self.specs.items():
            if name not in self.marks.lists and layout.complete_mark(name) in self.marks.rows:
                place = Location(self.file, sheet=self.title(spec.sheet))
                self.about("marks_missing", place, name, found=layout.rows_mark(name))
        for key, row in self.marks.rows.items():
            if not row.columns:
                place = Location(self.file, sheet=row.grid.title, cell=f"A{row.number}")
                self.about("marks_missing", place, key, found=layout.COLUMNS)

    def name_missing_rows(self) -> None:
        """Name the sheets and rows that are gone; one note names the sheets that were taken out and may be."""
        left_out = []
        for sheet, keys in self.expected().items():
            gone = [key for key in keys if key not in self.marks.rows]
            self.marks.absent |= {key.removeprefix(CORE) for key in gone}
            place = Location(self.file, sheet=self.title(sheet))
            if sheet in self.marks.sheets or len(gone) < len(keys):
                for key in gone:
                    self.about("row_missing", place, key, found=key.removeprefix(CORE))
            elif not self.left_out(sheet, keys):
                self.fault("sheet_marks_missing", place)
            elif sheet == "core":
                self.fault("core_sheet_missing", Location(self.file), expected=self.title(sheet))
            else:
                left_out.append(self.lexicon.form.sheets[sheet].title)
        if left_out:
            words = {"expected": listed(left_out)}
            self.marks.faults.append(Fault("sheet_missing", Location(self.file), {}, "note", words))

    def expected(self) -> dict[str, list[str]]:
        """Give the keys of the rows that each sheet should have."""
        expected: dict[str, list[str]] = {sheet: [] for sheet in SHEETS if sheet != "guide"}
        for path, question in self.asked.items():
            if self.on_both(question):
                expected["core"].append(f"{CORE}{path}")
            # A question of the core sheet stands there only; an indicator stands on its own sheet, too.
            expected["core" if question.core and not self.on_both(question) else question.sheet].append(path)
        for spec in self.specs.values():
            expected[spec.sheet].append(layout.complete_mark(spec.id))
        return expected

    def left_out(self, sheet: str, keys: list[str]) -> bool:
        """Say whether a sheet was taken out, rather than robbed of its ids: nothing has its title or its names."""
        there = {grid.title for grid in self.book.grids}
        title = self.lexicon.form.sheets[sheet].title
        named = (self.book.names.get(layout.defined_name(key.replace(CORE, "core_"))) for key in keys)
        return not there & {title.zh, title.en} and not any(target and target[0] in there for target in named)

    def title(self, sheet: str) -> str:
        grid = self.marks.sheets.get(sheet)
        return grid.title if grid else self.lexicon.form.sheets[sheet].title[self.lang]

    def about(self, code: str, place: Location, key: str, **context: str) -> None:
        """Note a fault of a row, which is named as the form names it."""
        form = self.lexicon.form
        path = key.removeprefix(CORE).removesuffix(".complete")
        known = form.questions.get(path) or form.lists.get(path)
        if path.startswith("indicators."):
            named = self.lexicon.indicators[path.removeprefix("indicators.")].name
        else:
            named = known.label if known else Text(zh=path, en=path)
        self.marks.faults.append(Fault(code, place, context, words={"expected": named}))

    def fault(self, code: str, place: Location, **context: str) -> None:
        self.marks.faults.append(Fault(code, place, {key: text for key, text in context.items() if text}))


def _columns(grid: Grid, number: int) -> dict[str, int]:
    """Read the marks of columns beside a row's own mark."""
    cells = grid.rows[number].items()
    return {cell.value.strip(): column for column, cell in cells if column > 1 and isinstance(cell.value, str)}


def _part(name: str) -> str:
    return name.partition(".")[0]
