"""Decisions on many pieces at once: the desk's own table, filled in and read back, all of it or nothing."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

import pytest

from audit_sample import digest_of, filled, records
from hepu.audit.exports import table_bytes
from hepu.audit.log import read_log
from hepu.audit.pieces import pieces_of
from hepu.audit.sheet import read_sheet
from hepu.cli import main
from hepu.errors import InputError
from hepu.layers import shipped_layers
from hepu.ledger.entries import Decided, read_body
from hepu.record.build import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.audit.log import Log
    from hepu.text import Lang

AT = "2026-11-25T08:00:00+00:00"


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Give a ledger of three advisories, read."""
    return read_log(filled(tmp_path / "ledger.db"))


def written(
    log: Log, path: Path, answers: dict[int, tuple[str, str]], lang: Lang = "zh", encoding: str = "utf-8"
) -> Path:
    """Write the table of the first advisory with decisions and reasons in some rows, the first of which is 1."""
    item = log.records[digest_of(records()[0])]
    rows = list(csv.reader(io.StringIO(table_bytes(log, "pieces", shipped_layers(), lang, [item]).decode())))
    for at, answer in answers.items():
        rows[at][-2:] = answer
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(
    ("lang", "encoding"), [("zh", "utf-8"), ("zh", "utf-8-sig"), ("zh", "gb18030"), ("en", "utf-8")]
)
def test_a_filled_sheet_is_read_back(tmp_path: Path, log: Log, lang: Lang, encoding: str) -> None:
    keys = pieces_of(as_json(records()[0]))
    path = written(log, tmp_path / "s.csv", {1: ("采纳", "理由一"), 3: ("rejected", "理由三")}, lang, encoding)
    made = read_sheet(path, log, "审计组", AT)

    assert [(item.piece, item.decision, item.reason) for item in made] == [
        (keys[0], "adopted", "理由一"),
        (keys[2], "rejected", "理由三"),
    ]


def test_every_fault_is_told_at_its_cell(tmp_path: Path, log: Log) -> None:
    path = written(log, tmp_path / "s.csv", {1: ("采纳", ""), 2: ("也许", "理由"), 4: ("采纳", "电话13800138000")})

    with pytest.raises(InputError) as error:
        read_sheet(path, log, "审计组", AT)

    found = [(fault.code, fault.location.line, fault.location.column) for fault in error.value.faults]
    assert found == [("audit_no_reason", 2, 20), ("audit_decision", 3, 19), ("audit_personal", 5, 20)]


def test_a_sheet_is_entered_whole_or_not_at_all(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def decide(path: Path) -> int:
        words = ("--from", str(path), "--by", "审计组", "--at", AT, "--ledger", log.ledger.name)
        monkeypatch.setattr(sys, "argv", ["hepu", "audit", "decide", *words])
        with pytest.raises(SystemExit) as left:
            main()
        capsys.readouterr()
        return int(left.value.code or 0)

    bad = written(log, tmp_path / "bad.csv", {1: ("采纳", "理由"), 2: ("也许", "理由")})
    good = written(log, tmp_path / "good.csv", {1: ("采纳", "理由"), 2: ("不采纳", "理由")})

    assert decide(bad) == 1
    assert len(list(log.ledger.entries())) == 4
    assert decide(good) == 0
    assert [type(read_body(entry.body, "")) for entry in log.ledger.entries()][4:] == [Decided, Decided]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "audit_sheet"),
        (b"a,b\n1,2\n", "audit_sheet"),
        (b"\xff\xfe\x00", "audit_sheet"),
        (None, "file_missing"),
    ],
    ids=["empty", "another table", "no text", "no file"],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, log: Log, content: bytes | None, code: str) -> None:
    path = tmp_path / "s.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError) as error:
        read_sheet(path, log, "审计组", AT)

    assert [fault.code for fault in error.value.faults] == [code]


def test_a_sheet_in_which_nothing_is_decided_is_told(tmp_path: Path, log: Log) -> None:
    with pytest.raises(InputError, match="audit_sheet_empty"):
        read_sheet(written(log, tmp_path / "s.csv", {}), log, "审计组", AT)
