"""The document to edit says what the page for print says, in real styles, with links that lead somewhere."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn

import report_sample as sample
from hepu.report.docx import docx_bytes
from hepu.report.html import render

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

HEADING = re.compile(r"<h[12] id=[^>]*>(.*?)</h[12]>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    return sample.record_of(sample.rich())


@pytest.fixture(scope="module", params=["zh", "en", "both"])
def edition(request: pytest.FixtureRequest, rich: tuple[Record, Pack]) -> tuple[str, Any]:
    """Give an edition's language and its document."""
    return request.param, docx.Document(io.BytesIO(docx_bytes(*rich, request.param)))


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_headings_are_those_of_the_page(rich: tuple[Record, Pack], edition: tuple[str, Any]) -> None:
    lang, document = edition
    page = render(*rich, lang)  # type: ignore[arg-type]  # a language of the report
    found = [plain(item.text) for item in document.paragraphs if item.style.name in {"Heading 1", "Heading 2"}]
    wanted = [plain(TAGS.sub("", item)).replace("&#39;", "'") for item in HEADING.findall(page)]

    assert wanted
    assert [item for item in wanted if item not in found] == []


def test_every_link_within_the_document_leads_to_a_place_in_it(edition: tuple[str, Any]) -> None:
    body = edition[1].element.body
    places = {item.get(qn("w:name")) for item in body.iter(qn("w:bookmarkStart"))}
    links = {item.get(qn("w:anchor")) for item in body.iter(qn("w:hyperlink"))} - {None}

    assert links
    assert links - places == set()


def test_every_picture_has_a_text_that_stands_for_it(edition: tuple[str, Any]) -> None:
    shapes = edition[1].inline_shapes

    assert len(shapes)
    assert all(shape._inline.docPr.get("descr") for shape in shapes)


def test_every_page_says_that_the_copy_is_not_verified(rich: tuple[Record, Pack], edition: tuple[str, Any]) -> None:
    lang, document = edition
    said = "Editable copy, cannot be verified" if lang == "en" else "可编辑稿，不具核验效力"
    section = document.sections[0]

    for footer in (section.footer, section.first_page_footer):
        text = footer.paragraphs[0].text
        assert said in text
        assert rich[0].issue.id in text
    assert all(item.footer.is_linked_to_previous for item in list(document.sections)[1:])


def test_tables_are_as_wide_as_the_page_and_their_heads_come_again(edition: tuple[str, Any]) -> None:
    tables = list(edition[1].element.body.iter(qn("w:tbl")))
    heads = [table for table in tables if next(table.iter(qn("w:tblHeader")), None) is not None]

    assert heads
    for table in tables:
        widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
        assert sum(widths) == pytest.approx(int(next(table.iter(qn("w:tblW"))).get(qn("w:w"))), abs=len(widths))
        assert min(widths) > 0


def test_the_same_record_gives_the_same_bytes(rich: tuple[Record, Pack]) -> None:
    assert docx_bytes(*rich, "zh") == docx_bytes(*rich, "zh")


def test_the_file_holds_neither_the_time_of_day_nor_anything_that_runs(rich: tuple[Record, Pack]) -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(*rich, "zh"))) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert [name for name in archive.namelist() if "vba" in name.lower() or name.endswith(".bin")] == []


def test_published_figures_give_no_problems_and_no_tasks() -> None:
    document = docx.Document(io.BytesIO(docx_bytes(*sample.record_of(sample.published()), "zh")))
    headings = [item.text for item in document.paragraphs if item.style and item.style.name == "Heading 1"]

    assert headings
    assert [item for item in headings if "问题" in item or "对策" in item or "任务" in item] == []
