"""Progress is printed in both languages, in every edition that people read, and nowhere without a last advisory."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from hepu.advising import shipped
from hepu.cli.advise import advise
from hepu.errors import InputError
from hepu.messages import render_faults
from hepu.report.docx import docx_bytes
from hepu.report.html import render
from hepu.report.view import build_view
from hepu.report.workbook.task_book import task_book
from hepu.report.workbook.task_states import read_states
from since_sample import earlier, progressed

if TYPE_CHECKING:
    from hepu.record.model import Record
    from hepu.report.html import EditionLang
    from hepu.report.progress import Since

HAN = re.compile(r"[\u4e00-\u9fff]")
TAG = re.compile(r"<[^>]+>")


@cache
def record() -> Record:
    """Give the advisory of today with progress since the year before."""
    with TemporaryDirectory() as folder:
        return progressed(Path(folder))


@cache
def since() -> Since:
    """Give what the part prints."""
    found = build_view(record(), shipped().pack).since
    assert found is not None
    return found


def page(made: Record, lang: EditionLang) -> str:
    """Give the text of a page."""
    return TAG.sub("", render(made, shipped().pack, lang))


def test_the_first_page_says_in_a_sentence_what_changed() -> None:
    assert since().short.zh.startswith("与上次建议（2024年度）相比：指标转好")
    assert since().short.en.startswith("Since the last advisory (2024): ")
    assert since().short.zh in page(record(), "zh")


@pytest.mark.parametrize(("lang", "title"), [("zh", "与上次建议相比"), ("en", "Since the last advisory")])
def test_the_part_stands_in_each_language(lang: EditionLang, title: str) -> None:
    shown = page(record(), lang)

    assert title in shown
    assert earlier().issue.id in shown
    assert title not in page(earlier(), lang)


def test_english_has_no_chinese() -> None:
    texts = [since().short, *since().lead, *since().notes, since().tasks_note]
    texts += [text for item in since().changes for text in (item.label, item.value)]
    texts += [text for row in since().tasks for text in (row.name, row.shown, row.placed, row.reported)]
    texts += [text for line in since().indicators for text in (line.name, line.then, line.now, line.told, line.gap)]

    assert [text.en for text in texts if HAN.search(text.en)] == []


def test_a_corrected_figure_is_printed_beside_the_first() -> None:
    assert "62人日（现更正为58人日）" in {line.then.zh for line in since().indicators}


def test_a_task_that_is_no_longer_advised_is_told_with_what_the_facts_show() -> None:
    found = {row.name.zh: (row.shown.zh, row.placed.zh) for row in since().tasks}

    assert found["开展校本双语与跨文化教学能力培训"] == (
        "“教师国际化能力弱”不再成立；“国际化课程与资源不足”不再成立；国（境）外人员培训转好",
        "不再列入",
    )


def test_the_document_to_edit_has_the_part() -> None:
    from docx import Document

    document = Document(io.BytesIO(docx_bytes(record(), shipped().pack, "zh")))

    assert any("与上次建议相比" in paragraph.text for paragraph in document.paragraphs)


def filled(folder: Path, lang: EditionLang, state: str) -> Path:
    """Hand back the table of tasks with the status of its first task."""
    book = openpyxl.load_workbook(io.BytesIO(task_book(earlier(), shipped().pack, lang)))
    sheet = book.worksheets[0]
    heads = {str(cell.value).partition("\n")[0]: cell.column for cell in sheet[3]}
    column = heads.get("状态") or heads["Status"]
    sheet.cell(4, column or 0).value = state
    path = folder / "tasks.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(("lang", "state"), [("zh", "已完成"), ("en", "done"), ("both", "done"), ("both", "已完成")])
def test_a_status_is_read_back_from_the_table_of_any_language(lang: EditionLang, state: str, tmp_path: Path) -> None:
    first = next(item.id for item in earlier().advice.strategies if item.placement == "launch")
    found, digest = read_states(filled(tmp_path, lang, state), earlier().issue.id, shipped().pack.knowledge)

    assert found == {first: "done"}
    assert len(digest) == 64


def test_what_the_college_reports_is_printed_and_held_against_the_facts(tmp_path: Path) -> None:
    made = progressed(tmp_path, tasks=filled(tmp_path, "zh", "已完成"))
    found = build_view(made, shipped().pack).since
    assert found is not None

    assert found.reported
    assert found.tasks[0].reported.zh == "已完成"
    assert "请核实" in found.tasks[0].shown.zh


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_word_for_a_status_is_a_fault_with_its_cell(lang: str, tmp_path: Path) -> None:
    path = filled(tmp_path, "zh", "差不多")
    with pytest.raises(InputError) as found:
        read_states(path, earlier().issue.id, shipped().pack.knowledge)

    said = render_faults(found.value.faults, lang)  # type: ignore[arg-type]
    assert re.search("![A-Z]+4: ", said)
    assert ("under way" if lang == "en" else "进行中") in said


def test_the_table_of_another_advisory_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        read_states(filled(tmp_path, "zh", "已完成"), "HP-0000000000000000", shipped().pack.knowledge)

    assert [item.code for item in found.value.faults] == ["tasks_other_record"]


def test_another_workbook_is_a_fault(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError) as found:
        read_states(tmp_path / "other.xlsx", earlier().issue.id, shipped().pack.knowledge)

    assert [item.code for item in found.value.faults] == ["tasks_not_the_workbook"]


def test_a_status_needs_an_advisory_that_it_belongs_to(tmp_path: Path) -> None:
    result = CliRunner().invoke(advise, ["profile.yaml", "--done", "tasks.xlsx", "-o", str(tmp_path)])
    assert isinstance(result.exception, InputError)

    assert [item.code for item in result.exception.faults] == ["tasks_without_last"]
