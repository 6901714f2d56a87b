"""How long ``hepu rules check`` takes from the shell on the shipped pack, and where the time goes.

``python benchmarks/check.py`` prints the best of several runs in new processes, then the parts of one run in this one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 7
SHELL = [sys.executable, "-c", "from hepu.cli import main; main()", "rules", "check"]
T = TypeVar("T")


def from_shell() -> tuple[float, float]:
    """Give the wall and processor seconds of one run in a new process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(SHELL, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(name: str, work: Callable[[], T]) -> T:
    """Do a part of the work and print how long it took."""
    start = time.perf_counter()
    done = work()
    print(f"| {name} | {time.perf_counter() - start:.3f} |")
    return done


def parts() -> None:
    """Print what each part of a run takes."""
    print("| part | seconds |\n| --- | ---: |")

    def imported() -> None:
        import hepu.checks.command
        import hepu.cli.rules.check

    timed("imports", imported)
    from hepu.checks.registry import CHECKS
    from hepu.knowledge.load import read_knowledge
    from hepu.layering.stack import read_stack
    from hepu.layers import shipped_layers
    from hepu.pack import read_pack

    stack = read_stack(shipped_layers())
    timed("knowledge files alone", lambda: read_knowledge(stack))
    pack, _ = timed("all files", lambda: read_pack(stack))
    for check in CHECKS:
        timed(f"`{check.__name__}`", lambda check=check: list(check(pack)))  # type: ignore[misc]
    print(f"\n{len(pack.rules)} rules, {sum(len(rule.examples) for rule in pack.rules.values())} examples")


def main() -> None:
    """Print both."""
    runs = [from_shell() for _ in range(RUNS)]
    wall, work = min(wall for wall, _ in runs), min(work for _, work in runs)
    print(f"from the shell, best of {RUNS}: {wall:.2f} s, {work:.2f} s of processor time\n")
    parts()


if __name__ == "__main__":
    main()
