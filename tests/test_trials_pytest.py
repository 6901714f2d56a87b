"""The examples of a pack as items of pytest, in a folder of their own and with warnings as errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from small_packs import small_pack

REPO = Path(__file__).resolve().parents[1]
RULE = "rules/problems/few-partners.yaml"
PLUGIN = ("-p", "hepu.trials.pytest_plugin")
FAILING = """\
examples:
  - it: fires with one
    given: {partnerships: [{active: true}]}
    expect: fires
  - it: "is silent:: with one"
    given: {partnerships: [{active: true}]}
    expect: silent
  - it: cannot be judged
    given: {partnership: none}
    expect: unknown
"""


def run(folder: Path, *words: str, path: Path = REPO / "engine", loaded: bool = True) -> tuple[int, str]:
    """Run pytest in a folder, with the plugins named alone or as installed; give its exit code and what it says."""
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} if loaded else {}
    environment = {**os.environ, "PYTHONPATH": str(path), "LC_ALL": "en_GB.UTF-8", **alone}
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_folder_of_rules_gives_one_item_an_example(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    code, said = run(pack, *PLUGIN, "--collect-only", "rules/")

    assert code == 0
    assert f"{RULE}::few-partners::fires with one that is active" in said
    assert "12 tests collected" in said


def test_a_failed_example_tells_its_line_what_was_expected_and_found_and_why(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {RULE: FAILING})
    code, said = run(tmp_path, *PLUGIN, "--hepu-pack", str(pack))
    lines = (pack / RULE).read_text("utf-8").splitlines()
    line = next(at for at, text in enumerate(lines, 1) if "is silent:: with one" in text)

    assert code == 1
    assert f"{RULE}:{line}:5" in said
    assert "expected silent, found fires (likely)" in said
    assert "true: the number of rows of “Partnerships”" in said
    assert "few-partners::is silent: with one" in said
    assert "partnership in the example (few-partners #3) is undefined" in said
    assert "2 failed, 10 passed" in said


def test_items_are_chosen_by_node_id_and_by_name_beside_other_tests(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n", "utf-8")
    node = f"pack/{RULE}::few-partners::is silent with two"
    one = run(tmp_path, *PLUGIN, node)
    several = run(tmp_path, *PLUGIN, "--hepu-pack", str(pack), "test_other.py", "-k", "test_other or few-partners")

    assert one[0] == 0
    assert "1 passed" in one[1]
    assert several[0] == 0
    assert "4 passed, 9 deselected" in several[1]


def test_a_pack_that_cannot_be_loaded_fails_with_its_faults(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {RULE: "certainty: sure\n"})
    code, said = run(pack, *PLUGIN, "rules/")

    assert code == 2
    assert "certainty" in said
    assert "Traceback" not in said


def test_a_folder_that_holds_no_pack_is_said_to(tmp_path: Path) -> None:
    code, said = run(tmp_path, *PLUGIN, "--hepu-pack", str(tmp_path))

    assert code == 4
    assert "no rule pack in" in said


@pytest.mark.wheel
def test_the_built_wheel_brings_the_plugin_and_collects_nothing_unasked(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=REPO, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with ZipFile(wheel) as archive:
        archive.extractall(installed)
    pack = small_pack(tmp_path)
    body = 'import sys\n\n\ndef test_nothing():\n    assert "hepu.pack" not in sys.modules\n'
    (pack / "test_nothing.py").write_text(body, "utf-8")

    asked = run(tmp_path, "--hepu-pack", str(pack), path=installed, loaded=False)
    unasked = run(pack, path=installed, loaded=False)

    assert asked[0] == 0
    assert "12 passed" in asked[1]
    assert unasked[0] == 0
    assert "1 passed" in unasked[1]
