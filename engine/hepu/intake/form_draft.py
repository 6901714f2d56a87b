"""The form while it is being written: its sheets, its words and what the profile says."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from hepu.intake import layout
from hepu.intake.form_cells import CellWriter
from hepu.intake.form_style import WIDTHS, Styles, height_for
from hepu.intake.lexicon import Lexicon, both
from hepu.profile.labels import Label
from hepu.profile.lines import NAME_SEPARATORS
from hepu.profile.model import Answer, Listing, Profile, Row, Status
from hepu.profile.schema import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.profile.schema import ListSpec, Question
    from hepu.text import Lang

__all__ = ["LAST_NOTE_COLUMN", "PARTS", "QUESTION_COLUMNS", "TOP", "FormDraft"]

# The date in the workbook's properties: fixed, so that the same form has the same bytes.
_CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001  # a spreadsheet's date has no zone
PARTS = ("value", "status", "source", "evidence")
QUESTION_COLUMNS = ("id", "label", "unit", *PARTS)
# The row below a sheet's title and note, and the last column that the note spans.
TOP = 2
LAST_NOTE_COLUMN = 6


class FormDraft:
    """A form under way; ``next_row`` says for each sheet where the next block begins, rows counted from 0."""

    def __init__(self, lexicon: Lexicon, lang: Lang, profile: Profile | None, years: tuple[int | None, ...]) -> None:
        """Open a workbook with all its sheets, still blank."""
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
        self.next_row = dict.fromkeys(SHEETS, TOP)

    def label_cells(self, sheet: Any, row: int, question: Question, label: Label) -> None:
        """Write the id, the label and the unit of a question."""
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
        """Write a text to fill in, or the room for it."""
        if text:
            sheet.write_string(row, column, text, self.styles[style])
        else:
            sheet.write_blank(row, column, None, self.styles[style])

    def name_cell(self, sheet: Any, row: int, column: int, path: str) -> None:
        """Give a cell the defined name of its question."""
        title = sheet.get_name().replace("'", "''")
        address = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(layout.defined_name(path), f"='{title}'!{address}")

    def label(self, question: Question) -> Label:
        """Give the label of a question or of an indicator."""
        if question.section != "indicators":
            return self.form.label(question)
        indicator = self.lexicon.indicators[question.id]
        return Label(label=indicator.name, help=indicator.help)

    def detail_of(self, question: Question) -> object:
        """Give what the profile says in a plain value."""
        if self.profile is None:
            return self.data_year if question.path == "data_year" else None
        value: object = self.profile
        for name in question.path.split("."):
            value = getattr(value, name)
        return NAME_SEPARATORS[-1].join(map(str, value)) if isinstance(value, tuple) else value

    def answer_of(self, question: Question) -> Answer[Any] | None:
        """Give the profile's answer to a question, for an indicator that of the data year."""
        if self.profile is None:
            return None
        if question.section == "indicators":
            return self.profile.indicators.get(question.id, {}).get(self.profile.data_year)
        answer: Answer[Any] = getattr(getattr(self.profile, question.section), question.id)
        return answer

    def listing_of(self, spec: ListSpec) -> Listing[Row] | None:
        """Give one of the profile's lists."""
        value: Any = self.profile
        for name in spec.path.split("."):
            value = None if value is None else getattr(value, name)
        found: Listing[Row] | None = value
        return found

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
