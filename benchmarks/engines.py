"""Hepu's evaluators beside experta, CLIPS, zen-engine, polars, a NumPy script and C, on the shipped pack, in one run.

    python benchmarks/engines.py             the whole, some minutes
    python benchmarks/engines.py --quick     smaller and fewer, under a minute once the C sources are compiled

It needs gcc and the extra ``bench``. Contestants take turns; what is printed are medians of CPU time and of the ratios
within a turn, so that other work on the machine touches all alike: trust ratios, not seconds. Every contestant's
conclusions are compared, and a difference ends the run. The tables are printed as Markdown; ``--json FILE`` keeps every
turn.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

# One thread for every contestant; these are read as the libraries are imported.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", POLARS_MAX_THREADS="1")
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))  # for the port to CLIPS


def main() -> None:
    """Run all parts and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller and fewer")
    parser.add_argument("--json", type=Path, help="keep all that was measured in this file")
    parser.add_argument("--child", choices=["loading", "memory"], help=argparse.SUPPRESS)
    parser.add_argument("--colleges", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "loading":
        from parts.loading import child as load

        load()
    elif options.child == "memory":
        from parts.memory import child as stream

        stream(options.colleges)
    else:
        measure(options.quick, options.json)


def measure(quick: bool, file: Path | None) -> None:
    """Measure everything."""
    from parts.cohorts import cohorts
    from parts.growth import growth
    from parts.ingest import ingest
    from parts.limits import limits
    from parts.loading import loading
    from parts.memory import memory
    from parts.one_college import one_college
    from parts.tables import machine
    from synthetic import draw

    from hepu.pipeline import advisor

    start = time.monotonic()
    kept: dict[str, Any] = {"machine": machine()}
    for line in kept["machine"].items():
        print("- {}: {}".format(*line))
    able = advisor()
    gc.freeze()  # what is loaded is not gone through again and again in the middle of a turn

    def show(name: str, tables: Any, found: Any) -> None:
        kept[name] = found
        for table in tables if isinstance(tables, list) else [tables]:
            print(f"\n{table.markdown()}", flush=True)

    table, single = one_college(able, draw(able.pack, 12), 3 if quick else 9)
    show("one college", table, single)
    sizes = (1_600, 10_000) if quick else (1_600, 10_000, 32_000, 100_000)
    show("cohorts", *cohorts(able, sizes, single, 5 if quick else 15))
    show("limits", *limits(able, 5 if quick else 15))
    show("ingest", *ingest(able, 2_000 if quick else 20_000, 2 if quick else 5))
    show("growth", *growth(able, 4_000 if quick else 20_000, (1, 2) if quick else (1, 2, 4, 8), 2 if quick else 5))
    show("loading", *loading(__file__, 2 if quick else 7))
    show("memory", *memory(__file__, (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)))
    print(f"\n{time.monotonic() - start:.0f} seconds in all")
    if file is not None:
        file.write_text(json.dumps(kept, indent=1), "utf-8")


if __name__ == "__main__":
    main()
