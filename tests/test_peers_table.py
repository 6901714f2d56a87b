"""The table of other colleges' figures: what cannot be read is told, and nothing in it can do harm."""

from __future__ import annotations

import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from hepu.errors import InputError
from hepu.facts.peers import read_peers

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pipeline import Advisor


def codes(shipped: Advisor, path: Path) -> list[str]:
    """Give the codes of what is wrong with a table."""
    with pytest.raises(InputError) as caught:
        read_peers(path, shipped.pack.knowledge, [], 8)
    return [fault.code for fault in caught.value.faults]


def test_a_workbook_is_read_like_the_table_in_it(shipped: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "peers.xlsx"
    book = Workbook()
    for row in (["college", "year", "overseas_sites"], ["虚构甲", 2025, 3], ["虚构乙", 2025, None]):
        book.worksheets[0].append(row)
    book.save(path)

    assert read_peers(path, shipped.pack.knowledge, [], 8).colleges == 2


def test_a_workbook_that_unpacks_to_more_than_a_table_holds_is_refused_unread(shipped: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "peers.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))

    tracemalloc.start()
    found = codes(shipped, path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == ["peers_unreadable"]
    assert most < 20_000_000
