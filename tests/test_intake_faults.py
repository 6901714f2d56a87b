"""Faults seeded into a filled form are all found at once, each in its cell, and nothing else is."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from form_sample import changed, list_cell, row_of, sample_form, sample_profile, sheet_of
from hepu.intake import read_profile_bytes
from hepu.messages import catalogue, render_fault
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

    from hepu.intake import Intake

# Id of the row, column, what is typed, the fault. Every one stands in the same workbook.
SEEDED: list[tuple[str, str, Any, str]] = [
    ("as_of", "D", "2025-02-30", "not_a_date"),
    ("college.town", "D", "北海港", "unknown_choice_near"),
    ("college.ownership", "D", "国办", "unknown_choice"),
    ("resources.full_time_students", "D", "一万二", "not_a_number"),
    ("resources.full_time_teachers", "D", -3, "negative"),
    ("resources.budget", "D", 50.555, "too_precise"),
    ("resources.office", "D", "大概吧", "not_a_flag"),
    ("resources.staff", "D", 3.5, "not_whole"),
    ("resources.foreign_teachers", "D", 5000, "out_of_range"),
    ("resources.free_dormitory_beds", "D", dt.datetime(2024, 3, 4), "date_for_number"),  # noqa: DTZ001  # a cell's date
    ("resources.plan", "E", "大致", "unknown_status"),
    ("resources.rules", "E", "实数", ""),
    ("resources.majors", "D", True, "not_a_number"),
    ("resources.bilingual_teachers", "D", "#DIV/0!", "error_cell"),
    ("resources.bilingual_courses", "D", "=1+", "formula_without_value"),
    ("resources.online_courses", "D", "1.8e308", "not_a_number"),
    ("resources.funding_sources", "D", "5门", "wrong_unit"),
    ("resources.qualification_number", "D", "桂" * 201, "text_too_long"),
    ("resources.outbound_delegations", "D", "十", "not_a_number"),
    ("resources.inbound_delegations", "F", "联系人450102199003071234", "personal_number"),
    ("resources.planned_overseas_intake", "E", "不适用", ""),
    ("resources.demand_survey", "F", "机密★10年", "secret_mark"),
    ("indicators.books_per_student", "D", "８０．５册", ""),
    ("indicators.student_teacher_ratio", "D", "NaN", "not_a_number"),
    ("alliances.complete", "D", "可能", "unknown_completeness"),
]
IN_LISTS: list[tuple[str, int, str, Any, str]] = [
    ("partnerships", 0, "place", "越楠", "unknown_place_near"),
    ("partnerships", 0, "until", 2010, "ends_before_start"),
    ("partnerships", 1, "partner", None, "field_missing"),
    ("partnerships", 1, "approval_until", "明年", "not_a_date"),
    ("overseas_students", 3, "place", "越南", "row_twice"),
    ("overseas_students", 3, "kind", "学历生", ""),
    ("targets", 0, "value", 3.25, "not_whole"),
]


def seeded(book: Workbook) -> set[tuple[str, str, str]]:
    """Seed every fault, and give the code, sheet and cell of each."""
    # A status without a value is marked where the value is missing.
    sheet = sheet_of(book, "resources.rules")
    expected = {("value_missing", sheet.title, f"D{row_of(sheet, 'resources.rules')}")}
    for mark, column, value, code in SEEDED:
        sheet = sheet_of(book, mark)
        cell = sheet[f"{column}{row_of(sheet, mark)}"]
        cell.value = value
        if code:
            expected.add((code, sheet.title, cell.coordinate))
    for name, number, field, value, code in IN_LISTS:
        sheet = sheet_of(book, f"{name}.rows")
        cell = sheet[list_cell(sheet, name, number, field)]
        cell.value = value
        if code:
            expected.add((code, sheet.title, cell.coordinate))
    return expected


def found_in(intake: Intake) -> set[tuple[str, str, str]]:
    """Give the code, sheet and cell of each fault that was found."""
    return {(fault.code, fault.location.sheet, fault.location.cell) for fault in intake.faults}


def read(change: Any) -> Intake:
    """Read the sample's form after a change."""
    return read_profile_bytes(changed(change), "form.xlsx")


def test_every_seeded_fault_is_found_in_its_cell_and_no_other() -> None:
    """More than twenty faults of as many kinds, in one workbook, at once."""
    expected: set[tuple[str, str, str]] = set()

    found = read(lambda book: expected.update(seeded(book)))

    assert len(expected) >= 20
    assert found.profile is None
    # The faulty row of overseas students leaves their list and so no total to compare.
    assert found_in(found) == expected


def test_the_filled_form_raises_no_alarm() -> None:
    """A sound form has neither faults nor warnings."""
    found = read_profile_bytes(sample_form(), "form.xlsx")

    assert found.faults == ()
    assert found.profile == sample_profile()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_is_said_in_both_languages(lang: Any) -> None:
    """Messages name what was expected and what was found, without a gap or a code."""
    found = read(seeded)
    said = [render_fault(fault, lang) for fault in found.faults]

    assert all(fault.code in catalogue() for fault in found.faults)
    assert not [line for line in said if "{" in line or "()" in line or "“”" in line or "''" in line]
    assert not [line for line in said if "450102199003071234" in line]


def test_a_cell_formatted_as_a_percentage_is_read_as_one_and_that_is_said() -> None:
    """0.95 shown as 95 % is 95."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "indicators.double_qualified_share")
        cell = sheet[f"F{row_of(sheet, 'indicators.double_qualified_share')}"]
        cell.value, cell.number_format = 0.95, "0%"

    found = read(change)

    assert found.accepted().indicators["double_qualified_share"][2024].value == 95
    assert [(fault.code, fault.severity) for fault in found.faults] == [("percent_cell", "note")]


def test_a_percentage_for_a_count_is_refused() -> None:
    """A share is no number of persons."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        cell = sheet[f"D{row_of(sheet, 'resources.staff')}"]
        cell.value, cell.number_format = 0.95, "0.00%"

    assert [fault.code for fault in read(change).faults] == ["percent_for_number"]


def put(mark: str, column: str, value: Any) -> Any:
    """Give a change that types a value into one cell."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, mark)
        sheet[f"{column}{row_of(sheet, mark)}"] = value

    return change


@pytest.mark.parametrize(
    ("mark", "column", "value", "code", "severity"),
    [
        ("resources.converted_students", "D", 12000, "below_counted", "error"),
        ("resources.budget_spent", "D", 5000, "spent_above_budget", "warning"),
        ("resources.bilingual_teachers", "D", 600, "part_above_whole", "warning"),
        ("as_of", "D", "2023-01-01", "as_of_before_data_year", "error"),
        ("overseas_students.complete", "D", "无", "none_with_rows", "error"),
        ("alliances.complete", "D", "全部", "all_without_rows", "error"),
        ("partnerships.complete", "D", None, "list_word_missing", "note"),
        ("#years", "D", 2023, "year_twice", "error"),
        ("resources.budget", "E", "无数据", "status_contradicts", "error"),
        ("college.name.zh", "D", None, "required", "error"),
        ("resources.staff", "A", "resources.stafff", "unknown_id_near", "error"),
    ],
)
def test_contradictions_are_named_where_they_stand(
    mark: str, column: str, value: Any, code: str, severity: str
) -> None:
    """One contradiction gives one finding."""
    found = read(put(mark, column, value))

    assert [(fault.code, fault.severity) for fault in found.faults] == [(code, severity)]
    assert (found.profile is None) == (severity == "error")


@pytest.mark.parametrize(("typed", "code"), [(None, "field_missing"), ("留学生", "unknown_choice_near")])
def test_a_target_without_a_known_indicator_is_told_with_every_other_fault(typed: Any, code: str) -> None:
    """What the value of a target is measured in depends on its indicator, which may be blank or unknown."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "targets.rows")
        sheet[list_cell(sheet, "targets", 0, "indicator")] = typed
        sheet[list_cell(sheet, "targets", 0, "value")] = "六十"
        put("resources.staff", "D", -3)(book)

    found = {fault.code: fault.location.cell for fault in read(change).faults}

    assert set(found) == {code, "not_a_number", "negative"}
    assert found[code].startswith("B")


@pytest.mark.parametrize("number", [10**27, 10**28, -(10**40), 10**300, 1e28, 1e300, float("5e-324")])
def test_a_number_of_any_size_is_told_to_be_out_of_range(number: Any) -> None:
    """However many digits a cell holds, it is the range that they leave."""
    found = read(put("resources.staff", "D", number))

    assert [fault.code for fault in found.faults] in (["out_of_range"], ["negative"], ["not_whole"])


def test_a_whole_number_beyond_every_float_is_told_with_every_other_fault() -> None:
    """A workbook may hold more digits than a float has room for."""
    data = changed(put("resources.staff", "D", 424242))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"<v>424242</v>", b"<v>1" + b"0" * 400 + b"</v>"))

    assert [fault.code for fault in read_profile_bytes(buffer.getvalue(), "form.xlsx").faults] == ["out_of_range"]


def test_the_total_of_students_and_their_list_must_agree() -> None:
    """Thirty degree students listed as all there are cannot be twenty-nine."""
    found = read(put("indicators.intl_ft_students", "D", 29))

    assert [fault.code for fault in found.faults] == ["totals_contradict"]


def test_a_list_that_is_not_complete_only_bounds_the_total() -> None:
    """More students than were listed are no contradiction, fewer are."""

    def change(number: int) -> Any:
        def both(book: Workbook) -> None:
            put("overseas_students.complete", "D", "部分")(book)
            put("indicators.intl_ft_students", "D", number)(book)

        return both

    assert read(change(200)).profile is not None
    assert [fault.code for fault in read(change(29)).faults] == ["totals_contradict"]


def test_a_year_of_two_places_must_agree() -> None:
    """A figure of the data year that stands on two sheets is taken once when both agree, and is a fault when not."""
    mark = "indicators.overseas_sites"

    def change(value: int) -> Any:
        def both(book: Workbook) -> None:
            sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == "#sheet:international")
            sheet[f"F{row_of(sheet, mark)}"] = value

        return both

    assert read(change(1)).profile == sample_profile()
    assert [fault.code for fault in read(change(2)).faults] == ["given_twice"]


def test_rows_of_one_student_each_are_refused() -> None:
    """A list of persons is refused as such."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "overseas_students.rows")
        for number in range(3):
            for field, value in (("place", "老挝"), ("kind", "语言生"), ("students", 1)):
                sheet[list_cell(sheet, "overseas_students", 3 + number, field)] = value

    assert {fault.code for fault in read(change).faults} == {"single_students"}


@pytest.mark.parametrize("header", ["姓名", "学号", "护照号码", "出生日期", "Date of birth"])
def test_a_sheet_of_persons_is_refused(header: str) -> None:
    """A sheet added to the form with a list of students is found by its headings."""

    def change(book: Workbook) -> None:
        book.create_sheet("附表")["B2"] = header

    assert [(fault.code, fault.location.cell) for fault in read(change).faults] == [("single_students", "B2")]


@pytest.mark.parametrize(
    "text",
    [
        "450102 19900307 123X",
        "４５０１０２１９９００３０７１２３４",
        "护照E12345678",
        "护照号：AA1234567",
        "E12345678",
        "passport no AB123456",
    ],
)
def test_numbers_of_persons_are_refused_and_never_repeated(text: str) -> None:
    """Identity cards and passports are found in any cell; the message does not carry the number on."""
    found = read(put("resources.plan", "F", text))

    assert [fault.code for fault in found.faults] == ["personal_number"]
    assert not any("123" in value for value in found.faults[0].context.values())


def test_an_identity_number_typed_as_a_number_is_refused() -> None:
    """A spreadsheet keeps only 15 of its digits, which is enough to know it."""
    found = read(put("resources.free_practice_places", "D", 450102199003071234))

    assert [fault.code for fault in found.faults] == ["personal_number"]


@pytest.mark.parametrize(
    "text",
    [
        "桂教〔2024〕12号",
        "合同E20240012",
        "0771-1234567",
        "13800000000",
        "内部质量保证体系",
        "非涉密会议室",
        "校内部门自查",
        "保密制度已印发",
    ],
)
def test_ordinary_texts_are_not_taken_for_secrets_or_persons(text: str) -> None:
    """Numbers of documents, telephones and common words raise no alarm."""
    assert read(put("resources.plan", "F", text)).faults == ()


@pytest.mark.parametrize(
    "mark", ["机密", "【内部资料】", "秘密★5年", "密级：机密", "内部文件", "仅供内部使用", "TOP SECRET", "涉密"]
)
def test_secret_and_internal_papers_are_refused(mark: str) -> None:
    """A mark of secrecy anywhere refuses the file."""
    found = read(lambda book: book.create_sheet("说明").__setitem__("C1", mark))

    assert [fault.code for fault in found.faults] == ["secret_mark"]


def test_marks_in_titles_headers_and_comments_are_found() -> None:
    """A mark may stand outside the cells."""

    def header(book: Workbook) -> None:
        header = book.worksheets[1].oddHeader
        assert header is not None
        header.right.text = "秘密★3年"

    def title(book: Workbook) -> None:
        book.worksheets[1].title = "核心信息（内部）"

    def properties(book: Workbook) -> None:
        book.properties.title = "涉密材料"

    assert [fault.code for fault in read(header).faults] == ["secret_mark"]
    assert "secret_mark" in [fault.code for fault in read(title).faults]
    assert [fault.code for fault in read(properties).faults] == ["secret_mark"]
    named = read_profile_bytes(sample_form(), "学校情况（内部）.xlsx")
    assert [fault.code for fault in named.faults] == ["secret_mark"]
