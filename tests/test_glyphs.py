"""What the report's fonts can draw; what else a profile brings is named with its place, never printed as a box."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_sample as sample
from hepu.advising import Order, advise_file
from hepu.errors import InputError, Location
from hepu.messages import render_fault
from hepu.profile.lines import clean_line
from hepu.report.docx import docx_bytes
from hepu.report.glyphs import glyph_faults, missing_characters
from hepu.report.html import render
from hepu.report.pdf.document import render_pdf
from hepu.report.pictures.metrics import characters
from hepu.report.workbook.task_book import task_book
from hepu.resources import knowledge_dir, rules_dir, templates_dir

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

_TABLE = Path(__file__).parent / "fixtures" / "general_standard_characters.txt"


def general_standard_characters() -> str:
    """Give the characters of 通用规范汉字表 in its order."""
    rows = _TABLE.read_text("utf-8").splitlines()
    return "".join(row for row in rows if not row.startswith("#"))


def test_every_general_standard_character_is_drawn() -> None:
    """Find all 8,105 characters of 通用规范汉字表, those of names in the second plane too, in both weights."""
    table = general_standard_characters()

    assert len(set(table)) == len(table) == 8105
    assert [sign for sign in table if ord(sign) not in characters()] == []
    assert set("𬱖堃珺喆镕") <= set(table)


@pytest.mark.parametrize(
    "text",
    [
        "Trường Đại học Bách khoa Hà Nội, Cao đẳng Kỹ thuật Lý Tự Trọng, ƯỚƠẠỆỮỲỴỶỸ",
        unicodedata.normalize("NFD", "Trường Đại học Việt Nhật"),
        "Universität Škofja Łódź Çağ Ñandú Œuvre São Åbo",
        "nǐ hǎo lǜ nǚ",
        "①②⑳ ℃ ‰ ≥ ≤ × ÷ → № — … 〔2004〕 《》 “” ‘’ ·",
    ],
)
def test_what_colleges_write_is_drawn(text: str) -> None:
    """Draw Vietnamese, composed or not, the Latin letters of Europe, pinyin and the signs of documents."""
    assert glyph_faults({"college": {"name": {"zh": text}}}) == ()


def test_everything_that_the_pack_and_the_templates_say_is_drawn() -> None:
    """Find in the fonts each character of knowledge, rules and templates, whether a report prints it or not."""
    folders = (knowledge_dir(), rules_dir(), templates_dir())
    files = [path for folder in folders for kind in ("*.yaml", "*.j2") for path in sorted(folder.rglob(kind))]
    texts = {path.name: path.read_text("utf-8") for path in files if path.name != "form.yaml"}  # what people may type
    missing = {name: found for name, text in texts.items() if (found := missing_characters(text))}

    assert len(files) > 100
    assert missing == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\U0001f60a学院", "😊 (U+1F60A)"),
        ("臺灣大學", "臺 (U+81FA), 灣 (U+7063), 學 (U+5B78)"),
        ("จุฬา", "จ (U+0E08), U+0E38, ฬ (U+0E2C), า (U+0E32)"),
        ("عمان", "ع (U+0639), م (U+0645), ا (U+0627), ن (U+0646)"),
        ("甲\ue000", "U+E000"),
        ("甲\u202e乙", "U+202E"),
        ("甲\u200b乙\u200d丙\ufeff", "U+200B, U+200D, U+FEFF"),
        ("葛\U000e0100", "U+E0100"),
        ("a\u20dd", "U+20DD"),
    ],
)
def test_what_no_page_could_show_is_named_with_its_code_and_field(text: str, found: str) -> None:
    """Name emoji, other scripts, traditional characters, private use, turned or hidden text and rare marks."""
    (fault,) = glyph_faults({"partnerships": {"rows": [{"partner": "甲"}, {"partner": text}]}}, file="college.yaml")

    assert fault.location == Location("college.yaml", path="partnerships.1.partner")
    assert fault.context == {"found": found}
    assert found in render_fault(fault, "zh")
    assert found in render_fault(fault, "en")


def test_the_place_is_the_cell_of_the_form_where_it_is_known() -> None:
    """Give the cell of a field, or of what the field is a part of."""
    cell = Location("form.xlsx", "合作项目", "C7")
    profile = {"partnerships": {"rows": [{"partner": "한국", "place": "vietnam"}]}}

    for path in ("partnerships.0.partner", "partnerships.0"):
        assert [fault.location for fault in glyph_faults(profile, {path: cell})] == [cell]


@given(st.text(max_size=12))
def test_a_character_is_drawn_or_named(text: str) -> None:
    """Name exactly the characters that no page could show."""
    named = {fault.context["found"] for fault in glyph_faults({"x": text})}
    shown = [sign for sign in text if glyph_faults({"x": sign}) == ()]

    assert missing_characters("".join(shown).replace("<", "").replace("&", "")) == ""
    assert bool(named) == (len(shown) < len(text))


@given(st.text(max_size=12))
def test_nothing_that_nobody_sees_is_kept_of_a_typed_text(text: str) -> None:
    """Drop what hides, joins or turns round its neighbours: a name reads as it is compared."""
    assert not [sign for sign in clean_line(text) if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}]


@pytest.fixture(scope="module")
def changed() -> tuple[Record, Pack]:
    """Give a record in which a partner is named in a script that the fonts lack."""
    record, pack = sample.record_of(sample.rich())
    rows = [dict(row) for row in record.inputs.profile["partnerships"]["rows"]]
    rows[1]["partner"] = "วิทยาลัย"
    profile = {**record.inputs.profile, "partnerships": {**record.inputs.profile["partnerships"], "rows": rows}}
    return record.model_copy(update={"inputs": record.inputs.model_copy(update={"profile": profile})}), pack


@pytest.mark.parametrize("make", [render, render_pdf, docx_bytes, task_book])
def test_no_edition_is_made_with_a_box_in_it(make: object, changed: tuple[Record, Pack]) -> None:
    """Refuse the page for screens, the PDF, the document and the workbook alike, with the field."""
    with pytest.raises(InputError) as caught:
        make(*changed, "zh")  # type: ignore[operator]  # four functions of one shape

    assert [(fault.code, fault.location.path) for fault in caught.value.faults] == [
        ("glyph_missing", "partnerships.1.partner")
    ]


def test_the_line_of_the_profile_is_named_before_advice_is_sought(tmp_path: Path) -> None:
    """Give file, line and column of a character that no page could show."""
    profile = tmp_path / "college.yaml"
    profile.write_text(
        "as_of: 2026-11-01\ndata_year: 2025\ncollege:\n  name: 甲学院\nalliances: [乙\U0001f600联盟]\n", "utf-8"
    )

    with pytest.raises(InputError) as caught:
        advise_file(Order(profile=profile, output=tmp_path, issued_at=sample.ISSUED))

    (fault,) = caught.value.faults
    assert (fault.location.file, fault.location.line) == ("college.yaml", 5)
    assert list(tmp_path.iterdir()) == [profile]
