"""What is different between two packs: rules by what changed of them, entries of knowledge by their fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hepu.knowledge.load import knowledge_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["KINDS", "Change", "EntryChange", "Grade", "RuleChange", "pack_changes"]

Grade = Literal["meaning", "wording", "editorial"]
# Every mapping of knowledge, by the name of its file.
KINDS = tuple(name for name in knowledge_types() if name != "pack")
_MEANING = ("target", "condition", "certainty", "days")
# Knowledge that no fact, conclusion or place of a measure is made from.
_TOLD_ALONE = frozenset(
    {"sources", "theories", "cases", "likeness", "respects", "figures", "frameworks", "colleges", "levers", "system"}
)
# Fields of an entry that are printed and decide nothing.
_PRINTED = frozenset({"name", "text", "short", "unit", "sources", "review", "verified", "theory"})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that only one of two packs has, or that reads otherwise in the other.

    ``aspects`` name what is different: target, condition, certainty, days; text, limits, theory, law, sources;
    examples, review; or ``form`` where only comments, order or layout are.
    """

    id: str
    old: Rule | None
    new: Rule | None
    aspects: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Give the name under which causes are told."""
        return f"rule.{self.id}"

    @property
    def what(self) -> Literal["added", "removed", "changed"]:
        """Say in which pack the rule is."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def grade(self) -> Grade:
        """Say whether it can turn a conclusion, changes what is printed, or neither."""
        if self.old is None or self.new is None or not set(_MEANING).isdisjoint(self.aspects):
            return "meaning"
        return "wording" if self.old.content != self.new.content else "editorial"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry of knowledge that only one of two packs has, or whose ``fields`` are others; the values are as read."""

    kind: str
    id: str
    old: Any
    new: Any
    fields: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Give the name under which causes are told."""
        return f"{self.kind}.{self.id}"

    @property
    def what(self) -> Literal["added", "removed", "changed"]:
        """Say in which pack the entry is."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def grade(self) -> Grade:
        """Say whether it may turn advice; what cannot is printed (wording) or only about the entry (editorial)."""
        if self.what == "changed" and set(self.fields) <= {"review"}:
            return "editorial"
        printed = self.what == "changed" and set(self.fields) <= _PRINTED
        return "wording" if printed or self.kind in _TOLD_ALONE else "meaning"


Change = RuleChange | EntryChange


def pack_changes(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Give every difference between two packs: rules first, then knowledge in the order of its files, by id."""
    return (*_rules(old.rules, new.rules), *_entries(old.knowledge, new.knowledge))


def _rules(old: Mapping[str, Rule], new: Mapping[str, Rule]) -> Iterator[RuleChange]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            yield RuleChange(name, before, after)
        elif before.digest != after.digest:
            yield RuleChange(name, before, after, tuple(_aspects(before, after)) or ("form",))


def _aspects(old: Rule, new: Rule) -> Iterator[str]:
    """Name what of a rule is different."""
    if old.key != new.key:
        yield "target"
    # Two ways of writing one condition are no difference; one that reads otherwise for its vocabulary alone is none of
    # the rule's.
    if _raw(old, "when") != _raw(new, "when") and old.when != new.when:
        yield "condition"
    if old.certainty != new.certainty:
        yield "certainty"
    if (old.since, old.until) != (new.since, new.until):
        yield "days"
    for aspect, field in (("text", "because"), ("limits", "cannot_express"), ("theory", "theory"), ("law", "law")):
        if getattr(old, field) != getattr(new, field):
            yield aspect
    for aspect in ("sources", "examples", "review"):
        if getattr(old, aspect) != getattr(new, aspect):
            yield aspect


def _raw(rule: Rule, key: str) -> Any:
    return None if rule.document is None else rule.document.value.get(key)


def _entries(old: Knowledge, new: Knowledge) -> Iterator[EntryChange]:
    for kind in KINDS:
        before, after = getattr(old, kind), getattr(new, kind)
        for name in sorted({*before, *after}):
            one, other = before.get(name), after.get(name)
            if one is None or other is None:
                yield EntryChange(kind, name, one, other)
            elif one != other:
                yield EntryChange(kind, name, one, other, tuple(_fields(one, other)))


def _fields(old: Any, new: Any) -> Iterator[str]:
    names = dict.fromkeys((*type(old).model_fields, *type(new).model_fields))
    for name in names:
        if getattr(old, name, None) != getattr(new, name, None):
            yield name
