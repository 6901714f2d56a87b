"""The store of the ledger: what was appended is there, stays, and follows one upon the other, in both databases."""

from __future__ import annotations

import multiprocessing
import pickle
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from hepu.errors import HepuError, InputError, OutputError
from hepu.ledger import places
from hepu.ledger.chain import GENESIS, broken_at
from hepu.ledger.entries import read_body
from hepu.ledger.store import Ledger, create_ledger, open_ledger
from ledger_sample import AT, TITLE, chain, decided, issued, opened

if TYPE_CHECKING:
    from postgresql import Server

FORBIDDEN = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table}",
    "TRUNCATE {table}",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({column}) DO UPDATE SET {column} = excluded.{column}",
)
TABLES = {"hepu_entry": "sequence", "hepu_blob": "digest", "hepu_checkpoint": "digest", "hepu_ledger": "version"}


@pytest.fixture
def ledger(ledger_place: str) -> Ledger:
    """Give a new ledger with an advisory, a decision on it, a blob and a kept checkpoint."""
    made = create_ledger(ledger_place, TITLE, AT, by="自治区教育厅")
    made.append([issued(1), decided(1)], [b"a record"])
    made.keep_checkpoint(3, b"an envelope")
    return made


def dump(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    """Give all that the tables hold, read beside the library."""
    with ledger.engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1"))]  # noqa: S608
            for table in TABLES
        ]


def test_entries_come_back_as_they_were_appended(ledger: Ledger) -> None:
    entries = list(open_ledger(ledger._named).entries())

    assert entries == chain([opened(), issued(1), decided(1)])
    assert [read_body(entry.body, "").kind for entry in entries] == ["opened", "issued", "decided"]
    assert ledger.head() == entries[-1].head


def test_the_state_of_a_ledger_is_told_as_a_record_tells_it(ledger: Ledger) -> None:
    state = ledger.state()

    assert (state.ledger, state.sequence, state.digest) == (TITLE, 3, ledger.head().digest.hex())


def test_what_is_stored_comes_back_by_its_digest(ledger: Ledger) -> None:
    ledger.append([], [b"a record", b"another"])

    assert len(ledger.blobs()) == 2
    assert {ledger.blob(digest) for digest in ledger.blobs()} == {b"a record", b"another"}
    assert ledger.blob("0" * 64) is None


def test_entries_are_read_in_pieces_without_a_gap(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.ledger.store._AT_ONCE", 2)
    ledger.append([decided(number) for number in range(2, 6)])

    assert [entry.sequence for entry in ledger.entries()] == [1, 2, 3, 4, 5, 6, 7]
    assert [entry.sequence for entry in ledger.entries(4)] == [5, 6, 7]
    assert list(ledger.entries(7)) == []


def test_a_ledger_travels_to_another_process_by_name(ledger: Ledger) -> None:
    there: Ledger = pickle.loads(pickle.dumps(ledger))  # noqa: S301  # our own bytes

    assert there.head() == ledger.head()


@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_what_is_kept(ledger: Ledger, table: str, statement: str) -> None:
    before = dump(ledger)
    with pytest.raises(sa.exc.SQLAlchemyError), ledger.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(table=table, column=TABLES[table]))

    assert dump(ledger) == before


@pytest.mark.parametrize("by", [0, 2])
def test_the_database_refuses_an_entry_that_is_not_the_next(ledger: Ledger, by: int) -> None:
    last = list(ledger.entries())[-1]
    row = {"sequence": last.sequence + by, "previous": last.digest, "body": b"{}", "digest": bytes(32)}
    insert = sa.text("INSERT INTO hepu_entry VALUES (:sequence, :previous, :body, :digest)")
    with pytest.raises(sa.exc.SQLAlchemyError), ledger.engine.begin() as connection:
        connection.execute(insert, row)
    with pytest.raises(sa.exc.SQLAlchemyError), ledger.engine.begin() as connection:
        connection.execute(insert, {**row, "sequence": last.sequence + 1, "previous": bytes(32)})

    assert ledger.head() == last.head


def test_a_ledger_is_not_made_over_another(ledger: Ledger) -> None:
    with pytest.raises(InputError) as caught:
        create_ledger(ledger._named, TITLE, AT)

    assert caught.value.faults[0].code == "ledger_exists"
    assert ledger.head().sequence == 3


def test_a_ledger_of_a_later_format_is_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.ledger.store.VERSION", 2)
    with pytest.raises(InputError) as caught:
        open_ledger(ledger._named)

    assert caught.value.faults[0].code == "ledger_version"


def test_when_an_entry_cannot_be_written_none_of_its_company_is(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(ledger)
    from hepu.ledger import rows, store

    entered: list[int] = []

    def enter(connection: sa.Connection, entry: object) -> None:
        entered.append(1)
        if len(entered) == 2:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        write(connection, entry)  # type: ignore[arg-type]

    write = rows.enter
    monkeypatch.setattr(store, "enter", enter)
    with pytest.raises(OutputError):
        ledger.append([decided(2), decided(3)], [b"more"])

    assert dump(ledger) == before


def _append(ledger: Ledger, number: int) -> None:
    for turn in range(15):
        ledger.append([decided(number, f"{turn}")], [f"{number} {turn}".encode()])


def test_writers_at_once_make_one_chain(ledger: Ledger) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append, args=(ledger, number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    entries = list(ledger.entries())

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(entries) == 3 + 3 * 15
    assert broken_at(entries) is None
    assert len({entry.body for entry in entries}) == len(entries)
    assert len(ledger.blobs()) == 1 + 3 * 15


def test_both_databases_hold_the_same_bytes(tmp_path: Path, postgresql: Server) -> None:
    made = [create_ledger(place, TITLE, AT) for place in (str(tmp_path / "a"), postgresql.place())]
    for ledger in made:
        ledger.append([issued(1), decided(1)], [b"b", b"a"])
        ledger.keep_checkpoint(3, b"an envelope")

    assert dump(made[0]) == dump(made[1])


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    ledger = create_ledger(str(tmp_path / "a"), TITLE, AT)
    before = list(ledger.entries())

    def bound(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=20")

    sa.event.listen(ledger.engine, "connect", bound)
    with pytest.raises(OutputError) as caught:
        ledger.append([issued(1)], [bytes(range(256)) * 1000 + number.to_bytes(2, "big") for number in range(400)])

    assert [fault.code for fault in caught.value.faults] == ["ledger_full"]
    assert list(ledger.entries()) == before
    assert ledger.blobs() == ()
    ledger.append([issued(1)])
    assert broken_at(ledger.entries(), GENESIS) is None


def test_a_ledger_that_is_kept_from_writing_can_be_read_and_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a"
    path.parent.mkdir()
    made = create_ledger(str(path), TITLE, AT)
    made.append([issued(1)], [b"a record"])
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        ledger = open_ledger(str(path))
        with pytest.raises(OutputError) as caught:
            ledger.append([issued(2)])

        assert [entry.sequence for entry in ledger.entries()] == [1, 2]
        assert ledger.blob(ledger.blobs()[0]) == b"a record"
        assert [fault.code for fault in caught.value.faults] == ["ledger_readonly"]
        assert list(path.parent.iterdir()) == [path]
    finally:
        path.parent.chmod(0o755)


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("{0}/none", "ledger_missing"),
        ("{0}", "ledger_missing"),
        ("/dev/null", "ledger_missing"),
        ("{0}/empty", "ledger_missing"),
        ("{0}/text", "ledger_damaged"),
        ("", "ledger_kind"),
        ("sqlite://", "ledger_kind"),
        ("mysql://tester:secret@host/ledger", "ledger_kind"),
        ("postgresql://tester:secret@host", "ledger_kind"),
        ("postgresql://tester:secret@host:port/ledger", "ledger_kind"),
        ("postgresql+psycopg://tester:secret@host/ledger", "ledger_kind"),
        ("://secret", "ledger_kind"),
        ("postgresql://tester:secret@127.0.0.1:1/ledger?password=secret", "ledger_unreadable"),
    ],
)
def test_what_is_no_ledger_is_told_without_its_password(tmp_path: Path, named: str, code: str) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no ledger\n" * 100)
    with pytest.raises(HepuError) as caught:
        open_ledger(named.format(tmp_path))

    assert [fault.code for fault in caught.value.faults] == [code]
    assert "secret" not in repr(caught.value.faults)


@pytest.mark.parametrize(
    ("named", "code"),
    [("{0}/none/a", "ledger_unwritable"), ("{0}", "ledger_exists"), ("/dev/null", "ledger_exists")],
)
def test_a_place_where_no_ledger_can_be_made_is_told(tmp_path: Path, named: str, code: str) -> None:
    with pytest.raises(HepuError) as caught:
        create_ledger(named.format(tmp_path), TITLE, AT)

    assert [fault.code for fault in caught.value.faults] == [code]


def test_what_the_server_said_is_told_and_not_that_it_hung_up() -> None:
    """The driver says good-bye to a server that refused it, which may have gone by then."""
    refused = RuntimeError({"C": "3D000", "M": 'database "nowhere" does not exist'})
    gone, hung_up = BrokenPipeError(), RuntimeError("network error")
    gone.__context__, hung_up.__context__ = refused, gone
    told = places.told(sa.exc.InterfaceError(None, None, hung_up), "x", writing=False)

    assert told.faults[0].context["found"] == 'database "nowhere" does not exist'


def test_a_database_that_refuses_the_user_is_told(postgresql: Server) -> None:
    with pytest.raises(InputError) as caught:
        open_ledger(postgresql.url("nowhere"))

    assert 'database "nowhere" does not exist' in caught.value.faults[0].context["found"]


def test_a_ledger_that_is_kept_from_writing_is_not_read_without_its_last_entries(tmp_path: Path) -> None:
    made = create_ledger(str(tmp_path / "a"), TITLE, AT)
    copy = tmp_path / "copy"
    copy.mkdir()
    with made.engine.connect() as other:  # as long as somebody is there, what is appended stands in the log
        other.exec_driver_sql("SELECT count(*) FROM hepu_entry")
        made.append([issued(1)])
        for name in ("a", "a-wal"):
            (copy / name).write_bytes((tmp_path / name).read_bytes())
    (copy / "a").chmod(0o444)

    assert open_ledger(str(copy / "a")).head().sequence == 2


@pytest.mark.parametrize("column", ["previous", "body", "digest"])
@pytest.mark.parametrize("value", [None, -1, 10**12, 0.5, "合"])
def test_a_column_that_holds_no_bytes_is_told_and_not_counted_out(tmp_path: Path, column: str, value: object) -> None:
    """Who may write the file may put anything into it: a number would be that many bytes."""
    path = tmp_path / "ledger.db"
    create_ledger(str(path), TITLE, AT)
    with closing(sqlite3.connect(path)) as database:
        for (name,) in list(database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table'")
        database.commit()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute(f"UPDATE hepu_entry SET {column} = ?", (value,))  # noqa: S608  # one of the names above
        database.commit()

    with pytest.raises(InputError) as caught:
        list(open_ledger(str(path)).entries())
    assert [fault.code for fault in caught.value.faults] == ["ledger_entry_form"]


@pytest.mark.parametrize(
    "instead",
    [
        (
            "CREATE VIEW hepu_entry AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT i AS sequence, zeroblob(32) AS previous, zeroblob(9) AS body, zeroblob(32) AS digest "
            "FROM n ORDER BY i"
        ),
        (
            "CREATE TABLE hepu_entry (sequence INTEGER PRIMARY KEY, previous BLOB, digest BLOB, "
            "body BLOB GENERATED ALWAYS AS (zeroblob(sequence * 500000000)))"
        ),
        "CREATE VIRTUAL TABLE hepu_entry USING fts5(sequence, previous, body, digest)",
    ],
)
def test_a_file_that_computes_its_entries_is_refused_and_not_read_without_end(tmp_path: Path, instead: str) -> None:
    path = tmp_path / "ledger.db"
    create_ledger(str(path), TITLE, AT)
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE hepu_entry RENAME TO entry")
        database.execute(instead)
        database.commit()

    with pytest.raises(InputError) as caught:
        open_ledger(str(path))
    assert [fault.code for fault in caught.value.faults] == ["ledger_computed"]


def sql_of_the_documentation() -> list[list[str]]:
    """Give the statements of each block of SQL that docs/ledger.md prints."""
    text = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text("utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return [[part.strip() for part in re.sub(r"--.*", "", block).split(";") if part.strip()] for block in blocks]


def test_the_roles_of_the_documentation_may_add_and_read_and_nothing_else(postgresql: Server) -> None:
    roles, grants = sql_of_the_documentation()
    postgresql.run(*roles)
    create_ledger(postgresql.url("ledger", "hepu_keeper"), TITLE, AT)
    postgresql.run(*grants, database="ledger", user="hepu_keeper")
    office = open_ledger(postgresql.url("ledger", "hepu_office"))
    auditor = open_ledger(postgresql.url("ledger", "hepu_auditor"))

    office.append([issued(1)], [b"a record"])
    office.keep_checkpoint(2, b"an envelope")
    assert [entry.sequence for entry in auditor.entries()] == [1, 2]
    assert auditor.blob(auditor.blobs()[0]) == b"a record"
    with pytest.raises(OutputError) as caught:
        auditor.append([issued(2)])
    assert [fault.code for fault in caught.value.faults] == ["ledger_readonly"]
    for statement in (
        "UPDATE hepu_entry SET body = body",
        "DELETE FROM hepu_blob",
        "TRUNCATE hepu_checkpoint",
        "ALTER TABLE hepu_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER hepu_entry_insert ON hepu_entry",
        "DROP TABLE hepu_entry",
        "CREATE TEMPORARY TABLE hepu_entry (sequence bigint, digest bytea)",
        "CREATE TABLE another (a int)",
        "SET session_replication_role = replica",
        "INSERT INTO hepu_ledger VALUES (2)",
    ):
        with pytest.raises(sa.exc.SQLAlchemyError), office.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert office.head().sequence == 2


def test_where_the_line_breaks_it_is_not_said_that_nothing_was_entered(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hepu.ledger import rows, store

    ledger = create_ledger(postgresql.place(), TITLE, AT)
    write = rows.enter

    def enter(connection: sa.Connection, entry: object) -> None:
        write(connection, entry)  # type: ignore[arg-type]
        number = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        postgresql.run(f"SELECT pg_terminate_backend({number})")

    monkeypatch.setattr(store, "enter", enter)
    with pytest.raises(OutputError) as caught:
        ledger.append([issued(1)])
    monkeypatch.undo()

    assert [fault.code for fault in caught.value.faults] == ["ledger_uncertain"]
    assert ledger.head().sequence == 1


def test_a_copy_by_sqlite_is_a_ledger(tmp_path: Path) -> None:
    made = create_ledger(str(tmp_path / "a"), TITLE, AT)
    made.append([issued(1)], [b"a record"])
    with closing(sqlite3.connect(tmp_path / "a")) as connection:
        connection.execute(f"VACUUM INTO '{tmp_path}/b'")
    copy = open_ledger(str(tmp_path / "b"))

    assert list(copy.entries()) == list(made.entries())
    copy.append([issued(2)])
    with pytest.raises(sa.exc.SQLAlchemyError), copy.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM hepu_entry")


def test_a_new_ledger_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """It holds records; whoever shares it gives others leave."""
    path = tmp_path / "ledger.db"
    create_ledger(str(path), TITLE, AT).append([issued(1)])

    assert {
        item.name: oct(item.stat().st_mode & 0o077) for item in tmp_path.iterdir() if item.stat().st_mode & 0o077
    } == {}


def test_a_name_that_the_driver_cannot_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite quotes the damaged schema in its message, and the driver breaks off over it."""
    path = tmp_path / "ledger.db"
    create_ledger(str(path), TITLE, AT)

    def broken(*_: object) -> None:
        b"\xaf".decode("utf-8")

    monkeypatch.setattr("hepu.ledger.places._opened", broken)
    with pytest.raises(InputError) as caught:
        open_ledger(str(path))

    assert [fault.code for fault in caught.value.faults] == ["ledger_damaged"]
