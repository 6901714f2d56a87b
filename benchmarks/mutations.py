"""Single bytes and values changed in all that an advisory goes out with, to see that verification finds each.

    python benchmarks/mutations.py                       200 of each kind
    python benchmarks/mutations.py --count 1000 --seed 2

The classes of what cannot be found, and why, are in docs/verify.md; whatever is missed here and is in none of them is
a defect. Places and values follow from the seed; keys are drawn anew.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from parts.mutant_material import material, with_pdfs
from parts.mutants import run_all
from parts.tables import Table


def main() -> None:
    """Run the campaign and print what was found, kind by kind, and what was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-pdf", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        made = material(Path(folder), options.seed)
        if not options.without_pdf:
            with_pdfs(made)

        def note(name: str) -> None:
            print(f"{time.perf_counter() - start:6.0f} s  {name}", file=sys.stderr, flush=True)

        tally = run_all(made, options.count, options.seed, note)
    table = Table(f"Seed {options.seed}", ("changed", "tried", "found", "noticed", "of no meaning", "missed"))
    for kind, counts in tally.counts.items():
        shown = [counts[word] for word in ("found", "noticed", "no meaning")]
        tried = sum(counts.values())
        table.rows.append((kind, *map(str, (tried, *shown, tried - sum(shown)))))
    total = sum(sum(counts.values()) for counts in tally.counts.values())
    print(f"{total} changes in {time.perf_counter() - start:.0f} s\n\n{table.markdown()}")
    for kind, missed in tally.missed.items():
        print(f"\n{kind}:")
        for what in missed:
            print(f"- {what}")


if __name__ == "__main__":
    main()
