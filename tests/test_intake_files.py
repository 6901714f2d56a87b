"""Whatever file is handed in, intake answers with a profile or with faults, and never with a traceback."""

from __future__ import annotations

import io
import random
import re
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_sample import changed, list_cell, row_of, sample_form, sample_profile, sheet_of
from hepu.errors import InputError
from hepu.intake import form_bytes, read_profile, read_profile_bytes
from hepu.messages import catalogue
from hepu.profile.model import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook.workbook import Workbook

FIXTURES = Path(__file__).parent / "fixtures" / "form"


def course_of(seed: int) -> random.Random:
    """Give a fixed course of chance."""
    return random.Random(seed)  # noqa: S311  # nothing secret depends on it


def codes(data: bytes, name: str = "form.xlsx") -> list[str]:
    """Give the codes of what is wrong with a file."""
    return [fault.code for fault in read_profile_bytes(data, name).faults]


def repacked(change: Callable[[dict[str, bytes]], None], data: bytes | None = None) -> bytes:
    """Give a form with other parts in its container."""
    with zipfile.ZipFile(io.BytesIO(data or sample_form())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_form_that_libreoffice_saved_reads_back_to_the_same_profile() -> None:
    """Another programme writes another file with the same answers."""
    found = read_profile(FIXTURES / "libreoffice.xlsx")

    assert found.faults == ()
    assert found.profile == sample_profile()


def test_a_rearranged_form_reads_back_to_the_same_profile() -> None:
    """Sheets renamed and moved, rows and columns inserted, columns widened."""

    def change(book: Workbook) -> None:
        sheet_of(book, "resources.staff").title = "表一"
        sheet_of(book, "partnerships.rows").insert_rows(1, 2)
        partnerships = sheet_of(book, "partnerships.rows")
        partnerships.insert_rows(row_of(partnerships, "partnerships.rows") + 3)
        resources = sheet_of(book, "resources.majors")
        resources.insert_rows(row_of(resources, "resources.budget_spent"), 3)
        resources.column_dimensions["D"].width = 80
        sheet_of(book, "indicators.books_per_student").insert_cols(3)
        book.move_sheet(book.worksheets[3], 5)

    found = read_profile_bytes(changed(change), "form.xlsx")

    assert found.faults == ()
    assert found.profile == sample_profile()


def test_a_value_is_found_by_its_name_where_its_id_was_erased() -> None:
    """The defined name stands in for the printed id."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        sheet[f"A{row_of(sheet, 'resources.staff')}"] = None

    assert read_profile_bytes(changed(change), "form.xlsx").profile == sample_profile()


def test_the_printed_id_wins_over_the_name() -> None:
    """Rows that changed places are read by the ids printed in them."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        first, second = row_of(sheet, "resources.staff"), row_of(sheet, "resources.foreign_teachers")
        for column in "ABCDEFG":
            one, other = sheet[f"{column}{first}"], sheet[f"{column}{second}"]
            one.value, other.value = other.value, one.value

    assert read_profile_bytes(changed(change), "form.xlsx").profile == sample_profile()


def test_more_rows_than_were_printed_are_read() -> None:
    """A list may go on below its last printed row."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "alliances.rows")
        sheet[f"D{row_of(sheet, 'alliances.complete')}"] = "全部"
        for number in range(40):
            sheet[list_cell(sheet, "alliances", number, "name")] = f"示范联盟{number}"

    found = read_profile_bytes(changed(change), "form.xlsx").accepted()

    assert len(found.alliances.rows) == 40


def test_a_lonely_word_for_nothing_means_an_empty_list() -> None:
    """People who have nothing to list write so in the first row."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "alliances.rows")
        sheet[f"D{row_of(sheet, 'alliances.complete')}"] = None
        sheet[list_cell(sheet, "alliances", 0, "name")] = "无"

    assert read_profile_bytes(changed(change), "form.xlsx").profile == sample_profile()


def test_missing_parts_of_the_form_are_named() -> None:
    """A deleted row, and marks that are gone from a sheet that is still there, are faults, not blanks."""

    def without_row(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        sheet.delete_rows(row_of(sheet, "resources.staff"))
        del book.defined_names["hepu_resources_staff"]

    def without_marks(book: Workbook) -> None:
        sheet = sheet_of(book, "alliances.rows")
        sheet[f"A{row_of(sheet, 'alliances.rows')}"] = None

    def without_ids(book: Workbook) -> None:
        sheet = sheet_of(book, "alliances.rows")
        for number in range(1, sheet.max_row + 1):
            sheet.cell(number, 1).value = None

    def renamed_and_without_ids(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.majors")
        for number in range(1, sheet.max_row + 1):
            sheet.cell(number, 1).value = None
        for name in [*book.defined_names]:
            target = book.defined_names[name]
            target.attr_text = target.attr_text.replace(sheet.title, "资源")
        sheet.title = "资源"

    assert codes(changed(without_row)) == ["row_missing"]
    assert codes(changed(without_marks)) == ["marks_missing"]
    assert codes(changed(without_ids)) == ["sheet_marks_missing"]
    assert codes(changed(renamed_and_without_ids)) == ["sheet_marks_missing"]


def test_a_sheet_that_was_taken_out_counts_as_blank() -> None:
    """The core sheet alone is a form; one note names the sheets that are not there."""

    def only_core(book: Workbook) -> None:
        core = sheet_of(book, "college.name.zh")
        for sheet in book.worksheets:
            if sheet is not core and sheet.title != "_hepu":
                book.remove(sheet)

    def without_alliances(book: Workbook) -> None:
        book.remove(sheet_of(book, "alliances.rows"))

    core = read_profile_bytes(changed(only_core), "form.xlsx")
    most = read_profile_bytes(changed(without_alliances), "form.xlsx")

    assert [(fault.code, fault.severity) for fault in (*core.faults, *most.faults)] == [("sheet_missing", "note")] * 2
    assert core.accepted().resources.staff == sample_profile().resources.staff
    assert core.accepted().partnerships == Listing()
    assert most.accepted() == sample_profile().model_copy(update={"alliances": Listing()})


def test_a_core_sheet_that_was_taken_out_is_one_fault() -> None:
    """Nothing that it asks is asked for again."""

    def without_core(book: Workbook) -> None:
        book.remove(sheet_of(book, "college.name.zh"))

    assert codes(changed(without_core)) == ["core_sheet_missing"]


def test_a_required_row_that_was_taken_out_is_one_fault() -> None:
    """The row that is missing is not missed a second time as an answer."""

    def without_row(book: Workbook) -> None:
        sheet = sheet_of(book, "as_of")
        sheet.delete_rows(row_of(sheet, "as_of"))
        del book.defined_names["hepu_as_of"]

    assert codes(changed(without_row)) == ["row_missing"]


def test_a_copied_sheet_is_a_fault() -> None:
    """Two sheets with the same ids cannot both be meant."""

    def change(book: Workbook) -> None:
        book.copy_worksheet(sheet_of(book, "resources.staff"))

    assert set(codes(changed(change))) == {"id_twice"}


def test_another_workbook_is_not_the_form() -> None:
    """A workbook without a single id is told apart at once."""
    buffer = io.BytesIO()
    from openpyxl import Workbook as New

    New().save(buffer)

    assert codes(buffer.getvalue()) == ["not_the_form"]


def entity(parts: dict[str, bytes]) -> None:
    """Define entities that grow without end."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<sst", bomb + b"<sst", 1)


def macro(parts: dict[str, bytes]) -> None:
    """Add a macro."""
    parts["xl/vbaProject.bin"] = b"x"


def big(parts: dict[str, bytes]) -> None:
    """Add a part that unpacks to more than a form ever holds."""
    parts["xl/media/a.bin"] = course_of(1).randbytes(20_000) * 2_600


def bomb(parts: dict[str, bytes]) -> None:
    """Add a part of nothing but zeros."""
    parts["xl/worksheets/sheet1.xml"] = bytes(30_000_000)


def many(parts: dict[str, bytes]) -> None:
    """Add more parts than any workbook has."""
    parts |= {f"xl/media/{number}.txt": b"x" for number in range(2_001)}


def no_workbook(parts: dict[str, bytes]) -> None:
    """Leave out the workbook itself."""
    del parts["xl/workbook.xml"]


def broken_sheet(parts: dict[str, bytes]) -> None:
    """Break the XML of a sheet."""
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:900]


def link(parts: dict[str, bytes]) -> None:
    """Point to another workbook."""
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (entity, "xml_entities"),
        (macro, "macros"),
        (big, "zip_too_large"),
        (bomb, "zip_ratio"),
        (many, "zip_members"),
        (no_workbook, "not_a_workbook"),
        (broken_sheet, "unreadable_file"),
    ],
)
def test_a_hostile_container_is_refused(change: Any, code: str) -> None:
    """Sizes, macros and entities are looked at before anything is opened."""
    assert codes(repacked(change)) == [code]


def declaring(name: str, content: bytes, size: int, crc: int | None = None) -> bytes:
    """Give a form in which a part declares another size than it has, and perhaps the checksum of that much of it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample_form())) as source, zipfile.ZipFile(buffer, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, content if part == name else source.read(part), zipfile.ZIP_DEFLATED)
        packed = archive.getinfo(name)
        true = struct.pack("<LLL", packed.CRC, packed.compress_size, packed.file_size)
        said = struct.pack("<LLL", packed.CRC if crc is None else crc, packed.compress_size, size)
    return buffer.getvalue().replace(true, said)


@pytest.mark.parametrize("with_checksum", [False, True])
def test_a_part_that_declares_less_than_it_holds_is_refused_before_it_is_unpacked(with_checksum: bool) -> None:
    """Two hundred megabytes that pass for twenty thousand bytes never stand in memory."""
    sheet, size = bytes(200_000_000), 20_000
    data = declaring("xl/worksheets/sheet4.xml", sheet, size, zlib.crc32(sheet[:size]) if with_checksum else None)
    del sheet

    tracemalloc.start()
    found = codes(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == ["zip_size"]
    assert most < 20_000_000


def test_a_part_that_declares_more_than_it_holds_is_refused() -> None:
    """A part ends where it says that it ends."""
    assert codes(declaring("xl/worksheets/sheet4.xml", b"<worksheet/>", 900_000)) == ["zip_size"]


def test_a_part_that_is_packed_in_another_way_is_refused() -> None:
    """Only the two ways of packing that workbooks use are unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample_form())) as source, zipfile.ZipFile(buffer, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, source.read(part), zipfile.ZIP_BZIP2)

    assert codes(buffer.getvalue()) == ["zip_method"]


def test_external_links_are_ignored() -> None:
    """A link to another workbook is not followed."""
    assert codes(repacked(link)) == []


def test_a_sheet_beyond_all_bounds_is_refused() -> None:
    """A cell far below the form is no answer."""

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet4.xml"
        row = b'<row r="900000"><c r="B900000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        parts[name] = parts[name].replace(b"</sheetData>", row)

    def endless(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet4.xml"
        row = b'<row r="99999999999"><c r="B99999999999"><v>1</v></c></row></sheetData>'
        parts[name] = parts[name].replace(b"</sheetData>", row)

    assert codes(repacked(change)) == ["sheet_too_large"]
    assert len(codes(repacked(endless))) <= 1


def test_an_empty_formatted_row_at_the_end_of_a_sheet_does_no_harm() -> None:
    """Spreadsheets leave formats far below what was filled in."""

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet4.xml"
        parts[name] = parts[name].replace(b"</sheetData>", b'<row r="60000" ht="15"/></sheetData>')

    assert codes(repacked(change)) == []


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty_file"),
        (b"  \n", "a.yaml", "empty_file"),
        (b"hello", "a.xlsx", "not_a_workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "a.xlsx", "old_workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted_file"),
        (b"PK\x03\x04rest", "a.xlsx", "truncated_file"),
        (b"PK\x03\x04rest", "a.yaml", "not_text"),
        (b"a,b", "a.csv", "unknown_format"),
        (b"a", "a", "unknown_format"),
        (b"x", "a.xlsm", "macros"),
        ("学校: 名".encode("gb18030"), "a.yaml", "not_utf8"),
        (b"- 1\n- 2\n", "a.yaml", "expected_mapping"),
        (b"a: [1", "a.yaml", "yaml_syntax"),
        (b"a: \x01\n", "a.yaml", "yaml_control"),
        (b"a: b\n\tc: d\n", "a.yaml", "yaml_tab"),
        (b"a: 'b\n", "a.yaml", "yaml_quote"),
        (b"a: b: c\n", "a.yaml", "yaml_colon"),
        (b'a: "b\\q"\n', "a.yaml", "yaml_escape"),
        (b"a: @b\n", "a.yaml", "yaml_start"),
        (b"a: 1\n b: 2\n", "a.yaml", "yaml_colon"),
        (b" a: 1\nb: 2\n", "a.yaml", "yaml_syntax"),
        (b"a:\n  - 1\n b: 2\n", "a.yaml", "yaml_indent"),
    ],
)
def test_other_files_are_told_apart(data: bytes, name: str, code: str) -> None:
    """Each kind of wrong file has its own message and remedy."""
    assert codes(data, name) == [code]
    assert code in catalogue()


def test_a_key_twice_in_json_is_told_with_the_other_faults() -> None:
    """The first value is read on, so that one run names all there is to mend."""
    assert codes(b'{"as_of": 1, "as_of": 2}', "a.json") == ["required", "required", "not_a_date", "yaml_duplicate_key"]


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """So are a folder and a path that cannot be."""
    assert [fault.code for fault in read_profile(tmp_path / "no.xlsx").faults] == ["file_missing"]
    assert [fault.code for fault in read_profile(tmp_path).faults] == ["file_unreadable"]
    with pytest.raises(InputError):
        read_profile(tmp_path / "no.xlsx").accepted()


def test_a_truncated_form_is_a_fault_wherever_it_ends() -> None:
    """A transfer may break off at any byte."""
    data = sample_form()

    for end in range(1, len(data), len(data) // 40):
        assert set(codes(data[:end])) <= {"truncated_file", "not_a_workbook", "empty_file"}


@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.yaml", "a.json"]))
def test_random_bytes_never_raise(data: bytes, name: str) -> None:
    """Noise is a fault."""
    found = read_profile_bytes(data, name)

    assert found.profile is None
    assert found.faults


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_damaged_form_never_raises(seed: int, count: int) -> None:
    """Bytes flipped within a form give a fault, or do no harm."""
    course = course_of(seed)
    data = bytearray(sample_form())
    for _ in range(count):
        data[course.randrange(len(data))] = course.randrange(256)

    found = read_profile_bytes(bytes(data), "form.xlsx")

    assert found.profile is not None or found.faults


def damaged(text: bytes, course: random.Random) -> bytes:
    """Change some of the text of a sheet so that it stays XML."""
    return re.sub(
        rb"<v>[^<]*</v>", lambda found: course.choice([found[0], b"<v>-1e999</v>", b"<v>x</v>", b"<v></v>"]), text
    )


@given(st.integers(0, 2**32))
def test_nonsense_in_cells_never_raises(seed: int) -> None:
    """Cells may hold anything that a spreadsheet's format allows."""
    course = course_of(seed)

    def change(parts: dict[str, bytes]) -> None:
        for name in sorted(parts):
            if "worksheets/sheet" in name and course.random() < 0.5:
                parts[name] = damaged(parts[name], course)

    found = read_profile_bytes(repacked(change), "form.xlsx")

    assert found.profile is not None or found.faults


def test_a_form_of_another_version_is_refused() -> None:
    """A form of the past or the future is not guessed at."""

    def change(book: Workbook) -> None:
        book["_hepu"]["B2"] = "7"

    assert codes(changed(change, form_bytes(sample_profile()))) == ["form_version"]
