"""Where the time of the columnar evaluator goes, and what bounds it: operations, bytes and the memory's bandwidth."""

from __future__ import annotations

import dataclasses
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from contestants.c_loop import CByBlock
from contestants.numpy_script import NumpyScript
from contestants.straight import sources_read, straight_of
from synthetic import RANGED, draw

from hepu.inference.columnar.cohort import BLOCK
from parts.cohorts import judge, made
from parts.tables import Table, number, rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.inference.columnar import Plan
    from hepu.pipeline import Advisor

__all__ = ["limits"]


def limits(able: Advisor, times: int) -> tuple[list[Table], dict[str, Any]]:
    """Take the evaluator's time apart, and set it beside what the machine can move."""
    size = BLOCK
    drawn = draw(able.pack, size, seed=7)
    cohort = drawn.cohort()
    spent: dict[str, float] = {}
    apart = timed(able.plan, spent)
    shares: dict[str, list[float]] = {}
    for turn in range(times + 1):
        spent.clear()
        start = time.process_time()
        judge(apart, cohort)
        whole = time.process_time() - start
        spent["new results, and turning them"] = whole - sum(spent.values())
        for name, seconds in spent.items():
            shares.setdefault(name, []).extend([seconds] * (turn > 0))
    medians = {name: statistics.median(turns) for name, turns in shares.items()}
    operations = len(able.plan.tape.operations)
    script = straight_of(able.program, drawn.day, drawn.parameters, drawn.words, RANGED)
    read = 0.0
    for source in sources_read(script):
        rows = int(drawn.lists[source.list].offsets[-1]) / size if source.list else 1
        column = drawn.lists[source.list].fields[source.name] if source.list else drawn.values[source.name]
        read += rows * (column.low.itemsize + 1)
    read += len({step.policy for step in script.steps if hasattr(step, "policy")})
    written = len(able.plan.rules) + len(able.plan.keys)
    hot, bandwidth = _hot_operation(size), _bandwidth()
    contestants = {item.name: item.run for item in made(able, drawn, (NumpyScript, CByBlock))}
    found = rounds({"columnar": lambda: judge(able.plan, cohort)} | contestants, times)
    each = {name: statistics.median(turns) / size for name, turns in found.items()}
    floor = (read + written) / bandwidth
    profile = Table(
        f"Where the time goes: a block of {size:,} colleges",
        ("part", "ms", "share"),
        [
            (name, number(1000 * seconds), f"{seconds / sum(medians.values()):.0%}")
            for name, seconds in sorted(medians.items(), key=lambda item: -item[1])
        ],
        f"The logic alone is {operations:,} operations on registers; one on {size:,} bytes that are in the cache takes "
        f"{number(1e6 * hot)} µs here, so they cannot take less than {number(1000 * hot * operations)} ms.",
    )
    bound = Table(
        "The limit: bytes and bandwidth",
        ("", "µs a college", "times the floor"),
        [
            ("floor: what must be read and written, at the memory's speed", number(1e6 * floor), "1"),
            *((name, number(1e6 * seconds), number(seconds / floor)) for name, seconds in each.items()),
        ],
        f"A college has {read:,.0f} bytes of values and marks that rules read and {written:,} bytes of results; "
        f"one core copies {bandwidth / 1e9:.1f} GB a second (read and written) between arrays larger than the cache.",
    )
    kept = {"profile": shares, "read": read, "written": written, "bandwidth": bandwidth, "hot": hot, "each": each}
    return [profile, bound], kept


class _TimedTape:
    """A tape that takes its own time."""

    def __init__(self, tape: Any, spent: dict[str, float]) -> None:
        self.tape, self.spent = tape, spent
        self.constants, self.values, self.leaves, self.own = tape.constants, tape.values, tape.leaves, tape.own

    def run(self, registers: Any) -> None:
        _add(self.spent, "logic of rules and conclusions", partial(self.tape.run, registers))


def timed(plan: Plan, spent: dict[str, float]) -> Plan:
    """Give a plan that notes what its parts take."""

    def reader(read: Any) -> Any:
        name = getattr(read, "func", read).__name__
        part = {"_read_column": "comparisons of facts", "read": "rows of lists"}.get(name, "policies")
        return lambda *given: _add(spent, part, partial(read, *given))

    tape: Any = _TimedTape(plan.tape, spent)
    return dataclasses.replace(plan, readers=tuple(map(reader, plan.readers)), tape=tape)


def _add(spent: dict[str, float], name: str, run: Callable[[], object]) -> None:
    start = time.process_time()
    run()
    spent[name] = spent.get(name, 0.0) + time.process_time() - start


def _best(run: Callable[[], object], times: int) -> float:
    turns = []
    for _ in range(times):
        start = time.process_time()
        run()
        turns.append(time.process_time() - start)
    return min(turns)


def _hot_operation(size: int) -> float:
    """Give the seconds of one operation on bytes that are in the nearest caches."""
    one, other, out = (np.ones(size, np.uint8) for _ in range(3))

    def many() -> None:
        for _ in range(200):
            np.bitwise_and(one, other, out)

    return _best(many, 20) / 200


def _bandwidth() -> float:
    """Give the bytes a second that one core reads and writes in a copy."""
    source = np.ones(1 << 28, np.uint8)
    target = np.zeros_like(source)
    return 2 * source.nbytes / _best(lambda: np.copyto(target, source), 5)
