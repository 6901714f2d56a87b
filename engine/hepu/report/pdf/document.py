"""Editions as PDF/A-3a and PDF/UA-1: the record attached, the same bytes for the same record."""

from __future__ import annotations

import datetime as dt
import gc
import io
import logging
import os
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, OutputError
from hepu.report.glyphs import missing_characters
from hepu.report.html import Edition
from hepu.report.line_rules import keep_together
from hepu.report.pdf.accessible import amend_tags, mark_accessible
from hepu.report.pdf.autospace import part_scripts
from hepu.report.pdf.justify import justify_chinese
from hepu.report.pdf.paginate import paginate_once
from hepu.report.pdf.swift import typeset_swiftly
from hepu.report.record_file import attachment
from hepu.report.words import language_of, say
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionKind, EditionLang

__all__ = ["render_pdf"]

_VARIANT = "pdf/a-3a"
_DENSITIES = 3


class _Kept(logging.Handler):
    """Keeps what WeasyPrint warns of: a warning means a page that is not as it should be."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning."""
        self.found.append(record.getMessage())


def _weasyprint() -> Any:
    """Import WeasyPrint with the report's fonts and no others."""
    os.environ["FONTCONFIG_FILE"] = str(templates_dir() / "fonts" / "fonts.conf")
    import weasyprint  # noqa: PLC0415  # slow to import, and the fonts must be set before

    justify_chinese()
    keep_together()
    part_scripts()
    amend_tags()
    paginate_once()
    typeset_swiftly()
    return weasyprint


def _nothing_else(url: str, *_: object, **__: object) -> dict[str, object]:
    """Refuse every address: the page carries all that it needs."""
    raise ValueError(url)


def _layout(weasyprint: Any, html: str) -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # as above

    fonts = FontConfiguration()
    style = weasyprint.CSS(filename=str(templates_dir() / "report" / "report.css"), font_config=fonts)
    return weasyprint.HTML(string=html, base_url=None, url_fetcher=_nothing_else).render(
        font_config=fonts, stylesheets=[style], pdf_variant=_VARIANT
    )


def _density(weasyprint: Any, edition: Edition) -> int:
    """Choose how densely to set the summary so that it fills one page in each language."""
    pages = 2 if edition.lang == "both" else 1
    for density in range(_DENSITIES - 1):
        if len(_layout(weasyprint, edition.summary_page(density)).pages) <= pages:
            return density
    return _DENSITIES - 1


def _fitting(weasyprint: Any, edition: Edition, page: str = "") -> Any:
    """Lay the report out once, after its summary alone; ``page`` is its HTML with the loosest summary, where known."""
    density = _density(weasyprint, edition)
    return _layout(weasyprint, page if page and not density else edition.page("print", density))


def render_pdf(
    record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True, kind: EditionKind = "circulation"
) -> bytes:
    """Give an edition as PDF, with its record or the digests attached; equal records give equal bytes.

    Raises:
        PackError: when the pack is not the one that the record names.
        InputError: when a character of the profile is in none of the fonts.
        OutputError: when WeasyPrint warns of anything.

    """
    edition = Edition.of(record, pack, lang, requests=requests, kind=kind)
    page = edition.page("print")
    missing = missing_characters(page)
    if missing:
        raise InputError([Fault("glyph_missing", context={"found": " ".join(missing)})])
    weasyprint = _weasyprint()
    kept, log = _Kept(), logging.getLogger("weasyprint")
    log.addHandler(kept)
    collecting = gc.isenabled()
    gc.disable()  # the boxes all live to the end: looking for garbage costs a tenth of the time
    try:
        document = _fitting(weasyprint, edition, page)
        mark_accessible(document)
        name, data = attachment(record, full=edition.full)
        written = dt.datetime.fromisoformat(record.issue.issued_at)
        attached = weasyprint.Attachment(
            file_obj=io.BytesIO(data),
            name=name,
            description=say(f"attached.{kind}")[language_of(lang)],
            relationship="Source" if edition.full else "Supplement",
            created=written,
            modified=written,
        )
        result: bytes = document.write_pdf(pdf_variant=_VARIANT, attachments=[attached])
    finally:
        log.removeHandler(kept)
        if collecting:
            gc.enable()
    if kept.found:
        raise OutputError([Fault("report_warning", context={"found": text}) for text in _distinct(kept.found)])
    return result


def _distinct(found: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(found)
