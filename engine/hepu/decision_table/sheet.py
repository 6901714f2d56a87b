"""One sheet of the decision table: its heads, its rows, what each cell takes, and empty rows for more."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from hepu.decision_table import choices
from hepu.decision_table.layout import (
    EXAMPLES,
    HEAD_ROW,
    LOCKED,
    MOST_PARTS,
    PART_ROLES,
    column_title,
    part_column,
    sheet_title,
)
from hepu.decision_table.wording import with_id
from hepu.intake import layout as form
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.decision_table.terms import Terms
    from hepu.intake.form_style import Styles
    from hepu.text import Lang, Text

__all__ = ["SheetWriter"]

_A3 = 8
# In per cent, and the columns with which pages begin, so that no part of a condition is torn.
_SCALE = 60
_NEW_PAGES = ("group3", "group6", "other", "law")
# Of a line, and of a Chinese and another sign as parts of the unit of a column's width, in the letters of the entries.
_LINE, _WIDE, _NARROW = 13.2, 1.78, 0.8
_HIGHEST = 409.0
_SPARE_HEIGHT = 30
# Words, and single signs of other scripts, between which a line may be broken.
_PIECES = re.compile("[!-~]+|[^!-~]")
_DATES = frozenset({"since", "until", "as_of"})
_CENTRED = frozenset({"certainty", "expect", "expected_certainty", "number"})
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
# What a list of a cell may hold when it is written out.
_LIST_LENGTH = 250


@dataclass(frozen=True)
class SheetWriter:
    """Writes one sheet with its columns and their widths."""

    sheet: Any
    id: str
    widths: Mapping[str, float]
    terms: Terms
    styles: Styles
    lang: Lang

    def write(self, rows: Sequence[Mapping[str, object]], spare: int) -> None:
        """Write a row for each entry, and empty rows below them."""
        self._heads()
        first = HEAD_ROW + 1
        for number, cells in enumerate(rows, start=first):
            self._row(number, cells)
        end = first + len(rows) + spare
        for number in range(first + len(rows), end):
            self._row(number, {}, new=True)
        self._validate(first, end - 1)
        sheet = self.sheet
        sheet.freeze_panes(first, 2 if self.id == EXAMPLES else 3)
        sheet.autofilter(HEAD_ROW, 1, end - 1, len(self.widths))
        allowed = ("autofilter", "sort", "format_rows", "format_columns", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))
        sheet.set_landscape()
        sheet.set_paper(_A3)
        if self.id == EXAMPLES:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(_SCALE)
            sheet.set_v_pagebreaks([list(self.widths).index(name) + 1 for name in _NEW_PAGES])
        sheet.print_across()
        sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
        sheet.set_footer("&L&A&C&P / &N")
        sheet.repeat_rows(HEAD_ROW)
        sheet.repeat_columns(1, 1 if self.id == EXAMPLES else 2)
        sheet.print_area(0, 1, first + max(len(rows), 1) - 1, len(self.widths))
        sheet.hide_gridlines(2)

    def _heads(self) -> None:
        sheet, styles = self.sheet, self.styles
        sheet.set_column(0, 0, 2)
        sheet.write_string(0, 0, form.sheet_mark(self.id), styles["mark"])
        sheet.write_string(0, 1, sheet_title(self.id)[self.lang], styles["title"])
        sheet.set_row(0, 26)
        note = "examples" if self.id == EXAMPLES else "rules"
        sheet.write_string(1, 1, words()[f"table_note.{note}"][self.lang], styles["beside"])
        sheet.set_row(2, 9)
        sheet.write_string(2, 0, form.COLUMNS, styles["mark"])
        for column, (name, width) in enumerate(self.widths.items(), start=1):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, name, styles["mark"])
            title = column_title("target_exclusion" if (self.id, name) == ("exclusion", "target") else name)
            sheet.write_string(HEAD_ROW, column, title[self.lang], styles["head_first" if _first(name) else "head"])
        sheet.set_row(HEAD_ROW, 34)

    def _row(self, number: int, cells: Mapping[str, object], *, new: bool = False) -> None:
        height = float(_SPARE_HEIGHT)
        for column, (name, width) in enumerate(self.widths.items(), start=1):
            value, style = cells.get(name, ""), self.styles[self._style(name, new=new)]
            if name in _DATES and value:
                self.sheet.write_datetime(number, column, dt.datetime.fromisoformat(str(value)), style)
            elif isinstance(value, int | float):
                self.sheet.write_number(number, column, value, style)
            elif value:
                self.sheet.write_string(number, column, str(value), style)
                height = max(height, _height(str(value), width))
            else:
                self.sheet.write_blank(number, column, None, style)
        self.sheet.set_row(number, min(height, _HIGHEST))

    @staticmethod
    def _style(name: str, *, new: bool) -> str:
        if name in LOCKED or (name in {"id", "rule", "number"} and not new):
            return "read"
        if name in _DATES:
            return "free_date"
        if _first(name):
            return "free_first"
        role = name.rstrip("0123456789")
        if name in _CENTRED or role == "test":
            return "free_center"
        return "free" if role == "value" else "opinion_text"

    def _validate(self, first: int, last: int) -> None:
        """Say of each cell what it takes, and offer what there is to choose from."""
        if self.id != EXAMPLES:
            for at in range(1, MOST_PARTS + 1):
                self._part(at, first, last)
        for name in self.widths:
            role = name.rstrip("0123456789")
            if name in LOCKED or name == "number" or role in PART_ROLES:
                continue
            offered = self._offered(name)
            rule: dict[str, Any] = {"validate": "any"}
            if name in _DATES:
                rule = {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
            elif offered is not None:
                rule = {"validate": "list", "source": offered, "error_type": "warning"}
            self._rule(name, first, last, rule)

    def _offered(self, name: str) -> list[str] | str | None:
        terms, lang = self.terms, self.lang
        found: Mapping[str, Mapping[str, Text]] = {
            "certainty": terms.certainties,
            "expected_certainty": terms.certainties,
            "expect": terms.expectations,
        }
        if name in found:
            return [label[lang] for label in found[name].values()]
        if name == "theory":
            return [with_id(label, key)[lang] for key, label in terms.names["theory"].items()]
        if name == "target":
            stage = "strategy" if self.id == "exclusion" else self.id
            return choices.name_list(f'"{terms.heads[stage][lang]}"')
        return None

    def _part(self, at: int, first: int, last: int) -> None:
        kind, name = (self._cell(part_column(at, role), first) for role in ("kind", "name"))
        sources: dict[str, Any] = {
            "group": [label[self.lang] for label in self.terms.groups.values()],
            "kind": "=hepu_kinds",
            "name": choices.name_list(kind),
            "test": choices.test_list(kind, name),
            "value": choices.value_list(kind, name),
        }
        for role, source in sources.items():
            # A value may be a number or several values, so what is not on the list is no mistake.
            shown = {"error_type": "warning"} if role != "value" else {"show_error": False}
            self._rule(part_column(at, role), first, last, {"validate": "list", "source": source, **shown})

    def _rule(self, name: str, first: int, last: int, rule: dict[str, Any]) -> None:
        column = list(self.widths).index(name) + 1
        role = name.rstrip("0123456789")
        hint = {
            "input_title": column_title(name)[self.lang][:32],
            "input_message": words()[f"table_hint.{role}"][self.lang],
            "error_title": column_title(name)[self.lang][:32],
            "error_message": words()["table_hint.wrong"][self.lang],
        }
        if isinstance(rule.get("source"), list) and len(",".join(rule["source"])) > _LIST_LENGTH:
            rule = {"validate": "any"}
        self.sheet.data_validation(first, column, last, column, rule | hint)

    def _cell(self, name: str, row: int) -> str:
        return str(xl_rowcol_to_cell(row, list(self.widths).index(name) + 1, col_abs=True))


def _height(text: str, width: float) -> float:
    """Give the height of a row whose cell of a given width wraps a text."""
    return sum(_lines(line, width) for line in text.split("\n")) * _LINE + 4


def _lines(line: str, width: float) -> int:
    """Count the lines that a line is broken into, between words and Chinese signs."""
    count, filled = 1, 0.0
    for piece in _PIECES.findall(line):
        taken = sum(_WIDE if unicodedata.east_asian_width(sign) in "WF" else _NARROW for sign in piece)
        if filled and filled + taken > width:
            count, filled = count + 1, 0.0
        count += int((filled + taken) // width) if taken > width else 0
        filled = (filled + taken) % width if taken > width else filled + taken
    return count


def _first(name: str) -> bool:
    """Say whether a column begins a part of the condition."""
    return name.rstrip("0123456789") == "group"
