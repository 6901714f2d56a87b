"""The departures of a DOCX for people, in rows of a place and what was changed there, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from hepu.messages import phrase
from hepu.verification.telling import Verification, as_data, conclusion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.text import Lang
    from hepu.verification.docx import DocxReport
    from hepu.verification.docx_departures import DocxDeparture

__all__ = ["DocxVerification", "docx_data", "docx_page"]


class DocxPlace(BaseModel):
    """One departure: its kind, where it stands, and what was and is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    where: str
    part: str
    heading: str
    table: int
    row: int
    column: int
    expected: str
    found: str


class DocxVerification(BaseModel):
    """Where a DOCX departs from its record, and what the record was found to be; texts are in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["hepu-docx-verification/1"] = Field(default="hepu-docx-verification/1", alias="schema")
    file: str
    sha256: str
    departures: tuple[DocxPlace, ...]
    record: Verification
    caveat: str


def docx_data(report: DocxReport, lang: Lang) -> DocxVerification:
    """Give the departures of a DOCX as data."""
    return DocxVerification(
        file=report.file,
        sha256=report.digest,
        departures=tuple(
            DocxPlace(
                kind=item.kind,
                where=_where(item, lang),
                part=item.part,
                heading=item.heading,
                table=item.table,
                row=item.row,
                column=item.column,
                expected=item.expected,
                found=item.found,
            )
            for item in report.departures
        ),
        record=as_data(report.record, lang),
        caveat=phrase("verify_docx_caveat", lang),
    )


def docx_page(report: DocxReport, lang: Lang) -> Iterator[str | tuple[tuple[str, str], ...]]:
    """Give the departures of a DOCX as paragraphs and as rows of two columns."""
    yield phrase("verify_file_line", lang, file=report.file, digest=report.digest)
    yield ""
    number = report.record.record_id
    if report.departures:
        yield phrase("verify_docx_heading", lang, id=number, count=len(report.departures))
        yield tuple(
            (_where(item, lang), phrase(f"verify_docx_{item.kind}", lang, expected=item.expected, found=item.found))
            for item in report.departures
        )
    else:
        yield phrase("verify_docx_none", lang, id=number)
    yield ""
    yield phrase("verify_docx_caveat", lang)
    yield phrase("verify_docx_record_is", lang, found=conclusion(report.record, lang))


def _where(item: DocxDeparture, lang: Lang) -> str:
    """Say in which cell, part or below which heading a departure stands."""
    if item.kind in {"picture", "unread"}:
        return "·"
    if item.table:
        return phrase("verify_docx_place_cell", lang, table=item.table, row=item.row, column=item.column)
    if item.part != "body":
        return phrase(f"verify_docx_place_{item.part}", lang)
    if not item.heading:
        return phrase("verify_docx_place_top", lang)
    return phrase("verify_docx_place_body", lang, heading=item.heading)
