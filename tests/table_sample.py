"""A copy of the shipped pack that may be changed, a decision table of some of its rules, and changes typed into it."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from hepu.decision_table.book import table_bytes
from hepu.decision_table.choices import CHOICES_SHEET
from hepu.decision_table.exported import chosen_rules
from hepu.decision_table.importing import plan_import, write_import
from hepu.errors import InputError
from hepu.layers import Layer
from hepu.pack import Pack, load_pack
from hepu.resources import knowledge_dir, rules_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hepu.decision_table.importing import Import
    from hepu.errors import Fault

# A bound that is a parameter, a list with a filter, one part, alternatives, a law, a comment.
BOUND = "few-bilingual-teachers"
FILTERED = "approvals-outside-mission"
PLAIN = "appraisal-counts-already"
GROUPED = "bilingual-courses-below-floor"
LAWFUL = "student-internships-without-insurance"
COMMENTED = "many-rows-unreported"
RULES = (BOUND, FILTERED, PLAIN, GROUPED, LAWFUL, COMMENTED)
FIRST_ROW = 5
NEW: Mapping[str, object] = {
    "id": "no-credits-recognised",
    "target": "shallow_cooperation",
    "certainty": "有可能",
    "since": "2017-01-01",
    "theory": "two_kinds_of_development",
    "kind1": "没有一行",
    "name1": "国（境）外合作 [partnerships]",
    "kind2": "其中",
    "name2": "[partnerships.credits_recognised]",
    "test2": "为",
    "value2": "是",
    "because_zh": "没有一个合作项目互认学分。",
    "because_en": "No partnership recognises credits.",
    "sources": "FB20",
}
NEW_EXAMPLES: tuple[Mapping[str, object], ...] = (
    {"it": "fires when none does", "given": "partnerships: [{credits_recognised: false}]", "expect": "成立"},
    {"it": "is silent when one does", "given": "partnerships: [{credits_recognised: true}]", "expect": "不成立"},
    {"it": "cannot be judged without the list", "given": None, "expect": "不能判断"},
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Where a table is changed: a pack of its own and the table's file."""

    layer: Layer
    file: Path

    @classmethod
    def at(cls, folder: Path, book: bytes) -> Desk:
        """Copy the shipped pack to a folder, with a table of it."""
        shutil.copytree(rules_dir(), folder / "rules")
        shutil.copytree(knowledge_dir(), folder / "knowledge")
        desk = cls(Layer(folder / "rules", folder / "knowledge"), folder / "table.xlsx")
        desk.file.write_bytes(book)
        return desk

    def pack(self) -> Pack:
        """Load the pack as it stands now."""
        return load_pack((self.layer,))

    def plan(self, pack: Pack | None = None) -> Import:
        """Work out what the table changes."""
        return plan_import(self.file, pack or self.pack(), (self.layer,))

    def take(self) -> Import:
        """Take the table over."""
        made = self.plan()
        write_import(made)
        return made

    def faults(self, pack: Pack) -> list[Fault]:
        """Give what is wrong with the table."""
        try:
            self.plan(pack)
        except InputError as error:
            return list(error.faults)
        return []

    def change(self, *edits: Callable[[Workbook], None]) -> Workbook:
        """Change the table's file and give what it holds then."""
        book = load_workbook(self.file)
        for edit in edits:
            edit(book)
        book.save(self.file)
        return book

    def files(self) -> dict[str, bytes]:
        """Give the content of every rule file by its name."""
        return {path.name: path.read_bytes() for path in self.layer.rules.rglob("*") if path.is_file()}


def small_table(pack: Pack, lang: Any = "zh") -> bytes:
    """Give a table of some rules."""
    return table_bytes(pack, chosen_rules(pack, RULES), lang)


def stripped(book: bytes) -> bytes:
    """Give a table without most of what only helps to fill it in, which takes far less time to change."""
    loaded = load_workbook(io.BytesIO(book))
    for sheet in list(loaded.worksheets):
        rows, unread = sheet["A3"].value == "#columns", sheet["A1"].value in {"#sheet:words", "#sheet:cover"}
        if sheet.title == CHOICES_SHEET or unread or (rows and sheet.cell(FIRST_ROW, 2).value is None):
            loaded.remove(sheet)
        elif rows:
            sheet.delete_rows(empty_row(sheet) + 4, sheet.max_row)
    loaded.defined_names.clear()
    kept = io.BytesIO()
    loaded.save(kept)
    return kept.getvalue()


def sheet_of(book: Workbook, mark: str) -> Worksheet:
    """Give the sheet with a mark."""
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == f"#sheet:{mark}")


def column(sheet: Worksheet, name: str) -> int:
    """Give the number of a column."""
    return next(at for at in range(1, sheet.max_column + 1) if sheet.cell(3, at).value == name)


def row_of(sheet: Worksheet, rule: str, name: str = "id", nth: int = 0) -> int:
    """Give the row of a rule, or of one of its examples."""
    at = column(sheet, name)
    return [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, at).value == rule][nth]


def empty_row(sheet: Worksheet) -> int:
    """Give the first row that nothing stands in."""
    return next(row for row in range(FIRST_ROW, sheet.max_row + 2) if sheet.cell(row, 2).value is None)


def typed(rule: str, name: str, value: object) -> Callable[[Workbook], None]:
    """Type a value into a column of a rule."""

    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            if str(sheet["A1"].value).startswith("#sheet:") and sheet["B3"].value == "id":
                ids = [sheet.cell(row, 2).value for row in range(FIRST_ROW, sheet.max_row + 1)]
                if rule in ids:
                    sheet.cell(FIRST_ROW + ids.index(rule), column(sheet, name)).value = value  # type: ignore[assignment]
                    return
        raise LookupError(rule)

    return edit


def typed_example(rule: str, nth: int, name: str, value: object) -> Callable[[Workbook], None]:
    """Type a value into a column of an example of a rule."""

    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, "examples")
        sheet.cell(row_of(sheet, rule, "rule", nth), column(sheet, name)).value = value  # type: ignore[assignment]

    return edit


def added(
    values: Mapping[str, object] = NEW,
    examples: tuple[Mapping[str, object], ...] = NEW_EXAMPLES,
    sheet: str = "problem",
) -> Callable[[Workbook], None]:
    """Write a new rule with its examples into empty rows."""

    def edit(book: Workbook) -> None:
        page = sheet_of(book, sheet)
        row = empty_row(page)
        for name, value in values.items():
            page.cell(row, column(page, name)).value = value  # type: ignore[assignment]
        page = sheet_of(book, "examples")
        for example in examples:
            row = empty_row(page)
            for name, value in {"rule": values["id"], **example}.items():
                page.cell(row, column(page, name)).value = value  # type: ignore[assignment]

    return edit
