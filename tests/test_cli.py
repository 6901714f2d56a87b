"""The command line as its users meet it: words, files, messages and exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hepu.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BAY = EXAMPLES / "hepu-bay-college.yaml"


@pytest.fixture
def hepu(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program in an empty folder, in a Chinese locale unless told otherwise."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1", **environment}
        return subprocess.run(
            [sys.executable, "-c", "from hepu.cli import main; main()", *map(str, words)],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=settings,
        )

    return run


def test_help_names_the_commands(hepu: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = hepu("--help")

    assert done.returncode == 0
    assert all(word in done.stdout for word in ("advise", "demo", "profile", "rules"))


def test_help_imports_nothing_heavy() -> None:
    heavy = "('pandas', 'weasyprint', 'experta', 'openpyxl')"
    script = f"import sys, hepu.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


def test_wrong_words_are_told_by_code_two(hepu: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert hepu("advise").returncode == 2
    assert hepu("advise", BAY, "--lang", "fr").returncode == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["advise"], "PROFILE"),
        (["advise", "a.yaml", "--lang", "fr"], "--lang"),
        (["advise", "a.yaml", "--lamg", "en"], "--lang"),
        (["advise", "a.yaml", "--peers"], "--peers"),
        (["advise", "a.yaml", "--since"], "--since"),
        (["profile", "check", "a.yaml", "b.yaml"], "hepu profile check ["),
        (["advice"], "advise"),
        (["profile", "chek", "a.xlsx"], "check"),
        (["profile", "new", "a.xlsx", "--data-year", "1999"], "2012–2100"),
        (["profile", "new", "."], "FORM"),
        (["rules", "check", "--lang=en=", "x"], "--lang"),
    ],
)
def test_wrong_words_are_told_in_the_readers_language(
    words: list[str], found: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for locale in ("zh_CN.UTF-8", "en_GB.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setattr(sys, "argv", ["hepu", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said.append(capsys.readouterr().err)
        assert left.value.code == 2

    chinese, english = said
    assert found in chinese
    assert found in english
    assert re.search("[\u4e00-\u9fff]", english) is None
    assert re.search("Usage|Error|Try|OPTIONS|COMMAND|ARGS|option|argument|command", chinese) is None


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["--version"], 0), (["rules"], 2), ([], 2)])
def test_help_is_no_fault(words: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["hepu", *words])

    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == code


@pytest.mark.slow
def test_advise_issues_a_record_and_prints_its_path_last(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    peers = EXAMPLES / "peers" / "hepu-bay-college.csv"
    done = hepu("advise", BAY, "--peers", peers, "--format", "json", "--issued-at", "2026-11-22", "-o", "out")

    assert done.returncode == 0, done.stderr
    # Nothing is at fault; that nobody signed is told.
    assert done.stderr == "未作电子签名：文件可以使用，但不能由此证明由谁出具（签名用 --sign）\n"
    path = tmp_path / done.stdout.splitlines()[-1]
    record = json.loads(path.read_text("utf-8"))
    assert record["issue"]["status"] == "issued"
    assert record["issue"]["issued_at"] == "2026-11-22T00:00:00+00:00"
    assert record["engines"]["agreed"] is True
    assert record["engines"]["checker"] == "accepted"


def test_an_interruption_is_told_and_has_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script that reads 1 would take it for a fault of the input."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hepu.advising.advise_file", interrupted)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(sys, "argv", ["hepu", "advise", str(BAY)])
    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 130
    assert "hepu ledger list" in capsys.readouterr().err


def test_a_single_engine_gives_a_diagnosis(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = hepu("advise", BAY, "--engine", "chainer", "--format", "json", "--as-of", "2022-06-01")

    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / done.stdout.splitlines()[-1]).read_text("utf-8"))
    assert record["issue"]["status"] == "diagnosis"
    assert record["inputs"]["as_of"] == "2022-06-01"
    assert record["inputs"]["as_of_overridden"] is True


@pytest.mark.parametrize("name", ["missing.yaml", "missing.xlsx"])
def test_a_missing_file_is_one_clear_message(
    hepu: Callable[..., subprocess.CompletedProcess[str]], name: str, tmp_path: Path
) -> None:
    for command in (("advise", name), ("profile", "check", name)):
        done = hepu(*command)

        assert done.returncode == 1
        assert name in done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.glob("*.pdf")) == []


def test_a_faulty_profile_gives_no_advisory_and_a_message_in_the_readers_language(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    text = BAY.read_text("utf-8").replace("  staff: 3\n", "  staff: -3\n").replace("town: beihai", "town: beihia")
    (tmp_path / "bad.yaml").write_text(text, "utf-8")

    chinese = hepu("advise", "bad.yaml")
    english = hepu("advise", "bad.yaml", "--lang", "en")

    assert chinese.returncode == english.returncode == 1
    assert "staff" in english.stderr
    assert "Beihai" in english.stderr
    assert chinese.stderr != english.stderr
    assert list(tmp_path.glob("*.pdf")) == []
    assert "Traceback" not in chinese.stderr + english.stderr


def test_an_impossible_date_is_told(hepu: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = hepu("advise", BAY, "--as-of", "2026-02-30")

    assert done.returncode == 1
    assert "2026-02-30" in done.stderr


def test_a_place_that_cannot_be_written_is_told_by_code_five(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder is wanted", "utf-8")
    done = hepu("advise", BAY, "--engine", "chainer", "--format", "json", "-o", "blocked/inside")

    assert done.returncode == 5
    assert "blocked" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_form_can_be_written_filled_and_checked(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert hepu("profile", "new", "form.xlsx", "--from", BAY).returncode == 0
    done = hepu("profile", "check", "form.xlsx", LC_ALL="en_GB.UTF-8")

    assert done.returncode == 0
    assert done.stdout.strip().endswith("0 errors, 0 warnings")
    assert (tmp_path / "form.xlsx").stat().st_size > 10_000


def test_a_form_that_is_there_is_overwritten_only_when_told_so(
    hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    filled = tmp_path / "mine.xlsx"
    filled.write_text("three evenings of work", "utf-8")

    refused = hepu("profile", "new", "mine.xlsx", "--lang", "en")

    assert refused.returncode == 5
    assert "--force" in refused.stderr
    assert filled.read_text("utf-8") == "three evenings of work"
    assert hepu("profile", "new", "mine.xlsx", "--force").returncode == 0
    assert filled.stat().st_size > 10_000


def test_a_form_gets_the_name_of_a_form(hepu: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    done = hepu("profile", "new", "form.txt", "--lang", "en")

    assert done.returncode == 5
    assert "form.xlsx" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_rule_that_is_not_there_is_told_with_the_nearest(
    hepu: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = hepu("rules", "test", "alliances-inactiv", "zzz", "alliances-inactive", "--lang", "en")

    assert done.returncode == 1
    assert "alliances-inactiv\n    → Nearest id: alliances-inactive" in done.stderr
    assert done.stderr.count("→") == 2
    assert done.stdout == ""


def test_rules_check_and_test_pass_on_the_shipped_pack(
    hepu: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    for word in ("check", "test"):
        done = hepu("rules", word, "--lang", "en")

        assert done.returncode == 0, done.stderr
        assert " 0 error" in done.stdout or " 0 fail" in done.stdout


def test_profile_schema_is_a_json_schema(hepu: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    schema = json.loads(hepu("profile", "schema").stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")


def test_a_number_out_of_an_open_range_is_told_with_its_one_bound(
    hepu: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = hepu("advise", BAY, "--workers", "0", "--lang", "en")

    assert "--workers takes a whole number, ≥ 1" in done.stderr
