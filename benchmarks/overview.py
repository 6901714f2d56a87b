"""The view over many records: how long it takes and how much memory, by the number of records.

    python benchmarks/overview.py                    48 and 500 records
    python benchmarks/overview.py --counts 48,2000   others

Records are of fictitious colleges, judged by one engine (which takes a fortieth of the time) and marked as issued, for
the view counts no others. They are written once; a process of its own reads and adds them up.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from parts.processes import measured
from parts.tables import Table, number

from hepu.advising import shipped
from hepu.pipeline import Request
from hepu.record.build import with_id
from hepu.record.digests import record_bytes
from hepu.synthetic import generate

AT = "2026-11-26T00:00:00+00:00"
ONCE = """
import sys, time
from pathlib import Path
from hepu.layers import shipped_layers
from hepu.overview.build import overview_of
from hepu.overview.collect import of_files
from hepu.overview.written import as_json
from hepu.pack import load_pack
load_pack(shipped_layers())
at = [time.perf_counter()]
made = of_files([Path(sys.argv[1])], shipped_layers())
at.append(time.perf_counter())
view = overview_of(made)
at.append(time.perf_counter())
assert len(made.told) == int(sys.argv[2])
as_json(view)
print(at[1] - at[0], at[2] - at[1])
"""


def write(folder: Path, count: int, seed: int) -> None:
    """Write the records of some fictitious colleges."""
    used = shipped()
    for at, profile in enumerate(generate(used.pack.knowledge, count, seed, "zh")):
        made = used.advise(Request(profile, AT, engine="chainer"))
        record = with_id(made.inputs, made.facts, made.inference, made.advice, made.engines, issued=True, issued_at=AT)
        (folder / f"{at:05}.json").write_bytes(record_bytes(record))


def main() -> None:
    """Measure each number of records and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", default="48,500")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    table = Table("A view without names", ("records", "MB on disk", "read s", "add up s", "CPU s in all", "peak MB"))
    for count in (int(part) for part in options.counts.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, count, options.seed)
            size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
            run = measured([sys.executable, "-c", ONCE, name, str(count)], dict(os.environ))
            if run.code:
                raise SystemExit(run.told[-2000:])
            read, added = map(float, run.told.split()[-2:])
            table.rows.append((str(count), *map(number, (size, read, added, run.cpu, run.peak))))
    print(f"- machine: {platform.machine()}, {os.cpu_count()} cores; CPython {platform.python_version()}")
    print(f"- load: {os.getloadavg()[0]:.1f} processes waiting as the run ended\n\n{table.markdown()}")


if __name__ == "__main__":
    main()
