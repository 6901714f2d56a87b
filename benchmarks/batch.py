"""Many issued advisories at a time: how time grows with their number, and how busy the cores are.

    python benchmarks/batch.py                        4, 8 and 16 advisories by one process for each core, 4 by one
    python benchmarks/batch.py --counts 12,24,48      the same with as many as a region has

Every advisory is issued (both engines, the independent check) and printed. Profiles are copies of the fictitious
example under names of their own; nothing is shared between them but what a process has loaded. On a shared machine
processor time tells more than the clock: what others take away is missing from the use of the cores.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from parts.processes import Run, measured
from parts.tables import Table, number

TOP = Path(__file__).resolve().parents[1]
PROFILE = TOP / "examples" / "hepu-bay-college.yaml"
PEERS = TOP / "examples" / "peers" / "hepu-bay-college.csv"
RUN = "from hepu.cli import main; main()"


def once(count: int, workers: int, lang: str) -> tuple[Run, int]:
    """Advise on some profiles by some processes, and give what it took and the bytes written."""
    with tempfile.TemporaryDirectory() as folder:
        profiles, out = Path(folder, "profiles"), Path(folder, "out")
        profiles.mkdir()
        for at in range(count):
            shutil.copy(PROFILE, profiles / f"college-{at:02}.yaml")
        words = ["advise", str(profiles), "--peers", str(PEERS), "--lang", lang, "--workers", str(workers)]
        run = measured([sys.executable, "-c", RUN, *words, "-o", str(out)], dict(os.environ))
        files = sorted(out.glob("*.pdf"))
        if run.code or len(files) != count:
            raise SystemExit(run.told[-2000:])
        return run, sum(path.stat().st_size for path in files)


def main() -> None:
    """Measure each number of advisories and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", default="4,8,16")
    parser.add_argument("--lang", choices=["zh", "en", "both"], default="zh")
    parser.add_argument("--json", type=Path, help="keep every run in this file")
    options = parser.parse_args()
    counts = [int(part) for part in options.counts.split(",")]
    cores = os.cpu_count() or 1
    head = ("advisories", "processes", "wall s", "s each", "CPU s each", "cores busy", "peak MB in all", "kB each")
    table, kept = Table(f"Issued advisories, PDF, {options.lang}", head), []
    for count, workers in [(counts[0], 1), *((count, cores) for count in counts)]:
        run, size = once(count, workers, options.lang)
        kept.append({"count": count, "workers": workers, "wall": run.wall, "cpu": run.cpu, "peak": run.peak})
        cells = (run.wall, run.wall / count, run.cpu / count, run.cpu / run.wall, run.peak, size / count / 1000)
        table.rows.append((str(count), str(workers), *map(number, cells)))
        print("| " + " | ".join(table.rows[-1]) + " |", file=sys.stderr, flush=True)
    print(f"- machine: {platform.machine()}, {cores} cores; CPython {platform.python_version()}")
    print(f"- load: {os.getloadavg()[0]:.1f} processes waiting as the run ended\n\n{table.markdown()}")
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
