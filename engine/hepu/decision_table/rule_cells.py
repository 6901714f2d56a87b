"""A rule in the cells of a row, and the row read again: which entries of a rule file it says, each with its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.decision_table.condition_cells import write_condition
from hepu.decision_table.layout import Problem
from hepu.decision_table.operands import cell_day, cell_text
from hepu.decision_table.parts import read_condition
from hepu.decision_table.wording import find, near, told, with_id
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.decision_table.terms import Terms
    from hepu.text import Lang, Text
    from hepu.yaml_source import Path

__all__ = ["ENTRIES", "ReadRow", "read_row", "write_row"]

# The entries of a rule file that a row says, in the order of a file.
ENTRIES = (
    "concludes", "excludes", "certainty", "since", "until", "theory", "when", "because", "law", "sources",
    "cannot_express",
)  # fmt: skip
_PARTED = re.compile(r"[;；,，、\s]+")
_LAW = re.compile(r"(.*\]|\S+)\s+(\S.*)")


@dataclass
class ReadRow:
    """What a row says: the entries of a file, the column in which each part stands, and what is wrong."""

    entries: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    comparators: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Entries of which something is wrong.
    unread: set[str] = field(default_factory=set)

    def problem(self, entry: str, column: str, code: str, **context: str | Text) -> None:
        """Note what is wrong in a column that an entry is read from."""
        self.unread.add(entry)
        said = {key: value for key, value in context.items() if isinstance(value, str)}
        worded = {key: value for key, value in context.items() if not isinstance(value, str)}
        self.problems.append(Problem(column, code, said, worded))

    def column(self, path: Path, code: str = "") -> str:
        """Give the column of a part of the file, or of the nearest part around it; the id's where there is none."""
        known = self.comparators if code.startswith("comparator") else self.places
        for length in range(len(path), 0, -1):
            if path[:length] in known:
                return known[path[:length]]
        return self.places.get(path[:1], "id") if path else "id"


def write_row(raw: Mapping[str, Any], stage: str, terms: Terms, lang: Lang) -> dict[str, object]:
    """Give the cells of a rule by column, without those that are only shown; blanks are left out."""
    target = next(iter(raw.get("concludes", raw.get("excludes", {})).values()))
    cells: dict[str, object] = {
        "id": raw["rule"],
        "target": with_id(terms.names[stage][target], target)[lang],
        "certainty": terms.certainties[raw["certainty"]][lang],
        "since": raw["since"],
        "until": raw.get("until"),
        "theory": with_id(terms.names["theory"][raw["theory"]], raw["theory"])[lang],
        **write_condition(raw["when"], terms, lang),
        "law": "\n".join(_ground(ground, terms, lang) for ground in raw.get("law", ())),
        "sources": words()["table.between"][lang].join(raw["sources"]),
    }
    for entry, column in (("because", "because"), ("cannot_express", "cannot")):
        cells |= {f"{column}_{key}": text for key, text in (raw.get(entry) or {}).items()}
    return {column: value for column, value in cells.items() if value not in (None, "")}


def _ground(ground: Mapping[str, str], terms: Terms, lang: Lang) -> str:
    label = terms.names["policy"][ground["policy"]]
    return f"{with_id(label, ground['policy'])[lang]} {ground['article']}"


def read_row(cells: Mapping[str, object], stage: str, terms: Terms) -> ReadRow:
    """Read the cells of a row by column; blanks may be left out."""
    read = ReadRow()
    head, inner = ("excludes", "strategy") if stage == "exclusion" else ("concludes", stage)
    target = _named(read, head, "target", cells, terms.names[stage])
    read.places |= {(head,): "target", (head, inner): "target"}
    if target is not None:
        read.entries[head] = {inner: target}
    certainty = _named(read, "certainty", "certainty", cells, terms.certainties)
    theory = _named(read, "theory", "theory", cells, terms.names["theory"])
    read.entries |= {"certainty": certainty, "theory": theory}
    for entry in ("since", "until"):
        text, day = cell_text(cells.get(entry)), cell_day(cells.get(entry))
        if not text and entry == "since":
            read.problem(entry, entry, "table_cell_missing")
        elif text and day is None:
            read.problem(entry, entry, "table_date", found=text[:40])
        read.entries[entry] = day
    _condition(read, cells, terms)
    _texts(read, cells)
    _law(read, cells, terms)
    sources = [key for key in _PARTED.split(cell_text(cells.get("sources"))) if key]
    if not sources:
        read.problem("sources", "sources", "table_cell_missing")
    read.entries["sources"] = sources
    read.places |= {(entry,): entry for entry in ("certainty", "theory", "since", "until", "law", "sources")}
    read.entries = {entry: read.entries[entry] for entry in ENTRIES if read.entries.get(entry) is not None}
    return read


def _named(
    read: ReadRow, entry: str, column: str, cells: Mapping[str, object], known: Mapping[str, Text]
) -> str | None:
    """Read a name that must be one of those known."""
    text = cell_text(cells.get(column))
    if not text:
        read.problem(entry, column, "table_cell_missing")
        return None
    name = find(text, known)
    if name is None:
        read.problem(
            entry, column, "table_word_unknown", found=text[:60], nearest=near(text, known), expected=told(known)
        )
    return name


def _condition(read: ReadRow, cells: Mapping[str, object], terms: Terms) -> None:
    condition = read_condition(cells, terms)
    if condition.value is None and not condition.problems:
        read.problem("when", "kind1", "table_condition_missing")
    if condition.problems:
        read.unread.add("when")
    read.problems.extend(condition.problems)
    read.entries["when"] = condition.value
    read.places |= {("when",): "kind1", **condition.places}
    read.comparators |= condition.comparators


def _texts(read: ReadRow, cells: Mapping[str, object]) -> None:
    """Read the texts, of which both languages are needed, or neither where a rule needs none."""
    for entry, column, needed in (("because", "because", True), ("cannot_express", "cannot", False)):
        texts = {lang: cell_text(cells.get(f"{column}_{lang}")) for lang in ("zh", "en")}
        for lang, text in texts.items():
            read.places[(entry, lang)] = f"{column}_{lang}"
            if not text and (needed or any(texts.values())):
                read.problem(entry, f"{column}_{lang}", "table_language_missing")
        read.places[(entry,)] = f"{column}_zh"
        if any(texts.values()):
            read.entries[entry] = texts


def _law(read: ReadRow, cells: Mapping[str, object], terms: Terms) -> None:
    """Read the articles, a line each: a policy and the name of its article."""
    grounds = []
    for line in cell_text(cells.get("law")).splitlines():
        if not line.strip():
            continue
        found = _LAW.fullmatch(line.strip())
        policy = find(found[1], terms.names["policy"]) if found else None
        if found is None:
            read.problem("law", "law", "table_law", found=line[:60])
        elif policy is None:
            read.problem(
                "law", "law", "table_policy", found=found[1][:60], nearest=near(found[1], terms.names["policy"])
            )
        else:
            grounds.append({"policy": policy, "article": found[2]})
    if grounds:
        read.entries["law"] = grounds
