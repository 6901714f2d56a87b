"""The review book as a workbook: a cover with instructions, and a sheet for each kind of entry."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import write_files
from hepu.intake import layout as form
from hepu.intake.form_style import Styles, height_for
from hepu.knowledge.reviewed import OPINIONS, STATES
from hepu.report.values import day
from hepu.report.words import join, say, words
from hepu.review.entries import Entries
from hepu.review.layout import BOOK_NAME, BOOK_VERSION, FILLED, FIRST_DAY, fingerprint, listed, review_mark, titles

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hepu.knowledge.reviewed import Reviewed
    from hepu.pack import Pack
    from hepu.review.layout import SheetSpec
    from hepu.text import Lang

__all__ = ["book_bytes", "write_book"]

_A4 = 9
_GUIDE = ("judge", "fill", "words", "reason", "role", "name", "locked", "values", "send")
_COVER_WIDTHS = (3, 26, 26, 62)
_STATE_WIDTH = 14
_FILLED_WIDTHS = {"opinion": 8, "reason": 30, "reviewer": 9, "role": 14, "date": 11.5}
_STYLES = {"opinion": "opinion", "date": "opinion_date"}
_HEAD_ROW = 3
# Entries stand in smaller letters than the heights and widths are made for.
_SMALLER = 1.1
# What a spreadsheet can show of a row, where columns begin to widen, and how far they do.
_HIGHEST = 409.0
_HIGH = 360.0
_WIDEST = 255.0
_LAST_DAY = dt.date(2100, 12, 31)


def write_book(
    path: Path | str,
    pack: Pack,
    lang: Lang = "zh",
    kinds: Collection[str] = (),
    *,
    waiting: bool = False,
    overwrite: bool = False,
) -> Path:
    """Write the book to a file, which appears whole or not at all; options as for ``book_bytes``.

    Raises:
        OutputError: where the file cannot be written, is no .xlsx, or would overwrite a book with its opinions.

    """
    path = Path(path)
    if path.suffix.casefold() != ".xlsx":
        context = {"found": path.suffix or path.name, "nearest": path.with_suffix(".xlsx").name}
        raise OutputError([Fault("review_suffix", Location(str(path)), context)])
    if path.exists() and not overwrite:
        raise OutputError([Fault("review_exists", Location(str(path)))])
    write_files({path: (None, book_bytes(pack, lang, kinds, waiting=waiting))})
    return path


def book_bytes(pack: Pack, lang: Lang = "zh", kinds: Collection[str] = (), *, waiting: bool = False) -> bytes:
    """Give the book as the bytes of a workbook; the same pack gives the same bytes.

    ``kinds`` are the ids of the sheets, all of them by default; ``waiting`` leaves out what has been reviewed.
    """
    buffer = io.BytesIO()
    typed = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **typed})
    about = pack.knowledge.pack
    created = dt.datetime.combine(about.date, dt.time())
    book.set_properties({"title": words()["book.title"][lang], "author": "Hepu", "created": created})
    styles, entries = Styles(book), Entries(pack)
    cover = book.add_worksheet(words()["book.cover"][lang])
    sheets = listed(pack, kinds, waiting=waiting)
    written = {
        spec.id: {item.key: {name: text[lang] for name, text in entries.cells(item).items()} for item in found}
        for spec, found in sheets
    }
    for spec, _ in sheets:
        _sheet(book.add_worksheet(titles(spec)[lang]), spec, tuple(written[spec.id].values()), styles, lang)
    _cover(cover, pack, sheets, styles, lang)
    hidden = book.add_worksheet(form.LISTS_SHEET)
    said = {"form": BOOK_NAME, "version": str(BOOK_VERSION), "pack": about.name}
    entered = [
        [
            item.key,
            item.mark,
            review_mark(item.review),
            *(f"{name}={fingerprint(text)}" for name, text in cells.items()),
        ]
        for spec, found in sheets
        for item, cells in zip(found, written[spec.id].values(), strict=True)
    ]
    for row, cells in enumerate([*map(list, said.items()), *entered]):
        hidden.write_row(row, 0, cells)
    hidden.very_hidden()
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, spec: SheetSpec, rows: Sequence[Mapping[str, str]], styles: Styles, lang: Lang) -> None:
    """Write one sheet: its mark and title, a note, the marks of its columns, their heads, and a row an entry."""
    shown = tuple(
        (name, _wide_enough([cells[name] for cells in rows], width))
        for name, width in (*spec.columns, ("state", _STATE_WIDTH))
    )
    columns = ("", *(name for name, _ in shown), *FILLED)
    widths = (2.0, *(width for _, width in shown), *(_FILLED_WIDTHS[name] for name in FILLED))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, form.sheet_mark(spec.id), styles["mark"])
    sheet.write_string(0, 1, titles(spec)[lang], styles["title"])
    sheet.set_row(0, 26)
    sheet.merge_range(1, 1, 1, len(columns) - 1, words()[f"book_note.{spec.note}"][lang], styles["note"])
    sheet.set_row(1, 18)
    sheet.set_row(2, 9)
    sheet.write_string(2, 0, form.COLUMNS, styles["mark"])
    for column, name in enumerate(columns[1:], start=1):
        sheet.write_string(2, column, name, styles["mark"])
        sheet.write_string(_HEAD_ROW, column, words()[f"book_column.{name}"][lang], styles["head"])
    sheet.set_row(_HEAD_ROW, 32)
    for row, cells in enumerate(rows, start=_HEAD_ROW + 1):
        for column, name in enumerate(columns[1:], start=1):
            if name in FILLED:
                sheet.write_blank(row, column, None, styles[_STYLES.get(name, "opinion_text")])
            else:
                sheet.write_string(row, column, cells[name], styles["read"])
        sheet.set_row(row, min(max(_height(cells[name], width) for name, width in shown), _HIGHEST))
    last = _HEAD_ROW + len(rows)
    _validate(sheet, columns, last, lang)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.autofilter(_HEAD_ROW, 1, last, len(columns) - 1)
    sheet.protect("", dict.fromkeys(("autofilter", "format_rows", "format_columns"), True))
    _print(sheet)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(_HEAD_ROW - 3, 1, last, len(columns) - 1)


def _height(text: str, width: float) -> float:
    return height_for(text, width * _SMALLER) / _SMALLER


def _wide_enough(texts: Sequence[str], least: float) -> float:
    """Give the width in which no text of a column is higher than a row may be."""
    width = float(least)
    while width < _WIDEST and any(_height(text, width) > _HIGH for text in texts):
        width += 2
    return width


def _validate(sheet: Any, columns: Sequence[str], last: int, lang: Lang) -> None:
    """Say of each cell to fill in what it takes, and offer the opinions."""
    opinions = [words()[f"book_opinion.{word}"][lang] for word in OPINIONS]
    rules: dict[str, dict[str, Any]] = {
        "opinion": {
            "validate": "list",
            "source": opinions,
            "error_title": words()["book_column.opinion"][lang],
            "error_message": words()["book_hint.opinion_wrong"][lang],
        },
        "date": {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": _LAST_DAY},
    }
    for name in FILLED:
        column = columns.index(name)
        hint = {
            "input_title": words()[f"book_column.{name}"][lang],
            "input_message": words()[f"book_hint.{name}"][lang],
        }
        sheet.data_validation(_HEAD_ROW + 1, column, last, column, {"validate": "any"} | rules.get(name, {}) | hint)


def _print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    sheet.set_footer("&L&A&C&P / &N")
    sheet.hide_gridlines(2)


def _cover(
    sheet: Any, pack: Pack, sheets: Sequence[tuple[SheetSpec, tuple[Reviewed, ...]]], styles: Styles, lang: Lang
) -> None:
    """Write what the book is about, how to fill it in, and the way to each sheet."""
    for column, width in enumerate(_COVER_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, form.sheet_mark("cover"), styles["mark"])
    sheet.write_string(0, 1, words()["book.title"][lang], styles["title"])
    sheet.set_row(0, 48)
    about = pack.knowledge.pack
    facts = {
        "pack": about.title[lang],
        "id": f"{about.name} {about.version}",
        "day": day(about.date)[lang],
        "digest": pack.digest,
    }
    row = 1
    for name, value in facts.items():
        sheet.write_string(row, 1, words()[f"book.{name}"][lang], styles["label"])
        sheet.merge_range(row, 2, row, 3, value, styles["label"])
        row += 1
    row += 1
    sheet.merge_range(row, 1, row, 3, words()["book.how"][lang], styles["section"])
    for number, name in enumerate(_GUIDE, start=1):
        row += 1
        text = say("book.point", number=number, text=words()[f"book_guide.{name}"])[lang]
        sheet.merge_range(row, 1, row, 3, text, styles["guide"])
        sheet.set_row(row, height_for(text, sum(_COVER_WIDTHS[1:])))
    row += 2
    for column, name in enumerate(("sheet", "listed", "states"), start=1):
        sheet.write_string(row, column, words()[f"book.{name}"][lang], styles["head"])
    for spec, found in sheets:
        row += 1
        title = titles(spec)[lang]
        sheet.write_url(row, 1, f"internal:'{title}'!B1", styles["link"], title)
        sheet.write_number(row, 2, len(found), styles["unit"])
        sheet.write_string(row, 3, _counts(found, lang), styles["label"])
    sheet.protect("", {"format_rows": True, "format_columns": True})
    _print(sheet)
    sheet.print_area(0, 1, row, 3)


def _counts(items: Sequence[Reviewed], lang: Lang) -> str:
    states = [item.state for item in items]
    return join(
        say("book.pair", label=words()[f"book_state.{state}"], value=states.count(state))
        for state in STATES
        if state in states
    )[lang]
