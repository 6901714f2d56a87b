"""What a ledger of many entries takes, in SQLite and in PostgreSQL side by side; both write through to the disk.

python benchmarks/ledger.py [ENTRIES]     (by default 15,000; PostgreSQL is left out where no server is installed)
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hepu.ledger.checking import check_ledger
from hepu.ledger.copies import write_copy
from hepu.ledger.entries import Issued
from hepu.ledger.listing import Wanted, chosen, listed_lines
from hepu.ledger.receipts import MAX_LINKS, make_receipt, read_receipt, receipt_bytes
from hepu.ledger.store import create_ledger
from postgresql import programs, running

AT = "2026-11-26T08:00:00+00:00"
SINGLE = 200
TOGETHER = 500


def entry(number: int) -> Issued:
    """Give the entry of an advisory as it is issued: both languages, both editions, the record and the envelope."""
    name = f"HP-{number:016x}"

    def digest(part: str) -> str:
        return hashlib.sha256(f"{name}{part}".encode()).hexdigest()

    files = {f"{name}.{part}": digest(part) for part in ("zh.pdf", "en.pdf", "audit.zh.pdf", "audit.en.pdf", "json")}
    return Issued(
        at=AT, by="自治区教育厅", record=digest("json"), record_id=name, pack=digest("pack"),
        pack_archive=digest("archive"), envelope=digest("dsse"), certificate=digest("cert"), editions=files,
    )  # fmt: skip


def measure(place: str, count: int, folder: Path) -> dict[str, str]:
    """Fill a ledger and measure what its keepers and readers do with it."""
    told: dict[str, str] = {}
    start = time.perf_counter()

    def lap(name: str, per: int = 1) -> None:
        nonlocal start
        taken = time.perf_counter() - start
        told[name] = f"{taken / per * 1000:.1f} ms" if per > 1 else f"{taken:.2f} s"
        start = time.perf_counter()

    ledger = create_ledger(place, "台账", AT)
    start = time.perf_counter()
    for number in range(SINGLE):
        ledger.append([entry(number)], [f"record {number}".encode()])
    lap("append one entry with a content", SINGLE)
    for first in range(SINGLE, count - 1, TOGETHER):
        ledger.append([entry(number) for number in range(first, min(first + TOGETHER, count - 1))])
    lap(f"append the rest, {TOGETHER} at once")
    last = ledger.head().sequence
    lap("tell the present state")
    check_ledger(ledger)
    lap("verify the whole")
    lines = sum(1 for _ in listed_lines(chosen(ledger, Wanted()), "zh"))
    lap("list every entry")
    found = sum(1 for _ in chosen(ledger, Wanted(record=f"HP-{count // 2:016x}")))
    lap("find the entries of one record")
    near = receipt_bytes(make_receipt(ledger, last))
    lap("receipt of the last entry")
    far = receipt_bytes(make_receipt(ledger, 2, since=1, until=min(last, MAX_LINKS)))
    lap("receipt across all")
    read_receipt(far, "far").heads()
    lap("check that receipt")
    write_copy(ledger, folder / f"{ledger.engine.dialect.name}.zip")
    lap("export a copy")
    told["entries"] = f"{last:,} ({lines - 2:,} listed, {found} found)"
    told["weight of the receipts"] = f"{len(near):,} B; {len(far) / 1000:,.0f} kB"
    told["weight of the copy"] = f"{(folder / f'{ledger.engine.dialect.name}.zip').stat().st_size / 1e6:.1f} MB"
    return told


def main(count: int) -> None:
    """Measure each store there is, and print a table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = {"SQLite": measure(str(folder / "a.ledger"), count, folder)}
        found["SQLite"]["weight of the file"] = f"{(folder / 'a.ledger').stat().st_size / 1e6:.1f} MB"
        if programs() is not None:
            found["PostgreSQL"] = measure(stack.enter_context(running(durable=True)).place(), count, folder)
    print("| | " + " | ".join(found) + " |")
    print("| --- |" + " ---: |" * len(found))
    for name in found["SQLite"]:
        print(f"| {name} | " + " | ".join(told.get(name, "") for told in found.values()) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15_000)
