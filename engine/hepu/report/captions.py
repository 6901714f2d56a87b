"""Captions of tables and figures: numbered as they come, and led to by sentences that speak of them.

Tables and figures of the body are numbered through; those of an appendix begin anew with its letter before the number,
as in 图1 and 表D1. Tables of labels and their values (``pairs`` and ``double``) are a way to set text and have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from hepu.report.words import glue, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.text import Lang

__all__ = ["Captions"]

_ELEMENTS = {"table": "caption", "figure": "figcaption"}
# Holds the place of a sentence until the numbers in it are known; the fonts have no such signs, so no text has them.
_HELD = re.compile("\ue000(\\d+)(zh|en)\ue000")


@dataclass
class Captions:
    """Numbers the tables and figures of a document.

    ``write`` puts a text into the edition's language and ``letter`` gives that of the appendix at hand, nothing in the
    body. ``suffix`` tells anchors apart where a part is printed once in each language.
    """

    write: Callable[[Text], Markup]
    letter: Callable[[], str] = field(default=lambda: "")
    suffix: str = ""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    spoken: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def table(self, name: str, title: Text) -> Markup:
        """Write the caption of a table, which stands first within it."""
        return self._numbered("table", name, title)

    def figure(self, name: str, title: Text) -> Markup:
        """Write the caption of a figure, which stands below the picture."""
        return self._numbered("figure", name, title)

    def see(self, phrase: str, *names: str) -> Text:
        """Hold the place of a sentence that speaks of tables and figures; some of them may come later."""
        self.spoken.append((phrase, names))
        at = len(self.spoken) - 1
        return Text.model_construct(zh=f"\ue000{at}zh\ue000", en=f"\ue000{at}en\ue000")

    def told(self, page: str) -> str:
        """Write the sentences into a page, each with links to those it names; one that names none is left out."""
        return _HELD.sub(lambda found: self._sentence(int(found[1]), "en" if found[2] == "en" else "zh"), page)

    def _numbered(self, kind: str, name: str, title: Text) -> Markup:
        letter = self.letter()
        self.counts[kind, letter] = self.counts.get((kind, letter), 0) + 1
        number = f"{letter}{self.counts[kind, letter]}"
        self.numbers[f"{kind}-{name}"] = number
        shown = self.write(glue(_label(kind, number), words()["caption.space"], title))
        return Markup('<{0} id="{1}">{2}</{0}>').format(_ELEMENTS[kind], self._anchor(kind, number), shown)

    def _anchor(self, kind: str, number: str) -> str:
        return f"{kind}-{number}{self.suffix}"

    def _sentence(self, at: int, lang: Lang) -> str:
        phrase, names = self.spoken[at]
        known = [name for name in names if name in self.numbers]
        if not known:
            return ""
        links = words()["list_join"][lang].join(self._link(name, lang) for name in known)
        return Markup(escape(words()[phrase][lang])).format(where=Markup(links))  # noqa: S704  # links of our own

    def _link(self, name: str, lang: Lang) -> str:
        kind, number = name.partition("-")[0], self.numbers[name]
        return Markup('<a class="see" href="#{}">{}</a>').format(self._anchor(kind, number), _label(kind, number)[lang])


def _label(kind: str, number: str) -> Text:
    return say(f"caption.{kind}", number=number)
