"""The fonts of a page for screens: those characters alone that it shows, inside the page itself."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from html import unescape

from hepu.resources import templates_dir

__all__ = ["characters_of", "self_contained"]

_HIDDEN = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
# What the style sheet draws itself: the brackets of marks and the dots of lists.
_DRAWN = frozenset(map(ord, "〔〕[]•"))
_FACES = (
    ("Hepu Sans SC", 400, "HepuSansSC-Regular"),
    ("Hepu Sans SC", 700, "HepuSansSC-Bold"),
    ("Hepu Sans", 400, "HepuSans-Regular"),
    ("Hepu Sans", 700, "HepuSans-Bold"),
)
# Copyright, family, style, licence and its address stay in the font.
_NAMES = (0, 1, 2, 13, 14)
_WITHOUT = ("GSUB", "GPOS", "GDEF")


def characters_of(html: str) -> frozenset[int]:
    """Give the characters that a page shows."""
    return frozenset(map(ord, unescape(_HIDDEN.sub(" ", html))))


def self_contained(html: str) -> str:
    """Put the fonts of a page into it, so that it reads the same where the machine has no Chinese font."""
    shown = characters_of(html) | _DRAWN
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{_subset(name, shown)}) format("woff")}}\n'
        for family, weight, name in _FACES
    )
    head, mark, rest = html.partition("</head>")
    return f"{head}<style>\n{faces}</style>\n{mark}{rest}"


@cache
def _subset(name: str, shown: frozenset[int]) -> str:
    """Give the characters of a font as WOFF: WOFF2 would be a quarter smaller and take four times as long."""
    from fontTools import subset  # noqa: PLC0415  # only pages for screens need it, and it takes a moment to import
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # as above

    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=list(_NAMES), recalc_timestamp=False
    )
    options.drop_tables += _WITHOUT
    with TTFont(templates_dir() / "fonts" / f"{name}.ttf", lazy=True, recalcTimestamp=False) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=shown)
        worker.subset(font)
        font.flavor = "woff"
        made = io.BytesIO()
        font.save(made)
    return base64.b64encode(made.getvalue()).decode("ascii")
