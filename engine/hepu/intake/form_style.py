"""How the form looks: formats, column widths and row heights, one place for all sheets."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FIELD_WIDTHS", "WIDTHS", "Styles", "height_for"]

_LINE = 14.5
_FONT = "Microsoft YaHei"
_INK, _PALE_INK, _HEAD, _INPUT, _LOCKED, _EDGE = "#1F2933", "#8A94A0", "#DCE6EE", "#FFF8E1", "#EEF0F2", "#B8C2CC"
_CELL = {"border": 1, "border_color": _EDGE, "valign": "vcenter"}
_FILL = {**_CELL, "bg_color": _INPUT}
_FREE = {**_FILL, "font_size": 9, "text_wrap": True, "valign": "top", "locked": False}
_FORMATS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "title": {"bold": True, "font_size": 16},
        "note": {"text_wrap": True, "valign": "top", "font_color": "#4A5560"},
        "beside": {"valign": "top", "font_color": "#4A5560"},
        "guide": {"text_wrap": True, "valign": "top"},
        "link": {"font_color": "#1A5276", "underline": 1, "valign": "top"},
        "mark": {"font_size": 6, "font_color": _PALE_INK, "valign": "vcenter"},
        "head": {**_CELL, "bold": True, "bg_color": _HEAD, "text_wrap": True, "align": "center"},
        "section": {**_CELL, "bold": True, "bg_color": _HEAD, "text_wrap": True},
        "label": {**_CELL, "text_wrap": True},
        "unit": {**_CELL, "text_wrap": True, "align": "center", "font_color": "#4A5560"},
        "order": {**_CELL, "font_size": 8, "font_color": _PALE_INK, "align": "center"},
        "number": {**_FILL, "align": "right", "indent": 1},
        "year": {**_FILL, "align": "center", "num_format": "0"},
        "year_shown": {**_CELL, "bg_color": _HEAD, "align": "center", "num_format": "0", "bold": True},
        "date": {**_FILL, "align": "left", "num_format": "yyyy-mm-dd"},
        "text": {**_FILL, "text_wrap": True, "num_format": "@"},
        "choice": {**_FILL, "text_wrap": True},
        "flag": {**_FILL, "align": "center"},
        "extra": {**_CELL, "bg_color": "#FFFDF5", "text_wrap": True},
        "read": {**_CELL, "font_size": 9, "text_wrap": True, "valign": "top"},
        "opinion": {**_FILL, "align": "center", "locked": False},
        "opinion_text": {
            **_FILL,
            "font_size": 9,
            "text_wrap": True,
            "valign": "top",
            "num_format": "@",
            "locked": False,
        },
        "free": {**_FREE, "align": "left"},
        "free_center": {
            **_FILL,
            "font_size": 9,
            "text_wrap": True,
            "valign": "top",
            "align": "center",
            "locked": False,
        },
        "free_date": {**_FREE, "align": "center", "num_format": "yyyy-mm-dd"},
        "free_first": {**_FILL, "font_size": 9, "valign": "top", "align": "center", "locked": False, "left": 2},
        "head_first": {**_CELL, "bold": True, "bg_color": _HEAD, "text_wrap": True, "align": "center", "left": 2},
        "opinion_date": {**_FILL, "align": "center", "num_format": "yyyy-mm-dd", "locked": False},
        "locked": {**_CELL, "bg_color": _LOCKED, "align": "center", "font_color": _PALE_INK, "text_wrap": True},
    }
)
# Widths of columns in signs.
WIDTHS: Mapping[str, float] = MappingProxyType(
    {
        "id": 4.0,
        "label": 46.0,
        "unit": 15.0,
        "value": 25.0,
        "year": 13.0,
        "status": 16.0,
        "source": 24.0,
        "evidence": 24.0,
        "guide": 110.0,
    }
)
FIELD_WIDTHS: Mapping[str, float] = MappingProxyType(
    {"text": 28.0, "choice": 20.0, "number": 12.0, "flag": 13.0, "date": 14.0}
)


@dataclass
class Styles:
    """The formats of one workbook, made when first asked for."""

    workbook: Any
    made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Give a format by name."""
        if name not in self.made:
            base = {"font_name": _FONT, "font_size": 10, "font_color": _INK}
            self.made[name] = self.workbook.add_format(base | dict(_FORMATS[name]))
        return self.made[name]


def height_for(text: str, width: float) -> float:
    """Give the height in points of a row whose cell of a given width wraps a text."""
    lines = sum(max(1, math.ceil(columns(line) * 1.1 / width)) for line in text.split("\n"))
    return lines * _LINE + 4
