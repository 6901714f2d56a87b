"""Where a ledger is kept: SQLite in a file, or PostgreSQL by URL, by the same statements through SQLAlchemy Core.

Triggers keep entries and blobs from being changed or removed by those who may write; who may write the file itself is
found out by the chain and its checkpoints. A blob is stored under the sha256 of what it holds.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.ledger.chain import GENESIS, Entry, Head, chained
from hepu.ledger.entries import Opened, body_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.ledger.entries import Body

__all__ = ["Ledger", "create_ledger", "open_ledger"]

MAX_BLOB = 100_000_000
_TABLES = sa.MetaData()
_ENTRY = sa.Table(
    "hepu_entry",
    _TABLES,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("previous", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
)
_BLOB = sa.Table(
    "hepu_blob",
    _TABLES,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)
_CHECKPOINT = sa.Table(
    "hepu_checkpoint",
    _TABLES,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
)
_KEPT = ("hepu_entry", "hepu_blob", "hepu_checkpoint")
_NO_CHANGE = {
    "sqlite": tuple(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT raise(ABORT, 'hepu: append-only'); END"
        for table in _KEPT
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        """CREATE FUNCTION hepu_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'hepu: append-only'; END $$""",
        *(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION hepu_refuse()"
            for table in _KEPT
        ),
    ),
}


@dataclass(frozen=True)
class Ledger:
    """An open ledger; ``name`` is how it was named, without a password."""

    engine: sa.Engine
    name: str

    def head(self) -> Head:
        """Give the state of the ledger now."""
        with self._work() as connection:
            return _head(connection)

    def append(self, bodies: Sequence[Body], blobs: Sequence[bytes] = ()) -> tuple[Entry, ...]:
        """Add entries, and what they speak of, in one transaction; when this returns, all of it is on the disk.

        Raises:
            OutputError: where it could not be written; nothing was added then.

        """
        added: list[Entry] = []
        with self._work(writing=True) as connection:
            for blob in blobs:
                _keep(connection, blob)
            before = _head(connection)
            for body in bodies:
                entry = chained(before, body_bytes(body))
                connection.execute(
                    _ENTRY.insert().values(
                        sequence=entry.sequence, previous=entry.previous, body=entry.body, digest=entry.digest
                    )
                )
                added.append(entry)
                before = entry.head
        return tuple(added)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Give the entries behind a number, in their order."""
        wanted = sa.select(_ENTRY).where(_ENTRY.c.sequence > after).order_by(_ENTRY.c.sequence)
        with self._work() as connection:
            for row in connection.execute(wanted):
                yield Entry(row.sequence, bytes(row.previous), bytes(row.body), bytes(row.digest))

    def blob(self, digest: str) -> bytes | None:
        """Give what is stored under a sha256, or nothing; what does not have that digest is not given.

        Raises:
            InputError: where what is stored is not what its digest says.

        """
        with self._work() as connection:
            row = connection.execute(sa.select(_BLOB).where(_BLOB.c.digest == bytes.fromhex(digest))).first()
        if row is None:
            return None
        try:
            reader = zlib.decompressobj()
            content = reader.decompress(bytes(row.packed), MAX_BLOB)
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise InputError([Fault("ledger_blob_altered", Location(self.name), {"found": digest[:12]})])
        return content

    def checkpoints(self) -> tuple[bytes, ...]:
        """Give the envelopes of the signed checkpoints that were kept, in the order of their numbers."""
        with self._work() as connection:
            rows = connection.execute(
                sa.select(_CHECKPOINT).order_by(_CHECKPOINT.c.sequence, _CHECKPOINT.c.digest)
            ).all()
        return tuple(bytes(row.envelope) for row in rows)

    def keep_checkpoint(self, sequence: int, envelope: bytes) -> None:
        """Keep a signed checkpoint beside the entries; one that is kept already stays as it is."""
        digest = hashlib.sha256(envelope).digest()
        with self._work(writing=True) as connection:
            known = sa.select(_CHECKPOINT.c.sequence).where(_CHECKPOINT.c.digest == digest)
            if connection.execute(known).first() is None:
                connection.execute(_CHECKPOINT.insert().values(digest=digest, sequence=sequence, envelope=envelope))

    @contextmanager
    def _work(self, *, writing: bool = False) -> Iterator[sa.Connection]:
        """Work in one transaction; writers come one after the other."""
        try:
            with self.engine.connect() as connection:
                if writing:
                    connection.execution_options(hepu_writing=True)
                with connection.begin():
                    if writing and self.engine.dialect.name == "postgresql":
                        connection.execute(sa.text("LOCK TABLE hepu_entry IN SHARE ROW EXCLUSIVE MODE"))
                    yield connection
        except sa.exc.SQLAlchemyError as error:
            raise _told(error, self.name, writing=writing) from None


def _told(error: sa.exc.SQLAlchemyError, name: str, *, writing: bool) -> InputError | OutputError:
    cause = getattr(error, "orig", None) or error
    context = {"found": " ".join(str(cause).split())[:200]}
    kind = OutputError if writing else InputError
    return kind([Fault("ledger_unwritable" if writing else "ledger_unreadable", Location(name), context)])


def _head(connection: sa.Connection) -> Head:
    last = connection.execute(
        sa.select(_ENTRY.c.sequence, _ENTRY.c.digest).order_by(_ENTRY.c.sequence.desc()).limit(1)
    ).first()
    return GENESIS if last is None else Head(last.sequence, bytes(last.digest))


def _keep(connection: sa.Connection, blob: bytes) -> None:
    digest = hashlib.sha256(blob).digest()
    if connection.execute(sa.select(_BLOB.c.digest).where(_BLOB.c.digest == digest)).first() is None:
        connection.execute(_BLOB.insert().values(digest=digest, packed=zlib.compress(blob, 6)))


def create_ledger(named: str, ledger: str, at: str, *, by: str = "", key: str = "") -> Ledger:
    """Make a new ledger where there is none, and enter whose it is and which key will sign its checkpoints.

    Raises:
        InputError: where there is one already, or the name is none of a place for a ledger.
        OutputError: where it cannot be made.

    """
    made = Ledger(_engine(named), _shown(named))
    if sa.inspect(made.engine).has_table(_ENTRY.name):
        raise InputError([Fault("ledger_exists", Location(made.name))])
    with made._work(writing=True) as connection:  # noqa: SLF001  # the maker of a ledger is no outsider
        _TABLES.create_all(connection)
        for statement in _NO_CHANGE[made.engine.dialect.name]:
            connection.execute(sa.text(statement))
    made.append([Opened(at=at, by=by, ledger=ledger, key=key)])
    return made


def open_ledger(named: str) -> Ledger:
    """Open a ledger: a path, ``sqlite:///path`` or ``postgresql://user@host/database``.

    Raises:
        InputError: where there is none.

    """
    found = Ledger(_engine(named), _shown(named))
    path = found.engine.url.database if found.engine.dialect.name == "sqlite" else None
    if path is not None and not Path(path).is_file():
        raise InputError([Fault("ledger_missing", Location(found.name))])
    try:
        if not sa.inspect(found.engine).has_table(_ENTRY.name):
            raise InputError([Fault("ledger_missing", Location(found.name))])
    except sa.exc.SQLAlchemyError as error:
        raise _told(error, found.name, writing=False) from None
    return found


def _engine(named: str) -> sa.Engine:
    url = sa.make_url(named if "://" in named else f"sqlite:///{named}")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+pg8000")
    if url.get_backend_name() not in _NO_CHANGE:
        raise InputError([Fault("ledger_kind", Location(_shown(named)))])
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Have SQLite write through to the disk; the driver's own transactions are turned off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Begin as a writer at once where it will write: two who both read first would refuse one another."""
    writing = connection.get_execution_options().get("hepu_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _shown(named: str) -> str:
    """Give a ledger's name without the password in it."""
    return sa.make_url(named).render_as_string(hide_password=True) if "://" in named else named
