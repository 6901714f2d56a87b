"""Many profiles in one run: each as if it were alone, in order, and a fault of one ends nothing but its own."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hepu import batch
from hepu.advising import Order, Written, advise_file
from hepu.batch import advise_each, demo_orders
from hepu.cli import main
from hepu.errors import InputError, OutputError
from hepu.intake.folders import profiles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BAY = EXAMPLES / "hepu-bay-college.yaml"
ISSUED = "2026-11-22T00:00:00+00:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two good profiles and a faulty one between them."""
    made = tmp_path / "profiles"
    made.mkdir()
    shutil.copy(BAY, made / "c.yaml")
    (made / "b.yaml").write_text("as_of: yesterday\n", "utf-8")
    shutil.copy(BAY, made / "a.yaml")
    (made / "notes.txt").write_text("not a profile", "utf-8")
    return made


def orders(profiles: Sequence[Path], output: Path) -> list[Order]:
    """Ask for the records alone, which is quick."""
    return [Order(path, output, ISSUED, formats=("json",), engine="chainer") for path in profiles]


def test_a_folder_gives_its_profiles_by_name(folder: Path) -> None:
    assert [path.name for path in profiles_of([folder])] == ["a.yaml", "b.yaml", "c.yaml"]


@pytest.mark.parametrize("name", ["~$a.xlsx", "._a.yaml", ".a.json"])
def test_what_lies_hidden_in_a_folder_is_no_profile(folder: Path, name: str) -> None:
    (folder / name).write_text("x", "utf-8")

    assert [path.name for path in profiles_of([folder])] == ["a.yaml", "b.yaml", "c.yaml"]


def test_profiles_that_would_overwrite_one_another_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="profiles_alike"):
        profiles_of([folder, folder / "a.yaml"])


def test_a_folder_without_a_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder_without_profile"):
        profiles_of([tmp_path])


@pytest.mark.parametrize("read", ["profile", "peers", "since", "tasks"])
def test_a_file_that_is_read_is_never_written_over(tmp_path: Path, read: str) -> None:
    kept = tmp_path / "a.json"
    kept.write_text("{}", "utf-8")
    order = Order(tmp_path / "a.yaml", tmp_path, ISSUED, formats=("json",))
    orders = {
        "profile": replace(order, profile=kept),
        "peers": replace(order, peers=kept),
        "since": replace(order, since=kept),
        "tasks": replace(order, tasks=kept),
    }
    with pytest.raises(OutputError, match="would_overwrite"):
        advise_file(orders[read])

    assert kept.read_text("utf-8") == "{}"


def test_a_file_that_is_read_by_another_name_is_not_written_over_either(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("{}", "utf-8")
    (tmp_path / "a.json").symlink_to(kept)

    with pytest.raises(OutputError, match="would_overwrite"):
        advise_file(Order(tmp_path / "a.yaml", tmp_path, ISSUED, formats=("json",), since=kept))


@pytest.mark.parametrize("workers", [1, 2])
def test_each_is_advised_as_if_it_were_alone(folder: Path, tmp_path: Path, workers: int) -> None:
    profiles = profiles_of([folder])
    outcomes = list(advise_each(orders(profiles, tmp_path / "many"), workers))
    alone = advise_file(orders([folder / "c.yaml"], tmp_path / "alone")[0]).paths[0]

    assert [outcome.profile for outcome in outcomes] == list(profiles)
    assert [outcome.exit_code for outcome in outcomes] == [0, 1, 0]
    assert outcomes[2].paths[0].read_bytes() == alone.read_bytes()


def test_an_error_of_the_program_ends_one_advisory_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(order: Order) -> None:
        raise RuntimeError(order.profile.name)

    monkeypatch.setattr(batch, "advise_file", fail)
    outcomes = list(advise_each(orders([folder / "a.yaml", folder / "c.yaml"], tmp_path), 1))

    assert [(item.exit_code, item.faults[0].location.file[-6:]) for item in outcomes] == [
        (70, "a.yaml"),
        (70, "c.yaml"),
    ]


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the stand-in reaches the processes by fork")
def test_a_process_that_is_lost_ends_one_advisory_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(order: Order) -> Written:
        if order.profile.stem == "b":
            os._exit(9)
        return Written((), ())

    monkeypatch.setattr(batch, "advise_file", vanish)
    outcomes = list(advise_each(orders(profiles_of([folder]), tmp_path), 2))

    assert [outcome.exit_code for outcome in outcomes] == [0, 70, 0]


def test_the_command_advises_all_it_can_and_returns_the_code_of_the_gravest_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["hepu", "advise", str(folder), "--format", "json", "--engine", "chainer", "--workers", "1"]
    monkeypatch.setattr("sys.argv", [*words, "-o", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()

    assert ended.value.code == 1
    assert [Path(line).name for line in told.out.splitlines()] == ["a.json", "c.json"]
    assert all(line.startswith("b.yaml:") for line in told.err.splitlines() if "→" not in line)


def test_the_last_advisory_is_that_of_one_college(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["hepu", "advise", str(folder), "--since", "last.json", "--lang", "en"])
    with pytest.raises(SystemExit):
        main()

    assert "--since is for one college at a time" in capsys.readouterr().err


def test_without_shared_semaphores_the_work_is_done_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    orders = [Order(Path(name), Path(), "2026-11-22T00:00:00+00:00") for name in ("b.yaml", "a.yaml")]
    monkeypatch.setattr(batch, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(batch, "advise_file", lambda order: Written((order.profile,), ()))

    assert [outcome.paths for outcome in advise_each(orders)] == [(Path("b.yaml"),), (Path("a.yaml"),)]


def test_the_demo_advises_every_example_and_gives_peers_where_they_lie_beside(tmp_path: Path) -> None:
    orders = demo_orders(EXAMPLES, tmp_path, "2026-11-22T00:00:00+00:00")
    with_peers = [order.profile.name for order in orders if order.peers is not None]

    assert len(orders) >= 7
    assert with_peers == ["hepu-bay-college.yaml"]
    assert all(order.langs == ("zh", "en") for order in orders)
