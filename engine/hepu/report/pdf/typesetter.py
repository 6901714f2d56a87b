"""WeasyPrint as the report uses it: the report's fonts alone, what is put in place of its own steps, one layout."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.report.pdf.accessible import amend_tags
from hepu.report.pdf.autospace import part_scripts
from hepu.report.pdf.justify import justify_chinese
from hepu.report.pdf.line_rules import keep_together
from hepu.report.pdf.paginate import paginate_once
from hepu.report.pdf.swift import typeset_swiftly
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["VARIANT", "lay_out", "typesetter", "uncollected"]

VARIANT = "pdf/a-3a"


@cache
def typesetter() -> Any:
    """Import WeasyPrint, slow as that is, with the report's fonts and no others."""
    os.environ["FONTCONFIG_FILE"] = str(templates_dir() / "fonts" / "fonts.conf")
    import weasyprint  # noqa: PLC0415  # slow to import, and the fonts must be set before

    justify_chinese()
    keep_together()
    part_scripts()
    amend_tags()
    paginate_once()
    typeset_swiftly()
    return weasyprint


def lay_out(html: str) -> Any:
    """Lay a page's HTML out by the report's style sheet, and give WeasyPrint's document."""
    weasyprint = typesetter()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  # as above

    fonts = FontConfiguration()
    # No address is admitted, of a file either: page and style sheet carry all that they need, fonts are named apart.
    nothing = URLFetcher(allowed_protocols=())
    style = weasyprint.CSS(
        filename=str(templates_dir() / "report" / "report.css"), font_config=fonts, url_fetcher=nothing
    )
    return weasyprint.HTML(string=html, base_url=None, url_fetcher=nothing).render(
        font_config=fonts, stylesheets=[style], pdf_variant=VARIANT
    )


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: the boxes all live to the end, and looking costs a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
