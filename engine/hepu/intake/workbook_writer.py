"""The form as a workbook, blank or filled with a profile; the same input gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hepu.file_writing import write_files
from hepu.intake import layout
from hepu.intake.form_draft import LAST_NOTE_COLUMN, PARTS, QUESTION_COLUMNS, FormDraft
from hepu.intake.form_lists import list_block
from hepu.intake.form_questions import indicator_sheet, question_sheet, signature_sheet
from hepu.intake.form_style import WIDTHS, height_for
from hepu.intake.lexicon import Lexicon, both, default_lexicon
from hepu.profile.schema import INDICATOR_SHEETS, SHEETS, details, list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.profile.model import Profile
    from hepu.profile.schema import Question
    from hepu.text import Lang

__all__ = ["core_questions", "form_bytes", "write_form"]

_YEARS_SHOWN = 3
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
    all.

    Raises:
        OutputError: where it cannot be written.

    """
    path = Path(path)
    write_files({path: (None, form_bytes(profile, lang, years, lexicon))})
    return path


def form_bytes(
    profile: Profile | None = None, lang: Lang = "zh", years: Sequence[int] = (), lexicon: Lexicon | None = None
) -> bytes:
    """Give the form as the bytes of a workbook."""
    lexicon = lexicon or default_lexicon()
    draft = FormDraft(lexicon, lang, profile, _columns_of(profile, years))
    _settings(draft)
    for name in SHEETS:
        _page(draft, name)
    _guide(draft)
    asked = (*details(), *questions())
    question_sheet(draft, "core", core_questions(lexicon))
    for name in ("college", "resources"):
        question_sheet(draft, name, (item for item in asked if item.sheet == name))
    for group, name in INDICATOR_SHEETS.items():
        indicator_sheet(draft, name, group)
    signature_sheet(draft, (item for item in asked if item.sheet == "signatures"))
    for spec in list_specs():
        list_block(draft, spec)
    _print_setup(draft)
    draft.sheets["core"].activate()
    draft.book.close()
    return draft.buffer.getvalue()


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


def _settings(draft: FormDraft) -> None:
    """Say on the hidden sheet what form this is, so that it is read as it was written."""
    said = {"form": layout.FORM_NAME, "version": str(layout.FORM_VERSION), "language": draft.lang}
    for row, (name, value) in enumerate(said.items()):
        draft.lists.write_row(row, 0, [name, value])
    draft.lists.very_hidden()


def _page(draft: FormDraft, name: str) -> None:
    """Set up a sheet: its mark, title and note, and how it prints."""
    sheet, label = draft.sheets[name], draft.form.sheets[name]
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&C&P / &N")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, WIDTHS["id"])
    sheet.write_string(0, 0, layout.sheet_mark(name), draft.styles["mark"])
    if name == "guide":
        sheet.write_string(0, 1, draft.words(draft.form.title), draft.styles["title"])
        sheet.set_row(0, 48)
        return
    sheet.write_string(0, 1, both(label.title, draft.lang), draft.styles["title"])
    sheet.set_row(0, 26)
    note = draft.words(label.note)
    sheet.merge_range(1, 1, 1, LAST_NOTE_COLUMN, note, draft.styles["note"])
    sheet.set_row(1, height_for(note, 130))


def _guide(draft: FormDraft) -> None:
    """Write what to read before filling in, and the way to each sheet."""
    sheet = draft.sheets["guide"]
    sheet.set_column(1, 1, WIDTHS["guide"])
    row = 1
    cells = f"{both(draft.form.guide_core, draft.lang)}: {len(core_questions(draft.lexicon))}"
    for number, text in enumerate((*(draft.words(item) for item in draft.form.guide), cells), start=1):
        shown = f"{number}. {text}"
        sheet.write_string(row, 1, shown, draft.styles["guide"])
        sheet.set_row(row, height_for(shown, WIDTHS["guide"]))
        row += 1
    sheet.write_string(row + 1, 1, both(draft.form.guide_sheets, draft.lang), draft.styles["section"])
    for name in SHEETS[1:]:
        row += 1
        text = both(draft.form.sheets[name].title, draft.lang)
        sheet.write_url(row + 1, 1, f"internal:'{draft.titles[name]}'!B1", draft.styles["link"], text)
    sheet.print_area(0, 1, row + 1, 1)


def _last_column(draft: FormDraft, name: str) -> int:
    """Give the last column in use on a sheet, counted from 0."""
    fields = [len(spec.fields) + 3 for spec in list_specs() if spec.sheet == name]
    years = 2 + len(draft.years) * len(PARTS) if name in INDICATOR_SHEETS.values() else 0
    return max([*fields, years, len(QUESTION_COLUMNS) - 1])


def _print_setup(draft: FormDraft) -> None:
    """Print what is in use, on larger paper where there are many columns."""
    for name in SHEETS[1:]:
        last = _last_column(draft, name)
        draft.sheets[name].print_area(0, 0, draft.next_row[name], last)
        draft.sheets[name].set_paper(_A3 if last > _COLUMNS_ON_A4 else _A4)
