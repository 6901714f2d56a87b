"""A graph of rules as a picture."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from hepu.catalogue.graph.layout import CAPTION, SIZE, laid_out
from hepu.report.typeset import typeset
from hepu.templating import templates_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Template

    from hepu.catalogue.graph.labels import Labels
    from hepu.catalogue.graph.layout import Arranged
    from hepu.catalogue.graph.model import Node
    from hepu.text import Lang, Text

__all__ = ["picture"]


@cache
def _template() -> Template:
    return templates_in("catalogue").get_template("graph.svg.j2")


def picture(  # what is drawn, in which words, and where its boxes lead
    made: Arranged,
    labels: Labels,
    lang: Lang,
    title: Text,
    href: Callable[[Node], str] = lambda _: "",
    name: str = "graph",
) -> Markup:
    """Draw a graph as SVG; ``href`` gives the page of a node, ``name`` is that of the picture within its page."""
    excluding = {edge.one for edge in made.graph.edges if edge.against}
    return Markup(  # noqa: S704  # made by an autoescaping template
        _template().render(
            drawing=laid_out(made, labels, lang),
            lang=lang,
            id=name,
            title=typeset(title[lang], lang),
            told=typeset(labels.told(made.graph)[lang], lang),
            href=href,
            name=lambda node: typeset(labels.name(node)[lang], lang),
            against=lambda node: node.key in excluding,
            size=SIZE,
            caption=CAPTION,
        )
    )
