"""Texts of a profile come out as texts in every edition, whatever they try to be, and nothing is fetched for them."""

from __future__ import annotations

import io
import json
import re
import socket
import zipfile
from functools import cache
from typing import TYPE_CHECKING, NoReturn

import lxml.html
import pypdf
import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook

import report_sample as sample
from hepu.record.digests import record_bytes
from hepu.report.docx import docx_bytes
from hepu.report.html import render
from hepu.report.pdf.typesetter import typesetter
from hepu.report.workbook.task_book import task_book
from hostile_profile import ATTACKS, hostile

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pack import Pack
    from hepu.record.model import Record

pytestmark = [
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# What only a text that has run would leave behind.
COMPUTED = str(7 * 1913)


@cache
def made(name: str = "rich") -> tuple[Record, Pack]:
    return sample.record_of(hostile(getattr(sample, name)()), with_peers=name != "core")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing open a connection or look a name up."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def squeezed(text: str) -> str:
    """Give a text without spaces, and with the marks that printing sets otherwise written plainly."""
    return re.sub(r"\s", "", text).translate(str.maketrans("‘’“”", "''\"\""))


def printed(text: str) -> set[str]:
    """Give the attacks that stand in a text, each whole."""
    flat = squeezed(text)
    return {attack for attack in ATTACKS if squeezed(attack) in flat}


def markup(page: str) -> tuple[list[str], list[str]]:
    """Give the kinds of elements of a page and the addresses in it."""
    root = lxml.html.document_fromstring(page)
    kinds = sorted({str(node.tag) for node in root.iter() if isinstance(node.tag, str)})
    addresses = [value for node in root.iter() for key, value in node.items() if key in {"href", "src", "style"}]
    return kinds, [address for address in addresses if not re.match(r"#|https?://[\w.-]+\.(?:cn|org|com)\b", address)]


def test_a_page_holds_no_element_that_a_text_of_the_profile_made() -> None:
    plain, pack = sample.record_of(sample.rich())
    page, sound = render(*made(), "both", kind="audit"), render(plain, pack, "both", kind="audit")
    root = lxml.html.document_fromstring(page)

    assert markup(page)[0] == markup(sound)[0]
    assert set(markup(page)[1]) <= set(markup(sound)[1])
    assert not [key for node in root.iter() for key in node.keys() if key.startswith("on")]  # noqa: SIM118  # an element of lxml
    assert len(root.findall(".//style")) == len(lxml.html.document_fromstring(sound).findall(".//style"))
    assert len(printed(root.text_content())) >= 8
    assert COMPUTED not in page


def test_a_document_to_be_edited_holds_no_field_and_no_address_of_the_profile() -> None:
    data = docx_bytes(*made(), "zh", kind="audit")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    roots = {name: ElementTree.fromstring(content) for name, content in parts.items()}
    linked = [
        node.get("Target", "")
        for name, root in roots.items()
        if name.endswith(".rels")
        for node in root.iter()
        if node.get("TargetMode") == "External"
    ]
    fields = {
        value
        for root in roots.values()
        for node in root.iter()
        for key, value in node.items()
        if key.endswith("}instr")
    }

    assert not [target for target in linked if not target.startswith("https://") and not target.startswith("http://")]
    assert not [target for target in linked if "evil" in target]
    assert fields <= {"PAGE", "NUMPAGES"}
    assert len(printed("".join(roots["word/document.xml"].itertext()))) >= 5


def test_a_workbook_of_tasks_holds_no_formula_and_no_link() -> None:
    book = load_workbook(io.BytesIO(task_book(*made(), "both")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    assert ATTACKS[0] in str(book.worksheets[0]["A1"].value)


def test_the_record_says_every_text_as_it_was() -> None:
    record, _ = made()
    said = json.dumps(json.loads(record_bytes(record))["inputs"]["profile"], ensure_ascii=False)

    assert all(json.dumps(attack, ensure_ascii=False)[1:-1] in said for attack in ATTACKS)


def test_a_pdf_opens_nothing_runs_nothing_and_leads_nowhere_that_the_profile_says() -> None:
    from hepu.report.pdf.document import render_pdf  # needs the libraries that set pages

    data = render_pdf(*made("core"), "zh")
    reader = pypdf.PdfReader(io.BytesIO(data))
    actions = [
        str(note["/A"].get("/S"))
        for page in reader.pages
        for note in (item.get_object() for item in page.get("/Annots", ()))
        if "/A" in note
    ]

    assert set(actions) <= {"/URI", "/GoTo"}
    assert not [mark for mark in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"evil") if mark in data]
    assert reader.metadata is not None
    assert ATTACKS[0] in str(reader.metadata.title)
    assert len(reader.attachments) == 1
    assert printed("".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://evil.invalid/", "data:text/css,*{}", "LINK", "//evil.invalid/x"]
)
def test_the_typesetter_admits_no_address_at_all(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Even a page that asks gets nothing, and the warning would keep the edition from being written."""
    from hepu.report.pdf.typesetter import lay_out

    link = tmp_path / "link.png"
    link.symlink_to("/etc/passwd")
    asked = link.as_uri() if address == "LINK" else address
    typesetter()
    lay_out(
        f"<html lang=zh><title>x</title><link rel=stylesheet href='{asked}'><p>x<img alt=x src='{asked}'></p></html>"
    )

    assert len([record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]) >= 1
