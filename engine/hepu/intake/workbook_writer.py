"""The form as a workbook, blank or filled with a profile; the same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from hepu.intake import layout
from hepu.intake.form_cells import CellWriter
from hepu.intake.form_style import FIELD_WIDTHS, WIDTHS, Styles, height_for
from hepu.intake.lexicon import Lexicon, both, default_lexicon
from hepu.profile.labels import Label
from hepu.profile.lines import NAME_SEPARATORS
from hepu.profile.model import Answer, Completeness, Listing, Profile, Row, Signature, Status
from hepu.profile.schema import INDICATOR_SHEETS, SHEETS, details, list_specs, questions, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.profile.schema import ListSpec, Question
    from hepu.text import Lang

__all__ = ["core_questions", "form_bytes", "write_form"]

# The date in the workbook's properties: fixed, so that the same form has the same bytes.
_CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001  # a spreadsheet's date has no zone
_PARTS = ("value", "status", "source", "evidence")
_QUESTION_COLUMNS = ("id", "label", "unit", *_PARTS)
_YEARS_SHOWN = 3
# Rows that a list offers; a filled list keeps at least some free ones.
_ROWS = {"partnerships": 40, "overseas_students": 40, "programmes": 40, "enterprises": 30, "mission_areas": 8}
_OTHER_ROWS = 15
_SPARE_ROWS = 10
_TOP = 2
_LAST_NOTE_COLUMN = 6
_A3, _A4 = 8, 9
_COLUMNS_ON_A4 = 9


def core_questions(lexicon: Lexicon) -> tuple[Question, ...]:
    """Give what the core sheet asks, in its order."""
    asked = (*details(), *questions(), *lexicon.indicator_questions("international"))
    return tuple(item for item in asked if item.core)


def write_form(
    path: Path | str,
    profile: Profile | None = None,
    lang: Lang = "zh",
    years: Sequence[int] = (),
    lexicon: Lexicon | None = None,
) -> Path:
    """Write the form to a file, blank or filled with a profile, with the reader's language first.

    ``years`` are the years of the indicator columns; those of the profile are added. The file appears whole or not at
    all. Raises OSError where it cannot be written.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(form_bytes(profile, lang, years, lexicon))
    os.replace(beside, path)  # noqa: PTH105  # replaces an older file on every system
    return path


def form_bytes(
    profile: Profile | None = None, lang: Lang = "zh", years: Sequence[int] = (), lexicon: Lexicon | None = None
) -> bytes:
    """Give the form as the bytes of a workbook."""
    return _Writer(lexicon or default_lexicon(), lang, profile, _columns_of(profile, years)).run()


def _columns_of(profile: Profile | None, years: Sequence[int]) -> tuple[int | None, ...]:
    """Give the years of the indicator columns, oldest first; without any, blank columns to be headed by hand."""
    wanted = set(years)
    if profile is not None:
        wanted |= {year for answers in profile.indicators.values() for year in answers} | {profile.data_year}
    if not wanted:
        return (None,) * _YEARS_SHOWN
    if not years:
        wanted |= set(range(max(wanted) - _YEARS_SHOWN + 1, max(wanted) + 1))
    return tuple(sorted(wanted))


class _Writer:
    def __init__(self, lexicon: Lexicon, lang: Lang, profile: Profile | None, years: tuple[int | None, ...]) -> None:
        self.lexicon, self.form, self.lang = lexicon, lexicon.form, lang
        self.profile, self.years = profile, years
        self.data_year = profile.data_year if profile else max((year for year in years if year), default=None)
        self.buffer = io.BytesIO()
        typed = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True, **typed})
        self.book.set_properties({"title": both(self.form.title, lang), "author": "Hepu", "created": _CREATED})
        self.styles = Styles(self.book)
        self.titles = {name: self.form.sheets[name].title[lang] for name in SHEETS}
        self.sheets = {name: self.book.add_worksheet(title) for name, title in self.titles.items()}
        self.lists = self.book.add_worksheet(layout.LISTS_SHEET)
        self.cells = CellWriter(self.book, lexicon, lang, self.styles, self.lists)
        self.words = self.cells.words
        self.row_status = {word.value: self.form.status[word.value] for word in (Status.ACTUAL, Status.ESTIMATE)}
        self.next_row = dict.fromkeys(SHEETS, _TOP)

    def run(self) -> bytes:
        self.settings()
        for name in SHEETS:
            self.page(name)
        self.guide()
        asked = (*details(), *questions())
        self.question_sheet("core", core_questions(self.lexicon))
        self.question_sheet("college", (item for item in asked if item.sheet == "college"))
        self.question_sheet("resources", (item for item in asked if item.sheet == "resources"))
        self.indicator_sheet("international", "international")
        self.indicator_sheet("conditions", "resource")
        self.signature_sheet(item for item in asked if item.sheet == "signatures")
        for spec in list_specs():
            self.list_block(spec)
        for name in SHEETS[1:]:
            self.sheets[name].print_area(0, 0, self.next_row[name], self.last_column(name))
            self.sheets[name].set_paper(_A3 if self.last_column(name) > _COLUMNS_ON_A4 else _A4)
        self.sheets["core"].activate()
        self.book.close()
        return self.buffer.getvalue()

    def last_column(self, name: str) -> int:
        """Give the last column in use on a sheet, counted from 0."""
        fields = [len(spec.fields) + 3 for spec in list_specs() if spec.sheet == name]
        years = 2 + len(self.years) * len(_PARTS) if name in INDICATOR_SHEETS.values() else 0
        return max([*fields, years, len(_QUESTION_COLUMNS) - 1])

    def settings(self) -> None:
        """Say on the hidden sheet what form this is, so that it is read as it was written."""
        said = {"form": layout.FORM_NAME, "version": str(layout.FORM_VERSION), "language": self.lang}
        for row, (name, value) in enumerate(said.items()):
            self.lists.write_row(row, 0, [name, value])
        self.lists.very_hidden()

    def page(self, name: str) -> None:
        """Set up a sheet: its mark, title and note, and how it prints."""
        sheet, label = self.sheets[name], self.form.sheets[name]
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&C&P / &N")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, WIDTHS["id"])
        sheet.write_string(0, 0, layout.sheet_mark(name), self.styles["mark"])
        if name == "guide":
            sheet.write_string(0, 1, self.words(self.form.title), self.styles["title"])
            sheet.set_row(0, 48)
            return
        sheet.write_string(0, 1, both(label.title, self.lang), self.styles["title"])
        sheet.set_row(0, 26)
        note = self.words(label.note)
        sheet.merge_range(1, 1, 1, _LAST_NOTE_COLUMN, note, self.styles["note"])
        sheet.set_row(1, height_for(note, 130))

    def guide(self) -> None:
        """Write what to read before filling in, and the way to each sheet."""
        sheet = self.sheets["guide"]
        sheet.set_column(1, 1, WIDTHS["guide"])
        row = 1
        cells = f"{both(self.form.guide_core, self.lang)}: {len(core_questions(self.lexicon))}"
        for number, text in enumerate((*(self.words(item) for item in self.form.guide), cells), start=1):
            shown = f"{number}. {text}"
            sheet.write_string(row, 1, shown, self.styles["guide"])
            sheet.set_row(row, height_for(shown, WIDTHS["guide"]))
            row += 1
        sheet.write_string(row + 1, 1, both(self.form.guide_sheets, self.lang), self.styles["section"])
        for name in SHEETS[1:]:
            row += 1
            text = both(self.form.sheets[name].title, self.lang)
            sheet.write_url(row + 1, 1, f"internal:'{self.titles[name]}'!B1", self.styles["link"], text)
        sheet.print_area(0, 1, row + 1, 1)

    def columns_row(self, name: str, columns: Sequence[str], heads: Sequence[str]) -> int:
        """Write the marks of the columns and their headings; give the row after them."""
        sheet, row = self.sheets[name], self.next_row[name]
        sheet.write_string(row, 0, layout.COLUMNS, self.styles["mark"])
        for column, (mark, head) in enumerate(zip(columns, heads, strict=True), start=1):
            sheet.write_string(row, column, mark, self.styles["mark"])
            if head:
                sheet.write_string(row + 1, column, head, self.styles["head"])
        sheet.set_row(row, 9)
        sheet.set_row(row + 1, 32)
        self.next_row[name] = row + 2
        return row + 2

    def question_sheet(self, name: str, asked: Iterable[Question]) -> None:
        """Write a sheet with one question a row."""
        sheet = self.sheets[name]
        for column, mark in enumerate(_QUESTION_COLUMNS):
            sheet.set_column(column, column, WIDTHS[mark])
        heads = [self.words(self.form.columns[mark]) for mark in _QUESTION_COLUMNS[1:]]
        row = self.columns_row(name, _QUESTION_COLUMNS[1:], heads)
        sheet.freeze_panes(row, 2)
        sheet.repeat_rows(row - 1)
        for question in asked:
            self.question_row(sheet, row, question)
            row += 1
        self.next_row[name] = row

    def question_row(self, sheet: Any, row: int, question: Question) -> None:
        label = self.label(question)
        self.label_cells(sheet, row, question, label)
        column = 3
        plain = question.path in {item.path for item in details()}
        answer = None if plain else self.answer_of(question)
        value = self.detail_of(question) if plain else answer.value if answer else None
        self.cells.answer(sheet, row, column, question, value, label)
        self.name_cell(sheet, row, column, ("core_" if question.section == "indicators" else "") + question.path)
        if plain:
            for extra in range(column + 1, column + len(_PARTS)):
                sheet.write_blank(row, extra, None, self.styles["locked"])
        else:
            self.parts(sheet, row, answer, range(column + 1, column + len(_PARTS)))

    def label_cells(self, sheet: Any, row: int, question: Question, label: Label) -> None:
        shown = self.words(label.label)
        unit = self.lexicon.unit(question)
        sheet.write_string(row, 0, question.path, self.styles["mark"])
        sheet.write_string(row, 1, shown + (" *" if question.required else ""), self.styles["label"])
        sheet.write_string(row, 2, "" if unit is None else both(unit, self.lang), self.styles["unit"])
        if unit is None:
            sheet.write_blank(row, 2, None, self.styles["unit"])
        sheet.set_row(row, height_for(shown, WIDTHS["label"]))

    def parts(self, sheet: Any, row: int, answer: Answer[Any] | None, columns: Iterable[int]) -> None:
        """Write the status, source and evidence of an answer."""
        status, source, evidence = columns
        # A blank is missing and a value actual, so these need no word; a remark on a blank keeps its status.
        said = "" if answer is None or answer.status in {Status.MISSING, Status.ACTUAL} else answer.status.value
        self.cells.choose(sheet, row, status, self.form.status, said, "extra")
        self.cells.offer(sheet, (row, status, row, status), self.form.status)
        for column, text in ((source, answer.source if answer else ""), (evidence, answer.evidence if answer else "")):
            self.text_cell(sheet, row, column, text)

    def text_cell(self, sheet: Any, row: int, column: int, text: str, style: str = "extra") -> None:
        if text:
            sheet.write_string(row, column, text, self.styles[style])
        else:
            sheet.write_blank(row, column, None, self.styles[style])

    def name_cell(self, sheet: Any, row: int, column: int, path: str) -> None:
        title = sheet.get_name().replace("'", "''")
        address = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(layout.defined_name(path), f"='{title}'!{address}")

    def indicator_sheet(self, name: str, group: str) -> None:
        """Write a sheet of indicators: for each of value, status, source and evidence, one column a year."""
        sheet, count = self.sheets[name], len(self.years)
        marks = ["label", "unit", *(f"{part}.{number}" for part in _PARTS for number in range(1, count + 1))]
        heads = [self.words(self.form.columns[mark.partition(".")[0]]) for mark in marks]
        sheet.set_column(1, 1, WIDTHS["label"])
        sheet.set_column(2, 2, WIDTHS["unit"])
        for number, part in enumerate(_PARTS):
            first = 3 + number * count
            sheet.set_column(
                first,
                first + count - 1,
                WIDTHS["year" if part == "value" else part] * (0.8 if part in _PARTS[2:] else 1),
            )
        row = self.columns_row(name, marks, heads)
        self.years_row(sheet, row)
        sheet.freeze_panes(row + 1, 3)
        sheet.repeat_rows(row - 1, row)
        for question in self.lexicon.indicator_questions(group):
            row += 1
            self.indicator_row(sheet, row, question)
        self.next_row[name] = row

    def years_row(self, sheet: Any, row: int) -> None:
        """Write the years, which can be changed above the values; the other blocks repeat them."""
        count = len(self.years)
        sheet.write_string(row, 0, layout.YEARS, self.styles["mark"])
        sheet.write_string(row, 1, both(self.form.columns["year"], self.lang), self.styles["head"])
        sheet.write_blank(row, 2, None, self.styles["head"])
        for number, year in enumerate(self.years):
            if year is None:
                sheet.write_blank(row, 3 + number, None, self.styles["year"])
            else:
                sheet.write_number(row, 3 + number, year, self.styles["year"])
            self.cells.comment(sheet, row, 3 + number, self.form.year_help)
            cell = xl_rowcol_to_cell(row, 3 + number)
            for block in range(1, len(_PARTS)):
                formula = f'=IF({cell}="","",{cell})'
                sheet.write_formula(
                    row, 3 + number + block * count, formula, self.styles["year_shown"], "" if year is None else year
                )

    def indicator_row(self, sheet: Any, row: int, question: Question) -> None:
        label = self.label(question)
        self.label_cells(sheet, row, question, label)
        self.name_cell(sheet, row, 3, question.path)
        count = len(self.years)
        answers = self.profile.indicators.get(question.id, {}) if self.profile else {}
        for number, year in enumerate(self.years):
            columns = [3 + number + block * count for block in range(len(_PARTS))]
            if question.core and year is not None and year == self.data_year:
                sheet.write_string(row, columns[0], self.words(self.form.on_core_sheet), self.styles["locked"])
                for column in columns[1:]:
                    sheet.write_blank(row, column, None, self.styles["locked"])
                continue
            answer = answers.get(year) if year is not None else None
            self.cells.answer(sheet, row, columns[0], question, answer.value if answer else None, label)
            self.parts(sheet, row, answer, columns[1:])

    def signature_sheet(self, asked: Iterable[Question]) -> None:
        """Write who filled in and checked the form, as a whole and sheet by sheet."""
        name = "signatures"
        self.question_sheet(name, asked)
        sheet = self.sheets[name]
        self.next_row[name] += 1
        marks = ["label", *(item.id for item in signatures())]
        heads = [
            self.words(self.form.columns["sheet"]),
            *(self.words(self.form.signatures[item.id].label) for item in signatures()),
        ]
        row = self.columns_row(name, marks, heads)
        contact = self.profile.contact if self.profile else None
        for page in SHEETS[1:-1]:
            signed = (contact.sheets.get(page) if contact else None) or Signature()
            sheet.write_string(row, 0, layout.signature_mark(page), self.styles["mark"])
            sheet.write_string(row, 1, both(self.form.sheets[page].title, self.lang), self.styles["label"])
            for column, item in enumerate(signatures(), start=2):
                self.text_cell(sheet, row, column, getattr(signed, item.id), "text")
            sheet.set_row(row, 22)
            row += 1
        self.next_row[name] = row

    def list_block(self, spec: ListSpec) -> None:
        """Write a list: the word on its completeness, the headings of its fields, and its rows."""
        sheet, name = self.sheets[spec.sheet], spec.sheet
        listing: Listing[Row] | None = self.listing_of(spec)
        if self.next_row[name] == _TOP:
            self.columns_row(name, ("label", "unit", "value"), ("", "", ""))
        row = self.next_row[name] + (1 if name == "college" else 0)
        label = self.form.lists[spec.id]
        complete = layout.complete_mark(spec.id)
        sheet.write_string(row, 0, complete, self.styles["mark"])
        shown = f"{both(label.label, self.lang)} · {both(self.form.columns['complete'], self.lang)}"
        sheet.merge_range(row, 1, row, 2, shown, self.styles["section"])
        word = listing.complete.value if listing and listing.complete is not Completeness.MISSING else ""
        self.cells.choose(sheet, row, 3, self.form.completeness, word, "choice")
        self.cells.offer(sheet, (row, 3, row, 3), self.form.completeness)
        self.cells.comment(sheet, row, 3, self.form.complete_help)
        self.name_cell(sheet, row, 3, complete)
        sheet.set_row(row, 48)
        help_text = self.words(label.help)
        sheet.merge_range(row, 4, row, _LAST_NOTE_COLUMN, help_text, self.styles["note"])
        self.heads(sheet, row + 1, spec)
        rows = listing.rows if listing else ()
        total = max(_ROWS.get(spec.id, _OTHER_ROWS), len(rows) + _SPARE_ROWS)
        first, last = row + 3, row + 2 + total
        for number in range(total):
            self.list_row(sheet, first + number, spec, rows[number] if number < len(rows) else None, number + 1)
        for column, question in enumerate(spec.fields, start=1):
            self.cells.check(sheet, (first, column, last, column), question)
        status = len(spec.fields) + 1
        self.cells.offer(sheet, (first, status, last, status), self.row_status)
        self.next_row[name] = last + 2

    def heads(self, sheet: Any, row: int, spec: ListSpec) -> None:
        labels = {item.id: self.form.field(spec, item) for item in spec.fields} | dict(self.form.row)
        sheet.write_string(row, 0, layout.rows_mark(spec.id), self.styles["mark"])
        sheet.write_string(row + 1, 0, both(self.form.columns["number"], self.lang), self.styles["mark"])
        tallest = 0.0
        kinds = {item.id: FIELD_WIDTHS[item.kind] for item in spec.fields} | {
            "status": 14.0,
            "source": 20.0,
            "evidence": 20.0,
        }
        for column, (name, label) in enumerate(labels.items(), start=1):
            required = any(item.id == name and item.required for item in spec.fields)
            shown = self.words(label.label) + (" *" if required else "")
            sheet.write_string(row, column, name, self.styles["mark"])
            sheet.write_string(row + 1, column, shown, self.styles["head"])
            self.cells.comment(sheet, row + 1, column, label.help)
            width = WIDTHS["label"] if spec.sheet == "college" and column == 1 else 36.0 if column == 1 else kinds[name]
            tallest = max(tallest, height_for(shown, width))
            if spec.sheet != "college":
                sheet.set_column(column, column, width)
        sheet.set_row(row, 9)
        sheet.set_row(row + 1, tallest)
        if len([item for item in list_specs() if item.sheet == spec.sheet]) == 1 and spec.sheet != "college":
            sheet.freeze_panes(row + 2, 2)
            sheet.repeat_rows(row + 1)

    def list_row(self, sheet: Any, row: int, spec: ListSpec, item: Row | None, number: int) -> None:
        sheet.write_number(row, 0, number, self.styles["order"])
        for column, question in enumerate(spec.fields, start=1):
            self.cells.answer(sheet, row, column, question, getattr(item, question.id) if item else None)
        first = len(spec.fields) + 1
        said = Status.ESTIMATE.value if item and item.status is Status.ESTIMATE else ""
        self.cells.choose(sheet, row, first, self.row_status, said, "extra")
        self.text_cell(sheet, row, first + 1, item.source if item else "")
        self.text_cell(sheet, row, first + 2, item.evidence if item else "")

    def label(self, question: Question) -> Label:
        if question.section != "indicators":
            return self.form.label(question)
        indicator = self.lexicon.indicators[question.id]
        return Label(label=indicator.name, help=indicator.help)

    def detail_of(self, question: Question) -> object:
        if self.profile is None:
            return self.data_year if question.path == "data_year" else None
        value: object = self.profile
        for name in question.path.split("."):
            value = getattr(value, name)
        return NAME_SEPARATORS[-1].join(map(str, value)) if isinstance(value, tuple) else value

    def answer_of(self, question: Question) -> Answer[Any] | None:
        if self.profile is None:
            return None
        if question.section == "indicators":
            return self.profile.indicators.get(question.id, {}).get(self.profile.data_year)
        answer: Answer[Any] = getattr(getattr(self.profile, question.section), question.id)
        return answer

    def listing_of(self, spec: ListSpec) -> Listing[Row] | None:
        value: Any = self.profile
        for name in spec.path.split("."):
            value = None if value is None else getattr(value, name)
        found: Listing[Row] | None = value
        return found
