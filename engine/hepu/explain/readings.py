"""What a leaf condition read: values with what they were computed from, counted rows, policies and parameters."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.explain.model import CountRead, ParameterRead, PolicyRead, ValueRead
from hepu.facts.model import FactList, GapDetail
from hepu.inference.kleene import is_false, is_true
from hepu.inference.leaves import compile_leaf
from hepu.language.model import Compare, Concluded, Count, InForce, ParameterRef, Quantified, ValueRef, tests_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.errors import Location
    from hepu.explain.model import Reading
    from hepu.facts.model import Fact, Facts, PeerSummary, TrendDetail
    from hepu.inference.kleene import Truth
    from hepu.language.model import Leaf
    from hepu.pack import Pack

__all__ = ["Reader"]

# What is computed from an indicator's own figure, so that its place is that of the figure.
_OF_INDICATOR = frozenset({"gap", "trend", "standing", "advantage"})


@dataclass(frozen=True)
class Reader:
    """Says of each leaf what it read from one college's facts."""

    facts: Facts
    pack: Pack

    def reads(self, leaf: Leaf) -> tuple[Reading, ...]:
        """Give what a leaf read: its subject, then what it was compared with; earlier conclusions are no reading."""
        return tuple(dict.fromkeys((*self._subject(leaf), *self._operands(leaf))))

    def _subject(self, leaf: Leaf) -> Iterator[Reading]:
        match leaf:
            case Compare(key):
                yield self.value(key)
            case Count() | Quantified():
                yield self.count(leaf)
            case InForce(policy):
                yield PolicyRead(policy, self.facts.policies.get(policy, False))
            case Concluded():
                return

    def _operands(self, leaf: Leaf) -> Iterator[Reading]:
        for test in tests_of(leaf):
            for operand in test.operands:
                if isinstance(operand, ParameterRef):
                    yield ParameterRead(operand.id, self.facts.parameters.get(operand.id))
                elif isinstance(operand, ValueRef):
                    yield self.value(operand.key)

    def value(self, key: str) -> ValueRead:
        """Read a fact, and what it was computed from."""
        fact = self.facts.value(key)
        return ValueRead(key, fact, self._detail(key), tuple(self._through(key, fact)))

    def _detail(self, key: str) -> GapDetail | TrendDetail | PeerSummary | None:
        head, _, name = key.partition(".")
        match head:
            case "gap":
                return self.facts.gaps.get(name)
            case "trend":
                return self.facts.trends.get(name)
            case "standing" | "participation" | "advantage":
                return self.facts.peers.get(name)
            case _:
                return None

    def _through(self, key: str, fact: Fact) -> Iterator[ValueRead | CountRead]:
        head, _, name = key.partition(".")
        if head in _OF_INDICATOR:
            yield self.value(f"indicator.{name}")
            gap = self.facts.gaps.get(name)
            if head != "trend" and gap is not None and gap.per_head:
                yield self.value(f"fact.full_time_{self.pack.knowledge.indicators[name].per}")
            return
        answers = [read for read in fact.reads if read.startswith(("fact.", "indicator."))]
        listed = dict.fromkeys(read.partition(".")[0] for read in fact.reads if read not in answers)
        for read in fact.reads:
            if read in answers:
                yield self.value(read)
        for name in listed:
            yield self.count(Quantified("some", name, ()))

    def count(self, leaf: Count | Quantified) -> CountRead:
        """Count the rows that pass a leaf's filter, and those that lack what an *every* asks of them."""
        listed = self.facts.lists.get(leaf.list)
        if listed is None:
            return CountRead(leaf.list, None, complete=False, low=0, high=None)
        passed = self._truths(Quantified("some", leaf.list, leaf.where), listed.rows)
        low, high = _bounds(passed, complete=listed.complete)
        places = tuple(
            place
            for row, truth in zip(listed.rows, passed, strict=True)
            if is_true(truth) and (place := _place(row)) is not None
        )
        lacking = None
        if isinstance(leaf, Quantified) and leaf.word == "every":
            # A list of this row alone has no counterexample where the row passes, so lacking is the opposite.
            good = self._truths(leaf, listed.rows)
            lacks = sum(map(is_false, good)), sum(not is_true(truth) for truth in good)
            lacking = lacks[0], lacks[1] if listed.complete else None
        return CountRead(leaf.list, len(listed.rows), listed.complete, low, high, places, lacking)

    def passing(self, leaf: Count | Quantified) -> tuple[int, ...]:
        """Give the places in the list of the rows that surely pass a leaf's filter."""
        listed = self.facts.lists.get(leaf.list)
        truths = self._truths(Quantified("some", leaf.list, leaf.where), listed.rows) if listed else []
        return tuple(at for at, truth in enumerate(truths) if is_true(truth))

    def _truths(self, leaf: Quantified, rows: Iterable[Mapping[str, Fact]]) -> list[Truth]:
        """Give the truth of a leaf on a list of each row alone."""
        judge = compile_leaf(leaf)
        alone = (MappingProxyType({leaf.list: FactList(complete=True, rows=(row,))}) for row in rows)
        return [judge(dataclasses.replace(self.facts, lists=lists), {}) for lists in alone]


def _bounds(truths: list[Truth], *, complete: bool) -> tuple[int, int | None]:
    high = sum(not is_false(truth) for truth in truths)
    return sum(map(is_true, truths)), high if complete else None


def _place(row: Mapping[str, Fact]) -> Location | None:
    """Give where a row begins: the place of its first field that has one."""
    return next((fact.origin for fact in row.values() if fact.origin is not None), None)
