"""Works as the citation styles print them: GB/T 7714 by number in Chinese, Chicago by author and date in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.text import Lang

__all__ = ["Piece", "entry", "in_text", "plain"]

# The style and the locale of each language; the dashes and quotation marks of English are British, as in the texts.
_STYLES: Mapping[Lang, tuple[str, str]] = {
    "zh": ("gb-t-7714-2015-numeric.csl", "zh-CN"),
    "en": ("chicago-author-date.csl", "en-GB"),
}
# Private characters that stand around italics until the text is cut into pieces: no text of ours holds them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_NUMBER = re.compile(r"^\[\d+\]")
_ITALICS = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
# A description that stands for a title takes brackets, and neither quotation marks nor italics nor capitals.
_DESCRIPTION = re.compile(rf"[‘{_OPEN}](\[[^‘’{_OPEN}{_CLOSE}]*\])[’{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what a style prints: plain, in italics, or an address."""

    text: str
    kind: Literal["plain", "italic", "address"] = "plain"


class _Formatter:
    """What the library writes with: text stays as it is, and italics are marked to be cut out later."""

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)

    @staticmethod
    def Italic(text: object) -> str:  # noqa: N802  # the library asks for this name
        return f"{_OPEN}{text}{_CLOSE}"

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = preformat


@cache
def _style(lang: Lang) -> Any:
    # Only those who print references wait for the library and the style.
    from citeproc import CitationStylesStyle  # noqa: PLC0415

    name, locale = _STYLES[lang]
    return CitationStylesStyle(str(templates_dir() / "citations" / name), locale=locale, validate=False)


def _printed(item: Mapping[str, Any], lang: Lang, *, whole: bool) -> str:
    """Let the library print one work, as an entry of the list or as it is cited in the text."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    described = {name: text for name in ("title", "title-short") if (text := item.get(name, "")).startswith("[")}
    given = {**item, **{name: f'<span class="nocase">{text}</span>' for name, text in described.items()}}
    made = CitationStylesBibliography(_style(lang), CiteProcJSON([given]), _Formatter)
    citation = Citation([CitationItem(str(item["id"]))])
    made.register(citation)
    text = str(made.bibliography()[0] if whole else made.cite(citation, None))
    return _DESCRIPTION.sub(r"\1", text)


def entry(item: Mapping[str, Any], lang: Lang) -> tuple[Piece, ...]:
    """Print a work as its entry in the list of references, without a number."""
    text = _NUMBER.sub("", _printed(item, lang, whole=True))
    before, address, after = text.partition(str(item.get("URL") or "\n"))
    found = (*_pieces(before), Piece(address, "address"), *_pieces(after))
    return tuple(piece for piece in found if piece.text)


def in_text(item: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Print a work as English cites it in the text, without the parentheses."""
    return tuple(_pieces(_printed(item, "en", whole=False)[1:-1]))


def _pieces(text: str) -> Iterator[Piece]:
    for at, part in enumerate(_ITALICS.split(text)):
        if part:
            yield Piece(part, "italic" if at % 2 else "plain")


def plain(pieces: tuple[Piece, ...]) -> str:
    """Give what is printed as text alone."""
    return "".join(piece.text for piece in pieces)
