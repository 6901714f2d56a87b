"""The same pages from WeasyPrint 70 in less time: what it works out again and again is worked out once.

Nothing here changes what is drawn: a report has the same bytes with and without (tested). Each part replaces a function
of WeasyPrint 70 by one that remembers, or that goes straight to the common case and leaves every other to the original.
With any other version the module steps aside. What was gained, and what was tried and left out, is in
docs/performance.md.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from hepu.renderer import knows_typesetter
from hepu.report.pdf.swift_columns import remember_lines
from hepu.report.pdf.swift_text import remember_texts
from hepu.report.pdf.swift_writing import write_once

__all__ = ["typeset_swiftly"]

_MEMORY = "_remembered_lengths"
# The attributes of a box, and what a percentage of each refers to: the width or, of a page, the height around it.
_ACROSS = ("margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width")
_ALONG = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_HEIGHTS = ("height", "min_height", "max_height")
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")


@cache
def typeset_swiftly() -> bool:
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    _lengths()
    _flow()
    remember_lines()
    remember_texts()
    write_once()
    return True


def replace_everywhere(plain: Any, better: Any) -> None:
    """Put a function in the place of another in every module of WeasyPrint that has imported it by name."""
    name = plain.__name__
    for key, module in list(sys.modules.items()):
        if key.startswith("weasyprint.") and module.__dict__.get(name) is plain:
            setattr(module, name, better)


def _lengths() -> None:
    """Work out the lengths of a style once: only percentages differ from box to box."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415  # as above
    from weasyprint.layout import percent  # noqa: PLC0415

    plain = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        known = style.__dict__.get(_MEMORY)
        if known is None:
            known = style.__dict__[_MEMORY] = _lengths_of(style)
        if known is False or box.is_flex_item or box.is_grid_item or isinstance(box, boxes.PageBox):
            plain(box, containing_block)
            return
        fixed, shares, borders = known
        around = containing_block
        width, height = (around.width, around.height) if isinstance(around, boxes.Box) else around
        if height == "auto" and shares is not None and any(name in _HEIGHTS for name, _ in shares):
            plain(box, containing_block)
            return
        values = box.__dict__
        values.update(fixed)
        for name, value in shares:
            values[name] = (height if name in _HEIGHTS else width) * value / 100
        if style["border_collapse"] == "collapse":
            for name, value in borders.items():
                if not hasattr(box, name):
                    values[name] = value
        else:
            values.update(borders)
        if style["box_sizing"] != "content-box":
            percent.adjust_box_sizing(box, "width")
            percent.adjust_box_sizing(box, "height")

    replace_everywhere(plain, resolve_percentages)


def _lengths_of(style: Any) -> Any:
    """Give the fixed lengths of a style, its percentages and its borders; false where one has to be calculated."""
    fixed: dict[str, Any] = {}
    shares: list[tuple[str, float]] = []
    for name in (*_ACROSS, *_ALONG, *_HEIGHTS):
        value = style[name]
        if value is None or value == "auto":
            fixed[name] = 0 if value == "auto" and name in {"min_width", "min_height"} else value
        elif getattr(value, "unit", None) == "%":
            shares.append((name, value.value))
        elif getattr(value, "unit", None) == "px":
            fixed[name] = value.value
        else:
            return False
    return fixed, tuple(shares), {name: style[name] for name in _BORDERS}


def _flow() -> None:
    """Answer at once for what neither floats nor is positioned: WeasyPrint asks five questions of every box."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415  # as above

    plain = boxes.Box.is_in_normal_flow

    def is_in_normal_flow(box: Any) -> bool:
        style = box.style
        if style["float"] == "none" and style["position"] == "static":
            return True
        known: bool = plain(box)
        return known

    boxes.Box.is_in_normal_flow = is_in_normal_flow
