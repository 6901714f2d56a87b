"""The cells of a condition read: which condition they say, and in which column each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from hepu.decision_table.layout import MOST_PARTS, PART_ROLES, Problem, part_column
from hepu.decision_table.operands import UnreadableError, cell_text, known_term, read_operand
from hepu.decision_table.terms import CONCLUSIONS, FILTERS, LISTS
from hepu.decision_table.wording import find, near, told
from hepu.errors import InputError
from hepu.language.conditions import SUBJECTS
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.decision_table.terms import Term, Terms
    from hepu.text import Text
    from hepu.yaml_source import Path

# A condition, with the columns of its parts and of its comparators by their paths in it.
_Placed = tuple[Any, dict["Path", str], dict["Path", str]]

__all__ = ["OTHER", "ReadCondition", "read_condition"]

OTHER = "other"
_ORDERED = ("below", "at_most", "above", "at_least", "between")


@dataclass
class ReadCondition:
    """What the cells say: the condition as a file states it, the column of each part, and what is wrong.

    ``comparators`` holds the columns of comparators by the path of what they compare.
    """

    value: Any = None
    places: dict[Path, str] = field(default_factory=dict)
    comparators: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Say whether the cells say nothing at all."""
        return self.value is None and not self.problems


@dataclass
class _Part:
    """One condition without its alternatives: its columns are kept by the path inside it."""

    raw: dict[str, Any]
    group: str
    column: str
    places: dict[Path, str] = field(default_factory=dict)
    comparators: dict[Path, str] = field(default_factory=dict)


def read_condition(cells: Mapping[str, object], terms: Terms) -> ReadCondition:
    """Read the cells of a condition by column; blanks may be left out."""
    return _Reader(cells, terms).run()


class _Reader:
    def __init__(self, cells: Mapping[str, object], terms: Terms) -> None:
        self.cells, self.terms = cells, terms
        self.read = ReadCondition()
        self.parts: list[_Part] = []
        # The list that a filter would belong to, by its head and name.
        self.listed: tuple[str, str] | None = None

    def run(self) -> ReadCondition:
        for at in range(1, MOST_PARTS + 1):
            texts = {role: self.text(part_column(at, role)) for role in PART_ROLES}
            if any(texts.values()):
                self.slot(at, texts)
        joined: list[_Placed] = []
        closed: set[str] = set()
        for group, items in groupby(self.parts, key=lambda part: part.group.removesuffix("not").strip()):
            parts = list(items)
            if not group:
                joined.extend(self.denied(part) for part in parts)
                continue
            if group in closed:
                self.problem(parts[0].column, "table_group_apart", found=self.terms.groups[group])
            closed.add(group)
            joined.append(_any([self.denied(part) for part in parts]))
        joined.extend(self.others())
        if len(joined) == 1:
            self.read.value, places, comparators = joined[0]
            self.keep(("when",), places, comparators)
        elif joined:
            self.read.value = {"all": [raw for raw, _, _ in joined]}
            for at, (_, places, comparators) in enumerate(joined):
                self.keep(("when", "all", at), places, comparators)
        return self.read

    def keep(self, prefix: Path, places: Mapping[Path, str], comparators: Mapping[Path, str]) -> None:
        self.read.places.update({(*prefix, *path): column for path, column in places.items()})
        self.read.comparators.update({(*prefix, *path): column for path, column in comparators.items()})

    def text(self, column: str) -> str:
        return cell_text(self.cells.get(column))

    def problem(self, column: str, code: str, **context: str | Text) -> None:
        plain = {key: value for key, value in context.items() if isinstance(value, str)}
        worded = {key: value for key, value in context.items() if not isinstance(value, str)}
        self.read.problems.append(Problem(column, code, plain, worded))

    def unknown(self, column: str, missing: str, text: str, known: Mapping[str, Text]) -> None:
        """Note a word that is none of those known, or that there is none."""
        if text:
            self.problem(column, "table_word_unknown", found=text[:60], nearest=near(text, known), expected=told(known))
        else:
            self.problem(column, missing, expected=told(known))

    def unnamed(self, head: str, text: str, column: str) -> None:
        """Note a name that is missing or unknown."""
        expected, known = self.terms.heads[head], self.terms.names[head]
        if text:
            self.problem(column, "table_name_unknown", found=text, nearest=near(text, known), expected=expected)
        else:
            self.problem(column, "table_name_missing", expected=expected)

    def slot(self, at: int, texts: Mapping[str, str]) -> None:
        """Read one part: which head, which name, which comparison."""
        columns = {role: part_column(at, role) for role in PART_ROLES}
        head = find(texts["kind"], self.terms.heads) if texts["kind"] else None
        if head is None:
            self.unknown(columns["kind"], "table_kind_missing", texts["kind"], self.terms.heads)
            self.listed = None
            return
        group = find(texts["group"], self.terms.groups) if texts["group"] else ""
        if group is None:
            self.problem(columns["group"], "table_word_unknown", found=texts["group"], expected=told(self.terms.groups))
            group = ""
        if head in FILTERS and self.homeless(head, columns["kind"]):
            return
        name = find(texts["name"], self.terms.names[head]) if texts["name"] else None
        if name is None:
            self.unnamed(head, texts["name"], columns["name"])
        if head in FILTERS:
            self.filter(head, name, texts, columns)
            return
        self.listed = (head, name or "") if head in LISTS else None
        if name is None:
            self.parts.append(_Part({}, group, columns["name"]))
            return
        part = _Part({head: name}, group, columns["group"], {(): columns["name"], (head,): columns["name"]})
        self.parts.append(part)
        if head in SUBJECTS or head == "count":
            part.comparators[()] = columns["test"]
            self.test(part.raw, part, (), self.terms.term(head, name), texts, columns)
        elif head in CONCLUSIONS and (texts["test"] or texts["value"]):
            self.floor(part, texts, columns)
        else:
            self.nothing_more(head, texts, columns)

    def homeless(self, head: str, column: str) -> bool:
        """Say whether no list stands before a filter that it could belong to, which is a fault."""
        if self.listed is not None and (head == "where" or self.listed[0] == "every"):
            return False
        code = "table_filter_alone" if self.listed is None else "table_have_alone"
        self.problem(column, code, found=self.terms.heads[head], expected=self.terms.heads["every"])
        return True

    def filter(self, head: str, name: str | None, texts: Mapping[str, str], columns: Mapping[str, str]) -> None:
        """Read a filter, which belongs to the list before it."""
        if texts["group"]:
            self.problem(columns["group"], "table_filter_group", found=texts["group"])
        if name is None or self.listed is None or not self.listed[1]:
            return
        listed, _, item = name.partition(".")
        part = self.parts[-1]
        if listed != self.listed[1]:
            expected = self.terms.names["some"][self.listed[1]]
            self.problem(columns["name"], "table_filter_list", found=texts["name"], expected=expected)
            return
        tests = part.raw.setdefault(head, {})
        if item in tests:
            self.problem(columns["name"], "table_filter_twice", found=texts["name"])
            return
        path: Path = (head, item)
        part.places[path] = columns["name"]
        part.places.setdefault((head,), columns["name"])
        part.comparators[path] = columns["test"]
        tests[item] = {}
        self.test(tests[item], part, path, self.terms.term(head, name), texts, columns)

    def test(
        self,
        raw: dict[str, Any],
        part: _Part,
        path: Path,
        term: Term,
        texts: Mapping[str, str],
        columns: Mapping[str, str],
    ) -> None:
        """Read a comparator and its value into a mapping."""
        word = find(texts["test"], self.terms.comparators) if texts["test"] else None
        fitting = {
            key: label
            for key, label in self.terms.comparators.items()
            if key not in _ORDERED or (term.kind is not None and term.kind.comparable)
        }
        if word is None:
            self.unknown(columns["test"], "table_comparator_missing", texts["test"], fitting)
            return
        if word not in fitting:
            self.problem(columns["test"], "table_comparator_kind", found=texts["test"], expected=told(fitting))
            return
        part.places[(*path, word)] = columns["value"]
        if not texts["value"]:
            self.problem(columns["value"], "table_value_missing", expected=self.allowed(term, word))
            return
        try:
            raw[word] = read_operand(self.cells[columns["value"]], word, term, self.terms)
        except UnreadableError as error:
            known = known_term(self.terms) if word == "known" else term
            nearest, expected = near(error.text, known.words), self.allowed(term, word)
            found = error.text[:60]
            self.problem(columns["value"], "table_value_kind", found=found, nearest=nearest, expected=expected)
            return
        several = raw[word] if isinstance(raw[word], list) else [None]
        if not several or (word == "between" and len(several) != len(("low", "high"))):
            self.problem(columns["value"], "table_value_between", found=texts["value"])

    def allowed(self, term: Term, word: str) -> Text:
        """Say what a value may be."""
        term = known_term(self.terms) if word == "known" else term
        if term.words:
            return told(term.words)
        kinds = self.terms.kinds  # a choice that offers nothing yet is told as a text
        return kinds.get(term.kind.name if term.kind is not None else "text", kinds["text"])

    def floor(self, part: _Part, texts: Mapping[str, str], columns: Mapping[str, str]) -> None:
        """Read the certainty that an earlier conclusion must have at least."""
        word = find(texts["test"], self.terms.comparators) if texts["test"] else None
        if word != "at_least":
            expected = self.terms.comparators["at_least"]
            self.problem(columns["test"], "table_floor", found=texts["test"], expected=expected)
            return
        level = find(texts["value"], self.terms.certainties)
        if level is None:
            self.unknown(columns["value"], "table_value_missing", texts["value"], self.terms.certainties)
            return
        part.raw["certainty"] = {"at_least": level}
        part.places[("certainty",)] = columns["value"]

    def nothing_more(self, head: str, texts: Mapping[str, str], columns: Mapping[str, str]) -> None:
        for role in ("test", "value"):
            if texts[role]:
                self.problem(columns[role], "table_cell_needless", found=texts[role], expected=self.terms.heads[head])

    def denied(self, part: _Part) -> _Placed:
        if not part.group.endswith("not"):
            return part.raw, part.places, part.comparators
        places, comparators = (
            {("not", *path): column for path, column in kept.items()} for kept in (part.places, part.comparators)
        )
        return {"not": part.raw}, places, comparators

    def others(self) -> list[_Placed]:
        """Read what the last cell says in the rule language: one condition more, or several in brackets."""
        text = self.text(OTHER)
        if not text:
            return []
        try:
            value = read_yaml(text, "").value
        except InputError:
            self.problem(OTHER, "table_other", found=text[:60])
            return []
        if isinstance(value, dict):
            return [(value, {(): OTHER}, {})]
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            return [(item, {(): OTHER}, {}) for item in value]
        self.problem(OTHER, "table_other", found=text[:60])
        return []


def _any(parts: list[_Placed]) -> _Placed:
    """Join alternatives."""
    places: dict[Path, str] = {}
    comparators: dict[Path, str] = {}
    for at, (_, inner, compared) in enumerate(parts):
        places.update({("any", at, *path): column for path, column in inner.items()})
        comparators.update({("any", at, *path): column for path, column in compared.items()})
    return {"any": [raw for raw, _, _ in parts]}, places, comparators
