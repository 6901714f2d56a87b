"""What a ledger and issuing leave when the work is ended at any moment, written down in docs/ledger.md.

Run it from the repository's top: ``.venv/bin/python benchmarks/ledger_campaigns.py [CAMPAIGN ...]``, with
``--trials N``, ``--seed S`` and ``--store sqlite|postgresql``. It prints what was tried and seen, and returns 1 where
anything was wrong. Seeds give the moments of killing; what a process does at its moment is up to the machine.

``kill``        several processes issue and are killed at moments drawn by chance
``calls``       one process is killed right before each of its calls that write, one call a process (strace)
``refused``     the same calls are refused one by one, as by a disk that is full or broken (strace)
``full``        a disk has no room but for so many bytes, more each time (a file system of its own; root)
``writers``     two and eight processes issue at once and are left alone
``server``      PostgreSQL alone: the process that serves a client, or the whole server, is killed
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path += [str(TOP / "tests")]

from parts.issuing_trials import AT, Findings, Sample, Writer, audit, issue_on, killed_at, moments  # noqa: E402
from parts.own_server import OwnServer, own_server  # noqa: E402

from hepu.advising import Order, request_of, shipped  # noqa: E402
from hepu.ledger.store import create_ledger  # noqa: E402
from hepu.record.digests import record_bytes  # noqa: E402
from postgresql import programs  # noqa: E402

PROFILE = TOP / "examples" / "hepu-bay-college.yaml"
WRITING = (
    *("write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate"),
    *("rename", "renameat", "renameat2", "link", "unlink", "unlinkat", "mkdir", "sendto", "sendmsg"),
)
REFUSED = {"write": "ENOSPC", "pwrite64": "ENOSPC", "ftruncate": "ENOSPC", "fsync": "EIO", "fdatasync": "EIO"}
STRACE, MOUNT, UMOUNT = shutil.which("strace"), shutil.which("mount"), shutil.which("umount")
WRITERS = 3


@dataclass
class Bench:
    """What every campaign needs: a sample in a file, a folder to work in, how often, and which server, if any."""

    sample: Sample
    record: Path
    work: Path
    trials: int
    seed: int
    longest: float
    until: float
    server: OwnServer | None

    def tries(self) -> Iterator[int]:
        """Give the numbers of the trials, as many as there shall be and time allows."""
        for trial in range(self.trials):
            if time.monotonic() > self.until:
                return
            yield trial

    @property
    def store(self) -> str:
        """The kind of store."""
        return "PostgreSQL" if self.server else "SQLite"

    def fresh(self, name: str) -> tuple[str, Path]:
        """Name a new ledger and a new folder."""
        folder = self.work / name
        folder.mkdir(parents=True)
        place = str(folder / "l.ledger") if self.server is None else self.server.fresh()
        create_ledger(place, "试验台账", AT)
        return place, folder / "out"


def kill(bench: Bench) -> Findings:
    """Kill processes that issue, at moments drawn by chance; one ledger grows through all trials of a round."""
    findings = Findings()
    when = moments(bench.seed, bench.longest * _pace(bench, "kill"))
    place, folder = bench.fresh("kill")
    acknowledged: dict[str, int] = {}
    last = 0
    for trial in bench.tries():
        writers = [
            Writer.start(partial(issue_on, bench.sample, place, folder, f"t{trial}w{number}", 10_000))
            for number in range(WRITERS)
        ]
        killed_at(writers, [next(when) for _ in writers])
        for writer in writers:
            acknowledged |= findings.take(writer.end())
        findings.count("processes killed", WRITERS)
        last = audit(place, folder, acknowledged, findings, last)
    return findings


def _pace(bench: Bench, campaign: str) -> float:
    """Measure how long one advisory takes where as many issue at once as are killed."""
    place, folder = bench.fresh(f"{campaign}-pace")
    start = time.monotonic()
    running = [Writer.start(partial(issue_on, bench.sample, place, folder, f"p{n}", 3)) for n in range(WRITERS)]
    for writer in running:
        writer.end()
    return (time.monotonic() - start) / 3


def calls(bench: Bench) -> Findings:
    """Kill one process right before each of its calls that write."""
    return _watched(bench, "calls", WRITING, dict.fromkeys(WRITING, "signal=KILL"))


def refused(bench: Bench) -> Findings:
    """Refuse each call that writes, one at a time; what was refused is tried again and must succeed."""
    return _watched(bench, "refused", tuple(REFUSED), {name: f"error={code}" for name, code in REFUSED.items()})


def _watched(bench: Bench, campaign: str, names: tuple[str, ...], done: dict[str, str]) -> Findings:
    findings = Findings()
    if STRACE is None:
        findings.count("not tried: strace is not installed")
        return findings
    every = [
        (name, number)
        for name, count in sorted(_counts(bench, campaign, names).items())
        for number in range(1, count + 1)
    ]
    findings.count(f"{campaign}: there are", len(every))
    random.Random(bench.seed).shuffle(every)  # noqa: S311  # so that a short run sees something of all
    for name, number in every[: bench.trials or None]:
        if time.monotonic() > bench.until:
            break
        place, folder = bench.fresh(f"{campaign}-{name}-{number}")
        how = f"inject={name}:{done[name]}:when={number}"
        # The first advisory brings the pack along; what is watched is one like all that follow.
        acknowledged = findings.take(_run(bench, place, folder, "first"))
        lines = _traced(bench, place, folder, how, Path(os.devnull))
        more = findings.take(lines)
        findings.count(f"{campaign} at {name}")
        acknowledged |= more
        if campaign == "refused" and not more:
            findings.wrong.append(f"{how}: nothing could be issued afterwards")
        before = len(findings.wrong)
        audit(place, folder, acknowledged, findings)
        # Whoever comes after it goes on.
        after = Writer.start(partial(issue_on, bench.sample, place, folder, "after", 1)).end()
        acknowledged |= findings.take(after)
        audit(place, folder, acknowledged, findings)
        if not any(line[0] == "issued" for line in after):
            findings.wrong.append("nothing can be issued afterwards")
        findings.wrong[before:] = [f"{how}: {text}" for text in findings.wrong[before:]]
        shutil.rmtree(folder.parent)
    return findings


def _counts(bench: Bench, campaign: str, names: tuple[str, ...]) -> dict[str, int]:
    """Count the calls of each name when nothing comes in between."""
    place, folder = bench.fresh(f"{campaign}-counted")
    _run(bench, place, folder, "first")
    log = bench.work / f"{campaign}.log"
    _traced(bench, place, folder, f"trace={','.join(names)}", log)
    found: dict[str, int] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        name = line.partition("(")[0]
        if name in names:
            found[name] = found.get(name, 0) + 1
    return found


def _traced(bench: Bench, place: str, folder: Path, how: str, log: Path) -> list[list[str]]:
    """Let a writer issue once under strace, which takes hold of it before its first step; give what it told."""

    def work(told: int) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)
        issue_on(bench.sample, place, folder, "s", 1, told)

    writer = Writer.start(work)
    os.waitpid(writer.pid, os.WUNTRACED)
    traced = how.partition("=")[2].partition(":")[0]
    words = [STRACE or "", "-qq", "-o", str(log), "-e", f"trace={traced}", *(["-e", how] if ":" in how else [])]
    with subprocess.Popen([*words, "-p", str(writer.pid)], stderr=subprocess.DEVNULL) as strace:
        status = Path(f"/proc/{writer.pid}/status")
        while strace.poll() is None and "TracerPid:\t0\n" in status.read_text("utf-8"):
            time.sleep(0.001)
        os.kill(writer.pid, signal.SIGCONT)
        return writer.end()


def full(bench: Bench) -> Findings:
    """Leave more room each time on a disk of its own, until everything fits; then free it and go on."""
    findings = Findings()
    if bench.server is not None:
        _full_server(bench, findings)
        return findings
    for where in ("all", "ledger", "files"):
        with _disk(bench.work / f"disk-{where}", 24) as disk:
            if disk is None:
                findings.count("not tried: no file system can be mounted here")
                return findings
            step = 4096 * max(1, 150 // max(1, bench.trials))
            _levels(bench, where, disk, step, findings)
    return findings


def _levels(bench: Bench, where: str, disk: Path, step: int, findings: Findings) -> None:
    room, fits = 0, 0
    while fits < 3 and time.monotonic() < bench.until:  # noqa: PLR2004  # well beyond where everything fits
        apart = bench.work / f"apart-{where}-{room}"
        ledger_folder, files = disk / f"{room}", disk / f"{room}"
        ledger_folder.mkdir()
        apart.mkdir()
        if where == "ledger":
            files = apart
        if where == "files":
            ledger_folder = apart
        place, out = str(ledger_folder / "l.ledger"), files / "out"
        create_ledger(place, "试验台账", AT)
        acknowledged = findings.take(_run(bench, place, out, "before"))
        _fill(disk / "filler", room)
        lines = _run(bench, place, out, "full")
        acknowledged |= findings.take(lines)
        fits += lines[0][0] == "issued" if lines else 0
        audit(place, out, acknowledged, findings)
        (disk / "filler").unlink()
        last = findings.take(_run(bench, place, out, "after"))
        if not last:
            findings.wrong.append(f"{where}, {room} bytes: nothing can be issued after room was made")
        audit(place, out, acknowledged | last, findings)
        findings.count("levels of filling")
        shutil.rmtree(disk / f"{room}")
        shutil.rmtree(apart)
        room += step


def _full_server(bench: Bench, findings: Findings) -> None:
    """Fill the disk on which a server keeps its data; it may stop altogether, and is started when there is room."""
    found = programs()
    with _disk(bench.work / "disk", 120) as disk:
        if disk is None or found is None:
            findings.count("not tried: no file system can be mounted here")
            return
        shutil.chown(disk, "nobody")
        with own_server(found, disk / "data") as started:
            room, fits = 0, 0
            while fits < 3 and time.monotonic() < bench.until:  # noqa: PLR2004  # well beyond where everything fits
                place, out = started.fresh(), bench.work / f"full-{room}"
                create_ledger(place, "试验台账", AT)
                acknowledged = findings.take(_run(bench, place, out, "before"))
                _fill(disk / "filler", room)
                lines = _run(bench, place, out, "full")
                acknowledged |= findings.take(lines)
                fits += lines[0][0] == "issued" if lines else 0
                (disk / "filler").unlink()
                if not started.pids():
                    findings.count("server stopped by itself")
                started.again()
                audit(place, out, acknowledged, findings)
                last = findings.take(_run(bench, place, out, "after"))
                if not last:
                    findings.wrong.append(f"{room} bytes: nothing can be issued after room was made")
                audit(place, out, acknowledged | last, findings)
                findings.count("levels of filling")
                started.drop(place)
                room += 4096 * max(1, 600 // max(1, bench.trials))


def _run(bench: Bench, place: str, out: Path, name: str) -> list[list[str]]:
    return Writer.start(partial(issue_on, bench.sample, place, out, name, 1)).end()


def _fill(path: Path, room: int) -> None:
    """Fill a disk but for some bytes."""
    free = os.statvfs(path.parent)
    with path.open("wb") as file:
        left = free.f_bavail * free.f_frsize - room
        with suppress(OSError):
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()


@contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Mount a file system of its own, where one may."""
    folder.mkdir(parents=True)
    if MOUNT is None or UMOUNT is None:
        yield None
        return
    done = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run([UMOUNT, "-l", str(folder)], check=False)


def writers(bench: Bench) -> Findings:
    """Let two and eight processes issue at once: no entry twice, none lost, none out of order."""
    findings = Findings()
    for many in (2, 8):
        place, folder = bench.fresh(f"writers-{many}")
        each = max(1, bench.trials // many)
        running = [
            Writer.start(partial(issue_on, bench.sample, place, folder, f"w{number}", each)) for number in range(many)
        ]
        acknowledged: dict[str, int] = {}
        for writer in running:
            acknowledged |= findings.take(writer.end())
        last = audit(place, folder, acknowledged, findings)
        findings.count(f"entries by {many} at once", last - 1)
        if sorted(acknowledged.values()) != list(range(2, last + 1)) or last != 1 + many * each:
            findings.wrong.append(f"{many} writers: not every number once from 2 to {1 + many * each}")
    return findings


def server(bench: Bench) -> Findings:
    """Kill what serves a client, or the whole server, at moments drawn by chance; then let it start and look."""
    findings = Findings()
    if bench.server is None:
        return findings
    when = moments(bench.seed, bench.longest * _pace(bench, "server"))
    place, folder = bench.fresh("server")
    acknowledged: dict[str, int] = {}
    last = 0
    for trial in bench.tries():
        running = [
            Writer.start(partial(issue_on, bench.sample, place, folder, f"t{trial}w{number}", 8))
            for number in range(WRITERS)
        ]
        time.sleep(next(when))
        if trial % 2:
            bench.server.kill()
            findings.count("whole server killed")
        else:
            while not (serving := bench.server.backends()):
                time.sleep(0.001)
            with suppress(ProcessLookupError):
                os.kill(serving[0], signal.SIGKILL)
            findings.count("serving process killed")
        for writer in running:
            acknowledged |= findings.take(writer.end())
        bench.server.again()
        last = audit(place, folder, acknowledged, findings, last)
    return findings


CAMPAIGNS = {"kill": kill, "calls": calls, "refused": refused, "full": full, "writers": writers, "server": server}
FOR = {"server": ("postgresql",), "refused": ("sqlite",)}


def main() -> None:
    """Run the campaigns that are asked for, print what was seen, and return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("campaigns", nargs="*", choices=[*CAMPAIGNS, []], default=list(CAMPAIGNS))
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=3.0, help="killed within the time of so many advisories")
    parser.add_argument("--seconds", type=float, default=86_400, help="no trial of a campaign begins later")
    parser.add_argument("--store", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    # Whoever ends it leaves no server running and no disk mounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    stores = ["sqlite", "postgresql"] if options.store == "both" else [options.store]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="hepu-campaign-") as folder:
        work = Path(folder)
        work.chmod(0o755)  # a server that runs as another user has its disk in here
        request, _ = request_of(Order(PROFILE, work, AT))
        record = work / "record.json"
        record.write_bytes(record_bytes(shipped().advise(request)))
        sample = Sample.load(record)
        for store in stores:
            with _server(store) as started:
                for name in options.campaigns:
                    if store not in FOR.get(name, stores):
                        continue
                    start = time.monotonic()
                    bench = Bench(
                        sample,
                        record,
                        work / store,
                        options.trials,
                        options.seed,
                        options.longest,
                        time.monotonic() + options.seconds,
                        started,
                    )
                    found = CAMPAIGNS[name](bench)
                    wrong += len(found.wrong)
                    print(f"{name}, {bench.store}, --trials {options.trials} --seed {options.seed}")
                    print(f"  {time.monotonic() - start:.0f} s; wrong: {len(found.wrong)}")
                    for what, number in sorted(found.seen.items()):
                        print(f"  {what}: {number}")
                    for text in found.wrong[:20]:
                        print(f"  WRONG {text}")
    sys.exit(1 if wrong else 0)


@contextmanager
def _server(store: str) -> Iterator[OwnServer | None]:
    found = programs()
    if store == "sqlite":
        yield None
    elif found is None:
        sys.exit("no PostgreSQL server is installed (Debian: postgresql)")
    else:
        with own_server(found) as started:
            yield started


if __name__ == "__main__":
    main()
