"""Lists worth trying: enough of them that every way in which conditions on rows can come out is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.facts.model import Fact, State
from hepu.inference.kleene import TRUE, UNKNOWN, is_false, is_true, negate
from hepu.inference.leaves import compile_test, count_of, counted_truth
from hepu.language.model import Count, Quantified
from hepu.trials.goals import Goal, bounds_of_test, row_tests
from hepu.trials.logic import AT_ALL
from hepu.trials.probe import operand_value
from hepu.trials.values import ABSENT, Option, options, range_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from hepu.facts.model import Facts
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Kind
    from hepu.language.model import Test
    from hepu.trials.probe import Probe
    from hepu.trials.study import Study

__all__ = ["row_points"]

_MISSING = Fact(State.MISSING)
_TRUE = TRUE & AT_ALL
Row = dict[str, object]
Stated = tuple[dict[str, object], int]
Classes = dict[tuple["Truth", ...], tuple[Row, int]]
States = dict[tuple[tuple[int, int], ...], list[Row]]
# More than these and the search would take longer than a reader waits; then nothing is claimed to be impossible.
_MAX_STATES = 600
_INCOMPLETE = 4


def row_points(
    study: Study, day: dt.date, name: str, probes: Sequence[Probe], wanted: frozenset[Goal]
) -> tuple[list[Stated], bool]:
    """Give lists to state, each with its rank, and whether no other could make the leaves come out otherwise.

    Lists in which one test of a row turns a leaf are made for the ``wanted`` goals only.
    """
    asked = tuple(probe for probe in probes if isinstance(probe.leaf, Count | Quantified) and not _asks_known(probe))
    lists = _Lists(study, day, name, asked)
    states, complete = lists.states()
    found: list[Stated] = [({}, 1)]
    for rows in (*states.values(), *lists.failing()):
        # One row says more than none, so a list of one is chosen first; a row says more than one with a blank.
        rank = max(0, len(rows) - 1) + sum(2 * (len(lists.held) - len(row)) for row in rows)
        found.append(({name: rows or "none"}, rank))
        found.append(({name: {"complete": "some", "rows": rows}}, _INCOMPLETE + rank))
    for at, probe in enumerate(asked):
        for place, (path, test, kind) in enumerate(row_tests(probe.leaf, probe.path)):
            goals = {Goal("row", path, word) for word in ("true", "false")}
            goals |= {
                Goal("bound", bound.path, side) for bound in bounds_of_test(test, kind, path) for side in bound.sides
            }
            if not goals.isdisjoint(wanted):
                found.extend(({name: rows}, len(rows) - 1 + rank) for rows, rank in lists.turning(states, at, place))
    return found, complete


def _asks_known(probe: Probe) -> bool:
    return isinstance(probe.leaf, Count) and probe.leaf.test.comparator == "known"


class _Lists:
    """The lists of one name that some leaves read."""

    def __init__(self, study: Study, day: dt.date, name: str, probes: tuple[Probe, ...]) -> None:
        self.probes = probes
        self.leaves = [probe.leaf for probe in probes if isinstance(probe.leaf, Count | Quantified)]
        self.facts, _ = study.facts({}, day)
        self._counted: dict[tuple[int, int, int], Truth] = {}
        self.tests = [
            (2 * at + group, item)
            for at, leaf in enumerate(self.leaves)
            for group, items in enumerate((leaf.where, leaf.have if isinstance(leaf, Quantified) else ()))
            for item in items
        ]
        fields: dict[str, tuple[Kind, list[Test]]] = {}
        for _, item in self.tests:
            fields.setdefault(item.field, (item.kind, []))[1].append(item.test)
        # Per field: what it may hold, and what each test of it makes of that.
        self.held: dict[str, list[tuple[Option, dict[int, Truth]]]] = {}
        for field, (kind, tests) in fields.items():
            read = [
                (number, compile_test(item.test)) for number, (_, item) in enumerate(self.tests) if item.field == field
            ]
            self.held[field] = []
            for option in options(kind, tests, self.facts, range_of(f"{name}.{field}", kind)):
                row = {} if option.raw is ABSENT else {field: option.raw}
                fact = study.facts({name: [row]}, day)[0].lists[name].rows[0].get(field, _MISSING)
                self.held[field].append(
                    (option, {number: tested(fact, self.facts) & AT_ALL for number, tested in read})
                )
        self.classes: Classes = {key[0]: found for key, found in self.rows(None).items()}

    def rows(self, turned: int | None) -> dict[tuple[tuple[Truth, ...], Truth, int], tuple[Row, int]]:
        """Give a row for every way in which the filters can come out together, field after field.

        With a test to turn, also for every truth that its leaf's filter then has, and all that its field may hold.
        """
        groups = [number for number, _ in self.tests]
        size = 2 * len(self.leaves)
        start = (_TRUE,) * (size + 1)
        reached: dict[tuple[tuple[Truth, ...], int], tuple[Row, int]] = {(start, 0): ({}, 0)}
        for field, choices in self.held.items():
            before, reached = reached, {}
            for at, (option, truths) in enumerate(choices):
                own = [_TRUE] * (size + 1)
                for number, truth in truths.items():
                    own[groups[number]] = _and(own[groups[number]], truth)
                    if turned is not None and groups[number] == groups[turned]:
                        own[size] = _and(own[size], _opposite(truth) if number == turned else truth)
                mine = turned is not None and self.tests[turned][1].field == field
                row: Row = {} if option.raw is ABSENT else {field: option.raw}
                for (found, held), (others, rank) in before.items():
                    after = tuple(_and(*pair) for pair in zip(found, own, strict=True)), at if mine else held
                    if after not in reached or rank + option.rank < reached[after][1]:
                        reached[after] = {**others, **row}, rank + option.rank
        rows: dict[tuple[tuple[Truth, ...], Truth, int], tuple[Row, int]] = {}
        for (found, held), (row, rank) in reached.items():
            passes = tuple(self._passes(at, found[2 * at], found[2 * at + 1]) for at in range(len(self.leaves)))
            other = 0
            if turned is not None:
                at, group = divmod(groups[turned], 2)
                other = (
                    self._passes(at, found[size], found[2 * at + 1])
                    if not group
                    else self._passes(at, found[2 * at], found[size])
                )
            key = passes, other, held
            if key not in rows or rank < rows[key][1]:
                rows[key] = row, rank
        return rows

    def _passes(self, at: int, where: Truth, have: Truth) -> Truth:
        leaf = self.leaves[at]
        return _and(where, negate(have) & AT_ALL) if isinstance(leaf, Quantified) and leaf.word == "every" else where

    def states(self) -> tuple[States, bool]:
        """Give shortest lists for every count of rows that pass, or perhaps pass, each filter."""
        caps = [_cap(leaf, self.facts) for leaf in self.leaves]
        start = tuple((0, 0) for _ in caps)
        reached: States = {start: []}
        waiting = [start]
        steps = [(truths, row) for truths, (row, _) in sorted(self.classes.items(), key=lambda item: item[1][1])]
        for state in waiting:
            if len(reached) > _MAX_STATES:
                return reached, False
            for truths, row in steps:
                after = tuple(
                    (min(cap, low + is_true(truth)), min(cap, high + (not is_false(truth))))
                    for (low, high), truth, cap in zip(state, truths, caps, strict=True)
                )
                if after not in reached:
                    reached[after] = [*reached[state], row]
                    waiting.append(after)
        return reached, True

    def failing(self) -> list[list[Row]]:
        """Give a list of one row that passes no filter: to a reader it is not the same as an empty list."""
        return [[row] for truths, (row, _) in self.classes.items() if all(is_false(truth) for truth in truths)]

    def turning(self, states: States, at: int, place: int) -> Iterator[tuple[list[Row], int]]:
        """Give lists in which one row, were one test of it the opposite, would turn a leaf."""
        leaf = self.leaves[at]
        have = isinstance(leaf, Quantified) and place >= len(leaf.where)
        group = 2 * at + have
        turned = [number for number, (found, _) in enumerate(self.tests) if found == group][
            place - (len(leaf.where) if have else 0)
        ]
        kept: dict[object, tuple[list[Row], int]] = {}
        for (passes, other, held), (row, rank) in self.rows(turned).items():
            if not passes[at] or not other or passes[at] == other:
                continue
            for state, rows in states.items():
                first, second = self._with(at, state[at], passes[at]), self._with(at, state[at], other)
                if not first or not second or first == second:
                    continue
                truths = tuple(self._with(number, *pair) for number, pair in enumerate(zip(state, passes, strict=True)))
                key = truths, held, passes[at]
                if key not in kept or rank + len(rows) < kept[key][1]:
                    kept[key] = [*rows, row], rank + len(rows)
        yield from kept.values()

    def _with(self, at: int, counted: tuple[int, int], row: Truth) -> Truth:
        """Give the truth of a leaf on a complete list, counted so far, and one row more."""
        key = at, counted[0] + is_true(row), counted[1] + (not is_false(row))
        if key not in self._counted:
            test, _ = count_of(self.leaves[at])
            rows = [TRUE] * key[1] + [UNKNOWN] * (key[2] - key[1])
            self._counted[key] = counted_truth(test, rows, True, self.facts) & AT_ALL
        return self._counted[key]


def _cap(leaf: Count | Quantified, facts: Facts) -> int:
    """Give the number of rows above which more make no difference to a leaf."""
    if not isinstance(leaf, Count):
        return 1
    values = (operand_value(operand, facts) for operand in leaf.test.operands)
    return max((int(value) for value in values if value is not None), default=0) + 1


def _and(first: Truth, second: Truth) -> Truth:
    return (first & second & 0b000001) | ((first | second) & 0b001000)


def _opposite(truth: Truth) -> Truth:
    return negate(truth) & AT_ALL
