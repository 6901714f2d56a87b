"""Which texts of a DOCX depart from its record: each edit is told with its place, and nothing else is."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import OxmlElement

import report_sample as sample
from hepu.advising import ready, shipped
from hepu.errors import InputError
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.report.docx import docx_bytes
from hepu.verification.asking import Question
from hepu.verification.docx import verify_docx
from hepu.verification.docx_departures import departures_of, record_ids
from hepu.verification.docx_texts import read_docx
from own_packs import yunjiang_layers
from verify_sample import AT, COSTLY, issued, ledger_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.pack import Pack
    from hepu.verification.docx_departures import DocxDeparture


@pytest.fixture(scope="module")
def edition() -> bytes:
    """Give the DOCX of an advisory."""
    return docx_bytes(issued(), shipped().pack, "zh")


@pytest.fixture(scope="module", autouse=True)
def rendered_once(edition: bytes) -> Any:
    """Take the DOCX that was rendered before for the one that is rendered again."""
    patch = pytest.MonkeyPatch()
    patch.setattr("hepu.verification.docx_departures.docx_bytes", lambda *_, **__: edition)
    yield
    patch.undo()


def edited(data: bytes, edit: Callable[[Any], None]) -> tuple[DocxDeparture, ...]:
    """Edit a DOCX and give where it departs."""
    document = docx.Document(io.BytesIO(data))
    edit(document)
    saved = io.BytesIO()
    document.save(saved)
    return departures_of(read_docx(saved.getvalue(), "x.docx"), issued(), shipped().pack)


def long_paragraph(document: Any) -> Any:
    """Give a paragraph of the advisory that has some text."""
    return [item for item in document.paragraphs if len(item.text) > 60][3]


def changed_word(document: Any) -> None:
    run = long_paragraph(document).runs[0]
    run.text = f"须{run.text}"


def put_in(document: Any) -> None:
    long_paragraph(document).insert_paragraph_before("另建议追加经费100万元。")


def taken_out(document: Any) -> None:
    element = long_paragraph(document)._p
    element.getparent().remove(element)


def changed_cell(document: Any) -> None:
    document.tables[0].rows[0].cells[0].paragraphs[0].runs[0].text = "改过"


def changed_foot(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].runs[0].text = "HP-0000000000000000"


def tracked(name: str, text: str) -> Callable[[Any], None]:
    """Write a change that a word processor keeps as one."""

    def edit(document: Any) -> None:
        change, run, words = OxmlElement(f"w:{name}"), OxmlElement("w:r"), None
        words = OxmlElement("w:t" if name == "ins" else "w:delText")
        words.text = text
        run.append(words)
        change.append(run)
        long_paragraph(document)._p.append(change)

    return edit


def test_an_edition_as_it_was_written_departs_nowhere(edition: bytes) -> None:
    assert edited(edition, lambda _: None) == ()


@pytest.mark.parametrize(
    ("edit", "kinds"),
    [
        (changed_word, ["changed"]),
        (put_in, ["inserted"]),
        (taken_out, ["deleted"]),
        (changed_cell, ["changed"]),
        (changed_foot, ["changed"]),
        (tracked("ins", "另议"), ["changed", "tracked_inserted"]),
        (tracked("del", "原文"), ["tracked_deleted"]),
    ],
)
def test_each_edit_is_told_as_what_it_is_and_nothing_else(
    edition: bytes, edit: Callable[[Any], None], kinds: list[str]
) -> None:
    assert [item.kind for item in edited(edition, edit)] == kinds


WORDS = "不得采纳"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SHAPES = "urn:schemas-microsoft-com:vml"


def rewritten(data: bytes, part: str, change: Callable[[str], str], **more: str) -> tuple[DocxDeparture, ...]:
    """Rewrite the XML of one part, put others in, and give where the DOCX departs."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = change(old.read(name).decode("utf-8")) if name == part else old.read(name)
            new.writestr(name, text)
        for name, content in more.items():
            new.writestr(name, content)
    return departures_of(read_docx(made.getvalue(), "x.docx"), issued(), shipped().pack)


def behind_a_text(inserted: str) -> Callable[[str], str]:
    """Put XML behind the first long text of a document."""
    return lambda text: re.sub(r"(<w:t[^>]*>[^<]{30,}</w:t>)", lambda found: found[1] + inserted, text, count=1)


@pytest.mark.parametrize(
    "inserted",
    [
        f'<m:oMath xmlns:m="{_MATH}"><m:r><m:t>{WORDS}</m:t></m:r></m:oMath>',
        f'<w:pict><v:shape xmlns:v="{_SHAPES}"><v:textpath string="{WORDS}"/></v:shape></w:pict>',
        f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Fallback><w:t>{WORDS}</w:t></mc:Fallback></mc:AlternateContent>',
        '<w:sym w:font="Wingdings" w:char="F0FC"/>',
        f'<w:fldSimple w:instr="PAGE"><w:r><w:t>{WORDS}</w:t></w:r></w:fldSimple>',
    ],
)
def test_words_that_are_shown_by_other_means_than_a_paragraphs_text_are_told(edition: bytes, inserted: str) -> None:
    assert [item.kind for item in rewritten(edition, "word/document.xml", behind_a_text(inserted))] == ["changed"]


def test_words_where_a_page_number_is_filled_in_are_told(edition: bytes) -> None:
    found = rewritten(edition, "word/footer1.xml", lambda text: text.replace("<w:t>1</w:t>", f"<w:t>{WORDS}</w:t>", 1))
    assert [item.kind for item in found] == ["changed"]
    assert rewritten(edition, "word/footer1.xml", lambda text: text.replace("<w:t>1</w:t>", "<w:t>12</w:t>")) == ()


def test_text_that_is_hidden_counts_as_taken_out(edition: bytes) -> None:
    hidden = "</w:r><w:r><w:rPr><w:vanish/></w:rPr>"
    found = rewritten(
        edition,
        "word/document.xml",
        lambda text: re.sub(r"<w:t[^>]*>[^<]{30,}</w:t>", lambda found: hidden + found[0], text, count=1),
    )
    assert len(found) == 1
    assert len(found[0].found) < len(found[0].expected)


def test_text_that_is_hidden_by_its_style_counts_as_taken_out(edition: bytes) -> None:
    found = rewritten(edition, "word/styles.xml", lambda text: text.replace("<w:rPr>", "<w:rPr><w:vanish/>"))
    assert {item.kind for item in found} == {"deleted"}


def test_a_part_that_is_drawn_in_or_words_before_items_of_lists_are_named_as_not_compared(edition: bytes) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    chunk = f'<Relationship Id="rId99" Type="{office}/aFChunk" Target="chunk.html"/></Relationships>'
    relations = "word/_rels/document.xml.rels"
    found = rewritten(edition, relations, lambda text: text.replace("</Relationships>", chunk))
    assert [(item.kind, item.found) for item in found] == [("unread", "aFChunk: word/chunk.html")]
    before = rewritten(
        edition, "word/numbering.xml", lambda text: re.sub('lvlText w:val="[^"]*"', f'lvlText w:val="{WORDS}%1"', text)
    )
    assert {(item.kind, item.found) for item in before} == {("unread", f"numbering: {WORDS}")}


def test_pictures_that_changed_places_are_told(edition: bytes) -> None:
    relations = "word/_rels/document.xml.rels"
    others = {"image1.png": "image2.png", "image2.png": "image1.png"}
    found = rewritten(edition, relations, lambda text: re.sub(r"image[12]\.png", lambda name: others[name[0]], text))
    assert [item.kind for item in found] == ["picture", "picture"]


def test_a_file_that_shows_another_part_than_is_read_here_is_refused(edition: bytes) -> None:
    with pytest.raises(InputError):
        rewritten(edition, "_rels/.rels", lambda text: text.replace("word/document.xml", "word/real.xml"))
    with pytest.raises(InputError):
        rewritten(edition, "", str, **{"Word/Document.xml": "<a/>"})


def test_a_changed_cell_is_told_with_its_table_row_and_column(edition: bytes) -> None:
    (one,) = edited(edition, changed_cell)

    assert (one.table, one.row, one.column, one.found) == (1, 1, 1, "改过")


def test_what_was_put_in_is_told_below_its_heading(edition: bytes) -> None:
    (one,) = edited(edition, put_in)

    assert one.heading
    assert one.found == "另建议追加经费100万元。"


def test_the_number_of_the_record_is_read_from_the_text(edition: bytes) -> None:
    assert record_ids(read_docx(edition, "x.docx")) == (issued().issue.id,)


def test_the_record_is_found_in_the_ledger_by_its_number(edition: bytes, tmp_path: Path) -> None:
    ledger_with(tmp_path / "l.db", issued())
    (tmp_path / "x.docx").write_bytes(edition)

    report = verify_docx(Question(tmp_path / "x.docx", AT, ledger=str(tmp_path / "l.db"), without=COSTLY))

    assert (report.departures, report.record.verdict) == ((), "consistent")


def test_the_pack_of_that_time_is_found_in_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = ready(yunjiang_layers())
    record = used.advise(Request(Profile.model_validate(sample.core()), sample.ISSUED, source_name="sample.yaml"))
    ledger_with(tmp_path / "l.db", record, made_under=used.pack)
    document, packs = docx.Document(), list[str]()
    document.add_paragraph(record.issue.id)
    document.save(str(tmp_path / "x.docx"))

    def departures(_texts: object, _record: object, pack: Pack) -> tuple[()]:
        packs.append(pack.digest)
        return ()

    monkeypatch.setattr("hepu.verification.docx.departures_of", departures)

    verify_docx(Question(tmp_path / "x.docx", AT, ledger=str(tmp_path / "l.db"), without=COSTLY))

    assert packs == [used.pack.digest]


def test_without_a_record_it_says_what_is_needed(edition: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(edition)

    with pytest.raises(InputError) as caught:
        verify_docx(Question(tmp_path / "x.docx", AT))

    assert [fault.code for fault in caught.value.faults] == ["verify_docx_record"]


def bomb() -> bytes:
    """Make an archive that would unpack to more than memory holds."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 70_000_000)
    return made.getvalue()


def nested(depth: int) -> bytes:
    """Make a DOCX whose elements stand in one another deeper than any of ours."""
    made, space = io.BytesIO(), "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(made, "w") as archive:
        inner = "<w:sdt>" * depth + "</w:sdt>" * depth
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{inner}</w:document>')
    return made.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", bomb(), nested(5_000), b"%PDF-1.7"])
def test_a_file_that_is_no_docx_of_ours_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_docx(data, "x.docx")

    assert [fault.code for fault in caught.value.faults] == ["verify_docx_unreadable"]
