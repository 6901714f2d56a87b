"""What the second opinion reads at one certainty, and how it compares: code that shares nothing with the chainer's.

A comparison is asked two questions apart: does it surely hold, and does it surely fail? Neither means unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from hepu.facts.model import Fact, FactList, Facts, State
from hepu.language.model import (
    NEGATED,
    Compare,
    Count,
    FieldTest,
    InForce,
    Leaf,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
)

if TYPE_CHECKING:
    from hepu.language.kinds import Scalar

__all__ = ["Blank", "Read", "Reads", "Span", "holds", "measure", "questions", "read", "subject_of", "surely_fails"]


class Span(NamedTuple):
    """What a value may be, from ``low`` to ``high``; ``high`` is None where nothing bounds it."""

    low: Scalar
    high: Scalar | None


class Blank(Enum):
    """Why there is no value."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


Read = Span | Blank
# What a leaf asks about: its subject and those operands that are not literals, or a word for a question of yes and no.
Reads = tuple[Read, ...] | str
_QUANTIFIER_TESTS = {"some": Test("at_least", (1,)), "none": Test("is", (0,)), "every": Test("is", (0,))}
_YES = 1
_MISSING = Fact(State.MISSING)


def read(fact: Fact, at: int) -> Read:
    """Read a fact at a certainty: above its own it is unknown."""
    if fact.state is State.NOT_APPLICABLE:
        return Blank.NOT_APPLICABLE
    if fact.state is not State.KNOWN or fact.low is None or fact.certainty < at:
        return Blank.UNKNOWN
    return Span(fact.low, fact.high)


def _operand_reads(test: Test, facts: Facts, at: int) -> tuple[Read, ...]:
    """Read every operand of a comparator at a certainty, in the scale of its subject."""
    return tuple(_operand_read(operand, facts, at) for operand in test.operands)


def _operand_read(operand: Scalar | ParameterRef | ValueRef, facts: Facts, at: int) -> Read:
    if isinstance(operand, ParameterRef):
        chosen = facts.parameters.get(operand.id)
        return Blank.UNKNOWN if chosen is None else _scaled(Span(chosen.value, chosen.value), operand.shift)
    if isinstance(operand, ValueRef):
        found = read(facts.value(operand.key), at)
        return found if isinstance(found, Blank) else _scaled(found, operand.shift)
    return Span(operand, operand)


def _scaled(span: Span, shift: int) -> Span:
    if not shift:
        return span
    factor = 10**shift
    return Span(int(span.low) * factor, None if span.high is None else int(span.high) * factor)


def _before(left: Span, right: Span) -> bool:
    """Say whether every value of the left is less than every value of the right."""
    return left.high is not None and left.high < right.low  # type: ignore[operator]  # both of one kind


def _not_after(left: Span, right: Span) -> bool:
    return left.high is not None and left.high <= right.low  # type: ignore[operator]  # both of one kind


# Each comparator as "for every pair of values", so that a comparator surely fails when its opposite surely holds.
_SURELY: Mapping[str, Callable[[Span, Span], bool]] = {
    "is": lambda left, right: left.low == left.high == right.low == right.high,
    "is_not": lambda left, right: _before(left, right) or _before(right, left),
    "below": _before,
    "at_least": lambda left, right: _not_after(right, left),
    "at_most": _not_after,
    "above": lambda left, right: _before(right, left),
}


def _surely(word: str, left: Read, right: Read) -> bool:
    return isinstance(left, Span) and isinstance(right, Span) and _SURELY[word](left, right)


def _surely_not(word: str, left: Read, right: Read) -> bool:
    return Blank.NOT_APPLICABLE in (left, right) or _surely(NEGATED[word], left, right)


def _each_is_among(subject: Read, members: tuple[Read, ...]) -> bool:
    """Say whether each of a range's whole numbers is a member."""
    if not isinstance(subject, Span) or not isinstance(subject.low, int) or not isinstance(subject.high, int):
        return False
    exact = {item.low for item in members if isinstance(item, Span) and item.low == item.high}
    width = subject.high - subject.low
    return width < len(members) and all(subject.low + step in exact for step in range(width + 1))


def holds(word: str, subject: Read, operands: tuple[Read, ...]) -> bool:
    """Say whether a comparator surely holds between a subject and its operands."""
    match word:
        case "in":
            return any(_surely("is", subject, item) for item in operands) or _each_is_among(subject, operands)
        case "not_in":
            return all(_surely("is_not", subject, item) for item in operands)
        case "between":
            return _surely("at_least", subject, operands[0]) and _surely("at_most", subject, operands[1])
        case _:
            return _surely(word, subject, operands[0])


def surely_fails(word: str, subject: Read, operands: tuple[Read, ...]) -> bool:
    """Say whether a comparator surely fails; it does where something in it is not applicable."""
    match word:
        case "in":
            return all(_surely_not("is", subject, item) for item in operands)
        case "not_in":
            return Blank.NOT_APPLICABLE in (subject, *operands) or holds("in", subject, operands)
        case "between":
            return _surely_not("at_least", subject, operands[0]) or _surely_not("at_most", subject, operands[1])
        case _:
            return _surely_not(word, subject, operands[0])


def _tests_row(test: FieldTest, row: Mapping[str, Fact], facts: Facts, at: int) -> tuple[bool, bool]:
    """Say whether a row surely passes one test, and whether it surely fails it."""
    fact = row.get(test.field, _MISSING)
    if test.test.comparator == "known":
        passes = (fact.state is State.MISSING) != bool(test.test.operands[0])
        return (False, False) if fact.state is State.NOT_ASKED else (passes, not passes)
    subject, operands = read(fact, at), _operand_reads(test.test, facts, at)
    return holds(test.test.comparator, subject, operands), surely_fails(test.test.comparator, subject, operands)


def _filter_row(tests: tuple[FieldTest, ...], row: Mapping[str, Fact], facts: Facts, at: int) -> tuple[bool, bool]:
    judged = [_tests_row(test, row, facts, at) for test in tests]
    return all(passes for passes, _ in judged), any(fails for _, fails in judged)


def _count_rows(leaf: Count | Quantified, facts: Facts, at: int) -> Span:
    """Measure the least and the greatest number of rows that a condition on a list may count at a certainty."""
    listed = facts.lists.get(leaf.list, FactList(complete=False))
    least = most = 0
    for row in listed.rows:
        passes, fails = _filter_row(leaf.where, row, facts, at)
        if isinstance(leaf, Quantified) and leaf.word == "every":
            has, lacks = _filter_row(leaf.have, row, facts, at)
            passes, fails = passes and lacks, fails or has
        least += passes
        most += not fails
    return Span(least, most if listed.complete else None)


def _references(test: Test) -> Test:
    """Give those operands that are not literals."""
    return Test(test.comparator, tuple(item for item in test.operands if isinstance(item, ParameterRef | ValueRef)))


def _test_of(leaf: Leaf) -> Test:
    match leaf:
        case Compare(_, _, test) | Count(_, _, test):
            return test
        case Quantified(word):
            return _QUANTIFIER_TESTS[word]
        case _:
            return Test("is", (_YES,))


def subject_of(leaf: Leaf) -> object:
    """Name what a leaf asks about; leaves with the same name share a slot."""
    test = _test_of(leaf)
    references = _references(test).operands
    match leaf:
        case Compare(key):
            return "known" if test.comparator == "known" else "value", key, references
        case Count(name, where):
            return ("listed", name) if test.comparator == "known" else ("count", name, where, references)
        case Quantified(word, name, where, have):
            return ("lacking", name, where, have) if word == "every" else ("count", name, where, ())
        case _:
            return leaf


def measure(leaf: Leaf, facts: Facts, at: int) -> Reads | None:
    """Read what a leaf asks about at a certainty; None where nothing of it is known."""
    test = _test_of(leaf)
    match leaf:
        case InForce(policy):
            return "yes" if facts.policies.get(policy) else "no"
        case Compare(key) if test.comparator == "known":
            state = facts.value(key).state
            return None if state is State.NOT_ASKED else "no" if state is State.MISSING else "yes"
        case Count(name) if test.comparator == "known":
            return "yes" if name in facts.lists else "no"
        case Compare(key):
            subject = read(facts.value(key), at)
        case Count() | Quantified():
            subject = _count_rows(leaf, facts, at)
        case _:
            raise TypeError(leaf)
    reads = (subject, *_operand_reads(_references(test), facts, at))
    return None if all(item is Blank.UNKNOWN for item in reads) else reads


def questions(leaf: Leaf) -> tuple[Callable[[Any], bool], Callable[[Any], bool]]:
    """Give the two questions that a leaf asks of its slot: whether it surely holds, whether it surely fails."""
    test = _test_of(leaf)
    if isinstance(leaf, InForce) or test.comparator == "known":
        wanted = "yes" if test.operands[0] else "no"
        return lambda word: word == wanted, lambda word: word != wanted
    word = test.comparator
    literals = tuple(None if isinstance(item, ParameterRef | ValueRef) else Span(item, item) for item in test.operands)

    def operands(reads: tuple[Read, ...]) -> tuple[Read, ...]:
        others = iter(reads[1:])
        return tuple(next(others) if item is None else item for item in literals)

    return (
        lambda reads: holds(word, reads[0], operands(reads)),
        lambda reads: surely_fails(word, reads[0], operands(reads)),
    )
