"""Where a ledger is kept: an SQLite file or a PostgreSQL database, how it is reached and what its faults are."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa

from hepu.errors import Fault, InputError, Location, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["engine_of", "file_of", "keeps_from_writing", "shown", "told"]

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_WAIT = 30.0
# What the databases call what has a message of its own here: SQLite's names of results, PostgreSQL's SQLSTATE.
_CODES: Mapping[str, str] = {
    "SQLITE_FULL": "ledger_full",
    "SQLITE_IOERR_SHMSIZE": "ledger_full",  # the index of its log finds no room, even to be read
    "SQLITE_BUSY": "ledger_busy",
    "SQLITE_READONLY": "ledger_readonly",
    "SQLITE_CORRUPT": "ledger_damaged",
    "SQLITE_NOTADB": "ledger_damaged",
    "53100": "ledger_full",
    "55P03": "ledger_busy",
    "42501": "ledger_readonly",
    "25006": "ledger_readonly",
}


# A connection that is lost is told once, by us: SQLAlchemy would write down besides that it could not be closed.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())


def shown(named: str) -> str:
    """Give a ledger's name without the password in it.

    Raises:
        InputError: where it is none of a place for a ledger.

    """
    # A password may stand among what follows the question mark too.
    return _url(named).set(query={}).render_as_string(hide_password=True) if "://" in named else named


def engine_of(named: str) -> sa.Engine:
    """Give the engine that reaches a ledger: a path, ``sqlite:///path`` or ``postgresql://user@host/database``.

    Each piece of work has a connection of its own: an open ledger may be carried into other processes.

    Raises:
        InputError: where the name is none of a place for a ledger, or the driver for it is not installed.

    """
    url = _url(named)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+pg8000")
    if url.drivername not in {"sqlite", "postgresql+pg8000"} or not url.database:
        raise InputError([Fault("ledger_kind", Location(shown(named)))])
    if url.drivername == "sqlite":
        path = url.database
        engine = sa.create_engine("sqlite://", creator=lambda: _connect(path), poolclass=sa.NullPool)
        sa.event.listen(engine, "begin", _begin)
        return engine
    try:
        return sa.create_engine(url, poolclass=sa.NullPool)
    except ModuleNotFoundError:
        raise InputError([Fault("ledger_driver", Location(shown(named)))]) from None


def file_of(named: str) -> Path | None:
    """Give the file of a ledger, or nothing for one in PostgreSQL."""
    url = _url(named)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def keeps_from_writing(path: Path) -> bool:
    """Say whether a file, or the folder beside it where SQLite writes too, is kept from writing."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) and path.stat().st_mode & _WRITABLE)


def told(error: sa.exc.SQLAlchemyError | OSError, name: str, *, writing: bool) -> InputError | OutputError:
    """Say what went wrong at a ledger of some name, in words of our own where there are any."""
    cause = getattr(error, "orig", None) or error
    code, found = _said(cause)
    if code is None and writing:
        # Where the line breaks while the last word is said, nobody here knows whether it was heard.
        broken = isinstance(error, OSError) or (isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated)
        code = "ledger_uncertain" if broken else "ledger_unwritable"
    kind = OutputError if writing else InputError
    return kind([Fault(code or "ledger_unreadable", Location(name), {"found": found})])


def _said(cause: BaseException) -> tuple[str | None, str]:
    """Give our code for what a driver says, where there is one, and its own words in one line."""
    match cause:
        case sqlite3.Error():
            name, words = str(getattr(cause, "sqlite_errorname", "")), str(cause)
            # A name such as SQLITE_BUSY_SNAPSHOT tells more than the first two words of it need.
            name = name if name in _CODES else "_".join(name.split("_")[:2])
        case BaseException(args=[dict() as said, *_]):
            name, words = str(said.get("C", "")), str(said.get("M", ""))
        case BaseException() if (before := _of_server(cause)) is not None:
            # What the server said is followed by the end of the line, which is what the driver tells.
            return _said(before)
        case _:
            name, words = "", str(cause)
    return _CODES.get(name), " ".join(words.split())[:200]


def _of_server(cause: BaseException) -> BaseException | None:
    """Give what the server said before what the driver met since, perhaps while it hung up."""
    before = cause.__context__
    while before is not None and not (before.args and isinstance(before.args[0], dict)):
        before = before.__context__
    return before


def _url(named: str) -> sa.URL:
    try:
        return sa.make_url(named) if "://" in named else sa.URL.create("sqlite", database=named)
    except (sa.exc.ArgumentError, ValueError):
        # What cannot be taken apart cannot be shown without its password.
        raise InputError([Fault("ledger_kind", Location(named.partition("://")[0] + "://"))]) from None


def _connect(path: str) -> sqlite3.Connection:
    """Connect to a file; one that is kept from writing is only read, without what SQLite would write beside it."""
    file = Path(path)
    if not file.exists() or not keeps_from_writing(file):
        return _opened(path, "mode=rw")
    log = Path(f"{path}-wal")
    if not (log.exists() and log.stat().st_size):
        return _opened(path, "immutable=1")
    # Without the log the file would be read as it was before the last entries.
    connection = _opened(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise InputError([Fault("ledger_log", Location(path), {"found": log.name})]) from None
    return connection


def _opened(path: str, how: str) -> sqlite3.Connection:
    # The driver begins no transactions of its own; ours begin as readers or writers, see _begin.
    connection = sqlite3.connect(
        f"file:{quote(path)}?{how}", uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False
    )
    for pragma in ("synchronous=FULL", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: sa.Connection) -> None:
    """Begin as a writer at once where it will write: two who both read first would refuse one another."""
    if connection.get_execution_options().get("hepu_writing"):
        held: Any = connection.connection.driver_connection
        held.execute("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
