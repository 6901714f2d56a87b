"""What of a pack a decision table holds, and the marks of each row by which it is known again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hepu.decision_table.example_cells import read_example, write_example
from hepu.decision_table.layout import LOCKED, fingerprint, sheet_of
from hepu.decision_table.rule_cells import ENTRIES, read_row, write_row
from hepu.decision_table.terms import terms_of
from hepu.errors import Fault, InputError
from hepu.language.kinds import STAGES
from hepu.naming import nearest
from hepu.report.sentences import Sentences
from hepu.report.values import PackValues
from hepu.review.entries import Entries
from hepu.yaml_patch import mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hepu.decision_table.terms import Terms
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["EXAMPLES_ENTRY", "Marks", "TableOf", "chosen_rules", "entry_mark", "pack_name"]

EXAMPLES_ENTRY = "examples"
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row was when the table was written: its sheet, the digest of the rule's file, and a mark of each entry.

    ``locked`` holds the marks of the cells that must stay as they were, by column.
    """

    sheet: str
    digest: str
    entries: Mapping[str, str]
    locked: Mapping[str, str] = field(default_factory=dict)


def entry_mark(value: object) -> str:
    """Give a short mark of what an entry of a rule says."""
    return "" if value is None else fingerprint(mark(value))


def pack_name(pack: Pack) -> str:
    """Name a pack, and those that lie over it."""
    return " + ".join(level.about.name for level in pack.stack) or pack.knowledge.pack.name


def chosen_rules(pack: Pack, names: Collection[str] = (), keys: Collection[str] = ()) -> tuple[Rule, ...]:
    """Give the rules of a table by stage, conclusion and id: those named or concluding something, or all.

    Raises:
        InputError: with a fault for each id or key that the pack does not have, or where no rule is left.

    """
    if unknown := [key for key in keys if key not in pack.conclusion_keys]:
        raise InputError(
            [
                Fault("table_concludes_unknown", context={"found": key, "nearest": nearest(key, pack.conclusion_keys)})
                for key in unknown
            ]
        )
    named = {rule.id for rule in pack.named(names)}
    wanted = [rule for rule in pack.rules.values() if not (names or keys) or rule.id in named or rule.key in keys]
    if not wanted:
        raise InputError([Fault("table_export_empty")])
    return tuple(sorted(wanted, key=lambda rule: (STAGES.index(rule.stage), rule.target, rule.id)))


@dataclass(frozen=True)
class TableOf:
    """The rows of some rules of a pack in one language."""

    pack: Pack
    lang: Lang

    @cached_property
    def terms(self) -> Terms:
        """What the table calls the names of the pack."""
        return terms_of(self.pack)

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(PackValues(self.pack))

    @cached_property
    def _entries(self) -> Entries:
        return Entries(self.pack)

    def row(self, rule: Rule) -> dict[str, object]:
        """Give the cells of a rule by column."""
        sentence = self._sentences.condition(rule.when)
        return {
            **write_row(_raw(rule), rule.stage, self.terms, self.lang),
            "sentence_zh": sentence.zh,
            "sentence_en": sentence.en,
            "state": self._entries.state(self.pack.reviewed[rule.id])[self.lang],
            "version": rule.digest[:_VERSION_LENGTH],
        }

    def examples(self, rule: Rule) -> list[dict[str, object]]:
        """Give the cells of the examples of a rule by column."""
        return [
            {"rule": rule.id, "number": at, **write_example(raw, self.terms, self.lang)}
            for at, raw in enumerate(_raw(rule)["examples"], start=1)
        ]

    def marks(self, rule: Rule, row: Mapping[str, object], examples: list[dict[str, object]]) -> Marks:
        """Give the marks of a row: of each entry as it is read again from its cells."""
        entries = read_row(row, rule.stage, self.terms).entries
        listed = [read_example(cells, self.terms)[0] for cells in examples]
        marked = {name: entry_mark(entries.get(name)) for name in ENTRIES}
        return Marks(
            sheet_of(rule),
            rule.digest,
            {name: said for name, said in (marked | {EXAMPLES_ENTRY: entry_mark(listed)}).items() if said},
            {column: fingerprint(str(row.get(column, ""))) for column in sorted(LOCKED)},
        )


def _raw(rule: Rule) -> Mapping[str, Any]:
    assert rule.document is not None  # noqa: S101  # every rule of a pack was read from a file
    value: Mapping[str, Any] = rule.document.value
    return value
