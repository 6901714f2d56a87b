"""The decision table as a workbook: a cover with instructions, a sheet a stage, the examples, and all names."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hepu.decision_table.choices import write_choices
from hepu.decision_table.cover import write_cover
from hepu.decision_table.exported import TableOf, pack_name
from hepu.decision_table.layout import BOOK_NAME, BOOK_VERSION, EXAMPLE_COLUMNS, EXAMPLES, RULE_COLUMNS, sheet_title
from hepu.decision_table.names_sheet import write_names
from hepu.decision_table.sheet import SheetWriter
from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import write_files
from hepu.intake import layout as form
from hepu.intake.form_style import Styles
from hepu.language.kinds import STAGES
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.decision_table.exported import Marks
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["table_bytes", "write_table"]

_SPARE_RULES, _SPARE_EXAMPLES = 20, 60


def write_table(
    path: Path | str, pack: Pack, rules: Sequence[Rule], lang: Lang = "zh", *, overwrite: bool = False
) -> Path:
    """Write the table of some rules to a file, which appears whole or not at all.

    Raises:
        OutputError: where the file cannot be written, is no .xlsx, or would overwrite another.

    """
    path = Path(path)
    if path.suffix.casefold() != ".xlsx":
        context = {"found": path.suffix or path.name, "nearest": path.with_suffix(".xlsx").name}
        raise OutputError([Fault("table_suffix", Location(str(path)), context)])
    if path.exists() and not overwrite:
        raise OutputError([Fault("table_exists", Location(str(path)))])
    if not path.parent.is_dir():
        raise OutputError([Fault("table_folder", Location(str(path)), {"found": str(path.parent)})])
    write_files({path: (None, table_bytes(pack, rules, lang))})
    return path


def table_bytes(pack: Pack, rules: Sequence[Rule], lang: Lang = "zh") -> bytes:
    """Give the table of some rules as the bytes of a workbook; the same pack and rules give the same bytes."""
    buffer = io.BytesIO()
    typed = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **typed})
    about = pack.knowledge.pack
    created = dt.datetime.combine(about.date, dt.time())
    book.set_properties({"title": words()["table.title"][lang], "author": "Hepu", "created": created})
    table, styles = TableOf(pack, lang), Styles(book)
    cover = book.add_worksheet(words()["table.cover"][lang])
    marks: dict[str, Marks] = {}
    listed: list[dict[str, object]] = []
    counts: dict[str, int] = {}
    for stage in STAGES:
        found = [rule for rule in rules if rule.stage == stage]
        rows = [table.row(rule) for rule in found]
        for rule, row in zip(found, rows, strict=True):
            examples = table.examples(rule)
            marks[rule.id] = table.marks(rule, row, examples)
            listed.extend(examples)
        counts[stage] = len(rows)
        sheet = book.add_worksheet(sheet_title(stage)[lang])
        SheetWriter(sheet, stage, RULE_COLUMNS, table.terms, styles, lang).write(rows, _SPARE_RULES)
    counts[EXAMPLES] = len(listed)
    sheet = book.add_worksheet(sheet_title(EXAMPLES)[lang])
    SheetWriter(sheet, EXAMPLES, EXAMPLE_COLUMNS, table.terms, styles, lang).write(listed, _SPARE_EXAMPLES)
    write_names(book, pack, table.terms, styles, lang)
    write_cover(cover, pack, counts, styles, lang, whole=len(rules) == len(pack.rules))
    write_choices(book, table.terms, lang)
    _hidden(book, pack_name(pack), marks)
    book.close()
    return buffer.getvalue()


def _hidden(book: Any, pack: str, marks: dict[str, Marks]) -> None:
    """Write the sheet by which the table is known again: what it is, and what each row was."""
    hidden = book.add_worksheet(form.LISTS_SHEET)
    said = {"form": BOOK_NAME, "version": str(BOOK_VERSION), "pack": pack}
    rows: list[Sequence[str]] = [*said.items()]
    for name, mark in marks.items():
        entries = (f"{entry}={text}" for entry, text in mark.entries.items())
        locked = (f"#{column}={text}" for column, text in mark.locked.items())
        rows.append(("rule", name, mark.sheet, mark.digest, *entries, *locked))
    for row, cells in enumerate(rows):
        hidden.write_row(row, 0, cells)
    hidden.very_hidden()
