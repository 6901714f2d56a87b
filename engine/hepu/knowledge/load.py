"""Reading the knowledge files into frozen models, every fault with its line."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hepu.errors import Fault, InputError, PackError
from hepu.knowledge import cases as c
from hepu.knowledge import models as m
from hepu.text import Text
from hepu.yaml_source import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.layers import Layer, Layers

__all__ = ["About", "Knowledge", "knowledge_types", "load_knowledge"]


class About(BaseModel):
    """The pack's name, version and reference date (the day on which examples run)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: dt.date
    title: Text


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All knowledge files, each a mapping from id to entry; ``digests`` holds the sha256 of each file."""

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


def load_knowledge(layers: Layers) -> Knowledge:
    """Read every knowledge file of all layers; ``NAME.yaml`` and the files of ``NAME/`` make one mapping.

    Raises:
        PackError: with every fault of every file.

    """
    faults: list[Fault] = []
    digests: dict[str, str] = {}
    loaded: dict[str, Any] = {}
    for name, model in knowledge_types().items():
        documents = [found for layer in layers for found in _documents(layer, name, digests, faults)]
        if name == "pack":
            loaded["pack"] = _one(documents, About, faults)
        else:
            loaded[name] = MappingProxyType(_entries(documents, TypeAdapter(model), faults))
    if faults:
        raise PackError(faults)
    return Knowledge(**loaded, digests=MappingProxyType(digests))


def knowledge_types() -> dict[str, type[BaseModel]]:
    """Give the model of each knowledge file's entries, in the order in which the files are read."""
    hints = get_type_hints(Knowledge, vars(m) | {"Mapping": _mapping(), "c": c, "m": m, "Text": Text, "About": About})
    names = [item.name for item in fields(Knowledge) if item.name != "digests"]
    return {name: hints[name] if name == "pack" else get_args(hints[name])[1] for name in names}


def _mapping() -> Any:
    from collections.abc import Mapping as Runtime  # noqa: PLC0415  # needed only to resolve the annotations above

    return Runtime


def _documents(layer: Layer, name: str, digests: dict[str, str], faults: list[Fault]) -> list[Document]:
    paths = [layer.knowledge / f"{name}.yaml", *sorted((layer.knowledge / name).glob("*.yaml"))]
    documents = []
    for path in paths:
        if not path.exists():
            continue
        text = path.read_text("utf-8")
        shown = layer.shown(path)
        digests[f"knowledge/{path.relative_to(layer.knowledge).as_posix()}"] = hashlib.sha256(text.encode()).hexdigest()
        try:
            documents.append(read_yaml(text, shown))
        except InputError as error:
            faults.extend(error.faults)
    return documents


def _one(documents: list[Document], model: type[About], faults: list[Fault]) -> About | None:
    for document in documents:
        try:
            return model.model_validate(document.value)
        except ValidationError as error:
            faults.extend(_faults(document, (), error))
    return None


def _entries(documents: list[Document], adapter: TypeAdapter[Any], faults: list[Fault]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for document in documents:
        if document.value is None:
            continue
        if not isinstance(document.value, dict):
            faults.append(Fault("knowledge_not_mapping", document.location()))
            continue
        for key, raw in document.value.items():
            if key in entries:
                faults.append(Fault("knowledge_twice", document.location((key,)), {"found": str(key)}))
            try:
                entries[str(key)] = adapter.validate_python(raw)
            except ValidationError as error:
                faults.extend(_faults(document, (key,), error))
    return entries


def _faults(document: Document, base: tuple[str | int, ...], error: ValidationError) -> list[Fault]:
    return [
        Fault(
            "knowledge_entry",
            document.location((*base, *item["loc"])),
            {"expected": str(item["msg"]), "found": str(item["input"])[:80]},
        )
        for item in error.errors(include_url=False)
    ]
