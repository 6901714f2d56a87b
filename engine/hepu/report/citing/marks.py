"""Citations as they stand in the text and entries as they stand in the list, in HTML: every mark leads to its entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from hepu.report.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.report.citing.citations import Citations
    from hepu.report.citing.csl_style import Piece
    from hepu.text import Lang

__all__ = ["NO_CITES", "Cited", "by_number", "cited", "entry_html", "tied", "told"]

_NOTHING = Markup("")
_JOINER = "\u2060"
# Holds the place of numbers; the fonts have no such sign, so no text has it.
_HELD = "\ue001"
# Two numbers that follow one another stay apart; more are a range.
_SHORT_RUN = 2
# From one Chinese character or mark to another, with figures, letters and marks but no space between.
_CHINESE_RUN = re.compile(r"([\u3001-\u9fff\uff00-\uffef](?:[^\s]*[\u3001-\u9fff\uff00-\uffef])?)")


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited after a text: the numbers in Chinese, authors and dates where English stands alone."""

    zh: Markup = _NOTHING
    en: Markup = _NOTHING


NO_CITES = Cited()


def cited(keys: Sequence[str], citations: Citations, lang: Literal["zh", "en", "both"]) -> Cited:
    """Write what is cited: an edition of both languages has the numbers once, behind the Chinese."""
    numbers = {citations.number(key): key for key in keys}
    if lang == "en":
        return Cited(en=_author_dates(keys, citations))
    return Cited(zh=_numbers(sorted(numbers)))


def by_number(keys: Sequence[str], citations: Citations, lang: Literal["zh", "en", "both"]) -> Markup:
    """Cite by number; in English, where numbers follow the alphabet, the place is held until all are known."""
    numbers = sorted(map(citations.number, keys))
    if lang != "en":
        return _numbers(numbers)
    return Markup("{0}{1}{0}").format(_HELD, " ".join(keys)) if keys else _NOTHING


def told(page: str, citations: Citations, documents: Mapping[str, str]) -> str:
    """Write the numbers whose place was held: the marks of documents in their table, then places in the alphabet."""
    listed = [item.key for item in citations.references("en") if item.key not in documents]
    place = {key: number for number, key in enumerate(listed, start=1)}

    def written(found: re.Match[str]) -> str:
        keys = found[1].split()
        marks = sorted((documents[key] for key in keys if key in documents), key=lambda mark: (len(mark), mark))
        owners = {mark: key for key, mark in documents.items()}
        shown = [(owners[mark], mark) for mark in marks]
        shown += sorted(((key, str(place[key])) for key in keys if key in place), key=lambda item: int(item[1]))
        links = [Markup('<a href="#ref-{}">{}</a>').format(citations.number(key), label) for key, label in shown]
        return Markup('<sup class="cite">[{}]</sup>').format(Markup(",").join(links))

    return re.sub(f"{_HELD}([^{_HELD}]*){_HELD}", written, page)


def _numbers(numbers: Sequence[int]) -> Markup:
    """Write numbers that lead to the list of references, runs of three or more as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = [
        (run[0], run[-1]) if len(run) > _SHORT_RUN else (one, one)
        for run in runs
        for one in (run if len(run) <= _SHORT_RUN else run[:1])
    ]
    links = [
        Markup('<a href="#ref-{0}">{0}</a>').format(first)
        if first == last
        else Markup('<a href="#ref-{0}">{0}–{1}</a>').format(first, last)
        for first, last in spans
    ]
    return Markup('<sup class="cite">[{}]</sup>').format(Markup(",").join(links)) if links else _NOTHING


def _author_dates(keys: Sequence[str], citations: Citations) -> Markup:
    """Write authors and dates that lead to the list of references, in one pair of parentheses."""
    works = citations.works
    links = [
        Markup('<a href="#ref-{}">{}</a>').format(citations.number(key), _pieces(works.in_text(key), "en"))
        for key in works.cited(keys)
    ]
    # The space within: before it, WeasyPrint at times leaves a word alone on its line.
    return Markup('<span class="cited"> ({})</span>').format(Markup("; ").join(links)) if links else _NOTHING


def tied(text: str, after: Cited, lang: Literal["zh", "en"]) -> Markup:
    """Write a text with its citations.

    Chinese sets the numbers behind the last mark, and a word joiner keeps the line from breaking there; English sets
    authors and dates before the full stop.
    """
    if lang == "zh":
        return escape(text) + (_JOINER if after.zh else "") + after.zh
    text = typeset(text, lang)
    if after.en and text.endswith("."):
        return Markup("{}{}.").format(_told_apart(text[:-1]), after.en)
    return _told_apart(text) + after.en


def _told_apart(text: str) -> Markup:
    """Write an English text with the Chinese in it, such as a partner's name, marked as Chinese."""
    parts = _CHINESE_RUN.split(text)
    return Markup("").join(
        Markup('<span lang="zh-CN">{}</span>').format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def entry_html(pieces: tuple[Piece, ...], lang: Lang, *, addressed: bool = True) -> Markup:
    """Write an entry of the list of references; where its address is not printed, the entry leads to it."""
    at = next((at for at, piece in enumerate(pieces) if piece.kind == "address"), None)
    if addressed or at is None:
        return _pieces(pieces, lang)
    before, after = pieces[:at], pieces[at + 1 :]
    last = replace(before[-1], text=before[-1].text.rstrip(" .")) if before else None
    kept = (*before[:-1], last, *after) if last else after
    return Markup('<a href="{}">{}</a>').format(pieces[at].text, _pieces(kept, lang))


def _pieces(pieces: Iterable[Piece], lang: Lang) -> Markup:
    made = {
        "plain": "{}",
        "italic": "<i>{}</i>",
        "address": '<a class="url" href="{0}">{0}</a>',
    }
    return Markup("").join(
        Markup(made[piece.kind]).format(piece.text if piece.kind == "address" else typeset(piece.text, lang))  # noqa: S704  # our own tags
        for piece in pieces
    )
