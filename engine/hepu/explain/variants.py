"""Many variants of one college at once: some answers and parameters turned, every other fact computed from them.

A dial is something that can be turned: its options each change some of what the facts are computed from, and option 0
leaves it as given. A table of choices says for each variant which option each dial stands at. A computed fact is
computed once for each combination of the dials that it reads, by the functions that compute it for one college.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hepu.explain.computed import ADVANTAGE, changed, computed_apart, reads_advantage
from hepu.facts.build import complete, official_row, official_table, policies_in_force
from hepu.facts.development import CUTS, signs, standings
from hepu.facts.model import UNKNOWN, Fact, TypedAnswers
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.columnar import Cohort, Column, Lists, column_of_facts
from hepu.inference.columnar.from_facts import fact_of, lists_of_facts
from hepu.language.model import Count, ParameterRef, Quantified, ValueRef, leaves_of
from hepu.language.vocabulary import OFFICIAL_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from hepu.explain.computed import Change
    from hepu.facts.model import Facts
    from hepu.knowledge.models import Table, TableRow
    from hepu.pack import Pack

__all__ = ["Dial", "Variants"]


@dataclass(frozen=True, slots=True)
class Dial:
    """Something that can be turned; each option changes the same keys, and option 0, which is not listed, none."""

    name: str
    options: tuple[Mapping[str, Change], ...]

    @property
    def keys(self) -> frozenset[str]:
        """Give the keys that it changes."""
        return frozenset(key for option in self.options for key in option)


@dataclass(frozen=True)
class Variants:
    """One college and the dials that can be turned on it.

    No two dials change the same key.
    """

    answers: TypedAnswers
    pack: Pack
    dials: tuple[Dial, ...]
    peers: PeerSet = NO_PEERS

    def cohort(self, choices: NDArray[np.uint8]) -> Cohort:
        """Give the variants as a cohort; row ``v`` of ``choices`` (n × dials) says how variant ``v`` is set."""
        return _Builder(self, choices, complete(self.answers, self.pack, self.peers)).cohort()

    def answers_of(self, choice: Sequence[int]) -> TypedAnswers:
        """Give the answers of one variant."""
        return changed(self.answers, _changes(self.dials, choice))


def _changes(dials: Iterable[Dial], choice: Iterable[int]) -> dict[str, Change]:
    merged: dict[str, Change] = {}
    for dial, option in zip(dials, choice, strict=True):
        if option:
            merged.update(dial.options[option - 1])
    return merged


class _Builder:
    """Builds the columns of one table of choices."""

    def __init__(self, variants: Variants, choices: NDArray[np.uint8], base: Facts) -> None:
        self.variants, self.choices, self.base = variants, choices, base
        self.pack, self.answers = variants.pack, variants.answers
        self.words: dict[str, int] = {}
        self.dials_of = {key: at for at, dial in enumerate(variants.dials) for key in dial.keys}

    def cohort(self) -> Cohort:
        values = {key: self.constant(fact) for key, fact in self.base.values.items()}
        if not reads_advantage(self.pack):
            # Nobody asks, and what is not computed anew would be stale.
            values = {key: column for key, column in values.items() if not key.startswith(ADVANTAGE)}
        for key in self.dials_of:
            if key.startswith("fact."):
                values.update(self.computed([key], partial(_answer, key)))
        for item in computed_apart(self.pack, self.answers.data_year, self.variants.peers):
            values.update(self.computed(item.reads, item.compute))
        values.update(self.standings(values))
        return Cohort.of(
            size=len(self.choices),
            days=np.array([self.answers.as_of.toordinal()], np.int32),
            values=values,
            lists=self.lists({key for key, column in values.items() if len(column.mark) > 1}),
            parameters={name: self.parameter(name) for name in self.answers.parameters},
            policies=self.policies(),
            words=self.words,
        )

    def constant(self, fact: Fact) -> Column:
        return column_of_facts([fact], self.words)

    def settings(self, reads: Iterable[str]) -> tuple[list[TypedAnswers], NDArray[np.intp]] | None:
        """Give the answers of each combination of the dials that are read, and which one each variant has."""
        dials = sorted({self.dials_of[key] for key in reads if key in self.dials_of})
        if not dials:
            return None
        codes = np.zeros(len(self.choices), np.int64)
        for at in dials:
            codes = codes * (len(self.variants.dials[at].options) + 1) + self.choices[:, at]
        _, first, which = np.unique(codes, return_index=True, return_inverse=True)
        chosen = [self.variants.dials[at] for at in dials]
        return [changed(self.answers, _changes(chosen, self.choices[row, dials])) for row in first], which

    def computed(
        self, reads: Iterable[str], compute: Callable[[TypedAnswers], Mapping[str, Fact]]
    ) -> dict[str, Column]:
        """Compute facts once for each combination of what they read."""
        found = self.settings(reads)
        if found is None:
            return {}
        settings, which = found
        results = [compute(answers) for answers in settings]
        return {key: column_of_facts([result[key] for result in results], self.words).take(which) for key in results[0]}

    def standings(self, values: Mapping[str, Column]) -> dict[str, Column]:
        """Weigh the signs of development once for each of their combinations, which are few."""
        keys = [f"fact.{name}" for name in signs(self.pack.knowledge)]
        columns = {key: values[key] for key in keys} | {name: self.parameter(name) for name in CUTS}
        varying = [name for name, column in columns.items() if len(column.mark) > 1]
        if not varying:
            return {}
        codes = np.stack([columns[name].low.astype(np.int64) * 256 + columns[name].mark for name in varying], axis=1)
        _, first, which = np.unique(codes, axis=0, return_index=True, return_inverse=True)
        results = []
        for row in first:
            facts = {name: fact_of(column, int(row), {}) for name, column in columns.items()}
            cuts = tuple(int(facts.pop(name).low or 0) for name in CUTS)
            results.append(standings(facts, (cuts[0], cuts[1]), self.pack.knowledge))
        made = {key: column_of_facts([result[key] for result in results], self.words) for key in results[0]}
        return {key: column.take(which.ravel()) for key, column in made.items()}

    def parameter(self, name: str) -> Column:
        found = self.computed([f"parameter.{name}"], partial(_parameter, name))
        return found.get(name) or self.constant(_parameter(name, self.answers)[name])

    def policies(self) -> dict[str, NDArray[np.bool_]]:
        found = self.settings(["fact.town"])
        settings, which = found or ([self.answers], np.zeros(1, np.intp))
        results = [
            policies_in_force(self.pack.knowledge, answers.as_of, answers.values.get("fact.town", UNKNOWN))
            for answers in settings
        ]
        return {name: np.array([result[name] for result in results])[which] for name in results[0]}

    def lists(self, varying: set[str]) -> dict[str, Lists]:
        """Give the lists; one stands for all variants where neither it nor what its filters compare with varies."""
        varying = varying | {key for key in self.dials_of if key.startswith("parameter.")}
        spread = {name for name, reads in _filter_reads(self.pack).items() if reads & varying}
        turned = {key.partition(".")[2] for key in self.dials_of if key.startswith("list.")}
        lists = {}
        for name in sorted({*self.answers.lists, *turned}):
            found = self.settings([f"list.{name}"])
            settings, which = found or ([self.answers], np.zeros(len(self.choices) if name in spread else 1, np.intp))
            lists[name] = lists_of_facts([answers.lists.get(name) for answers in settings], self.words).take(which)
        table = official_table(self.answers, self.pack)
        if table is not None:
            lists[OFFICIAL_ROWS] = self.official_rows(table, spread=OFFICIAL_ROWS in spread)
        return lists

    def official_rows(self, table: Table, *, spread: bool) -> Lists:
        """Give the official table's rows; each follows its own indicator."""
        rows: list[dict[str, Column]] = []
        for row in table.rows:
            asked = partial(_official, row, self.pack)
            found = self.computed((f"indicator.{row.indicator}", f"series.{row.indicator}"), asked)
            rows.append(found or {key: self.constant(fact) for key, fact in asked(self.answers).items()})
        varies = any(len(column.mark) > 1 for row in rows for column in row.values())
        size = len(self.choices) if spread or varies else 1
        return Lists(
            offsets=np.arange(size + 1, dtype=np.int64) * len(rows),
            given=np.ones(size, np.bool_),
            complete=np.ones(size, np.bool_),
            fields={name: _interleaved([row[name] for row in rows], size) for name in rows[0]},
        )


def _answer(key: str, answers: TypedAnswers) -> Mapping[str, Fact]:
    return {key: answers.values[key]}


def _parameter(name: str, answers: TypedAnswers) -> Mapping[str, Fact]:
    return {name: Fact.exact(answers.parameters[name].value)}


def _official(row: TableRow, pack: Pack, answers: TypedAnswers) -> Mapping[str, Fact]:
    return official_row(row, answers.series[row.indicator][answers.data_year], pack.knowledge)


def _interleaved(columns: Sequence[Column], size: int) -> Column:
    """Put exact columns side by side, row after row of each case."""
    low = np.stack([np.broadcast_to(column.low.astype(np.int64), size) for column in columns], axis=1)
    mark = np.stack([np.broadcast_to(column.mark, size) for column in columns], axis=1)
    return Column(low.ravel(), mark.ravel(), of_words=any(column.of_words for column in columns))


def _filter_reads(pack: Pack) -> dict[str, set[str]]:
    """Name for each list the facts and parameters that filters on it compare its rows with."""
    reads: dict[str, set[str]] = {}
    for rule in pack.rules.values():
        for leaf in leaves_of(rule.when):
            if not isinstance(leaf, Count | Quantified):
                continue
            tests = [*leaf.where, *(leaf.have if isinstance(leaf, Quantified) else ())]
            for operand in (operand for item in tests for operand in item.test.operands):
                match operand:
                    case ParameterRef(name):
                        reads.setdefault(leaf.list, set()).add(f"parameter.{name}")
                    case ValueRef(key):
                        reads.setdefault(leaf.list, set()).add(key)
                    case _:
                        continue
    return reads
