"""Single bytes, values and whole parts changed in all that an advisory goes out with, to see what verification finds.

    python benchmarks/mutations.py                            20 of each kind
    python benchmarks/mutations.py --count 1000 --processes 2
    python benchmarks/mutations.py --count 1000 --only "record|ledger" --results part.jsonl
    python benchmarks/mutations.py --add part.jsonl other.jsonl

The classes of what cannot be found, and why, are in docs/verify.md; whatever is missed here and is in none of them is
a defect. Places and values follow from the seed; keys are drawn anew. What ``--results`` wrote can be added up.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parts.mutant_judging import CLASSES, Tally, kept_work
from parts.mutant_material import material, with_pdfs
from parts.mutants import kinds_of, run_piece
from parts.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parts.mutant_material import Material


def main() -> None:
    """Run the campaign, or add up what earlier runs found, and print it kind by kind, with all that was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="PATTERN", help="of the campaigns only those that it finds")
    parser.add_argument("--without-pdf", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no change after so many minutes")
    parser.add_argument("--results", type=Path, help="write what was found here, a line for each piece")
    parser.add_argument("--add", nargs="+", type=Path, help="run nothing, and add up results")
    options = parser.parse_args()
    if options.add:
        lines = [line for path in options.add for line in path.read_text("utf-8").splitlines()]
        _print(_sum(_read(json.loads(line)) for line in lines))
        return
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        made = material(Path(folder), options.seed)
        if not options.without_pdf:
            with_pdfs(made)
        results = options.results or Path(folder) / "results.jsonl"
        results.unlink(missing_ok=True)
        if not run(made, options, results, start + 60 * options.minutes):
            sys.exit("a process broke off")
        lines = results.read_text("utf-8").splitlines()
    _print(_sum(_read(json.loads(line)) for line in lines))
    print(f"\nSeed {options.seed}, count {options.count}, {time.monotonic() - start:.0f} s")


def run(made: Material, options: argparse.Namespace, results: Path, until: float) -> bool:
    """Have as many processes each take their share of every campaign; say whether all came to the end."""
    names = [name for name in kinds_of(made, options.count, options.seed) if re.search(options.only, name)]
    context = multiprocessing.get_context("fork")  # what was made is there for all of them
    shares = [
        context.Process(target=_share, args=(made, options, names, at, results, until))
        for at in range(options.processes)
    ]
    for share in shares:
        share.start()
    for share in shares:
        share.join()
    return not any(share.exitcode for share in shares)


def _share(made: Material, options: argparse.Namespace, names: list[str], at: int, results: Path, until: float) -> None:
    made.opened_again()
    campaigns = kinds_of(made, options.count, options.seed)
    with kept_work(made):
        for name in names:
            start = time.process_time()
            tally = run_piece(campaigns[name](), at, options.processes, until)
            _write(results, tally)
            spent = f"{time.process_time() - start:7.1f} s of CPU"
            print(f"{spent}  {at + 1}/{options.processes}  {name}", file=sys.stderr, flush=True)


def _write(results: Path, tally: Tally) -> None:
    line = json.dumps({"counts": tally.counts, "missed": tally.missed}, ensure_ascii=False) + "\n"
    place = os.open(results, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(place, line.encode())  # in one go: the processes write to one file
    finally:
        os.close(place)


def _read(line: dict[str, dict[str, Any]]) -> Tally:
    tally = Tally()
    for kind, counts in line["counts"].items():
        tally.counts[kind].update(counts)
    for kind, missed in line["missed"].items():
        tally.missed[kind] += missed
    return tally


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole


def _print(tally: Tally) -> None:
    table = Table("What became of the changes", ("changed", "tried", *CLASSES, "missed"))
    for kind, counts in tally.counts.items():
        shown = [counts[word] for word in CLASSES]
        tried = sum(counts.values())
        table.rows.append((kind, *map(str, (tried, *shown, tried - sum(shown)))))
    sums = [sum(int(row[at]) for row in table.rows) for at in range(1, len(CLASSES) + 3)]
    table.rows.append(("all", *map(str, sums)))
    print(table.markdown())
    for kind, missed in tally.missed.items():
        print(f"\n{kind}:")
        for what in missed:
            print(f"- {what}")


if __name__ == "__main__":
    main()
