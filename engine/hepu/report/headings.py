"""Headings: numbered in each language's way, and kept for the table of contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import TYPE_CHECKING

from markupsafe import Markup

from hepu.report.inline import inline
from hepu.report.words import glue, numerals, say
from hepu.text import Text

if TYPE_CHECKING:
    from hepu.report.inline import EditionLang

__all__ = ["Heading", "Headings"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the table of contents shows it."""

    level: int
    anchor: str
    text: Markup


@dataclass
class Headings:
    """Numbers headings in each language's way and keeps them for the table of contents."""

    lang: EditionLang
    found: list[Heading] = field(default_factory=list)
    section: int = 0
    appendices: int = 0
    letter: str = ""
    part: int = 0

    def first(self, name: str) -> Markup:
        """Write a section with its number, 一、 in Chinese and 1 in English."""
        self.section, self.letter, self.part = self.section + 1, "", 0
        number = Text(zh=f"{numerals()[self.section - 1]}、", en=f"{self.section}  ")
        return self._kept(1, name, glue(number, say(f"section.{name}")))

    def appendix(self, name: str) -> Markup:
        """Write an appendix with the letter that is next: which there are differs from report to report."""
        self.letter, self.part = ascii_uppercase[self.appendices], 0
        self.appendices += 1
        return self._kept(1, name, say("appendix", letter=self.letter, title=say(f"section.{name}")))

    def second(self, text: Text) -> Markup:
        """Write a part of a section with its number, （一） in Chinese and 1.1 in English."""
        self.part += 1
        head = self.letter or str(self.section)
        number = Text(zh=f"（{numerals()[self.part - 1]}）", en=f"{head}.{self.part}  ")
        return self._kept(2, f"{self.found_anchor()}-{self.part}", glue(number, text))

    def only(self, text: Text) -> Markup:
        """Write the one part of a section, which takes no number where no other follows."""
        self.part += 1
        return self._kept(2, f"{self.found_anchor()}-{self.part}", text)

    def found_anchor(self) -> str:
        """Give the anchor of the section in which a part stands."""
        return next(item.anchor for item in reversed(self.found) if item.level == 1)

    def _kept(self, level: int, anchor: str, text: Text) -> Markup:
        shown = inline(text, self.lang)
        self.found.append(Heading(level, anchor, shown))
        return Markup('<h{0} id="{1}">{2}</h{0}>').format(level, anchor, shown)
