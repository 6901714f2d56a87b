"""The workbook of tasks has a row for every task of the advisory, and cells for what the college decides."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import report_sample as sample
from hepu.report.context import Context
from hepu.report.words import words
from hepu.report.workbook.task_book import STATES, task_book

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

HEAD = 3


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    return sample.record_of(sample.rich())


def opened(record: Record, pack: Pack, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(task_book(record, pack, lang)))  # type: ignore[arg-type]  # a word of choice


def column(sheet: Any, name: str, lang: str = "zh") -> list[Any]:
    """Give the cells below one head."""
    wanted = words()[f"task_book.{name}"]["en" if lang == "en" else "zh"]
    heads = [cell.value for cell in sheet[HEAD]]
    at = heads.index(wanted)
    return [row[at].value for row in sheet.iter_rows(min_row=HEAD + 1)]


def test_every_task_to_start_in_reserve_or_on_condition_has_a_row(rich: tuple[Record, Pack]) -> None:
    context = Context(*rich, requests=True)
    items = [*context.placed("launch"), *context.reserve, *context.placed("conditional")]
    sheet = opened(*rich).worksheets[0]

    assert items
    assert column(sheet, "task") == [context.knowledge.strategies[item.id].name.zh for item in items]
    assert column(sheet, "number") == list(range(1, len(items) + 1))


def test_approvals_stand_in_their_order_task_by_task(rich: tuple[Record, Pack]) -> None:
    sheet = opened(*rich).worksheets[1]
    rows = list(zip(column(sheet, "number"), column(sheet, "order"), strict=True))

    assert rows
    assert rows == sorted(rows)


def test_what_the_college_decides_is_blank_and_progress_is_chosen_from_four_words(rich: tuple[Record, Pack]) -> None:
    sheet = opened(*rich).worksheets[0]
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]

    for name in ("owner", "supports", "starts", "ends", "money", "state", "remark"):
        assert set(column(sheet, name)) == {None}
    assert offered == ['"' + ",".join(words()[f"task_book.state_{name}"].zh for name in STATES) + '"']


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_workbook_names_its_record_and_says_that_it_cannot_be_verified(
    rich: tuple[Record, Pack], lang: str
) -> None:
    note = opened(*rich, lang).worksheets[0]["A2"].value

    assert rich[0].issue.id in note
    assert ("可编辑稿，不具核验效力" in note) is (lang != "en")
    assert ("cannot be verified" in note) is (lang != "zh")


def test_the_same_record_gives_the_same_bytes(rich: tuple[Record, Pack]) -> None:
    assert task_book(*rich, "zh") == task_book(*rich, "zh")


def test_published_figures_give_no_tasks_and_the_workbook_says_so() -> None:
    book = opened(*sample.record_of(sample.published()))

    assert "不构成评价" in book.worksheets[0]["A2"].value
    assert book.worksheets[0].max_row == HEAD


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    profile = sample.rich()
    profile["college"] = {**profile["college"], "name": {"zh": '=HYPERLINK("x")', "en": ""}}
    cell = opened(*sample.record_of(profile)).worksheets[0]["A1"]

    assert cell.data_type == "s"
    assert cell.value.startswith("=HYPERLINK")


def test_every_task_has_its_phase_and_its_days_by_the_plan(rich: tuple[Record, Pack]) -> None:
    tasks = {task.id: task for task in rich[0].advice.plan.tasks}
    context = Context(*rich, requests=True)
    items = [*context.placed("launch"), *context.reserve, *context.placed("conditional")]
    sheet = opened(*rich).worksheets[0]
    wanted = [(tasks[item.id].begins, tasks[item.id].ends - 1) if item.id in tasks else (None, None) for item in items]

    assert list(zip(column(sheet, "begin"), column(sheet, "end"), strict=True)) == wanted
    assert all(column(sheet, "phase"))


def test_each_approval_says_when_it_can_be_had_and_which_step_needs_it(rich: tuple[Record, Pack]) -> None:
    sheet = opened(*rich).worksheets[1]
    asked, given, days = (column(sheet, name) for name in ("filed", "given", "days"))

    assert all(later - first == wait for first, later, wait in zip(asked, given, days, strict=True) if later)
    assert all(column(sheet, "step"))


def test_the_tasks_print_on_a4_across_with_their_heads_and_can_be_filtered(rich: tuple[Record, Pack]) -> None:
    """Print on A4 across, head and names of tasks on every page, and let the rows be chosen by any column."""
    sheet = opened(*rich).worksheets[0]

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert sheet.print_title_cols == "$A:$D"
    assert sheet.auto_filter.ref == f"A{HEAD}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"


def test_the_columns_of_tasks_end_a_page_before_it_is_too_wide(rich: tuple[Record, Pack]) -> None:
    """Find no page wider than A4 across holds at the size of the print, the names of tasks at its left."""
    sheet = opened(*rich).worksheets[0]
    widths = [sheet.column_dimensions[name.column_letter].width for name in sheet[HEAD]]
    breaks = [0, *(item.id for item in sheet.col_breaks.brk), len(widths)]
    named = sum(widths[:4])
    pages = [(named if first else 0) + sum(widths[first:last]) for first, last in pairwise(breaks)]

    # A sign is 1.93 mm wide at full size; A4 across leaves 281 mm between the margins.
    assert all(page * 1.93 * sheet.page_setup.scale / 100 < 281 for page in pages)
