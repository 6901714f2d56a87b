"""An example of a rule in the cells of a row, and the row read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.decision_table.layout import Problem
from hepu.decision_table.operands import cell_day, cell_text
from hepu.decision_table.terms import CONCLUSIONS
from hepu.decision_table.wording import find, near, told
from hepu.errors import InputError
from hepu.yaml_patch import same
from hepu.yaml_source import read_yaml
from hepu.yaml_text import flow, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.decision_table.terms import Terms
    from hepu.text import Lang, Text

__all__ = ["EXAMPLE_PLACES", "read_example", "write_example"]

# The column of each entry of an example.
EXAMPLE_PLACES = {"it": "it", "given": "given", "expect": "expect", "certainty": "expected_certainty", "as_of": "as_of"}


def write_example(raw: Mapping[str, Any], terms: Terms, lang: Lang) -> dict[str, object]:
    """Give the cells of an example by column, blanks left out."""
    given = raw["given"] or {}
    lines = "\n".join(f"{scalar(key)}: {flow(value)}" for key, value in given.items())
    cells: dict[str, object] = {
        "it": raw["it"],
        "given": lines if same(_parsed(lines), given) else flow(given),
        "expect": terms.expectations[raw["expect"]][lang],
        "as_of": raw.get("as_of"),
    }
    if "certainty" in raw:
        cells["expected_certainty"] = terms.certainties[raw["certainty"]][lang]
    return {column: value for column, value in cells.items() if value not in (None, "")}


def read_example(cells: Mapping[str, object], terms: Terms) -> tuple[dict[str, Any], list[Problem]]:
    """Read the cells of an example by column; give what a file says of it, and what is wrong."""
    problems: list[Problem] = []
    read: dict[str, Any] = {"it": cell_text(cells.get("it"))}
    if not read["it"]:
        problems.append(Problem("it", "table_cell_missing"))
    text = cell_text(cells.get("given"))
    given = _parsed(text)
    if given is None:
        problems.append(Problem("given", "table_given", {"found": text[:60]}))
    read["given"] = {_key(str(key), terms): _value(str(key), value, terms) for key, value in (given or {}).items()}
    for entry, known in (("expect", terms.expectations), ("certainty", terms.certainties)):
        column = EXAMPLE_PLACES[entry]
        text = cell_text(cells.get(column))
        word = find(text, known) if text else None
        if word is not None:
            read[entry] = word
        elif text:
            worded: dict[str, Text] = {"nearest": near(text, known), "expected": told(known)}
            problems.append(Problem(column, "table_word_unknown", {"found": text[:60]}, worded))
        elif entry == "expect":
            problems.append(Problem(column, "table_cell_missing"))
    text, day = cell_text(cells.get("as_of")), cell_day(cells.get("as_of"))
    if text and day is None:
        problems.append(Problem("as_of", "table_date", {"found": text[:40]}))
    if day is not None:
        read["as_of"] = day
    return read, problems


def _parsed(text: str) -> dict[Any, Any] | None:
    """Give what a cell states, a line each; nothing where it cannot be read."""
    if not text.strip():
        return {}
    if ":" not in text:
        text = text.replace("：", ": ")
    try:
        value = read_yaml(text, "").value
    except InputError:
        return None
    return value if isinstance(value, dict) else None


def _key(key: str, terms: Terms) -> str:
    """Give the key for what is stated, which may be named as the conditions name it."""
    if "[" not in key:
        return key
    for head, names in terms.names.items():
        name = find(key, names)
        if name is not None and key.startswith((names[name].zh, names[name].en)):
            return name if head in {"fact", "count"} else f"{head}.{name}"
    return key


def _value(key: str, value: object, terms: Terms) -> object:
    """Give a value that may be called as the conditions call it."""
    if not isinstance(value, str):
        return value
    known = _key(key, terms)
    head, dot, name = known.partition(".")
    head, name = (head, name) if dot else ("fact", known)
    if head in CONCLUSIONS or name not in terms.ids.get(head, ()):
        return value
    word = find(value, terms.term(head, name).words)
    return value if word is None else {"true": True, "false": False}.get(word, word)
