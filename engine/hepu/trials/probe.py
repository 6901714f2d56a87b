"""A leaf of a rule made ready for trials: its truth, and which bounds and row tests some facts try."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hepu.facts.model import Fact, State
from hepu.inference.kleene import FALSE, TRUE, both, is_true, negate
from hepu.inference.leaves import compile_leaf, compile_test, count_of, count_range, counted_truth
from hepu.language.kinds import COUNT
from hepu.language.model import Compare, Concluded, Count, ParameterRef, Quantified, ValueRef
from hepu.trials.goals import Goal, bounds_of_test, row_tests
from hepu.trials.logic import AT_ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.facts.model import Facts
    from hepu.inference.kleene import Truth
    from hepu.inference.leaves import LeafFunction, TestFunction
    from hepu.language.kinds import Scalar
    from hepu.language.model import Leaf, Test
    from hepu.trials.goals import Bound
    from hepu.yaml_source import Path

__all__ = ["Probe", "operand_value"]

_MISSING = Fact(State.MISSING)


def operand_value(operand: Scalar | ParameterRef | ValueRef, facts: Facts) -> Scalar | None:
    """Give the value of an operand on the facts' day; nothing where it is not known."""
    match operand:
        case ParameterRef(name, shift):
            chosen = facts.parameters.get(name)
            return None if chosen is None else chosen.value * 10**shift
        case ValueRef(key, shift):
            fact = facts.value(key)
            return int(fact.low) * 10**shift if fact.is_exact and fact.low is not None else None
        case _:
            return operand


def side_of(value: Scalar, bound: Scalar) -> str:
    """Say on which side of a bound a value stands: next to it, at it or further off."""
    apart = int(value) - int(bound)
    if abs(apart) > 1:
        return "further_below" if apart < 0 else "further_above"
    return {-1: "below", 0: "at", 1: "above"}[apart]


class Probe:
    """A leaf made ready: its truth, and which of its goals some facts meet, should the leaf decide."""

    def __init__(self, leaf: Leaf, path: Path) -> None:
        """Compile a leaf that stands at a path of its rule's file."""
        self.leaf, self.path = leaf, path
        self.truth: LeafFunction = compile_leaf(leaf)
        self.own: tuple[Bound, ...] = ()
        self.tests: tuple[tuple[Path, str, Test, tuple[Bound, ...]], ...] = ()
        if isinstance(leaf, Compare):
            self.own = bounds_of_test(leaf.test, leaf.kind, path)
        if isinstance(leaf, Count):
            self.own = bounds_of_test(leaf.test, COUNT, path)
        if isinstance(leaf, Count | Quantified):
            self.tests = tuple(
                (inner, str(inner[-1]), test, bounds_of_test(test, kind, inner))
                for inner, test, kind in row_tests(leaf, path)
            )

    def goals(self, facts: Facts, earlier: Mapping[str, Truth]) -> Iterator[Goal]:
        """Give the goals of bounds and rows that these facts meet where the leaf decides.

        Of bounds it gives every side that is tried, needed or not.
        """
        leaf = self.leaf
        if isinstance(leaf, Compare):
            fact = facts.value(leaf.key)
            if self.own and fact.is_exact and fact.low is not None:
                yield from self._sides(self.own, fact.low, facts)
        elif isinstance(leaf, Concluded):
            if leaf.floor > 1:
                truth = earlier[leaf.key]
                if truth & TRUE == (1 << (leaf.floor - 1)) - 1:
                    yield Goal("bound", (*self.path, "certainty"), "below")
                if truth & TRUE == (1 << leaf.floor) - 1:
                    yield Goal("bound", (*self.path, "certainty"), "at")
        elif isinstance(leaf, Count | Quantified) and leaf.list in facts.lists and not _asks(leaf):
            yield from self._rows(leaf, facts)

    def _sides(self, bounds: Sequence[Bound], value: Scalar, facts: Facts) -> Iterator[Goal]:
        for bound in bounds:
            at = operand_value(bound.test.operands[bound.at], facts)
            if at is not None:
                yield Goal("bound", bound.path, side_of(value, at))

    @cached_property
    def _filters(self) -> tuple[tuple[bool, tuple[tuple[str, TestFunction], ...]], ...]:
        leaf = self.leaf
        assert isinstance(leaf, Count | Quantified)  # noqa: S101  # only those have rows
        where = tuple((item.field, compile_test(item.test)) for item in leaf.where)
        have = (
            tuple((item.field, compile_test(item.test)) for item in leaf.have) if isinstance(leaf, Quantified) else ()
        )
        return ((False, where), (True, have)) if have else ((False, where),)

    def _rows(self, leaf: Count | Quantified, facts: Facts) -> Iterator[Goal]:
        """Find the rows of which one test, turned alone, would turn the leaf."""
        rows = facts.lists[leaf.list]
        test, counted = count_of(leaf)
        passing = [counted(row, facts) for row in rows.rows]
        if isinstance(leaf, Count):
            low, high = count_range(passing, 1, rows.complete)
            if low == high:
                yield from self._sides(self.own, low, facts)
        own = counted_truth(test, passing, rows.complete, facts)
        if not own & AT_ALL:
            return
        for at, row in enumerate(rows.rows):
            truths = [[tested(row.get(name, _MISSING), facts) for name, tested in tests] for _, tests in self._filters]
            number = 0
            for group, found in enumerate(truths):
                for place, truth in enumerate(found):
                    path, name, _, bounds = self.tests[number]
                    number += 1
                    if not truth & AT_ALL:
                        continue
                    turned = [list(other) for other in truths]
                    turned[group][place] = FALSE if is_true(truth) else TRUE
                    changed = [*passing]
                    changed[at] = _passes(turned)
                    other = counted_truth(test, changed, rows.complete, facts)
                    if other & AT_ALL and (other ^ own) & AT_ALL:
                        yield Goal("row", path, "true" if is_true(truth) else "false")
                        value = row.get(name, _MISSING)
                        if bounds and value.is_exact and value.low is not None:
                            yield from self._sides(bounds, value.low, facts)


def _asks(leaf: Count | Quantified) -> bool:
    return isinstance(leaf, Count) and leaf.test.comparator == "known"


def _passes(groups: Sequence[Sequence[Truth]]) -> Truth:
    """Give the truth that a row passes its filter and, of *every*, that it lacks what it should have."""
    where = both(groups[0])
    return where if len(groups) == 1 else both((where, negate(both(groups[1]))))
