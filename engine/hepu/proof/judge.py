"""The meaning of conditions and rules, level by level, straight from the language page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hepu.proof.source import DEFINED_IN
from hepu.proof.values import LEVELS, NOT, STAGES, Exact, Fact, Kind, Truth, both, either, exact, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.proof.facts import Facts
    from hepu.proof.source import RawPack, RawRule

__all__ = ["Judge", "leaves", "subject_of"]

_COUNT = Kind("number")
_LOGIC = ("all", "any")
_VALUES = ("fact", "indicator", "gap", "trend", "participation", "standing", "advantage")
_HEADS = {*_LOGIC, "not", "policy", "count", "some", "none", "every", *_VALUES, *STAGES}


def leaves(condition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the parts of a condition that are not logic, in reading order."""
    match condition:
        case {"all": parts} | {"any": parts}:
            for part in parts:
                yield from leaves(part)
        case {"not": part}:
            yield from leaves(part)
        case _:
            yield condition


def subject_of(leaf: Mapping[str, Any]) -> tuple[str, Any, dict[str, Any]]:
    """Give what a condition asks, of what it asks it, and the rest of the condition.

    Raises:
        LookupError: if the condition is not one of the language.

    """
    heads = [name for name in leaf if name in _HEADS]
    if len(heads) != 1:
        raise LookupError(heads)
    rest = dict(leaf)
    return heads[0], rest.pop(heads[0]), rest


@dataclass(slots=True)
class Judge:
    """Judges rules and conclusions on one set of facts; a level is a place in ``LEVELS``."""

    pack: RawPack
    facts: Facts
    day: dt.date
    _rules: dict[str, list[RawRule]] = field(default_factory=dict)
    _held: dict[tuple[str, int], Truth] = field(default_factory=dict)
    # By identity, each with its leaf, which so stays the only one of that identity.
    _read: dict[tuple[int, int], tuple[Mapping[str, Any], Truth]] = field(default_factory=dict)
    _concluded: dict[tuple[str, int], Truth] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for _, rule in sorted(self.pack.rules.items()):
            if rule.applies(self.day):
                self._rules.setdefault(rule.key, []).append(rule)

    def rule(self, rule: RawRule) -> tuple[str, list[str]]:
        """Give the truth of a rule's condition and of each of its leaves at every level, from possible upwards."""
        if not rule.applies(self.day):
            return "UUU", []
        truth = "".join(self._holds(rule, level) for level in range(len(LEVELS)))
        return truth, [self.levels(leaf) for leaf in leaves(rule.when)]

    def levels(self, condition: Mapping[str, Any]) -> str:
        """Give a condition's truth at each level."""
        return "".join(self.holds(condition, level) for level in range(len(LEVELS)))

    def conclusion(self, key: str) -> tuple[str, list[str]]:
        """Give the truth of a conclusion at each level, and the rules for it that fire."""
        truth = "".join(self.concluded(key, level) for level in range(len(LEVELS)))
        return truth, [rule.id for rule in self.rules(key) if self._holds(rule, 0) == "T"]

    def rules(self, key: str) -> list[RawRule]:
        """Give the rules for a conclusion that apply on the day, in order of id."""
        return self._rules.get(key, [])

    def open(self, key: str) -> list[RawRule]:
        """Give the rules for a conclusion that apply and could not be judged."""
        return [rule for rule in self.rules(key) if self._holds(rule, 0) == "U"]

    def concluded(self, key: str, level: int) -> Truth:
        """Give the truth of a conclusion at one level.

        Raises:
            ValueError: if conclusions depend on one another in a cycle.

        """
        if key in self._open:
            raise ValueError(" -> ".join([*self._open, key]))
        if (key, level) not in self._concluded:
            self._open.append(key)
            truths = [(rule.level, self._holds(rule, level)) for rule in self.rules(key)]
            self._open.pop()
            if any(truth == "T" and at >= level for at, truth in truths):
                self._concluded[key, level] = "T"
            else:
                self._concluded[key, level] = "F" if all(truth == "F" for _, truth in truths) else "U"
        return self._concluded[key, level]

    def _holds(self, rule: RawRule, level: int) -> Truth:
        """Give the truth of a rule's condition at one level, judged once."""
        at = rule.id, level
        if at not in self._held:
            self._held[at] = self.holds(rule.when, level)
        return self._held[at]

    def holds(self, condition: Mapping[str, Any], level: int) -> Truth:
        """Give the truth of a condition at one level.

        Raises:
            LookupError, TypeError, ValueError: if the condition is not one of the language.

        """
        head, subject, rest = subject_of(condition)
        if head in _LOGIC:
            return (both if head == "all" else either)([self.holds(part, level) for part in subject])
        if head == "not":
            return NOT[self.holds(subject, level)]
        if head == "policy":
            return _letter(self.facts.policies[subject])
        if head in STAGES:
            floor = LEVELS.index(rest["certainty"]["at_least"]) if "certainty" in rest else 0
            if subject not in self.pack.knowledge[DEFINED_IN[head]]:
                raise LookupError(subject)
            return self.concluded(f"{head}.{subject}", max(level, floor))
        at = id(condition), level
        if at not in self._read:
            if head in _VALUES:
                key = f"{head}.{subject}"
                truth = self._test(rest, self.facts.values[key], self.facts.kinds[key], level)
            else:
                truth = self._rows(head, subject, rest, level)
            self._read[at] = condition, truth
        return self._read[at][1]

    def _rows(self, head: str, name: str, rest: dict[str, Any], level: int) -> Truth:
        """Judge a condition on a list by how many rows pass."""
        where = rest.pop("where", None) or {}
        have = rest.pop("have", None) or {}
        fields = self.facts.fields[name]
        listed = self.facts.lists.get(name)

        def passes(row: Mapping[str, Fact], tests: Mapping[str, Any]) -> Truth:
            return both([self._test(test, row[item], fields[item], level) for item, test in tests.items()])

        truths = [passes(row, where) for row in listed.rows] if listed else []
        if head == "every" and listed:
            truths = [both([truth, NOT[passes(row, have)]]) for row, truth in zip(listed.rows, truths, strict=True)]
        high = Fraction(len(truths) - truths.count("F")) if listed and listed.complete else None
        count = Fact("known", Fraction(truths.count("T")), high)
        if head == "count" and "known" in rest:
            return _letter((listed is not None) == rest["known"])
        if head == "count":
            return self._test(rest, count, _COUNT, level)
        if head == "some":
            return _compare("at_least", count, known(Fraction(1)))
        return _compare("is", count, known(Fraction(0)))

    def _test(self, test: Mapping[str, Any], fact: Fact, kind: Kind, level: int) -> Truth:
        """Judge one comparator on a fact as it reads at a level."""
        ((word, operand),) = test.items()
        if word == "known":
            if fact.state == "not_asked":
                return "U"
            return _letter((fact.state != "missing") == operand)
        read = _cut(fact, level)
        if word == "between":
            low, high = (self._operand(item, kind, level) for item in operand)
            return both([_compare("at_least", read, low), _compare("at_most", read, high)])
        if word in {"in", "not_in"}:
            members = [self._operand(item, kind, level) for item in operand]
            return _member(read, members) if word == "in" else _no_member(read, members)
        return _compare(word, read, self._operand(operand, kind, level))

    def _operand(self, raw: Any, kind: Kind, level: int) -> Fact:
        if not isinstance(raw, dict):
            return known(exact(raw, kind))
        ((head, name),) = raw.items()
        if head != "parameter":
            return _cut(self.facts.values[f"{head}.{name}"], level)
        if name not in self.pack.knowledge["parameters"]:
            raise LookupError(name)
        found = self.facts.parameters.get(name)
        return known(found[0]) if found else Fact("missing")


def _letter(holds: bool) -> Truth:
    return "T" if holds else "F"


def _cut(fact: Fact, level: int) -> Fact:
    """Read a fact at a level: a value is unknown above its certainty; what is not applicable is so at every level."""
    return Fact("missing") if fact.state == "known" and fact.level < level else fact


def _compare(word: str, left: Fact, right: Fact) -> Truth:
    """Compare two facts: true or false when every pair of their values agrees, false when one is not applicable."""
    if "not_applicable" in {left.state, right.state}:
        return "F"
    if left.low is None or right.low is None:
        return "U"
    match word:
        case "is":
            return _equal(left, right)
        case "is_not":
            return NOT[_equal(left, right)]
        case "below":
            return _below(left, right)
        case "at_least":
            return NOT[_below(left, right)]
        case "above":
            return _below(right, left)
        case "at_most":
            return NOT[_below(right, left)]
        case _:
            raise LookupError(word)


def _equal(left: Fact, right: Fact) -> Truth:
    if left.low == left.high == right.low == right.high:
        return "T"
    if isinstance(left.low, str) or isinstance(right.low, str):
        return "F"
    return "F" if "T" in {_below(left, right), _below(right, left)} else "U"


def _below(left: Fact, right: Fact) -> Truth:
    """Say whether all of the left is below all of the right; no upper bound means that anything higher is possible."""
    if left.high is not None and _number(left.high) < _number(right.low):
        return "T"
    if right.high is not None and _number(left.low) >= _number(right.high):
        return "F"
    return "U"


def _number(value: Exact | None) -> Fraction | int:
    if value is None or isinstance(value, str):
        raise TypeError(value)
    return value


def _member(fact: Fact, members: list[Fact]) -> Truth:
    """Say whether a fact is one of some values; an interval is, when each of its whole numbers is."""
    truth = either([_compare("is", fact, member) for member in members])
    if truth == "U" and isinstance(fact.low, Fraction) and isinstance(fact.high, Fraction) and fact.low < fact.high:
        # More numbers than members cannot all be members.
        steps = int(fact.high - fact.low) + 1
        values = [known(fact.low + step) for step in range(steps)] if steps <= len(members) else []
        if values and all(_member(value, members) == "T" for value in values):
            return "T"
    return truth


def _no_member(fact: Fact, members: list[Fact]) -> Truth:
    """Say whether a fact is none of some values; false when one of them is not applicable."""
    if any(item.state == "not_applicable" for item in (fact, *members)):
        return "F"
    return NOT[_member(fact, members)]
