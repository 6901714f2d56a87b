"""The comments of a YAML text: what stands between its tokens and begins with a number sign."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Comment", "comments_of"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: where it begins, what it says, and whether it has a line of its own.

    ``gap`` is the number of blanks before a comment that shares its line; ``parted`` says that a blank line is above.
    """

    index: int
    column: int
    text: str
    alone: bool
    gap: int = 2
    parted: bool = False


def comments_of(text: str) -> tuple[Comment, ...]:
    """Give the comments of a text with plain line ends, in the order in which they stand."""
    return tuple(_comment(text, index) for index in _places(text))


def _places(text: str) -> Iterator[int]:
    """Give where comments begin: outside every token, and in the first line of a text block."""
    end = 0
    for token in yaml.scan(text, Loader=_LOADER):
        start = token.start_mark.index
        if start > end:
            yield from _between(text, end, start)
        if isinstance(token, yaml.ScalarToken) and token.style in {"|", ">"}:
            header = _HEADER.match(text, start)
            if header:
                yield header.start(1)
        end = max(end, token.end_mark.index)
    yield from _between(text, end, len(text))


def _between(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("#", start, end)
    while at >= 0:
        yield at
        line_end = text.find("\n", at, end)
        at = text.find("#", line_end, end) if line_end >= 0 else -1


def _comment(text: str, index: int) -> Comment:
    stop = text.find("\n", index)
    begin = text.rfind("\n", 0, index) + 1
    before = text[begin:index]
    return Comment(
        index=index,
        column=index - begin,
        text=text[index : stop if stop >= 0 else len(text)].rstrip(),
        alone=not before.strip(),
        gap=len(before) - len(before.rstrip()),
        parted=is_parted(text, index),
    )


def is_parted(text: str, index: int) -> bool:
    """Say whether a place is the first of its line and a blank line stands above it."""
    begin = text.rfind("\n", 0, index) + 1
    if begin == 0 or text[begin:index].strip(" -"):
        return False
    above = text.rfind("\n", 0, begin - 1) + 1
    return not text[above : begin - 1].strip()
