"""How large the record and what travels with it are, and how long it takes to write and read them.

    python benchmarks/evidence.py [PROFILE [PEERS]]

It advises on the example college, or on another, and prints for each file its size, its size as it is packed inside a
PDF, and the best of five times for writing it. What of the time an edition takes falls to its attachments is the sum.
"""

from __future__ import annotations

import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hepu.advising import Order, record_of, shipped
from hepu.pack import load_pack
from hepu.pack_sources.archive import opened_archive, pack_archive
from hepu.record.digests import digests_bytes, record_bytes
from hepu.record.found import found_in, record_in
from hepu.record.inputs_file import inputs_bytes
from hepu.signing.statement import statement_bytes, statement_of

if TYPE_CHECKING:
    from collections.abc import Callable

TOP = Path(__file__).resolve().parents[1]
EXAMPLE = (TOP / "examples" / "hepu-bay-college.yaml", TOP / "examples" / "peers" / "hepu-bay-college.csv")
ROUNDS = 5
Made = TypeVar("Made")


def best(act: Callable[[], Made]) -> tuple[Made, float]:
    """Do something some times; give what came of it and the least milliseconds that it took."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        made = act()
        times.append(1_000 * (time.perf_counter() - start))
    return made, min(times)


def main() -> None:
    """Measure and print."""
    profile, *peers = [Path(name) for name in sys.argv[1:]] or EXAMPLE
    record, _ = record_of(Order(profile, TOP, "2026-11-26T00:00:00+00:00", peers=peers[0] if peers else None))
    pack = shipped().pack
    files: dict[str, Callable[[], bytes]] = {
        "record.json": lambda: record_bytes(record),
        "digests.json": lambda: digests_bytes(record),
        "inputs.json": lambda: inputs_bytes(record),
        "pack.zip": lambda: pack_archive(pack),
        "the statement": lambda: statement_bytes(statement_of(record)),
    }
    print("| file | bytes | packed in a PDF | ms to write |\n| --- | --- | --- | --- |")
    made = {}
    for name, write in files.items():
        data, spent = best(write)
        made[name] = data
        _, packing = best(lambda data=data: zlib.compress(data))
        print(f"| {name} | {len(data):,} | {len(zlib.compress(data)):,} ({packing:.0f} ms) | {spent:.1f} |")
    _, reading = best(lambda: record_in(found_in(made["record.json"], "record.json")))
    _, loading = best(lambda: _loaded(made["pack.zip"]))
    print(
        f"\nread strictly: the record {reading:.0f} ms; the pack laid out from its archive and loaded {loading:.0f} ms"
    )


def _loaded(data: bytes) -> str:
    with opened_archive(data) as layers:
        return load_pack(layers).digest


if __name__ == "__main__":
    main()
