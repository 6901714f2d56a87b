"""The editions of a record: each its bytes, and the file that it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from hepu.record.digests import record_bytes
from hepu.report.embed import self_contained
from hepu.report.html import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionKind, EditionLang

__all__ = ["Format", "edition_path", "editions", "stem_of"]

Format = Literal["pdf", "html", "docx", "xlsx", "json"]
_BEHIND = re.compile(r"\.(?:(?:zh|en|both)(?:\.audit)?\.(?:pdf|html|docx|xlsx)|(?:dsse\.)?json)$")


def editions(  # noqa: PLR0913  # what, where and how
    record: Record,
    pack: Pack,
    out: Path,
    name: str,
    formats: Sequence[Format],
    langs: Sequence[EditionLang],
    *,
    requests: bool = True,
    kind: EditionKind = "circulation",
    step: Callable[[str], None] = lambda _: None,
) -> dict[Path, bytes]:
    """Render a record's editions and give them by the files that they are for in the folder ``out``.

    They are ``name.lang.pdf``, ``name.lang.html`` and so on, and one ``name.json`` whatever the languages; an audit
    edition is called ``name.lang.audit.pdf``, so that nobody mistakes it for the one that goes round. ``step`` is told
    each format as its work begins.

    Raises:
        PackError: when the pack is not the one that the record names.
        InputError: when a character of the profile is in none of the fonts.
        OutputError: when the pages are not as they should be.

    """
    made: dict[Path, bytes] = {}
    for lang in langs:
        for wanted in formats:
            path = edition_path(out, name, wanted, lang, kind)
            if path not in made:
                step(wanted)
                made[path] = _bytes(record, pack, wanted, lang, kind, requests=requests)
    return made


def edition_path(out: Path, name: str, wanted: Format, lang: EditionLang, kind: EditionKind) -> Path:
    """Give the file to which an edition is written."""
    match wanted:
        case "json":
            return out / f"{name}.json"
        case "xlsx":
            return out / f"{name}.{lang}.xlsx"  # the tasks are the same in either edition
        case _:
            return out / (f"{name}.{lang}.audit.{wanted}" if kind == "audit" else f"{name}.{lang}.{wanted}")


def stem_of(name: str) -> str:
    """Give the name without what ``edition_path``, or a signed statement beside it, puts behind it."""
    return _BEHIND.sub("", name)


def _bytes(
    record: Record, pack: Pack, wanted: Format, lang: EditionLang, kind: EditionKind, *, requests: bool
) -> bytes:
    match wanted:
        case "json":
            return record_bytes(record)
        case "html":
            return self_contained(render(record, pack, lang, requests=requests, kind=kind)).encode()
        case "docx":
            from hepu.report.docx import docx_bytes  # noqa: PLC0415  # python-docx is needed for this edition alone

            return docx_bytes(record, pack, lang, requests=requests, kind=kind)
        case "xlsx":
            from hepu.report.workbook.task_book import task_book  # noqa: PLC0415  # XlsxWriter is needed for this edition alone

            return task_book(record, pack, lang, requests=requests)
        case "pdf":
            from hepu.report.pdf.document import render_pdf  # noqa: PLC0415  # WeasyPrint takes most of a second to import

            return render_pdf(record, pack, lang, requests=requests, kind=kind)
