"""The sheet of decisions: written by the desk, filled in with a spreadsheet, read back with each fault at its cell."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hepu.audit.deciding import Opinion, prepared
from hepu.audit.stored import find_record
from hepu.errors import Fault, InputError, Location
from hepu.file_reading import bounded_bytes
from hepu.report.words import words
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hepu.audit.log import Log
    from hepu.ledger.entries import Decided

__all__ = ["read_sheet"]

MAX_SHEET = 20_000_000
_NEEDED = ("digest", "key", "decision_new", "reason_new")


def read_sheet(path: Path, log: Log, by: str, at: str) -> tuple[Decided, ...]:
    """Read the decisions of a filled sheet: of each row in which one is given, checked as ``prepared`` checks one.

    Raises:
        InputError: where it is no such sheet, nothing is filled in, or with every fault at the cell where it stands.

    """
    try:
        rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    except csv.Error:
        raise InputError([Fault("audit_sheet", Location(path.name))]) from None
    at_column = _columns(rows[0] if rows else [], path)
    made: list[Decided] = []
    faults: list[Fault] = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in at_column.items()}
        if not cells["decision_new"] and not cells["reason_new"]:
            continue
        try:
            item = find_record(log, cells["digest"])
            opinion = Opinion(cells["key"], cells["decision_new"], cells["reason_new"], by)
            made.append(prepared(log, item, opinion, at, {}))
        except InputError as error:
            faults += [
                Fault(fault.code, Location(path.name, line=line, column=_place(fault, at_column)), fault.context)
                for fault in error.faults
            ]
    if faults:
        raise InputError(faults)
    if not made:
        raise InputError([Fault("audit_sheet_empty", Location(path.name))])
    return tuple(made)


def _text(path: Path) -> str:
    """Read a sheet as spreadsheets write it: UTF-8, or the Chinese character set."""
    place = Location(path.name)
    try:
        data = bounded_bytes(path, MAX_SHEET)
    except FileNotFoundError:
        raise InputError([Fault("file_missing", place)]) from None
    except (OSError, ValueError):
        raise InputError([Fault("file_unreadable", place)]) from None
    if len(data) > MAX_SHEET:
        raise InputError([Fault("audit_sheet", place)])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([Fault("audit_sheet", place)])


def _columns(heads: Sequence[str], path: Path) -> dict[str, int]:
    """Find the columns by their heads, in either language."""
    said = {words()[f"audit.head_{name}"][lang]: name for name in _NEEDED for lang in LANGUAGES}
    found = {said[head.strip()]: at for at, head in enumerate(heads) if head.strip() in said}
    if set(found) != set(_NEEDED):
        raise InputError([Fault("audit_sheet", Location(path.name, line=1))])
    return found


def _place(fault: Fault, columns: dict[str, int]) -> int:
    """Give the column, from one on, in which a fault lies."""
    kind = {"audit_piece": "key", "audit_piece_several": "key", "audit_decision": "decision_new"}
    record = fault.code.startswith("audit_record") or fault.code.startswith("audit_no_rec")
    return columns["digest" if record else kind.get(fault.code, "reason_new")] + 1
