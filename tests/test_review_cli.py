"""``hepu rules review`` as consultants meet it: words, files, messages and exit codes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from hepu.cli import main
from hepu.cli.rules.review import KINDS
from hepu.review.layout import SHEETS
from review_sample import AGREED, MEASURE, RULE, Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Said = tuple[int, str, str]


@pytest.fixture
def hepu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process and give its exit code and what it said."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["hepu", "rules", "review", *map(str, words)])
        with pytest.raises(SystemExit) as done:
            main()
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return run


def folders(desk: Desk) -> tuple[object, ...]:
    """Give the options that name the pack of a desk."""
    return ("--pack", desk.folder)


def test_a_pack_is_reviewed_by_four_commands(hepu: Callable[..., Said], tmp_path: Path) -> None:
    """Export, import and status; what is left to review is exported again."""
    desk = Desk.at(tmp_path / "desk", b"")
    first = hepu("export", "-o", desk.book, "--force", *folders(desk))
    desk.fill({RULE: AGREED, MEASURE: {**AGREED, "opinion": "否决", "reason": "不可行"}})
    second = hepu("import", desk.book, "--as-of", "2026-11-25", "--lang", "zh", *folders(desk))
    third = hepu("status", "--json", *folders(desk))
    counts = json.loads(third[1])["counts"]
    rest = hepu("export", "-o", tmp_path / "rest.xlsx", "--only", "unreviewed", "--kind", "measures", *folders(desk))

    assert first[:2] == (0, f"{desk.book}\n")
    assert second[1] == "已写入评审意见 2 条：同意 1，修改 0，否决 1；与现有意见相同的 0 条；改动文件 2 个\n"
    assert counts["measures"]["rejected"] == 1
    assert counts["problem"]["agreed"] == 1
    assert rest[2].split()[1] == str(sum(counts["measures"].values()) - 1)


def test_every_sheet_can_be_asked_for() -> None:
    """The command names them without reading the library."""
    assert [spec.id for spec in SHEETS] == list(KINDS)


def test_status_names_what_was_rejected(hepu: Callable[..., Said], tmp_path: Path, shipped: object) -> None:
    desk = Desk.at(tmp_path / "desk")
    desk.fill({MEASURE: {**AGREED, "opinion": "否决", "reason": "不可行"}})
    desk.take()
    code, out, err = hepu("status", "--lang", "zh", *folders(desk))

    assert code == 0
    assert "对策内容：" in out
    assert f"{MEASURE} 经评审否决" in err
    assert "不可行" in err


def test_a_fault_is_told_with_its_cell_and_code_one(hepu: Callable[..., Said], tmp_path: Path) -> None:
    desk = Desk.at(tmp_path / "desk")
    desk.fill({RULE: {**AGREED, "role": None}})
    code, out, err = hepu("import", desk.book, "--as-of", "2026-11-25", "--lang", "en", *folders(desk))

    assert (code, out) == (1, "")
    assert err.startswith("book.xlsx:问题规则!")
    assert "the role is missing" in err


def test_a_filled_book_is_not_overwritten(hepu: Callable[..., Said], tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"opinions")
    code, _, err = hepu("export", "-o", book, "--kind", "challenge", "--lang", "zh")

    assert (code, book.read_bytes()) == (5, b"opinions")
    assert "--force" in err


def test_another_ending_is_refused(hepu: Callable[..., Said], tmp_path: Path) -> None:
    code, _, err = hepu("export", "-o", tmp_path / "book.csv", "--kind", "challenge", "--lang", "en")

    assert code == 5
    assert "book.xlsx" in err


def test_nothing_is_written_into_the_installed_software(
    hepu: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hepu.layering.installed.data_dir", lambda: tmp_path / "_data")
    installed = Desk.at(tmp_path / "_data", b"")
    code, _, err = hepu("import", installed.book, "--as-of", "2026-11-25", "--lang", "zh", *folders(installed))

    assert code == 1
    assert len(err.strip().split("\n")) == 2
    assert "--pack" in err


def test_the_day_of_the_import_is_asked_for(hepu: Callable[..., Said], tmp_path: Path) -> None:
    code, _, err = hepu("import", tmp_path / "book.xlsx", "--lang", "en")

    assert code == 2
    assert "--as-of" in err
