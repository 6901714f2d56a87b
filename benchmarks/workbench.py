"""What each command of the consultants' workbench takes on the shipped pack, from the shell, each in a new process.

``python benchmarks/workbench.py`` runs each once and prints its processor time; the pack stays as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from impact import changed

from hepu.pack import load_pack
from hepu.synthetic import write_profiles

RULE = "few-teacher-days-abroad"
SHELL = [sys.executable, "-c", "from hepu.cli import main; main()"]


def run(words: list[str]) -> float:
    """Run a command, which must find nothing wrong; give the processor seconds of all its processes."""
    before = sum(os.times()[2:4])
    subprocess.run([*SHELL, *words], check=True, capture_output=True)
    return sum(os.times()[2:4]) - before


def main() -> None:
    """Print a line a command."""
    pack = load_pack()
    print(f"{len(pack.rules)} rules, {sum(len(rule.examples) for rule in pack.rules.values())} examples\n")
    print("| command | CPU s |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as room:
        old, new, profiles, table = (str(Path(room) / name) for name in ("old", "new", "profiles", "rules.xlsx"))
        list(write_profiles(pack.knowledge, 48, 1, Path(profiles), "en"))
        changed(Path(new))
        changed(Path(old), {})
        for words in (
            ["rules", "check"],
            ["rules", "test"],
            ["rules", "test", "--coverage"],
            ["rules", "test", "--mutate"],
            ["rules", "test", RULE, "--coverage", "--mutate"],
            ["rules", "lock", "--check"],
            ["rules", "fmt", "--check"],
            ["rules", "schema", "-o", f"{room}/schemas"],
            ["rules", "export", "--xlsx", table],
            ["rules", "import", table, "--dry-run"],
            ["rules", "docs", "-o", f"{room}/site"],
            ["rules", "docs", RULE, "-o", f"{room}/page", "--lang", "zh"],
            ["rules", "graph", "-o", f"{room}/graph.dot"],
            ["rules", "diff", old, new, "--profiles", profiles],
        ):
            print(f"| `hepu {' '.join(words).replace(f'{room}/', '')}` | {run(words):.1f} |", flush=True)


if __name__ == "__main__":
    main()
