"""The commands of the decision table: what they write, what they say, and what they return."""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from hepu.cli import main
from hepu.decision_table.book import table_bytes
from hepu.decision_table.exported import chosen_rules
from hepu.layers import Layer, shipped_layers
from hepu.pack import load_pack
from small_packs import SMALL
from table_sample import BOUND, Desk, added, small_table, stripped, typed

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pipeline import Advisor

OWN = "examples/packs/yunjiang"


@pytest.fixture
def desk(tmp_path: Path, shipped: Advisor) -> Desk:
    """Give a pack in a folder with a blank in its name, and a table of some of its rules."""
    return Desk.at(tmp_path / "a pack", stripped(small_table(shipped.pack)))


def run(*words: str) -> tuple[int, str]:
    """Run a command of the rules in English; give its code and all that it says."""
    said, code = io.StringIO(), 0
    with redirect_stdout(said), redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["hepu", "--lang", "en", "rules", *words])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, said.getvalue()


def test_a_table_goes_out_and_its_changes_come_in(tmp_path: Path, desk: Desk) -> None:
    pack, before = ["--pack", str(tmp_path / "a pack")], desk.files()
    code, said = run("export", "--xlsx", str(tmp_path / "one.xlsx"), "--rules", BOUND, *pack)
    desk.change(typed(BOUND, "value2", 2), added())
    looked = run("import", str(desk.file), "--dry-run", *pack)
    shown = run("import", str(desk.file), "--diff", *pack)
    unchanged = desk.files() == before
    taken = run("import", str(desk.file), *pack)

    assert (code, "wrote 1 rule and" in said) == (0, True)
    assert (looked[0], "1 would change, 1 would be new" in looked[1]) == (0, True)
    assert (shown[0], "+      below: 2\n" in shown[1], "+rule: no-credits-recognised\n" in shown[1]) == (0, True, True)
    assert unchanged
    assert (taken[0], "1 changed, 1 new" in taken[1]) == (0, True)
    assert set(desk.files()) - set(before) == {"no-credits-recognised.yaml"}


def test_a_fault_leaves_everything_as_it_was_and_names_its_cell(tmp_path: Path, desk: Desk) -> None:
    before = desk.files()
    desk.change(typed(BOUND, "value2", "two"), added())
    code, said = run("import", str(desk.file), "--pack", str(tmp_path / "a pack"))

    assert code == 1
    assert "table.xlsx:原因!O5: 'two' is no value that fits here" in said
    assert desk.files() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("export", "--xlsx", "{here}/x.ods"), 5, "Write to x.xlsx"),
        (("export", "--xlsx", "{here}/none/x.xlsx"), 5, "there is no folder"),
        (("export", "--xlsx", "{here}/there.xlsx"), 5, "the file exists"),
        (("export", "--xlsx", "{here}/x.xlsx", "--rules", "few-bilingual-teacher"), 1, "few-bilingual-teachers"),
        (("export", "--xlsx", "{here}/x.xlsx", "--concludes", "problem.weak"), 1, "problem.weak_teacher_capacity"),
        (("export", "--xlsx", "{here}/x.xlsx", "--concludes", "exclusion.adopt_plan"), 1, "Nearest"),
        (("import", "{here}/none.xlsx"), 1, "the file does not exist"),
        (("import", "{here}/there.xlsx"), 1, "the file is empty"),
        (("import", "{here}"), 1, "cannot be opened"),
        (("import", "{here}/macros.xlsm"), 1, "macro"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_with_its_remedy(
    words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "there.xlsx").touch()
    (tmp_path / "macros.xlsm").write_bytes(b"PK\x03\x04")
    found = run(*(word.format(here=tmp_path) for word in words))

    assert found[0] == code
    assert said in found[1]
    assert "Traceback" not in found[1]


def test_an_own_pack_takes_new_rules_and_leaves_those_beneath_alone(tmp_path: Path) -> None:
    """A table of the stack is refused by the lower pack alone."""
    own = tmp_path / "own"
    shutil.copytree(OWN, own)
    layers = (*shipped_layers(), Layer.at(own))
    pack = load_pack(layers)
    file = tmp_path / "table.xlsx"
    table = stripped(table_bytes(pack, chosen_rules(pack, [BOUND, "few-teacher-days-abroad"]), "zh"))
    file.write_bytes(table)
    book = load_workbook(file)
    added()(book)
    book.save(file)
    new = run("import", str(file), "--dry-run", "--pack", str(own))
    alone = run("import", str(file), "--dry-run")
    typed(BOUND, "value2", 2)(book)
    book.save(file)
    beneath = run("import", str(file), "--dry-run", "--pack", str(own))

    assert (new[0], f"{own.as_posix()}/rules/problems/no-credits-recognised.yaml: a new rule" in new[1]) == (0, True)
    assert (alone[0], "not to hepu-guangxi" in alone[1]) == (1, True)
    assert (beneath[0], "is of a pack beneath" in beneath[1]) == (1, True)


def test_a_pack_without_towns_has_a_table_too(tmp_path: Path) -> None:
    code, said = run("export", "--xlsx", str(tmp_path / "small.xlsx"), "--pack", str(SMALL))

    assert (code, said.splitlines()[0]) == (0, "wrote 4 rules and 12 examples")


def test_a_device_is_no_table() -> None:
    code, said = run("import", "/dev/zero", "--dry-run", "--pack", str(SMALL))

    assert (code, said.startswith("zero: ")) == (1, True)
