"""The pages hold together: none stands nearly empty, no table is torn at its edge, no heading or lead is left alone."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import pytest
from markupsafe import Markup

import report_sample as sample
from hepu.report.citing.marks import NO_CITES, Cited
from hepu.report.html import Edition
from hepu.report.inline import inline
from hepu.report.pdf import document as pdf
from hepu.report.pdf.pages import filled, sparse
from hepu.report.pdf.typesetter import lay_out
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from hepu.report.html import EditionLang

pytestmark = [
    pytest.mark.slow,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


_UNSEEN = " \n\u00a0\u2060\u200b"
# 禁则: what never begins a line and what never ends one; a dash and an ellipsis are two characters that stay together.
_NEVER_FIRST = "，。、；：？！）》”’】〕］％‰℃·…—%!?,.;:)]"
_NEVER_LAST = "（《“‘【〔［(["
_DOUBLED = "—…"


@dataclass(frozen=True)
class Laid:
    """A laid-out report: for each element of the page's source, the pages on which a part of it is drawn."""

    document: Any

    @cached_property
    def root(self) -> Element:
        """The element of the whole page."""
        return cast("Element", self.document.pages[0]._page_box.children[0].element)

    @cached_property
    def pages(self) -> dict[Element, list[int]]:
        """The pages of each element, in order."""
        found: dict[Element, list[int]] = {}
        for number, page in enumerate(self.document.pages, start=1):
            for box in page._page_box.descendants():
                if box.element is not None and number not in found.setdefault(box.element, []):
                    found[box.element].append(number)
        return found

    def neighbours(self) -> Iterator[tuple[Element, Element]]:
        """Give each drawn element with the one that comes after it under the same parent."""
        for parent in self.root.iter():
            drawn = [child for child in parent if child in self.pages]
            yield from pairwise(drawn)

    def tables(self) -> Iterator[tuple[frozenset[str], list[Element]]]:
        """Give the classes of each table of the text and its rows."""
        for table in self.root.iter("table"):
            yield frozenset(table.get("class", "").split()), [row for body in table.iter("tbody") for row in body]

    def told(self, element: Element) -> str:
        """Say which element it is, for a failing test."""
        return f"p. {self.pages[element]}: {''.join(element.itertext()).strip()[:40]}"


@dataclass(frozen=True)
class Line:
    """A laid-out line: its page, its text, its place among the lines of its block, and its edges."""

    page: int
    text: str
    at: int
    last: bool
    box: Any
    block: Any

    @property
    def end(self) -> float:
        """The right edge of what is drawn."""
        return float(max((one.position_x + one.width for one in self.drawn), default=self.box.position_x))

    @property
    def edge(self) -> float:
        """The right edge of the block in which the line stands; a line itself is as wide as what it holds."""
        return float(self.block.content_box_x() + self.block.width)

    @property
    def drawn(self) -> list[Any]:
        """The pieces of text in the line."""
        return [box for box in self.box.descendants() if hasattr(box, "text") and box.text.strip()]

    @property
    def told(self) -> str:
        """The line as a failing test shows it."""
        return f"p. {self.page}: {self.text}"


def lines_of(document: Any) -> Iterator[Line]:
    """Give the lines of a document in the order of its pages."""
    for number, page in enumerate(document.pages, start=1):
        for block in page._page_box.descendants():
            found = [box for box in getattr(block, "children", ()) if type(box).__name__ == "LineBox"]
            for at, box in enumerate(found):
                text = "".join(one.text for one in box.descendants() if hasattr(one, "text")).strip(_UNSEEN)
                if text:
                    yield Line(number, text, at, at + 1 == len(found), box, block)


@pytest.fixture(scope="module", params=["rich-zh", "core-en", "published-both"])
def laid(request: pytest.FixtureRequest) -> Laid:
    """Lay a report out."""
    kind, lang = request.param.split("-")
    record, pack = sample.record_of(getattr(sample, kind)(), with_peers=kind != "core")
    edition = Edition.of(record, pack, cast("EditionLang", lang))
    return Laid(pdf.fitting(edition))


def test_no_page_stands_nearly_empty(laid: Laid) -> None:
    """Find something on every page but those that are apart from the text."""
    assert sparse(laid.document) == ()
    assert all(filled(page._page_box) <= 1.01 for page in laid.document.pages[1:])


def test_no_heading_is_left_behind(laid: Laid) -> None:
    """Find each heading on the page on which what it heads begins."""
    torn = [
        laid.told(head)
        for head, after in laid.neighbours()
        if head.tag in {"h1", "h2", "h3"} and laid.pages[head][-1] != laid.pages[after][0]
    ]
    assert torn == []


def test_no_lead_is_parted_from_its_table(laid: Laid) -> None:
    """Find the sentence under a heading on the page on which its table begins."""
    torn, before = [], None
    for one, after in laid.neighbours():
        lead = one.tag == "p" and before is not None and before.tag in {"h1", "h2"}
        if lead and after.tag == "table" and laid.pages[one][-1] != laid.pages[after][0]:
            torn.append(laid.told(one))
        before = one
    assert torn == []


def test_what_leads_to_evidence_stays_with_it(laid: Laid) -> None:
    """Find the last bullet before a table of evidence on its page, and how firm a finding is with what is found."""
    torn = []
    for one, after in laid.neighbours():
        bullets = one.tag == "ul" and after.get("class") == "evidence"
        firm = one.get("class") == "minor" and after.tag == "p"
        if (bullets or firm) and laid.pages[one][-1] != laid.pages[after][0]:
            torn.append(laid.told(one))
    assert torn == []


def test_the_lead_of_a_section_is_not_torn(laid: Laid) -> None:
    """Find the sentence under the title of a section on one page."""
    torn = []
    for one, after in laid.neighbours():
        if one.tag == "h1" and after.tag == "p" and len(laid.pages[after]) > 1:
            torn.append(laid.told(after))
    assert torn == []


def test_no_table_is_torn_at_its_edge(laid: Laid) -> None:
    """Find short tables whole, and of longer ones at least two rows on the first page and on the last."""
    torn = []
    for classes, rows in laid.tables():
        pages = [laid.pages[row][0] for row in rows]
        if not rows or "tasks" in classes or pages[0] == pages[-1]:
            continue
        edges = min(pages.count(pages[0]), pages.count(pages[-1]))
        # The steps of a task in both languages are a list of many lines, and may begin a page by themselves.
        if {"sheet", "problem"} & classes == {"sheet"} and len(rows) == 3 and pages.count(pages[0]) == 2:
            continue
        if edges < 2 or ("pairs" in classes and not classes & {"sheet", "found", "version"}):
            torn.append(laid.told(rows[0]))
    assert torn == []


def test_no_row_is_torn_and_no_group_is_headed_in_vain(laid: Laid) -> None:
    """Find each row on one page, and the head of a group on the page of its first row."""
    torn = []
    for _, rows in laid.tables():
        torn += [laid.told(row) for row in rows if len(laid.pages[row]) > 1]
        torn += [
            laid.told(row)
            for row, after in pairwise(rows)
            if row.get("class") == "group" and laid.pages[row] != laid.pages[after]
        ]
    assert torn == []


def test_nothing_that_is_set_in_columns_is_lost(laid: Laid) -> None:
    """Find every derivation and every reference drawn, in two columns."""
    for name in ("derived", "reference"):
        there = [one for one in laid.root.iter() if one.get("class") == name]
        assert there
        assert [one for one in there if one not in laid.pages] == []
    lefts = {
        round(box.position_x)
        for page in laid.document.pages
        for box in page._page_box.descendants()
        if type(box).__name__ == "BlockBox" and box.element.get("class") == "reference"
    }
    assert len(lefts) == 2


def test_no_row_is_as_tall_as_a_narrow_column_makes_it(laid: Laid) -> None:
    """Find no row on an upright page taller than a third of it."""
    tall = [
        laid.told(box.element)
        for page in laid.document.pages
        for box in page._page_box.descendants()
        if type(box).__name__ == "TableRowBox" and page.width < page.height < 3 * box.height
    ]
    assert tall == []


def test_a_sentence_stays_with_its_translation(laid: Laid) -> None:
    """Find both languages of a paragraph on one page."""
    torn = [
        laid.told(one)
        for one in laid.root.iter("p")
        if one in laid.pages and one.find("span[@class='en']") is not None and len(laid.pages[one]) > 1
    ]
    assert torn == []


def test_no_citation_stands_alone_on_a_line(laid: Laid) -> None:
    """Find before each citation the word that it belongs to, on the same line."""
    lines = (
        "".join(box.text for box in line.descendants() if hasattr(box, "text")).strip()
        for page in laid.document.pages
        for line in page._page_box.descendants()
        if type(line).__name__ == "LineBox" and any(box.element_tag == "sup" for box in line.descendants())
    )
    assert not [text for text in lines if re.fullmatch(r"\u2060?\[[\d,–]+\]", text)]


def test_a_citation_breaks_no_line_before_it_is_full() -> None:
    """Begin the lines of a paragraph with the same words whether a citation ends it or not."""
    text = (
        "Enterprises that go overseas need local staff who know their equipment and standards: the direct source of "
        "training, order classes, internships and exported standards. The enterprises nearby that already work "
        "overseas are the place to start."
    )

    def starts(after: Cited) -> list[str]:
        shown = inline(Text(zh=text, en="x"), "zh", after)
        page = f'<html lang="en"><body><div class="point"><p>{shown}</p></div></body></html>'
        boxes = lay_out(page).pages[0]._page_box.descendants()
        lines = (box for box in boxes if type(box).__name__ == "LineBox")
        return ["".join(box.text for box in line.descendants() if hasattr(box, "text"))[:6] for line in lines]

    assert starts(Cited(zh=Markup('<sup class="cite">[1–3]</sup>'))) == starts(NO_CITES)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_contents_of_a_full_report_stand_on_one_page(lang: EditionLang) -> None:
    """Lay the contents of a report with every chapter out alone."""
    page = Edition.of(*sample.record_of(sample.rich()), lang).page("print")
    contents = page[page.index("<nav") : page.index("</nav>") + len("</nav>")]
    ends = "".join(f'<i id="{anchor}"></i>' for anchor in re.findall(r'href="#([^"]+)"', contents))
    html = f'{page[: page.index("<body")]}<body class="edition-{lang}">{contents.replace("</nav>", ends + "</nav>")}'
    document = lay_out(f"{html}</body></html>")
    assert len(document.pages) == 1


def test_parts_with_nothing_to_tell_do_not_hold_each_other_together() -> None:
    """Begin a chapter of parts that tell of nothing on the page on which there is room for the first."""

    def first_page(told: str) -> int:
        parts = f"<h2>part</h2><p{told}>nothing</p>" * 12
        body = f'<div style="height: 150mm"></div><section class="chapter follows">{parts}</section>'
        document = lay_out(f"<html><body>{body}</body></html>")
        return next(
            number
            for number, page in enumerate(document.pages)
            if any(box.element_tag == "h2" for box in page._page_box.descendants())
        )

    assert first_page(' class="none"') == 0
    assert first_page("") == 1


def made_of(*parts: str) -> tuple[float, ...]:
    """Lay some parts out and give how full their pages are."""
    document = lay_out(f"<html><body>{''.join(parts)}</body></html>")
    return tuple(filled(page._page_box) for page in document.pages)


def test_a_nearly_empty_page_is_seen() -> None:
    """Tell a page with one line before a forced break, and leave the cover and a short last page alone."""
    text = "<p>words</p>" * 20
    pages = [
        '<section class="cover" style="break-after: page">one</section>',
        f'<div style="break-after: page">{text}</div>',
        '<p style="break-after: page">one line</p>',
        "<p>three<br>short<br>lines<br>at<br>the<br>end<br>of all</p>",
    ]
    document = lay_out(f"<html><body>{''.join(pages)}</body></html>")
    assert sparse(document) == (3,)
    full = [filled(page._page_box) for page in document.pages]
    assert full[1] > full[3] > full[2] > 0


@pytest.fixture(scope="module")
def a_page() -> int:
    """Say how many lines fill a page."""
    document = lay_out(f"<html><body>{'<p>words</p>' * 120}</body></html>")
    return sum(getattr(box, "text", "") == "words" for box in document.pages[0]._page_box.descendants())


def test_a_page_ends_earlier_where_the_next_would_stand_nearly_empty(a_page: int) -> None:
    """Share the lines of two pages, and leave the pages before them full."""
    full = made_of("<p>words</p>" * (2 * a_page + 2))
    assert len(full) == 3
    assert full[0] > 0.9 > full[1] > 0.5 > full[2] > 0.25


def test_a_page_stays_as_it_is_where_the_next_is_filled(a_page: int) -> None:
    """Leave both full where the last page is well filled by itself."""
    full = made_of("<p>words</p>" * (2 * a_page + a_page * 3 // 4))
    assert [share > 0.9 for share in full] == [True, True, False]
    assert full[2] > 0.5


def test_a_number_of_an_earlier_page_is_right_at_once(caplog: pytest.LogCaptureFixture) -> None:
    """Lay nothing out again for references back, and print the page they lead to."""
    back = '<p><a class="back" href="#there">back</a></p>'
    page = '<p style="break-before: page" id="there">there</p><p style="break-before: page">x</p>'
    with caplog.at_level("INFO", "weasyprint.progress"):
        document = lay_out(f"<html><body><p>one</p>{page}{back}</body></html>")
    shown = "".join(getattr(box, "text", "") for box in document.pages[-1]._page_box.descendants())
    assert re.search(r"back\D*2", shown)
    assert not [line for line in caplog.messages if "Repagination" in line]


def test_pages_are_made_as_ever_by_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave an unknown version of the typesetter as it is."""
    import weasyprint

    from hepu.report.pdf.paginate import paginate_once

    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    assert paginate_once.__wrapped__() is False


def test_no_line_begins_or_ends_with_a_mark_that_must_not(laid: Laid) -> None:
    """Find no closing mark at the start of a line, no opening one at its end, and no line of marks alone."""
    lines = list(lines_of(laid.document))
    first = [line.told for line in lines if line.at and line.text[0] in _NEVER_FIRST]
    last = [line.told for line in lines if not line.last and line.text[-1] in _NEVER_LAST]
    alone = [line.told for line in lines if line.at and not re.search(r"\w", line.text)]

    assert len(lines) > 1000
    assert (first, last, alone) == ([], [], [])


def test_no_dash_or_ellipsis_is_split(laid: Laid) -> None:
    """Find no line that begins with the second half of a mark that the line before ends on."""
    split = [
        line.told
        for before, line in pairwise(lines_of(laid.document))
        if line.at and before.block is line.block and before.text[-1] in _DOUBLED and line.text[0] == before.text[-1]
    ]
    assert split == []


def test_no_text_leaves_its_line_its_cell_or_its_page(laid: Laid) -> None:
    """Find every piece of text within the width of its line, and every line and row above the foot of its page."""
    wide = [
        f"{line.told} (+{line.end - line.edge:.1f})"
        for line in lines_of(laid.document)
        if line.end > line.edge + 3 and type(line.block).__name__ != "MarginBox"
    ]
    low = [
        f"p. {number}: {box.position_y + box.height:.0f}"
        for number, page in enumerate(laid.document.pages, start=1)
        for box in page._page_box.children[0].descendants()
        if type(box).__name__ in {"LineBox", "TableRowBox"}
        and box.position_y + box.height > page._page_box.content_box_y() + page._page_box.height + 1
    ]
    assert (wide, low) == ([], [])


def test_chinese_lines_fill_their_width(laid: Laid) -> None:
    """Find every line but the last of a justified Chinese paragraph as wide as its column."""
    justified = [
        line
        for line in lines_of(laid.document)
        if not line.last
        and line.box.style["text_align_all"] == "justify"
        and re.search(r"[\u4e00-\u9fff]{4}", line.text)
        and not any(box.element_tag == "br" for box in line.box.descendants())
    ]
    assert len(justified) > 40 or laid.root.get("lang") == "en"
    assert [line.told for line in justified if line.end < line.edge - 2] == []


def test_no_caption_is_parted_from_what_it_names(laid: Laid) -> None:
    """Find the caption of a table on the page of its first row, and that of a picture on the page of the picture."""
    pairs = [(one, next(one.iter("tr"))) for one in laid.root.iter("table") if one.find("caption") is not None]
    torn = [
        laid.told(head)
        for table, row in pairs
        for head in (table.find("caption"),)
        if head is not None
        if laid.pages[head][-1] != laid.pages[row][0]
    ]
    torn += [
        laid.told(head)
        for figure in laid.root.iter("figure")
        if (head := figure.find("figcaption")) is not None and len(laid.pages[figure]) > 1
    ]
    assert pairs
    assert torn == []


def test_every_page_names_the_report_and_its_number_of_all_pages(laid: Laid) -> None:
    """Find the running head and 'page of pages' on every page but the cover."""
    total = len(laid.document.pages)
    for number, page in enumerate(laid.document.pages, start=1):
        margins = [box for box in page._page_box.children if type(box).__name__ == "MarginBox"]
        texts = ["".join(one.text for one in box.descendants() if hasattr(one, "text")) for box in margins]
        if number > 1:
            assert f"{number} / {total}" in texts
            assert len([text for text in texts if text.strip()]) >= 4


def test_bookmarks_lead_to_every_section_and_part(laid: Laid) -> None:
    """Find each heading of the first two levels as a bookmark, in order, on its page."""

    def flat(nodes: Any) -> Iterator[tuple[str, int]]:
        for label, (page, *_), children, _ in nodes:
            yield re.sub(r"\s", "", label), page + 1
            yield from flat(children)

    marked = list(flat(laid.document.make_bookmark_tree()))
    heads = [
        (re.sub(r"\s", "", "".join(one.itertext())), laid.pages[one][0])
        for one in laid.root.iter()
        if one.tag in {"h1", "h2"} and one in laid.pages and "plain" not in one.get("class", "").split()
    ]
    assert [(text, page) for text, page in heads if (text, page) not in marked] == []
    assert [page for _, page in marked] == sorted(page for _, page in marked)


def test_the_check_of_lines_sees_what_it_should() -> None:
    """See a word that leaves its narrow cell, and a line that begins with a mark where a break forces it."""
    cell = '<div style="width: 40pt; overflow-wrap: normal">unbreakablewordhere</div>'
    page = f"<html lang='zh-CN'><body>{cell}<p>甲乙<br>，丙</p></body></html>"
    laid = Laid(lay_out(page))

    with pytest.raises(AssertionError):
        test_no_text_leaves_its_line_its_cell_or_its_page(laid)
    assert [line.text for line in lines_of(laid.document) if line.at and line.text[0] in _NEVER_FIRST] == ["，丙"]


def test_pages_are_set_plainly_where_the_typesetter_is_another() -> None:
    """Lay a page out whole, its lines ragged, where the typesetter is a version that no patch knows."""
    script = (
        "import weasyprint\nweasyprint.__version__ = '99.0'\nfrom hepu.report.pdf.typesetter import lay_out\n"
        "page = '<html lang=\"zh-CN\"><body><p>' + '合浦南流江，' * 60 + '</p></body></html>'\n"
        "made = lay_out(page)\n"
        "print(len(made.pages), len(made.write_pdf()) > 1000)"
    )
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)

    assert (run.stdout.strip(), run.returncode) == ("1 True", 0), run.stderr
