"""What a decision table changes in a pack: worked out and tried as a whole before anything is written."""

from __future__ import annotations

import dataclasses
import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hepu.authoring.layout.formatted import formatted
from hepu.authoring.placing import rule_path, schema_of
from hepu.decision_table.exported import EXAMPLES_ENTRY, pack_name
from hepu.decision_table.reading import read_table
from hepu.decision_table.rows import understand
from hepu.decision_table.terms import terms_of
from hepu.decision_table.trying import try_rules
from hepu.errors import Fault, InputError, Location
from hepu.file_writing import write_files
from hepu.intake import default_lexicon
from hepu.intake.privacy import refusals
from hepu.intake.submission import Submission
from hepu.language.read import RULE_KEYS, read_rule
from hepu.layers import file_of
from hepu.pack import Pack
from hepu.yaml_patch import PatchError, patched
from hepu.yaml_text import block

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.decision_table.reading import Table
    from hepu.decision_table.rows import RuleRow
    from hepu.language.model import Rule
    from hepu.layers import Layers

__all__ = ["Change", "Import", "difference", "plan_import", "write_import"]


@dataclass(frozen=True, slots=True)
class Change:
    """A rule file to be written: what it held (nothing where it is new), what it shall hold, and what changed."""

    rule: str
    path: Path
    shown: str
    before: str | None
    after: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What a table changes, and what whoever imports it should know; ``rows`` counts the rules that it holds."""

    changes: tuple[Change, ...]
    warnings: tuple[Fault, ...]
    rows: int


def plan_import(path: Path | str, pack: Pack, layers: Layers) -> Import:
    """Read a table against the pack as it stands and work out every file that it changes.

    Raises:
        InputError: with every fault, each at its cell, and then nothing of the table counts.

    """
    table = read_table(path, pack_name(pack))
    rules, faults = understand(table, pack, terms_of(pack))
    edited = [rule for rule in rules if rule.changed or rule.read.unread]
    faults.extend(_refused(edited))
    planner = _Planner(pack, layers, faults)
    for rule in edited:
        planner.rule(rule)
    if not planner.faults:
        planner.faults.extend(try_rules(pack, planner.tried, {rule.id: rule for rule in rules}))
    if planner.faults:
        raise InputError(sorted(set_of(planner.faults), key=lambda fault: (fault.location, fault.code)))
    warnings = (*table.warnings, *_missing(table, pack), *planner.warnings)
    return Import(tuple(planner.changes), warnings, len(table.rows))


def set_of(faults: Sequence[Fault]) -> list[Fault]:
    """Give faults without those that say the same of the same place."""
    seen: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.location, fault.code, tuple(sorted(fault.context.items()))), fault)
    return list(seen.values())


def write_import(made: Import) -> None:
    """Write every file of an import, all or none.

    Raises:
        OutputError: where one cannot be written.

    """
    write_files(
        {
            change.path: (None if change.before is None else change.path.read_bytes(), change.after.encode())
            for change in made.changes
        }
    )


def difference(change: Change) -> str:
    """Give what changes in a file, as ``diff -u`` writes it."""
    before = (change.before or "").splitlines(keepends=True)
    lines = difflib.unified_diff(
        before,
        change.after.splitlines(keepends=True),
        "/dev/null" if change.before is None else change.shown,
        change.shown,
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _refused(edited: Sequence[RuleRow]) -> Iterator[Fault]:
    """Find what must not be handed in, in the rows that say something new."""
    texts = [
        (str(value), row.places[column])
        for rule in edited
        for row in (rule.row, *rule.example_rows)
        for column, value in row.cells.items()
        if isinstance(value, str | int | float)
    ]
    yield from refusals(Submission("", texts=texts), default_lexicon().form.refused)


def _missing(table: Table, pack: Pack) -> Iterator[Fault]:
    """Tell of rules that were exported and that the table no longer has; they stay as they are."""
    present = {row.text("id") for row in table.rows}
    for name, marks in table.marks.items():
        if name not in present and name in pack.rules:
            place = table.sheets.get(marks.sheet, Location())
            yield Fault("table_rule_stays", dataclasses.replace(place, cell=""), {"found": name}, "warning")


class _Planner:
    """Makes the texts of the files, and reads the rules that they hold."""

    def __init__(self, pack: Pack, layers: Layers, faults: list[Fault]) -> None:
        self.pack, self.layers, self.faults = pack, layers, faults
        self.changes: list[Change] = []
        self.warnings: list[Fault] = []
        self.tried: dict[str, Rule] = {}

    def rule(self, row: RuleRow) -> None:
        """Make the file of a rule that is new or was changed."""
        place = row.row.places["id"]
        known = self.pack.rules.get(row.id)
        if row.marks is not None and known is None:
            self.faults.append(Fault("table_rule_gone", place, {"found": row.id}))
        elif row.marks is not None and known is not None and known.digest != row.marks.digest:
            self.faults.append(Fault("table_rule_changed", place, {"found": row.id}))
        elif known is None:
            self.new(row)
        elif self.layers[-1].file(known.location.file) is None:
            self.faults.append(Fault("table_rule_beneath", place, {"found": row.id, "expected": known.location.file}))
        else:
            self.changed(row, known)

    def new(self, row: RuleRow) -> None:
        said = {"rule": row.id, **row.read.entries, "review": {"status": "unreviewed"}, EXAMPLES_ENTRY: row.examples}
        raw = {key: said[key] for key in RULE_KEYS if key in said}
        layer = self.layers[-1]
        path = rule_path(row.row.sheet, raw.get("concludes", {}).get("strategy", ""), row.id, self.pack, layer)
        _, line = schema_of(path, layer)
        text = f"{line}\n{block(raw, 0)}\n"
        self.take(row, raw, path, layer.shown(path), None, text)

    def changed(self, row: RuleRow, known: Rule) -> None:
        assert known.document is not None  # noqa: S101  # it was read from a file
        said = {**row.read.entries, EXAMPLES_ENTRY: row.examples}
        raw: dict[str, Any] = {}
        for key in RULE_KEYS:
            value = said.get(key) if key in row.changed else known.document.value.get(key)
            if value is not None:
                raw[key] = value
        path = file_of(self.layers, known.location.file)
        before = path.read_bytes().decode("utf-8")
        try:
            made = patched(before, known.location.file, raw)
        except PatchError:
            self.faults.append(Fault("table_unwritable", row.row.places["id"], {"found": known.location.file}))
            return
        self.warnings.extend(
            Fault("table_comment_lost", place, {"found": said}, "warning") for place, said in made.lost
        )
        self.take(row, raw, path, known.location.file, before, made.text)

    def take(self, row: RuleRow, raw: Mapping[str, Any], path: Path, shown: str, before: str | None, text: str) -> None:
        """Keep a file's new text if the rule in it reads well; each fault goes to the cell of what it is about."""
        if not row.read.unread:
            text = _laid(before, text, path, shown)
        sound = {**raw, **{key: self.stand_in(key, row) for key in row.read.unread}}
        trial = (
            text if not row.read.unread else f"{block({key: sound[key] for key in RULE_KEYS if sound.get(key)}, 0)}\n"
        )
        rule, faults = read_rule(trial, shown, row.id, self.pack.vocabulary)
        for fault in faults:
            if fault.location.path.partition(".")[0] not in row.read.unread:
                self.faults.append(dataclasses.replace(fault, location=row.place(fault.location.path, fault.code)))
        if rule is not None and not row.read.unread:
            self.tried[row.id] = rule
            known = self.pack.rules.get(row.id)
            if known is not None and known.review.status != "unreviewed" and known.content != rule.content:
                self.warnings.append(Fault("table_reviewed", row.row.places["id"], {"found": row.id}, "warning"))
            self.changes.append(Change(row.id, path, shown, before, text, row.changed))

    def stand_in(self, key: str, row: RuleRow) -> Any:
        """Give something sound for an entry that could not be read, so that the others are still looked at."""
        pack = self.pack
        source = pack.rules.get(row.id) or next(rule for rule in pack.rules.values() if rule.stage == row.row.sheet)
        assert source.document is not None  # noqa: S101  # it was read from a file
        return source.document.value.get(key)


def _laid(before: str | None, text: str, path: Path, shown: str) -> str:
    """Lay a file out as rules are laid out, where it is new or was laid out so before."""
    try:
        if before is None or formatted(before, path, shown) == before:
            return formatted(text, path, shown)
    except InputError:
        pass
    return text
