"""Styles of the DOCX edition: those of the word processor's own names, so that its tools work on them."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

__all__ = ["GREEN", "GREY", "RED", "prepare"]

GREEN, GREY, RED = RGBColor(0x0F, 0x5C, 0x63), RGBColor(0x55, 0x66, 0x6B), RGBColor(0xB3, 0x54, 0x1E)
# Fonts that word processors have; the report's own are not put into a file that is to be edited.
_BODY, _HEAD, _LATIN = "宋体", "黑体", "Arial"
# name, points, bold, colour, points before and after, and whether the next paragraph stays with it
_PARAGRAPHS = (
    ("Normal", 10.5, False, None, 0, 5, False),
    ("Title", 24, True, GREEN, 0, 10, False),
    ("Subtitle", 16, False, None, 0, 8, False),
    ("Heading 1", 16, True, GREEN, 18, 8, True),
    ("Heading 2", 13, True, GREEN, 12, 5, True),
    ("Heading 3", 11, True, None, 8, 3, True),
    ("Caption", 9.5, True, None, 6, 3, True),
    ("List Bullet", 10.5, False, None, 0, 2, False),
    ("List Number", 10.5, False, None, 0, 2, False),
)
_OWN = (
    ("Note", 9, GREY, 4),
    ("Derivation", 9, None, 2),
    ("Reference", 9, None, 2),
    ("Cell", 9, None, 1),
    ("Cell Head", 9, GREEN, 1),
)


def prepare(document: Any) -> None:
    """Set the styles of a new document."""
    styles = document.styles
    for name, size, bold, colour, before, after, keep in _PARAGRAPHS:
        _set(styles[name], size, before, after, bold=bold, colour=colour, head=bold)
        styles[name].paragraph_format.keep_with_next = keep
    for name, size, colour, after in _OWN:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _set(style, size, 0, after, bold=name == "Cell Head", colour=colour)
    styles["Reference"].paragraph_format.left_indent = Pt(24)
    styles["Reference"].paragraph_format.first_line_indent = Pt(-24)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Normal"].paragraph_format.line_spacing = 1.2


def _set(  # what a style says
    style: Any, size: float, before: float, after: float, *, bold: bool, colour: RGBColor | None, head: bool = False
) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.name = _LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), _HEAD if head else _BODY)
    style.font.color.rgb = colour if colour is not None else RGBColor(0x16, 0x32, 0x3A)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
