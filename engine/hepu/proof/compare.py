"""Comparing what was derived with what a record says, value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.proof.given import Given

if TYPE_CHECKING:
    from hepu.proof.verdict import Tally

__all__ = ["compare"]

# What names the entries of a list in which each has a name of its own.
_NAMES = ("id", "rule", "answer")


def compare(tally: Tally, code: str, where: str, expected: Any, found: Any) -> None:
    """Verify that a record says exactly what was derived, with the same types, and nothing besides."""
    if isinstance(expected, Given):
        tally.take(code, where, expected, found)
    elif isinstance(expected, dict) and isinstance(found, dict):
        for name in tally.names(where, expected, found):
            compare(tally, code, f"{where}.{name}", expected[name], found[name])
    elif isinstance(expected, list) and isinstance(found, list):
        _lists(tally, code, where, expected, found)
    else:
        tally.same(code, where, expected, found)


def _lists(tally: Tally, code: str, where: str, expected: list[Any], found: list[Any]) -> None:
    """Compare lists: entries with names of their own by name, besides their order; others by place."""
    names, shown = _named(expected), _named(found)
    if names and shown:
        common = tally.names(where, names, shown)
        if sorted(names) == sorted(shown):
            tally.same(code, where, names, shown)
        for name in common:
            at, place = names.index(name), shown.index(name)
            compare(tally, code, f"{where}.{name}", expected[at], found[place])
        return
    tally.same(code, where, len(expected), len(found))
    for at, (item, value) in enumerate(zip(expected, found, strict=False)):
        compare(tally, code, f"{where}.{at}", item, value)


def _named(entries: list[Any]) -> list[str]:
    """Give the names of a list's entries, or nothing where they have none."""
    for key in _NAMES:
        names = [entry[key] for entry in entries if isinstance(entry, dict) and isinstance(entry.get(key), str)]
        if names and len(names) == len(entries):
            return names
    return []
