"""The PDF: the same bytes anywhere, one page of summary, the notice on every page, the record inside."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, cast

import lxml.html
import pytest
from pypdf import PdfReader

import report_sample as sample
from hepu.errors import OutputError
from hepu.report.html import Edition
from hepu.report.pdf.document import render_pdf
from hepu.report.pictures.metrics import text_width, wrap

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionLang

pytestmark = [
    pytest.mark.slow,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    """Give the record of a college with answers on every sheet."""
    return sample.record_of(sample.rich())


@pytest.fixture(scope="module")
def core() -> tuple[Record, Pack]:
    """Give the record of a college with a dozen answers."""
    return sample.record_of(sample.core(), with_peers=False)


@pytest.fixture(scope="module")
def printed() -> PdfReader:
    """Give the Chinese PDF of the rich record."""
    return PdfReader(io.BytesIO(sample.pdf_of("rich", "zh")))


def test_the_summary_is_one_page_and_each_page_has_its_notice(printed: PdfReader) -> None:
    """Find the summary on the second page, the contents on the third, and the notice everywhere."""
    texts = [re.sub(r"\s", "", page.extract_text()) for page in printed.pages]
    assert "摘要" in texts[1]
    assert "目录" in texts[2]
    assert [at for at, text in enumerate(texts, start=1) if "虚构院校，仅作演示" not in text] == []


def test_no_page_is_nearly_empty(printed: PdfReader) -> None:
    """Find some text on every page but the last and the one before the wide table."""
    lengths = [len(page.extract_text()) for page in printed.pages]
    assert min(lengths[:-1]) > 150


def test_the_document_says_what_it_is(printed: PdfReader) -> None:
    """Find the archival and accessible conformance, the language, title and bookmarks."""
    root = cast("Any", printed.trailer["/Root"])
    metadata = root["/Metadata"].get_data()
    assert b"pdfaid" in metadata
    assert b"pdfuaid:part>1<" in metadata
    assert root["/Lang"] == "zh-CN"
    assert printed.metadata is not None
    assert printed.metadata.title == "桂海职业技术学院国际交流与合作咨询建议书（传阅版）"
    assert any("五、对策建议" in str(item["/Title"]) for item in printed.outline if isinstance(item, dict))


def _structure(node: Any, kind: str) -> list[Any]:
    """Give the elements of one kind in the structure of a document."""
    node = node.get_object()
    found = [node] if node.get("/S") == kind else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child.get_object(), "get"):
            found += _structure(child, kind)
    return found


def test_every_figure_is_tagged_with_what_it_says(rich: tuple[Record, Pack], printed: PdfReader) -> None:
    """Find the text of each picture of the page in the structure of the file, and a caption for each table of data."""
    page = lxml.html.document_fromstring(Edition.of(*rich, "zh").page("print"))
    tree = cast("Any", printed.trailer["/Root"])["/StructTreeRoot"]
    found = [item.get("/Alt") for item in _structure(tree, "/Figure")]
    assert found == [svg.get("aria-label") for svg in page.iter("svg")]
    assert len(_structure(tree, "/Caption")) == len(list(page.iter("caption", "figcaption")))


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_no_link_stands_in_another(rich: tuple[Record, Pack], lang: EditionLang) -> None:
    """Close each link before the next begins: readers of pages part nested links, each in its own way."""
    tags = re.findall(r"<(/?)a\b[^>]*>", Edition.of(*rich, lang).page("print"))
    assert tags == ["", "/"] * (len(tags) // 2)


def test_a_warning_is_an_error(core: tuple[Record, Pack], monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to give a PDF when typesetting warns of anything."""
    plain = Edition.page

    def with_fault(edition: Edition, medium: str, density: int = 0) -> str:
        made = plain(edition, medium, density)  # type: ignore[arg-type]  # passed on
        return made.replace("</body>", '<p><a href="#nowhere">x</a></p></body>')

    monkeypatch.setattr(Edition, "page", with_fault)
    with pytest.raises(OutputError, match="report_warning"):
        render_pdf(*core, "zh")


def test_justification_steps_aside_for_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave an unknown version of the typesetter as it is."""
    import weasyprint

    from hepu.report.pdf.justify import justify_chinese

    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    assert justify_chinese.__wrapped__() is False


def test_the_swift_ways_step_aside_for_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave unknown versions of the typesetter and of the writer as they are."""
    import pydyf
    import weasyprint

    from hepu.report.pdf.swift import typeset_swiftly
    from hepu.report.pdf.swift_writing import write_once

    plain = pydyf.PDF.write
    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    monkeypatch.setattr(pydyf, "__version__", "99.0")
    assert (typeset_swiftly.__wrapped__(), write_once()) == (False, False)
    assert pydyf.PDF.write is plain


def test_lines_fit_their_width() -> None:
    """Break Chinese between characters and English between words, with no closing mark at a line's start."""
    lines = wrap("加入或牵头区域职教联盟，并用好联展平台（含线上）。", 8.4, 60)
    assert all(text_width(line, 8.4) <= 60 + 8.4 for line in lines)
    assert not [line for line in lines if line[0] in "，。）"]
    english = wrap("Join or lead regional alliances", 8.4, 60)
    assert " ".join(english) == "Join or lead regional alliances"
