"""Tables, and how time is taken: CPU time of this process, rounds in which all contestants take turns, and medians."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

_GCC = shutil.which("gcc") or "gcc"
__all__ = ["Table", "machine", "number", "ratios", "rounds"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is printed and kept."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""

    def markdown(self) -> str:
        """Give the table in Markdown."""
        lines = [f"### {self.title}", ""]
        lines += ["| " + " | ".join(self.head) + " |", "| --- |" + " ---: |" * (len(self.head) - 1)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join([*lines, *(("", self.note) if self.note else ())])


def number(value: float) -> str:
    """Give a number with three figures that count."""
    if value >= 100:  # noqa: PLR2004  # three figures
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:#.3g}".rstrip(".")


def rounds(work: Mapping[str, Callable[[], object]], times: int, runs: int = 1) -> dict[str, list[float]]:
    """Let all take turns of some runs, and give the seconds of CPU a run of each turn but the first, to warm up."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(times + 1):
        for name, run in work.items():
            start = time.process_time()
            for _ in range(runs):
                run()
            if turn:
                found[name].append((time.process_time() - start) / runs)
    return found


def ratios(first: Sequence[float], second: Sequence[float]) -> float:
    """Give the median of the ratios of two that took turns."""
    return statistics.median(one / other for one, other in zip(first, second, strict=True))


def machine() -> dict[str, str]:
    """Name the machine and the versions."""
    cores = os.cpu_count() or 0
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    caches = [
        f"L{(place / 'level').read_text().strip()} {(place / 'size').read_text().strip()}"
        for place in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"))
    ]
    gcc = subprocess.run([_GCC, "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
    packages = ("numpy", "experta", "clipspy", "zen-engine", "polars", "pyarrow", "pandas")
    return {
        "machine": f"{platform.machine()}, {model}, {cores} cores, {', '.join(caches)}",
        "load": f"{os.getloadavg()[0]:.1f} processes waiting as the run began",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "compiler": f"gcc {gcc} -O3 -march=native",
        "packages": ", ".join(f"{name} {version(name)}" for name in packages),
    }
