"""Cover and page on the version tell who issued it, who signs it or that nobody does, and the ledger's state before."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

import report_sample as sample
from hepu.record.digests import record_digest
from hepu.record.model import CheckpointRecord, SignerRecord
from hepu.report.docx import docx_bytes
from hepu.report.html import Edition

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.text import Lang

LEDGER = CheckpointRecord(ledger="示例台账", sequence=1284, digest="3f9ac0de" * 8)
SIGNER = SignerRecord(subject="CN=示例签发单位", certificate="ab12cd34" * 8, demonstration=False)
SHOW = SIGNER.model_copy(update={"demonstration": True})


def made(**issue: Any) -> tuple[Record, Pack]:
    """Give the record of a college with a dozen answers under another issue block."""
    record, pack = sample.record_of(sample.core(), with_peers=False)
    return record.model_copy(update={"issue": record.issue.model_copy(update=issue)}), pack


def told(record: Record, pack: Pack, lang: Lang) -> tuple[str, str]:
    """Give the rows of the cover and of the page on the version as text."""
    view = Edition.of(record, pack, lang).view
    cover, version = ("\n".join(row.value[lang] for row in rows) for rows in (view.cover.rows, view.version))
    return cover, version


@pytest.mark.parametrize(
    ("lang", "signer", "on_cover", "on_version"),
    [
        ("zh", None, "未签名", "未签名：本件没有电子签名，凭文件本身不能确认由谁出具"),
        ("en", None, "Unsigned", "unsigned: it carries no electronic signature"),
        ("zh", SIGNER, SIGNER.subject, SIGNER.certificate),
        ("en", SIGNER, SIGNER.subject, SIGNER.certificate),
        ("zh", SHOW, "演示证书签名，不是可靠的电子签名", "仅作演示，不是可靠的电子签名，不能确认由谁出具"),
        (
            "en",
            SHOW,
            "no reliable electronic signature",
            "makes no reliable electronic signature and does not establish",
        ),
    ],
)
def test_a_signature_its_kind_or_its_absence_is_told_plainly(
    lang: Lang, signer: SignerRecord | None, on_cover: str, on_version: str
) -> None:
    cover, version = told(*made(signer=signer), lang)

    assert on_cover in cover
    assert on_version in version


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_issuer_and_the_state_of_the_ledger_before_are_told_in_full(lang: Lang) -> None:
    cover, version = told(*made(issuer="示例教育厅", previous=LEDGER), lang)

    assert all(word in cover for word in ("示例教育厅", "1284", LEDGER.digest[:12]))
    assert all(word in version for word in ("示例教育厅", LEDGER.ledger, "1284", LEDGER.digest))


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("未注明", "出具时未用台账")), ("en", ("not stated", "no ledger was in use"))]
)
def test_what_was_not_told_of_the_origin_is_said_not_to_be(lang: Lang, words: tuple[str, ...]) -> None:
    _, version = told(*made(), lang)

    assert all(word in version for word in words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_digest_of_the_record_and_how_to_verify_it_are_printed_and_change_no_record(lang: Lang) -> None:
    record, pack = made(signer=SIGNER)
    before = record_digest(record)
    page = Edition.of(record, pack, lang).page("print")
    version = page[page.index('class="pairs version"') :]

    assert before in version
    assert "hepu verify" in version
    assert SIGNER.certificate in version
    assert record_digest(record) == before


def test_a_copy_for_editing_says_that_the_signature_is_that_of_the_pdf() -> None:
    """Neither workbook nor document is signed; the cover speaks of the PDF."""
    with zipfile.ZipFile(io.BytesIO(docx_bytes(*made(signer=SHOW), "zh"))) as archive:
        text = re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode())

    assert "PDF用演示证书签名，不是可靠的电子签名" in text.replace(" ", "")
