"""The sheets and columns of the decision table, and the marks by which it is read again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.model import Rule
    from hepu.text import Text

__all__ = [
    "BOOK_NAME",
    "BOOK_VERSION",
    "EXAMPLES",
    "EXAMPLE_COLUMNS",
    "HEAD_ROW",
    "LOCKED",
    "MOST_PARTS",
    "PART_ROLES",
    "RULE_COLUMNS",
    "SHEETS",
    "WORDS",
    "Problem",
    "column_title",
    "fingerprint",
    "part_column",
    "sheet_of",
    "sheet_title",
]

BOOK_NAME = "hepu-decision-table"
BOOK_VERSION = 1
EXAMPLES, WORDS = "examples", "words"
SHEETS = (*STAGES, EXAMPLES)
# Parts of a condition that have columns of their own; what goes beyond stands in one cell.
MOST_PARTS = 8
PART_ROLES: Mapping[str, float] = {"group": 6, "kind": 11, "name": 26, "test": 10, "value": 18}
# The row that names the columns for people, counted from 0; the row above it holds the marks.
HEAD_ROW = 3
LOCKED = frozenset({"sentence_zh", "sentence_en", "state", "version"})


def part_column(at: int, role: str) -> str:
    """Give the column of one side of a part of the condition, such as ``name2``; parts are counted from 1."""
    return f"{role}{at}"


_PARTS = {part_column(at, role): width for at in range(1, MOST_PARTS + 1) for role, width in PART_ROLES.items()}
# Columns with their widths in signs.
RULE_COLUMNS: Mapping[str, float] = {
    "id": 22,
    "target": 22,
    "sentence_zh": 36,
    "sentence_en": 36,
    **_PARTS,
    "other": 30,
    "certainty": 9,
    "since": 11.5,
    "until": 11.5,
    "theory": 16,
    "because_zh": 44,
    "because_en": 52,
    "law": 26,
    "sources": 15,
    "cannot_zh": 24,
    "cannot_en": 24,
    "state": 14,
    "version": 15,
}
EXAMPLE_COLUMNS: Mapping[str, float] = {
    "rule": 30,
    "number": 6,
    "it": 46,
    "given": 60,
    "expect": 12,
    "expected_certainty": 12,
    "as_of": 12,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a column of a row; ``code``, ``context`` and ``words`` as of a fault."""

    column: str
    code: str
    context: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)


def fingerprint(text: str) -> str:
    """Give a short digest of a text without its blanks and breaks, which programmes write in their own way."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:12]


def sheet_of(rule: Rule) -> str:
    """Give the sheet on which a rule stands: that of its stage."""
    return rule.stage


def sheet_title(sheet: str) -> Text:
    """Give the title of a sheet."""
    return words()[f"table_sheet.{sheet}"]


def column_title(column: str) -> Text:
    """Give the title of a column; those of the parts of a condition are numbered."""
    if column in _PARTS:
        role = column.rstrip("0123456789")
        return say(f"table_column.{role}", number=column.removeprefix(role))
    return words()[f"table_column.{column}"]
