"""Writes the blocks of the page for print into a document: each in its style, charts as pictures, tables as wide."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm, Pt
from lxml import etree

from hepu.report.docx.anchors import Anchors
from hepu.report.docx.inline import Run, fill, is_inline
from hepu.report.docx.pictures import picture
from hepu.report.docx.styles import GREEN, RED
from hepu.report.docx.tables import Table
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Writer"]

_WIDTH = re.compile(r"\.([a-z]-[a-z]+) \{ width: ([\d.]+)%")
_HEADINGS = {"h1": "Heading 1", "h2": "Heading 2", "h3": "Heading 3"}
_PARAGRAPHS = {
    "note": "Note",
    "step": "Derivation",
    "derived-head": "Derivation",
    "reference": "Reference",
    "minor": "Note",
    "docs": "Note",
    "foot": "Note",
}
_PAGE, _MARGIN = (210.0, 297.0), (22.0, 20.0)
_MILLIMETRES_A_POINT = 25.4 / 72
# A little larger than on paper, where charts share the line with text.
_LARGER = 1.05
_TALLEST = 220.0
# Small pictures of one figure in a row.
_ACROSS = 3
# A row of more signs than this may go on over the page.
_LONG = 500
# Tables of labels and what they label have no widths in the style sheet that hold for every paper.
_PAIR = [0.2, 0.8]


@cache
def _widths() -> Mapping[str, float]:
    """Give the widths of columns in percent as the style sheet for print says them."""
    css = (templates_dir() / "report" / "report.css").read_text("utf-8")
    return {name: float(width) for name, width in _WIDTH.findall(css)}


@dataclass
class Writer:
    """Writes blocks into a document or a cell."""

    document: Any
    anchors: Anchors = field(default_factory=Anchors)
    styles: dict[str, str] = field(default_factory=dict)
    # Whether the next paragraph begins a page; a paragraph that only breaks could leave a page empty.
    fresh: bool = False
    # Whether the document stands at the top of a new section of pages.
    at_top: bool = False
    space: float = _PAGE[0] - 2 * _MARGIN[1]

    def page(self, section: Any, *, wide: bool) -> None:
        """Set up a section of pages, upright or wide."""
        width, height = (_PAGE[1], _PAGE[0]) if wide else _PAGE
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin = section.bottom_margin = Mm(_MARGIN[0])
        section.left_margin = section.right_margin = Mm(_MARGIN[1])
        self.space = width - 2 * _MARGIN[1]

    def begin(self, into: Any, style: str = "Normal") -> Any:
        """Begin a paragraph in a style; styles are looked up once, since that takes long."""
        if not self.styles:
            self.styles.update({item.name: item.style_id for item in self.document.styles})
        made = into.add_paragraph()
        if style != "Normal":
            made._p.style = self.styles[style]
        if self.fresh:
            made.paragraph_format.page_break_before, self.fresh = True, False
        self.at_top = False
        return made

    def blocks(self, node: Any, into: Any) -> None:
        """Write every block within an element; text and marks between blocks become paragraphs of their own."""
        for child in node:
            if isinstance(child.tag, str):
                self.block(child, into)

    def block(self, node: Any, into: Any) -> None:
        """Write one block; one of no kind of its own is what stands within it."""
        classes = frozenset((node.get("class") or "").split())
        if node.tag in _HEADINGS:
            self.paragraph(node, into, "Heading 3" if "plain" in classes else _HEADINGS[node.tag])
        elif node.tag == "p":
            self.paragraph(node, into, next((style for name, style in _PARAGRAPHS.items() if name in classes), ""))
        elif node.tag in {"ul", "ol"}:
            for at, item in enumerate(node, start=1):
                self._item(item, into, f"{at}. " if node.tag == "ol" else "")
        else:
            self._larger(node, into, classes)

    def _larger(self, node: Any, into: Any, classes: frozenset[str]) -> None:
        """Write a block that holds others."""
        if node.tag == "div" and "halves" in classes and node.find("figure") is not None:
            self._side_by_side(node, into)
        elif node.tag in _WITHIN:
            _WITHIN[node.tag](self, node, into)
        else:
            if node.get("id"):
                _place(node)
            self.blocks(node, into)

    def paragraph(self, node: Any, into: Any, style: str = "", before: str = "") -> Any:
        """Write one paragraph in a style: the one named, else that of a cell or of the text."""
        made = self.begin(into, style or ("Cell" if _in_cell(into) else "Normal"))
        if node.get("id"):
            self.anchors.mark(made, node.get("id"))
        if before:
            made.add_run(before)
        before_it = node.getprevious()
        if node.tag == "p" and before_it is not None and before_it.tag in _HEADINGS:
            made.paragraph_format.keep_with_next = True
        classes = (node.get("class") or "").split()
        run = Run(colour=RED) if "cover-notice" in classes else Run()
        fill(made, node, self.anchors, run)
        return made

    def _section(self, node: Any, into: Any) -> None:
        classes = (node.get("class") or "").split()
        if "cover" in classes:
            self._cover(node, into)
            return
        wide = "wide" in classes
        if wide:
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=True)
        elif "follows" not in classes:
            self.fresh = not self.at_top
        if node.get("id"):
            _place(node)
        self.blocks(node, into)
        if wide:
            _drop_last(self.document)
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=False)
            self.at_top = True

    def _cover(self, node: Any, into: Any) -> None:
        for part in node.iter("p", "dl"):
            classes = (part.get("class") or "").split()
            if part.tag == "dl":
                for row in part:
                    self._fact(row, into)
                continue
            style = "Title" if "doc-title" in classes else "Subtitle" if "cover-college" in classes else ""
            made = self.paragraph(part, into, style)
            if "product" in classes:
                made.paragraph_format.space_after = Pt(96)
                made.runs[0].font.bold = True
                made.runs[0].font.color.rgb = GREEN
            if "cover-date" in classes:
                made.paragraph_format.space_after = Pt(84)

    def _fact(self, row: Any, into: Any) -> None:
        made = self.begin(into, "Note")
        fill(made, row.find("dt"), self.anchors)
        made.add_run("\t")
        made.paragraph_format.tab_stops.add_tab_stop(Mm(45))
        fill(made, row.find("dd"), self.anchors)

    def _item(self, node: Any, into: Any, number: str) -> None:
        """Write an item of a list: its line, then what stands in blocks within it."""
        in_cell = _in_cell(into)
        style = "Cell" if in_cell else "List Bullet" if not number else "Normal"
        made = self.paragraph(node, into, style, number or ("· " if in_cell else ""))
        if number or in_cell:
            made.paragraph_format.left_indent = Pt(12 if in_cell else 18)
            made.paragraph_format.first_line_indent = Pt(-12 if in_cell else -18)
        for child in node:
            if isinstance(child.tag, str) and not is_inline(child):
                self.block(child, into)

    def _contents(self, node: Any, into: Any) -> None:
        self.fresh = True
        for child in node.iter("p", "a"):
            if child.tag == "p":
                self.paragraph(child, into, "Subtitle")
                continue
            made = self.begin(into)
            level = (child.getparent().get("class") or "").split()
            made.paragraph_format.left_indent = Mm(8 if "level-2" in level else 0)
            made.paragraph_format.space_after, made.paragraph_format.line_spacing = Pt(0), 1.05
            fill(made, child.getparent(), self.anchors, Run(bold="level-1" in level, size=9))

    def _figure(self, node: Any, into: Any, width: float = 0.0) -> None:
        """Write a figure: its pictures, three to a row where they are small, then its caption and notes."""
        drawn = list(node.iter("{*}svg", "svg"))
        if "grid" in (node.get("class") or "").split():
            each = self.space / _ACROSS
            table = Table(into, [each] * _ACROSS, ruled=False)
            for at in range(0, len(drawn), _ACROSS):
                row = table.row()
                for svg in drawn[at : at + _ACROSS]:
                    cell = table.cell(row)
                    self._drawn(svg, cell, each - 6)
                    _drop_first(cell)
        else:
            for svg in drawn:
                self._drawn(svg, into, width)
        caption = node.find("figcaption")
        if caption is not None:
            self.paragraph(caption, into, "Caption").paragraph_format.keep_with_next = False
        for child in node.iter("p"):
            self.block(child, into)

    def _drawn(self, svg: Any, into: Any, width: float = 0.0) -> None:
        """Write a picture, which stays with what comes below it."""
        made = picture(_svg(svg), svg.get("aria-label") or "")
        paragraph = self.begin(into)
        paragraph.paragraph_format.keep_with_next = True
        across = min(width or self.space, made.width * _MILLIMETRES_A_POINT * _LARGER)
        tall = across * made.height / made.width
        shape = paragraph.add_run().add_picture(
            io.BytesIO(made.png), width=Mm(across if tall < _TALLEST else across * _TALLEST / tall)
        )
        shape._inline.docPr.set("descr", made.text)

    def _side_by_side(self, node: Any, into: Any) -> None:
        figures = [child for child in node if child.tag == "figure"]
        width = self.space / 2
        table = Table(into, [width] * 2, ruled=False)
        row = table.row()
        for figure in figures[:2]:
            cell = table.cell(row)
            self._figure(figure, cell, width - 6)
            _drop_first(cell)

    def _table(self, node: Any, into: Any) -> None:
        caption = node.find("caption")
        if caption is not None:
            self.paragraph(caption, into, "Caption")
        rows = [(row, row.getparent().tag == "thead") for row in node.iter("tr")]
        columns = max(sum(int(cell.get("colspan") or 1) for cell in row) for row, _ in rows)
        width = self.space / 2 if _in_cell(into) else self.space
        table = Table(into, [width * share for share in self._shares(node, columns)])
        for row, head in rows:
            if row.get("id"):
                _place(row)
            made = table.row(head=head, whole=len(row.text_content()) < _LONG)
            for cell in row:
                target = table.cell(made, int(cell.get("colspan") or 1))
                self._cell(cell, target, head=head or cell.tag == "th")
        self.begin(into, "Note")

    @staticmethod
    def _shares(node: Any, columns: int) -> list[float]:
        """Give the share of the width that each column takes; columns without a width share what is left."""
        classes = node.get("class") or ""
        named = [_widths().get(col.get("class") or "", 0.0) / 100 for col in node.iter("col")]
        if not named and "pairs" in classes and columns == len(_PAIR):
            named = _PAIR
        named = [*named, *[0.0] * columns][:columns]
        left = max(0.0, 1 - sum(named))
        blank = named.count(0.0)
        shares = [share or left / blank for share in named]
        return [share / sum(shares) for share in shares]

    def _cell(self, node: Any, target: Any, *, head: bool) -> None:
        style = "Cell Head" if head else "Cell"
        blocks = [child for child in node if isinstance(child.tag, str) and not is_inline(child)]
        if node.get("id") or node.text or any(map(is_inline, node)) or not blocks:
            self.paragraph(node, target, style)
        for child in blocks:
            self.block(child, target)
        _drop_first(target)


_WITHIN = {"section": Writer._section, "table": Writer._table, "figure": Writer._figure, "nav": Writer._contents}


def _place(node: Any) -> None:
    """Let the first heading or paragraph within an element be the place to which links to the element lead."""
    first = next((item for item in node.iter("h1", "h2", "h3", "p", "li", "th", "td")), None)
    if first is not None and not first.get("id"):
        first.set("id", node.get("id"))


def _drop_last(document: Any) -> None:
    """Take away an empty paragraph at the end: the break of a section brings its own, and two can fill a page."""
    last = document.paragraphs[-1]
    if not last.text:
        last._p.getparent().remove(last._p)


def _in_cell(into: Any) -> bool:
    return hasattr(into, "_tc")


def _drop_first(cell: Any) -> None:
    """Take away the empty paragraph with which a cell begins, once others follow."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text and not first.runs:
        first._p.getparent().remove(first._p)


def _svg(node: Any) -> str:
    """Write a chart as a document of its own; the parser of pages gives names in small letters."""
    text: str = etree.tostring(node, encoding="unicode", with_tail=False)
    text = text.replace("viewbox=", "viewBox=")
    return text if "xmlns=" in text else text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
