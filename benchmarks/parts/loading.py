"""Loading: from nothing to rules that can judge, and to the second opinion, each in new processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import Any

from parts.tables import Table, number

__all__ = ["child", "loading"]

STEPS = (
    "import",
    "all rule files and all knowledge",
    "compile for one college",
    "compile for cohorts",
    "second opinion, import of experta",
    "second opinion, first college of a process",
    "second opinion, later colleges",
)


def child() -> None:
    """Load once and print the seconds of each step."""
    found: dict[str, float] = {}

    def step(name: str, start: float) -> float:
        now = time.process_time()
        found[name] = now - start
        return now

    start = time.process_time()
    from hepu.inference.chainer import compile_pack
    from hepu.inference.columnar import facts_of_case, plan_of
    from hepu.pack import load_pack

    start = step(STEPS[0], start)
    pack = load_pack()
    start = step(STEPS[1], start)
    program = compile_pack(pack)
    start = step(STEPS[2], start)
    plan_of(program)
    step(STEPS[3], start)
    from synthetic import synthetic_cohort

    cohort = synthetic_cohort(pack, 2)
    first, second = facts_of_case(cohort, 0), facts_of_case(cohort, 1)
    start = time.process_time()
    from hepu.inference.second_opinion import infer

    start = step(STEPS[4], start)
    infer(pack, first)
    start = step(STEPS[5], start)
    infer(pack, second)
    step(STEPS[6], start)
    print(json.dumps(found))


def loading(script: str, processes: int) -> tuple[Table, dict[str, Any]]:
    """Load in so many processes."""
    run = [sys.executable, script, "--child", "loading"]
    runs = [json.loads(subprocess.run(run, capture_output=True, check=True).stdout) for _ in range(processes)]
    found = {step: [run[step] for run in runs] for step in STEPS}
    rows = [(step, number(1000 * statistics.median(turns))) for step, turns in found.items()]
    note = f"CPU time, medians of {processes} processes; nothing is cached on disk but Python's byte code."
    return Table("Loading", ("step", "ms"), rows, note), found
