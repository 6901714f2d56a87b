"""``hepu verify`` as it is called: what it prints, what it returns, and that bad input is told in a line."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import verify_sample as sample
from hepu.cli import main
from hepu.ledger.copies import write_copy
from hepu.ledger.entries import Verified, read_body
from hepu.ledger.store import open_ledger
from hepu.record.digests import record_bytes
from hepu.widths import columns
from verify_sample import issued

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command in this process; give its code and what it prints."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hepu", "verify", *words])
        monkeypatch.delenv("HEPU_TRACEBACK", raising=False)
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the record of an advisory as a file, with a blank in its name."""
    path = tmp_path / "the record.json"
    path.write_bytes(record_bytes(issued()))
    return path


def test_a_record_gives_zero_a_line_a_step_and_the_caveat(run: Callable[..., Any], file: Path) -> None:
    code, out, _ = run(str(file), "--lang", "en")

    assert code == 0
    assert [line.split()[0] for line in out.split("\n\n")[1].splitlines() if line[:3] != "   "] == [
        *["pass", "n/a"],
        *["pass"] * 7,
        *["n/a"] * 4,
    ]
    assert "does not make the facts true" in out


def test_the_steps_stand_in_columns_in_chinese_too(run: Callable[..., Any], file: Path) -> None:
    _, out, _ = run(str(file), "--lang", "zh")
    rows = [line for line in out.split("\n\n")[1].splitlines() if line[:3] != "   "]

    starts = {columns(found[0]) for row in rows if (found := re.match(r"  \S+  \S+\s+", row))}

    assert (len(rows), len(starts)) == (13, 1)
    assert "推导成立不等于事实属实" in out


def test_as_json_it_fits_the_published_schema(run: Callable[..., Any], file: Path) -> None:
    _, out, _ = run(str(file), "--json", "--lang", "en")
    found = json.loads(out)

    jsonschema.validate(found, json.loads((SCHEMAS / "verification-1.json").read_text("utf-8")))
    assert (found["verdict"], found["record_id"], len(found["steps"])) == ("consistent", issued().issue.id, 13)


def test_a_failure_returns_seven(run: Callable[..., Any], file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"issuer":"', b'"issuer":"X', 1))

    code, out, _ = run(str(file), "--lang", "en")

    assert code == 7
    assert "inconsistent" in out


def test_what_is_not_established_or_not_reached_returns_eight(
    run: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(sample.circulating(issued()))

    assert run(str(path))[0] == 8
    assert run(str(file), "--require", "authentic")[0] == 8


def test_with_a_ledger_the_verification_is_entered_unless_it_shall_not(
    run: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    sample.ledger_with(tmp_path / "l.db", issued())
    words = (str(file), "--ledger", str(tmp_path / "l.db"), "--at", sample.AT, "--by", "监督处", "--lang", "en")

    assert "number 3" in run(*words)[1]
    run(*words, "--without-entry")

    last = [*open_ledger(str(tmp_path / "l.db")).entries()][-1]
    body = read_body(last.body, "")
    assert isinstance(body, Verified)
    assert (last.sequence, body.by, body.at, body.verdict) == (3, "监督处", sample.AT, "consistent")
    assert body.steps["ledger"] == "pass"


def test_that_a_verification_could_not_be_entered_is_said_and_it_is_told_all_the_same(
    run: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.zip"
    write_copy(sample.ledger_with(tmp_path / "l.db", issued()), copy)

    code, told, why = run(str(file), "--ledger", str(copy), "--lang", "en")

    assert code == 0
    assert "Verdict: consistent" in told
    assert why.startswith("the file was verified, but that was not entered in the ledger")


@pytest.mark.parametrize(
    "words",
    [
        ("missing.pdf",),
        (".",),
        ("/dev/zero",),
        ("{file}", "--record", "missing.json"),
        ("{file}", "--record", "{empty}"),
        ("{file}", "--pack", "missing"),
        ("{file}", "--ledger", "missing.db"),
        ("{file}", "--ledger", "{file}"),
        ("{file}", "--receipt", "missing"),
        ("{file}", "--envelope", "/dev/zero"),
        ("{file}", "--trust", "{empty}"),
        ("{file}", "--trust-key", "{file}"),
        ("{file}", "--checkpoint", "{file}"),
        ("{file}", "--printed", "1:abc"),
        ("{file}", "--at", "yesterday"),
        ("{file}", "--docx"),
    ],
)
def test_bad_input_is_told_in_a_line_with_a_remedy(
    run: Callable[..., Any], file: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    code, out, err = run(*(word.format(file=file, empty=tmp_path / "empty") for word in words), "--lang", "en")

    assert (code, out) == (1, "")
    assert "→" in err
    assert "Traceback" not in err
    assert "inside the program" not in err


def test_a_receipt_that_is_none_is_a_finding(run: Callable[..., Any], file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")

    assert run(str(file), "--receipt", str(tmp_path / "empty"))[0] == 7
