"""Which works a page cites, in which order, and how they are printed in each language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_lowercase
from typing import TYPE_CHECKING

from hepu.report.citing.csl_items import csl_item
from hepu.report.citing.csl_style import entry, in_text, plain
from hepu.report.words import glue, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.knowledge.models import PersonName, Source
    from hepu.report.citing.csl_style import Piece
    from hepu.text import Lang

__all__ = ["DOCUMENTS", "Citations", "Reference", "Works"]

DOCUMENTS = frozenset({"legislation", "regulation", "treaty", "standard"})
_NO_WORDS = re.compile(r"[^\w\s]")


@dataclass(frozen=True)
class Works:
    """All works of a pack, ready to be printed; each is printed once, and only when it is asked for."""

    sources: Mapping[str, Source]
    _entries: dict[tuple[str, Lang], tuple[Piece, ...]] = field(default_factory=dict)
    _in_text: dict[str, tuple[Piece, ...]] = field(default_factory=dict)

    def entry(self, key: str, lang: Lang) -> tuple[Piece, ...]:
        """Print the entry of a work in the list of references."""
        if (key, lang) not in self._entries:
            item = csl_item(key, self.sources[key], lang)
            if lang == "en" and key in self.letters:
                item["year-suffix"] = self.letters[key]
            self._entries[key, lang] = entry(item, lang)
        return self._entries[key, lang]

    def in_text(self, key: str) -> tuple[Piece, ...]:
        """Print a work as English cites it, such as ‘Li Jian 2020’, with the letter that tells it from others."""
        if key not in self._in_text:
            item = csl_item(key, self.sources[key], "en")
            if key in self.letters:
                item["year-suffix"] = self.letters[key]
            self._in_text[key] = in_text(item)
        return self._in_text[key]

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """Give a letter to each of the works that English would cite alike, in the order of their titles.

        They are told apart within the whole pack, so that a work is cited alike in every report.
        """
        # Only works with the same name and year can read alike; whether they do, the style decides.
        near: dict[tuple[str, str], list[str]] = {}
        for key, source in self.sources.items():
            near.setdefault((str(_named(source)[1]), source.issued[:4]), []).append(key)
        alike: dict[str, list[str]] = {}
        for key in (key for keys in near.values() if len(keys) > 1 for key in keys):
            alike.setdefault(plain(in_text(csl_item(key, self.sources[key], "en"))), []).append(key)
        found: dict[str, str] = {}
        for keys in alike.values():
            if len(keys) > 1:
                ordered = sorted(keys, key=lambda key: (_sorted_by(self.sources[key].title.en), key))
                found.update(zip(ordered, ascii_lowercase, strict=False))
        return found

    def alphabetical(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Put works in the order of their English entries."""
        return tuple(sorted(keys, key=lambda key: (_sorted_by(plain(self.entry(key, "en"))), key)))

    def cited(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Put works in the order in which one pair of parentheses names them."""
        return tuple(sorted(keys, key=lambda key: (_sorted_by(plain(self.in_text(key))), key)))

    def whole(self, key: str) -> Text:
        """Write the entry of a work as text alone, with what was read of it."""
        made = Text(zh=plain(self.entry(key, "zh")), en=plain(self.entry(key, "en")))
        note = self.note(key)
        return made if note is None else glue(made, note)

    def short(self, key: str) -> Text:
        """Name a work where no list follows: Chinese by its number, title or author, English as it is cited."""
        source = self.sources[key]
        return Text(zh=_short(source), en=plain(self.in_text(key)))

    def note(self, key: str) -> Text | None:
        """Say what was read of a work, and that a claim was not read in it."""
        source = self.sources[key]
        notes = [] if source.note is None else [say("condition.group", part=source.note)]
        if (unread := self.unread(key)) is not None:
            notes.append(unread)
        return Text(zh="".join(note.zh for note in notes), en="".join(note.en for note in notes)) if notes else None

    def unread(self, key: str) -> Text | None:
        """Say that the claim was not read in a work."""
        return None if self.sources[key].verified else words()["sources.not_read"]


def _sorted_by(text: str) -> str:
    """Give what entries are sorted by: the words alone."""
    return _NO_WORDS.sub("", text).casefold()


def _named(source: Source) -> tuple[str, str | PersonName]:
    """Name a work in each language: a document by its title, else who wrote it or where it stands, else its title."""
    title = source.title_short or source.title
    if source.type not in DOCUMENTS and source.author:
        return source.author[0].zh, source.author[0].en
    if source.type == "article-newspaper" and source.container_title:
        title = source.container_title
    return title.zh, title.en


def _short(source: Source) -> str:
    name = _named(source)[0]
    if source.type in DOCUMENTS:
        return source.number or name
    text = Text(zh=name, en="-")
    if len(source.author) > 1:
        text = say("explain.and_others", author=text)
    return say("explain.of_year", name=text, year=source.issued[:4]).zh if source.issued else text.zh


@dataclass(frozen=True, slots=True)
class Reference:
    """A work of the list of references, with its own language and the number by which Chinese cites it."""

    number: int
    key: str
    language: Lang
    note: Text | None
    unread: Text | None


@dataclass
class Citations:
    """Numbers works in the order in which a page first cites them."""

    works: Works
    numbers: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def cite(sources: Iterable[str]) -> tuple[str, ...]:
        """Give the works to be cited, each once; the page numbers them when it prints them."""
        return tuple(dict.fromkeys(sources))

    def number(self, key: str) -> int:
        """Give the number of a work, the next one where it has none yet."""
        return self.numbers.setdefault(key, len(self.numbers) + 1)

    def references(self, lang: str) -> tuple[Reference, ...]:
        """Give the list of references: by number, and in English alone by the alphabet."""
        keys = self.works.alphabetical(self.numbers) if lang == "en" else tuple(self.numbers)
        sources = self.works.sources
        return tuple(
            Reference(self.numbers[key], key, sources[key].language, self.works.note(key), self.works.unread(key))
            for key in keys
        )
