"""Packs between two packs: the older one with some of the changes, so that each can be tried alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.errors import PackError
from hepu.impact.changes import KINDS, EntryChange, RuleChange
from hepu.language.read import read_rule
from hepu.language.vocabulary import build_vocabulary
from hepu.pack import Pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.impact.changes import Change
    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Rule

__all__ = ["Mixing"]


@dataclass(frozen=True)
class Mixing:
    """Two packs and the changes between them that can turn advice, by key.

    A change that names what another adds comes with it, and so does the removal of what another still named: ``needs``
    gives for each change those without which it makes no pack.
    """

    old: Pack
    new: Pack
    changes: Mapping[str, Change]

    @classmethod
    def of(cls, old: Pack, new: Pack, changes: Iterable[Change]) -> Mixing:
        """Take the changes that can turn advice."""
        return cls(old, new, MappingProxyType({item.key: item for item in changes if item.grade == "meaning"}))

    @cached_property
    def of_knowledge(self) -> bool:
        """Say whether any change is one of knowledge; those of rules alone leave all facts as they are."""
        return any(isinstance(item, EntryChange) for item in self.changes.values())

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """For each change all others without which it cannot be made, itself left out."""
        added = _by_id(item for item in self.changes.values() if item.what == "added")
        removed = _by_id(item for item in self.changes.values() if item.what == "removed")
        direct: dict[str, set[str]] = {key: set() for key in self.changes}
        for key, item in self.changes.items():
            for name in set(_named(item, "new")) & set(added):
                direct[key] |= added[name]
            for name in set(_named(item, "old")) & set(removed):
                for gone in removed[name]:
                    direct[gone].add(key)
        return MappingProxyType({key: frozenset(_reached(key, direct) - {key}) for key in direct})

    def closed(self, keys: Iterable[str]) -> frozenset[str]:
        """Give changes with all that they need."""
        chosen = set(keys)
        return frozenset(chosen.union(*(self.needs[key] for key in chosen)))

    def without(self, keys: frozenset[str], key: str) -> frozenset[str]:
        """Give changes without one and without those that need it."""
        return frozenset(other for other in keys if other != key and key not in self.needs[other])

    def heads(self, keys: frozenset[str]) -> tuple[str, ...]:
        """Give those of some changes that no other of them needs: what the others come with."""
        carried = frozenset[str]().union(*(self.needs[key] for key in keys))
        return tuple(sorted(keys - carried)) or tuple(sorted(keys))

    def pack(self, keys: frozenset[str]) -> Pack | None:
        """Give the older pack with some changes, or nothing where that makes no pack that can be read."""
        if not keys:
            return self.old
        if keys == frozenset(self.changes):
            return self.new
        chosen = [self.changes[key] for key in keys]
        parts: dict[str, Any] = {}
        for kind in KINDS:
            here = {item.id: item.new for item in chosen if isinstance(item, EntryChange) and item.kind == kind}
            if here:
                parts[kind] = MappingProxyType(_mixed(getattr(self.old.knowledge, kind), here))
        of_knowledge = bool(parts) or self._other_kinds
        # These turn no advice, so they are no changes here; but a rule that cites a new one must read.
        for kind in ("sources", "theories"):
            both = {**getattr(self.old.knowledge, kind), **getattr(self.new.knowledge, kind)}
            parts.setdefault(kind, MappingProxyType(both))
        knowledge = replace(self.old.knowledge, **parts)
        rules = _mixed(self.old.rules, {item.id: item.new for item in chosen if isinstance(item, RuleChange)})
        vocabulary = build_vocabulary(knowledge) if of_knowledge else self.old.vocabulary
        if self._other_kinds:
            try:
                rules = {name: _read(rule, vocabulary) for name, rule in rules.items()}
            except PackError:
                return None
        return Pack(knowledge, vocabulary, MappingProxyType(rules))

    @cached_property
    def _other_kinds(self) -> bool:
        """Say whether a name means another kind of value: rules then read otherwise under each pack."""
        old, new = self.old.vocabulary, self.new.vocabulary
        pairs = ((old.values, new.values), (old.parameters, new.parameters))
        values = any(one[key] != other[key] for one, other in pairs for key in one if key in other)
        return values or any(old.lists[key] != new.lists[key] for key in old.lists if key in new.lists)


def _mixed(old: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Give entries with some replaced, added at the end, or taken out (those that are None)."""
    made = {name: changed.get(name, entry) for name, entry in old.items()}
    made |= {name: entry for name, entry in changed.items() if name not in made}
    return {name: entry for name, entry in made.items() if entry is not None}


def _read(rule: Rule, vocabulary: Vocabulary) -> Rule:
    """Read a rule again, as its numbers and words are meant in a vocabulary."""
    assert rule.document is not None  # noqa: S101  # every rule of a loaded pack has one
    read, faults = read_rule(rule.document.text, rule.location.file, rule.id, vocabulary)
    if read is None:
        raise PackError(faults)
    return read


def _by_id(changes: Iterable[Change]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in changes:
        if isinstance(item, EntryChange):
            found.setdefault(item.id, set()).add(item.key)
    return found


def _named(item: Change, side: str) -> Iterator[str]:
    """Give every word that stands for a name in the form that a change has on one side."""
    form = getattr(item, side)
    if form is None:
        return
    if isinstance(item, RuleChange):
        document = form.document
        value = {} if document is None else {key: document.value.get(key) for key in ("concludes", "excludes", "when")}
        yield from _words(value)
    else:
        yield from _words(form.model_dump(mode="json"))


def _words(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _words(key)
                yield from _words(inner)
        case list():
            for inner in value:
                yield from _words(inner)
        case str():
            yield value
            yield from value.split(".")
        case _:
            return


def _reached(key: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for other in direct[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
