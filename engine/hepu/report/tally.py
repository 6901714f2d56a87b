"""Counting the rows of a record's lists again, as the rules counted them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, State
from hepu.inference.kleene import is_false, is_true
from hepu.inference.leaves import compile_leaf
from hepu.language.kinds import Certainty
from hepu.language.model import Count, Quantified, leaves_of

if TYPE_CHECKING:
    from hepu.language.model import Rule
    from hepu.record.model import FactRecord, Record

__all__ = ["Tally", "rebuilt"]


def _fact(record: FactRecord) -> Fact:
    certainty = Certainty[record.certainty.upper()]
    return Fact(State(record.state), record.low, record.high, certainty, source=record.source, reads=record.reads)


def rebuilt(record: Record) -> Facts:
    """Give a record's facts as the evaluators read them."""
    facts = record.facts
    return Facts(
        as_of=record.inputs.as_of,
        data_year=record.inputs.data_year,
        values=MappingProxyType({key: _fact(item) for key, item in facts.values.items()}),
        lists=MappingProxyType(
            {
                name: FactList(
                    rows.complete, tuple({key: _fact(item) for key, item in row.items()} for row in rows.rows)
                )
                for name, rows in facts.lists.items()
            }
        ),
        parameters=MappingProxyType(
            {name: ChosenParameter(item.value, item.since, item.passed_over) for name, item in facts.parameters.items()}
        ),
        policies=MappingProxyType(dict(facts.policies)),
    )


@dataclass(frozen=True)
class Tally:
    """Counts over the lists of one record."""

    record: Record

    @cached_property
    def facts(self) -> Facts:
        """The record's facts as the evaluators read them."""
        return rebuilt(self.record)

    def count(self, leaf: Count | Quantified) -> tuple[int, int | None]:
        """Give the least and the greatest number of rows that pass a filter; None where nothing bounds it."""
        rows = self.facts.lists.get(leaf.list)
        if rows is None:
            return 0, None
        passes = compile_leaf(Quantified("some", leaf.list, leaf.where))
        truths = []
        for row in rows.rows:
            alone = Facts(
                self.facts.as_of,
                self.facts.data_year,
                self.facts.values,
                MappingProxyType({leaf.list: FactList(complete=True, rows=(row,))}),
                self.facts.parameters,
                self.facts.policies,
            )
            truths.append(passes(alone, {}))
        low = sum(1 for truth in truths if is_true(truth))
        return low, sum(1 for truth in truths if not is_false(truth)) if rows.complete else None

    def first(self, rule: Rule, name: str) -> tuple[int, int | None]:
        """Count the rows of a rule's first condition on a list."""
        for leaf in leaves_of(rule.when):
            if isinstance(leaf, Count | Quantified) and leaf.list == name:
                return self.count(leaf)
        raise KeyError(name)
