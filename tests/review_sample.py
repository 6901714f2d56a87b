"""A copy of the shipped pack that may be changed, its review book, and opinions typed into it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from hepu.layers import Layer
from hepu.pack import Pack, load_pack
from hepu.resources import knowledge_dir, rules_dir
from hepu.review.book import write_book
from hepu.review.reading import read_book
from hepu.review.taking import take_over

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hepu.errors import Fault
    from hepu.review.row import Opinion

AS_OF = dt.date(2026, 11, 25)
RULE = "few-teacher-days-abroad"
MEASURE = "strategy.adopt_plan_and_rules"
DEFINITION = "problem.few_overseas_students"
ROLE = "高职院校国际交流处负责人"
AGREED: Mapping[str, object] = {"opinion": "同意", "role": ROLE, "date": dt.date(2026, 11, 20)}


@dataclass(frozen=True)
class Desk:
    """Where a pack is reviewed: its folder and its book."""

    folder: Path
    book: Path

    @classmethod
    def at(cls, folder: Path, book: bytes | None = None) -> Desk:
        """Copy the shipped pack to a folder, with its book."""
        desk = cls(folder, folder / "book.xlsx")
        shutil.copytree(rules_dir(), desk.layer.rules)
        shutil.copytree(knowledge_dir(), desk.layer.knowledge)
        if book is None:
            write_book(desk.book, desk.pack(), overwrite=True)
        else:
            desk.book.write_bytes(book)
        return desk

    @property
    def layer(self) -> Layer:
        """Where the pack lies."""
        return Layer.at(self.folder)

    def pack(self) -> Pack:
        """Load the pack as it stands now."""
        return load_pack((self.layer,))

    def fill(self, cells: Mapping[str, Mapping[str, Any]]) -> None:
        """Type into the rows of entries, by key and column."""
        book = load_workbook(self.book)
        for key, values in cells.items():
            sheet, row = place(book, key)
            for name, value in values.items():
                sheet.cell(row, column(sheet, name), value)
        book.save(self.book)

    def read(self, pack: Pack | None = None) -> tuple[tuple[Opinion, ...], tuple[Fault, ...]]:
        """Read the book."""
        return read_book(self.book, pack or self.pack(), AS_OF)

    def take(self) -> tuple[Path, ...]:
        """Read the book and take its opinions over."""
        pack = self.pack()
        return take_over(self.read(pack)[0], pack, (self.layer,))

    def files(self) -> dict[str, bytes]:
        """Give the content of every file of the pack, and of nothing else that lies beside."""
        found = (path for folder in (self.layer.rules, self.layer.knowledge) for path in folder.rglob("*"))
        return {str(path): path.read_bytes() for path in found if path.is_file()}


def place(book: Workbook, key: str) -> tuple[Worksheet, int]:
    """Give the sheet and row of an entry."""
    for sheet in book.worksheets:
        for row in range(5, sheet.max_row + 1):
            if sheet.cell(row, 2).value == key:
                return sheet, row
    raise LookupError(key)


def column(sheet: Worksheet, name: str) -> int:
    """Give the number of a column."""
    return next(at for at in range(1, sheet.max_column + 1) if sheet.cell(3, at).value == name)
