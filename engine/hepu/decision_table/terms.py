"""What the decision table calls the names and values that rules may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.language.conditions import QUANTIFIERS, SUBJECTS
from hepu.language.kinds import COUNT, STAGES, Certainty, encode
from hepu.language.model import COMPARATORS
from hepu.report.values import PackValues
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hepu.language.kinds import Kind, Vocabulary
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["CONCLUSIONS", "FILTERS", "GROUPS", "HEADS", "LISTS", "Term", "Terms", "terms_of"]

LISTS = ("count", *QUANTIFIERS)
FILTERS = ("where", "have")
CONCLUSIONS = tuple(stage for stage in STAGES if stage != "exclusion")
# What a part of a condition may begin with, in the order in which it is offered.
HEADS = (*SUBJECTS, *LISTS, *FILTERS, "policy", *CONCLUSIONS)
# The letters of alternatives.
GROUPS = ("a", "b", "c", "d")
_NOTHING: Mapping[str, Text] = MappingProxyType({})


@dataclass(frozen=True)
class Term:
    """The kind of value behind a name, where there is one, and what the words of that kind are called."""

    kind: Kind | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Terms:
    """The names of a vocabulary with their labels; ``label`` calls a name by its head, ``word`` a word of its kind."""

    vocabulary: Vocabulary
    label: Callable[[str, str], Text]
    word: Callable[[str, str, str], Text]

    @cached_property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """The names that may stand behind each head, in the order in which they are offered."""
        vocabulary = self.vocabulary
        found: dict[str, tuple[str, ...]] = {
            head: tuple(key.partition(".")[2] for key in vocabulary.values if key.startswith(f"{head}."))
            for head in SUBJECTS
        }
        fields = tuple(f"{name}.{item}" for name, items in vocabulary.lists.items() for item in items)
        found |= dict.fromkeys(LISTS, tuple(vocabulary.lists)) | dict.fromkeys(FILTERS, fields)
        found["policy"] = tuple(sorted(vocabulary.policies))
        return found | {stage: tuple(sorted(vocabulary.conclusions.get(stage, ()))) for stage in CONCLUSIONS}

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, Text]]:
        """The labels of all names, by head and id; measures that are not to be advised stand below ``exclusion``."""
        named = {head: {name: self.label(head, name) for name in self.ids[head]} for head in HEADS}
        parameters = {name: self.label("parameter", name) for name in self.vocabulary.parameters}
        theories = {name: self.label("theory", name) for name in sorted(self.vocabulary.theories)}
        return named | {"parameter": parameters, "theory": theories, "exclusion": named["strategy"]}

    @cached_property
    def _terms(self) -> dict[tuple[str, str], Term]:
        return {}

    def term(self, head: str, name: str) -> Term:
        """Give what kind of value stands behind a name that is defined."""
        found = self._terms.get((head, name))
        if found is None:
            found = self._terms.setdefault((head, name), self._term(head, name))
        return found

    def _term(self, head: str, name: str) -> Term:
        if head == "count":
            return Term(COUNT)
        if head in FILTERS:
            listed, _, item = name.partition(".")
            kind = self.vocabulary.lists[listed][item]
        elif head in SUBJECTS:
            kind = self.vocabulary.values[f"{head}.{name}"]
        else:
            return Term()
        if kind.name == "boolean":
            return Term(kind, self.yes_no)
        return Term(kind, {word: self.word(head, name, word) for word in kind.words})

    @cached_property
    def heads(self) -> Mapping[str, Text]:
        """What a part may begin with."""
        return {name: words()[f"table_head.{name}"] for name in HEADS}

    @cached_property
    def comparators(self) -> Mapping[str, Text]:
        """What the comparators are called."""
        return {name: words()[f"table_comparator.{name}"] for name in COMPARATORS}

    @cached_property
    def groups(self) -> Mapping[str, Text]:
        """How alternatives and what is denied are marked: a letter, *not*, or both."""
        found = {name: words()[f"table_group.{name}"] for name in GROUPS}
        denied = words()["table_group.not"]
        letters = {f"{name} not": say("table_group.both", letter=label, denied=denied) for name, label in found.items()}
        return {**found, "not": denied, **letters}

    @cached_property
    def kinds(self) -> Mapping[str, Text]:
        """What kinds of values are called that have no words of their own."""
        return {name: words()[f"table_kind.{name}"] for name in ("number", "date", "text")}

    @cached_property
    def yes_no(self) -> Mapping[str, Text]:
        """What true and false are called."""
        return {name: words()[f"table_answer.{name}"] for name in ("true", "false")}

    @cached_property
    def certainties(self) -> Mapping[str, Text]:
        """What the certainties are called."""
        return {level.word: words()[f"certainty.{level.word}"] for level in Certainty}

    @cached_property
    def expectations(self) -> Mapping[str, Text]:
        """What an example may expect."""
        return {name: words()[f"table_expect.{name}"] for name in ("fires", "silent", "unknown")}


def terms_of(pack: Pack) -> Terms:
    """Give the names of a pack as its knowledge calls them."""
    values = PackValues(pack)
    names, knowledge = values.names, pack.knowledge

    def label(head: str, name: str) -> Text:
        match head:
            case "parameter":
                return knowledge.parameters[name].name
            case "theory":
                return knowledge.theories[name].name
            case "policy":
                return names.policy(name)
            case "where" | "have":
                listed, _, item = name.partition(".")
                return _of(names.list(listed), names.field(listed, item))
            case _ if head in LISTS:
                return names.list(name)
            case _ if head in CONCLUSIONS:
                return names.conclusion(f"{head}.{name}")
            case _:
                return names.fact(f"{head}.{name}")

    def word(head: str, name: str, value: str) -> Text:
        listed, _, item = name.partition(".")
        if head in FILTERS:
            return values.field(listed, item, encode(value, pack.vocabulary.lists[listed][item]))
        key = f"{head}.{name}"
        return values.operand(key, encode(value, pack.vocabulary.values[key]))

    return Terms(pack.vocabulary, label, word)


def _of(whole: Text, part: Text) -> Text:
    return say("table.field", list=whole, field=part)
