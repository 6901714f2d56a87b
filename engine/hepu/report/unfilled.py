"""A rule's sentence before any advisory fills it in: its words, and what each of its values will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.read import PLACEHOLDER
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.report.values import PackValues
    from hepu.text import Lang, Text

__all__ = ["Blank", "pieces", "shown_as"]


@dataclass(frozen=True, slots=True)
class Blank:
    """A value that an advisory fills in, by the name that the rule gives it, such as ``indicator.staff``."""

    name: str


def pieces(sentence: Text, lang: Lang) -> Iterator[str | Blank]:
    """Give a sentence piece by piece: what is printed as it stands, and the values to be filled in."""
    at = 0
    for found in PLACEHOLDER.finditer(sentence[lang]):
        if found.start() > at:
            yield sentence[lang][at : found.start()]
        yield Blank(found[0][1:-1])
        at = found.end()
    if at < len(sentence[lang]):
        yield sentence[lang][at:]


def shown_as(blank: Blank, values: PackValues) -> Text:
    """Say what a value will be; a parameter is told as it is on the pack's own day."""
    head, _, name = blank.name.partition(".")
    match head:
        case "parameter":
            return values.parameter(name)
        case "count":
            return say("book_shown.count", name=values.names.list(name))
        case "which":
            return words()["book_shown.which"]
        case "reference" if name.endswith(".basis"):
            return words()["book_shown.basis"]
        case "reference" | "past":
            return say(f"book_shown.{head}", name=values.names.short(name))
        case _:
            return say("book_shown.value", name=values.names.fact(blank.name))
