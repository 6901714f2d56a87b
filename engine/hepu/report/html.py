"""Editions as HTML: one page for print and one self-contained file for screens, from the same templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from hepu.report.captions import Captions
from hepu.report.changes import changes
from hepu.report.citing.citations import Citations
from hepu.report.citing.marks import NO_CITES, by_number, cited, entry_html, told
from hepu.report.context import Context
from hepu.report.edition_mark import Marked, mark_of
from hepu.report.glyphs import require_glyphs
from hepu.report.headings import Heading, Headings
from hepu.report.inline import EditionLang, css_string, inline, marks, spoken, value
from hepu.report.pictures import charts
from hepu.report.pictures.development_chart import development_chart
from hepu.report.pictures.phases import phases
from hepu.report.pictures.picture_text import told_bars, told_map, told_picture, told_places, told_trend
from hepu.report.pictures.problem_map import graph_of, maps_of
from hepu.report.record_file import attached_names
from hepu.report.typeset import typeset, years
from hepu.report.typesetting import typesetting
from hepu.report.view import build_view
from hepu.report.words import join, language_of, say, voiced
from hepu.resources import templates_dir
from hepu.templating import templates_in
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.changes import Changes
    from hepu.report.pictures.map_layout import Map
    from hepu.report.view import View
    from hepu.text import Lang

__all__ = ["Edition", "EditionKind", "EditionLang", "render"]

# What goes round a meeting carries digests; what an auditor gets carries the record and prints its annexes in full.
EditionKind = Literal["circulation", "audit"]
Medium = Literal["screen", "print"]
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


@cache
def environment() -> Environment:
    """Give the report's templates with its filters."""
    made = templates_in("report")
    made.filters.update(typeset=typeset, years=years)
    return made


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

    @cached_property
    def maps(self) -> tuple[tuple[Map, Text], ...]:
        """Draw the map of problems, causes and measures once for all layouts, each part with what it tells."""
        graph = graph_of(self.context)
        return () if graph is None else tuple((made, told_map(graph, made)) for made in maps_of(graph, self.lang))

    @cached_property
    def changed(self) -> Changes | None:
        """What would change the advice, searched for once and only where the body is printed."""
        return changes(self.context, self.view.diagnosis, self.view.measures)

    def _names(self, lang: EditionLang, medium: Medium) -> dict[str, Any]:
        citations = Citations(self.context.values.works)

        def chart(template: str, made: object, title: Text, told: Text | None = None) -> Markup:
            """Draw a picture; what it tells stands for it where it cannot be seen."""
            if made is None:
                return Markup("")
            whole = title if told is None else say("alternative.titled", title=title, told=told)
            main, alternative = title[language_of(lang)], spoken(whole, lang)
            drawn = environment().get_template(f"charts/{template}.svg.j2")
            shown = drawn.render(chart=made, title=main, told=alternative, medium=medium, lang=lang)
            return Markup(shown)  # noqa: S704  # made by an autoescaping template

        tools: dict[str, Callable[..., object]] = {
            "t": lambda text, after=NO_CITES: inline(text, lang, after),
            "only": inline,
            "sentences": lambda texts: join(texts, "sentence_join"),
            "clauses": lambda texts: join(texts, "clause_join"),
            "relieves": lambda points: say(
                "measures.relieves", names=join([point.name for point in points], "clause_join")
            ),
            "marks": marks,
            "v": lambda text: value(text, lang),
            "w": lambda phrase, /, **values: inline(self._say(phrase, **values), lang),
            "say": self._say,
            "changed": lambda: self.changed,
            "number": citations.number,
            "cites": lambda keys: cited(keys, citations, lang),
            "numbers": lambda keys: by_number(keys, citations, lang),
            "entry": self._entry,
            "css_string": lambda text: css_string(typeset(text, language_of(lang))),
            "chart": chart,
            "bar_chart": lambda: charts.bar_chart(self.view.basic.indicators, lang),
            "picture": lambda across=3: charts.picture(self.view.basic.indicators, lang, across),
            "place_chart": lambda rows, beside=(): charts.place_chart(rows, lang, beside),
            "trend_chart": lambda series: charts.trend_chart(series, lang),
            "development_chart": lambda: development_chart(self.context, self.view.development, lang),
            "maps": lambda: self.maps,
            "told_bars": lambda: told_bars(self.view.basic.indicators),
            "told_picture": lambda: told_picture(self.view.basic.indicators),
            "told_places": told_places,
            "told_trend": told_trend,
            "policy": self.context.names.policy,
            "typesetting": lambda: typesetting(self.record, full=self.full, screen=medium == "screen"),
            "phases": lambda: phases(self.context, lang),
        }
        signs = {
            key: say(f"mark.{key}")[language_of(lang)]
            for key in ("colon", "semi", "stop", "comma", "left", "right", "listed")
        }
        plain = {
            "shown_causes": Once(),
            "citations": citations,
            "view": self.view,
            "lang": lang,
            "kind": self.kind,
            "edition_mark": mark_of(Marked(self.lang, self.kind, self.requests)),
            "full": self.full,
            "attached": attached_names(self.record, full=self.full),
            "html_lang": _HTML_LANG[lang],
            "main": language_of(lang),
            "medium": medium,
        }
        return {**tools, **plain, **signs}

    def _entry(self, key: str, language: Lang) -> Markup:
        """Write the entry of a work; what goes round prints the addresses of pages alone, which nothing else finds."""
        works = self.context.values.works
        addressed = self.full or works.sources[key].type == "webpage"
        return entry_html(works.entry(key, language), language, addressed=addressed)

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
        if self.lang == "en":
            body = told(body, names["citations"], self.view.documents)
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
