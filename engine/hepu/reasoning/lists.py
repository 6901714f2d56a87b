"""Lists under conditions: the rows that filters tell apart, and a list that gives every condition its truth."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from hepu.facts.model import Fact, State
from hepu.inference.kleene import TRUE as KLEENE_TRUE
from hepu.inference.kleene import both, negate
from hepu.inference.leaves import compile_leaf, row_truth
from hepu.language.kinds import COUNT
from hepu.language.model import Compare, Count, Quantified, Test
from hepu.reasoning.counting import Sum, boxes_of, fill
from hepu.reasoning.leaves import fact_of, facts_of, word_at
from hepu.reasoning.readings import readings_of
from hepu.reasoning.truths import FALSE, TRUE
from hepu.reasoning.vocabulary import points_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.facts.model import ChosenParameter
    from hepu.inference.kleene import Truth
    from hepu.language.model import FieldTest, Leaf
    from hepu.reasoning.budget import Budget
    from hepu.reasoning.counting import Box
    from hepu.reasoning.domain import Domain, ListShape
    from hepu.reasoning.readings import Reading
    from hepu.reasoning.vocabulary import Compared

__all__ = ["ListFound", "Lists"]

# What a row must pass, and what it must fail.
_Filter = tuple[tuple["FieldTest", ...], tuple["FieldTest", ...]]
_AT_LEAST_ONE, _NO_ROW = Test("at_least", (1,)), Test("is", (0,))
_MODES = ((True, True), (True, False), (False, False))
_MOST_TYPES = 1500


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list that is as asked: whether it is given and complete, and how each row reads."""

    given: bool
    complete: bool
    rows: tuple[Mapping[str, Reading], ...] = ()


@dataclass(frozen=True, slots=True)
class _RowTypes:
    """The types of rows that filters tell apart, an example of each, and by filter those that pass and may pass."""

    examples: tuple[Mapping[str, Reading], ...]
    passes: Mapping[_Filter, int]
    may: Mapping[_Filter, int]


class Lists:
    """The lists of a pack at one certainty, with what was found so far."""

    def __init__(
        self,
        domain: Domain,
        compared: Compared,
        level: int,
        day: dt.date,
        parameters: Mapping[str, ChosenParameter],
    ) -> None:
        self._domain, self._compared, self._level = domain, compared, level
        self._parameters = parameters
        self._nothing = facts_of(day, parameters, {})
        self._day = day
        self._boxes: dict[tuple[Test, int], tuple[Box, ...]] = {}
        self._types: dict[tuple[str, frozenset[_Filter]], _RowTypes | None] = {}

    def find(
        self, name: str, asked: Mapping[Leaf, int], shapes: Iterable[ListShape], budget: Budget
    ) -> ListFound | None:
        """Find a list of one of some shapes for which every leaf has one of the truths that are asked of it.

        None says that there is none; where the rows are too many to tell, a list may be found that is not as asked.

        Raises:
            SpentError: when the steps are not enough.

        """
        wanted = tuple(shapes)
        filters = frozenset(_filter_of(leaf) for leaf in asked if not _asks_known(leaf))
        types = self._row_types(name, filters)
        for given, complete in _MODES:
            if any(_asks_known(leaf) and not _is_known(leaf, given) & words for leaf, words in asked.items()):
                continue
            for shape in wanted:
                if shape.given not in {None, given} or shape.complete not in {None, complete}:
                    continue
                if types is None:
                    return ListFound(given, complete)
                rows = self._rows(asked, types, shape, (given, complete), budget)
                if rows is not None:
                    return ListFound(given, complete, tuple(types.examples[kind] for kind in rows))
        return None

    def _rows(
        self,
        asked: Mapping[Leaf, int],
        types: _RowTypes,
        shape: ListShape,
        mode: tuple[bool, bool],
        budget: Budget,
    ) -> tuple[int, ...] | None:
        given, complete = mode
        every = (1 << len(types.examples)) - 1
        choices = []
        for leaf, words in asked.items():
            if _asks_known(leaf):
                continue
            boxes = [box for box in self._boxes_of(_count_test(leaf), words) if (box.closed if complete else box.open)]
            choices.append([_sums(box, _filter_of(leaf), types, complete=complete) for box in boxes])
        whole = Sum(every, shape.least, shape.most if given else 0)
        for chosen in product(*choices):
            budget.spend()
            sums = [whole, *(item for pair in chosen for item in pair)]
            rows = fill(_met(sums), len(types.examples), budget)
            if rows is not None:
                return rows
        return None

    def _boxes_of(self, test: Test, words: int) -> tuple[Box, ...]:
        found = self._boxes.get((test, words))
        if found is None:
            ask = compile_leaf(Compare("count", COUNT, test))

            def holds(low: int, high: int | None) -> bool:
                fact = Fact(State.KNOWN, low, high)
                return bool(word_at(ask(facts_of(self._day, self._parameters, {"count": fact}), {}), 1) & words)

            points = [point for point in points_of((test,), self._parameters) if isinstance(point, int)]
            found = self._boxes[test, words] = boxes_of(points, holds)
        return found

    def _row_types(self, name: str, filters: frozenset[_Filter]) -> _RowTypes | None:
        if (name, filters) not in self._types:
            self._types[name, filters] = self._told_apart(name, filters)
        return self._types[name, filters]

    def _told_apart(self, name: str, filters: frozenset[_Filter]) -> _RowTypes | None:
        """Put rows together field by field, and keep one of those that all filters judge alike so far."""
        ordered = sorted(filters, key=repr)
        parts = [part for pair in ordered for part in pair]
        alike: dict[tuple[Truth, ...], dict[str, Reading]] = {(KLEENE_TRUE,) * len(parts): {}}
        for item in dict.fromkeys(test.field for part in parts for test in part):
            judged: dict[tuple[Truth, ...], Reading] = {}
            for reading in self.field(name, item):
                row = {item: fact_of(reading, self._level)}
                judged.setdefault(tuple(self._on(item, part, row) for part in parts), reading)
            further: dict[tuple[Truth, ...], dict[str, Reading]] = {}
            for (sign, row_so_far), (truths, reading) in product(alike.items(), judged.items()):
                both_parts = tuple(both(pair) for pair in zip(sign, truths, strict=True))
                further.setdefault(both_parts, row_so_far | {item: reading})
            if len(further) > _MOST_TYPES:
                return None
            alike = further
        signs: dict[tuple[int, ...], Mapping[str, Reading]] = {}
        for sign, example in alike.items():
            signs.setdefault(tuple(self._row_words(ordered, sign)), example)

        def where(at: int, words: int) -> int:
            return sum(1 << kind for kind, sign in enumerate(signs) if sign[at] & words)

        return _RowTypes(
            tuple(signs.values()),
            {pair: where(at, TRUE) for at, pair in enumerate(ordered)},
            {pair: where(at, ~FALSE) for at, pair in enumerate(ordered)},
        )

    def _on(self, item: str, part: tuple[FieldTest, ...], row: Mapping[str, Fact]) -> Truth:
        """Judge what a filter asks of one field."""
        return row_truth(row, tuple(test for test in part if test.field == item), self._nothing)

    def _row_words(self, ordered: Iterable[_Filter], sign: tuple[Truth, ...]) -> Iterator[int]:
        for at, pair in enumerate(ordered):
            where, have = sign[2 * at : 2 * at + 2]
            yield word_at(both((where, negate(have))) if pair[1] else where, self._level)

    def field(self, name: str, item: str) -> tuple[Reading, ...]:
        """Give every reading of a field of a row."""
        tests = self._compared.fields.get((name, item), ())
        return readings_of(
            self._domain.fields[name][item],
            points_of(tests, self._parameters),
            self._domain.field_bounds(name, item),
            self._domain.field_blanks(name, item),
            ranged=self._domain.ranged(f"{name}.{item}"),
            cut=self._level > 1,
        )


def _asks_known(leaf: Leaf) -> bool:
    return isinstance(leaf, Count) and leaf.test.comparator == "known"


def _is_known(leaf: Leaf, given: bool) -> int:  # a property of the list
    assert isinstance(leaf, Count)  # noqa: S101  # only counts ask whether a list is known
    return TRUE if given == bool(leaf.test.operands[0]) else FALSE


def _filter_of(leaf: Leaf) -> _Filter:
    match leaf:
        case Quantified("every", _, where, have):
            return where, have
        case Count(where=where) | Quantified(where=where):
            return where, ()
        case _:
            raise TypeError(leaf)


def _count_test(leaf: Leaf) -> Test:
    match leaf:
        case Count(test=test):
            return test
        case Quantified("some"):
            return _AT_LEAST_ONE
        case _:
            return _NO_ROW


def _sums(box: Box, pair: _Filter, types: _RowTypes, *, complete: bool) -> tuple[Sum, ...]:
    """Give what a box asks: of the rows that pass, and in a complete list of those that may."""
    least = Sum(types.passes[pair], *box.low)
    return (least, Sum(types.may[pair], *box.high)) if complete else (least,)


def _met(sums: Iterable[Sum]) -> list[Sum]:
    """Leave out what asks nothing, and ask only once of the same rows."""
    tightest: dict[int, tuple[int, int | None]] = {}
    for item in sums:
        least, most = tightest.get(item.types, (0, None))
        bound = item.most if most is None else most if item.most is None else min(most, item.most)
        tightest[item.types] = (max(least, item.least), bound)
    return [Sum(types, *bounds) for types, bounds in tightest.items() if bounds != (0, None)]
