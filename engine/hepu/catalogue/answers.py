"""Where a college gives what rules read: the question, its sheet and cell in the form, or how it is computed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from hepu.intake import layout
from hepu.intake.lexicon import lexicon_of
from hepu.intake.workbook_writer import form_bytes
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.schema import INDICATOR_SHEETS
from hepu.report.words import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pack import Pack
    from hepu.report.values import PackValues
    from hepu.text import Text

__all__ = ["Answer", "Answers"]

# Answers stand in this column of the form, an indicator's first year too.
_VALUES = "D"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that rules read: what it is called, and either where the form asks for it or how it is computed.

    ``choices`` are the words among which it is chosen, ``reads`` what a computed one is computed from.
    """

    key: str
    name: Text
    help: Text | None = None
    sheet: Text | None = None
    cell: str = ""
    unit: Text | None = None
    choices: Text | None = None
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """Finds answers by what rules call them: ``fact.ID``, ``indicator.ID`` or ``list.ID``."""

    pack: Pack
    values: PackValues

    def of(self, key: str) -> Answer:
        """Say where an answer is given."""
        head, _, name = key.partition(".")
        if head == "list":
            return self._list(key, name)
        return self._indicator(key, name) if head == "indicator" else self._fact(key, name)

    def _list(self, key: str, name: str) -> Answer:
        called = self.values.names
        if name == OFFICIAL_ROWS:
            return Answer(key, called.list(name))
        label, sheet = called.form.lists[name], called.lists[name].sheet
        return Answer(key, label.label, label.help, called.sheet(sheet), self._cell(layout.complete_mark(name)))

    def _indicator(self, key: str, name: str) -> Answer:
        called, entry = self.values.names, self.pack.knowledge.indicators[name]
        sheet = "core" if name in called.form.core_indicators else INDICATOR_SHEETS[entry.group]
        return Answer(key, entry.name, entry.help, called.sheet(sheet), self._cell(f"indicators.{name}"), entry.unit)

    def _fact(self, key: str, name: str) -> Answer:
        called, derived = self.values.names, self.pack.knowledge.derived.get(name)
        if derived is not None:
            words = join(derived.words.values()) if derived.words else None
            return Answer(key, derived.name, derived.text, unit=derived.unit, choices=words, reads=derived.reads)
        question = called.asked[name]
        label = called.form.label(question)
        choices = None
        if question.kind == "choice" and not question.of:
            choices = join(called.choice(question, word) for word in question.words)
        return Answer(
            key,
            label.label,
            label.help,
            called.sheet(question.sheet),
            self._cell(question.path),
            self.values.unit(question),
            choices,
        )

    def _cell(self, path: str) -> str:
        row = self._rows.get(path)
        return f"{_VALUES}{row}" if row else ""

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """The rows of the blank form by the mark in the first column; the core sheet comes first and has the say."""
        book = load_workbook(io.BytesIO(form_bytes(lexicon=lexicon_of(self.pack.knowledge))), read_only=True)
        found: dict[str, int] = {}
        for sheet in book.worksheets:
            for number, (mark,) in enumerate(sheet.iter_rows(max_col=1, values_only=True), start=1):
                found.setdefault(str(mark), number)
        return MappingProxyType(found)
