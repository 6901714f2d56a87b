"""Writing single cells of the form: answers in their format, with drop-down, check and guidance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from hepu.intake import layout
from hepu.intake.form_style import Styles
from hepu.intake.lexicon import Lexicon, both
from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.profile.labels import Label
    from hepu.profile.schema import Question
    from hepu.text import Lang, Text

__all__ = ["CellWriter"]

_FIRST_LIST_COLUMN = 3
_COMMENT_WIDTH = 300
_COMMENT_LINE = 17
_SIGNS_A_LINE = 44


@dataclass
class CellWriter:
    """Writes answers into cells; the words of drop-downs stand on a hidden sheet."""

    book: Any
    lexicon: Lexicon
    lang: Lang
    styles: Styles
    lists: Any
    ranges: dict[tuple[str, ...], str] = field(default_factory=dict)

    def words(self, text: Text) -> str:
        """Give a text in both languages on two lines, the reader's first."""
        first, second = (text.zh, text.en) if self.lang == "zh" else (text.en, text.zh)
        return first if first == second else f"{first}\n{second}"

    def answer(
        self, sheet: Any, row: int, column: int, question: Question, value: object, label: Label | None = None
    ) -> None:
        """Write one cell to fill, with its value if there is one; with a label, also its check and guidance."""
        style = self.styles["year" if question.unit == "year" else question.kind]
        match value:
            case None | "":
                sheet.write_blank(row, column, None, style)
            case bool():
                sheet.write_string(
                    row, column, both(self.lexicon.form.flag["yes" if value else "no"], self.lang), style
                )
            case dt.date():
                sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)  # noqa: DTZ001  # a cell has no zone
            case int() | Decimal():
                sheet.write_number(row, column, float(value), style)
            case _ if question.kind == "choice" and str(value) in self.lexicon.choices(question):
                sheet.write_string(row, column, both(self.lexicon.choices(question)[str(value)], self.lang), style)
            case _:
                sheet.write_string(row, column, str(value), style)
        if label is not None:
            self.check(sheet, (row, column, row, column), question)
            self.comment(sheet, row, column, label.help)

    def comment(self, sheet: Any, row: int, column: int, text: Text) -> None:
        """Write guidance beside a cell, shown when the pointer rests on it."""
        shown = self.words(text)
        lines = sum(1 + columns(line) // _SIGNS_A_LINE for line in shown.split("\n"))
        options = {
            "width": _COMMENT_WIDTH,
            "height": lines * _COMMENT_LINE + 12,
            "font_name": "Microsoft YaHei",
            "font_size": 9,
        }
        sheet.write_comment(row, column, shown, options)

    def check(self, sheet: Any, cells: tuple[int, int, int, int], question: Question) -> None:
        """Let the spreadsheet warn of an answer that does not fit; it may be kept, since intake understands more."""
        form = self.lexicon.form
        options: dict[str, Any]
        if question.kind == "number":
            options = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": float(question.low),
                "maximum": float(question.high),
            }
            message = form.validation["number"]
        elif question.kind == "date":
            options = {"validate": "date", "criteria": ">=", "value": dt.date(1950, 1, 1)}
            message = form.validation["date"]
        elif question.kind in {"flag", "choice"}:
            words = form.flag if question.kind == "flag" else self.lexicon.choices(question)
            options = {"validate": "list", "source": self.listed(words)}
            message = form.validation["choice"]
        else:
            return
        options |= {"error_type": "warning", "error_message": both(message, self.lang), "ignore_blank": True}
        sheet.data_validation(*cells, options)

    def choose(self, sheet: Any, row: int, column: int, words: Mapping[str, Text], value: str, style: str) -> None:
        """Write one cell that offers words, such as a status."""
        if value in words:
            sheet.write_string(row, column, both(words[value], self.lang), self.styles[style])
        else:
            sheet.write_blank(row, column, None, self.styles[style])

    def offer(self, sheet: Any, cells: tuple[int, int, int, int], words: Mapping[str, Text]) -> None:
        """Let cells offer words to choose from."""
        message = both(self.lexicon.form.validation["choice"], self.lang)
        options = {"validate": "list", "source": self.listed(words), "error_type": "warning", "error_message": message}
        sheet.data_validation(*cells, options)

    def listed(self, words: Mapping[str, Text]) -> str:
        """Give the place of a drop-down's words on the hidden sheet, writing them there the first time."""
        key = tuple(words)
        if key not in self.ranges:
            column = _FIRST_LIST_COLUMN + len(self.ranges)
            self.lists.write_column(0, column, [both(text, self.lang) for text in words.values()])
            letter = xl_col_to_name(column)
            self.ranges[key] = f"={layout.LISTS_SHEET}!${letter}$1:${letter}${len(words)}"
        return self.ranges[key]
