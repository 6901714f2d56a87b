"""Facts of many cases as columns, and one case of a cohort as facts again."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, State
from hepu.inference.columnar.cohort import (
    KNOWN,
    LARGEST,
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    UNBOUNDED,
    Cohort,
    Column,
    Lists,
    known_mark,
    narrowed,
)
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hepu.inference.columnar.cohort import Block, ListBlock
    from hepu.language.kinds import Scalar

__all__ = ["cohort_of_facts", "column_of_facts", "fact_of", "facts_of_case", "lists_of_facts"]

_BLANK = {State.MISSING: MISSING, State.NOT_ASKED: NOT_ASKED, State.NOT_APPLICABLE: NOT_APPLICABLE}
_MISSING = Fact(State.MISSING)


def cohort_of_facts(cases: Sequence[Facts]) -> Cohort:
    """Turn the facts of any number of cases into a cohort, case by case: for thousands, bring arrays instead.

    Raises:
        OverflowError: when a number is larger than the columns keep exactly.

    """
    words: dict[str, int] = {}

    def names(part: Callable[[Facts], Iterable[str]]) -> list[str]:
        return sorted({name for facts in cases for name in part(facts)})

    def parameter(name: str) -> Column:
        chosen = [facts.parameters.get(name) for facts in cases]
        return column_of_facts([_MISSING if item is None else Fact.exact(item.value) for item in chosen], words)

    return Cohort.of(
        size=len(cases),
        days=narrowed(np.array([facts.as_of.toordinal() for facts in cases], np.int64)),
        values=MappingProxyType(
            {
                key: column_of_facts([facts.value(key) for facts in cases], words)
                for key in names(lambda facts: facts.values)
            }
        ),
        lists=MappingProxyType(
            {
                name: lists_of_facts([facts.lists.get(name) for facts in cases], words)
                for name in names(lambda facts: facts.lists)
            }
        ),
        parameters=MappingProxyType({name: parameter(name) for name in names(lambda facts: facts.parameters)}),
        policies=MappingProxyType(
            {
                name: np.array([facts.policies.get(name, False) for facts in cases], np.bool_)
                for name in names(lambda facts: facts.policies)
            }
        ),
        words=words,
    )


def column_of_facts(facts: Sequence[Fact], words: dict[str, int]) -> Column:
    """Turn one fact of every case into a column; a word that is new to ``words`` gets the next number.

    Raises:
        OverflowError: when a number is larger than the columns keep exactly.

    """
    low, high, mark = [], [], []
    for fact in facts:
        known = fact.state is State.KNOWN and fact.low is not None
        low.append(_number(fact.low, words) if known else 0)
        high.append(low[-1] if not known else UNBOUNDED if fact.high is None else _number(fact.high, words))
        mark.append(known_mark(fact.certainty) if known else _BLANK.get(fact.state, known_mark(0)))
    ends = None if high == low else np.array(high, np.int64)
    of_words = any(isinstance(fact.low, str) for fact in facts)
    return Column(narrowed(np.array(low, np.int64)), np.array(mark, np.uint8), ends, of_words)


def _number(value: Scalar | None, words: dict[str, int]) -> int:
    if isinstance(value, str):
        return words.setdefault(value, len(words))
    if not isinstance(value, int) or abs(value) > LARGEST:
        raise OverflowError(value)
    return value


def lists_of_facts(listed: Sequence[FactList | None], words: dict[str, int]) -> Lists:
    """Turn one list of every case into columns.

    Raises:
        OverflowError: when a number is larger than the columns keep exactly.

    """
    rows = [row for item in listed if item is not None for row in item.rows]
    lengths = [0 if item is None else len(item.rows) for item in listed]
    fields = sorted({name for row in rows for name in row})
    return Lists(
        offsets=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
        given=np.array([item is not None for item in listed], np.bool_),
        complete=np.array([item is not None and item.complete for item in listed], np.bool_),
        fields=MappingProxyType(
            {name: column_of_facts([row.get(name, _MISSING) for row in rows], words) for name in fields}
        ),
    )


def facts_of_case(cohort: Cohort, case: int) -> Facts:
    """Give the facts of one case, for the chainer to prove.

    Origins, years and the details behind gaps and trends are not in a cohort: the facts name the day's own year, and
    nothing of the rest.

    Raises:
        IndexError: when there is no such case.

    """
    at = case
    for block in cohort:
        if 0 <= at < block.size:
            return _facts(block, at)
        at -= block.size
    raise IndexError(case)


def _facts(block: Block, at: int) -> Facts:
    texts = {number: word for word, number in block.words.items()}
    day = dt.date.fromordinal(int(block.days[at if len(block.days) > 1 else 0]))
    parameters = {name: fact_of(column, at, texts) for name, column in block.parameters.items()}
    return Facts(
        as_of=day,
        data_year=day.year,
        values=MappingProxyType({key: fact_of(column, at, texts) for key, column in block.values.items()}),
        lists=MappingProxyType(
            {name: rows for name, listed in block.lists.items() if (rows := _listed(listed, at, texts)) is not None}
        ),
        parameters=MappingProxyType(
            {name: ChosenParameter(int(fact.low), day) for name, fact in parameters.items() if fact.low is not None}
        ),
        policies=MappingProxyType(
            {name: bool(flags[at if len(flags) > 1 else 0]) for name, flags in block.policies.items()}
        ),
    )


def _listed(rows: ListBlock, at: int, texts: Mapping[int, str]) -> FactList | None:
    at = at if len(rows.given) > 1 else 0
    if not rows.given[at]:
        return None
    return FactList(
        complete=not rows.open[at],
        rows=tuple(
            MappingProxyType({item: fact_of(column, row, texts) for item, column in rows.fields.items()})
            for row in _rows(rows, at)
        ),
    )


def _rows(rows: ListBlock, at: int) -> list[int]:
    """Give the places of one case's rows, in their order."""
    places, start = [], 0
    for width in rows.widths:
        if rows.place[at] < width:
            places.append(start + int(rows.place[at]))
        start += width
    return places


def fact_of(column: Column, at: int, texts: Mapping[int, str]) -> Fact:
    """Give the fact of one case; ``texts`` names the words of a column of words by their numbers."""
    if len(column.mark) == 1:
        at = 0
    mark = int(column.mark[at])
    if not mark & KNOWN:
        return next((Fact(state) for state, blank in _BLANK.items() if blank == mark), Fact(State.KNOWN))
    low = int(column.low[at])
    certainty = Certainty((mark & KNOWN).bit_length())
    if column.of_words:
        return Fact.exact(texts[low], certainty)
    high = low if column.high is None else int(column.high[at])
    return Fact(State.KNOWN, low, None if high == UNBOUNDED else high, certainty)
