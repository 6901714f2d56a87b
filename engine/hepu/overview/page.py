"""The view as a report for the department: one page for screens, or a PDF, in one language or in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from hepu.errors import Fault, OutputError
from hepu.overview.lines import alarm, head_lines, pack_lines
from hepu.overview.table_parts import Share
from hepu.overview.tables import tables_of
from hepu.overview.written import shown
from hepu.report.html import environment
from hepu.report.inline import css_string, inline
from hepu.report.pdf.typesetter import VARIANT, lay_out, uncollected
from hepu.report.words import language_of, say, words
from hepu.resources import templates_dir
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.overview.model import Overview
    from hepu.overview.table_parts import Cell, Column, Table
    from hepu.pack import Pack
    from hepu.report.inline import EditionLang

__all__ = ["as_html", "as_pdf"]

_HTML_LANG = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}


def as_html(
    overview: Overview, packs: Mapping[str, Pack | None], lang: EditionLang, at: str, medium: str = "screen"
) -> str:
    """Give the report as one page that loads nothing; ``at`` is the day on which it is made."""
    main = language_of(lang)
    style = Markup((templates_dir() / "report" / "screen.css").read_text("utf-8"))  # noqa: S704  # our own file
    template = environment().get_template("overview.html.j2")
    return template.render(
        overview=overview,
        views=[
            (
                list(pack_lines(view, overview)),
                list(alarm(view)),
                list(tables_of(view, overview, packs.get(view.digest))),
            )
            for view in overview.packs
        ],
        heads=list(head_lines(overview)),
        lang=lang,
        main=main,
        html_lang=_HTML_LANG[lang],
        medium=medium,
        at=at,
        screen_style=style,
        say=say,
        t=lambda text: inline(text, lang),
        cell=lambda cell: _cell(cell, lang),
        bar=_bar,
        css_string=lambda text: css_string(text[main]),
        subtitle=words()["overview.subtitle" if overview.named else "overview.subtitle_unnamed"],
    )


def as_pdf(overview: Overview, packs: Mapping[str, Pack | None], lang: EditionLang, at: str) -> bytes:
    """Give the report as PDF; the same view on the same day gives the same bytes.

    Raises:
        OutputError: where it cannot be laid out.

    """
    with uncollected():
        document = lay_out(as_html(overview, packs, lang, at, "print"))
        made: bytes = document.write_pdf(pdf_variant=VARIANT)
    if not made.startswith(b"%PDF-"):
        raise OutputError([Fault("report_warning", context={"found": "PDF"})])
    return made


def _cell(cell: Cell, lang: EditionLang) -> Markup:
    """Write a cell: a text in the languages of the report, whatever else as the terminal shows it."""
    match cell:
        case Text():
            return inline(cell, lang)
        case None | int() | Share():
            return Markup(shown(cell, language_of(lang)))  # noqa: S704  # numbers and a mark of ours
        case _:
            return inline(cell.name, lang)


def _bar(table: Table, column: Column, row: tuple[Cell, ...]) -> int | None:
    """Give how long the bar beside a number is, in hundredths of the longest; nothing where none is drawn."""
    if column.name != table.bar:
        return None
    at = [item.name for item in table.columns].index(table.bar)
    longest = max((number for item in table.rows if isinstance(number := item[at], int)), default=0)
    value = row[at]
    return round(100 * value / longest) if isinstance(value, int) and longest else 0
