"""Reading the knowledge files into frozen models, every fault with its line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from hepu.errors import Fault, PackError
from hepu.knowledge import cases as c
from hepu.knowledge import models as m
from hepu.layering.about import About
from hepu.layering.written import Written, written
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from hepu.layering.stack import Stack

__all__ = ["About", "Knowledge", "Loaded", "knowledge_types", "load_kind", "load_knowledge"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All knowledge that holds, each kind a mapping from id to entry; ``pack`` is the lowest pack.

    ``digests`` holds the sha256 of each file; ``origins`` by kind and id, of what is not as the lowest pack has it, the
    place in the stack of the pack that had the last word.
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

    def conclusions(self, stage: str) -> Mapping[str, m.ConclusionEntry]:
        """Give the entries of one stage, such as ``problem``."""
        return {
            "opportunity": self.opportunities,
            "challenge": self.challenges,
            "strength": self.strengths,
            "problem": self.problems,
            "cause": self.causes,
            "strategy": self.strategies,
            "exclusion": self.strategies,
        }[stage]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One kind of knowledge: its entries by id, those that are not as the lowest pack has them, and all faults."""

    entries: Mapping[str, Any]
    origins: Mapping[str, int]
    faults: tuple[Fault, ...]


def load_knowledge(stack: Stack) -> Knowledge:
    """Read every knowledge file of a stack of packs; ``NAME.yaml`` and the files of ``NAME/`` make one mapping.

    Raises:
        PackError: with every fault of every file.

    """
    digests = {
        f"{level.head}knowledge/pack.yaml": hashlib.sha256(level.document.text.encode()).hexdigest() for level in stack
    }
    kinds = {name: load_kind(stack, name, digests) for name in knowledge_types() if name != "pack"}
    faults = [fault for kind in kinds.values() for fault in kind.faults]
    if faults:
        raise PackError(faults)
    return Knowledge(
        pack=stack[0].about,
        **{name: kind.entries for name, kind in kinds.items()},
        digests=MappingProxyType(digests),
        origins=MappingProxyType({name: kind.origins for name, kind in kinds.items()}),
    )


def load_kind(stack: Stack, name: str, digests: dict[str, str] | None = None) -> Loaded:
    """Read one kind of knowledge; the sha256 of each file is put into ``digests``."""
    adapter = TypeAdapter(knowledge_types()[name])
    held, faults = written(stack, name, digests)
    entries: dict[str, Any] = {}
    for key, item in held.items():
        try:
            entries[key] = adapter.validate_python(item.entry.value)
        except ValidationError as error:
            faults.extend(_faults(item.entry, error))
    origins = {key: item.level for key, item in held.items() if item.level}
    return Loaded(MappingProxyType(entries), MappingProxyType(origins), tuple(faults))


def knowledge_types() -> dict[str, type[BaseModel]]:
    """Give the model of each knowledge file's entries, in the order in which the files are read."""
    hints = get_type_hints(Knowledge, vars(m) | {"Mapping": _mapping(), "c": c, "m": m, "Text": Text, "About": About})
    names = [item.name for item in fields(Knowledge) if item.name not in {"digests", "origins"}]
    return {name: hints[name] if name == "pack" else get_args(hints[name])[1] for name in names}


def _mapping() -> Any:
    from collections.abc import Mapping as Runtime  # noqa: PLC0415  # needed only to resolve the annotations above

    return Runtime


def _faults(entry: Written, error: ValidationError) -> list[Fault]:
    return [
        Fault(
            "knowledge_entry",
            entry.location(item["loc"]),
            {"expected": str(item["msg"]), "found": str(item["input"])[:80]},
        )
        for item in error.errors(include_url=False)
    ]
