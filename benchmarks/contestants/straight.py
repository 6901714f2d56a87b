"""The pack's rules on one day as straight-line steps: what the scripts in NumPy, polars and C are written from.

Those scripts are generated because 385 rules are too many to write by hand; what comes out is what a person would
write for exactly these rules: one line a step, each thing that several rules ask computed once, parameters as the
numbers that they are on the day, nothing looked up, decided or dispatched while it runs. That makes them the practical
limit of their tools: an evaluator of rules that are not known beforehand can come near to them.

A truth is a byte: bits 0 to 2 say "holds", bits 3 to 5 "may hold" at possible, likely and established.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Count,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence

    from hepu.inference.chainer import Program
    from hepu.language.kinds import Scalar
    from hepu.language.model import Condition, FieldTest, Leaf

__all__ = [
    "AtLeast",
    "Conclusion",
    "Exact",
    "InForceStep",
    "Joined",
    "Opposite",
    "Pair",
    "Raised",
    "Ranged",
    "Source",
    "Step",
    "Straight",
    "lists_read",
    "parts_of",
    "policies_read",
    "sources_read",
    "straight_of",
]


class Source(NamedTuple):
    """A column: a fact of the case, or a field of the rows of a list."""

    list: str
    name: str


class Exact(NamedTuple):
    """A comparison of exact values with numbers."""

    source: Source
    comparator: str
    numbers: tuple[int, ...]


class Ranged(NamedTuple):
    """A comparison of ranges with a number."""

    source: Source
    comparator: str
    number: int


class Pair(NamedTuple):
    """A comparison of two facts of the case, both exact."""

    left: Source
    comparator: str
    right: Source


class InForceStep(NamedTuple):
    """A policy in force."""

    policy: str


class Joined(NamedTuple):
    """An "and" or an "or" of steps."""

    word: Literal["and", "or"]
    parts: tuple[int, ...]


class Opposite(NamedTuple):
    """A "not"."""

    part: int


class Raised(NamedTuple):
    """An earlier conclusion read from a certainty on."""

    part: int
    floor: int


class AtLeast(NamedTuple):
    """At least so many rows of a list pass; a step without a part passes always."""

    list: str
    part: int | None
    number: int


class Conclusion(NamedTuple):
    """What rules, each with its certainty, conclude together."""

    rules: tuple[tuple[int, int], ...]


Step: TypeAlias = Exact | Ranged | Pair | InForceStep | Joined | Opposite | Raised | AtLeast | Conclusion


@dataclass(slots=True)
class Straight:
    """Steps in an order that works; ``lists`` says of which list's rows a step speaks, "" of the case.

    ``rules`` gives each rule's step, None where it does not apply on the day; ``conclusions`` each conclusion's.
    """

    day: dt.date
    parameters: Mapping[str, int]
    words: Mapping[str, int]
    ranged: frozenset[str]
    steps: list[Step] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    rules: list[int | None] = field(default_factory=list)
    conclusions: list[int] = field(default_factory=list)
    known: dict[Hashable, int] = field(default_factory=dict)

    def step(self, step: Step, of: str = "") -> int:
        """Give the number of a step, taken up the first time that it is needed."""
        at = self.known.get((step, of))
        if at is None:
            at = self.known[step, of] = len(self.steps)
            self.steps.append(step)
            self.lists.append(of)
        return at

    def joined(self, word: Literal["and", "or"], parts: Sequence[int], of: str = "") -> int:
        """Give the step of an "and" or an "or"."""
        parts = tuple(dict.fromkeys(parts))
        return parts[0] if len(parts) == 1 else self.step(Joined(word, parts), of)

    def number(self, operand: Scalar | ParameterRef | ValueRef) -> int:
        """Give the number that an operand is on the day.

        Raises:
            NotImplementedError: for what the shipped rules do not ask.

        """
        match operand:
            case ParameterRef(name, shift):
                return self.parameters[name] * 10**shift
            case ValueRef():
                raise NotImplementedError(operand)
            case str():
                return self.words.get(operand, -1)
            case number:
                return number

    def test(self, source: Source, test: Test) -> int:
        """Give the step of a comparison.

        Raises:
            NotImplementedError: for what the shipped rules do not ask.

        """
        if test.comparator == "known":
            raise NotImplementedError(test)
        if isinstance(test.operands[0], ValueRef) and not source.list and not test.operands[0].shift:
            return self.step(Pair(source, test.comparator, Source("", test.operands[0].key)))
        numbers = tuple(self.number(item) for item in test.operands)
        if source.list or source.name not in self.ranged:
            return self.step(Exact(source, test.comparator, numbers), source.list)
        if test.comparator not in {"below", "at_most", "above", "at_least"}:
            raise NotImplementedError(test)
        return self.step(Ranged(source, test.comparator, numbers[0]))

    def filtered(self, name: str, tests: tuple[FieldTest, ...]) -> int | None:
        """Give the step of a filter."""
        parts = [self.test(Source(name, item.field), item.test) for item in tests]
        return self.joined("and", parts, name) if parts else None

    def counted(self, name: str, part: int | None, test: Test) -> int:
        """Give the step of a comparison between the number of rows that pass and a number."""

        def at_least(least: int) -> int:
            return self.step(AtLeast(name, part, least))

        number = self.number(test.operands[0])
        match test.comparator:
            case "at_least":
                return at_least(number)
            case "above":
                return at_least(number + 1)
            case "below":
                return self.step(Opposite(at_least(number)))
            case "at_most":
                return self.step(Opposite(at_least(number + 1)))
            case "is":
                return self.joined("and", [at_least(number), self.step(Opposite(at_least(number + 1)))])
            case _:
                raise NotImplementedError(test)

    def leaf(self, leaf: Leaf) -> int:
        """Give the step of a leaf."""
        match leaf:
            case Compare(key, _, test):
                return self.test(Source("", key), test)
            case InForce(policy):
                return self.step(InForceStep(policy))
            case Concluded():
                concluded = self.known[leaf.key]
                return concluded if leaf.floor == 1 else self.step(Raised(concluded, leaf.floor))
            case Count(name, where, test):
                return self.counted(name, self.filtered(name, where), test)
            case Quantified("every", name, where, have):
                lacking = self.step(Opposite(self.filtered(name, have) or 0), name)
                part = self.filtered(name, where)
                both = lacking if part is None else self.joined("and", [part, lacking], name)
                return self.step(Opposite(self.step(AtLeast(name, both, 1))))
            case Quantified(word, name, where):
                some = self.step(AtLeast(name, self.filtered(name, where), 1))
                return some if word == "some" else self.step(Opposite(some))

    def condition(self, condition: Condition) -> int:
        """Give the step of a condition."""
        match condition:
            case All(parts):
                return self.joined("and", [self.condition(part) for part in parts])
            case Any(parts):
                return self.joined("or", [self.condition(part) for part in parts])
            case Not(part):
                return self.step(Opposite(self.condition(part)))
            case leaf:
                return self.leaf(leaf)


def straight_of(
    program: Program,
    day: dt.date,
    parameters: Mapping[str, int],
    words: Mapping[str, int],
    ranged: frozenset[str] = frozenset(),
) -> Straight:
    """Write a program as steps; ``ranged`` names the facts that may be ranges. Its rows are in the plan's order."""
    made = Straight(day, parameters, words, ranged)
    for key, bound in program.order:
        concluding = []
        for item in bound:
            if not item.rule.applies_on(day):
                made.rules.append(None)
                continue
            at = made.condition(item.rule.when)
            made.rules.append(at)
            concluding.append((at, int(item.rule.certainty)))
        made.known[key] = len(made.steps)
        made.conclusions.append(len(made.steps))
        made.steps.append(Conclusion(tuple(concluding)))
        made.lists.append("")
    return made


def sources_read(script: Straight) -> list[Source]:
    """Name the columns that the steps read, those of one list together."""
    found: dict[Source, None] = {}
    for step in script.steps:
        match step:
            case Exact(source) | Ranged(source):
                found[source] = None
            case Pair(left, _, right):
                found |= {left: None, right: None}
    return sorted(found)


def lists_read(script: Straight) -> list[str]:
    """Name the lists that the steps read."""
    return sorted({step.list for step in script.steps if isinstance(step, AtLeast)})


def policies_read(script: Straight) -> list[str]:
    """Name the policies that the steps read."""
    return sorted({step.policy for step in script.steps if isinstance(step, InForceStep)})


def parts_of(step: Step) -> tuple[int, ...]:
    """Name the steps that a step reads."""
    match step:
        case Joined(_, parts):
            return parts
        case Opposite(part) | Raised(part):
            return (part,)
        case AtLeast(_, part):
            return () if part is None else (part,)
        case Conclusion(rules):
            return tuple(part for part, _ in rules)
        case _:
            return ()
