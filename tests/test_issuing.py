"""Issuing: told beforehand, signed, entered, and only then put in its place; what is left after any end of the work."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.advising import Order, advise_file
from hepu.batch import advise_each
from hepu.cli import main
from hepu.errors import InputError, OutputError
from hepu.issuing import Issuer, Office, issued_files, opened, write_again
from hepu.ledger.chain import broken_at
from hepu.ledger.copies import write_copy
from hepu.ledger.entries import Issued, read_body
from hepu.ledger.receipts import read_receipt
from hepu.ledger.store import Ledger, create_ledger
from hepu.record.build import as_json, digest_of
from hepu.record.digests import record_bytes
from hepu.signing.dsse import read_envelope, signers_of
from hepu.signing.pades import check_signatures
from hepu.signing.statement import mismatches, read_statement
from ledger_sample import AT, TITLE
from signing_sample import issuer, pdf, root

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

BAY = Path(__file__).resolve().parents[1] / "examples" / "hepu-bay-college.yaml"
OFFICE = "自治区教育厅国际合作与交流处"


@pytest.fixture
def ledger(ledger_place: str) -> Ledger:
    """Give a new ledger in each kind of store."""
    return create_ledger(ledger_place, TITLE, AT)


@pytest.fixture(scope="module")
def made() -> tuple[Record, Pack]:
    """Give a record and its pack."""
    return sample.record_of(sample.core(), with_peers=False)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def told(record: Record, office: Office) -> Record:
    """Give a record that tells the ledger's state before it, as one is made that will be issued."""
    said = {"status": "issued", "issuer": office.name, "previous": office.previous(), "signer": office.signer}
    return record.model_copy(update={"issue": record.issue.model_copy(update=said)})


def issued(ledger: Ledger) -> list[Issued]:
    """Give the advisories that a ledger says were issued."""
    bodies = [read_body(entry.body, ledger.name) for entry in ledger.entries()]
    return [body for body in bodies if isinstance(body, Issued)]


def files(folder: Path) -> dict[str, str]:
    """Give the digests of what stands in a folder under a name by which it is looked for."""
    return {path.name: sha256(path.read_bytes()) for path in folder.iterdir() if not path.name.startswith(".")}


def order(output: Path, ledger: str, profile: Path = BAY) -> Order:
    return Order(profile, output, AT, formats=("json",), issuer=Issuer(OFFICE, ledger))


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Give the name of a new ledger in a file."""
    return create_ledger(str(tmp_path / "l.ledger"), TITLE, AT).name


def test_an_advisory_tells_its_issuer_and_the_ledger_before_it_and_is_entered_with_all_that_it_is_made_of(
    tmp_path: Path, place: str
) -> None:
    ledger = create_ledger(str(tmp_path / "other.ledger"), TITLE, AT)
    before = ledger.state()
    written = advise_file(order(tmp_path / "out", ledger.name))

    [entry] = issued(ledger)
    record = json.loads((tmp_path / "out" / "hepu-bay-college.json").read_bytes())
    assert (written.entry, entry.by, entry.record_id) == (2, OFFICE, record["issue"]["id"])
    assert record["issue"]["issuer"] == OFFICE
    assert record["issue"]["previous"] == before.model_dump()
    assert entry.record == digest_of(record)
    assert entry.editions == {"hepu-bay-college.json": entry.record}
    assert {entry.record, entry.pack_archive} <= set(ledger.blobs())


def test_the_receipt_beside_it_leads_from_the_state_that_the_pages_tell_to_its_own_entry(
    made: tuple[Record, Pack], ledger: Ledger, tmp_path: Path
) -> None:
    office = Office(OFFICE, ledger, None, None)
    record = told(made[0], office)
    ledger.append([read_body(entry.body, "") for entry in ledger.entries()])  # somebody else comes in between
    _, number = office.issue(record, made[1], {tmp_path / "a.json": b"x"}, tmp_path / "a")

    receipt = read_receipt((tmp_path / "a.receipt.json").read_bytes(), "a.receipt.json")
    assert (receipt.before.sequence, receipt.sequence, number) == (1, 3, 3)
    assert receipt.heads()[-1] == ledger.head()


def test_what_is_signed_only_grows_and_a_statement_about_the_record_goes_beside_it(
    made: tuple[Record, Pack], ledger: Ledger, tmp_path: Path
) -> None:
    signer = issuer()
    office = Office("", ledger, signer.identity, None)
    record = told(made[0], office)
    out = {tmp_path / "a.zh.pdf": pdf(), tmp_path / "a.json": record_bytes(record)}
    paths, _ = office.issue(record, made[1], out, tmp_path / "a")

    signed = (tmp_path / "a.zh.pdf").read_bytes()
    envelope = read_envelope((tmp_path / "a.dsse.json").read_bytes(), "a.dsse.json")
    [entry] = issued(ledger)
    assert [path.name for path in paths] == ["a.zh.pdf", "a.json", "a.dsse.json", "a.receipt.json"]
    assert signed.startswith(pdf())
    assert check_signatures(signed, [root().certificate], at=AT).verdict == "good"
    assert signers_of(envelope, [signer.identity.key.public]) == (signer.identity.key.public.name,)
    assert mismatches(read_statement(envelope, ""), record) == ()
    assert (entry.certificate, entry.envelope) == (office.signer.certificate, entry.editions["a.dsse.json"])  # type: ignore[union-attr]
    assert entry.editions == {name: digest for name, digest in files(tmp_path).items() if name in entry.editions}


def test_without_a_ledger_what_is_signed_is_written_and_no_receipt(made: tuple[Record, Pack], tmp_path: Path) -> None:
    office = Office("", None, issuer().identity, None)
    _, number = office.issue(told(made[0], office), made[1], {tmp_path / "a.zh.pdf": pdf()}, tmp_path / "a")

    assert (sorted(files(tmp_path)), number) == (["a.dsse.json", "a.zh.pdf"], 0)


def test_a_diagnosis_is_nobodys_word_and_is_not_entered(tmp_path: Path, place: str) -> None:
    wanted = order(tmp_path / "out", place)
    written = advise_file(Order(BAY, tmp_path / "out", AT, formats=("json",), engine="chainer", issuer=wanted.issuer))

    record = json.loads(written.paths[0].read_bytes())
    assert (record["issue"]["status"], record["issue"]["previous"], written.entry) == ("diagnosis", None, 0)
    assert list(files(tmp_path / "out")) == ["hepu-bay-college.json"]


def test_where_the_entry_cannot_be_made_no_file_is_put_in_its_place(
    made: tuple[Record, Pack], ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office("", ledger, None, None)
    record = told(made[0], office)

    def full(*_: object) -> None:
        raise OutputError([])

    monkeypatch.setattr(Ledger, "append", full)
    with pytest.raises(OutputError):
        office.issue(record, made[1], {tmp_path / "out" / "a.json": b"x"}, tmp_path / "out" / "a")

    assert (files(tmp_path / "out"), issued(ledger)) == ({}, [])


def test_where_the_files_cannot_be_placed_it_is_told_that_the_entry_stands_and_they_are_written_from_the_ledger(
    made: tuple[Record, Pack], ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office("", ledger, None, None)
    record = told(made[0], office)
    out = {tmp_path / "out" / "a.zh.pdf": b"pages", tmp_path / "out" / "a.json": b"record"}

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OutputError) as caught:
        office.issue(record, made[1], out, tmp_path / "out" / "a")

    assert [fault.code for fault in caught.value.faults] == ["output_full", "issued_not_placed"]
    assert files(tmp_path / "out") == {}
    again = issued_files(ledger, int(caught.value.faults[1].context["found"]))
    assert {name: again[name] for name in ("a.zh.pdf", "a.json")} == {"a.zh.pdf": b"pages", "a.json": b"record"}
    assert read_receipt(again["a.receipt.json"], "a").body == issued(ledger)[0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process that is killed is a copy of this one")
@pytest.mark.parametrize("replaced", [0, 1, 2])
def test_whoever_is_killed_while_files_are_placed_leaves_none_that_was_not_entered(
    made: tuple[Record, Pack], place: str, tmp_path: Path, replaced: int
) -> None:
    out = tmp_path / "out"
    pid = os.fork()
    if not pid:  # the copy, which comes to no good end
        done, real = 0, os.replace

        def killed(source: Path, target: Path) -> None:
            nonlocal done
            if done == replaced:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            real(source, target)

        os.replace = killed  # type: ignore[assignment]
        office = opened(Issuer("", place), AT)
        office.issue(told(made[0], office), made[1], {out / "a.zh.pdf": b"1", out / "a.json": b"2"}, out / "a")
        os._exit(0)
    _, status = os.waitpid(pid, 0)

    ledger = create_and_open(place)
    [entry] = issued(ledger)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert files(out).items() <= entry.editions.items()
    assert len(files(out)) == replaced
    assert set(issued_files(ledger, 2)) == {"a.zh.pdf", "a.json", "a.receipt.json"}


def create_and_open(place: str) -> Ledger:
    found = opened(Issuer("", place), AT).ledger
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("lang", "engine", "told"),
    [
        ("en", "both", ["entered in the ledger as number 2", "not signed electronically"]),
        ("zh", "chainer", ["诊断件不作为建议书出具，未登记，也未签名"]),
    ],
)
def test_what_was_entered_and_that_nobody_signed_is_told_beside_the_results(
    tmp_path: Path,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    engine: str,
    told: list[str],
) -> None:
    words = ["hepu", "advise", str(BAY), "--format", "json", "--engine", engine, "--lang", lang, "-o", str(tmp_path)]
    monkeypatch.setattr("sys.argv", words)
    monkeypatch.setenv("HEPU_LEDGER", place)
    monkeypatch.setenv("HEPU_ISSUER", OFFICE)
    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert ended.value.code == 0
    assert [text in line for text, line in zip(told, lines, strict=True)] == [True] * len(told)
    assert all(Path(line).is_file() for line in said.out.splitlines())


def test_many_at_once_are_entered_one_after_the_other_and_each_tells_a_state_before_it(
    tmp_path: Path, place: str
) -> None:
    profiles = [tmp_path / f"{name}.yaml" for name in "abc"]
    for path in profiles:
        path.write_bytes(BAY.read_bytes())
    outcomes = list(advise_each([order(tmp_path / "out", place, path) for path in profiles], 2))

    ledger = create_and_open(place)
    assert broken_at(ledger.entries()) is None
    assert sorted(outcome.entry for outcome in outcomes) == [2, 3, 4]
    for outcome in outcomes:
        record = json.loads(outcome.paths[0].read_bytes())
        assert record["issue"]["previous"]["sequence"] < outcome.entry


def test_the_same_profile_issued_again_is_the_same_advice_in_another_advisory(tmp_path: Path, place: str) -> None:
    first, second = (
        json.loads(advise_file(order(tmp_path / name, place)).paths[0].read_bytes()) for name in ("one", "two")
    )

    assert first["issue"]["id"] != second["issue"]["id"]
    assert {**first, "issue": 0} == {**second, "issue": 0}


@pytest.mark.parametrize("name", ["../a.json", "/a.json", "..", "b/a.json"])
def test_a_name_in_a_ledger_leads_out_of_no_folder(ledger: Ledger, made: tuple[Record, Pack], name: str) -> None:
    record = digest_of(as_json(made[0]))
    entry = Issued(
        at=AT, record=record, record_id="HP-1", pack=record, pack_archive=record, editions={name: sha256(b"x")}
    )
    ledger.append([entry], [b"x"])

    with pytest.raises(InputError, match="issued_not_kept"):
        issued_files(ledger, 2)


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        (Issuer("厅" * 201), "issuer_long"),
        (Issuer("厅\u202e"), "glyph_missing"),
        (Issuer(ledger="nowhere.ledger"), "ledger_missing"),
        (Issuer(tsa="http://localhost"), "tsa_without_signature"),
    ],
)
def test_an_issuer_that_does_not_serve_is_told_before_any_work(issuer: Issuer, code: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(issuer, AT)

    assert [fault.code for fault in caught.value.faults] == [code]


def test_files_are_written_again_and_nothing_else_of_their_names_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"mine")
    (tmp_path / "b.json").write_bytes(b"2")

    with pytest.raises(OutputError, match="files_exist"):
        write_again({"a.json": b"1", "b.json": b"2"}, tmp_path)
    assert (tmp_path / "a.json").read_bytes() == b"mine"

    write_again({"a.json": b"1", "b.json": b"2"}, tmp_path, force=True)
    assert (tmp_path / "a.json").read_bytes() == b"1"


def test_the_command_writes_what_was_issued_from_the_ledger_alone(
    made: tuple[Record, Pack],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office = opened(Issuer("", place), AT)
    record = told(made[0], office)
    office.issue(record, made[1], {tmp_path / "out" / "a.zh.pdf": b"pages"}, tmp_path / "out" / "a")
    words = ["hepu", "ledger", "files", record.issue.id, "--ledger", place, "-o", str(tmp_path / "again")]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, capsys.readouterr().err) == (0, "")
    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_an_entry_that_issued_nothing_has_no_files(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="issued_unknown"):
        issued_files(ledger, 1)


def test_a_ledger_that_is_kept_from_writing_is_told_before_any_work(place: str) -> None:
    Path(place).chmod(0o444)

    with pytest.raises(OutputError, match="ledger_readonly"):
        opened(Issuer("", place), AT)


def test_a_copy_of_a_ledger_is_not_one_to_issue_by(place: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.zip"
    write_copy(create_and_open(place), copy)

    with pytest.raises(OutputError, match="ledger_readonly"):
        opened(Issuer("", str(copy)), AT)
