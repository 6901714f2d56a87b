"""The rule files of packs over one another, read as far as they can be read; what one pack says of another's rules."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.language.read import rule_of
from hepu.layering.precedence import overlay
from hepu.source_file import names_in, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.kinds import Vocabulary
    from hepu.language.model import Rule
    from hepu.layering.stack import Stack

__all__ = ["NO_RULES", "RulesRead", "read_rules", "rule_names"]

_TARGET = re.compile(r"^(?:concludes|excludes):\s*\{?\s*\w+:\s*(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RulesRead:
    """The rules that hold, by id; the place in the stack of each that the lowest pack has not; overruled files.

    ``overruled`` holds by name the sha256 of each file whose rule another pack replaces or retires; ``words`` the names
    of the files with faults, which are the ids of their rules, and all words in them.
    """

    rules: Mapping[str, Rule]
    origins: Mapping[str, int]
    overruled: Mapping[str, str]
    faults: tuple[Fault, ...]
    words: frozenset[str] = frozenset()


NO_RULES = RulesRead(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}), ())


@dataclass(frozen=True, slots=True)
class _RuleFile:
    """A rule as a file of one pack writes it, or the file of one that cannot be read."""

    location: Location
    level: int
    digest: str
    rule: Rule | None
    faults: tuple[Fault, ...]


def read_rules(stack: Stack, vocabulary: Vocabulary) -> RulesRead:
    """Read every rule file of a stack of packs as far as it can be read."""
    faults: list[Fault] = []
    written: list[dict[str, _RuleFile]] = []
    words: set[str] = set()
    for number, level in enumerate(stack):
        own: dict[str, _RuleFile] = {}
        for path in sorted(level.layer.rules.rglob("*.yaml"), key=lambda path: (path.stem, path.as_posix())):
            shown = level.layer.shown(path)
            source = read_source(path, shown)
            rule, found = rule_of(source, path.stem, vocabulary)
            if rule is None:
                words |= {path.stem} | names_in(source.text) | _perhaps_concluded(source.text, vocabulary)
            place = Location(shown) if rule is None else rule.place(("rule",))
            if path.stem in own:
                faults.extend((*own[path.stem].faults, Fault("rule_twice", place, {"found": path.stem})))
            own[path.stem] = _RuleFile(place, number, hashlib.sha256(source.text.encode()).hexdigest(), rule, found)
        written.append(own)
    held, found_between = overlay("rules", stack, written, lambda file: file.location)
    kept = {name: item.entry for name, item in held.items()}
    # What another pack replaces or retires may rest on what it takes away, and nobody reads it any more.
    faults.extend(fault for file in kept.values() for fault in file.faults)
    overruled = {
        f"{stack[file.level].head}rules/{name}": file.digest
        for own in written
        for name, file in own.items()
        if kept.get(name) is not file
    }
    rules = {name: file.rule for name, file in sorted(kept.items()) if file.rule is not None}
    origins = {name: item.level for name, item in held.items() if item.level}
    return RulesRead(
        MappingProxyType(rules),
        MappingProxyType(origins),
        MappingProxyType(overruled),
        (*faults, *found_between),
        frozenset(words),
    )


def _perhaps_concluded(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Name what a rule that cannot be read may conclude: what it says that it does, or, failing that, anything."""
    known = frozenset(name for names in vocabulary.conclusions.values() for name in names)
    named = _TARGET.search(text)
    return frozenset() if named is not None and named[1] in known else known


def rule_names(stack: Stack) -> frozenset[str]:
    """Name every rule of a stack by its file, whether it can be read or not."""
    return frozenset(path.stem for level in stack for path in level.layer.rules.rglob("*.yaml"))
