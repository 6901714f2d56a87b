"""A rule pack: the knowledge and the rules that stand on it, read together and checked against each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location, PackError
from hepu.knowledge.load import Knowledge, load_knowledge
from hepu.knowledge.reviewed import Reviewed, entry_mark, rule_mark
from hepu.language.conditions import ConditionReader
from hepu.language.kinds import STAGES
from hepu.language.model import parameters_of
from hepu.language.read import read_rule
from hepu.language.vocabulary import build_vocabulary
from hepu.layers import shipped_layers
from hepu.naming import nearest
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Condition, Rule
    from hepu.layers import Layers
    from hepu.yaml_source import Document

__all__ = ["Pack", "load_pack", "read_fits", "read_likeness", "read_rules"]

Asked = dict[str, "Condition | None"]


@dataclass(frozen=True)
class Pack:
    """Knowledge, vocabulary and rules of one version, and the digest that names exactly this content.

    ``fits`` holds the conditions of each case, one a text of ``applies_when``, as far as the language can say it.
    ``likeness`` holds for each attribute, by item, the condition on which a college has it (nothing where the form does
    not ask), and ``respects`` the like for each respect of comparison.
    """

    knowledge: Knowledge
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    fits: Mapping[str, tuple[Condition | None, ...]] = field(default_factory=lambda: MappingProxyType({}))
    likeness: Mapping[str, Mapping[str, Condition | None]] = field(default_factory=lambda: MappingProxyType({}))
    respects: Mapping[str, Condition | None] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def conclusion_keys(self) -> tuple[str, ...]:
        """Every conclusion that the knowledge defines, by key; each strategy also has its exclusion."""
        return tuple(
            f"{stage}.{name}" for stage, names in self.vocabulary.conclusions.items() for name in sorted(names)
        )

    def named(self, names: Iterable[str]) -> list[Rule]:
        """Give the rules of these ids, each once, in the order of the pack.

        Raises:
            InputError: with a fault for every id that no rule has.

        """
        wanted = set(names)
        unknown = [
            Fault("rule_unknown", context={"found": name, "nearest": nearest(name, self.rules)})
            for name in sorted(wanted - set(self.rules))
        ]
        if unknown:
            raise InputError(unknown)
        return [rule for rule in self.rules.values() if rule.id in wanted]

    @cached_property
    def reviewed(self) -> Mapping[str, Reviewed]:
        """Every rule, by id, and every conclusion that knowledge defines, by key, with what reviewers said of it."""
        parameters = self.knowledge.parameters
        rules = (
            Reviewed(
                rule.id,
                f"rule.{rule.stage}",
                rule.review,
                rule_mark(rule.content, ((name, parameters[name]) for name in parameters_of(rule.when))),
            )
            for rule in self.rules.values()
        )
        entries = (
            Reviewed(f"{stage}.{name}", stage, entry.review, entry_mark(entry))
            for stage in STAGES
            if stage != "exclusion"
            for name, entry in self.knowledge.conclusions(stage).items()
        )
        return MappingProxyType({item.key: item for item in (*rules, *entries)})

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The sha256 of every rule and knowledge file, by name."""
        rules = {f"rules/{rule.id}": rule.digest for rule in self.rules.values()}
        return MappingProxyType(dict(sorted({**self.knowledge.digests, **rules}.items())))

    @cached_property
    def digest(self) -> str:
        """The sha256 over the names and digests of all files, which names this pack."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in self.digests.items())
        return hashlib.sha256(lines.encode()).hexdigest()


def read_rules(layers: Layers, vocabulary: Vocabulary) -> tuple[dict[str, Rule], list[Fault]]:
    """Read every rule file of all layers; give the sound ones by id and all faults."""
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    paths = [(path, layer) for layer in layers for path in layer.rules.rglob("*.yaml")]
    for path, layer in sorted(paths, key=lambda found: (found[0].stem, found[0].as_posix())):
        shown = layer.shown(path)
        rule, found = read_rule(path.read_text("utf-8"), shown, path.stem, vocabulary)
        faults.extend(found)
        if rule is None:
            continue
        if rule.id in rules:
            faults.append(Fault("rule_twice", Location(shown), {"found": rule.id}))
        rules[rule.id] = rule
    return rules, faults


def read_fits(layers: Layers, vocabulary: Vocabulary) -> tuple[dict[str, tuple[Condition | None, ...]], list[Fault]]:
    """Read the conditions under which each case fits; give them by case, and all faults."""
    fits: dict[str, tuple[Condition | None, ...]] = {}
    faults: list[Fault] = []
    for document in _documents(layers, "cases"):
        reader = ConditionReader(document, vocabulary)
        for name, case in document.value.items():
            fits[name] = tuple(
                reader.read(item["when"], (name, "applies_when", at, "when")) if item.get("when") else None
                for at, item in enumerate(case["applies_when"])
            )
        faults.extend(reader.faults)
    return fits, faults


def _documents(layers: Layers, name: str) -> Iterator[Document]:
    """Give the documents of one kind of knowledge."""
    for layer in layers:
        for path in (layer.knowledge / f"{name}.yaml", *sorted((layer.knowledge / name).glob("*.yaml"))):
            if path.exists():
                yield read_yaml(path.read_text("utf-8"), layer.shown(path))


def read_likeness(layers: Layers, knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[dict[str, Asked], list[Fault]]:
    """Read on which conditions a college has what cases are likened by; give them by attribute and item."""
    found: dict[str, Asked] = {}
    faults: list[Fault] = []
    for document in _documents(layers, "likeness"):
        reader = ConditionReader(document, vocabulary)
        for name, entry in document.value.items():
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


def _respects(layers: Layers, vocabulary: Vocabulary) -> tuple[Asked, list[Fault]]:
    found: Asked = {}
    faults: list[Fault] = []
    for document in _documents(layers, "respects"):
        reader = ConditionReader(document, vocabulary)
        for name, entry in document.value.items():
            found[name] = reader.read(entry["when"], (name, "when")) if "when" in entry else None
        faults.extend(reader.faults)
    return found, faults


def load_pack(layers: Layers | None = None) -> Pack:
    """Load the shipped pack, or that of other layers.

    Raises:
        PackError: with every fault of every file.

    """
    layers = layers or shipped_layers()
    loaded = load_knowledge(layers)
    vocabulary = build_vocabulary(loaded)
    read, faults = read_rules(layers, vocabulary)
    fits, of_fits = read_fits(layers, vocabulary)
    likeness, of_likeness = read_likeness(layers, loaded, vocabulary)
    respects, of_respects = _respects(layers, vocabulary)
    if faults or of_fits or of_likeness or of_respects:
        raise PackError([*faults, *of_fits, *of_likeness, *of_respects])
    return Pack(
        loaded,
        vocabulary,
        MappingProxyType(read),
        MappingProxyType(fits),
        MappingProxyType(likeness),
        MappingProxyType(respects),
    )
