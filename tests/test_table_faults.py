"""Every fault of a decision table is told with its sheet and cell, and nothing else is told."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook as Blank
from openpyxl.comments import Comment

from hepu.decision_table.layout import part_column
from hepu.errors import InputError
from hepu.layers import Layer
from hepu.messages import catalogue, render_fault
from hepu.pack import load_pack
from table_sample import (
    BOUND,
    COMMENTED,
    FILTERED,
    FIRST_ROW,
    GROUPED,
    LAWFUL,
    NEW,
    PLAIN,
    Desk,
    added,
    column,
    empty_row,
    row_of,
    sheet_of,
    small_table,
    stripped,
    typed,
    typed_example,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hepu.pipeline import Advisor

    Edit = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def blank(shipped: Advisor) -> bytes:
    """Give the table of some rules, as it is exported, without what is not read again."""
    return stripped(small_table(shipped.pack))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, blank: bytes) -> Desk:
    """Give a desk on which nothing is ever taken over."""
    return Desk.at(tmp_path_factory.mktemp("kept"), blank)


@pytest.fixture
def desk(kept: Desk, blank: bytes) -> Desk:
    """Give the desk with the table as it was exported."""
    kept.file.write_bytes(blank)
    return kept


def _copied(book: Workbook) -> None:
    """Copy a row to the next empty one, id and all."""
    sheet = sheet_of(book, "cause")
    source, row = row_of(sheet, BOUND), empty_row(sheet)
    for at in range(2, sheet.max_column + 1):
        sheet.cell(row, at).value = sheet.cell(source, at).value


def _moved(book: Workbook) -> None:
    """Move a row to another sheet."""
    source, target = sheet_of(book, "cause"), sheet_of(book, "problem")
    row, to = row_of(source, BOUND), empty_row(target)
    for at in range(2, source.max_column + 1):
        target.cell(to, at).value = source.cell(row, at).value
        source.cell(row, at).value = None


def _emptied(book: Workbook) -> None:
    sheet = sheet_of(book, "cause")
    for at in range(3, sheet.max_column + 1):
        sheet.cell(row_of(sheet, BOUND), at).value = None


def _torn(book: Workbook) -> None:
    """Mark what stands on both sides of a part without a mark as alternatives."""
    typed(GROUPED, "group1", "甲")(book)
    typed(GROUPED, "group2", None)(book)


def _merged(book: Workbook) -> None:
    sheet = sheet_of(book, "problem")
    sheet.merge_cells(start_row=FIRST_ROW, start_column=12, end_row=FIRST_ROW + 1, end_column=12)


def _without_column(book: Workbook) -> None:
    sheet = sheet_of(book, "problem")
    sheet.cell(3, column(sheet, "sources")).value = None


def _examples_gone(book: Workbook) -> None:
    sheet = sheet_of(book, "examples")
    for row in range(FIRST_ROW, sheet.max_row + 1):
        for name in ("it", "given", "expect"):
            if sheet.cell(row, 2).value == PLAIN:
                sheet.cell(row, column(sheet, name)).value = None


def new(**values: object) -> Edit:
    """Write the new rule with other values in some columns."""
    return added({**NEW, **values})


# The edit, the sheet, whose row and which column (or a cell), and the code.
SEEDED: dict[str, tuple[Edit, str, str, str, str]] = {
    "unknown head": (typed(BOUND, "kind2", "状况"), "原因", BOUND, "kind2", "table_word_unknown"),
    "head blank": (typed(BOUND, "kind2", None), "原因", BOUND, "kind2", "table_kind_missing"),
    "unknown name": (typed(BOUND, "name2", "双语授课的教师"), "原因", BOUND, "name2", "table_name_unknown"),
    "unknown id": (typed(BOUND, "name2", "x [bilingual_teacher]"), "原因", BOUND, "name2", "table_name_unknown"),
    "name of another head": (typed(BOUND, "kind2", "指标值"), "原因", BOUND, "name2", "table_name_unknown"),
    "name blank": (typed(BOUND, "name2", None), "原因", BOUND, "name2", "table_name_missing"),
    "comparator blank": (typed(BOUND, "test2", None), "原因", BOUND, "test2", "table_comparator_missing"),
    "unknown comparator": (typed(BOUND, "test2", "小于"), "原因", BOUND, "test2", "table_word_unknown"),
    "comparator of another kind": (typed(PLAIN, "test1", "高于"), "暂不建议", PLAIN, "test1", "table_comparator_kind"),
    "value of another kind": (typed(PLAIN, "value1", 3), "暂不建议", PLAIN, "value1", "table_value_kind"),
    "value no number": (typed(BOUND, "value2", "两人"), "原因", BOUND, "value2", "table_value_kind"),
    "value too precise": (typed(BOUND, "value2", 2.5), "原因", BOUND, "value2", "operand_decimals"),
    "parameter that does not fit": (
        typed(PLAIN, "value1", "[parameter.min_bilingual_teachers]"), "暂不建议", PLAIN, "value1", "parameter_kind",
    ),
    "unknown parameter": (
        typed(BOUND, "value2", "[parameter.min_teachers_bilingual]"), "原因", BOUND, "value2", "table_value_kind",
    ),
    "value blank": (typed(BOUND, "value2", None), "原因", BOUND, "value2", "table_value_missing"),
    "one bound of two": (typed(BOUND, "test2", "介于"), "原因", BOUND, "value2", "table_value_between"),
    "value where none belongs": (typed(FILTERED, "value2", 3), "暂不建议", FILTERED, "value2", "table_cell_needless"),
    "filter of another list": (
        typed(FILTERED, "name4", "[partnerships.kind]"), "暂不建议", FILTERED, "name4", "table_filter_list",
    ),
    "filter without a list": (typed(BOUND, "kind2", "其中"), "原因", BOUND, "kind2", "table_filter_alone"),
    "have without every": (typed(FILTERED, "kind4", "须符合"), "暂不建议", FILTERED, "kind4", "table_have_alone"),
    "filter in a group": (typed(FILTERED, "group4", "甲"), "暂不建议", FILTERED, "group4", "table_filter_group"),
    "unknown group": (typed(BOUND, "group2", "或"), "原因", BOUND, "group2", "table_word_unknown"),
    "group torn apart": (
        _torn,
        "问题", GROUPED, "group3", "table_group_apart",
    ),
    "further conditions no YAML": (typed(BOUND, "other", "{not: "), "原因", BOUND, "other", "table_other"),
    "further conditions unknown": (
        typed(BOUND, "other", "{problm: language_barriers}"), "原因", BOUND, "other", "condition_head",
    ),
    "certainty unknown": (typed(BOUND, "certainty", "肯定"), "原因", BOUND, "certainty", "table_word_unknown"),
    "conclusion unknown": (typed(BOUND, "target", "[weak_language]"), "原因", BOUND, "target", "table_word_unknown"),
    "theory unknown": (typed(BOUND, "theory", "开放理论"), "原因", BOUND, "theory", "table_word_unknown"),
    "date impossible": (typed(BOUND, "since", "2017-02-30"), "原因", BOUND, "since", "table_date"),
    "date blank": (typed(BOUND, "since", None), "原因", BOUND, "since", "table_cell_missing"),
    "end before start": (typed(BOUND, "until", "2016-12-31"), "原因", BOUND, "until", "rule_dates"),
    "language missing": (typed(BOUND, "because_en", None), "原因", BOUND, "because_en", "table_language_missing"),
    "language missing in what cannot be said": (
        typed(BOUND, "cannot_zh", "不含教师的语种。"), "原因", BOUND, "cannot_en", "table_language_missing",
    ),
    "placeholders differ": (
        typed(BOUND, "because_en", "Too few teach bilingually."), "原因", BOUND, "because_zh", "placeholder_differ",
    ),
    "placeholder unknown": (
        typed(PLAIN, "because_en", "It counts: {fact.nothing}."),
        "暂不建议", PLAIN, "because_en", "placeholder_unknown",
    ),
    "source unknown": (typed(BOUND, "sources", "LMQ17; CL23"), "原因", BOUND, "sources", "source_unknown"),
    "sources blank": (typed(BOUND, "sources", None), "原因", BOUND, "sources", "table_cell_missing"),
    "policy unknown": (typed(LAWFUL, "law", "vet_law_2002 第五十条"), "暂不建议", LAWFUL, "law", "table_policy"),
    "article unknown": (typed(LAWFUL, "law", "vet_law_2022 第九百条"), "暂不建议", LAWFUL, "law", "law_article"),
    "article without policy": (typed(LAWFUL, "law", "第五十条"), "暂不建议", LAWFUL, "law", "table_law"),
    "locked sentence": (typed(BOUND, "sentence_zh", "教师不足。"), "原因", BOUND, "sentence_zh", "table_locked"),
    "locked state": (typed(BOUND, "state", "同意"), "原因", BOUND, "state", "table_locked"),
    "id twice": (_copied, "原因", "B6", "", "table_id_twice"),
    "id changed": (typed(BOUND, "id", "few-teachers"), "原因", "few-teachers", "id", "table_id_changed"),
    "id of a rule that is not here": (
        new(id="no-bilingual-major"), "问题", "no-bilingual-major", "id", "table_id_taken",
    ),
    "id malformed": (new(id="No_Credits"), "问题", "No_Credits", "id", "table_id_form"),
    "row moved": (_moved, "问题", BOUND, "id", "table_row_moved"),
    "row emptied": (_emptied, "原因", BOUND, "id", "table_row_emptied"),
    "row without id": (added({**NEW, "id": None}, ()), "问题", "B7", "", "table_id_missing"),
    "new rule without condition": (
        new(**{part_column(at, role): None for at in (1, 2) for role in ("kind", "name", "test", "value")}),
        "问题", "no-credits-recognised", "kind1", "table_condition_missing",
    ),
    "new rule without examples": (added(NEW, ()), "问题", "no-credits-recognised", "id", "table_examples_missing"),
    "examples deleted": (_examples_gone, "暂不建议", PLAIN, "id", "table_examples_gone"),
    "formula": (typed(BOUND, "value2", "=1+1"), "原因", BOUND, "value2", "table_formula"),
    "merged cells": (_merged, "问题", "L5", "", "table_merged"),
    "unknown sheet": (lambda book: book.create_sheet("问题2"), "问题2", "A1", "", "table_sheet_unknown"),
    "sheet copied": (
        lambda book: setattr(book.copy_worksheet(sheet_of(book, "cause")), "title", "原因2"),
        "原因2", "A1", "", "table_sheet_twice",
    ),
    "column lost": (_without_column, "问题", "A1", "", "table_columns"),
    "example that fails": (
        typed_example(PLAIN, 0, "expect", "不成立"), "示例", f"{PLAIN}#0", "expect", "example_failed",
    ),
    "example of an unknown fact": (
        typed_example(PLAIN, 1, "given", "counted_in_apraisal: false"), "示例", f"{PLAIN}#1", "given", "example_given",
    ),
    "example unreadable": (typed_example(PLAIN, 1, "given", "false"), "示例", f"{PLAIN}#1", "given", "table_given"),
    "example without expectation": (
        typed_example(PLAIN, 1, "expect", None), "示例", f"{PLAIN}#1", "expect", "table_cell_missing",
    ),
    "example of a rule that is not here": (
        typed_example(PLAIN, 2, "rule", "appraisal-counts"),
        "示例", "appraisal-counts#0", "rule", "table_example_alone",
    ),
    "a number of a person": (
        typed(BOUND, "cannot_zh", "联系人110101199003077774"), "原因", BOUND, "cannot_zh", "personal_number",
    ),
}  # fmt: skip
# What is a second fault of the same edit, by the name of the seed.
ALSO = {
    "placeholder unknown": {("because_zh", "placeholder_differ")},
    "a number of a person": {("cannot_en", "table_language_missing")},
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_is_told_with_its_cell_and_nothing_else_is_told(name: str, desk: Desk, shipped: Advisor) -> None:
    edit, sheet, row, at, code = SEEDED[name]
    book = desk.change(edit)
    found = [(fault.code, fault.location.sheet, fault.location.cell) for fault in desk.faults(shipped.pack)]
    cell = _cell(book[sheet], row, at) if at else row

    assert (code, sheet, cell) in found
    assert len(found) == 1 + len(ALSO.get(name, ()))


def _cell(sheet: Worksheet, row: str, name: str) -> str:
    """Give the cell of a column of a row, which is named by its rule (and number, for an example)."""
    rule, _, nth = row.partition("#")
    number = row_of(sheet, rule, "rule" if nth else "id", int(nth or 0))
    return str(sheet.cell(number, column(sheet, name)).coordinate)


def test_a_circle_is_told_at_the_cell_that_closes_it(desk: Desk, shipped: Advisor) -> None:
    desk.change(typed(BOUND, "kind1", "原因"), typed(BOUND, "name1", "[weak_language_teaching]"))
    faults = desk.faults(shipped.pack)

    assert {fault.location.sheet for fault in faults} == {"原因"}


def test_a_conclusion_that_nothing_would_reach_is_told_at_the_row_that_left_it(desk: Desk, shipped: Advisor) -> None:
    """The only rule for a conclusion is turned to another one."""
    pack = shipped.pack
    rule = pack.rules[GROUPED]
    alone = {name: item for name, item in pack.rules.items() if item.key != rule.key or name == GROUPED}
    left = dataclasses.replace(pack, rules=alone)
    desk.change(typed(GROUPED, "target", "[shallow_cooperation]"))
    found = [(fault.code, fault.location.cell) for fault in desk.faults(left)]

    assert ("conclusion_unreachable", "C6") in found or ("conclusion_unreachable", "C5") in found


def test_a_rule_that_changed_since_the_export_is_refused_only_where_the_table_changes_it(
    desk: Desk, shipped: Advisor
) -> None:
    path = next(desk.layer.rules.rglob(f"{BOUND}.yaml"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("since: 2017-01-01", "since: 2018-01-01"), "utf-8")
    try:
        pack = load_pack((desk.layer,))
        untouched = desk.faults(pack)
        desk.change(typed(BOUND, "value2", 3))
        found = [(fault.code, fault.location.sheet) for fault in desk.faults(pack)]
    finally:
        path.write_text(text, "utf-8")

    assert untouched == []
    assert found == [("table_rule_changed", "原因")]


def test_many_faults_are_told_at_once(desk: Desk, shipped: Advisor) -> None:
    desk.change(
        typed(BOUND, "value2", "两人"),
        typed(BOUND, "sources", "CL23"),
        typed(PLAIN, "test1", "高于"),
        typed_example(FILTERED, 0, "expect", "也许"),
        typed(COMMENTED, "because_zh", None),
    )
    faults = desk.faults(shipped.pack)

    assert sorted(fault.code for fault in faults) == [
        "source_unknown", "table_comparator_kind", "table_language_missing", "table_value_kind", "table_word_unknown",
    ]  # fmt: skip
    assert all(fault.location.sheet and fault.location.cell for fault in faults)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages_name_the_nearest_choice_as_the_cell_shows_it(lang: Any, desk: Desk, shipped: Advisor) -> None:
    desk.change(typed(BOUND, "name2", "能双语授课的教师"))
    (fault,) = desk.faults(shipped.pack)
    said = render_fault(fault, lang)

    assert "[bilingual_teachers]" in said
    assert said.startswith("table.xlsx:原因!")


def test_a_row_that_is_gone_deletes_nothing_and_is_told(desk: Desk, shipped: Advisor) -> None:
    def delete(book: Workbook) -> None:
        sheet = sheet_of(book, "cause")
        sheet.delete_rows(row_of(sheet, BOUND))

    desk.change(delete)
    made = desk.plan(shipped.pack)

    assert made.changes == ()
    assert [(fault.code, fault.context["found"], fault.severity) for fault in made.warnings] == [
        ("table_rule_stays", BOUND, "warning")
    ]


def test_comments_are_told_and_not_taken_over(desk: Desk, shipped: Advisor) -> None:
    def comment(book: Workbook) -> None:
        sheet_of(book, "cause")["C5"].comment = Comment("why?", "somebody")

    desk.change(comment)
    made = desk.plan(shipped.pack)

    assert made.changes == ()
    assert [fault.code for fault in made.warnings] == ["table_comments"]


def test_other_workbooks_are_refused(tmp_path: Path, shipped: Advisor) -> None:
    Blank().save(tmp_path / "table.xlsx")
    desk = Desk(Layer(tmp_path, tmp_path), tmp_path / "table.xlsx")
    with pytest.raises(InputError) as caught:
        desk.plan(shipped.pack)

    assert [fault.code for fault in caught.value.faults] == ["table_not_a_table"]


def test_every_message_of_the_table_has_both_languages() -> None:
    for code, entry in catalogue().items():
        if code.startswith("table_"):
            assert set(entry) == {"zh", "en"}, code
            assert entry["zh"]["message"], code
            assert entry["en"]["message"], code
