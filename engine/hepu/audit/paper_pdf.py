"""The working paper as PDF/A, set as the advisories are; the same sample gives the same bytes."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from hepu.errors import Fault, InputError
from hepu.report.glyphs import missing_characters
from hepu.report.inline import css_string, inline
from hepu.report.pdf.accessible import mark_accessible
from hepu.report.pdf.strictly import strictly
from hepu.report.pdf.typesetter import VARIANT, lay_out
from hepu.report.values import day
from hepu.report.words import both, glue, join, say, words
from hepu.resources import templates_dir
from hepu.templating import templates_in

if TYPE_CHECKING:
    import jinja2

    from hepu.audit.paper import Paper
    from hepu.text import Lang, Text

__all__ = ["paper_html", "paper_pdf"]

_HTML_LANG = {"zh": "zh-CN", "en": "en"}


@cache
def _environment() -> jinja2.Environment:
    return templates_in("audit")


def paper_html(paper: Paper, lang: Lang) -> str:
    """Give a working paper as one page for print, which loads nothing."""
    shown = partial(inline, lang=lang)
    style = Markup((templates_dir() / "audit" / "working_paper.css").read_text("utf-8"))  # noqa: S704  # our own file
    return (
        _environment()
        .get_template("working_paper.html.j2")
        .render(
            paper=paper,
            lang=lang,
            html_lang=_HTML_LANG[lang],
            style=style,
            strata=_strata(paper),
            made=glue(day(paper.made), both(f" {paper.made[11:16]} UTC")),
            t=shown,
            w=lambda name: shown(words()[name]),
            say=say,
            css_string=css_string,
            tick="\u25a1" if lang == "zh" else "\u25a1\u00a0",
        )
    )


def _strata(paper: Paper) -> Text:
    """Tell how many of each stratum were drawn."""
    parts = [
        say("paper.stratum", name=paper.strata_names[name], drawn=drawn, all=held)
        for name, (held, drawn) in paper.draw.strata.items()
    ]
    return join(parts, "clause_join")


def paper_pdf(paper: Paper, lang: Lang) -> bytes:
    """Print a working paper; equal samples give equal bytes.

    Raises:
        InputError: where a character of a profile is in none of the fonts.
        OutputError: where the pages are not as they should be.

    """
    page = paper_html(paper, lang)
    missing = missing_characters(page)
    if missing:
        raise InputError([Fault("glyph_missing", context={"found": " ".join(missing)})])
    with strictly():
        document = lay_out(page)
        mark_accessible(document)
        made: bytes = document.write_pdf(pdf_variant=VARIANT)
    return made
