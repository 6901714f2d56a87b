"""A command run in processes of its own: seconds by the clock, seconds of CPU and peak memory of all together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Run", "measured"]

_EVERY = 0.02
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took; memory in megabytes, pages shared between its processes counted once."""

    wall: float
    cpu: float
    peak: float
    code: int
    told: str


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command and watch it and all that it starts."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    ) as process:
        output: Any = process.stdout
        os.set_blocking(output.fileno(), False)
        ticks: dict[int, int] = {}
        peak, told = 0.0, b""
        while process.poll() is None:
            told += output.read() or b""
            family = _family(process.pid, ticks)
            peak = max(peak, sum(map(_memory, family)))
            time.sleep(_EVERY)
        wall = time.perf_counter() - start
        told += output.read() or b""
    return Run(wall, sum(ticks.values()) / _TICKS, peak / 1024, process.returncode, told.decode(errors="replace"))


def _family(first: int, ticks: dict[int, int]) -> list[int]:
    """Give the processes that descend from one or share its session, and note the CPU time of each."""
    found: list[int] = []
    for entry in sorted(int(item.name) for item in Path("/proc").iterdir() if item.name.isdigit()):
        try:
            after = Path(f"/proc/{entry}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parent, session = int(after[1]), int(after[3])
        if entry == first or parent in found or session == first:
            found.append(entry)
            ticks[entry] = int(after[11]) + int(after[12])
    return found


def _memory(process: int) -> float:
    """Give a process's share of memory in kilobytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith("Pss:")), 0))
