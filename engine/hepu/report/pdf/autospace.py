"""A narrow gap between Chinese and Latin letters or digits, for WeasyPrint 70; with another version it steps aside.

An eighth of an em parts what is of two scripts, as browsers do (``text-autospace``). It is no character and no move
between characters: the report's fonts draw a letter with a gap after it where their feature ``SPCA`` is asked of it,
with one before it where ``SPCB`` is, and Pango asks it of the letters beside Chinese. So the gap counts where lines
break and where they are drawn, stands beside no mark, no space and no end of a line, and what is copied and searched
stays as it is written.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hepu.renderer import knows_typesetter

__all__ = ["GAP", "part_scripts", "parted"]

# In ems, as the fonts have it.
GAP = 0.125

_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_LATIN = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03c9\u1e00-\u1eff"
# Of letters beside Chinese, with the features to ask: those with Chinese on both sides are asked for both at once.
_PARTED = re.compile(f"(?<=[{_HAN}])[{_LATIN}](?P<between>(?=[{_HAN}]))?|[{_LATIN}](?P<after>(?=[{_HAN}]))")
_FEATURES = {"between": b"SPCA,SPCB", "after": b"SPCA", None: b"SPCB"}


def parted(text: str) -> int:
    """Count the gaps of a text that stands on one line."""
    return sum(2 if match.lastgroup == "between" else 1 for match in _PARTED.finditer(text))


@cache
def part_scripts() -> bool:
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    from weasyprint.text import line_break  # noqa: PLC0415
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415

    plain = line_break.Layout.set_text

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        plain(layout, text, justify)
        found = list(_PARTED.finditer(layout.text))
        if not found:
            return
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for match in found:
            attribute = pango.pango_attr_font_features_new(_FEATURES[match.lastgroup])
            attribute.start_index = len(layout.text[: match.start()].encode())
            attribute.end_index = attribute.start_index + len(match.group().encode())
            pango.pango_attr_list_insert(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    line_break.Layout.set_text = set_text
    return True
