"""polars: the steps as expressions over a data frame of colleges, and for each list one over a frame of its rows.

It carries unknowns and the three certainties: a truth is a byte in a column, as elsewhere. Lists are grouped by college
and joined. One thread, as for all others.
"""

from __future__ import annotations

import os
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import numpy as np

from contestants.straight import (
    AtLeast,
    Conclusion,
    Exact,
    InForceStep,
    Joined,
    Opposite,
    Pair,
    Raised,
    Ranged,
    Source,
    lists_read,
    parts_of,
    policies_read,
    sources_read,
)

os.environ["POLARS_MAX_THREADS"] = "1"
import polars as pl  # it reads the number of threads as it is imported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synthetic import Drawn

    from contestants.straight import Step, Straight

__all__ = ["PolarsFrame"]

_CHUNK = 16_384  # colleges of which results are held


def _byte(number: int) -> pl.Expr:
    return pl.lit(number, pl.UInt8)


def _t(number: int) -> pl.Expr:
    return pl.col(f"t{number}")


class PolarsFrame:
    """Frames of chunks of colleges, and the expressions over them."""

    name = "polars"

    def __init__(self, script: Straight, drawn: Drawn) -> None:
        """Write the expressions, and make the frames."""
        self.script = script
        self.place = {source: at for at, source in enumerate(sources_read(script))}
        self.lists = lists_read(script)
        self.first = [self._step(at) for at, step in enumerate(script.steps) if self._at_once(at, step)]
        self.rows = {name: self._row_levels(name) for name in self.lists}
        self.found = {name: self._found(name) for name in self.lists}
        self.levels = self._levels(
            at for at, of in enumerate(script.lists) if not of and not self._at_once(at, script.steps[at])
        )
        self.wanted = [
            *(
                _byte(56).alias(f"r{row}") if at is None else _t(at).alias(f"r{row}")
                for row, at in enumerate(script.rules)
            ),
            *(_t(at).alias(f"c{row}") for row, at in enumerate(script.conclusions)),
        ]
        self.chunks = [self._frames(drawn, start) for start in range(0, drawn.size, _CHUNK)]

    def _at_once(self, at: int, step: Step) -> bool:
        return not self.script.lists[at] and isinstance(step, Exact | Ranged | Pair | InForceStep)

    def _column(self, source: Source, part: str) -> pl.Expr:
        return pl.col(f"{part}{self.place[source]}")

    def _step(self, at: int) -> pl.Expr:
        """Write a step."""
        return self._expression(self.script.steps[at]).alias(f"t{at}")

    def _expression(self, step: Step) -> pl.Expr:
        match step:
            case Exact(source, "in", numbers):
                return self._turned(self._column(source, "l").is_in(numbers), self._column(source, "m"))
            case Exact(source, comparator, numbers):
                return self._turned(
                    _compared(self._column(source, "l"), comparator, numbers[0]), self._column(source, "m")
                )
            case Ranged(source, comparator, number):
                low, high, mark = (self._column(source, part) for part in "lhm")
                first, second = (low, high) if comparator in {"above", "at_least"} else (high, low)
                surely, may = (
                    _compared(item, comparator, number).cast(pl.UInt8) * (mark & 7) for item in (first, second)
                )
                return surely | may * 8 | mark & 56
            case Pair(left, comparator, right):
                one, other = self._column(left, "m"), self._column(right, "m")
                applies = ((one & 63) != 0) & ((other & 63) != 0)
                mark = (one & other & 7) | ((one | other) & 56) * applies.cast(pl.UInt8)
                return self._turned(_compared(self._column(left, "l"), comparator, self._column(right, "l")), mark)
            case InForceStep(policy):
                return pl.col(f"p{policies_read(self.script).index(policy)}").cast(pl.UInt8) * 63
            case Joined(word, parts):
                return reduce(and_ if word == "and" else or_, map(_t, parts))
            case Opposite(part):
                return (_t(part) // 8 | (_t(part) & 7) * 8) ^ 63
            case Conclusion(rules):
                return reduce(or_, (_t(part) & (56 | (1 << certainty) - 1) for part, certainty in rules), _byte(0))
            case _:
                raise TypeError(step)

    def _turned(self, condition: pl.Expr, mark: pl.Expr) -> pl.Expr:
        return condition.cast(pl.UInt8) * (mark & 7) * 9 ^ mark & 56

    def _levels(self, steps: Iterable[int]) -> list[list[pl.Expr]]:
        """Put steps in levels, so that each reads earlier levels only."""
        level_of: dict[int, int] = {}
        levels: list[list[pl.Expr]] = []
        for at in steps:
            if isinstance(self.script.steps[at], AtLeast):
                continue
            level = level_of[at] = (
                max((level_of.get(part, -1) for part in parts_of(self.script.steps[at])), default=-1) + 1
            )
            levels += [[]] * (level == len(levels))
            levels[level] = [*levels[level], self._step(at)]
        return levels

    def _row_levels(self, name: str) -> list[list[pl.Expr]]:
        return self._levels(at for at, of in enumerate(self.script.lists) if of == name)

    def _found(self, name: str) -> list[pl.Expr]:
        """Say in how many of a college's rows each filter passes."""
        found = []
        for at, step in enumerate(self.script.steps):
            if not isinstance(step, AtLeast) or step.list != name:
                continue
            if step.part is None:
                made = (pl.len() >= step.number).cast(pl.UInt8) * 63
            elif step.number == 1:
                made = _t(step.part).bitwise_or()
            else:
                numbers = (((_t(step.part) // (1 << bit)) & 1).cast(pl.UInt32).sum() for bit in range(6))
                made = reduce(
                    or_, ((item >= step.number).cast(pl.UInt8) * (1 << bit) for bit, item in enumerate(numbers))
                )
            found.append(made.alias(f"t{at}"))
        return found

    def _frames(self, drawn: Drawn, start: int) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
        """Make the frames of a chunk."""
        stop = min(start + _CHUNK, drawn.size)
        columns: dict[str, Any] = {"case": np.arange(stop - start, dtype=np.int64)}
        rows: dict[str, dict[str, Any]] = {}
        for at, name in enumerate(self.lists):
            lists = drawn.lists[name]
            columns[f"o{at}"] = np.where((lists.given & lists.complete)[start:stop], 0, 56).astype(np.uint8)
            rows[name] = {"case": np.repeat(np.arange(stop - start), np.diff(lists.offsets[start : stop + 1]))}
        for source, at in self.place.items():
            if source.list:
                lists = drawn.lists[source.list]
                column = lists.fields[source.name].cut(int(lists.offsets[start]), int(lists.offsets[stop]))
                rows[source.list] |= {f"l{at}": column.low, f"m{at}": column.mark}
            else:
                column = drawn.values[source.name].cut(start, stop)
                columns |= {f"l{at}": column.low, f"m{at}": column.mark}
                if column.high is not None:
                    columns[f"h{at}"] = column.high
        for at, policy in enumerate(policies_read(self.script)):
            columns[f"p{at}"] = drawn.policies[policy][start:stop]
        return pl.DataFrame(columns), {name: pl.DataFrame(made) for name, made in rows.items()}

    def run(self, check: Any = None) -> None:
        """Judge all chunks; ``check`` is given each chunk's results, a row a rule and a row a conclusion."""
        for at, (cases, rows) in enumerate(self.chunks):
            frame = cases.lazy().with_columns(self.first)
            for number, name in enumerate(self.lists):
                each = rows[name].lazy()
                for level in self.rows[name]:
                    each = each.with_columns(level)
                made = self.found[name]
                names = [expression.meta.output_name() for expression in made]
                frame = frame.join(each.group_by("case").agg(made), on="case", how="left", maintain_order="left")
                frame = frame.with_columns([pl.col(item).fill_null(0) | pl.col(f"o{number}") for item in names])
            for level in self.levels:
                frame = frame.with_columns(level)
            found = frame.select(self.wanted).collect()
            if check is not None:
                table = found.to_numpy().T
                check(at * _CHUNK, table[: len(self.script.rules)], table[len(self.script.rules) :])


def _compared(left: pl.Expr, comparator: str, right: Any) -> pl.Expr:
    return {
        "is": left == right,
        "is_not": left != right,
        "below": left < right,
        "at_most": left <= right,
        "above": left > right,
        "at_least": left >= right,
    }[comparator]
