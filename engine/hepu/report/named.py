"""Whom a finding speaks of: the names in the rows on which its rules rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.explain.readings import Reader
from hepu.language.model import All, Any, Count, Quantified
from hepu.report.sourced import NAMES
from hepu.report.words import both, join, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.language.model import Condition, Rule
    from hepu.report.values import Values
    from hepu.text import Text

__all__ = ["named"]

_SHOWN = 4
_MANY = frozenset({"at_least", "above", "between"})


def named(values: Values, rules: Iterable[Rule]) -> Text | None:
    """Name the partners, enterprises, majors or alliances that make rules fire, the first few of them."""
    reader = Reader(values.facts, values.pack)
    found: dict[str, None] = {}
    for rule in rules:
        for leaf in _counting(rule.when):
            rows = values.record.facts.lists.get(leaf.list)
            for at in reader.passing(leaf):
                row = rows.rows[at] if rows else {}
                found.update(dict.fromkeys(str(row[name].low) for name in NAMES if name in row and row[name].low))
    if not found:
        return None
    names = join([both(name) for name in [*found][:_SHOWN]])
    return say("situation.named" if len(found) <= _SHOWN else "situation.named_first", names=names, count=len(found))


def _counting(condition: Condition) -> Iterator[Count | Quantified]:
    """Give the conditions that hold because there are rows of some kind; where there must be none, nobody is named."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _counting(part)
        case Count(where=where, test=test) if where and test.comparator in _MANY:
            yield condition
        case Quantified(word="some", where=where) if where:
            yield condition
        case _:
            return
