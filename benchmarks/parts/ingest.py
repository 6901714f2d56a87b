"""Ingest: from arrays, data frames, Arrow tables and facts to blocks, beside the evaluation of those."""

from __future__ import annotations

import dataclasses
import statistics
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from synthetic import draw

from hepu.facts.model import ChosenParameter, Facts
from hepu.inference.columnar import cohort_of_facts, cohort_of_frames, facts_of_case, infer_cohort
from hepu.inference.columnar.cohort import KNOWN, MISSING, Column, Lists, known_mark
from parts.cohorts import judge
from parts.tables import Table, number, ratios, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from synthetic import Drawn

    from hepu.language.kinds import Kind
    from hepu.pipeline import Advisor

__all__ = ["ingest"]

_FEW = 40


def ingest(able: Advisor, size: int, times: int) -> tuple[Table, dict[str, Any]]:
    """Make the same cohort of everything that it can be made of; all must be judged alike.

    Raises:
        SystemExit: when a cohort is judged otherwise than the arrays that it was made from.

    """
    drawn = _plain(draw(able.pack, size, seed=5))
    vocabulary = able.pack.vocabulary
    frame = _frame(drawn.values, vocabulary.values, drawn.words)
    lists = {}
    for name, rows in drawn.lists.items():
        lists[name] = _frame(rows.fields, vocabulary.lists[name], drawn.words)
        lists[name].insert(0, "case", np.repeat(np.arange(size), np.diff(rows.offsets)))
    told = {
        name: np.where(rows.given, np.where(rows.complete, "all", "some"), "missing")
        for name, rows in drawn.lists.items()
    }
    parameters = {name: ChosenParameter(value, drawn.day) for name, value in drawn.parameters.items()}
    common = Facts(drawn.day, drawn.day.year, {}, {}, parameters, {})
    table, tables = pa.Table.from_pandas(frame), {name: pa.Table.from_pandas(rows) for name, rows in lists.items()}
    cohort = drawn.cohort()
    cases = [facts_of_case(cohort, at) for at in range(_FEW)]

    def from_frames() -> Any:
        return cohort_of_frames(frame, vocabulary, common, lists, told, drawn.policies)

    def from_arrow() -> Any:
        return cohort_of_frames(table, vocabulary, common, tables, told, drawn.policies)

    expected = infer_cohort(able.plan, cohort).conclusions
    for name, made in (("data frames", from_frames()), ("Arrow tables", from_arrow())):
        if (infer_cohort(able.plan, made).conclusions != expected).any():
            raise SystemExit(f"a cohort made from {name} is judged otherwise")
    found = rounds(
        {
            "evaluation": lambda: judge(able.plan, cohort),
            "arrays": drawn.cohort,
            "data frames (pandas)": from_frames,
            "Arrow tables": from_arrow,
            "facts, college by college": lambda: cohort_of_facts(cases),
        },
        times,
    )
    each = {
        name: [spent / (_FEW if name.startswith("facts") else size) for spent in turns] for name, turns in found.items()
    }
    rows = [
        (name, number(1e6 * statistics.median(turns)), number(ratios(turns, each["evaluation"])))
        for name, turns in each.items()
    ]
    values = len(frame.columns) + sum(len(rows.columns) for rows in lists.values())
    note = f"{size:,} colleges, {values} columns in {1 + len(lists)} frames, all rows of all lists; words as strings."
    return Table("Ingest, apart from evaluation", ("from", "µs a college", "÷ evaluation"), rows, note), found


def _plain(drawn: Drawn) -> Drawn:
    """Give the colleges with every value exact and either established or missing, as a plain frame can say it."""

    def plain(columns: Mapping[str, Column]) -> dict[str, Column]:
        return {
            key: Column(
                column.low,
                np.where(column.mark & KNOWN, known_mark(3), MISSING).astype(np.uint8),
                of_words=column.of_words,
            )
            for key, column in columns.items()
        }

    lists = {
        name: Lists(rows.offsets, rows.given, rows.complete, plain(rows.fields)) for name, rows in drawn.lists.items()
    }
    return dataclasses.replace(drawn, values=plain(drawn.values), lists=lists)


def _frame(columns: Mapping[str, Column], kinds: Mapping[str, Kind], words: Mapping[str, int]) -> pd.DataFrame:
    """Give columns as people keep them: numbers in their unit, words as words, blanks as blanks."""
    texts = np.array(list(words))
    made: dict[str, Any] = {}
    for key, column in columns.items():
        kind, given = kinds[key], (column.mark & KNOWN) != 0
        match kind.name:
            case "number":
                made[key] = np.where(given, column.low / 10**kind.decimals, np.nan)
            case "boolean":
                made[key] = pd.array(column.low.astype(np.bool_), dtype="boolean")
                made[key][~given] = pd.NA
            case "date":
                days = column.low.astype(np.int64) - 719_163
                made[key] = pd.Series(days.astype("datetime64[D]").astype("datetime64[s]")).where(given)
            case "ordered":
                made[key] = pd.Series(np.array(kind.words)[column.low]).where(given)
            case _:
                made[key] = pd.Series(texts[column.low]).where(given)
    return pd.DataFrame(made)
