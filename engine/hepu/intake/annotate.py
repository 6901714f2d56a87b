"""The faulty workbook given back: faulty cells coloured and commented, and a first sheet that lists all findings."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.file_reading import bounded_bytes
from hepu.intake.layout import FINDINGS, LISTS_SHEET
from hepu.intake.zip_guard import MAX_FILE, check_container
from hepu.messages import phrase, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hepu.text import Lang

__all__ = ["annotate"]

_FILLS = {"error": "FFC7CE", "warning": "FFE699", "note": "DDEBF7"}
_HEADS = ("findings_severity", "findings_place", "findings_message", "findings_remedy")
_WIDTHS = (12, 26, 56, 56)
_STAMP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")


def annotate(path: Path | str, faults: Sequence[Fault], out: Path | str, lang: Lang | None = None) -> Path:
    """Write a copy of a filled form in which each fault is shown in its cell and listed on a first sheet.

    Messages are in the form's language unless ``lang`` says otherwise. The same input gives the same bytes.

    Raises:
        InputError: when the file is no workbook, or one that cannot be opened.
        OutputError: when the copy cannot be written.

    """
    path, out = Path(path), Path(out)
    if path.suffix.casefold() != ".xlsx":
        raise InputError([Fault("annotate_text", Location(path.name), {"found": path.suffix or path.name})])
    try:
        data = bounded_bytes(path, MAX_FILE)
    except (OSError, ValueError) as error:
        code = "file_missing" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise InputError([Fault(code, Location(path.name))]) from None
    if found := check_container(data, path.name):
        raise InputError(found)
    with warnings.catch_warnings():
        # The reader warns of extensions that it drops; they carry no answers.
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data), keep_links=False)
        except Exception as error:  # a library that stumbles over a broken file
            place = Location(path.name)
            raise InputError([Fault("unreadable_file", place, {"found": type(error).__name__})]) from error
    lang = lang or _language(book)
    _remove_old(book)
    for fault in faults:
        _mark(book, fault, lang)
    _list(book, faults, lang)
    buffer = io.BytesIO()
    book.save(buffer)
    try:
        out.write_bytes(_settled(buffer.getvalue()))
    except OSError:
        raise OutputError([Fault("output_unwritable", Location(str(out)))]) from None
    return out


def _language(book: Workbook) -> Lang:
    if LISTS_SHEET in book.sheetnames:
        for row in book[LISTS_SHEET].iter_rows(max_row=10, max_col=2, values_only=True):
            if row[0] == "language" and row[1] == "en":
                return "en"
    return "zh"


def _remove_old(book: Workbook) -> None:
    """Take away the list of findings of an earlier turn."""
    for sheet in list(book.worksheets):
        if sheet.cell(1, 1).value == FINDINGS:
            book.remove(sheet)


def _mark(book: Workbook, fault: Fault, lang: Lang) -> None:
    place = fault.location
    if not place.cell or place.sheet not in book.sheetnames:
        return
    cell: Any = book[place.sheet][place.cell]
    if isinstance(cell, MergedCell):
        return
    cell.fill = PatternFill("solid", start_color=_FILLS[fault.severity])
    text = "\n→ ".join(part for part in told(fault, lang) if part)
    before = cell.comment.text if cell.comment is not None else ""
    comment = Comment(f"{text}\n\n{before}".strip(), "Hepu")
    comment.width, comment.height = 320, 60 + 18 * (comment.text.count("\n") + len(comment.text) // 26)
    cell.comment = comment


def _list(book: Workbook, faults: Sequence[Fault], lang: Lang) -> None:
    title = phrase("findings_title", lang)
    while title in book.sheetnames:
        title += "_"
    sheet: Worksheet = book.create_sheet(title, 0)
    sheet.append([FINDINGS, title])
    sheet.append([None, phrase("findings_title", lang, "remedy")])
    sheet.append([None, *(phrase(code, lang) for code in _HEADS)])
    for fault in faults:
        place = fault.location
        shown = f"{place.sheet}!{place.cell}" if place.cell else place.sheet or place.file
        sheet.append([None, phrase(f"severity_{fault.severity}", lang), shown, *told(fault, lang)])
        row = sheet.max_row
        for column in range(2, len(_HEADS) + 2):
            cell = sheet.cell(row, column)
            # What a fault quotes is text, even where it begins like a formula.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 2).fill = PatternFill("solid", start_color=_FILLS[fault.severity])
        if place.cell and place.sheet in book.sheetnames:
            quoted = place.sheet.replace("'", "''")
            sheet.cell(row, 3).hyperlink = Hyperlink(ref=f"C{row}", location=f"'{quoted}'!{place.cell}")
            sheet.cell(row, 3).font = Font(color="1A5276", underline="single")
    _dress(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _dress(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 3
    for letter, width in zip("BCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"].font = Font(size=6, color="8A94A0")
    sheet["B1"].font = Font(size=14, bold=True)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _settled(data: bytes) -> bytes:
    """Give the same workbook without the time at which it was written."""
    stamp = dt.datetime(*_STAMP[:3], tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return target.getvalue()
