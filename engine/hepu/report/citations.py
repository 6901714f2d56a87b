"""Numbered references in the form of GB/T 7714 for Chinese and a like form for English."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.report.numbers import in_english
from hepu.report.words import glue, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Source

__all__ = ["Citations", "Reference", "entry_text", "short_text"]

_MARKS = {
    "legislation": "Z",
    "regulation": "Z",
    "treaty": "Z",
    "article-journal": "J",
    "article-newspaper": "N",
    "webpage": "EB/OL",
    "report": "R",
    "thesis": "D",
    "dataset": "DS",
    "standard": "S",
}
_DOCUMENTS = frozenset({"legislation", "regulation", "treaty", "standard"})


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of references."""

    number: int
    text: Text
    url: str


@dataclass
class Citations:
    """Numbers works in the order in which the report first names them."""

    knowledge: Knowledge
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, sources: Iterable[str]) -> tuple[int, ...]:
        """Give the numbers of works, lowest first."""
        return tuple(sorted({self.numbers.setdefault(name, len(self.numbers) + 1) for name in sources}))

    def references(self) -> tuple[Reference, ...]:
        """Give the list of references by number."""
        return tuple(
            Reference(number, entry_text(self.knowledge.sources[name]), self.knowledge.sources[name].url)
            for name, number in sorted(self.numbers.items(), key=lambda item: item[1])
        )


def entry_text(source: Source) -> Text:
    """Write one work: authors, title, kind, container, date, volume, issue and pages, number."""
    mark = _MARKS[source.type]
    text = Text.model_construct(zh=_written(source, mark, "zh"), en=_written(source, mark, "en"))
    notes = [] if source.note is None else [say("condition.group", part=source.note)]
    if not source.verified:
        notes.append(words()["sources.not_read"])
    return glue(text, *notes)


def _written(source: Source, mark: str, lang: str) -> str:
    comma, stop = ("，", ". ") if lang == "zh" else (", ", ". ")
    chinese = lang == "zh"
    authors = comma.join(author.zh if chinese else author.en for author in source.author)
    title = source.title.zh if chinese else source.title.en
    parts = [authors] if authors else []
    parts.append(f"{title}[{mark}]")
    where = (
        [] if source.container_title is None else [source.container_title.zh if chinese else source.container_title.en]
    )
    if source.number:
        where.append(source.number if chinese else in_english(source.number))
    dated = source.issued
    issue = f"({source.issue})" if source.issue else ""
    if source.volume:
        dated = f"{dated}{comma}{source.volume}" if dated else source.volume
    if dated or issue:
        where.append(f"{dated}{issue}")
    tail = comma.join(where)
    if source.page:
        tail = f"{tail}: {source.page}" if tail else source.page
    if tail:
        parts.append(tail)
    return f"{stop.join(parts)}."


def short_text(source: Source) -> Text:
    """Name a work in short: the number or title of a document, else its first author, or its title, and the year."""
    if source.type in _DOCUMENTS:
        return Text(zh=source.number or source.title.zh, en=source.title.en)
    name = source.author[0] if source.author else source.title
    if len(source.author) > 1:
        name = say("explain.and_others", author=name)
    return name if not source.issued else say("explain.of_year", name=name, year=source.issued[:4])
