"""Files are written all or none, also where several processes write the same one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from hepu.errors import Fault, OutputError
from hepu.file_writing import present, write_files

WRITERS, TIMES, SIZE = 2, 40, 200_000


def write_often(path: Path, sign: bytes) -> None:
    for _ in range(TIMES):
        write_files({path: (None, sign * SIZE)})


def test_of_processes_that_write_the_same_file_one_has_the_last_word_and_none_fails(tmp_path: Path) -> None:
    path = tmp_path / "made"
    signs = [bytes([ord("a") + number]) for number in range(WRITERS)]
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(write_often, path, sign) for sign in signs]:
            done.result()

    assert path.read_bytes() in [sign * SIZE for sign in signs]
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_called_between_finds_all_beside_their_places_and_none_in_them(tmp_path: Path) -> None:
    first, second, more = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    found: list[list[str]] = []

    def between() -> dict[Path, tuple[bytes | None, bytes]]:
        found.append(sorted(path.name.partition(".")[2].split(".")[0] for path in tmp_path.iterdir()))
        return {more: (None, b"3")}

    write_files({first: (None, b"1"), second: (None, b"2")}, between)

    assert found == [["a", "b"]]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2", "c": b"3"}


def test_where_what_is_called_between_fails_nothing_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def between() -> dict[Path, tuple[bytes | None, bytes]]:
        raise OutputError([Fault("ledger_unwritable")])

    with pytest.raises(OutputError, match="ledger_unwritable"):
        write_files({path: (b"old", b"new"), tmp_path / "b": (None, b"2")}, between)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_when_one_cannot_be_put_in_its_place_those_before_it_are_what_they_were(tmp_path: Path) -> None:
    old, new, folder = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    old.write_bytes(b"old")
    folder.mkdir()

    with pytest.raises(OutputError, match="output_unwritable"):
        write_files({old: (b"old", b"1"), new: (None, b"2"), folder: (None, b"3")})

    assert old.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c"]


def test_a_folder_where_a_file_is_to_be_is_no_file_to_replace(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="output_unwritable"):
        present(tmp_path)
