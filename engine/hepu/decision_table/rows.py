"""The rows of a decision table understood: which rule each is of, what it says now, and whether it was changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.decision_table.example_cells import EXAMPLE_PLACES, read_example
from hepu.decision_table.exported import EXAMPLES_ENTRY, entry_mark
from hepu.decision_table.layout import LOCKED, fingerprint, sheet_title
from hepu.decision_table.rule_cells import ENTRIES, ReadRow, read_row
from hepu.errors import Fault, Location
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.decision_table.exported import Marks
    from hepu.decision_table.layout import Problem
    from hepu.decision_table.reading import Row, Table
    from hepu.decision_table.terms import Terms
    from hepu.pack import Pack
    from hepu.yaml_source import Path

__all__ = ["RuleRow", "understand"]

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NO_NUMBER = 10**9
# What is looked at where a fault names no part of its rule.
_ABOUT: Mapping[str, Path] = {
    "law_article": ("law",),
    "law_undated": ("law",),
    "placeholder_unread": ("because",),
    "parameter_undated": ("since",),
    "conclusion_stage": ("when",),
}


@dataclass
class RuleRow:
    """One rule of a table: its row and its examples, what they say, and the entries that were changed.

    ``marks`` is missing for a new rule, ``row`` where only its examples stand in the table.
    """

    id: str
    row: Row
    read: ReadRow
    marks: Marks | None
    examples: list[dict[str, Any]] = field(default_factory=list)
    example_rows: list[Row] = field(default_factory=list)
    changed: tuple[str, ...] = ()

    def place(self, path: str, code: str = "") -> Location:
        """Give the cell of a part of the rule's file, named by its dotted path."""
        parts = tuple(int(part) if part.isdigit() else part for part in path.split(".") if part)
        if parts[:1] == (EXAMPLES_ENTRY,):
            if not self.example_rows:
                return self.row.places["id"]
            at = parts[1] if len(parts) > 1 and isinstance(parts[1], int) else 0
            row = self.example_rows[min(at, len(self.example_rows) - 1)]
            column = EXAMPLE_PLACES.get(str(parts[2]), "given") if len(parts) > 2 else _of_example(code)  # noqa: PLR2004
            return row.places[column]
        return self.row.places[self.read.column(parts or _ABOUT.get(code, ()), code)]


def _of_example(code: str) -> str:
    return "expect" if code == "example_failed" else "given"


def understand(table: Table, pack: Pack, terms: Terms) -> tuple[list[RuleRow], list[Fault]]:
    """Give every rule of a table by id with its examples, and all faults of rows and cells."""
    reader = _Rows(table, pack, terms)
    return reader.run(), reader.faults


class _Rows:
    def __init__(self, table: Table, pack: Pack, terms: Terms) -> None:
        self.table, self.pack, self.terms = table, pack, terms
        self.faults: list[Fault] = []
        self.rules: dict[str, RuleRow] = {}
        self.versions = {marks.digest[:12]: name for name, marks in table.marks.items()}
        self.present = {row.text("id") for row in table.rows}

    def run(self) -> list[RuleRow]:
        for row in self.table.rows:
            self.rule(row)
        for row in self.in_order(self.table.examples):
            self.example(row)
        for rule in self.rules.values():
            self.compare(rule)
        return list(self.rules.values())

    def fault(self, code: str, location: Location, **context: str) -> None:
        self.faults.append(Fault(code, location, {key: text for key, text in context.items() if text}))

    def problems(self, row: Row, problems: Iterable[Problem]) -> None:
        for problem in problems:
            place = row.places[problem.column]
            self.faults.append(Fault(problem.code, place, problem.context, words=problem.words))

    def rule(self, row: Row) -> None:
        name, place = row.text("id"), row.places["id"]
        marks = self.table.marks.get(name)
        if not name:
            self.fault("table_id_missing", place)
        elif name in self.rules:
            before = self.rules[name].row.places["id"]
            self.fault("table_id_twice", place, found=name, expected=f"{before.sheet}!{before.cell}")
        elif marks is not None and marks.sheet != row.sheet:
            title = sheet_title(marks.sheet)
            self.faults.append(Fault("table_row_moved", place, {"found": name}, words={"expected": title}))
        elif marks is None and (was := self.renamed(row)):
            self.fault("table_id_changed", place, found=name, expected=was)
        elif marks is None and not _ID.fullmatch(name):
            self.fault("table_id_form", place, found=name[:60])
        elif marks is None and name in self.pack.rules:
            self.fault("table_id_taken", place, found=name)
        else:
            self.understood(name, row, marks)

    def renamed(self, row: Row) -> str:
        """Name the rule that a row was exported for, where its id was changed and the old one is gone."""
        was = self.versions.get(row.text("version"), "")
        return was if was and was not in self.present else ""

    def understood(self, name: str, row: Row, marks: Marks | None) -> None:
        if marks is not None and not any(row.text(column) for column in row.places if column not in {*LOCKED, "id"}):
            self.fault("table_row_emptied", row.places["id"], found=name)
            return
        read = read_row(row.cells, row.sheet, self.terms)
        self.rules[name] = RuleRow(name, row, read, marks)
        self.problems(row, read.problems)
        if marks is not None:
            for column, said in marks.locked.items():
                if fingerprint(row.text(column)) != said:
                    self.fault("table_locked", row.places[column], found=name)

    @staticmethod
    def in_order(rows: Iterable[Row]) -> list[Row]:
        """Give the rows of examples in the order of their numbers; those without one come after, as they stand."""

        def number(row: Row) -> int:
            text = row.text("number")
            return int(text) if text.isdigit() else _NO_NUMBER

        return sorted(rows, key=number)

    def example(self, row: Row) -> None:
        name, place = row.text("rule"), row.places["rule"]
        if not any(row.text(column) for column in ("it", "given", "expect")):
            return
        if not name:
            self.fault("table_id_missing", place)
            return
        rule = self.rules.get(name)
        if rule is None:
            if name not in self.present and name not in self.table.marks:
                self.fault("table_example_alone", place, found=name[:60], nearest=nearest(name, self.present))
            return
        read, problems = read_example(row.cells, self.terms)
        self.problems(row, problems)
        if problems:
            rule.read.unread.add(EXAMPLES_ENTRY)
        rule.examples.append(read)
        rule.example_rows.append(row)

    def compare(self, rule: RuleRow) -> None:
        """Find the entries that say something else than when the table was written."""
        now = {name: entry_mark(rule.read.entries.get(name)) for name in ENTRIES}
        now[EXAMPLES_ENTRY] = entry_mark(rule.examples)
        before = rule.marks.entries if rule.marks is not None else {}
        rule.changed = tuple(name for name, said in now.items() if said != before.get(name, ""))
        if not rule.examples and rule.id in self.rules:
            rule.read.unread.add(EXAMPLES_ENTRY)
            code = "table_examples_missing" if rule.marks is None else "table_examples_gone"
            self.fault(code, rule.row.places["id"], found=rule.id)
