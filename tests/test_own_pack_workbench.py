"""The workbench over an own pack: every command knows whose pack it works on, and what lies beneath stays as it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from hepu.cli import main
from own_packs import YUNJIANG

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = YUNJIANG.parents[1] / "hepu-bay-college.yaml"


class Said(NamedTuple):
    """What a command returned, printed, and told aside."""

    code: int
    out: str
    aside: str


@pytest.fixture
def hepu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Give the command line, which speaks English."""

    def run(*words: object) -> Said:
        monkeypatch.setattr("sys.argv", ["hepu", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return Said(int(left.value.code or 0), printed.out, printed.err)

    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Give a copy of the example pack."""
    return Path(shutil.copytree(YUNJIANG, tmp_path / "yunjiang"))


@pytest.fixture
def colleges(tmp_path: Path) -> Path:
    """Give a folder with the fictitious college, which here lies in the fictitious province."""
    folder = tmp_path / "colleges"
    folder.mkdir()
    text = EXAMPLE.read_text("utf-8").replace("town: beihai", "town: yunjiang_port")
    (folder / "college.yaml").write_text(text, "utf-8")
    return folder


def over(lower: Path, *, retires: str) -> Path:
    """Write a pack over another own pack, of which it retires a rule."""
    folder = lower.parent / "port-alliance"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "rules").mkdir()
    (folder / "knowledge" / "pack.yaml").write_text(
        "name: port-alliance\nversion: 1.0.0\ndate: 2026-10-01\ntitle: {zh: 联盟, en: Alliance}\n"
        "extends: {pack: yunjiang, at_least: 1.0.0, below: 2.0.0}\n"
        f"retires:\n  rules:\n    {retires}: {{zh: 不再适用, en: It no longer applies}}\n",
        "utf-8",
    )
    return folder


def test_diff_compares_the_shipped_pack_by_its_name_with_an_own_one(
    hepu: Callable[..., Said], pack: Path, colleges: Path
) -> None:
    """A college in a town that the shipped pack does not know is compared: there its town is not given."""
    said = hepu("rules", "diff", "hepu-guangxi", pack, "--profiles", colleges, "--json")

    assert said.code == 0, said.aside
    told = json.loads(said.out)
    assert (said.code, told["new"]["overlays"]) == (0, [{"name": "yunjiang", "version": "1.0.0"}])
    assert told["incomparable"]["only_new"]["towns"] == ["yunjiang_port"]


def test_diff_names_of_an_own_pack_only_the_changes_that_turned_something(
    hepu: Callable[..., Said], pack: Path, colleges: Path
) -> None:
    """Rules that cite a source of the own pack can be tried without its other changes."""
    said = hepu("rules", "diff", "hepu-guangxi", pack, "--profiles", colleges)

    assert "only by these together: rule yunjiang-fund-open, town yunjiang_port\n" in said.out


def test_diff_lays_the_packs_of_both_sides_beneath_what_is_compared(
    hepu: Callable[..., Said], pack: Path, colleges: Path
) -> None:
    upper = over(pack, retires="yunjiang-fund-open")

    said = hepu("rules", "diff", pack, upper, "--pack", pack, "--profiles", colleges)

    assert said.code == 0, said.aside
    assert "yunjiang 1.0.0 + port-alliance 1.0.0" in said.out
    assert "Rule removed: yunjiang-fund-open" in said.out


def test_a_case_is_not_alike_for_lying_outside_guangxi_as_the_college_does(
    hepu: Callable[..., Said], pack: Path, colleges: Path
) -> None:
    said = hepu("similar", colleges / "college.yaml", "--pack", pack)

    alike = [line for line in said.out.splitlines() if "Alike:" in line]
    assert alike
    assert not [line for line in alike if "whether in Guangxi" in line]


def test_a_check_of_an_own_pack_leaves_notes_on_the_shipped_one_out(hepu: Callable[..., Said], pack: Path) -> None:
    said = hepu("rules", "check", "--pack", pack, "--format", "json")

    assert [item["file"] for item in json.loads(said.out)["findings"] if item["severity"] == "note"] == []


def test_coverage_of_an_own_pack_counts_its_own_rules_alone(hepu: Callable[..., Said], pack: Path) -> None:
    said = hepu("rules", "test", "--coverage", "--pack", pack, "--only", "certainty", "--json")

    told = json.loads(said.out)
    assert told["coverage"]["kinds"]["certainty"]["tried"] == 2


def test_a_new_rule_begins_on_the_day_of_the_own_pack(hepu: Callable[..., Said], pack: Path) -> None:
    about = pack / "knowledge" / "pack.yaml"
    about.write_text(about.read_text("utf-8").replace("date: 2026-09-01", "date: 2026-11-01"), "utf-8")

    said = hepu("rules", "new", "opportunity", "fund-again", "--concludes", "yj_fund_for_work_overseas", "--pack", pack)

    assert said.code == 0, said.aside
    assert "since: 2026-11-01" in (pack / "rules" / "opportunities" / "fund-again.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("new", "opportunity", "fund-again", "--concludes", "yj_fund_for_work_overseas"),
        ("schema",),
        ("fmt",),
        ("lock",),
        ("test", "yunjiang-fund-open", "--coverage", "--write"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_is_written_into_an_installed_pack(
    hepu: Callable[..., Said], tmp_path: Path, words: tuple[str, ...]
) -> None:
    installed = Path(shutil.copytree(YUNJIANG, tmp_path / "site-packages" / "yunjiang"))
    before = sorted(path.as_posix() for path in installed.rglob("*"))

    said = hepu("rules", *words, "--pack", installed)

    assert (said.code, "installed software" in said.aside) == (1, True)
    assert sorted(path.as_posix() for path in installed.rglob("*")) == before
