"""Conditions that knowledge holds: of cases, of what cases are likened by, and of the respects of comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.language.conditions import ConditionReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.errors import Fault
    from hepu.knowledge.load import Knowledge
    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Condition

__all__ = ["read_fits", "read_likeness", "read_respects"]

Asked = dict[str, "Condition | None"]
Fits = dict[str, "tuple[Condition | None, ...]"]


def read_fits(knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[Fits, list[Fault]]:
    """Read the conditions under which each case fits; give them by case, and all faults."""
    fits: Fits = {}
    faults: list[Fault] = []
    for name, case, reader in _conditions(knowledge, "cases", vocabulary):
        fits[name] = tuple(
            reader.read(item["when"], (name, "applies_when", at, "when")) if item.get("when") else None
            for at, item in enumerate(case["applies_when"])
        )
        faults.extend(reader.faults)
    return fits, faults


def _conditions(knowledge: Knowledge, kind: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Any, ConditionReader]]:
    """Give each sound entry of one kind of knowledge as it is written, with a reader of the conditions in it."""
    for name in getattr(knowledge, kind):
        entry = knowledge.written[kind][name]
        yield name, entry.value, ConditionReader(entry.document, vocabulary)


def read_likeness(knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[dict[str, Asked], list[Fault]]:
    """Read on which conditions a college has what cases are likened by; give them by attribute and item."""
    found: dict[str, Asked] = {}
    faults: list[Fault] = []
    for name, entry, reader in _conditions(knowledge, "likeness", vocabulary):
        asked: Asked = {}
        if "each" in entry:
            ids = {item for case in knowledge.cases.values() for item in getattr(case, entry["reads"])}
            for item in sorted(ids):
                asked[item] = reader.read(_with_id(entry["each"], item), (name, "each"))
        for item, one in entry.get("items", {}).items():
            asked[item] = reader.read(one["when"], (name, "items", item, "when")) if "when" in one else None
        found[name] = asked
        faults.extend(reader.faults)
    return found, faults


def _with_id(template: Any, name: str) -> Any:
    """Put an id where a template of a condition has ``{id}``."""
    if isinstance(template, dict):
        return {key: _with_id(value, name) for key, value in template.items()}
    if isinstance(template, list):
        return [_with_id(value, name) for value in template]
    return name if template == "{id}" else template


def read_respects(knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[Asked, list[Fault]]:
    """Read on which conditions a college has what it is compared in; give them by respect."""
    found: Asked = {}
    faults: list[Fault] = []
    for name, entry, reader in _conditions(knowledge, "respects", vocabulary):
        found[name] = reader.read(entry["when"], (name, "when")) if "when" in entry else None
        faults.extend(reader.faults)
    return found, faults
