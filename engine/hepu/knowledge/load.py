"""Reading the knowledge files into frozen models, every fault with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from hepu.errors import Fault, Location, PackError
from hepu.knowledge import cases as c
from hepu.knowledge import models as m
from hepu.knowledge.entry_faults import entry_faults
from hepu.layering.about import About
from hepu.layering.written import Written, written
from hepu.source_file import names_in
from hepu.text import Text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from hepu.layering.stack import Stack

__all__ = [
    "DEFINED_IN",
    "About",
    "Knowledge",
    "Loaded",
    "knowledge_types",
    "load_kind",
    "load_knowledge",
    "read_knowledge",
]


# Which files define the conclusions of each stage; an exclusion is of a strategy.
DEFINED_IN: Mapping[str, str] = MappingProxyType(
    {
        "opportunity": "opportunities",
        "challenge": "challenges",
        "strength": "strengths",
        "problem": "problems",
        "cause": "causes",
        "strategy": "strategies",
        "exclusion": "strategies",
    }
)
_NAMES = {"Mapping": Mapping, "Written": Written, "c": c, "m": m, "Text": Text, "About": About}
_BESIDES = frozenset({"digests", "origins", "written", "unread", "words"})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All knowledge that holds, each kind a mapping from id to entry; ``pack`` is the lowest pack.

    ``digests`` holds the sha256 of each file; ``origins`` by kind and id, of what is not as the lowest pack has it, the
    place in the stack of the pack that had the last word. ``written`` has each entry as its file writes it. Where a
    pack is only checked, ``unread`` holds the ids of each kind whose entries have faults, and ``words`` all words in
    these.
    """

    pack: About
    sources: Mapping[str, m.Source]
    theories: Mapping[str, m.Theory]
    indicators: Mapping[str, m.Indicator]
    tables: Mapping[str, m.Table]
    parameters: Mapping[str, m.Parameter]
    standards: Mapping[str, m.Standard]
    policies: Mapping[str, m.Policy]
    provinces: Mapping[str, m.Province]
    towns: Mapping[str, m.Town]
    places: Mapping[str, m.OtherPlace]
    memberships: Mapping[str, m.Membership]
    sectors: Mapping[str, Text]
    modes: Mapping[str, Text]
    derived: Mapping[str, m.Derived]
    opportunities: Mapping[str, m.Opportunity]
    challenges: Mapping[str, m.Challenge]
    strengths: Mapping[str, m.Strength]
    problems: Mapping[str, m.Problem]
    causes: Mapping[str, m.Cause]
    strategies: Mapping[str, m.Strategy]
    cases: Mapping[str, c.Case]
    likeness: Mapping[str, c.Likeness]
    respects: Mapping[str, c.Respect]
    figures: Mapping[str, m.Figure]
    frameworks: Mapping[str, m.Framework]
    colleges: Mapping[str, m.College]
    priority: Mapping[str, m.Priority]
    levers: Mapping[str, m.Lever]
    system: Mapping[str, m.Stage]
    digests: Mapping[str, str]
    origins: Mapping[str, Mapping[str, int]]
    written: Mapping[str, Mapping[str, Written]] = field(default_factory=dict, compare=False, repr=False)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    words: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def names(self, kind: str) -> tuple[str, ...]:
        """Give the ids of one kind of entry, such as ``problems``, also of those that could not be read."""
        return (*getattr(self, kind), *sorted(self.unread.get(kind, ())))

    def place(self, kind: str, key: str, *path: str | int) -> Location:
        """Give the place of an entry of one kind, or of a part of it."""
        found = self.written.get(kind, {}).get(key)
        return Location(f"knowledge/{kind}", path=key) if found is None else found.location(path)

    def conclusions(self, stage: str) -> Mapping[str, m.ConclusionEntry]:
        """Give the entries of one stage, such as ``problem``."""
        entries: Mapping[str, m.ConclusionEntry] = getattr(self, DEFINED_IN[stage])
        return entries


@dataclass(frozen=True, slots=True)
class Loaded:
    """One kind of knowledge: its entries by id, those that are not as the lowest pack has them, and all faults.

    ``written`` are the entries as their files write them, ``unread`` the ids of those with faults and ``words`` the
    words in these.
    """

    entries: Mapping[str, Any]
    origins: Mapping[str, int]
    faults: tuple[Fault, ...]
    written: Mapping[str, Written]
    unread: frozenset[str]
    words: frozenset[str]


def load_knowledge(stack: Stack) -> Knowledge:
    """Read every knowledge file of a stack of packs; ``NAME.yaml`` and the files of ``NAME/`` make one mapping.

    Raises:
        PackError: with every fault of every file.

    """
    knowledge, faults = read_knowledge(stack)
    if faults:
        raise PackError(faults)
    return knowledge


def read_knowledge(stack: Stack) -> tuple[Knowledge, list[Fault]]:
    """Read the sound entries of every knowledge file of a stack of packs; give them and all faults."""
    digests = {
        f"{level.head}knowledge/pack.yaml": hashlib.sha256(level.document.text.encode()).hexdigest() for level in stack
    }
    kinds = {name: load_kind(stack, name, digests) for name in knowledge_types() if name != "pack"}
    knowledge = Knowledge(
        pack=stack[0].about,
        **{name: kind.entries for name, kind in kinds.items()},
        digests=MappingProxyType(digests),
        origins=MappingProxyType({name: kind.origins for name, kind in kinds.items()}),
        written=MappingProxyType({name: kind.written for name, kind in kinds.items()}),
        unread=MappingProxyType({name: kind.unread for name, kind in kinds.items()}),
        words=frozenset(word for kind in kinds.values() for word in kind.words),
    )
    return knowledge, [fault for kind in kinds.values() for fault in kind.faults]


def load_kind(stack: Stack, name: str, digests: dict[str, str] | None = None) -> Loaded:
    """Read one kind of knowledge; the sha256 of each file is put into ``digests``."""
    model = knowledge_types()[name]
    adapter = TypeAdapter(model)
    found = written(stack, name, digests)
    faults, entries, words = list(found.faults), dict[str, Any](), set(found.words)
    for key, item in found.held.items():
        try:
            entries[key] = adapter.validate_python(item.entry.value)
        except ValidationError as error:
            words |= names_in(str(item.entry.value))
            faults.extend(entry_faults(item.entry, model, error))
    return Loaded(
        MappingProxyType(entries),
        MappingProxyType({key: item.level for key, item in found.held.items() if item.level}),
        tuple(faults),
        MappingProxyType({key: item.entry for key, item in found.held.items()}),
        frozenset((found.held.keys() | found.unread) - entries.keys()),
        frozenset(words),
    )


def knowledge_types() -> dict[str, type[BaseModel]]:
    """Give the model of each knowledge file's entries, in the order in which the files are read."""
    hints = get_type_hints(Knowledge, vars(m) | _NAMES)
    names = [item.name for item in fields(Knowledge) if item.name not in _BESIDES]
    return {name: hints[name] if name == "pack" else get_args(hints[name])[1] for name in names}
