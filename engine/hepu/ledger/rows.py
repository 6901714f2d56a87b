"""The rows of a ledger: each of its three kinds as it is written and read inside a transaction."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hepu.errors import Fault, InputError, Location
from hepu.ledger.chain import GENESIS, Head
from hepu.ledger.reading import MAX_BLOB
from hepu.ledger.tables import BLOB, CHECKPOINT, ENTRY, TABLES

if TYPE_CHECKING:
    from hepu.ledger.chain import Entry

__all__ = ["enter", "is_plain", "keep", "last_head", "numbered", "unpacked", "vouch"]

_LAST = 2**53


def is_plain(connection: sa.Connection) -> bool:
    """Say whether an SQLite file holds the tables themselves: what computes their rows could do so without end."""
    kept = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    held = {name: str(sql) for name, sql in kept if name in TABLES.tables}
    computed = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden <> 0"
    return (
        len(held) == len(TABLES.tables)
        and all(sql.upper().startswith("CREATE TABLE ") for sql in held.values())
        and not any(connection.exec_driver_sql(computed, (name,)).scalar_one() for name in held)
    )


def last_head(connection: sa.Connection, name: str) -> Head:
    """Give the state that the last entry makes."""
    last = connection.execute(
        sa.select(ENTRY.c.sequence, ENTRY.c.digest).order_by(ENTRY.c.sequence.desc()).limit(1)
    ).first()
    return GENESIS if last is None else Head(numbered(last.sequence, name), last.digest)


def numbered(value: object, name: str) -> int:
    """Take the number of an entry as it stands in a row.

    Raises:
        InputError: where it is none.

    """
    if not isinstance(value, int) or not 0 < value < _LAST:
        raise InputError([Fault("ledger_entry_form", Location(name))])
    return value


def enter(connection: sa.Connection, entry: Entry) -> None:
    """Add an entry."""
    row = {"sequence": entry.sequence, "previous": entry.previous, "body": entry.body, "digest": entry.digest}
    connection.execute(ENTRY.insert().values(row))


def keep(connection: sa.Connection, blob: bytes) -> None:
    """Store a content under its digest, once."""
    digest = hashlib.sha256(blob).digest()
    if connection.execute(sa.select(BLOB.c.digest).where(BLOB.c.digest == digest)).first() is None:
        connection.execute(BLOB.insert().values(digest=digest, packed=zlib.compress(blob, 6)))


def unpacked(digest: str, packed: bytes) -> bytes | None:
    """Give a stored content, or nothing where it is not what its digest says."""
    try:
        content = zlib.decompressobj().decompress(packed, MAX_BLOB)
    except zlib.error:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def vouch(connection: sa.Connection, sequence: int, envelope: bytes) -> None:
    """Keep a signed checkpoint, once."""
    digest = hashlib.sha256(envelope).digest()
    if connection.execute(sa.select(CHECKPOINT.c.sequence).where(CHECKPOINT.c.digest == digest)).first() is None:
        connection.execute(CHECKPOINT.insert().values(digest=digest, sequence=sequence, envelope=envelope))
