"""The truth of one leaf condition: a comparison, a count, a quantifier, a policy or an earlier conclusion.

Each function compiles a leaf into a closure over nothing but the leaf; the closure reads the facts and the conclusions
reached so far. Together with ``kleene`` this is the meaning of the language in code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hepu.facts.model import Fact, Facts, State
from hepu.inference.kleene import FALSE, TRUE, UNKNOWN, Truth, both, either, from_bool, negate, raise_floor
from hepu.language.kinds import Certainty, Scalar
from hepu.language.model import Compare, Concluded, Count, FieldTest, InForce, Leaf, ParameterRef, Test, ValueRef

if TYPE_CHECKING:
    from hepu.language.model import Quantified

__all__ = [
    "LeafFunction",
    "Range",
    "TestFunction",
    "compile_leaf",
    "compile_test",
    "count_of",
    "count_range",
    "counted_truth",
    "relate",
    "row_truth",
]

LeafFunction = Callable[[Facts, Mapping[str, Truth]], Truth]
Range = tuple[Scalar, Scalar | None]
LEVELS = tuple(Certainty)
_KNOWN, _NOT_APPLICABLE, _MISSING = State.KNOWN, State.NOT_APPLICABLE, Fact(State.MISSING)


def relate(comparator: str, subject: Range, operand: Range) -> bool | None:
    """Compare two ranges: True or False when every pair of values agrees, else None; an upper end None is unbounded."""
    (low, high), (other_low, other_high) = subject, operand
    match comparator:
        case "is":
            if low == high and other_low == other_high:
                return low == other_low
            apart = (high is not None and high < other_low) or (other_high is not None and other_high < low)  # type: ignore[operator]
            return False if apart else None
        case "below":
            if high is not None and high < other_low:  # type: ignore[operator]  # both of one kind
                return True
            return False if other_high is not None and low >= other_high else None  # type: ignore[operator]
        case "at_most":
            if high is not None and high <= other_low:  # type: ignore[operator]
                return True
            return False if other_high is not None and low > other_high else None  # type: ignore[operator]
        case _:
            raise ValueError(comparator)


_BASE = {
    "is": ("is", False),
    "is_not": ("is", True),
    "below": ("below", False),
    "at_least": ("below", True),
    "at_most": ("at_most", False),
    "above": ("at_most", True),
}


def _truth(comparator: str, subject: Range, certainty: int, operand: tuple[Range, int]) -> Truth:
    base, negated = _BASE[comparator]
    holds = relate(base, subject, operand[0])
    if holds is None:
        return UNKNOWN
    return from_bool(holds is not negated, min(certainty, operand[1]))


def _operand(operand: Scalar | ParameterRef | ValueRef, facts: Facts) -> tuple[Range, int] | Truth:
    """Give an operand's range and certainty, or the truth that it forces on the comparison."""
    match operand:
        case ParameterRef(name, shift):
            chosen = facts.parameters.get(name)
            if chosen is None:
                return UNKNOWN
            value = chosen.value * 10**shift
            return (value, value), Certainty.ESTABLISHED
        case ValueRef(key, shift):
            fact = facts.value(key)
            if fact.state is State.NOT_APPLICABLE:
                return FALSE
            if fact.state is not State.KNOWN or fact.low is None:
                return UNKNOWN
            if not shift:
                return (fact.low, fact.high), fact.certainty
            factor = 10**shift
            high = None if fact.high is None else int(fact.high) * factor
            return (int(fact.low) * factor, high), fact.certainty
        case _:
            return (operand, operand), Certainty.ESTABLISHED


def _pair(comparator: str, subject: tuple[Range, int] | Truth, operand: tuple[Range, int] | Truth) -> Truth:
    """Compare two sides; either may be a truth that it forces instead: false if not applicable, else unknown."""
    if isinstance(subject, int) or isinstance(operand, int):
        return FALSE if FALSE in (subject, operand) else UNKNOWN
    return _truth(comparator, subject[0], subject[1], operand)


def _covered(subject: tuple[Range, int] | Truth, operands: list[tuple[Range, int] | Truth]) -> Truth:
    """Say up to which certainty each value of a true range is a member, though no member is the whole range."""
    if isinstance(subject, int):
        return UNKNOWN
    (low, high), certainty = subject
    if not isinstance(low, int) or not isinstance(high, int) or not 0 < high - low < len(operands):
        return UNKNOWN
    members: dict[Scalar, int] = dict.fromkeys(range(low, high + 1), 0)
    for operand in operands:
        if not isinstance(operand, int) and operand[0][0] == operand[0][1] and operand[0][0] in members:
            members[operand[0][0]] = max(members[operand[0][0]], operand[1])
    return from_bool(holds=True, certainty=min(certainty, *members.values()))


def _tested(test: Test, subject: tuple[Range, int] | Truth, facts: Facts) -> Truth:
    """Give the truth of a comparator between a range known up to a certainty and its operands."""
    operands = [_operand(operand, facts) for operand in test.operands]
    match test.comparator:
        case "in":
            return either(_pair("is", subject, item) for item in operands) | _covered(subject, operands)
        case "not_in":
            if FALSE in (subject, *operands):
                return FALSE
            return negate(either(_pair("is", subject, item) for item in operands) | _covered(subject, operands))
        case "between":
            return both((_pair("at_least", subject, operands[0]), _pair("at_most", subject, operands[1])))
        case comparator:
            return _pair(comparator, subject, operands[0])


def _compared(fact: Fact, test: Test, facts: Facts) -> Truth:
    """Give the truth of a comparator on one fact."""
    if test.comparator == "known":
        if fact.state is State.NOT_ASKED:
            return UNKNOWN
        given = fact.state is not State.MISSING
        return TRUE if given == bool(test.operands[0]) else FALSE
    if fact.state is State.NOT_APPLICABLE:
        return FALSE
    if fact.state is not State.KNOWN or fact.low is None:
        return _tested(test, UNKNOWN, facts)
    return _tested(test, ((fact.low, fact.high), fact.certainty), facts)


_YES = tuple(from_bool(holds=True, certainty=certainty) for certainty in range(4))
_NO = tuple(from_bool(holds=False, certainty=certainty) for certainty in range(4))
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
}
TestFunction = Callable[[Fact, Facts], Truth]


def compile_test(test: Test) -> TestFunction:
    """Turn a comparator into a function.

    The comparison of an exact value with numbers of the rule or a parameter, which most are, takes a short way.
    """
    operand = test.operands[0]
    holds = _HOLDS.get(test.comparator)
    if test.comparator == "in" and not any(isinstance(item, ParameterRef | ValueRef) for item in test.operands):
        holds, operand = _is_in, frozenset(test.operands)  # type: ignore[assignment]  # what ``_is_in`` takes
    if holds is None or isinstance(operand, ValueRef):
        return lambda fact, facts: _compared(fact, test, facts)
    parameter, factor = (operand.id, 10**operand.shift) if isinstance(operand, ParameterRef) else (None, 1)

    def tested(fact: Fact, facts: Facts) -> Truth:
        if fact.state is not _KNOWN:
            return FALSE if fact.state is _NOT_APPLICABLE else UNKNOWN
        low, number = fact.low, operand
        if parameter is not None:
            chosen = facts.parameters.get(parameter)
            if chosen is None:
                return UNKNOWN
            number = chosen.value * factor
        if low is None or low != fact.high:
            return _compared(fact, test, facts)
        return (_YES if holds(low, number) else _NO)[fact.certainty]

    return tested


def _is_in(value: Scalar, values: frozenset[Scalar]) -> bool:
    return value in values


def _compile_filter(tests: tuple[FieldTest, ...]) -> Callable[[Mapping[str, Fact], Facts], Truth]:
    """Turn a filter into a function; a row that surely fails one test need not be asked the others."""
    compiled = tuple((item.field, compile_test(item.test)) for item in tests)
    if len(compiled) == 1:
        ((field, alone),) = compiled
        return lambda row, facts: alone(row.get(field, _MISSING), facts)

    def passes(row: Mapping[str, Fact], facts: Facts) -> Truth:
        true, false = TRUE, 0
        for name, tested in compiled:
            part = tested(row.get(name, _MISSING), facts)
            if part == FALSE:
                return FALSE
            true &= part
            false |= part
        return true | (false & FALSE)

    return passes


def row_truth(row: Mapping[str, Fact], tests: tuple[FieldTest, ...], facts: Facts) -> Truth:
    """Give the truth of a filter for one row."""
    return _compile_filter(tests)(row, facts)


def count_range(truths: Sequence[Truth], level: int, complete: bool) -> Range:  # a property of the list
    """Give the least and the greatest number of rows that can pass at a certainty."""
    bit = 1 << (level - 1)
    low = len([1 for truth in truths if truth & bit])
    if not complete:
        return low, None
    bit <<= 3
    return low, len([1 for truth in truths if not truth & bit])


def counted_truth(test: Test, truths: Sequence[Truth], complete: bool, facts: Facts) -> Truth:  # as above
    """Give the truth of a comparison of the number of rows that pass."""
    operand, comparator = test.operands[0], test.comparator
    plain = None if comparator not in _BASE or isinstance(operand, ValueRef) else _operand(operand, facts)
    result = 0
    for level in LEVELS:
        number = count_range(truths, level, complete)
        if isinstance(plain, tuple):
            truth = _truth(comparator, number, Certainty.ESTABLISHED, plain)
        else:
            truth = _tested(test, (number, Certainty.ESTABLISHED), facts)
        result |= truth & 0b001001 << (level - 1)
    return result


_AT_LEAST_ONE = Test("at_least", (1,))
_NONE = Test("is", (0,))


def count_of(leaf: Count | Quantified) -> tuple[Test, Callable[[Mapping[str, Fact], Facts], Truth]]:
    """Give the comparison that a quantifier makes, and what it counts."""
    passes = _compile_filter(leaf.where)
    if isinstance(leaf, Count):
        return leaf.test, passes
    if leaf.word == "every":
        has = _compile_filter(leaf.have)
        return _NONE, lambda row, facts: both((passes(row, facts), negate(has(row, facts))))
    return (_AT_LEAST_ONE if leaf.word == "some" else _NONE), passes


def compile_leaf(leaf: Leaf) -> LeafFunction:
    """Turn a leaf into a function of the facts and the conclusions reached so far."""
    match leaf:
        case Compare(key, _, test):
            tested = compile_test(test)
            return lambda facts, _: tested(facts.values.get(key, _MISSING), facts)
        case InForce(policy):
            return lambda facts, _: TRUE if facts.policies.get(policy, False) else FALSE
        case Concluded():
            key, floor = leaf.key, leaf.floor
            return lambda _, reached: raise_floor(reached[key], floor)
        case Count(name, _, test) if test.comparator == "known":
            asked = bool(test.operands[0])
            return lambda facts, _: TRUE if (name in facts.lists) == asked else FALSE
        case _:
            name = leaf.list
            test, counted = count_of(leaf)
            if test in (_AT_LEAST_ONE, _NONE):
                return _some(name, counted, opposite=test == _NONE)

            def quantified(facts: Facts, _: Mapping[str, Truth]) -> Truth:
                rows = facts.lists.get(name)
                if rows is None:
                    return counted_truth(test, (), False, facts)  # a missing list is not complete
                truths = tuple(counted(row, facts) for row in rows.rows)
                return counted_truth(test, truths, rows.complete, facts)

            return quantified


def _some(name: str, counted: Callable[[Mapping[str, Fact], Facts], Truth], opposite: bool) -> LeafFunction:
    """Turn "some row" or "no row" into a function: the "or" of the rows, open where there may be others."""

    def quantified(facts: Facts, _: Mapping[str, Truth]) -> Truth:
        rows = facts.lists.get(name)
        true, false = 0, 0
        if rows is not None:
            false = FALSE if rows.complete else 0
            for row in rows.rows:
                part = counted(row, facts)
                true |= part
                false &= part
                if part == TRUE:  # no other row can change that
                    break
        found = (true & TRUE) | false
        return negate(found) if opposite else found

    return quantified
