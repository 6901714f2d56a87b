"""What the lists of the decision table offer: names by kind, comparators and values by name, on a sheet apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from hepu.decision_table.operands import parameters_for
from hepu.decision_table.terms import CONCLUSIONS, FILTERS, HEADS
from hepu.decision_table.wording import shown, with_id
from hepu.language.conditions import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.decision_table.terms import Terms
    from hepu.text import Lang

__all__ = ["CHOICES_SHEET", "Choices", "write_choices"]

CHOICES_SHEET = "_hepu_choices"
_ORDERED = frozenset({"below", "at_most", "above", "at_least", "between"})


@dataclass
class Choices:
    """Columns of words, each written once and named by its place among them."""

    columns: list[tuple[str, ...]] = field(default_factory=list)

    def at(self, words: Sequence[str]) -> int:
        """Give the place of a column of words, adding it where it is new."""
        column = tuple(words) or ("",)
        if column not in self.columns:
            self.columns.append(column)
        return self.columns.index(column)


def write_choices(book: Any, terms: Terms, lang: Lang) -> None:
    """Write the sheet of choices and name its parts, for ``name_list``, ``test_list`` and ``value_list``."""
    sheet = book.add_worksheet(CHOICES_SHEET)
    choices = Choices()
    heads = [terms.heads[head][lang] for head in HEADS]
    names = {head: [with_id(label, name)[lang] for name, label in terms.names[head].items()] for head in HEADS}
    lookup = []
    for head in HEADS:
        for name, label in terms.names[head].items():
            tests, values = _offered(head, name, terms, lang)
            places = choices.at(tests), choices.at(values)
            counts = (len(choices.columns[place]) for place in places)
            key = f"{terms.heads[head][lang]}|{with_id(label, name)[lang]}"
            lookup.append((key, *(number for pair in zip(places, counts, strict=True) for number in pair)))
    for column, head in enumerate(HEADS):
        sheet.write_row(0, column, (heads[column],))
        sheet.write_number(1, column, len(names[head]))
        sheet.write_column(2, column, names[head])
    for row, entry in enumerate(lookup):
        sheet.write_row(row, len(HEADS), entry)
    first = len(HEADS) + 5
    for at, words in enumerate(choices.columns):
        sheet.write_column(0, first + at, words)

    def place(row: int, column: int, last_row: int | None = None, last_column: int = 0) -> str:
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        end = "" if last_row is None else f":{xl_rowcol_to_cell(last_row, last_column, row_abs=True, col_abs=True)}"
        return f"='{CHOICES_SHEET}'!{cell}{end}"

    book.define_name("hepu_kinds", place(0, 0, 0, len(HEADS) - 1))
    book.define_name("hepu_counts", place(1, 0, 1, len(HEADS) - 1))
    book.define_name("hepu_names", place(2, 0))
    book.define_name("hepu_about", place(0, len(HEADS), len(lookup) - 1, len(HEADS) + 4))
    book.define_name("hepu_choices", place(0, first))
    sheet.very_hidden()


def name_list(kind: str) -> str:
    """Give the formula of the names that fit the kind in a cell."""
    at = f"MATCH({kind},hepu_kinds,0)"
    return f"=OFFSET(hepu_names,0,{at}-1,INDEX(hepu_counts,1,{at}),1)"


def test_list(kind: str, name: str) -> str:
    """Give the formula of the comparators that fit the kind and name in two cells."""
    return _listed(kind, name, 2)


def value_list(kind: str, name: str) -> str:
    """Give the formula of the values that fit the kind and name in two cells."""
    return _listed(kind, name, 4)


def _listed(kind: str, name: str, column: int) -> str:
    def about(at: int) -> str:
        return f'VLOOKUP({kind}&"|"&{name},hepu_about,{at},0)'

    return f"=OFFSET(hepu_choices,0,{about(column)},{about(column + 1)},1)"


def _offered(head: str, name: str, terms: Terms, lang: Lang) -> tuple[list[str], list[str]]:
    """Give the comparators and the values that fit a name."""
    if head in CONCLUSIONS:
        return [terms.comparators["at_least"][lang]], [label[lang] for label in terms.certainties.values()]
    if head not in (*SUBJECTS, *FILTERS, "count"):
        return [], []
    term = terms.term(head, name)
    ordered = term.kind is not None and term.kind.comparable
    tests = [label[lang] for word, label in terms.comparators.items() if ordered or word not in _ORDERED]
    values = [shown(word, term.words, lang) for word in term.words]
    if not values:
        values = [
            with_id(terms.names["parameter"][key], f"parameter.{key}")[lang] for key in parameters_for(term, terms)
        ]
    return tests, values
