"""Where packs are taken from: folders, wheels and git revisions, read without installing, checking out or running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from hepu.cli import main
from hepu.errors import InputError, Location, PackError
from hepu.pack import load_pack
from hepu.pack_sources import unpacking
from hepu.pack_sources.git_tree import git_folder
from hepu.pack_sources.source import read_source
from impact_sample import FEW, PARAMETERS, commit, library, pack_at, wheel_of

if TYPE_CHECKING:
    from pathlib import Path

CHANGED = {PARAMETERS: "min_partners:\n  values:\n    - {since: 2012-01-01, value: 3, sources: [SAMPLE]}\n"}


def refusal(named: str, here: Path | None = None) -> tuple[str, str]:
    """Give the code and the nearest name of what is refused."""
    with pytest.raises(InputError) as caught:
        read_source(named, here)
    [fault] = caught.value.faults
    return fault.code, fault.context.get("nearest", "")


def test_a_folder_a_wheel_and_a_revision_of_one_pack_are_the_same(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    wheel = wheel_of(pack, tmp_path / "hepu-1-py3-none-any.whl", {"hepu/__init__.py": "raise SystemExit"})
    commit(pack)

    digests = {read_source(named, pack)[1].digest for named in (str(pack), str(wheel), "git:main", "main", "HEAD")}

    assert len(digests) == 1


def test_a_revision_is_read_as_it_was_and_leaves_the_work_tree_alone(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    commit(pack)
    before = read_source(str(pack))[1].digest
    path = pack / FEW
    path.write_text(path.read_text("utf-8").replace("certainty: likely", "certainty: possible"), "utf-8")

    found = read_source("git:main", pack)[1].digest

    assert found == before
    assert "certainty: possible" in path.read_text("utf-8")


def test_the_pack_of_a_repository_is_found_from_a_folder_within(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    commit(pack)

    assert read_source("main", pack / "rules")[1].digest == read_source(str(pack))[1].digest


def test_a_link_in_a_revision_is_not_followed(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    (pack / "rules" / "problems" / "away.yaml").symlink_to("/etc/hostname")
    commit(pack)

    assert "away" not in read_source("main", pack)[1].rules


def test_an_unknown_revision_names_the_nearest_branch(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    commit(pack)

    assert refusal("git:maim", pack) == ("git_revision_unknown", "main")
    assert refusal("--output=x", pack)[0] == "git_revision_unknown"


def test_without_a_repository_a_revision_is_told_apart_from_a_missing_folder(tmp_path: Path) -> None:
    assert refusal("git:main", tmp_path)[0] == "git_no_repository"
    assert refusal("no such folder", tmp_path)[0] == "source_missing"


def test_without_git_a_revision_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert refusal("git:main", tmp_path)[0] == "git_missing"


@pytest.mark.parametrize("name", ["../evil.yaml", "/evil.yaml", "hepu/../../evil.yaml", "C:/evil.yaml"])
def test_a_wheel_whose_names_lead_out_of_it_is_refused(tmp_path: Path, name: str) -> None:
    wheel = wheel_of(pack_at(tmp_path), tmp_path / "x.whl", {name: "x: 1"})

    assert refusal(str(wheel))[0] == "source_path"


def test_a_wheel_with_a_link_is_refused(tmp_path: Path) -> None:
    wheel = wheel_of(pack_at(tmp_path), tmp_path / "x.whl")
    link = zipfile.ZipInfo("hepu/_data/rules/away.yaml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(link, "/etc/hostname")

    assert refusal(str(wheel))[0] == "source_path"


def test_a_wheel_larger_than_a_pack_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MAX_MEMBER", 100_000)
    wheel = wheel_of(pack_at(tmp_path), tmp_path / "x.whl", {"hepu/_data/rules/big.yaml": "#" * 100_001})

    assert refusal(str(wheel))[0] == "source_too_large"


@pytest.mark.parametrize("name", ["a" * 300 + ".yaml", "rules/x.yaml/y.yaml"])
def test_a_wheel_with_a_name_that_no_folder_takes_is_refused(tmp_path: Path, name: str) -> None:
    members = {"hepu/_data/rules/x.yaml": "x: 1", f"hepu/_data/rules/{name.removeprefix('rules/')}": "x: 1"}
    wheel = wheel_of(pack_at(tmp_path), tmp_path / "x.whl", members)

    assert refusal(str(wheel))[0] == "source_path"


def test_a_device_is_no_wheel() -> None:
    assert refusal("/dev/zero")[0] == "source_kind"


def test_nothing_that_the_settings_of_a_repository_name_is_run(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    commit(pack)
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n", "utf-8")
    trap.chmod(0o755)
    git = str(shutil.which("git"))
    signed = subprocess.run([git, "cat-file", "commit", "HEAD"], cwd=pack, capture_output=True, check=True).stdout
    head, _, message = signed.partition(b"\n\n")
    signed = head + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + message
    write = [git, "hash-object", "-t", "commit", "-w", "--stdin"]
    name = subprocess.run(write, cwd=pack, input=signed, capture_output=True, check=True).stdout.decode().strip()
    settings = {"log.showSignature": "true"} | dict.fromkeys(("gpg.program", "core.fsmonitor", "diff.external"), trap)
    for words in (("update-ref", "HEAD", name), *(("config", key, value) for key, value in settings.items())):
        subprocess.run([git, *words], cwd=pack, check=True)
    folder = git_folder(pack, Location())
    assert folder is not None

    assert folder.touching("pack.yaml") == ((name, "knowledge/pack.yaml"),)
    assert not sprung.exists()


def test_what_is_no_wheel_and_what_holds_no_pack_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.whl").write_bytes(b"")
    (tmp_path / "text.whl").write_text("no zip", "utf-8")
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as archive:
        archive.writestr("other/__init__.py", "")

    codes = [refusal(str(tmp_path / name))[0] for name in ("empty.whl", "text.whl", "other.whl")]

    assert codes == ["source_kind", "source_kind", "source_no_pack"]
    assert refusal(str(tmp_path))[0] == "source_no_pack"


def test_faults_of_a_pack_are_told_with_where_it_was_taken_from(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    (pack / FEW).write_text("rule: [", "utf-8")

    with pytest.raises(PackError) as caught:
        read_source(str(pack))

    assert str(caught.value.faults[0].location).startswith(f"{pack}/rules/problems/few-partners.yaml")


def test_no_folder_of_the_unpacking_is_told(tmp_path: Path) -> None:
    pack = pack_at(tmp_path)
    (pack / "knowledge" / "pack.yaml").write_text("name: [", "utf-8")
    wheel = wheel_of(pack, tmp_path / "x.whl")

    with pytest.raises(PackError) as caught:
        read_source(str(wheel))

    assert str(caught.value.faults[0].location).startswith(f"{wheel}/knowledge/pack.yaml")


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run the command and give its code and what it says."""
    monkeypatch.setattr(sys, "argv", ["hepu", "rules", "diff", *words])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_the_command_returns_what_its_contract_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = pack_at(tmp_path / "old pack"), pack_at(tmp_path / "new pack", CHANGED)
    profiles = library(tmp_path / "profiles", {"B": (2, False)})
    packs = (str(old), str(new), "--profiles", str(profiles), "--lang", "en")

    assert run(monkeypatch, capsys, *packs)[0] == 0
    assert run(monkeypatch, capsys, *packs, "--fail-on-change")[0] == 6
    assert run(monkeypatch, capsys, str(old), str(old), *packs[2:], "--fail-on-change")[0] == 0
    (profiles / "bad.yaml").write_text("as_of: [", "utf-8")
    code, out, err = run(monkeypatch, capsys, *packs, "--fail-on-change")
    assert code == 1
    assert "1 of 1 colleges" in out
    assert "bad.yaml" in err


def test_an_empty_library_is_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = pack_at(tmp_path)
    (tmp_path / "none").mkdir()
    code, out, err = run(monkeypatch, capsys, str(pack), str(pack), "--profiles", str(tmp_path / "none"))

    assert (code, out) == (1, "")
    assert str(tmp_path / "none") in err
    assert os.linesep.join(err.splitlines()[:3]).count("Traceback") == 0


def test_a_pack_that_extends_the_shipped_one_is_compared_over_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "knowledge" / "parameters").mkdir(parents=True)
    (own / "knowledge" / "pack.yaml").write_text(
        "name: own-pack\nversion: 1.0.0\ndate: 2026-09-01\ntitle: {zh: 示例包, en: Own pack}\n"
        "extends: {pack: hepu-guangxi, at_least: '0.1', below: '1.0'}\n",
        "utf-8",
    )

    assert set(read_source(str(own))[1].rules) == set(load_pack().rules)
