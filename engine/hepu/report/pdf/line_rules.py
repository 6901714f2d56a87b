"""Where a Chinese line may not break, beyond what Pango knows, for WeasyPrint 70; with another version it steps aside.

A dash between two names begins no line (GB/T 15834), nor does a raised dot, and a figure stays with its unit. A joiner
in the text would do the same, but would be in what readers copy and would hide names from those who search.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hepu.renderer import knows_typesetter

__all__ = ["keep_together"]

# A name with the dash after it, a space with the dot after it, a figure with the first character of its unit.
_TOGETHER = re.compile("[\u3001-\u9fff\uff00-\uffef”]\u2014(?!\u2014)|[ \u00a0]·|\\d[%‰]?[\u4e00-\u9fff]|第\\d")
_DECLARED = "PangoAttribute * pango_attr_allow_breaks_new (int allow_breaks);"


@cache
def keep_together() -> bool:
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    from weasyprint.text import line_break  # noqa: PLC0415
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415

    ffi.cdef(_DECLARED, override=True)
    plain = line_break.Layout.set_text

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        plain(layout, text, justify)
        if justify:
            return  # the line is drawn, its breaks are made
        found = list(_TOGETHER.finditer(layout.text))
        if not found:
            return
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        at = place = 0
        for match in found:
            start = place + len(layout.text[at : match.start()].encode())
            end = start + len(match.group().encode())
            at, place = match.end(), end
            attribute = pango.pango_attr_allow_breaks_new(False)
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_insert(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    line_break.Layout.set_text = set_text
    return True
