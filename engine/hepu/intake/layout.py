"""The marks that the form prints and the reader looks for: ids of rows, columns, lists and sheets."""

from __future__ import annotations

import re

__all__ = [
    "COLUMNS",
    "FINDINGS",
    "FORM_NAME",
    "FORM_VERSION",
    "ID_LIKE",
    "LISTS_SHEET",
    "YEARS",
    "complete_mark",
    "defined_name",
    "rows_mark",
    "sheet_mark",
    "signature_mark",
]

FORM_NAME = "hepu-form"
FORM_VERSION = 1
LISTS_SHEET = "_hepu"
# The row whose cells say what the columns below hold, and the row that holds the years.
COLUMNS = "#columns"
YEARS = "#years"
FINDINGS = "#sheet:findings"
# An id of the form, so that one which no longer exists or was mistyped is told from other text in column A.
ID_LIKE = re.compile(r"#?[a-z][a-z0-9_]*(?:[.:][a-z0-9_]+)+")


def sheet_mark(sheet: str) -> str:
    """Give the mark in the first cell of a sheet."""
    return f"#sheet:{sheet}"


def complete_mark(list_id: str) -> str:
    """Give the mark of the row with the word on a list's completeness."""
    return f"{list_id}.complete"


def rows_mark(list_id: str) -> str:
    """Give the mark of the row that names the fields of a list; the list's rows follow its headings."""
    return f"{list_id}.rows"


def signature_mark(sheet: str) -> str:
    """Give the mark of the row that says who filled in and checked a sheet."""
    return f"signed.{sheet}"


def defined_name(path: str) -> str:
    """Give the name under which the workbook knows the first cell to fill of a question."""
    return f"hepu_{path.replace('.', '_')}"
