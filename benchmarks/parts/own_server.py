"""A PostgreSQL server of a campaign's own, which writes through to the disk and may be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class OwnServer:
    """A server with its data in one folder and its socket in another; nothing listens on the network."""

    def __init__(self, programs: Path, data: Path, socket: Path) -> None:
        self.programs, self.data, self.socket = programs, data, socket
        self.made = 0
        self.as_user: tuple[str, ...] = ()
        if os.geteuid() == 0:
            self.as_user = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--")

    def fresh(self) -> str:
        """Make a database without a ledger and give the name under which one is opened there."""
        self.made += 1
        self.call("createdb", "-h", str(self.socket), "-U", "tester", f"ledger{self.made}")
        return f"postgresql://tester@/ledger{self.made}?unix_sock={self.socket}/.s.PGSQL.5432"

    def call(self, program: str, *words: str, check: bool = True) -> None:
        """Run one of its programs."""
        with (self.socket / "said").open("ab") as told:
            command = [*self.as_user, str(self.programs / program), *words]
            done = subprocess.run(command, check=False, stdout=told, stderr=told, cwd="/")
        if check and done.returncode:
            raise RuntimeError(f"{program}: {(self.socket / 'said').read_text('utf-8')[-2000:]}")

    def drop(self, place: str) -> None:
        """Let a database go, that the next has its room."""
        name = place.partition("@/")[2].partition("?")[0]
        self.call("dropdb", "-h", str(self.socket), "-U", "tester", name)

    def make(self) -> None:
        """Make an empty database."""
        self.call("initdb", "-D", str(self.data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--wal-segsize=1")

    def start(self, *, patience: int = 60) -> None:
        """Start it; it writes through to the disk, which is what is tried."""
        options = f"-k {self.socket} -c listen_addresses='' -c max_wal_size=8MB -c min_wal_size=2MB"
        self.call(
            "pg_ctl", "-D", str(self.data), "-w", "-t", str(patience), "-o", options,
            "-l", str(self.socket / "log"), "start",
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it, if it runs."""
        self.call("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop", check=False)

    def pids(self) -> list[int]:
        """Give the first process of the server, if it runs, and then all others."""
        try:
            first = int((self.data / "postmaster.pid").read_text("utf-8").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return []
        others = Path(f"/proc/{first}/task/{first}/children")
        return [first, *map(int, others.read_text("utf-8").split())] if others.exists() else []

    def backends(self) -> list[int]:
        """Give the processes that serve a client."""
        found = []
        for pid in self.pids()[1:]:
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"postgres: tester" in words:
                found.append(pid)
        return found

    def again(self) -> None:
        """Have it running again: it mends itself where a process of it was lost, and is started where none is left."""
        for _ in range(600):
            if not self.pids():
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                self.start()
            words = ["-h", str(self.socket), "-U", "tester", "-d", "postgres", "-q"]
            if subprocess.run([str(self.programs / "pg_isready"), *words], check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError((self.socket / "log").read_text("utf-8", "replace")[-2000:])

    def kill(self) -> None:
        """Kill every process of the server at once."""
        pids = self.pids()
        for pid in pids:
            _kill(pid)
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.01)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def own_server(programs: Path, data: Path | None = None) -> Iterator[OwnServer]:
    """Make and start a server, with its data where one says, and let nothing of it stay."""
    folder = Path(tempfile.mkdtemp(prefix="hepu-pg-"))
    server = OwnServer(programs, data or folder / "data", folder)
    if server.as_user:
        shutil.chown(folder, "nobody")
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
