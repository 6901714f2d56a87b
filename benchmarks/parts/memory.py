"""Memory: the peak of a process that judges blocks as a generator makes them, whatever the number of colleges."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parts.tables import Table, number

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["child", "memory"]


def child(size: int) -> None:
    """Judge so many colleges in one stream and print the peak of this process in megabytes."""
    from synthetic import draw

    from hepu.inference.columnar import infer_blocks
    from hepu.inference.columnar.cohort import BLOCK
    from hepu.pipeline import advisor

    able = advisor()
    sizes = [min(BLOCK, size - start) for start in range(0, size, BLOCK)]
    firing = np.zeros(len(able.plan.rules), np.int64)
    blocks = (block for seed, part in enumerate(sizes) for block in draw(able.pack, part, seed).cohort())
    judged_cases = 0
    for judged in infer_blocks(able.plan, blocks):
        firing += np.count_nonzero(judged.rules & 1, axis=1)
        judged_cases += judged.rules.shape[1]
        del judged
    # Not getrusage: that counts what the process was before it became this one.
    status = Path("/proc/self/status").read_text("utf-8")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"colleges": judged_cases, "fired": int(firing.sum()), "peak": peak}))


def memory(script: str, sizes: Sequence[int]) -> tuple[Table, dict[str, Any]]:
    """Judge cohorts of each size in a process of its own."""
    found = {}
    for size in sizes:
        run = [sys.executable, script, "--child", "memory", "--colleges", str(size)]
        found[str(size)] = json.loads(subprocess.run(run, capture_output=True, check=True).stdout)
    rows = [(f"{size:,}", number(found[str(size)]["peak"]), number(found[str(size)]["fired"] / size)) for size in sizes]
    note = "Peak of the whole process, with Python, pandas and the pack; colleges are drawn as their block is judged."
    return Table("Memory", ("colleges", "peak MB", "rules fired a college"), rows, note), found
