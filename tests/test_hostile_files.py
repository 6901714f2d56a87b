"""Files that look like what they are not, or that are to lead writing elsewhere."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from hepu import advising
from hepu.authoring.layout.files import lay_out
from hepu.errors import InputError, OutputError, PackError
from hepu.facts.peers import PeerTable
from hepu.file_reading import bounded_bytes
from hepu.file_writing import write_files
from hepu.intake import annotate, read_profile
from hepu.intake.workbook_grid import read_grids
from hepu.layering.named import layers_of
from hepu.layers import Layer
from hepu.report.workbook.task_states import read_states
from hepu.source_file import file_bytes, parse_source, read_source
from small_packs import SMALL

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("escape", ["\\e[31m", "\\0", "\\x07", "\\u202e", "\\u2066", "\\x7f", "\\x9b", "\\L"])
def test_what_nobody_sees_is_a_fault_of_a_pack_even_where_an_escape_writes_it(escape: str) -> None:
    source = parse_source(f'name:\n  en: "a {escape} b"\n', "x.yaml")

    assert [(fault.code, fault.location.line) for fault in source.faults] == [("yaml_control", 2)]


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_mark_that_turns_the_way_of_reading_is_a_fault_wherever_it_stands(mark: str) -> None:
    source = parse_source(f"name: a\n# a comment {mark} turned\n", "x.yaml")

    assert [(fault.code, fault.location.line) for fault in source.faults] == [("yaml_control", 2)]


def test_writing_follows_no_link_that_waits_where_the_new_file_is_made(tmp_path: Path) -> None:
    other, rule = tmp_path / "other", tmp_path / "rule.yaml"
    other.write_text("mine", "utf-8")
    rule.write_text("old", "utf-8")
    (tmp_path / ".rule.yaml.part").symlink_to(other)

    write_files({rule: (b"old", b"new")})

    assert (rule.read_text("utf-8"), other.read_text("utf-8")) == ("new", "mine")


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Give a link to a device that never ends."""
    link = tmp_path / "endless.yaml"
    link.symlink_to("/dev/zero")
    return link


def test_a_device_in_a_pack_is_told_and_not_read(endless: Path) -> None:
    source = read_source(endless, "endless.yaml")

    assert [fault.code for fault in source.faults] == ["file_unreadable"]


def test_a_device_is_not_laid_out(endless: Path) -> None:
    laid, faults = lay_out([endless], Layer.at(SMALL))

    assert (laid, [fault.code for fault in faults]) == ([], ["layout_unreadable"])


def test_a_file_larger_than_any_of_a_pack_is_not_taken_into_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(1 << 33)

    with pytest.raises(OSError, match="File too large"):
        file_bytes(large)


def test_a_name_too_long_for_a_folder_is_an_unknown_pack() -> None:
    with pytest.raises(PackError) as caught:
        layers_of(["x" * 5000])

    assert [fault.code for fault in caught.value.faults] == ["pack_unknown"]


def test_a_file_that_is_kept_from_writing_stays_and_so_do_all_others(tmp_path: Path) -> None:
    first, kept = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for path in (first, kept):
        path.write_text("old", "utf-8")
    kept.chmod(0o444)

    with pytest.raises(OutputError) as caught:
        write_files({first: (b"old", b"new"), kept: (b"old", b"new")})

    assert [fault.location.file for fault in caught.value.faults] == [str(kept)]
    assert {path.read_text("utf-8") for path in tmp_path.iterdir()} == {"old"}


def test_a_million_empty_rows_are_refused_before_they_are_read() -> None:
    workbook = Workbook()
    plain, rows = io.BytesIO(), io.BytesIO()
    workbook.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(rows, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            empty = b"".join(b'<row r="%d"/>' % row for row in range(1, 1_000_001)) + b"</sheetData>"
            new.writestr(
                name,
                old.read(name)
                .replace(b"<sheetData/>", b"<sheetData>" + empty)
                .replace(b"<sheetData></sheetData>", b"<sheetData>" + empty),
            )

    with pytest.raises(InputError) as caught:
        read_grids(rows.getvalue(), "x.xlsx")

    assert [fault.code for fault in caught.value.faults] == ["sheet_too_large"]


@pytest.fixture(params=["/dev/zero", "pipe", "folder", "nul"])
def strange(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give what is no file, under the name of a workbook."""
    path = tmp_path / "strange.xlsx"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "folder":
        path.mkdir()
    elif request.param == "nul":
        return tmp_path / "a\x00b.xlsx"
    else:
        path.symlink_to(request.param)
    return path


def test_a_profile_that_is_no_file_is_told_and_not_waited_for(strange: Path) -> None:
    assert [fault.code for fault in read_profile(strange).faults] == ["file_unreadable"]


def test_peers_that_are_no_file_are_told_and_not_waited_for(strange: Path) -> None:
    with pytest.raises(InputError) as caught:
        PeerTable.read(strange, {})

    assert [fault.code for fault in caught.value.faults] == ["file_unreadable"]


def test_a_workbook_of_tasks_that_is_no_file_is_told_and_not_waited_for(strange: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_states(strange, "HP-0", advising.shipped().pack.knowledge)

    assert [fault.code for fault in caught.value.faults] == ["file_unreadable"]


def test_a_form_that_is_no_file_is_not_waited_for_when_its_faults_are_to_be_marked(strange: Path) -> None:
    with pytest.raises(InputError) as caught:
        annotate(strange, (), strange.parent / "out.xlsx")

    assert [fault.code for fault in caught.value.faults] == ["file_unreadable"]


def test_of_a_file_no_more_is_taken_into_memory_than_may_be_in_it(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(1 << 33)

    assert len(bounded_bytes(large, 1_000)) == 1_001
