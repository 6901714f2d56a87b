"""Places that links lead to, under names that a word processor takes: short, and without dots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["Anchors"]


@dataclass
class Anchors:
    """The names given so far, by the anchor of the page."""

    names: dict[str, str] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)

    def name(self, anchor: str) -> str:
        """Give the name of a place."""
        return self.names.setdefault(anchor, f"hepu{len(self.names) + 1}")

    def mark(self, paragraph: Any, anchor: str) -> None:
        """Mark a paragraph as the place; the first of a name counts."""
        if anchor in self.marked:
            return
        self.marked.add(anchor)
        number = str(len(self.marked))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), self.name(anchor))
        end.set(qn("w:id"), number)
        paragraph._p.append(start)
        paragraph._p.append(end)

    @staticmethod
    def outside(part: Any, url: str) -> str:
        """Give the number of a link that leads out of the document."""
        made: str = part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return made
