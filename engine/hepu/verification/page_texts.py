"""The texts of a PDF's pages, and where two editions read differently however their pages break."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from hepu.verification.saying import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MAX_PAGES", "Departure", "departures", "page_texts"]

MAX_PAGES = 1_000
_MAX_TEXT = 5_000_000
_SPACE = re.compile(r"[\s\u00ad\u200b]+")
# A word that is parted at the end of a line, and the numbers of pages, which move with the breaks: at the foot of a
# page, behind the dots of the contents, and where the text refers to a page of its own. No other figure is left aside.
_PARTED = re.compile(r"(?<=[A-Za-z])-\s*(?=[a-z])")
_PAGE_NUMBERS = (
    re.compile(r"\d+ / \d+\s*\Z"),
    re.compile(r"(?:\.\s+){3,}\d+(?=\s|\Z)"),
    re.compile(r"(?<=正文第)\d+(?=页)"),
    re.compile(r"(?<=text p\. )\d+"),
)
_PIECE = re.compile(r"[^，。、；：？！,.;:?!）)]{1,40}[，。、；：？！,.;:?!）)]?|[，。、；：？！,.;:?!）)]")
_AROUND = 12


@dataclass(frozen=True, slots=True)
class Departure:
    """A passage that reads otherwise in the file than in what its record gives; ``moved`` where both have it anyway."""

    page: int
    expected: str
    found: str
    moved: bool = False


def page_texts(data: bytes) -> tuple[str, ...] | None:
    """Give the text of each page of a PDF; nothing where it cannot be read, or has more of it than any of ours."""
    import pypdf  # noqa: PLC0415  # takes a third of a second, and only pages that are not equal need it

    log = logging.getLogger("pypdf")
    level, texts, left = log.level, list[str](), _MAX_TEXT
    log.setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if len(reader.pages) > MAX_PAGES:
            return None
        for page in reader.pages:
            texts.append(page.extract_text())
            left -= len(texts[-1])
            if left < 0:
                return None
    except (*BROKEN, pypdf.errors.PyPdfError):
        return None
    finally:
        log.setLevel(level)
    return tuple(texts)


def departures(expected: Sequence[str], found: Sequence[str], running: Iterable[str]) -> tuple[Departure, ...]:
    """Give where the texts of two editions depart from one another, running heads and numbers of pages left aside."""
    heads = [_close(text) for text in running]
    ours, theirs = (_stream(texts, heads) for texts in (expected, found))
    if ours.text == theirs.text:
        return ()
    return tuple(_compared(ours, theirs))


@dataclass(frozen=True, slots=True)
class _Stream:
    """The texts of all pages without spaces, and where each page begins."""

    text: str
    begins: tuple[int, ...]

    def page(self, at: int) -> int:
        """Give the number of the page on which a place stands."""
        return sum(begin <= at for begin in self.begins)


def _close(text: str) -> str:
    return _SPACE.sub("", text)


def _stream(texts: Sequence[str], heads: Sequence[str]) -> _Stream:
    parts, begins, at = list[str](), list[int](), 0
    for text in texts:
        for pattern in _PAGE_NUMBERS:
            text = pattern.sub("", text)  # noqa: PLW2901  # one step of the same text after the other
        close = _close(_PARTED.sub("", text))
        for head in heads:
            close = close.replace(head, "", 1) if head else close
        begins.append(at)
        parts.append(close)
        at += len(close)
    return _Stream("".join(parts), tuple(begins))


def _compared(ours: _Stream, theirs: _Stream) -> Iterator[Departure]:
    """Compare in pieces between equal ones; whole pages that are alike are passed over first."""
    lines = [_pieces(stream.text) for stream in (ours, theirs)]
    matcher = SequenceMatcher(None, [text for _, text in lines[0]], [text for _, text in lines[1]])
    for kind, one, one_end, other, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        was = "".join(text for _, text in lines[0][one:one_end])
        now = "".join(text for _, text in lines[1][other:other_end])
        at = lines[1][other][0] if other < len(lines[1]) else len(theirs.text)
        # A head of a table that comes again behind a page break stands elsewhere in both.
        moved = (not was or not now) and (was or now) in ours.text and (was or now) in theirs.text
        yield Departure(theirs.page(at), *_narrowed(was, now), moved=moved)


def _pieces(text: str) -> list[tuple[int, str]]:
    """Cut a text behind marks of punctuation, so that it is compared piece by piece."""
    return [(found.start(), found[0]) for found in _PIECE.finditer(text)]


def _narrowed(was: str, now: str) -> tuple[str, str]:
    """Leave of two passages what differs, with a few signs around it."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    low = max(0, start - _AROUND)
    return was[low : len(was) - max(0, end - _AROUND)], now[low : len(now) - max(0, end - _AROUND)]
