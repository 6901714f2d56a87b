"""The marks of printed English where a text has those of a keyboard: curly quotes, and dashes between years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["typeset", "years"]

_OPENING = re.compile(r"(?<![\w.,;:!?)\]’”'])'(?=\w)")
_YEARS = re.compile(r"(?<![\d\-/])((?:19|20)\d\d)-((?:19|20)\d\d)(?![\d\-])")


def years(span: str, lang: Lang) -> str:
    """Write two years with the dash that each language has for a span."""
    return _YEARS.sub("\\1\u2014\\2" if lang == "zh" else "\\1\u2013\\2", span)


def typeset(text: str, lang: Lang) -> str:
    """Write an English text with the marks of print; a Chinese text, typed with its own, is left as it is."""
    if lang != "en":
        return text
    return years(_OPENING.sub("\u2018", text).replace("'", "\u2019"), lang)
