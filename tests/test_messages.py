"""Messages: one language at a time, words that fit the number, and a remedy that fits the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from form_sample import changed, list_cell, row_of, sheet_of
from hepu.errors import Fault, InputError, Location
from hepu.facts.peers import read_peers
from hepu.intake import default_lexicon, read_profile_bytes
from hepu.messages import catalogue, phrase, render_fault, render_faults, told
from hepu.text import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

    from hepu.pipeline import Advisor

HAN = re.compile(r"[\u4e00-\u9fff]")
HEAD = "as_of: 2025-06-30\ndata_year: 2024\ncollege: {name: 合浦示范学院（虚构）}\n"
# What the faulty form below holds in Chinese, which a message may quote; everything else in a message is ours.
TYPED = re.compile("理工|上海市|万|人")


def faulty_form(book: Workbook) -> None:
    """Type a wrong value of each kind into the sample's form."""
    cells: dict[str, Any] = {
        "college.college_type": "理工",
        "college.town": "上海市",
        "resources.staff": "3.5万",
        "resources.budget": "50人",
        "resources.office": "maybe",
        "resources.converted_students": 3,
        "as_of": None,
        "alliances.complete": "all",
    }
    for mark, value in cells.items():
        sheet = sheet_of(book, mark)
        sheet[f"D{row_of(sheet, mark)}"] = value
    sheet = sheet_of(book, "resources.rules")
    sheet[f"E{row_of(sheet, 'resources.rules')}"] = "perhaps"
    sheet = sheet_of(book, "partnerships.rows")
    sheet[list_cell(sheet, "partnerships", 0, "partner")] = None
    sheet[list_cell(sheet, "partnerships", 1, "place")] = "Atlantis"
    sheet[list_cell(sheet, "partnerships", 1, "level")] = 7
    sheet = sheet_of(book, "resources.majors")
    sheet.delete_rows(row_of(sheet, "resources.site_exit_terms"))
    del book.defined_names["hepu_resources_site_exit_terms"]


def test_an_english_message_about_a_form_holds_no_chinese_but_what_was_typed() -> None:
    faults = read_profile_bytes(changed(faulty_form), "form.xlsx").faults
    said = ["".join(told(fault, "en")) for fault in faults]

    assert len({fault.code for fault in faults}) >= 10
    assert [line for line in said if HAN.search(TYPED.sub("", line))] == []


def test_a_chinese_message_names_each_thing_once() -> None:
    """A unit or a choice is not told in English as well."""
    faults = read_profile_bytes(changed(faulty_form), "form.xlsx").faults
    said = {fault.code: "".join(told(fault, "zh")) for fault in faults}

    assert "是、否" in said["not_a_flag"]
    assert all(word not in "".join(said.values()) for word in ("yes", "persons", "Full-time", "actual"))


@pytest.mark.parametrize(
    ("number", "lang", "expected"),
    [
        (0, "en", "0 errors, 1 warning"),
        (1, "en", "1 error, 1 warning"),
        (2, "en", "2 errors, 1 warning"),
        (1, "zh", "错误 1 处，警告 1 处"),
    ],
)
def test_a_count_takes_the_word_that_fits_it(number: int, lang: Lang, expected: str) -> None:
    assert phrase("profile_checked", lang, errors=number, warnings=1) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_name_is_near_that_is_said(lang: Lang) -> None:
    """Every message that names the nearest name says so when there is none."""
    named = [code for code, entry in catalogue().items() if "{nearest}" in entry[lang]["remedy"]]
    none = phrase("nearest_none", lang)

    assert len(named) > 15
    assert all(none in told(Fault(code, context={"nearest": ""}), lang)[1] for code in named)
    assert all(none in told(Fault(code), lang)[1] for code in named)


def test_an_unknown_column_of_a_peer_table_is_told_with_the_columns_there_are(shipped: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "peers.csv"
    path.write_text("college,year,§§§\n甲,2025,1\n", "utf-8")

    with pytest.raises(InputError) as caught:
        read_peers(path, shipped.pack.knowledge, [], 8)

    assert "full_time_students" in render_faults(caught.value.faults, "en")
    assert render_faults(caught.value.faults, "en").endswith("none is like it")


@pytest.mark.parametrize("text", ["college: {town: 上海市}", "partnerships: [{partner: 甲, place: Atlantis}]"])
def test_a_text_file_is_not_sent_to_a_drop_down_list(text: str) -> None:
    for fault in read_profile_bytes((HEAD.rpartition("college")[0] + text + "\n").encode(), "college.yaml").faults:
        if fault.code.startswith("unknown_"):
            assert "下拉" not in render_fault(fault, "zh")
            assert "hepu profile schema" in render_fault(fault, "zh")
            assert "from the list" not in render_fault(fault, "en")


def test_every_message_for_a_text_stands_in_for_another() -> None:
    marked = [code for code in catalogue() if code.endswith("_in_text")]

    assert len(marked) >= 5
    assert [code for code in marked if code.removesuffix("_in_text") not in catalogue()] == []


@pytest.mark.parametrize(
    ("typed", "near"), [("上海市", None), ("上海", None), ("北每市", "北海市"), ("beihia", "北海市")]
)
def test_an_ending_that_all_towns_share_makes_none_of_them_alike(typed: str, near: str | None) -> None:
    lexicon = default_lexicon()
    found = lexicon.suggest(lexicon.names["towns"], typed)

    assert (found.zh if found else None) == near


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("as_of: 2026-09-01\ndata_year: 2009\n", ["out_of_range"]),
        ("as_of: 2026-09-01\n", ["required"]),
        ("as_of: soon\ndata_year: 2025\n", ["not_a_date"]),
    ],
)
def test_a_value_that_stands_in_for_a_faulty_one_contradicts_nothing(head: str, codes: list[str]) -> None:
    text = f"{head}college: {{name: 合浦示范学院（虚构）}}\n"

    assert [fault.code for fault in read_profile_bytes(text.encode(), "college.yaml").faults] == codes


def test_what_has_a_name_in_each_language_is_told_in_the_readers() -> None:
    fault = Fault("required", Location("a.yaml"), words={"expected": Text(zh="数据年度", en="Data year")})

    assert [render_fault(fault, lang).partition("\n")[0] for lang in LANGUAGES] == [
        "a.yaml: “数据年度”必填",
        "a.yaml: 'Data year' is required",
    ]


def test_faults_at_one_place_about_two_things_are_both_kept() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.majors")
        for mark in ("resources.site_exit_terms", "resources.asset_approval"):
            sheet.delete_rows(row_of(sheet, mark))
            del book.defined_names[f"hepu_{mark.replace('.', '_')}"]

    assert [fault.code for fault in read_profile_bytes(changed(change), "form.xlsx").faults] == ["row_missing"] * 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_systems_own_words_are_not_repeated(lang: Lang) -> None:
    """Why the system refuses to write is told in its own language, which is not always the reader's."""
    fault = Fault("output_unwritable", Location("out/a.pdf"), {"found": "No space left on device"})

    assert render_fault(fault, lang).startswith("out/a.pdf: ")
    assert "device" not in render_fault(fault, lang)


@pytest.mark.parametrize("sign", ["\x1b", "\x00", "\u202e", "\ud800", "\x9b"])
def test_what_steers_a_terminal_is_spelt_out(sign: str) -> None:
    line = render_fault(
        Fault("record_version", Location(f"a{sign}.json"), {"found": f"x{sign}[31m", "expected": "y"}), "en"
    )

    assert sign not in line
    assert line.count(f"\\u{ord(sign):04x}") == 2


def test_a_value_or_a_name_of_a_file_begins_no_line_of_a_message() -> None:
    fault = Fault("certainty_word", Location("a\n::error::x.yaml", line=1), {"found": "b\n::error::y"})

    lines = render_fault(fault, "en").split("\n")

    assert [line for line in lines if line.strip().startswith("::")] == []
