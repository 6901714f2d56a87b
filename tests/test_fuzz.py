"""Every reader of files of others takes a file or tells what is wrong and where; here with a few damaged ones.

``benchmarks/fuzz.py`` does the same with as many as are asked for, each reader in a process that is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import fuzz
import pytest
from fuzzing.readers import READERS, Reader

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from pathlib import Path

COUNT, SEED = 24, 20261126
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_takes_a_file_or_tells_its_faults(reader: Reader, tmp_path: Path) -> None:
    seed, room = reader.seed(tmp_path), tmp_path / "room"
    room.mkdir()
    count = max(3, COUNT * reader.share // 100)
    outcomes = [fuzz._one(reader, fuzz._made(reader, seed, SEED, at), room) for at in range(count)]

    assert fuzz._one(reader, seed, room) == ("accepted", "")
    assert [outcome for outcome in outcomes if outcome[0] == "wrong"] == []


def test_the_same_seed_gives_the_same_files() -> None:
    reader = READERS[0]
    seed = b"as_of: 2026-01-01\ncollege: {name: x}\n" * 9
    made = [fuzz._made(reader, seed, 1, at) for at in range(200)]

    assert made == [fuzz._made(reader, seed, 1, at) for at in range(200)]
    assert len(set(made)) > 150


def failing(*faults: Fault) -> NoReturn:
    raise InputError(faults)


def breaking(path: Path) -> None:
    path.read_text("ascii").index("nowhere")


def writing(path: Path) -> None:
    (path.parent / "new").write_text("x")


def changing(path: Path) -> None:
    path.write_text("changed")


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (breaking, "ValueError"),
        (writing, "files beside the input"),
        (changing, "a file was changed"),
        (lambda _: failing(), "no fault is told"),
        (lambda _: failing(Fault("file_missing")), "no place"),
        (lambda _: failing(Fault("never_heard_of", Location("x"))), "no message"),
    ],
)
def test_what_a_reader_must_not_do_is_seen(read: object, why: str, tmp_path: Path) -> None:
    reader = Reader("x", "bytes", ".x", lambda _: b"x", read)  # type: ignore[arg-type]  # stands in for one
    outcome, told = fuzz._one(reader, b"x", tmp_path)

    assert outcome == "wrong"
    assert why in told
