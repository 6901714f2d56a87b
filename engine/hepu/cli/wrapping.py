"""Lines for a terminal, where a Chinese sign is as wide as two Latin ones and may end a line anywhere."""

from __future__ import annotations

import re

from hepu.widths import columns

__all__ = ["cut", "wrap"]

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
# A Chinese sign with the marks that may not be parted from it, or whatever stands between spaces and such signs.
_PIECE = re.compile(
    rf"\s+|[（《“「]*{_HAN}[，。、；：？！）》”」…]*|(?:(?!{_HAN})[^\s（《“「])+|[（《“「]+(?:(?!{_HAN})\S)*"
)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines that are no wider than ``width`` columns, save where one word is."""
    lines, line = list[str](), ""
    for piece in _PIECE.findall(text):
        if line.strip() and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def cut(rows: list[tuple[str, str]], width: int, most: int) -> list[str]:
    """Set names and what they stand for in two columns; a name wider than ``most`` has a line of its own."""
    first = min(most, max((columns(name) for name, _ in rows), default=0)) + 4
    lines = list[str]()
    for name, text in rows:
        head = f"  {name}"
        told = wrap(text, max(width - first, 10))
        if columns(head) > first - 2 or not told:
            lines.append(head)
        else:
            lines.append(head + " " * (first - columns(head)) + told.pop(0))
        lines.extend(" " * first + line for line in told)
    return lines
