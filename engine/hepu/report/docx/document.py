"""The DOCX edition as bytes: the page for print put into blocks, with running heads, and without the time of day."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import lxml.html
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from hepu.report.docx.styles import prepare
from hepu.report.docx.writer import Writer
from hepu.report.edition_mark import Marked, mark_of
from hepu.report.html import Edition
from hepu.report.inline import spoken
from hepu.report.words import language_of, say

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionKind, EditionLang
    from hepu.text import Lang

__all__ = ["docx_bytes"]


def docx_bytes(
    record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True, kind: EditionKind = "circulation"
) -> bytes:
    """Give the edition as the bytes of a DOCX file; the same record gives the same bytes.

    Raises:
        PackError: when the pack is not the one that the record names.

    """
    edition = Edition.of(record, pack, lang, requests=requests, kind=kind)
    made = docx.Document()
    prepare(made)
    writer = Writer(made)
    writer.page(made.sections[0], wide=False)
    main = language_of(lang)
    _running(made, edition, main)
    writer.blocks(lxml.html.document_fromstring(edition.page("print")).body, made)
    about = made.core_properties
    issued = dt.datetime.fromisoformat(record.issue.issued_at).replace(tzinfo=None)
    about.title, about.author, about.comments = edition.view.cover.title[main], say("product")[main], ""
    about.keywords = mark_of(Marked(lang, kind, requests))
    about.created = about.modified = issued
    about.last_modified_by, about.revision, about.language = "Hepu", 1, "en" if lang == "en" else "zh-CN"
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer.getvalue())


def _undated(data: bytes) -> bytes:
    """Write an archive anew without the time of day at which it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            plain = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(item.filename))
    return buffer.getvalue()


def _running(made: Any, edition: Edition, main: Lang) -> None:
    """Write the heads and feet: whose advisory it is, that it can be edited and so not verified, and the page."""
    cover = edition.view.cover
    section = made.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    notice = cover.notice or say("for_reference")
    head.text = f"{say('running_title', college=cover.college)[main]}\t\t{notice[main]}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{edition.view.record_id}  {spoken(say('docx.editable'), edition.lang)}\t\t"
    _number(foot, "PAGE")
    foot.add_run(" / ")
    _number(foot, "NUMPAGES")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(8)
    first = section.first_page_footer.paragraphs[0]
    first.text = f"{edition.view.record_id}  {spoken(say('docx.editable'), edition.lang)}"


def _number(paragraph: Any, code: str) -> None:
    """Write a field that the word processor fills in."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    simple.append(run)
    paragraph._p.append(simple)
