"""Text of a paragraph as runs: bold, marks, citations, links, and English below Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from hepu.report.docx.styles import GREEN, GREY, RED

if TYPE_CHECKING:
    from docx.shared import RGBColor

    from hepu.report.docx.anchors import Anchors

__all__ = ["INLINE", "Run", "fill", "is_inline"]

INLINE = frozenset({"a", "b", "span", "sup", "code", "br", "em", "i", "strong"})
_SPACE = re.compile(r"[ \t\r\n]+")
# What stands around the text of a mark on paper is said by the style sheet there.
_AROUND = {"mark": ("〔", "〕"), "certainty": ("［", "］"), "tag": ("［", "］"), "objection": ("［", "］")}
_COLOURS = {"mark": GREEN, "certainty": GREEN, "tag": GREEN, "objection": RED, "decide": RED, "minor": GREY, "en": GREY}
_BLOCKS = frozenset({"p", "li", "td", "th"})


@dataclass(frozen=True, slots=True)
class Run:
    """How the text at hand is set."""

    bold: bool = False
    raised: bool = False
    colour: RGBColor | None = None
    size: float = 0.0


def is_inline(node: Any) -> bool:
    """Say whether an element stands within a line."""
    return isinstance(node.tag, str) and node.tag in INLINE


def fill(paragraph: Any, node: Any, anchors: Anchors, run: Run | None = None) -> None:
    """Write everything within an element into a paragraph."""
    _Filler(paragraph, anchors).within(node, run or Run())


@dataclass
class _Filler:
    paragraph: Any
    anchors: Anchors
    started: bool = False

    def within(self, node: Any, run: Run) -> None:
        self.text(self.paragraph._p, node.text, run)
        for child in node:
            if is_inline(child):
                self.element(self.paragraph._p, child, run)
            self.text(self.paragraph._p, child.tail, run)

    def element(self, parent: Any, node: Any, run: Run) -> None:
        classes = (node.get("class") or "").split()
        if node.get("id"):
            self.anchors.mark(self.paragraph, node.get("id"))
        if node.tag == "br" or ("en" in classes and node.getparent().tag in _BLOCKS):
            self.line(parent)
        run = self._styled(node, classes, run)
        before, after = next((_AROUND[name] for name in classes if name in _AROUND), ("", ""))
        holder = self._link(parent, node) if node.tag == "a" and node.get("href") else parent
        self.text(holder, before, run)
        self.text(holder, node.text, run)
        for child in node:
            self.element(holder, child, run)
            self.text(holder, child.tail, run)
        self.text(holder, after, run)

    @staticmethod
    def _styled(node: Any, classes: list[str], run: Run) -> Run:
        if node.tag in {"b", "strong"}:
            run = replace(run, bold=True)
        if node.tag == "sup":
            run = replace(run, raised=True, colour=GREEN)
        if node.tag == "code":
            run = replace(run, colour=GREEN)
        for name in classes:
            if name in _COLOURS:
                run = replace(run, colour=_COLOURS[name])
        if "en" in classes:
            run = replace(run, bold=False)
        return run

    def _link(self, parent: Any, node: Any) -> Any:
        link = OxmlElement("w:hyperlink")
        target = node.get("href")
        if target.startswith("#"):
            link.set(qn("w:anchor"), self.anchors.name(target[1:]))
        else:
            link.set(qn("r:id"), self.anchors.outside(self.paragraph.part, target))
        parent.append(link)
        return link

    def line(self, parent: Any) -> None:
        made = OxmlElement("w:r")
        made.append(OxmlElement("w:br"))
        parent.append(made)
        self.started = False

    def text(self, parent: Any, text: str | None, run: Run) -> None:
        shown = _SPACE.sub(" ", text or "")
        if not self.started:
            shown = shown.lstrip(" ")
        if not shown:
            return
        self.started = True
        made = OxmlElement("w:r")
        made.append(_properties(run))
        held = OxmlElement("w:t")
        held.set(qn("xml:space"), "preserve")
        held.text = shown
        made.append(held)
        parent.append(made)


def _properties(run: Run) -> Any:
    made = OxmlElement("w:rPr")
    if run.bold:
        made.append(OxmlElement("w:b"))
    if run.colour is not None:
        colour = OxmlElement("w:color")
        colour.set(qn("w:val"), str(run.colour))
        made.append(colour)
    if run.size:
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), str(int(Pt(run.size).pt * 2)))
        made.append(size)
    if run.raised:
        raised = OxmlElement("w:vertAlign")
        raised.set(qn("w:val"), "superscript")
        made.append(raised)
    return made
