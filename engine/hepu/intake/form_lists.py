"""The lists of the form: the word on their completeness, the headings of their fields, and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.intake import layout
from hepu.intake.form_draft import LAST_NOTE_COLUMN, TOP
from hepu.intake.form_style import FIELD_WIDTHS, WIDTHS, height_for
from hepu.intake.lexicon import both
from hepu.profile.model import Completeness, Listing, Row, Status
from hepu.profile.schema import list_specs

if TYPE_CHECKING:
    from hepu.intake.form_draft import FormDraft
    from hepu.profile.schema import ListSpec

__all__ = ["list_block"]

# Rows that a list offers; a filled list keeps at least some free ones.
_ROWS = {"partnerships": 40, "overseas_students": 40, "programmes": 40, "enterprises": 30, "mission_areas": 8}
_OTHER_ROWS = 15
_SPARE_ROWS = 10


def list_block(draft: FormDraft, spec: ListSpec) -> None:
    """Write a list: the word on its completeness, the headings of its fields, and its rows."""
    sheet, name = draft.sheets[spec.sheet], spec.sheet
    listing: Listing[Row] | None = draft.listing_of(spec)
    if draft.next_row[name] == TOP:
        draft.columns_row(name, ("label", "unit", "value"), ("", "", ""))
    row = draft.next_row[name] + (1 if name == "college" else 0)
    label = draft.form.lists[spec.id]
    complete = layout.complete_mark(spec.id)
    sheet.write_string(row, 0, complete, draft.styles["mark"])
    shown = f"{both(label.label, draft.lang)} · {both(draft.form.columns['complete'], draft.lang)}"
    sheet.merge_range(row, 1, row, 2, shown, draft.styles["section"])
    word = listing.complete.value if listing and listing.complete is not Completeness.MISSING else ""
    draft.cells.choose(sheet, row, 3, draft.form.completeness, word, "choice")
    draft.cells.offer(sheet, (row, 3, row, 3), draft.form.completeness)
    draft.cells.comment(sheet, row, 3, draft.form.complete_help)
    draft.name_cell(sheet, row, 3, complete)
    sheet.set_row(row, 48)
    help_text = draft.words(label.help)
    sheet.merge_range(row, 4, row, LAST_NOTE_COLUMN, help_text, draft.styles["note"])
    _heads(draft, sheet, row + 1, spec)
    rows = listing.rows if listing else ()
    total = max(_ROWS.get(spec.id, _OTHER_ROWS), len(rows) + _SPARE_ROWS)
    first, last = row + 3, row + 2 + total
    for number in range(total):
        _list_row(draft, sheet, first + number, spec, rows[number] if number < len(rows) else None, number + 1)
    for column, question in enumerate(spec.fields, start=1):
        draft.cells.check(sheet, (first, column, last, column), question)
    status = len(spec.fields) + 1
    draft.cells.offer(sheet, (first, status, last, status), draft.row_status)
    draft.next_row[name] = last + 2


def _heads(draft: FormDraft, sheet: Any, row: int, spec: ListSpec) -> None:
    labels = {item.id: draft.form.field(spec, item) for item in spec.fields} | dict(draft.form.row)
    sheet.write_string(row, 0, layout.rows_mark(spec.id), draft.styles["mark"])
    sheet.write_string(row + 1, 0, both(draft.form.columns["number"], draft.lang), draft.styles["mark"])
    tallest = 0.0
    kinds = {item.id: FIELD_WIDTHS[item.kind] for item in spec.fields} | {
        "status": 14.0,
        "source": 20.0,
        "evidence": 20.0,
    }
    for column, (name, label) in enumerate(labels.items(), start=1):
        required = any(item.id == name and item.required for item in spec.fields)
        shown = draft.words(label.label) + (" *" if required else "")
        sheet.write_string(row, column, name, draft.styles["mark"])
        sheet.write_string(row + 1, column, shown, draft.styles["head"])
        draft.cells.comment(sheet, row + 1, column, label.help)
        width = WIDTHS["label"] if spec.sheet == "college" and column == 1 else 36.0 if column == 1 else kinds[name]
        tallest = max(tallest, height_for(shown, width))
        if spec.sheet != "college":
            sheet.set_column(column, column, width)
    sheet.set_row(row, 9)
    sheet.set_row(row + 1, tallest)
    if len([item for item in list_specs() if item.sheet == spec.sheet]) == 1 and spec.sheet != "college":
        sheet.freeze_panes(row + 2, 2)
        sheet.repeat_rows(row + 1)


def _list_row(draft: FormDraft, sheet: Any, row: int, spec: ListSpec, item: Row | None, number: int) -> None:
    sheet.write_number(row, 0, number, draft.styles["order"])
    for column, question in enumerate(spec.fields, start=1):
        draft.cells.answer(sheet, row, column, question, getattr(item, question.id) if item else None)
    first = len(spec.fields) + 1
    said = Status.ESTIMATE.value if item and item.status is Status.ESTIMATE else ""
    draft.cells.choose(sheet, row, first, draft.row_status, said, "extra")
    draft.text_cell(sheet, row, first + 1, item.source if item else "")
    draft.text_cell(sheet, row, first + 2, item.evidence if item else "")
