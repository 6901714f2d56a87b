"""Every reader of files of others, tried with files made invalid: each must succeed or tell what is wrong and where.

Run it from the repository's top: ``.venv/bin/python benchmarks/fuzz.py [--seed N] [--count N] [--reader NAME]``. The
same seed and count give the same inputs. A reader runs in a process of its own, bounded in memory and timed from
outside; an exception that is none of Hepu's, a fault without place or remedy, a hang, a crash and a changed or new file
beside the input are faults of ours. Their inputs are kept in ``--keep``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO, TYPE_CHECKING, Any

from fuzzing.mutation import mutated
from fuzzing.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzzing.readers import Reader

    from hepu.errors import Fault

SECONDS, MEMORY = 20, 3_000_000_000
_STARTING = 120


@dataclass
class Figures:
    """What came of the inputs of one reader."""

    name: str
    tried: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    memory: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)


def _told(faults: tuple[Fault, ...]) -> str:
    """Say what is missing of some faults: a place, a message or a remedy in either language."""
    from hepu.messages import catalogue, render_fault, told

    for fault in faults:
        if fault.code not in catalogue():
            return f"{fault.code} has no message"
        if not str(fault.location):
            return f"{fault.code} has no place"
        for lang in ("zh", "en"):
            if not all(told(fault, lang)) and fault.severity == "error":
                return f"{fault.code} has no remedy"
            if any(ord(sign) < 32 and sign != "\n" for sign in render_fault(fault, lang)):  # noqa: PLR2004
                return f"{fault.code} prints what steers a terminal"
    return ""


def _one(reader: Reader, data: bytes, room: Path) -> tuple[str, str]:
    """Read one input and say what came of it: accepted, refused, or what is wrong."""
    from hepu.errors import HepuError

    path, beside = room / f"input{reader.suffix}", room / "beside"
    path.write_bytes(data)
    beside.write_bytes(b"mine")
    try:
        faults = reader.read(path)
        outcome = ("refused" if faults else "accepted", _told(faults or ()))
    except HepuError as error:
        outcome = ("refused", _told(error.faults) if error.faults else "no fault is told")
        if os.environ.get("FUZZ_SHOW"):
            print(error, file=sys.stderr)
    except BaseException:  # noqa: BLE001  # whatever gets through is what is looked for
        outcome = ("wrong", traceback.format_exc(limit=-6))
    kept = {item.name for item in room.iterdir()}
    spare = {f"{path.name}-{end}" for end in ("wal", "shm", "journal")} if reader.form == "sqlite" else set()
    if not {path.name, beside.name} <= kept or kept - {path.name, beside.name} - spare:
        outcome = ("wrong", f"files beside the input: {sorted(kept)}")
    elif beside.read_bytes() != b"mine" or (reader.form != "sqlite" and path.read_bytes() != data):
        outcome = ("wrong", "a file was changed")
    for name in kept & spare:
        (room / name).unlink(missing_ok=True)
    return ("wrong", outcome[1]) if outcome[1] else outcome


def _peak(*, anew: bool = False) -> int:
    """Give the most memory that this process held, in bytes; begin to count anew where that is asked."""
    try:
        if anew:
            Path("/proc/self/clear_refs").write_text("5", "ascii")
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _work(name: str, seed: int, first: int, count: int, keep: Path) -> None:
    """Try inputs one after the other, and tell of each as a line of JSON."""
    reader = next(item for item in READERS if item.name == name)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        seeded = keep / f"{_file(name)}.seed"
        if not seeded.exists():
            seeded.write_bytes(reader.seed(Path(place)))
        data = seeded.read_bytes()
        room = Path(place) / "room"
        room.mkdir()
        begun = _one(reader, data, room)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        print(json.dumps({"at": -1, "outcome": begun[0], "told": begun[1]}), flush=True)
        for at in range(first, count):
            made = _made(reader, data, seed, at)
            _peak(anew=True)
            start = time.perf_counter()
            outcome, told = _one(reader, made, room)
            took = time.perf_counter() - start
            line = {"at": at, "outcome": outcome, "told": told, "took": took, "memory": _peak()}
            print(json.dumps(line), flush=True)


def _made(reader: Reader, data: bytes, seed: int, at: int) -> bytes:
    """Give one input of a reader, the same whenever it is asked for."""
    chance = Random(f"{seed} {reader.name} {at}")  # noqa: S311  # repeatable on purpose
    return reader.mend(mutated(data, reader.form, chance))


def _file(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name)


def _lines(told: IO[str], seconds: float) -> Iterator[dict[str, Any] | None]:
    """Give what a worker tells; nothing, and then the end, where it is silent for too long or ends too early."""
    wait = float(_STARTING)
    while True:
        ready, _, _ = select.select([told], [], [], wait)
        line = told.readline() if ready else ""
        if not line:
            yield None
            return
        yield json.loads(line)
        wait = seconds


def tried(reader: Reader, seed: int, count: int, keep: Path, seconds: float = SECONDS) -> Figures:
    """Try a reader with so many inputs."""
    figures, first = Figures(reader.name), 0
    while first < count:
        words = [sys.executable, __file__, "--work", reader.name, "--seed", str(seed), "--first", str(first)]
        words += ["--count", str(count), "--keep", str(keep)]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=None if os.environ.get("FUZZ_SHOW") else subprocess.DEVNULL, text=True
        ) as worker:
            last = -2
            for line in _lines(worker.stdout or sys.stdin, seconds):
                if line is None:
                    break
                last = line["at"]
                if last == -1:
                    if line["outcome"] != "accepted":
                        figures.wrong.append({**line, "told": f"the seed is not accepted: {line['told']}"})
                    continue
                figures.tried += 1
                figures.slowest = max(figures.slowest, line["took"])
                figures.memory = max(figures.memory, line["memory"])
                figures.accepted += line["outcome"] == "accepted"
                figures.refused += line["outcome"] == "refused"
                if line["outcome"] == "wrong":
                    figures.wrong.append(line)
                if last == count - 1:
                    return figures
            worker.kill()
            code = worker.wait()
        if last == -2:  # noqa: PLR2004  # it told nothing at all
            figures.wrong.append({"at": -1, "told": f"no seed could be made or read (exit {code})"})
            return figures
        failed = max(last + 1, first)
        figures.tried += 1
        why = "no answer in time" if code == -9 else f"the process ended with {code}"  # noqa: PLR2004  # we ended it
        figures.wrong.append({"at": failed, "told": why})
        first = failed + 1
    return figures


def _keep_inputs(figures: Figures, reader: Reader, seed: int, keep: Path) -> None:
    data = (keep / f"{_file(reader.name)}.seed").read_bytes()
    for item in figures.wrong:
        if item["at"] >= 0:
            made = _made(reader, data, seed, item["at"])
            (keep / f"{_file(reader.name)}.{seed}.{item['at']}{reader.suffix}").write_bytes(made)


def main() -> None:
    """Try every reader, or one, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000, help="inputs of a fast reader; slow ones get a share")
    parser.add_argument("--reader", action="append", default=[])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp(prefix="hepu-fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    if given.work:
        _work(given.work, given.seed, given.first, given.count, keep)
        return
    found = 0
    print("| reader | inputs | accepted | refused | faults | slowest, s | most memory, MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for reader in READERS:
        if given.reader and reader.name not in given.reader:
            continue
        figures = tried(reader, given.seed, max(1, given.count * reader.share // 100), keep)
        _keep_inputs(figures, reader, given.seed, keep)
        found += len(figures.wrong)
        row = [reader.name, figures.tried, figures.accepted, figures.refused, len(figures.wrong)]
        print(f"| {' | '.join(map(str, row))} | {figures.slowest:.2f} | {figures.memory / 1e6:.0f} |", flush=True)
        for item in figures.wrong:
            print(f"    {item['at']}: {item['told']}", file=sys.stderr)
    if found:
        print(f"\n{found} faults; their inputs are in {keep}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
