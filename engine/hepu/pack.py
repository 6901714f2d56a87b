"""A rule pack: the knowledge and the rules that stand on it, read together and checked against each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, PackError
from hepu.knowledge.load import Knowledge, load_kind, read_knowledge
from hepu.knowledge.reviewed import Reviewed, entry_mark, rule_mark
from hepu.language.in_knowledge import read_fits, read_likeness, read_respects
from hepu.language.kinds import STAGES
from hepu.language.model import parameters_of
from hepu.language.rule_files import NO_RULES, read_rules, rule_names
from hepu.language.vocabulary import build_vocabulary
from hepu.layering.stack import read_stack
from hepu.layers import shipped_layers
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.knowledge.models import Parameter
    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Condition, Rule
    from hepu.layering.stack import Level, Stack
    from hepu.layers import Layers

__all__ = ["Pack", "load_pack", "read_pack", "stack_digest"]


@dataclass(frozen=True)
class Pack:
    """Knowledge, vocabulary and rules of one version, and the digest that names exactly this content.

    ``fits`` holds the conditions of each case, one a text of ``applies_when``, as far as the language can say it.
    ``likeness`` holds for each attribute, by item, the condition on which a college has it (nothing where the form does
    not ask), and ``respects`` the like for each respect of comparison. ``stack`` are the packs over one another;
    ``origins`` names by kind and id what is not as the lowest has it, with the place of the pack that had the last
    word, and ``overruled`` holds the sha256 of rule files whose rules another pack replaces or retires. Where a pack is
    only checked, ``unread`` holds all words of what has faults and was left out, so that nothing named there counts as
    unused.
    """

    knowledge: Knowledge
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    fits: Mapping[str, tuple[Condition | None, ...]] = field(default_factory=lambda: MappingProxyType({}))
    likeness: Mapping[str, Mapping[str, Condition | None]] = field(default_factory=lambda: MappingProxyType({}))
    respects: Mapping[str, Condition | None] = field(default_factory=lambda: MappingProxyType({}))
    stack: Stack = ()
    origins: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    overruled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unread: frozenset[str] = frozenset()

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
        """The sha256 of every rule and knowledge file, by name; those of an own pack stand behind its name."""
        rules = {f"{self.level('rules', rule.id).head}rules/{rule.id}": rule.digest for rule in self.rules.values()}
        return MappingProxyType(dict(sorted({**self.knowledge.digests, **self.overruled, **rules}.items())))

    @cached_property
    def digest(self) -> str:
        """The sha256 that names this pack: over the names and digests of its files, and of packs laid over it."""
        return stack_digest([(level.about.name, self.files(level)) for level in self.stack])

    def files(self, level: Level) -> Mapping[str, str]:
        """Give the sha256 of every file of one pack of the stack, by its name in that pack."""
        heads = tuple(other.head for other in self.stack if other.head)
        return {
            name.removeprefix(level.head): digest
            for name, digest in self.digests.items()
            if (name.startswith(level.head) if level.head else not name.startswith(heads))
        }

    def level(self, kind: str, name: str) -> Level:
        """Give the pack that had the last word on a rule or an entry of knowledge."""
        return self.stack[self.origins.get(kind, {}).get(name, 0)]

    def level_of(self, rule: str) -> int:
        """Give the place in the stack of the pack that has a rule."""
        return self.origins.get("rules", {}).get(rule, 0)

    @cached_property
    def parameters_at(self) -> tuple[Mapping[str, Parameter], ...]:
        """The parameters as they stand at each place of the stack, whatever lies over it."""
        lower = (load_kind(self.stack[:height], "parameters").entries for height in range(1, len(self.stack)))
        return (*lower, self.knowledge.parameters)


def stack_digest(packs: Sequence[tuple[str, Mapping[str, str]]]) -> str:
    """Give the sha256 over the files of one pack, or over the digests and names of several, lowest first."""
    digests = [
        (name, hashlib.sha256("".join(f"{files[file]}  {file}\n" for file in sorted(files)).encode()).hexdigest())
        for name, files in packs
    ]
    if len(digests) == 1:
        return digests[0][1]
    return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in digests).encode()).hexdigest()


def read_pack(stack: Stack) -> tuple[Pack, list[Fault]]:
    """Read a stack of packs as far as it can be read; give all faults of all files.

    Rules and entries with faults are left out, and so are the rules that rest on such entries. Where a file of
    knowledge cannot be opened nobody knows what it defines, so that no rule is read.
    """
    knowledge, faults = read_knowledge(stack)
    vocabulary = build_vocabulary(knowledge)
    read = NO_RULES if _closed(faults) else read_rules(stack, vocabulary)
    fits, of_fits = read_fits(knowledge, vocabulary)
    likeness, of_likeness = read_likeness(knowledge, vocabulary)
    respects, of_respects = read_respects(knowledge, vocabulary)
    words = knowledge.words | read.words
    unread = words | _defined(knowledge) | rule_names(stack) if _closed([*faults, *read.faults]) else words
    pack = Pack(
        knowledge,
        vocabulary,
        read.rules,
        MappingProxyType(fits),
        MappingProxyType(likeness),
        MappingProxyType(respects),
        stack,
        MappingProxyType({**knowledge.origins, "rules": read.origins}),
        read.overruled,
        unread,
    )
    return pack, [*faults, *read.faults, *of_fits, *of_likeness, *of_respects]


def _closed(faults: Iterable[Fault]) -> bool:
    """Say whether a file could not be opened at all."""
    return any(fault.code == "file_unreadable" for fault in faults)


def _defined(knowledge: Knowledge) -> frozenset[str]:
    """Name all that knowledge defines: any of it may be named in a file that cannot be opened."""
    return frozenset(name for kind in knowledge.written for name in knowledge.names(kind))


def load_pack(layers: Layers | None = None) -> Pack:
    """Load the shipped pack, or that of other layers.

    Raises:
        PackError: with every fault of every file.

    """
    pack, faults = read_pack(read_stack(layers or shipped_layers()))
    if faults:
        raise PackError(faults)
    return pack
