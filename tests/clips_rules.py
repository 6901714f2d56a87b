"""Rules of Hepu written as CLIPS: names for what is read, facts for what is asked, and two defrules a condition.

A condition becomes two patterns that mirror it: one for *holds*, and for *fails* the same with "and" and "or" swapped;
``not`` swaps the two. Text for CLIPS holds nothing but names and numbers that are made here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hepu.language.kinds import COUNT
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Count,
    FieldTest,
    InForce,
    Leaf,
    Not,
    ParameterRef,
    Quantified,
    Rule,
    Test,
    ValueRef,
)

if TYPE_CHECKING:
    from hepu.language.kinds import Kind, Scalar

__all__ = ["COLLEGE", "Read", "RuleText"]

COLLEGE = "college"
# CLIPS multiplies the alternatives of a pattern out; beyond this many, each "or" gets a name and defrules of its own.
MOST_ALTERNATIVES = 32
_QUANTIFIER_TESTS = {"some": Test("at_least", (1,)), "none": Test("is", (0,)), "every": Test("is", (0,))}
_Key = TypeVar("_Key", bound=Hashable)


class Read(NamedTuple):
    """A fact of the college, or a field of the rows of a list, as a word or as a number."""

    key: str
    word: bool
    list: str | None = None


class _Patterns(NamedTuple):
    """The pattern under which something holds and the one under which it fails, with the alternatives in each."""

    holds: str
    fails: str
    ways: tuple[int, int] = (1, 1)

    @classmethod
    def of(cls, what: str, row: str = "0") -> _Patterns:
        """Give the patterns of something asked of a row."""
        place = f"(what {what}) (of {row}) (at ?l)"
        return cls(f"(holds {place})", f"(fails {place})")

    @property
    def opposite(self) -> _Patterns:
        """Swap the two."""
        return _Patterns(self.fails, self.holds, self.ways[::-1])


def _all(parts: Iterable[_Patterns]) -> _Patterns:
    """Give the patterns of an "and"."""
    each = tuple(parts)
    if not each:
        return _Patterns("(test (= 0 0))", "(test (= 0 1))")
    ways = prod(part.ways[0] for part in each), sum(part.ways[1] for part in each)
    holds, fails = " ".join(part.holds for part in each), " ".join(part.fails for part in each)
    return _Patterns(f"(and {holds})", f"(or {fails})", ways)


def _named(names: dict[_Key, str], key: _Key, start: str) -> tuple[str, bool]:
    """Give the name of something and whether it is new."""
    if key in names:
        return names[key], False
    names[key] = f"{start}{len(names)}"
    return names[key], True


def _yes(asked: object) -> str:
    return "yes" if asked else "no"


@dataclass(slots=True)
class RuleText:
    """Writes rules: names by what they stand for, the initial facts, the defrules, and the largest factor of scales."""

    reads: dict[Read, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    literals: dict[Scalar, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    conclusions: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    leaves: dict[Leaf, str] = field(default_factory=dict)
    factor: int = 1
    _questions: dict[Hashable, str] = field(default_factory=dict)
    _asked: list[str] = field(default_factory=list)
    _defrules: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give the constructs that CLIPS is to load after its language."""
        return "\n".join(["(deffacts asked", *self._asked, ")", *self._defrules])

    def write(self, rule: Rule) -> None:
        """Write a rule: its two defrules, and an initial fact for what it concludes and when it applies."""
        what, _ = _named(self.rules, rule.id, "rule")
        self._ask(
            "rule",
            what=what,
            concludes=self.conclusion(rule.key),
            certainty=int(rule.certainty),
            since=rule.since.toordinal(),
            until="never" if rule.until is None else rule.until.toordinal(),
        )
        self._define(what, "0", f"(applies (what {what}))", self._condition(rule.when))

    def conclusion(self, key: str) -> str:
        """Name a conclusion."""
        return _named(self.conclusions, key, "conclusion")[0]

    def _ask(self, template: str, **slots: str | int) -> None:
        self._asked.append(f"({template} {' '.join(f'({slot} {value})' for slot, value in slots.items())})")

    def _define(
        self, what: str, row: str, given: str, patterns: _Patterns, into: tuple[str, str] | None = None
    ) -> None:
        """Write the two defrules of a condition."""
        for template, pattern in zip(into or ("holds", "fails"), patterns, strict=False):
            self._defrules.append(
                f"(defrule {what}-{template} {given} (level (at ?l)) {pattern} "
                f"=> (assert ({template} (what {what}) (of {row}) (at ?l))))"
            )

    # Conditions

    def _condition(self, condition: Condition) -> _Patterns:
        match condition:
            case All(parts):
                return self._bounded(self._condition(part) for part in parts)
            case Any(parts):
                return self._bounded(self._condition(part).opposite for part in parts).opposite
            case Not(part):
                return self._condition(part).opposite
            case leaf:
                return _Patterns.of(self._leaf(leaf))

    def _bounded(self, parts: Iterable[_Patterns]) -> _Patterns:
        """Give the patterns of an "and", with names for parts that would multiply to too many alternatives."""
        each = tuple(parts)
        together = _all(each)
        if max(together.ways) <= MOST_ALTERNATIVES:
            return together
        return _all(part if part.ways == (1, 1) else self._apart(part) for part in each)

    def _apart(self, patterns: _Patterns) -> _Patterns:
        """Give a part of a condition a name and defrules of its own."""
        what, new = _named(self._questions, patterns, "part")
        if new:
            self._define(what, "0", "", patterns)
        return _Patterns.of(what)

    def _leaf(self, leaf: Leaf) -> str:
        if leaf not in self.leaves:
            self.leaves[leaf] = self._question(leaf)
        return self.leaves[leaf]

    def _question(self, leaf: Leaf) -> str:
        """Ask a leaf, and name it."""
        match leaf:
            case Compare(key, kind, test):
                return self._test(test, self._read(key, kind), kind)
            case Count(name, _, Test("known", (wanted,))):
                return self._new("known-list", "listed", list=self._list(name), wanted=_yes(wanted))
            case Count(name, where, test):
                return self._test(test, self._count(name, self._filter(name, where)), COUNT)
            case Quantified(word, name, where, have):
                counted = self._filter(name, where)
                if word == "every":
                    counted = _all((counted, self._filter(name, have).opposite))
                return self._test(_QUANTIFIER_TESTS[word], self._count(name, counted), COUNT)
            case InForce(policy):
                return self._new("policy", "policy", policy=_named(self.policies, policy, "document")[0])
            case Concluded():
                return self._new("earlier", "earlier", key=self.conclusion(leaf.key), floor=int(leaf.floor))

    def _new(self, template: str, start: str, **slots: str | int) -> str:
        """Ask a question once, and name it."""
        what, new = _named(self._questions, (template, *slots.values()), start)
        if new:
            self._ask(template, what=what, **slots)
        return what

    # Rows

    def _list(self, name: str) -> str:
        return _named(self.lists, name, "list")[0]

    def _filter(self, name: str, tests: tuple[FieldTest, ...]) -> _Patterns:
        """Give the patterns under which a row of a list passes a filter."""
        whats = [self._test(item.test, self._read(item.field, item.kind, name), item.kind) for item in tests]
        return _all(_Patterns.of(what, "?r") for what in whats)

    def _count(self, name: str, counted: _Patterns) -> str:
        """Name the number of rows of a list that pass."""
        what, new = _named(self._questions, (name, counted), "count")
        if new:
            self._ask("count", what=what, list=self._list(name))
            self._ask("subject", name=what, list=COLLEGE)
            self._define(what, "?r", f"(row (list {self._list(name)}) (id ?r))", counted, ("passes", "misses"))
        return what

    # Comparisons

    def _read(self, key: str, kind: Kind, name: str | None = None) -> str:
        """Name a fact of the college, or a field of the rows of a list."""
        made, new = _named(self.reads, Read(key, kind.name in {"choice", "text"}, name), "value")
        if new:
            self._ask("subject", name=made, list=COLLEGE if name is None else self._list(name))
        return made

    def _test(self, test: Test, subject: str, kind: Kind) -> str:
        """Ask a comparator of a subject."""
        if test.comparator == "known":
            return self._new("known", "known", subject=subject, wanted=_yes(test.operands[0]))
        operands = [self._operand(item, kind) for item in test.operands]
        match test.comparator:
            case "between":
                least, most = self._pair("at_least", subject, operands[0]), self._pair("at_most", subject, operands[1])
                return self._new("between", "between", least=least, most=most)
            case "in" | "not_in" as word:
                pairs = tuple(self._pair("is" if word == "in" else "is_not", subject, item) for item in operands)
                return self._among(word, subject, pairs)
            case word:
                return self._pair(word, subject, operands[0])

    def _pair(self, word: str, subject: str, operand: tuple[str, int]) -> str:
        """Ask one comparison of a subject with an operand."""
        return self._new("pair", "pair", subject=subject, word=word, operand=operand[0], factor=operand[1])

    def _among(self, word: str, subject: str, pairs: tuple[str, ...]) -> str:
        """Ask whether a subject is one of a set, of which each member is compared by a pair."""
        what, new = _named(self._questions, (word, pairs), "among")
        if new:
            self._ask("among", what=what, subject=subject, wanted=_yes(word == "in"))
            for pair in dict.fromkeys(pairs):
                self._ask("operand", of=what, pair=pair)
        return what

    def _operand(self, item: Scalar | ParameterRef | ValueRef, kind: Kind) -> tuple[str, int]:
        """Name an operand, and give the factor that brings it to the scale of its subject."""
        match item:
            case ValueRef(key, shift):
                name = self._read(key, kind)
            case ParameterRef(key, shift):
                name = _named(self.parameters, key, "parameter")[0]
            case _:
                name, shift = _named(self.literals, item, "literal")[0], 0
        self.factor = max(self.factor, 10**shift)
        return name, 10**shift
