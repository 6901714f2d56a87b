"""What a college could do differently: for each lever that a conclusion hangs on, the smallest steps that tell."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from hepu.explain.turns import Bench, turning_points
from hepu.facts.model import Fact, FactList, State
from hepu.inference.kleene import is_true
from hepu.inference.leaves import row_truth
from hepu.language.model import Count, Quantified
from hepu.profile.schema import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.explain.closure import Closure
    from hepu.explain.computed import Change
    from hepu.facts.model import Facts, TypedAnswers
    from hepu.facts.peers import PeerSet
    from hepu.knowledge.models import Lever
    from hepu.language.model import FieldTest
    from hepu.pack import Pack

__all__ = ["Effort", "Move", "Step", "moves"]

Effort = Literal["low", "medium", "high"]
_MOST_ROWS = 3
_MOST_EDITS = 8  # edits of one list that are also tried two at a time


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done differently.

    ``key`` is a key of ``knowledge/levers.yaml``; ``before`` and ``after`` are the facts there (None for rows).
    ``rows`` counts from 0 the rows of the list that are changed, and is empty for rows that are added, ``added`` of
    them, each with the ``fields`` named. ``along`` names lists that must be brought in line.
    """

    key: str
    effort: Effort
    before: Fact | None = None
    after: Fact | None = None
    rows: tuple[int, ...] = ()
    added: int = 0
    fields: tuple[tuple[str, Fact], ...] = ()
    along: tuple[str, ...] = ()

    @property
    def times(self) -> int:
        """Give how often the effort is made."""
        return max(1, len(self.rows), self.added)


@dataclass(frozen=True, slots=True)
class Move:
    """Steps on one answer or list, and what it is changed to; moves with the same ``key`` exclude one another."""

    key: str
    change: Change
    steps: tuple[Step, ...]


def moves(answers: TypedAnswers, facts: Facts, pack: Pack, closure: Closure, peers: PeerSet) -> tuple[Move, ...]:
    """Give every move on a lever that the closure's leaves may answer to."""
    bench = Bench(answers, pack, closure.leaves, peers)
    found: list[Move] = []
    most = {f"fact.{item.id}": int(item.high.scaleb(item.decimals)) for item in questions() if item.kind == "number"}
    for key, lever in pack.knowledge.levers.items():
        head, _, name = key.partition(".")
        if head == "fact":
            found += _of_answer(key, lever, answers.values[key], bench, most.get(key, 1))
        elif head == "indicator":
            indicator = pack.knowledge.indicators[name]
            now = answers.series[name][answers.data_year]
            found += _of_answer(key, lever, now, bench, int(indicator.maximum.scaleb(indicator.decimals)))
    for name in sorted(closure.lists & answers.lists.keys()):
        found += _of_list(name, answers.lists[name], facts, pack, closure)
    return tuple(found)


def _of_answer(key: str, lever: Lever, now: Fact, bench: Bench, most: int) -> Iterator[Move]:
    """Give the moves of an answer: the other truth of a yes or no, and each bound on the way of a number."""
    if now.state in {State.NOT_APPLICABLE, State.NOT_ASKED} or not (watching := bench.watching(key)).leaves:
        return
    if lever.move in {"set", "clear"}:
        targets: Iterable[int] = (int(lever.move == "set"),)
    else:
        start = int(now.low or 0) if now.is_exact else 0
        targets = turning_points(
            lambda value: watching.truths(Fact.exact(value)), start, most if lever.move == "raise" else 0
        )
        if not now.is_exact:
            targets = (start, *targets)
    for target in targets:
        after = Fact.exact(target)
        if (now.low, now.state) != (target, State.KNOWN) and watching.truths(after) != watching.as_given:
            yield Move(key, after, (Step(key, lever.effort, now, after, along=lever.along),))


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit of a list: fields turned in some of its rows, or rows added."""

    step: Step
    turned: Mapping[str, Fact]
    added: tuple[Mapping[str, Fact], ...] = ()


def _of_list(name: str, listed: FactList, facts: Facts, pack: Pack, closure: Closure) -> Iterator[Move]:
    """Give the moves of a list: a field turned in some rows, rows added, and two such edits at once."""
    edits: list[_Edit] = []
    for tests in _filters(name, closure):
        for edit in (*_field_edits(name, listed, tests, facts, pack), *_additions(name, tests, pack)):
            if edit not in edits:
                edits.append(edit)
    pairs = combinations(edits, 2) if len(edits) <= _MOST_EDITS else ()
    for chosen in (*((edit,) for edit in edits), *pairs):
        rows = [dict(row) for row in listed.rows]
        for edit in chosen:
            for row in edit.step.rows:
                rows[row].update(edit.turned)
        rows.extend(dict(row) for edit in chosen for row in edit.added)
        change = dataclasses.replace(listed, rows=tuple(MappingProxyType(row) for row in rows))
        yield Move(f"list.{name}", change, tuple(edit.step for edit in chosen))


def _field_edits(
    name: str, listed: FactList, tests: tuple[FieldTest, ...], facts: Facts, pack: Pack
) -> Iterator[_Edit]:
    """Turn a field that a filter asks about in one, two, three or all of the rows that pass its other tests."""
    for at, item in enumerate(tests):
        key = f"{name}.{item.field}"
        lever = pack.knowledge.levers.get(key)
        if lever is None or lever.move not in {"set", "clear"}:
            continue
        after = Fact.exact(int(lever.move == "set"))
        others = (*tests[:at], *tests[at + 1 :])
        rows = [
            row
            for row, fields in enumerate(listed.rows)
            if fields[item.field].low != after.low and is_true(row_truth(fields, others, facts))
        ]
        for number in sorted({*range(1, min(len(rows), _MOST_ROWS) + 1), len(rows)} - {0}):
            step = Step(key, lever.effort, None, after, rows=tuple(rows[:number]))
            yield _Edit(step, {item.field: after})


def _additions(name: str, tests: tuple[FieldTest, ...], pack: Pack) -> Iterator[_Edit]:
    """Add rows that pass a filter."""
    lever = pack.knowledge.levers.get(f"list.{name}")
    row = _fitting(name, tests, pack)
    if lever is None or row is None or any(_unwanted(name, item, fact, pack) for item, fact in row.items()):
        return
    for number in range(1, _MOST_ROWS + 1):
        told = tuple((item, fact) for item, fact in row.items() if fact.state is State.KNOWN)
        yield _Edit(Step(f"list.{name}", lever.effort, added=number, fields=told), {}, (row,) * number)


def _unwanted(name: str, item: str, fact: Fact, pack: Pack) -> bool:
    """Say whether a field has the value that its lever would move it away from: nobody adds such a row on purpose."""
    lever = pack.knowledge.levers.get(f"{name}.{item}")
    return lever is not None and fact.state is State.KNOWN and bool(fact.low) != (lever.move == "set")


def _filters(name: str, closure: Closure) -> Iterator[tuple[FieldTest, ...]]:
    for leaf in closure.leaves:
        if isinstance(leaf, Count | Quantified) and leaf.list == name:
            yield leaf.where
            if isinstance(leaf, Quantified) and leaf.have:
                yield (*leaf.where, *leaf.have)


def _fitting(name: str, tests: tuple[FieldTest, ...], pack: Pack) -> dict[str, Fact] | None:
    """Give a row that passes a filter and says nothing else, or nothing where none can be written down."""
    fields = {item: Fact(State.MISSING) for item in pack.vocabulary.lists[name]}
    for item in tests:
        operand = item.test.operands[0]
        if not isinstance(operand, int | str) or item.test.comparator not in {"is", "in", "at_least"}:
            return None
        fields[item.field] = Fact.exact(operand)
    return fields
