"""A sheet written out: two blanks a level, at most one blank line in a row, each comment with what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.authoring.layout.scalars import TextBlock
from hepu.authoring.layout.tree import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.authoring.layout.comments import Comment
    from hepu.authoring.layout.tree import Entry, Sheet

__all__ = ["write_sheet"]

_STEP = 2


def write_sheet(sheet: Sheet) -> str:
    """Give the text of a sheet, with a line end after its last line."""
    lines = _spaced(sheet.head, 0)
    if sheet.parted:
        lines.append("")
    match sheet.content:
        case Block():
            lines.extend(_block(sheet.content, 0))
        case TextBlock(header, content):
            lines.extend((header, *_indented(content, _STEP)))
        case text:
            lines.extend([text] if text else [])
    return "".join(f"{line}\n" for line in lines)


def _block(block: Block, indent: int) -> list[str]:
    lines: list[str] = []
    for entry in block.entries:
        made = [*_spaced(entry.head, indent), *_entry(entry, indent)]
        if entry.head and entry.parted:
            made.insert(len(_spaced(entry.head, indent)), "")
        first_parted = entry.head[0].parted if entry.head else entry.parted
        lines.extend(["", *made] if lines and first_parted else made)
    foot = _spaced(block.foot, indent)
    return [*lines, *([""] if foot and block.foot[0].parted else []), *foot]


def _spaced(comments: tuple[Comment, ...], indent: int) -> list[str]:
    """Give the lines of comments, with the blank lines between them."""
    lines: list[str] = []
    for at, comment in enumerate(comments):
        if at and comment.parted:
            lines.append("")
        lines.append(" " * indent + comment.text)
    return lines


def _entry(entry: Entry, indent: int) -> list[str]:
    """Give the lines of an entry; comments above the first line of an item stand above its dash."""
    mark = " " * indent + (f"{entry.key}:" if entry.key else "-")
    beside = "" if entry.beside is None else " " * max(2, entry.beside.gap) + entry.beside.text
    match entry.value:
        case Block() if entry.key:
            return [mark + beside, *_block(entry.value, indent + _STEP)]
        case Block():
            inner = _block(entry.value, indent + _STEP)
            at = next(at for at, line in enumerate(inner) if line and not line.lstrip().startswith("#"))
            above = [line[_STEP:] for line in inner[:at]]
            return [*above, f"{mark} {inner[at].lstrip()}", *inner[at + 1 :]]
        case TextBlock(header, content):
            return [f"{mark} {header}{beside}", *_indented(content, indent + _STEP)]
        case text:
            return [(f"{mark} {text}" if text else mark) + beside]


def _indented(lines: tuple[str, ...], indent: int) -> Iterator[str]:
    return (" " * indent + line if line else "" for line in lines)
