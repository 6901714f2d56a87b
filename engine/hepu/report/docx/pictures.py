"""Charts as pictures for word processors, drawn with the report's own fonts."""

from __future__ import annotations

import re

import resvg_py

from hepu.resources import templates_dir

__all__ = ["Picture", "picture"]

_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DRAWN = ("HepuSansSC-Regular", "HepuSansSC-Bold", "HepuSans-Regular", "HepuSans-Bold")
# Pixels a point: sharp in print at the width of a page, small in the file.
_SCALE = 2.5


class Picture:
    """A chart as PNG with its size in points and the text that stands for it."""

    def __init__(self, png: bytes, width: float, height: float, text: str) -> None:
        self.png, self.width, self.height, self.text = png, width, height, text


def picture(svg: str, text: str) -> Picture:
    """Draw a chart; nothing but the report's own fonts is read."""
    found = _SIZE.search(svg)
    assert found is not None  # noqa: S101  # every template of a chart says how large it is
    fonts = [str(templates_dir() / "fonts" / f"{name}.ttf") for name in _DRAWN]
    png = resvg_py.svg_to_bytes(
        svg_string=svg, dpi=72, zoom=_SCALE, background="#ffffff", skip_system_fonts=True, font_files=fonts
    )
    return Picture(bytes(png), float(found[1]), float(found[2]), text)
