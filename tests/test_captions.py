"""Every table and figure of the report has its number and name, and sentences lead to them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

import report_sample as sample
from hepu.report.captions import Captions
from hepu.report.docx import docx_bytes
from hepu.report.html import Edition
from hepu.report.inline import inline

if TYPE_CHECKING:
    from typing import Any

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionLang

LANGS = ("zh", "en", "both")
# Labels with their values: a way to set text, not tables of data.
SET = {"pairs", "double"}


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    """Give the record of a college with rich answers."""
    return sample.record_of(sample.rich())


@pytest.fixture(scope="module")
def published() -> tuple[Record, Pack]:
    """Give the record of a college of which published figures alone are known."""
    return sample.record_of(sample.published())


def parsed(record: tuple[Record, Pack], lang: EditionLang) -> Any:
    """Give the page for print as a tree."""
    return lxml.html.document_fromstring(Edition.of(*record, lang).page("print"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["rich", "published"])
def test_every_table_of_data_has_a_caption_above(name: str, lang: EditionLang, request: pytest.FixtureRequest) -> None:
    page = parsed(request.getfixturevalue(name), lang)
    tables = [item for item in page.iter("table") if not SET & set((item.get("class") or "").split())]

    assert tables
    assert [item.get("class") for item in tables if item[0].tag != "caption"] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["rich", "published"])
def test_every_figure_has_a_caption_below(name: str, lang: EditionLang, request: pytest.FixtureRequest) -> None:
    page = parsed(request.getfixturevalue(name), lang)
    figures = list(page.iter("figure"))

    assert figures
    for figure in figures:
        kinds = [child.tag for child in figure]
        assert kinds.count("figcaption") == 1
        assert kinds.index("figcaption") > max(at for at, kind in enumerate(kinds) if kind == "svg")


def test_numbers_run_through_the_body_and_begin_anew_in_each_appendix(rich: tuple[Record, Pack]) -> None:
    found = [item.text_content().partition("　")[0] for item in parsed(rich, "zh").iter("caption")]
    body = [text for text in found if re.fullmatch(r"表\d+", text)]
    annexes = [text for text in found if text not in body]

    assert body == [f"表{at}" for at in range(1, len(body) + 1)]
    assert found == body + annexes
    assert [text[:2] + "1" for text in annexes if text.endswith("1")] == [text for text in annexes if text[2:] == "1"]
    assert all(re.fullmatch(r"表[A-Z]\d+", text) for text in annexes)


def test_figures_run_on_from_the_summary(rich: tuple[Record, Pack]) -> None:
    found = [item.text_content().partition(". ")[0] for item in parsed(rich, "en").iter("figcaption")]

    assert found == [f"Figure {at}" for at in range(1, len(found) + 1)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_leads_to_the_figure_that_it_names(rich: tuple[Record, Pack], lang: EditionLang) -> None:
    page = parsed(rich, lang)
    links = [item for item in page.iter("a") if item.get("class") == "see"]

    assert links
    for link in links:
        (target,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert link.text in target.text_content()


@pytest.mark.parametrize("lang", LANGS)
def test_no_anchor_is_set_twice(rich: tuple[Record, Pack], lang: EditionLang) -> None:
    found = [item.get("id") for item in parsed(rich, lang).iter() if item.get("id")]

    assert sorted(found) == sorted(set(found))


def test_a_sentence_about_what_is_not_there_is_left_out() -> None:
    caps = Captions(lambda text: inline(text, "zh"))
    held = caps.see("caption.see_map", "figure-map")

    assert caps.told(f"<p>前。{held.zh}后。</p>") == "<p>前。后。</p>"


def test_an_editable_document_has_the_same_captions(rich: tuple[Record, Pack]) -> None:
    made = docx.Document(io.BytesIO(docx_bytes(*rich, "zh")))
    body = list(made.element.body.iter(qn("w:p")))
    styled = [Paragraph(item, made) for item in body]
    found = [item.text for item in styled if item.style is not None and item.style.name == "Caption"]

    assert found == [item.text_content() for item in parsed(rich, "zh").iter("caption", "figcaption")]
