"""A PostgreSQL server for the tests, from Debian's package: started where it is wanted, and gone when they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Server", "programs", "running"]

_DEBIAN = Path("/usr/lib/postgresql")


class Server:
    """A running server, reached through a socket in a folder of its own; nothing listens on the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0

    def url(self, database: str = "postgres", user: str = "tester") -> str:
        """Give the name under which a ledger is opened."""
        return f"postgresql://{user}@/{database}?unix_sock={self.folder}/.s.PGSQL.5432"

    def place(self) -> str:
        """Name a place where there is no ledger yet: a user with an empty schema, made faster than a database."""
        self.made += 1
        user = f"owner_{self.made}"
        self.run(f"CREATE ROLE {user} LOGIN", f"CREATE SCHEMA AUTHORIZATION {user}")
        return self.url(user=user)

    def run(self, *statements: str, user: str = "tester", database: str = "postgres") -> list[list[object]]:
        """Run statements, each by itself, and give what the last one returns."""
        import pg8000.native

        connection = pg8000.native.Connection(user, database=database, unix_sock=f"{self.folder}/.s.PGSQL.5432")
        try:
            found = None
            for statement in statements:
                found = connection.run(statement)
        finally:
            connection.close()
        return list(found or ())


def programs() -> Path | None:
    """Give the folder of the server's programs, the newest where there are several."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    return folders[-1].parent if folders else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """Start a server in a new folder and stop it in the end; root has it run by another user, as it must be.

    A durable one writes through to the disk, as servers do; in tests nobody pulls the plug.
    """
    found = programs()
    assert found is not None
    # The path of a socket has a limit of about a hundred characters, so not in pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="hepu-pg-"))
    as_user: tuple[str, ...] = ()
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        as_user = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--")
    data = folder / "data"
    quick = "" if durable else "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"

    said = folder / "said"

    def call(program: str, *words: str) -> None:
        with said.open("ab") as told:  # not through a pipe, which the server would hold open
            done = subprocess.run(
                [*as_user, str(found / program), *words], check=False, stdout=told, stderr=told, cwd="/"
            )
        if done.returncode:
            raise RuntimeError(f"{program}: {said.read_text('utf-8')[-2000:]}")

    try:
        call("initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        call(
            "pg_ctl", "-D", str(data), "-w", "-o", f"-k {folder} -c listen_addresses='' {quick}", "-l",
            str(data / "log"), "start",
        )  # fmt: skip
        with _watched(found / "pg_ctl", data, as_user):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _watched(control: Path, data: Path, as_user: tuple[str, ...]) -> Iterator[None]:
    """Have the server stopped in the end by a process of its own, which sees this one end in whatever way it does."""
    watch = 'read -r _; "$@" -D "$0" -m immediate -w stop; rm -rf "${0%/data}"'
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", watch, str(data), *as_user, str(control)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
    )  # fmt: skip
    try:
        yield
    finally:
        watcher.communicate()
