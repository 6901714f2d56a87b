"""From the page for print to a document: each block in its style, charts as pictures, tables with their widths."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import docx
import lxml.html
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from hepu.report.docx.anchors import Anchors
from hepu.report.docx.inline import Run, fill, is_inline
from hepu.report.docx.pictures import picture
from hepu.report.docx.tables import Table
from hepu.report.docx.styles import GREEN, RED, prepare
from hepu.report.html import Edition
from hepu.report.words import language_of, say
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionLang

__all__ = ["docx_bytes"]

_WIDTH = re.compile(r"\.([a-z]-[a-z]+) \{ width: ([\d.]+)%")
_HEADINGS = {"h1": "Heading 1", "h2": "Heading 2", "h3": "Heading 3"}
_PARAGRAPHS = {"note": "Note", "step": "Derivation", "derived-head": "Derivation", "reference": "Reference", "minor": "Note", "docs": "Note"}
_PAGE, _MARGIN = (210.0, 297.0), (22.0, 20.0)
_TALLEST = 220.0
# A row of more signs than this may go on over the page.
_LONG = 500


def docx_bytes(record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True) -> bytes:
    """Give the edition as the bytes of a DOCX file; the same record gives the same bytes.

    Raises:
        PackError: when the pack is not the one that the record names.

    """
    edition = Edition.of(record, pack, lang, requests=requests)
    made = docx.Document()
    prepare(made)
    writer = _Writer(made)
    writer.page(made.sections[0], wide=False)
    main = language_of(lang)
    _running(made, edition, main)
    writer.blocks(lxml.html.document_fromstring(edition.page("print")).body, made)
    about = made.core_properties
    issued = dt.datetime.fromisoformat(record.issue.issued_at).replace(tzinfo=None)
    about.title, about.author, about.comments = edition.view.cover.title[main], say("product")[main], ""
    about.created = about.modified = issued
    about.last_modified_by, about.revision, about.language = "Hepu", 1, "en" if lang == "en" else "zh-CN"
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer.getvalue())


def _undated(data: bytes) -> bytes:
    """Write an archive anew without the time of day at which it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            plain = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(item.filename))
    return buffer.getvalue()


def _running(made: Any, edition: Edition, main: Any) -> None:
    """Write the heads and feet: whose advisory it is, that it can be edited and so not verified, and the page."""
    cover = edition.view.cover
    section = made.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    notice = cover.notice or say("for_reference")
    head.text = f"{say('running_title', college=cover.college)[main]}\t\t{notice[main]}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{edition.view.record_id}  {say('docx.editable')[main]}\t\t"
    _number(foot, "PAGE")
    foot.add_run(" / ")
    _number(foot, "NUMPAGES")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(8)
    first = section.first_page_footer.paragraphs[0]
    first.text = f"{edition.view.record_id}  {say('docx.editable')[main]}"


def _number(paragraph: Any, code: str) -> None:
    """Write a field that the word processor fills in."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    simple.append(run)
    paragraph._p.append(simple)


@cache
def _widths() -> Mapping[str, float]:
    """Give the widths of columns in percent as the style sheet for print says them."""
    css = (templates_dir() / "report" / "report.css").read_text("utf-8")
    return {name: float(width) for name, width in _WIDTH.findall(css)}


@dataclass
class _Writer:
    """Writes blocks into a document or a cell."""

    document: Any
    anchors: Anchors = field(default_factory=Anchors)
    styles: dict[str, str] = field(default_factory=dict)
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
        return made

    def blocks(self, node: Any, into: Any) -> None:
        """Write every block within an element; text and marks between blocks become paragraphs of their own."""
        for child in node:
            if isinstance(child.tag, str):
                self.block(child, into)

    def block(self, node: Any, into: Any) -> None:
        """Write one block."""
        classes = (node.get("class") or "").split()
        match node.tag:
            case "section":
                self._section(node, classes, into)
            case "h1" | "h2" | "h3":
                style = "Heading 3" if "plain" in classes else _HEADINGS[node.tag]
                self.paragraph(node, into, style)
            case "p":
                self.paragraph(node, into, next((_PARAGRAPHS[name] for name in classes if name in _PARAGRAPHS), ""))
            case "ul" | "ol":
                for at, item in enumerate(node, start=1):
                    self._item(item, into, f"{at}. " if node.tag == "ol" else "")
            case "table":
                self._table(node, into)
            case "figure":
                self._figure(node, into)
            case "nav":
                self._contents(node, into)
            case "dl":
                for row in node:
                    self._fact(row, into)
            case "div" if "grid" in classes or ("halves" in classes and node.find("figure") is not None):
                self._side_by_side(node, into, 3 if "grid" in classes else 2)
            case _:
                if node.get("id"):
                    self._place(node, into)
                self.blocks(node, into)

    def paragraph(self, node: Any, into: Any, style: str = "", before: str = "") -> Any:
        """Write one paragraph in a style: the one named, else that of a cell or of the text."""
        made = self.begin(into, style or ("Cell" if _in_cell(into) else "Normal"))
        if node.get("id"):
            self.anchors.mark(made, node.get("id"))
        if before:
            made.add_run(before)
        classes = (node.get("class") or "").split()
        run = Run(colour=RED) if "cover-notice" in classes else Run()
        fill(made, node, self.anchors, run)
        return made

    def _section(self, node: Any, classes: list[str], into: Any) -> None:
        if "cover" in classes:
            self._cover(node, into)
            return
        wide = "wide" in classes
        if wide:
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=True)
        elif "follows" not in classes:
            self.begin(into).add_run().add_break(WD_BREAK.PAGE)
        if node.get("id"):
            self._place(node, into)
        self.blocks(node, into)
        if wide:
            self.page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=False)

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
                made.paragraph_format.space_after = Pt(150)
                made.runs[0].font.bold = True
                made.runs[0].font.color.rgb = GREEN
            if "cover-date" in classes:
                made.paragraph_format.space_after = Pt(120)

    def _fact(self, row: Any, into: Any) -> None:
        made = self.begin(into, "Note")
        fill(made, row.find("dt"), self.anchors)
        made.add_run("\t")
        made.paragraph_format.tab_stops.add_tab_stop(Mm(45))
        fill(made, row.find("dd"), self.anchors)

    def _place(self, node: Any, into: Any) -> None:
        """Let the next paragraph be a place that links lead to: the first heading or paragraph within."""
        first = next((item for item in node.iter("h1", "h2", "h3", "p", "li", "th", "td")), None)
        if first is not None and not first.get("id"):
            first.set("id", node.get("id"))

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
        for child in node.iter("p", "a"):
            if child.tag == "p":
                self.paragraph(child, into, "Subtitle")
                continue
            made = self.begin(into)
            level = (child.getparent().get("class") or "").split()
            made.paragraph_format.left_indent = Mm(8 if "level-2" in level else 0)
            made.paragraph_format.space_after, made.paragraph_format.line_spacing = Pt(0), 1.15
            fill(made, child.getparent(), self.anchors, Run(bold="level-1" in level))

    def _figure(self, node: Any, into: Any, width: float = 0.0) -> None:
        caption = node.find("figcaption")
        if caption is not None:
            self.paragraph(caption, into, "Caption")
        for svg in node.iter("{*}svg", "svg"):
            made = picture(_svg(svg), svg.get("aria-label") or "")
            run = self.begin(into).add_run()
            across = min(width or self.space, made.width * 0.3528 * 1.05)
            tall = across * made.height / made.width
            shape = run.add_picture(io.BytesIO(made.png), width=Mm(across if tall < _TALLEST else across * _TALLEST / tall))
            shape._inline.docPr.set("descr", made.text)
        for child in node.iter("p"):
            self.block(child, into)

    def _side_by_side(self, node: Any, into: Any, columns: int) -> None:
        figures = [child for child in node if child.tag == "figure"]
        width = self.space / columns
        table = Table(into, [width] * columns, ruled=False)
        for at in range(0, len(figures), columns):
            row = table.row()
            for figure in figures[at : at + columns]:
                cell = table.cell(row)
                self._figure(figure, cell, width - 6)
                _drop_first(cell)

    def _table(self, node: Any, into: Any) -> None:
        rows = [(row, row.getparent().tag == "thead") for row in node.iter("tr")]
        columns = max(sum(int(cell.get("colspan") or 1) for cell in row) for row, _ in rows)
        width = self.space / 2 if _in_cell(into) else self.space
        table = Table(into, [width * share for share in self._shares(node, columns)])
        for row, head in rows:
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
        if len(named) != columns:
            named = [0.2, 0.8] if "pairs" in classes and columns == 2 else [0.0] * columns
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
