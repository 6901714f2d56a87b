"""The same record gives the same bytes: whenever, wherever and in however many processes it is printed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.report.docx import docx_bytes
from hepu.report.editions import editions
from hepu.report.html import render

if TYPE_CHECKING:
    from hepu.report.html import EditionKind, EditionLang

pytestmark = [
    pytest.mark.slow,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TESTS = Path(__file__).parent
# The clock stands at another day where it is asked; nothing may ask it for what goes into a file.
AGAIN = """
import sys, time
sys.path.insert(0, sys.argv[1])
plain = time.time
time.time = lambda: plain() + 400 * 86_400
import test_same_bytes
print(test_same_bytes.digest("en", "circulation"))
"""
# The typesetter works everything out itself each time.
PLAINLY = """
import sys
sys.path.insert(0, sys.argv[1])
from hepu.report.pdf import document as pdf
pdf.typeset_swiftly = lambda: False
import test_same_bytes
print(test_same_bytes.digest("en", "circulation"))
"""
ELSEWHERE = (
    {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"},
    {"PYTHONHASHSEED": "99", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"},
)


def digest(lang: EditionLang, kind: EditionKind) -> str:
    """Give the sha256 of an edition of the core record as PDF."""
    return hashlib.sha256(sample.pdf_of("core", lang, kind)).hexdigest()


@pytest.mark.parametrize("there", ELSEWHERE, ids=lambda item: item["TZ"])
def test_at_another_time_and_place(there: dict[str, str], tmp_path: Path) -> None:
    """Another hash seed, time zone, locale, folder, temporary folder, day and build's epoch give the same bytes."""
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, str(TESTS)],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **there, "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path)},
    )

    assert done.stdout.strip() == digest("en", "circulation")


def test_without_what_saves_time() -> None:
    """What is remembered of lengths, texts, lines and objects changes nothing that is drawn."""
    done = subprocess.run(
        [sys.executable, "-c", PLAINLY, str(TESTS)], check=True, capture_output=True, text=True, cwd=TESTS.parent
    )

    assert done.stdout.strip() == digest("en", "circulation")


def test_in_several_processes_at_once() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = set(pool.map(digest, ["en", "en"], ["circulation", "circulation"]))

    assert found == {digest("en", "circulation")}


def test_after_another_edition_in_the_same_process() -> None:
    """What is remembered from one report changes nothing in the next."""
    first = digest("en", "circulation")
    sample.pdf_of("core", "zh", "audit")
    sample.pdf_of.cache_clear()

    assert digest("en", "circulation") == first


def test_another_day_of_issue_is_another_document() -> None:
    record, pack = sample.record_of(sample.core(), with_peers=False)
    later = record.model_copy(
        update={"issue": record.issue.model_copy(update={"issued_at": "2026-11-23T00:00:00+00:00"})}
    )

    assert render(record, pack, "en") != render(later, pack, "en")
    assert docx_bytes(record, pack, "en") != docx_bytes(later, pack, "en")


def test_each_kind_has_a_name_of_its_own(tmp_path: Path) -> None:
    """An audit edition does not overwrite the one that goes round; the tasks and the record are the same in both."""
    record, pack = sample.record_of(sample.core(), with_peers=False)
    kinds: tuple[EditionKind, ...] = ("circulation", "audit")
    found = [
        path.name
        for kind in kinds
        for path in editions(record, pack, tmp_path, "a", ("html", "docx", "xlsx", "json"), ("zh",), kind=kind)
    ]

    assert found == [
        *("a.zh.html", "a.zh.docx", "a.zh.xlsx", "a.json"),
        *("a.zh.audit.html", "a.zh.audit.docx", "a.zh.xlsx", "a.json"),
    ]
