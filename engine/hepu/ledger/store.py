"""The store of a ledger: entries, blobs and checkpoints, appended and read by the same statements in either database.

A blob is stored under the sha256 of what it holds.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import ValidationError

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.ledger.chain import GENESIS, Entry, Head, broken_at, chained
from hepu.ledger.checkpoints import read_checkpoint
from hepu.ledger.entries import Opened, body_bytes
from hepu.ledger.places import engine_of, file_of, keeps_from_writing, shown, told
from hepu.ledger.reading import MAX_BLOB, title_of, whole_contents
from hepu.ledger.rows import enter, is_plain, keep, last_head, numbered, unpacked, vouch
from hepu.ledger.tables import BLOB, CHECKPOINT, ENTRY, FORM, GUARDS, TABLES, VERSION, NoBytesError
from hepu.record.model import CheckpointRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hepu.ledger.entries import Body
    from hepu.ledger.reading import Reading

__all__ = ["Ledger", "create_ledger", "open_ledger", "restore_ledger"]

_AT_ONCE = 500
_CONTENTS_AT_ONCE = 20
# The name under which writers to a ledger in PostgreSQL wait for one another; any number does, if all take the same.
_WRITERS = 0x48657075


@dataclass(frozen=True)
class Ledger:
    """An open ledger; ``name`` is how it was named, without a password. It may be sent to another process."""

    engine: sa.Engine = field(repr=False)
    name: str
    _named: str = field(repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel by name: the other process reaches the ledger by itself."""
        return open_ledger, (self._named,)

    @cached_property
    def title(self) -> str:
        """The name that its first entry gives the ledger.

        Raises:
            InputError: where it has no such entry.

        """
        return title_of(self.entries(), self.name)

    def head(self) -> Head:
        """Give the state of the ledger now."""
        with self._work() as connection:
            return last_head(connection, self.name)

    def state(self) -> CheckpointRecord:
        """Give the state of the ledger now, as a record tells it of the time before an advisory."""
        head = self.head()
        return CheckpointRecord(ledger=self.title, sequence=head.sequence, digest=head.digest.hex())

    def append(self, bodies: Sequence[Body], blobs: Sequence[bytes] = ()) -> tuple[Entry, ...]:
        """Add entries, and what they speak of, in one transaction; when this returns, all of it is on the disk.

        Raises:
            OutputError: where it could not be written; nothing was added then.

        """
        if any(len(blob) > MAX_BLOB for blob in blobs):
            raise OutputError([Fault("ledger_blob_large", Location(self.name), {"expected": str(MAX_BLOB)})])
        added: list[Entry] = []
        with self._work(writing=True) as connection:
            for blob in blobs:
                keep(connection, blob)
            before = last_head(connection, self.name)
            for body in bodies:
                entry = chained(before, body_bytes(body))
                enter(connection, entry)
                added.append(entry)
                before = entry.head
        return tuple(added)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Give the entries behind a number, in their order."""
        more = True
        while more:
            # A piece at a time: whoever reads on slowly, or stops, keeps no transaction open.
            wanted = sa.select(ENTRY).where(ENTRY.c.sequence > after).order_by(ENTRY.c.sequence).limit(_AT_ONCE)
            with self._work() as connection:
                rows = connection.execute(wanted).all()
            for row in rows:
                yield Entry(numbered(row.sequence, self.name), row.previous, row.body, row.digest)
            more = len(rows) == _AT_ONCE
            after = rows[-1].sequence if rows else after

    def blob(self, digest: str) -> bytes | None:
        """Give what is stored under a sha256, or nothing; what does not have that digest is not given.

        Raises:
            InputError: where what is stored is not what its digest says.

        """
        with self._work() as connection:
            row = connection.execute(sa.select(BLOB.c.packed).where(BLOB.c.digest == bytes.fromhex(digest))).first()
        if row is None:
            return None
        content = unpacked(digest, row.packed)
        if content is None:
            raise InputError([Fault("ledger_blob_altered", Location(self.name), {"found": digest[:12]})])
        return content

    def blobs(self) -> tuple[str, ...]:
        """Give the digests under which something is stored, in their order."""
        with self._work() as connection:
            found = connection.execute(sa.select(BLOB.c.digest)).scalars().all()
        return tuple(sorted(digest.hex() for digest in found))

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        """Give all that is stored with its digest, in their order; nothing for what is not what its digest says."""
        last, more = b"", True
        while more:
            wanted = sa.select(BLOB).where(BLOB.c.digest > last).order_by(BLOB.c.digest).limit(_CONTENTS_AT_ONCE)
            with self._work() as connection:
                rows = connection.execute(wanted).all()
            for row in rows:
                last = row.digest
                yield last.hex(), unpacked(last.hex(), row.packed)
            more = len(rows) == _CONTENTS_AT_ONCE

    def checkpoints(self) -> tuple[bytes, ...]:
        """Give the envelopes of the signed checkpoints that were kept, in the order of their numbers."""
        wanted = sa.select(CHECKPOINT.c.envelope).order_by(CHECKPOINT.c.sequence, CHECKPOINT.c.digest)
        with self._work() as connection:
            return tuple(connection.execute(wanted).scalars())

    def keep_checkpoint(self, sequence: int, envelope: bytes) -> None:
        """Keep a signed checkpoint beside the entries; one that is kept already stays as it is."""
        with self._work(writing=True) as connection:
            vouch(connection, sequence, envelope)

    @contextmanager
    def _work(self, *, writing: bool = False) -> Iterator[sa.Connection]:
        """Work in one transaction; writers come one after the other."""
        path = file_of(self._named)
        if writing and path is not None and path.exists() and keeps_from_writing(path):
            raise OutputError([Fault("ledger_readonly", Location(self.name))])
        try:
            with self.engine.connect() as connection:
                connection.execution_options(hepu_writing=writing)
                with connection.begin():
                    if writing and self.engine.dialect.name == "postgresql":
                        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS)))
                    yield connection
        except (sa.exc.SQLAlchemyError, OSError) as error:
            if isinstance(error, OutputError):
                raise
            # A socket that breaks is not told by the driver in its own words.
            raise told(error, self.name, writing=writing) from None
        except UnicodeDecodeError:
            # SQLite quotes a damaged name in its message, and the driver cannot read that.
            raise InputError([Fault("ledger_damaged", Location(self.name), {"found": "UTF-8"})]) from None
        except NoBytesError:
            raise InputError([Fault("ledger_entry_form", Location(self.name))]) from None


def create_ledger(named: str, ledger: str, at: str, *, by: str = "", key: str = "") -> Ledger:
    """Make a new ledger where there is none, and enter whose it is and which key will sign its checkpoints.

    Raises:
        InputError: where there is one already, a name is empty or too long, or the place is none for a ledger.
        OutputError: where it cannot be made.

    """
    try:
        body = body_bytes(Opened(at=at, by=by, ledger=ledger, key=key))
    except (ValidationError, ValueError):
        body = b""
    if not (body and ledger.strip()):
        raise InputError([Fault("ledger_title", Location("--name"))])
    return _made(named, [chained(GENESIS, body)])


def restore_ledger(named: str, source: Reading) -> Ledger:
    """Make a ledger where there is none that goes on where another, or a copy, ends; all or nothing.

    Raises:
        InputError: as ``create_ledger``, and where the entries do not follow from one another or cannot be read.
        OutputError: where it cannot be made.

    """
    broken = broken_at(source.entries())
    if broken is not None or source.head().sequence == 0:
        raise InputError([Fault("ledger_broken", Location(source.name), {"found": str(broken or 1)})])
    signed = [(read_checkpoint(item, source.name).checkpoint.head.sequence, item) for item in source.checkpoints()]
    return _made(named, source.entries(), (content for _, content in whole_contents(source)), signed)


def _made(
    named: str,
    entries: Iterable[Entry],
    blobs: Iterable[bytes] = (),
    checkpoints: Iterable[tuple[int, bytes]] = (),
) -> Ledger:
    """Make the tables with what they hold from the beginning, in one transaction."""
    made = Ledger(engine_of(named), shown(named), named)
    with _claimed(made, file_of(named)), made._work(writing=True) as connection:  # noqa: SLF001  # its maker is no outsider
        TABLES.create_all(connection)
        for statement in GUARDS[made.engine.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.execute(FORM.insert().values(version=VERSION))
        for entry in entries:
            enter(connection, entry)
        for blob in blobs:
            keep(connection, blob)
        for sequence, envelope in checkpoints:
            vouch(connection, sequence, envelope)
    return open_ledger(named)


@contextmanager
def _claimed(made: Ledger, path: Path | None) -> Iterator[None]:
    """Take a place where there is no ledger; what was begun there is taken away again if it is not finished."""
    if path is None:
        if _found(made):
            raise InputError([Fault("ledger_exists", Location(made.name))])
        yield
        return
    try:
        # Of two who make one at the same place, one alone; it holds records, so its owner alone may read it, and what
        # SQLite makes beside it.
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise InputError([Fault("ledger_exists", Location(made.name))]) from None
    except OSError as error:
        context = {"found": str(error.strerror)}
        raise OutputError([Fault("ledger_unwritable", Location(made.name), context)]) from None
    try:
        yield
    except BaseException:
        for part in ("", "-wal", "-shm"):
            Path(f"{path}{part}").unlink(missing_ok=True)
        raise


def open_ledger(named: str) -> Ledger:
    """Open a ledger: a path, ``sqlite:///path`` or ``postgresql://user@host/database``.

    Raises:
        InputError: where there is none, or one of a later version than is known here.

    """
    found = Ledger(engine_of(named), shown(named), named)
    path = file_of(named)
    if (path is not None and not path.is_file()) or not _found(found):
        raise InputError([Fault("ledger_missing", Location(found.name))])
    return found


def _found(ledger: Ledger) -> bool:
    """Say whether a ledger is there; one that this version cannot read is refused."""
    with ledger._work() as connection:  # noqa: SLF001  # opening is no outsider either
        if not sa.inspect(connection).has_table(FORM.name):
            return False
        if ledger.engine.dialect.name == "sqlite" and not is_plain(connection):
            raise InputError([Fault("ledger_computed", Location(ledger.name))])
        version = connection.execute(sa.select(FORM.c.version)).scalar()
    if version != VERSION:
        context = {"found": str(version), "expected": str(VERSION)}
        raise InputError([Fault("ledger_version", Location(ledger.name), context)])
    return True
