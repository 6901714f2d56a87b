"""Tables with fixed columns, written directly: finding cells by number takes time that grows with the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Table"]

_TWIPS = 1440 / 25.4
_RULES = ("top", "bottom", "insideH")
_PADDING = {"top": "40", "left": "70", "bottom": "40", "right": "70"}


@dataclass
class Table:
    """A table in the making; ``widths`` are those of its columns in millimetres, and ``ruled`` draws lines."""

    into: Any
    widths: Sequence[float]
    ruled: bool = True

    def __post_init__(self) -> None:
        """Write the table without rows."""
        self.filled = 0
        self.made = OxmlElement("w:tbl")
        self.made.append(self._properties())
        grid = OxmlElement("w:tblGrid")
        for width in self.widths:
            grid.append(_valued("w:gridCol", w=_twips(width)))
        self.made.append(grid)
        element = self.into._tc if hasattr(self.into, "_tc") else self.into._body._body
        place = element.sectPr if hasattr(element, "sectPr") and element.sectPr is not None else None
        if place is not None:
            place.addprevious(self.made)
        else:
            element.append(self.made)

    def _properties(self) -> Any:
        made = OxmlElement("w:tblPr")
        made.append(_valued("w:tblW", w=_twips(sum(self.widths)), type="dxa"))
        if self.ruled:
            borders = OxmlElement("w:tblBorders")
            for name in _RULES:
                borders.append(_valued(f"w:{name}", val="single", sz="4", space="0", color="9DBDBF"))
            made.append(borders)
        made.append(_valued("w:tblLayout", type="fixed"))
        margins = OxmlElement("w:tblCellMar")
        for name, width in _PADDING.items():
            margins.append(_valued(f"w:{name}", w=width, type="dxa"))
        made.append(margins)
        return made

    def row(self, *, head: bool = False, whole: bool = True) -> Any:
        """Begin a row; a whole one is torn by no page, and rows of heads come again on each."""
        self.filled = 0
        made, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
        if whole:
            properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        made.append(properties)
        self.made.append(made)
        return made

    def cell(self, row: Any, span: int = 1) -> Any:
        """Begin the next cell of a row, with one empty paragraph."""
        made, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        properties.append(_valued("w:tcW", w=_twips(sum(self.widths[self.filled : self.filled + span])), type="dxa"))
        if span > 1:
            properties.append(_valued("w:gridSpan", val=str(span)))
        made.append(properties)
        made.append(OxmlElement("w:p"))
        row.append(made)
        self.filled += span
        return _Cell(made, self.into)


def _twips(millimetres: float) -> str:
    return str(round(millimetres * _TWIPS))


def _valued(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made
