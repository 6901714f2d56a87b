"""Editions as HTML: one page for print and one self-contained file for screens, from the same templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, partial
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Literal

import jinja2
from markupsafe import Markup, escape

from hepu.report import charts, layers
from hepu.report.captions import Captions
from hepu.report.citations import Citations
from hepu.report.cite_marks import NO_CITES, Cited, cited, entry_html, tied
from hepu.report.context import Context
from hepu.report.development_chart import development_chart
from hepu.report.glyphs import require_glyphs
from hepu.report.record_file import attachment
from hepu.report.view import build_view
from hepu.report.words import glue, join, language_of, numerals, say, voiced
from hepu.resources import templates_dir
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.context import Point
    from hepu.report.view import View
    from hepu.text import Lang

__all__ = ["Edition", "EditionKind", "EditionLang", "render"]

EditionLang = Literal["zh", "en", "both"]
# What goes round a meeting carries digests; what an auditor gets carries the record and prints its annexes in full.
EditionKind = Literal["circulation", "audit"]
Medium = Literal["screen", "print"]
_LEADING_NUMBER = re.compile(r"^[\d,.]+")
# Where the list of references will stand; no text can hold it, as texts are escaped.
_REFERENCES = Markup("<!-- references -->")
_HTML_LANG = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}
_SUMMARIES: dict[str, tuple[EditionLang, ...]] = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


@dataclass
class Once:
    """Remembers what has been printed, so that an anchor is set once."""

    keys: set[str] = field(default_factory=set)

    def add(self, key: str) -> str:
        """Remember a key; the result prints nothing."""
        self.keys.add(key)
        return ""


def _map_note(made: layers.Map) -> Text:
    """Say how to read the map, and what it leaves out."""
    shown = [say(f"problems.{name}") for name in made.reduced]
    left = say("problems.map_left", shown=join(shown)) if shown else Text.model_construct(zh="", en="")
    return say("problems.map_note", left=left)


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


def inline(text: Text, lang: EditionLang, after: Cited = NO_CITES) -> Markup:
    """Write a text in the edition's language, with its citations.

    In an edition of both languages English follows where it differs, and what is cited stands once.
    """
    if lang != "both":
        return tied(text[lang], after, lang)
    if text.zh == text.en:
        return tied(text.zh, after, "zh")
    chinese, english = tied(text.zh, after, "zh"), tied(text.en, after, "en")
    return Markup('{}<span class="en" lang="en"> {}</span>').format(chinese, english)


def _value(text: Text, lang: EditionLang) -> Markup:
    """Write a value; an edition of both languages does not repeat the number before the English unit."""
    if lang != "both" or text.zh == text.en:
        return inline(text, lang)
    chinese, english = _LEADING_NUMBER.match(text.zh), _LEADING_NUMBER.match(text.en)
    if chinese and english and chinese.group() == english.group():
        rest = text.en[english.end() :].strip()
        return Markup('{}<span class="en" lang="en"> {}</span>').format(text.zh, rest) if rest else escape(text.zh)
    return inline(text, lang)


def _marks(points: tuple[Point, ...]) -> Markup:
    """Write the marks that lead from several conclusions to their derivations."""
    return Markup("").join(
        Markup(' <a class="mark" href="#d-{}">{}</a>').format(point.key, point.mark) for point in points
    )


def _css_string(value: str) -> Markup:
    """Write a CSS string that neither ends early nor leaves the style element."""
    safe = "".join(f"\\{ord(mark):x} " if mark in '"\\<>&\n\r\f' else mark for mark in value)
    return Markup(f'"{safe}"')  # noqa: S704  # every mark that could end the string or the element is escaped


@cache
def environment() -> jinja2.Environment:
    """Give the environment of the report's templates: autoescaping, and a name that is missing is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir() / "report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Edition:
    """One record, ready to be printed in one language or in both, to go round or to be audited."""

    record: Record
    pack: Pack
    lang: EditionLang
    requests: bool
    kind: EditionKind
    view: View
    context: Context

    @classmethod
    def of(
        cls,
        record: Record,
        pack: Pack,
        lang: EditionLang,
        *,
        requests: bool = True,
        kind: EditionKind = "circulation",
    ) -> Edition:
        """Put a record into words.

        Raises:
            PackError: when the pack is not the one that the record names.
            InputError: when a text of the profile holds a character that no page could show.

        """
        require_glyphs(record.inputs.profile, record.inputs.source_name)
        view = build_view(record, pack, requests=requests)
        return cls(record, pack, lang, requests, kind, view, Context(record, pack, requests))

    @property
    def full(self) -> bool:
        """Say whether the annexes are printed in full and the record goes with the edition."""
        return self.kind == "audit"

    def _names(self, lang: EditionLang, medium: Medium) -> dict[str, Any]:
        citations = Citations(self.context.values.works)

        def chart(template: str, made: object, title: Text) -> Markup:
            if made is None:
                return Markup("")
            shown = title["en"] if lang == "en" else title["zh"]
            drawn = environment().get_template(f"charts/{template}.svg.j2").render(chart=made, title=shown, lang=lang)
            return Markup(drawn)  # noqa: S704  # made by an autoescaping template

        tools: dict[str, Callable[..., object]] = {
            "t": lambda text, after=NO_CITES: inline(text, lang, after),
            "sentences": lambda texts: join(texts, "sentence_join"),
            "clauses": lambda texts: join(texts, "clause_join"),
            "relieves": lambda points: say(
                "measures.relieves", names=join([point.name for point in points], "clause_join")
            ),
            "marks": _marks,
            "v": lambda text: _value(text, lang),
            "w": lambda phrase, /, **values: inline(self._say(phrase, **values), lang),
            "say": self._say,
            "number": citations.number,
            "cites": lambda keys: cited(keys, citations, lang),
            "entry": self._entry,
            "css_string": _css_string,
            "chart": chart,
            "bar_chart": lambda: charts.bar_chart(self.view.basic.indicators, lang),
            "picture": lambda across=3: charts.picture(self.view.basic.indicators, lang, across),
            "place_chart": lambda rows: charts.place_chart(rows, lang),
            "trend_chart": lambda series: charts.trend_chart(series, lang),
            "development_chart": lambda: development_chart(self.context, self.view.development, lang),
            "map_of": lambda: layers.map_of(self.context, lang),
            "map_note": _map_note,
            "policy": self.context.names.policy,
            "phases": lambda: layers.phases(self.context, lang),
        }
        marks = {
            key: say(f"mark.{key}")[language_of(lang)]
            for key in ("colon", "semi", "stop", "comma", "left", "right", "listed")
        }
        plain = {
            "shown_causes": Once(),
            "citations": citations,
            "view": self.view,
            "lang": lang,
            "kind": self.kind,
            "full": self.full,
            "attached": attachment(self.record, full=self.full)[0],
            "html_lang": _HTML_LANG[lang],
            "main": language_of(lang),
            "medium": medium,
        }
        return {**tools, **plain, **marks}

    def _entry(self, key: str, language: Lang) -> Markup:
        """Write the entry of a work; what goes round prints the addresses of pages alone, which nothing else finds."""
        works = self.context.values.works
        addressed = self.full or works.sources[key].type == "webpage"
        return entry_html(works.entry(key, language), addressed=addressed)

    def _say(self, phrase: str, /, **values: object) -> Text:
        return say(voiced(phrase, published=self.view.published), **values)

    def summaries(self, medium: Medium, density: int = 0) -> Markup:
        """Give the page of the summary; an edition of both languages has one in each."""
        return self._summaries(medium, density)[0]

    def _summaries(self, medium: Medium, density: int) -> tuple[Markup, dict[tuple[str, str], int]]:
        """Give the page of the summary, and how many tables and figures it took."""
        template = environment().get_template("parts/summary.html.j2")
        made, counts = Markup(""), dict[tuple[str, str], int]()
        for lang in _SUMMARIES[self.lang]:
            caps = Captions(partial(inline, lang=lang), suffix="-en" if lang != _SUMMARIES[self.lang][0] else "")
            shown = template.render(
                **self._names(lang, medium), density=density, several=self.lang == "both", caps=caps
            )
            made, counts = made + Markup(caps.told(shown)), caps.counts  # noqa: S704  # made by an autoescaping template
        return made, counts

    def page(self, medium: Medium, density: int = 0) -> str:
        """Give the whole document; ``density`` is how closely the summary is set."""
        names = self._names(self.lang, medium)
        headings = Headings(self.lang)
        summaries, counts = self._summaries(medium, density)
        caps = Captions(partial(inline, lang=self.lang), lambda: headings.letter, counts=counts)
        body = (
            environment()
            .get_template("body.html.j2")
            .render(**names, heads=headings, caps=caps, references=_REFERENCES)
        )
        # The list stands before the last works are cited, so it is written when all have their numbers.
        listed = (
            environment()
            .get_template("parts/references.html.j2")
            .render(**names, references=names["citations"].references(self.lang))
        )
        body = caps.told(body.replace(_REFERENCES, listed))
        return self._shell(names, summaries, Markup(body), headings.found)  # noqa: S704  # as above

    def summary_page(self, density: int) -> str:
        """Give the summary alone as a document for print, to see how many pages it takes."""
        return self._shell(self._names(self.lang, "print"), self.summaries("print", density), Markup(""), [])

    def _shell(self, names: dict[str, Any], summaries: Markup, body: Markup, headings: list[Heading]) -> str:
        style = Markup((templates_dir() / "report" / "screen.css").read_text("utf-8"))  # noqa: S704  # our own file
        shell = environment().get_template("document.html.j2")
        return shell.render(**names, summaries=summaries, body=body, headings=headings, screen_style=style)


def render(
    record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True, kind: EditionKind = "circulation"
) -> str:
    """Give an edition as one page for screens that loads nothing, a pure function of the record.

    Its fonts are those of the machine; ``write`` puts the report's own into the file.

    Raises:
        PackError: when the pack is not the one that the record names.

    """
    return Edition.of(record, pack, lang, requests=requests, kind=kind).page("screen")
