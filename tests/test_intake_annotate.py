"""The faulty form comes back with every fault in its cell and on a first sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from form_sample import changed, row_of, sample_form, sample_profile, sheet_of
from hepu.errors import InputError, OutputError
from hepu.intake import annotate, read_profile
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook


def faulty(book: Workbook) -> None:
    """Type text for a number, and a formula into a text."""
    sheet = sheet_of(book, "resources.staff")
    sheet[f"D{row_of(sheet, 'resources.staff')}"] = "三个"
    sheet[f"D{row_of(sheet, 'college.ownership')}"] = "=1+1 校办"
    sheet[f"D{row_of(sheet, 'college.ownership')}"].data_type = "s"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Give a faulty form."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(changed(faulty))
    return path


def test_faulty_cells_are_coloured_and_commented(form: Path, tmp_path: Path) -> None:
    """The comment says what is wrong and what to do, above the guidance that was there."""
    found = read_profile(form)
    book = load_workbook(annotate(form, found.faults, tmp_path / "back.xlsx"))
    sheet = sheet_of(book, "resources.staff")
    cell = sheet[f"D{row_of(sheet, 'resources.staff')}"]

    assert [fault.code for fault in found.faults] == ["unknown_choice", "not_a_number"]
    assert cell.fill.start_color.rgb.endswith("FFC7CE")
    assert "三个" in cell.comment.text
    assert "→" in cell.comment.text
    assert "专职人员" in cell.comment.text


def test_the_first_sheet_lists_all_findings_with_links(form: Path, tmp_path: Path) -> None:
    """Each finding leads to its cell, and what it quotes is text, not a formula."""
    found = read_profile(form)
    book = load_workbook(annotate(form, found.faults, tmp_path / "back.xlsx"))
    first = book.worksheets[0]

    assert first.title == "检查结果"
    assert first.max_row == 3 + len(found.faults)
    assert [getattr(first.cell(4 + number, 3).hyperlink, "location", "") for number in range(2)] == [
        f"'{fault.location.sheet}'!{fault.location.cell}" for fault in found.faults
    ]
    assert not [cell for row in first.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_mended_form_is_accepted_with_its_findings_still_in_it(form: Path, tmp_path: Path) -> None:
    """The list of findings is passed over, and replaced by the next one."""
    back = annotate(form, read_profile(form).faults, tmp_path / "back.xlsx")

    def mend(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        sheet[f"D{row_of(sheet, 'resources.staff')}"] = 3
        sheet[f"D{row_of(sheet, 'college.ownership')}"] = "公办"

    again = tmp_path / "again.xlsx"
    again.write_bytes(changed(mend, back.read_bytes()))
    twice = annotate(again, (), tmp_path / "twice.xlsx")

    assert read_profile(again).profile == sample_profile()
    assert [sheet.title for sheet in load_workbook(twice).worksheets].count("检查结果") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_are_in_the_language_of_the_form(lang: str, tmp_path: Path) -> None:
    """An English form comes back in English."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(changed(faulty, sample_form(lang)))

    book = load_workbook(annotate(path, read_profile(path).faults, tmp_path / "back.xlsx"))

    assert book.worksheets[0].title == {"zh": "检查结果", "en": "Findings"}[lang]


def test_the_same_findings_give_the_same_bytes(form: Path, tmp_path: Path) -> None:
    """No clock enters the copy."""
    faults = read_profile(form).faults

    first, second = annotate(form, faults, tmp_path / "a.xlsx"), annotate(form, faults, tmp_path / "b.xlsx")

    assert first.read_bytes() == second.read_bytes()
    assert b"T00:00:00Z" in _part(first.read_bytes(), "docProps/core.xml")


def test_what_is_no_workbook_cannot_be_given_back(tmp_path: Path) -> None:
    """The fault says so."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"hello")

    with pytest.raises(InputError):
        annotate(path, (), tmp_path / "back.xlsx")


def test_a_text_file_is_not_called_a_damaged_workbook(tmp_path: Path) -> None:
    """A profile in YAML has no cells to mark, and is told so."""
    path = tmp_path / "college.yaml"
    path.write_text("as_of: 2025-06-30\n", "utf-8")

    with pytest.raises(InputError) as caught:
        annotate(path, (), tmp_path / "back.xlsx")

    assert [fault.code for fault in caught.value.faults] == ["annotate_text"]


def test_a_copy_that_cannot_be_written_and_a_form_that_is_not_there_are_told(form: Path, tmp_path: Path) -> None:
    """Neither is an error inside the program."""
    with pytest.raises(OutputError):
        annotate(form, (), tmp_path / "no" / "back.xlsx")
    with pytest.raises(InputError):
        annotate(tmp_path / "no.xlsx", (), tmp_path / "back.xlsx")


def _part(data: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
