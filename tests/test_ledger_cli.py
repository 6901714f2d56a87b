"""The commands of the ledger: each does what its help says, and tells what is wrong in one message."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hepu.audit.log import opened_log
from hepu.cli import cli
from hepu.errors import HepuError, OutputError
from hepu.ledger.copies import open_copy
from hepu.ledger.store import Ledger, open_ledger
from ledger_sample import TITLE, decided, digest, issued, key

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENTS = ("HP-0000000000000001", "archive", "HP-0000000000000001 zh")


@pytest.fixture
def run(ledger_place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command beside a new ledger, with a key that is trusted and one that is not."""
    monkeypatch.chdir(tmp_path)
    for name, seed in (("key", 1), ("other", 2)):
        private = key(seed).key
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        Path(f"{name}.pem").write_bytes(pem)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        Path(f"{name}.pub").write_bytes(public)

    def call(*words: str, code: int = 0, ledger: str = ledger_place) -> Result:
        environ = {"HEPU_LEDGER": ledger, "SOURCE_DATE_EPOCH": "1795680000", "LC_ALL": "en_GB.UTF-8"}
        done = CliRunner().invoke(cli, ["ledger", *words], env=environ)
        if isinstance(done.exception, HepuError):
            done.exit_code = done.exception.exit_code
        assert done.exit_code == code, (words, done.output, done.exception)
        return done

    call("create", ledger_place, "--name", TITLE, "--by", "自治区教育厅", "--key", "key.pub")
    named = {
        "record": digest(CONTENTS[0]),
        "pack_archive": digest(CONTENTS[1]),
        "editions": {"zh": digest(CONTENTS[2])},
    }
    body = issued(1).model_copy(update=named)
    open_ledger(ledger_place).append([body, decided(1)], [text.encode() for text in CONTENTS])
    return call


def fault(done: Result) -> str:
    """Give the code of the fault with which a command ended."""
    assert isinstance(done.exception, HepuError)
    return done.exception.faults[0].code


def test_entries_are_listed_and_chosen(run: Callable[..., Result]) -> None:
    lines = run("list").output.splitlines()

    assert [line.split()[0] for line in lines] == ["No.", "1", "2", "3", "3"]
    assert "HP-0000000000000001" in lines[2]
    assert [item["body"]["kind"] for item in json.loads(run("list", "--json").output)] == [
        "opened",
        "issued",
        "decided",
    ]
    assert [item["sequence"] for item in json.loads(run("list", "--kind", "decided", "--json").output)] == [3]
    assert len(json.loads(run("list", "--record", digest(CONTENTS[0])[:12], "--json").output)) == 2
    assert len(json.loads(run("list", "--record", "HP-0000000000000002", "--json").output)) == 0
    assert len(json.loads(run("list", "--since", "2026-11-27", "--json").output)) == 0
    assert run("list", "--csv").output.splitlines()[0] == "sequence,at,kind,by,record_id,record,about,digest"


def test_an_entry_takes_one_line_of_the_list_whatever_stands_in_it(
    run: Callable[..., Result], ledger_place: str
) -> None:
    body = decided(1).model_copy(update={"by": "审核处\n4  forged", "piece": "a\u202eb\x1b[31m"})
    open_ledger(ledger_place).append([body])
    lines = run("list").output.splitlines()

    assert len(lines) == 6
    assert "\u202e" not in lines[4]
    assert "\x1b" not in lines[4]
    assert "\x1b" not in run("show", "4").output


def test_an_entry_is_shown_with_what_is_stored_of_it(run: Callable[..., Result]) -> None:
    shown = run("show", "2").output
    run("show", "--blob", digest(CONTENTS[1])[:12], "-o", "pack.zip")

    assert all(digest(text) in shown for text in CONTENTS)
    assert Path("pack.zip").read_bytes() == b"archive"
    assert json.loads(run("show", "2", "--json").output)["body"]["kind"] == "issued"
    assert fault(run("show", "9", code=1)) == "ledger_no_entry"
    assert fault(run("show", "--blob", "00000000", "-o", "x", code=1)) == "ledger_no_blob"
    assert fault(run("show", "--blob", digest(CONTENTS[1]), "-o", "pack.zip", code=5)) == "output_exists"


def test_a_state_that_is_signed_vouches_for_the_ledger(run: Callable[..., Result]) -> None:
    run("verify")
    run("verify", "--trust", "key.pub", code=8)
    run("checkpoint", "--key", "key.pem", "-o", "kept.json")

    assert "vouches for entries 1 to 3" in run("verify", "--trust", "key.pub").output
    assert "vouches for entries 1 to 3" in run("verify", "--checkpoint", "kept.json").output
    run("verify", "--trust", "other.pub", code=8)
    assert json.loads(run("verify", "--trust", "key.pub", "--json").output)["verdict"] == "vouched"


def test_a_state_is_signed_away_from_the_ledger_where_it_continues_the_last(
    run: Callable[..., Result], ledger_place: str
) -> None:
    run("checkpoint", "--key", "key.pem", "-o", "last.json")
    open_ledger(ledger_place).append([decided(2), decided(3)])
    run("checkpoint", "-o", "note.json")
    run("receipt", "5", "-o", "steps.json")

    done = run("sign", "note.json", "--key", "key.pem", "--last", "last.json", "-o", "new.json", code=1)
    assert fault(done) == "checkpoint_against"
    assert not Path("new.json").exists()
    run("sign", "note.json", "--key", "key.pem", "--last", "last.json", "--receipt", "steps.json", "-o", "new.json")
    assert fault(run("checkpoint", "--take", "new.json", "--trust", "other.pub", code=1)) == "checkpoint_stranger"
    run("checkpoint", "--take", "new.json", "--trust", "key.pub")
    assert "vouches for entries 1 to 5" in run("verify", "--trust", "key.pub").output


def test_a_receipt_is_verified_without_the_ledger(run: Callable[..., Result], ledger_place: str) -> None:
    run("checkpoint", "--key", "key.pem", "-o", "kept.json")
    open_ledger(ledger_place).append([decided(2)])
    run("receipt", "HP-0000000000000001", "-o", "a.receipt.json")

    gone = "nowhere"
    run("verify", "--receipt", "a.receipt.json", ledger=gone)
    assert "is in the ledger" in run("verify", "--receipt", "a.receipt.json", "--trust", "key.pub", ledger=gone).output
    assert (
        "is in the ledger"
        in run("verify", "--receipt", "a.receipt.json", "--checkpoint", "kept.json", ledger=gone).output
    )
    run("verify", "--receipt", "a.receipt.json", "--trust", "other.pub", code=8, ledger=gone)
    run("verify", "--receipt", "a.receipt.json", "--printed", f"3:{'0' * 64}", code=7, ledger=gone)
    assert fault(run("receipt", "HP-9", "-o", "x", code=1)) == "ledger_no_record"
    assert fault(run("receipt", "2", "--until", "99", "-o", "x", code=1)) == "ledger_no_entry"
    assert fault(run("verify", "--receipt", "key.pub", code=1)) in {"receipt_form", "json_value"}


def test_a_copy_says_all_that_the_ledger_says(run: Callable[..., Result], ledger_place: str) -> None:
    run("checkpoint", "--key", "key.pem", "-o", "kept.json")
    run("export", "-o", "copy.zip")
    ledger, copy = open_ledger(ledger_place), open_copy("copy.zip")

    assert list(copy.entries()) == list(ledger.entries())
    assert copy.checkpoints() == ledger.checkpoints()
    assert {item: copy.blob(item) for item in copy.blobs()} == {item: ledger.blob(item) for item in ledger.blobs()}
    assert run("verify", "--trust", "key.pub", ledger="copy.zip").output == run("verify", "--trust", "key.pub").output
    assert run("list", ledger="copy.zip").output == run("list").output
    assert opened_log("copy.zip").head == ledger.head()
    with pytest.raises(OutputError):
        copy.append([decided(2)])
    assert fault(run("checkpoint", "--key", "key.pem", "-o", "x", code=5, ledger="copy.zip")) == "ledger_readonly"
    assert fault(run("export", "-o", "copy.zip", code=5)) == "output_exists"


def test_a_ledger_goes_on_from_a_copy(run: Callable[..., Result]) -> None:
    run("checkpoint", "--key", "key.pem", "-o", "kept.json")
    run("export", "-o", "copy.zip")
    run("create", "new", "--from", "copy.zip")
    before = open_copy("copy.zip").head()
    open_ledger("new").append([decided(2)])

    assert [entry.sequence for entry in open_ledger("new").entries()] == [1, 2, 3, 4]
    assert list(open_ledger("new").entries())[3].previous == before.digest
    assert "vouches for entries 1 to 3" in run("verify", "--trust", "key.pub", ledger="new").output
    assert fault(run("create", "new", "--from", "copy.zip", code=1)) == "ledger_exists"


def _altered(ledger_place: str, change: str) -> Ledger:
    ledger = open_ledger(ledger_place)
    with ledger.engine.begin() as connection:
        if ledger.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER hepu_entry_update")
            connection.exec_driver_sql("DROP TRIGGER hepu_blob_update")
        else:
            connection.exec_driver_sql("ALTER TABLE hepu_entry DISABLE TRIGGER USER")
            connection.exec_driver_sql("ALTER TABLE hepu_blob DISABLE TRIGGER USER")
        connection.exec_driver_sql(change)
    return ledger


def test_an_entry_changed_beside_the_program_is_found(run: Callable[..., Result], ledger_place: str) -> None:
    _altered(
        ledger_place, "UPDATE hepu_entry SET body = (SELECT body FROM hepu_entry WHERE sequence = 3) WHERE sequence = 2"
    )

    assert "the chain breaks at entry 2" in run("verify", code=7).output
    assert fault(run("checkpoint", "--key", "key.pem", "-o", "x", code=1)) == "ledger_broken"
    run("export", "-o", "copy.zip")
    assert "the chain breaks at entry 2" in run("verify", ledger="copy.zip", code=7).output
    assert fault(run("create", "new", "--from", "copy.zip", code=1)) == "ledger_broken"


def test_a_stored_content_changed_beside_the_program_is_found(run: Callable[..., Result], ledger_place: str) -> None:
    _altered(ledger_place, "UPDATE hepu_blob SET packed = (SELECT packed FROM hepu_blob ORDER BY packed LIMIT 1)")

    assert "2 stored files do not agree with their digests" in run("verify", code=7).output
    assert fault(run("export", "-o", "copy.zip", code=1)) == "ledger_blob_altered"
    assert fault(run("create", "new", "--from", ledger_place, code=1)) == "ledger_blob_altered"
    assert not Path("copy.zip").exists()
    assert not Path("new").exists()


@pytest.mark.parametrize("ledger_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("create", "x", "--name", "a", "--from", "b"), "ledger_create_words"),
        (("create", "x"), "ledger_create_words"),
        (("create", "x", "--name", " "), "ledger_title"),
        (("create", "x", "--name", "a" * 201), "ledger_title"),
        (("create", "x", "--name", "a", "--key", "none"), "key_file"),
        (("create", "x", "--name", "a", "--key", "key.pem"), "key_not_public"),
        (("create", "x", "--from", "key.pub"), "ledger_damaged"),
        (("create", "x", "--from", "none.zip"), "ledger_missing"),
        (("show",), "ledger_show_words"),
        (("checkpoint",), "checkpoint_words"),
        (("checkpoint", "--take", "key.pub", "--trust", "key.pub"), "json_value"),
        (("checkpoint", "--take", "key.pub"), "checkpoint_words"),
        (("checkpoint", "--key", "key.pub", "-o", "x"), "key_unreadable"),
        (("sign", "key.pub", "--key", "key.pem", "-o", "x"), "json_value"),
        (("sign", "none", "--key", "key.pem", "-o", "x"), "file_missing"),
        (("sign", ".", "--key", "key.pem", "-o", "x"), "file_missing"),
        (("verify", "--receipt", "/dev/zero"), "file_missing"),
        (("verify", "--printed", "3:12"), "checkpoint_printed"),
        (("list", "--since", "gestern"), "time_impossible"),
        (("list", "--ledger", ""), "ledger_unnamed"),
    ],
)  # fmt: skip
def test_wrong_words_and_files_are_told(run: Callable[..., Result], words: tuple[str, ...], code: str) -> None:
    assert fault(run(*words, code=1)) == code
    assert not Path("x").exists()


@pytest.mark.parametrize("ledger_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("damage", ["cut", "member", "text", "extra"])
def test_a_copy_that_is_damaged_is_told(run: Callable[..., Result], damage: str) -> None:
    import zipfile

    run("export", "-o", "copy.zip")
    data = Path("copy.zip").read_bytes()
    match damage:
        case "cut":
            Path("copy.zip").write_bytes(data[: len(data) // 2])
        case "text":
            Path("copy.zip").write_text("no archive")
        case "member":
            with zipfile.ZipFile("copy.zip") as old, zipfile.ZipFile("new.zip", "w") as new:
                for name in old.namelist():
                    new.writestr(name, old.read(name).replace(b'"sequence":2', b'"sequence":"2"'))
            shutil.move("new.zip", "copy.zip")
        case _:
            with zipfile.ZipFile("copy.zip", "a") as archive:
                archive.writestr("hidden.txt", b"more")

    assert fault(run("verify", code=1, ledger="copy.zip")) == "ledger_copy_form"
