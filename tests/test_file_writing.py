"""Files are written all or none, also where several processes write the same one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from hepu.file_writing import write_files

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
