"""A rule pack: the knowledge and the rules that stand on it, read together and checked against each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location, PackError
from hepu.knowledge.load import Knowledge, load_knowledge
from hepu.knowledge.reviewed import Reviewed, entry_mark, rule_mark
from hepu.language.conditions import ConditionReader
from hepu.language.kinds import STAGES
from hepu.language.model import parameters_of
from hepu.language.read import read_rule
from hepu.language.vocabulary import build_vocabulary
from hepu.naming import nearest
from hepu.resources import knowledge_dir, rules_dir
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Condition, Rule

__all__ = ["Pack", "load_pack", "read_fits", "read_rules"]


@dataclass(frozen=True)
class Pack:
    """Knowledge, vocabulary and rules of one version, and the digest that names exactly this content.

    ``fits`` holds the conditions of each case, one a text of ``applies_when``, as far as the language can say it.
    """

    knowledge: Knowledge
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    fits: Mapping[str, tuple[Condition | None, ...]] = field(default_factory=lambda: MappingProxyType({}))

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


def read_rules(folder: Path, vocabulary: Vocabulary) -> tuple[dict[str, Rule], list[Fault]]:
    """Read every rule file below a folder; give the sound ones by id and all faults."""
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: (path.stem, path.as_posix())):
        shown = f"rules/{path.relative_to(folder).as_posix()}"
        rule, found = read_rule(path.read_text("utf-8"), shown, path.stem, vocabulary)
        faults.extend(found)
        if rule is None:
            continue
        if rule.id in rules:
            faults.append(Fault("rule_twice", Location(shown), {"found": rule.id}))
        rules[rule.id] = rule
    return rules, faults


def read_fits(folder: Path, vocabulary: Vocabulary) -> tuple[dict[str, tuple[Condition | None, ...]], list[Fault]]:
    """Read the conditions under which each case fits; give them by case, and all faults."""
    fits: dict[str, tuple[Condition | None, ...]] = {}
    faults: list[Fault] = []
    for path in (folder / "cases.yaml", *sorted((folder / "cases").glob("*.yaml"))):
        if not path.exists():
            continue
        document = read_yaml(path.read_text("utf-8"), f"knowledge/{path.relative_to(folder).as_posix()}")
        reader = ConditionReader(document, vocabulary)
        for name, case in document.value.items():
            fits[name] = tuple(
                reader.read(item["when"], (name, "applies_when", at, "when")) if item.get("when") else None
                for at, item in enumerate(case["applies_when"])
            )
        faults.extend(reader.faults)
    return fits, faults


def load_pack(rules: Path | None = None, knowledge: Path | None = None) -> Pack:
    """Load the shipped pack, or one from other folders.

    Raises:
        PackError: with every fault of every file.

    """
    loaded = load_knowledge(knowledge or knowledge_dir())
    vocabulary = build_vocabulary(loaded)
    read, faults = read_rules(rules or rules_dir(), vocabulary)
    fits, more = read_fits(knowledge or knowledge_dir(), vocabulary)
    if faults or more:
        raise PackError([*faults, *more])
    return Pack(loaded, vocabulary, MappingProxyType(read), MappingProxyType(fits))
