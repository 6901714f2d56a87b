"""Justified Chinese for WeasyPrint 70: spreads a line's free space over the gaps between Chinese characters.

WeasyPrint stretches only spaces, so Chinese lines end raggedly. The patch counts the gaps between Chinese characters as
places to stretch and gives each its share by Pango's letter spacing. It touches three internal functions that were read
in version 70; with any other version it steps aside and lines stay ragged.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hepu.renderer import knows_typesetter

__all__ = ["justify_chinese"]

_CHINESE = "\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_ONE = re.compile(f"[ \u00a0{_CHINESE}]")
_RUN = re.compile(f"[ \u00a0]|[{_CHINESE}]+")


@cache
def justify_chinese() -> bool:  # noqa: C901  # four small functions that share what is imported late
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    from weasyprint.layout import inline  # noqa: PLC0415
    from weasyprint.text import line_break  # noqa: PLC0415
    from weasyprint.text.ffi import TO_UNITS, ffi, pango  # noqa: PLC0415

    boxes = inline.boxes
    plain_set_text = line_break.Layout.set_text

    def count(box: Any) -> int:
        if isinstance(box, boxes.TextBox):
            return len(_ONE.findall(box.text))
        if isinstance(box, boxes.LineBox | boxes.InlineBox):
            return sum(count(child) for child in box.children)
        return 0

    def justify_line(context: Any, line: Any, extra: float) -> None:
        gaps = count(line)
        texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text.strip()]
        if texts and _ONE.match(texts[-1].text.rstrip()[-1:]):
            gaps -= 1  # nothing is stretched after the last character of a line
        if gaps > 0:
            inline.add_word_spacing(context, line, extra / gaps, 0)

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        spacing = layout.justification_spacing
        if not (justify and spacing):
            plain_set_text(layout, text, justify)
            return
        layout.justification_spacing = 0
        try:
            plain_set_text(layout, " \u200b" if text == " " else text, justify)
        finally:
            layout.justification_spacing = spacing
        base = layout.style["letter_spacing"]
        units = int((spacing + (0 if base == "normal" else base)) * TO_UNITS)
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        total = len(layout.text.encode())
        for match in _RUN.finditer(layout.text):
            start = len(layout.text[: match.start()].encode())
            end = start + len(match.group().encode())
            # Pango drops half of the spacing at the ends of a text: a lone space there gets it twice.
            factor = 2 if match.group() in " \u00a0" and (start == 0 or end == total) else 1
            attribute = pango.pango_attr_letter_spacing_new(units * factor)
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    inline.count_expandable_spaces = count
    inline.justify_line = justify_line
    line_break.Layout.set_text = set_text
    return True
