"""The review book: what experts are shown, and what they can fill in."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from hepu.review.book import book_bytes
from hepu.review.layout import FILLED, SHEETS
from hepu.review.status import review_counts
from review_sample import DEFINITION, MEASURE, RULE, column, place

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

    from hepu.pipeline import Advisor
    from hepu.text import Lang

ID = re.compile(r"(?<![\w.-])[a-z]+_[a-z_]+|\{|\bNone\b")


@pytest.fixture(scope="module")
def book(shipped: Advisor) -> Workbook:
    """Give the book of the shipped pack."""
    return load_workbook(io.BytesIO(book_bytes(shipped.pack)))


def row_of(book: Workbook, key: str) -> dict[str, str]:
    """Give the cells of an entry by column."""
    sheet, row = place(book, key)
    names = [str(sheet.cell(3, at).value) for at in range(2, sheet.max_column + 1)]
    return {name: str(sheet.cell(row, at).value or "") for at, name in enumerate(names, start=2)}


def test_the_same_pack_gives_the_same_book(shipped: Advisor, book: Workbook) -> None:
    assert book_bytes(shipped.pack, kinds=["exclusion"]) == book_bytes(shipped.pack, kinds=["exclusion"])


def test_every_rule_measure_and_definition_has_one_row(shipped: Advisor, book: Workbook) -> None:
    keys = [sheet.cell(row, 2).value for sheet in book.worksheets[1:-1] for row in range(5, sheet.max_row + 1)]

    assert sorted(shipped.pack.reviewed) == sorted(map(str, keys))


def test_a_rule_is_shown_as_sentences(book: Workbook) -> None:
    row = row_of(book, RULE)

    assert "差距" in row["condition"]
    assert "确定程度：" in row["nature"]
    assert "样例数：" in row["nature"]
    assert "〔" in row["because"]
    assert row["sources"].startswith("1. ")
    assert row["state"] == "未评审"


def test_a_measure_is_shown_with_all_that_it_consists_of(book: Workbook) -> None:
    row = row_of(book, MEASURE)

    assert "近期第一步（30日内）：" in row["steps"]
    assert "审批：" in row["approvals"]
    assert "经费测算依据：" in row["cost"]
    assert "准备时间：约120天" in row["cost"]
    assert "暂不建议的情形：" in row["fits"]
    assert "《中华人民共和国高等教育法》" in row["law"]
    assert "文献：" in row["sources"]


def test_a_definition_names_the_rules_that_conclude_it(book: Workbook) -> None:
    row = row_of(book, DEFINITION)

    assert row["kind"] == "问题"
    assert "overseas-students-falling" in row["relates"]


def test_reviewers_read_no_names_of_programmers(book: Workbook) -> None:
    """Ids stand in their own column, rules where a definition or an exclusion names them; addresses do not count."""
    found = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets[:-1]
        for cells in sheet.iter_rows(min_row=4, min_col=3)
        for cell in cells
        if isinstance(cell.value, str) and ID.search(re.sub(r"https?://\S+", "", cell.value))
    ]
    assert found == []


def test_only_what_a_reviewer_fills_in_is_unlocked(book: Workbook) -> None:
    for sheet in book.worksheets[1:-1]:
        assert sheet.protection.sheet
        for at in range(1, sheet.max_column + 1):
            open_cell = not sheet.cell(5, at).protection.locked
            assert open_cell == (sheet.cell(3, at).value in FILLED), (sheet.title, at)


def test_opinions_are_chosen_from_a_list(book: Workbook) -> None:
    sheet, row = place(book, RULE)
    where = sheet.cell(row, column(sheet, "opinion")).coordinate
    lists = [item for item in sheet.data_validations.dataValidation if item.type == "list"]

    assert [item.formula1 for item in lists] == ['"同意,修改,否决"']
    assert where in lists[0].sqref


def test_sheets_print_on_a4_landscape_with_their_heads(book: Workbook) -> None:
    for sheet in book.worksheets[1:-1]:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == "C5"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_row_is_higher_than_a_spreadsheet_shows(shipped: Advisor, lang: Lang) -> None:
    """A row at the limit would be cut off; columns widen before."""
    made = load_workbook(io.BytesIO(book_bytes(shipped.pack, lang)))
    heights = [size.height for sheet in made.worksheets for size in sheet.row_dimensions.values() if size.height]

    assert max(heights) <= 361


def test_the_cover_names_the_pack_exactly(shipped: Advisor, book: Workbook) -> None:
    cover = [str(cell.value) for cells in book.worksheets[0].iter_rows() for cell in cells if cell.value is not None]

    assert shipped.pack.digest in cover
    assert any("选择修改或否决的，须写明理由" in text for text in cover)


def test_a_kind_alone_can_be_written(shipped: Advisor) -> None:
    made = load_workbook(io.BytesIO(book_bytes(shipped.pack, kinds=["measures"])))

    assert [sheet.title for sheet in made.worksheets] == ["封面", "对策内容", "_hepu"]


def test_the_english_book_holds_no_chinese_of_its_own(shipped: Advisor) -> None:
    """Heads, notes and instructions are English."""
    made = load_workbook(io.BytesIO(book_bytes(shipped.pack, "en", ["challenge"])))
    heads = [str(cell.value or "") for sheet in made.worksheets[:-1] for cells in sheet["A1:N4"] for cell in cells]

    assert not [text for text in heads if re.search(r"[\u4e00-\u9fff]", text)]


def test_every_entry_is_counted_once(shipped: Advisor) -> None:
    counts = review_counts(shipped.pack)

    assert list(counts) == [spec.id for spec in SHEETS]
    assert sum(sum(states.values()) for states in counts.values()) == len(shipped.pack.reviewed)
