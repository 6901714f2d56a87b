"""The sheets of the form with one question a row: answers, indicators year by year, and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from hepu.intake import layout
from hepu.intake.form_draft import PARTS, QUESTION_COLUMNS
from hepu.intake.form_style import WIDTHS
from hepu.intake.lexicon import both
from hepu.profile.model import Signature
from hepu.profile.schema import SHEETS, details, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.intake.form_draft import FormDraft
    from hepu.profile.schema import Question

__all__ = ["indicator_sheet", "question_sheet", "signature_sheet"]


def question_sheet(draft: FormDraft, name: str, asked: Iterable[Question]) -> None:
    """Write a sheet with one question a row."""
    sheet = draft.sheets[name]
    for column, mark in enumerate(QUESTION_COLUMNS):
        sheet.set_column(column, column, WIDTHS[mark])
    heads = [draft.words(draft.form.columns[mark]) for mark in QUESTION_COLUMNS[1:]]
    row = draft.columns_row(name, QUESTION_COLUMNS[1:], heads)
    sheet.freeze_panes(row, 2)
    sheet.repeat_rows(row - 1)
    for question in asked:
        _question_row(draft, sheet, row, question)
        row += 1
    draft.next_row[name] = row


def _question_row(draft: FormDraft, sheet: Any, row: int, question: Question) -> None:
    label = draft.label(question)
    draft.label_cells(sheet, row, question, label)
    column = 3
    plain = question.path in {item.path for item in details()}
    answer = None if plain else draft.answer_of(question)
    value = draft.detail_of(question) if plain else answer.value if answer else None
    draft.cells.answer(sheet, row, column, question, value, label)
    draft.name_cell(sheet, row, column, ("core_" if question.section == "indicators" else "") + question.path)
    if plain:
        for extra in range(column + 1, column + len(PARTS)):
            sheet.write_blank(row, extra, None, draft.styles["locked"])
    else:
        draft.parts(sheet, row, answer, range(column + 1, column + len(PARTS)))


def indicator_sheet(draft: FormDraft, name: str, group: str) -> None:
    """Write a sheet of indicators: for each of value, status, source and evidence, one column a year."""
    sheet, count = draft.sheets[name], len(draft.years)
    marks = ["label", "unit", *(f"{part}.{number}" for part in PARTS for number in range(1, count + 1))]
    heads = [draft.words(draft.form.columns[mark.partition(".")[0]]) for mark in marks]
    sheet.set_column(1, 1, WIDTHS["label"])
    sheet.set_column(2, 2, WIDTHS["unit"])
    for number, part in enumerate(PARTS):
        first = 3 + number * count
        sheet.set_column(
            first,
            first + count - 1,
            WIDTHS["year" if part == "value" else part] * (0.8 if part in PARTS[2:] else 1),
        )
    row = draft.columns_row(name, marks, heads)
    _years_row(draft, sheet, row)
    sheet.freeze_panes(row + 1, 3)
    sheet.repeat_rows(row - 1, row)
    for question in draft.lexicon.indicator_questions(group):
        row += 1
        _indicator_row(draft, sheet, row, question)
    draft.next_row[name] = row


def _years_row(draft: FormDraft, sheet: Any, row: int) -> None:
    """Write the years, which can be changed above the values; the other blocks repeat them."""
    count = len(draft.years)
    sheet.write_string(row, 0, layout.YEARS, draft.styles["mark"])
    sheet.write_string(row, 1, both(draft.form.columns["year"], draft.lang), draft.styles["head"])
    sheet.write_blank(row, 2, None, draft.styles["head"])
    for number, year in enumerate(draft.years):
        if year is None:
            sheet.write_blank(row, 3 + number, None, draft.styles["year"])
        else:
            sheet.write_number(row, 3 + number, year, draft.styles["year"])
        draft.cells.comment(sheet, row, 3 + number, draft.form.year_help)
        cell = xl_rowcol_to_cell(row, 3 + number)
        for block in range(1, len(PARTS)):
            formula = f'=IF({cell}="","",{cell})'
            sheet.write_formula(
                row, 3 + number + block * count, formula, draft.styles["year_shown"], "" if year is None else year
            )


def _indicator_row(draft: FormDraft, sheet: Any, row: int, question: Question) -> None:
    label = draft.label(question)
    draft.label_cells(sheet, row, question, label)
    draft.name_cell(sheet, row, 3, question.path)
    count = len(draft.years)
    answers = draft.profile.indicators.get(question.id, {}) if draft.profile else {}
    for number, year in enumerate(draft.years):
        columns = [3 + number + block * count for block in range(len(PARTS))]
        if question.core and year is not None and year == draft.data_year:
            sheet.write_string(row, columns[0], draft.words(draft.form.on_core_sheet), draft.styles["locked"])
            for column in columns[1:]:
                sheet.write_blank(row, column, None, draft.styles["locked"])
            continue
        answer = answers.get(year) if year is not None else None
        draft.cells.answer(sheet, row, columns[0], question, answer.value if answer else None, label)
        draft.parts(sheet, row, answer, columns[1:])


def signature_sheet(draft: FormDraft, asked: Iterable[Question]) -> None:
    """Write who filled in and checked the form, as a whole and sheet by sheet."""
    name = "signatures"
    question_sheet(draft, name, asked)
    sheet = draft.sheets[name]
    draft.next_row[name] += 1
    marks = ["label", *(item.id for item in signatures())]
    heads = [
        draft.words(draft.form.columns["sheet"]),
        *(draft.words(draft.form.signatures[item.id].label) for item in signatures()),
    ]
    row = draft.columns_row(name, marks, heads)
    contact = draft.profile.contact if draft.profile else None
    for page in SHEETS[1:-1]:
        signed = (contact.sheets.get(page) if contact else None) or Signature()
        sheet.write_string(row, 0, layout.signature_mark(page), draft.styles["mark"])
        sheet.write_string(row, 1, both(draft.form.sheets[page].title, draft.lang), draft.styles["label"])
        for column, item in enumerate(signatures(), start=2):
            draft.text_cell(sheet, row, column, getattr(signed, item.id), "text")
        sheet.set_row(row, 22)
        row += 1
    draft.next_row[name] = row
