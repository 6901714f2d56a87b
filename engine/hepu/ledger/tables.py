"""The tables of a ledger, and the triggers by which a database keeps them from being changed by those who may write.

Who may write the file itself, or owns the tables, can take the triggers away: that is found out by the chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BLOB", "CHECKPOINT", "ENTRY", "FORM", "GUARDS", "TABLES", "VERSION", "NoBytesError"]

VERSION = 1


class NoBytesError(ValueError):
    """Your ledger holds something else where bytes should stand."""


class _Bytes(sa.TypeDecorator[bytes]):
    """Bytes that are bytes: SQLite holds anything in any column, and a number would be read as that many noughts."""

    impl = sa.LargeBinary
    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], bytes]:
        """Give what reads a column."""
        del dialect, coltype
        return _read


def _read(value: object) -> bytes:
    if not isinstance(value, bytes | memoryview):
        raise NoBytesError
    return bytes(value)


TABLES = sa.MetaData()
_WHOLE = "length({column}) = 32"

# Which version of these tables a ledger has, in its one row.
FORM = sa.Table("hepu_ledger", TABLES, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))
ENTRY = sa.Table(
    "hepu_entry",
    TABLES,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("previous", _Bytes, nullable=False, unique=True),
    sa.Column("body", _Bytes, nullable=False),
    sa.Column("digest", _Bytes, nullable=False, unique=True),
    sa.CheckConstraint(_WHOLE.format(column="previous")),
    sa.CheckConstraint(_WHOLE.format(column="digest")),
)
BLOB = sa.Table(
    "hepu_blob",
    TABLES,
    sa.Column("digest", _Bytes, primary_key=True),
    sa.Column("packed", _Bytes, nullable=False),
    sa.CheckConstraint(_WHOLE.format(column="digest")),
)
CHECKPOINT = sa.Table(
    "hepu_checkpoint",
    TABLES,
    sa.Column("digest", _Bytes, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("envelope", _Bytes, nullable=False),
    sa.CheckConstraint(_WHOLE.format(column="digest")),
)
_ALL = tuple(table.name for table in TABLES.sorted_tables)
_BY_DIGEST = (BLOB.name, CHECKPOINT.name)


def _refused(table: str, verb: str, where: str = "", what: str = "append-only") -> str:
    """Give the trigger by which SQLite refuses a verb at a table."""
    told = f"SELECT raise(ABORT, 'hepu: {what}') {where}".strip()  # names of our own
    return f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN {told}; END"


# SQLite's INSERT OR REPLACE deletes a row without asking the triggers on DELETE, so what is there already is refused
# before anything is inserted.
_SQLITE = (
    *(_refused(table, verb) for table in _ALL for verb in ("UPDATE", "DELETE")),
    *(
        _refused(table, "INSERT", f"WHERE EXISTS (SELECT 1 FROM {table} WHERE digest IS NEW.digest)")  # noqa: S608
        for table in _BY_DIGEST
    ),
    _refused(FORM.name, "INSERT", f"WHERE EXISTS (SELECT 1 FROM {FORM.name})"),  # noqa: S608
    _refused(
        ENTRY.name,
        "INSERT",
        f"WHERE NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM {ENTRY.name}) OR NEW.previous IS NOT "  # noqa: S608
        f"coalesce((SELECT digest FROM {ENTRY.name} ORDER BY sequence DESC LIMIT 1), zeroblob(32))",
        "not the next entry",
    ),
)
# The table is named with its schema, and operators are those of the server: a writer's own would otherwise be asked.
_POSTGRESQL = (
    """CREATE FUNCTION hepu_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'hepu: append-only'; END $$""",
    """CREATE FUNCTION hepu_next() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
    $$ DECLARE last record; BEGIN
    EXECUTE pg_catalog.format('SELECT sequence, digest FROM %I.%I ORDER BY sequence DESC LIMIT 1',
        TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO last;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1
        OR NEW.previous <> coalesce(last.digest, pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex'))
    THEN RAISE EXCEPTION 'hepu: not the next entry'; END IF;
    RETURN NEW; END $$""",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hepu_refuse()"
        for table in _ALL
    ),
    f"CREATE TRIGGER {ENTRY.name}_insert BEFORE INSERT ON {ENTRY.name} FOR EACH ROW EXECUTE FUNCTION hepu_next()",
)
GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
