"""How wide text is in the report's fonts, and how it breaks into lines, for the charts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hepu.report.pdf.autospace import GAP, parted
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["characters", "text_width", "wrap"]

_FILES = ("HepuSansSC", "HepuSans")
_NEVER_FIRST = "，。、；：？！）》”’】％%!?,.;:)〕"
_NEVER_LAST = "（《“‘【〔("
_TOKEN = re.compile(r"[A-Za-z0-9À-ỹ'’.,%/+\-–]+|\s|.", re.DOTALL)


@cache
def _advances(name: str) -> tuple[Mapping[int, int], int]:
    """Give the advance of each character of a font in font units, and the units of an em."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # reading a font takes a moment and only charts need it

    with TTFont(templates_dir() / "fonts" / f"{name}.ttf", lazy=True) as font:
        widths = font["hmtx"].metrics
        return {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


@cache
def characters() -> frozenset[int]:
    """Give every character that the report's fonts can draw in both weights."""
    regular = frozenset().union(*(_advances(f"{name}-Regular")[0] for name in _FILES))
    return regular & frozenset().union(*(_advances(f"{name}-Bold")[0] for name in _FILES))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line of text in the unit of ``size``."""
    weight = "Bold" if bold else "Regular"
    chinese, english = _advances(f"HepuSansSC-{weight}"), _advances(f"HepuSans-{weight}")
    total = GAP * parted(text)
    for mark in text:
        for widths, em in (chinese, english):
            if ord(mark) in widths:
                total += widths[ord(mark)] / em
                break
        else:
            total += 1
    return total * size


def wrap(text: str, size: float, width: float, lines: int = 0, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into lines no wider than ``width``; beyond ``lines`` (0: any number) it ends with an ellipsis."""
    made: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if token.isspace() and not line:
            continue
        joined = line + token
        if line and text_width(joined.rstrip(), size, bold=bold) > width and token not in _NEVER_FIRST:
            carried = line[-1] if line[-1] in _NEVER_LAST else ""
            made.append(line[: len(line) - len(carried)].rstrip())
            line = carried + token.lstrip()
        else:
            line = joined
    if line.strip():
        made.append(line.rstrip())
    if lines and len(made) > lines:
        last = made[lines - 1]
        while last and text_width(f"{last}…", size, bold=bold) > width:
            last = last[:-1]
        made = [*made[: lines - 1], f"{last}…"]
    return tuple(made)
