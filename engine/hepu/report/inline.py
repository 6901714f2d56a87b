"""Texts within a line of a page, in the language of the edition or in both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from hepu.report.citing.marks import NO_CITES, Cited, tied
from hepu.report.typeset import typeset
from hepu.report.words import language_of

if TYPE_CHECKING:
    from hepu.report.context import Point
    from hepu.text import Text

__all__ = ["EditionLang", "css_string", "inline", "marks", "spoken", "value"]

EditionLang = Literal["zh", "en", "both"]
_LEADING_NUMBER = re.compile(r"^[\d,.]+")


def inline(text: Text, lang: EditionLang, after: Cited = NO_CITES) -> Markup:
    """Write a text in the edition's language, with its citations.

    In an edition of both languages English follows where it differs, and what is cited stands once.
    """
    if lang != "both":
        return tied(text[lang], after, lang)
    if text.zh == text.en:
        return tied(text.zh, after, "zh")
    chinese, english = tied(text.zh, after, "zh"), tied(text.en, after, "en")
    # Each language in an element of its own: paragraphs set them side by side, cells one below the other.
    return Markup('<span class="zh">{}</span><span class="en" lang="en"> {}</span>').format(chinese, english)


def value(text: Text, lang: EditionLang) -> Markup:
    """Write a value; an edition of both languages does not repeat the number before the English unit."""
    if lang != "both" or text.zh == text.en:
        return inline(text, lang)
    chinese, english = _LEADING_NUMBER.match(text.zh), _LEADING_NUMBER.match(text.en)
    if chinese and english and chinese.group() == english.group():
        rest = typeset(text.en[english.end() :].strip(), "en")
        return Markup('{}<span class="en" lang="en"> {}</span>').format(text.zh, rest) if rest else escape(text.zh)
    return inline(text, lang)


def marks(points: tuple[Point, ...]) -> Markup:
    """Write the marks that lead from several conclusions to their derivations."""
    return Markup("").join(
        Markup(' <a class="mark" href="#d-{}">{}</a>').format(point.key, point.mark) for point in points
    )


def spoken(text: Text, lang: EditionLang) -> str:
    """Give a text as one line: in an edition of both languages in both."""
    main, english = language_of(lang), typeset(text.en, "en")
    return f"{text.zh} {english}" if lang == "both" and text.zh != text.en else english if main == "en" else text.zh


def css_string(text: str) -> Markup:
    """Write a CSS string that neither ends early nor leaves the style element."""
    safe = "".join(f"\\{ord(mark):x} " if mark in '"\\<>&\n\r\f' else mark for mark in text)
    return Markup(f'"{safe}"')  # noqa: S704  # every mark that could end the string or the element is escaped
