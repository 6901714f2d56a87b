"""A site with a page for every rule: static, in one or two languages, the same bytes for the same pack."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from hepu.catalogue.entries import stage_counts
from hepu.catalogue.graph.picture import picture
from hepu.catalogue.links import Links
from hepu.catalogue.texts import phrase
from hepu.catalogue.trees import Branch
from hepu.inference.kleene import certainty_of, is_false, is_true, negate
from hepu.report.citing.marks import entry_html
from hepu.report.typeset import typeset
from hepu.report.unfilled import Blank, pieces, shown_as
from hepu.report.values import day
from hepu.report.words import both, join, words
from hepu.resources import templates_dir
from hepu.templating import templates_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2 import Environment

    from hepu.catalogue.graph.model import Node
    from hepu.catalogue.library import Library
    from hepu.catalogue.tried import Met
    from hepu.inference.kleene import Truth
    from hepu.language.model import Rule
    from hepu.text import Lang

__all__ = ["GENERATOR", "site_files"]

# By this the pages are known as ours when they are written anew.
GENERATOR = "hepu rules docs"
_HTML_LANG = {"zh": "zh-CN", "en": "en"}
_OTHER: dict[str, Lang] = {"zh": "en", "en": "zh"}
_LISTS = ("answers", "parameters", "policies", "sources", "graph")
_SHORT = 12


def site_files(library: Library, langs: Sequence[Lang], rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Give each file of a site on some rules of a pack, by its path; the first language is that of the index."""
    css = [(templates_dir() / name).read_text("utf-8") for name in ("report/screen.css", "catalogue/site.css")]
    yield "style.css", "\n".join(css)
    for lang in langs:
        yield from _Site(library, langs, rules, Links(lang, langs[0], frozenset(rule.id for rule in rules))).files()


@cache
def _environment() -> Environment:
    return templates_in("catalogue/site")


@dataclass(frozen=True)
class _Site:
    """The pages of one language."""

    library: Library
    langs: Sequence[Lang]
    rules: Sequence[Rule]
    links: Links

    @property
    def lang(self) -> Lang:
        return self.links.lang

    def files(self) -> Iterator[tuple[str, str]]:
        """Give every page by its path."""
        yield self._page("index", rules=self.rules, counts=stage_counts(self.library.pack))
        for rule in self.rules:
            yield self._page(f"rules/{rule.id}", "rule", rule=rule, **self._rule(rule))
        for key, entry in self.library.entries.items():
            yield self._page(f"conclusions/{key}", "conclusion", key=key, entry=entry)
        for name in _LISTS:
            yield self._page(name)

    def _page(self, name: str, template: str = "", **shown: object) -> tuple[str, str]:
        links = self.links.at(self.links.page(name))
        made = _environment().get_template(f"{template or name}.html.j2")
        names = self._names(links, name)
        return links.here, made.render(**names, **shown)

    def _names(self, links: Links, page: str) -> dict[str, Any]:
        """Give the templates everything that they may name."""
        library, lang = self.library, self.lang
        knowledge = library.pack.knowledge
        others = [other for other in self.langs if other != lang]
        return {
            "anchored": lambda key: key if key.startswith(("fact.", "list.")) else f"indicator.{key.partition('.')[2]}",
            "amount": library.value_of,
            "called": library.values.names,
            "certain": lambda level: words()[f"certainty.{level.word}"][lang],
            "date": lambda value: day(value)[lang],
            "digest": library.pack.digest[:_SHORT],
            "entry_html": self._work,
            "generator": GENERATOR,
            "graph": partial(self._graph, links),
            "html_lang": _HTML_LANG[lang],
            "is_branch": lambda tree: isinstance(tree, Branch),
            "join": lambda texts: join(texts)[lang],
            "known": knowledge,
            "lang": lang,
            "leaf": self._leaf,
            "library": library,
            "link": links,
            "name": page,
            "other": [(_OTHER[lang], links.at(links.here), self._twin(links, page, other)) for other in others],
            "outcomes": _outcomes,
            "published": any(college.published for college in library.colleges),
            "relations": library.relations,
            "t": lambda text: typeset(text[lang], lang),
            "capital": lambda text: _capital(typeset(text[lang], lang)),
            "w": lambda key, **values: typeset(phrase(f"site.{key}", **values)[lang], lang),
            "p": lambda key: typeset(phrase(key)[lang], lang),
            "said": lambda key: typeset(words()[key][lang], lang),
            "total": len(library.pack.rules),
            "listed": self.rules,
        }

    def _twin(self, links: Links, page: str, other: Lang) -> str:
        """Lead to the same page in another language."""
        twin = Links(other, self.links.first, self.links.rules)
        return "../" * links.here.count("/") + twin.page(page)

    def _work(self, key: str) -> Markup:
        works, lang = self.library.values.works, self.lang
        note = works.note(key)
        entry = entry_html(works.entry(key, lang), lang)
        return entry if note is None else entry + typeset(note[lang], lang)

    def _leaf(self, number: int, truth: Truth) -> dict[str, str]:
        """Say what one sentence of a condition came to: a sign, and in words."""
        reached = certainty_of(truth) or certainty_of(negate(truth))
        kind = "yes" if is_true(truth) else "no" if is_false(truth) else "open"
        certainty = words()[f"certainty.{reached.word}"] if reached else both("")
        told = phrase(f"site.leaf_{kind}", number=number, certainty=certainty)
        return {"kind": kind, "sign": {"yes": "✓", "no": "✗", "open": "?"}[kind], "told": told[self.lang]}

    def _rule(self, rule: Rule) -> dict[str, Any]:
        """Give what only the page of a rule names."""
        library, lang = self.library, self.lang
        text = rule.document.text if rule.document else ""
        blanks = {piece.name: piece for piece in pieces(rule.because, lang) if isinstance(piece, Blank)}
        kinds = {name: "basis" if name.endswith(".basis") else name.partition(".")[0] for name in blanks}
        shown = {
            name: typeset(shown_as(blank, library.values)[lang], lang).strip("〔〕") for name, blank in blanks.items()
        }
        return {
            "because": [
                {"blank": piece.name, "text": shown[piece.name]}
                if isinstance(piece, Blank)
                else {"blank": "", "text": typeset(piece, lang)}
                for piece in pieces(rule.because, lang)
            ],
            "blanks": [
                (name, shown[name], typeset(phrase(f"site.blank_{kind}")[lang], lang)) for name, kind in kinds.items()
            ],
            "sha256": hashlib.sha256(text.encode()).hexdigest() if text else rule.digest,
            "yaml": text.splitlines(),
        }

    def _graph(self, links: Links, of: Rule | str | None = None) -> Markup:
        """Draw what stands around a rule or a conclusion, or everything."""
        names = self.library.labels.names
        if of is None:
            title = phrase("graph.title_whole", pack=self.library.title)
        elif isinstance(of, str):
            title = phrase("graph.title_of", names=names.conclusion(of))
        else:
            title = phrase("graph.title_rule", rules=of.id)

        def href(node: Node) -> str:
            return "" if links.here == links.page(_page_of(node.key)) else links.key(node.key)

        return picture(self.library.graph(of), self.library.labels, self.lang, title, href)


def _page_of(key: str) -> str:
    """Give the name of the page on which a node of a graph has its own place."""
    head, _, name = key.partition(".")
    return f"rules/{name}" if head == "rule" else f"conclusions/{key}"


def _capital(text: str) -> str:
    """Let a sentence begin with a capital."""
    return text[:1].upper() + text[1:]


def _outcomes(results: Sequence[Met]) -> Mapping[str, int]:
    """Count what a rule came to on profiles."""
    return Counter(item.found for item in results)
