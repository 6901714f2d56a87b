"""Editions as PDF/A-3a and PDF/UA-1, with what goes with them attached: the same bytes for the same record."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError
from hepu.report.glyphs import missing_characters
from hepu.report.html import Edition
from hepu.report.pdf.accessible import mark_accessible
from hepu.report.pdf.strictly import strictly
from hepu.report.pdf.typesetter import VARIANT, lay_out, typesetter
from hepu.report.record_file import INPUTS, RECORD, attachments
from hepu.report.words import language_of, say

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionKind, EditionLang

__all__ = ["fitting", "render_pdf"]

_DENSITIES = 4
# What the pages are made of, as against what only goes with them.
_RELATIONS = {RECORD: "Source", INPUTS: "Source"}


def _density(edition: Edition) -> int:
    """Choose how densely to set the summary so that it fills one page in each language."""
    pages = 2 if edition.lang == "both" else 1
    for density in range(_DENSITIES - 1):
        if len(lay_out(edition.summary_page(density)).pages) <= pages:
            return density
    return _DENSITIES - 1


def fitting(edition: Edition, page: str = "") -> Any:
    """Lay the report out once, after its summary alone; ``page`` is its HTML with the loosest summary, where known."""
    density = _density(edition)
    return lay_out(page if page and not density else edition.page("print", density))


def render_pdf(
    record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True, kind: EditionKind = "circulation"
) -> bytes:
    """Give an edition as PDF with what goes with it attached; equal records give equal bytes.

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
    with strictly():
        return _written(fitting(edition, page), record, edition)


def _written(document: Any, record: Record, edition: Edition) -> bytes:
    """Write a laid-out edition with what goes with it."""
    mark_accessible(document)
    written = dt.datetime.fromisoformat(record.issue.issued_at)
    attached = [
        typesetter().Attachment(
            file_obj=io.BytesIO(item.data),
            name=item.name,
            description=say(f"attached.{item.name.partition('.')[0]}")[language_of(edition.lang)],
            relationship=_RELATIONS.get(item.name, "Supplement"),
            created=written,
            modified=written,
        )
        for item in attachments(record, edition.context.pack, full=edition.full)
    ]
    made: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=attached)
    return made
