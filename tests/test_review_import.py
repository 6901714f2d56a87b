"""Opinions of a filled book go into the pack whole and true, or not at all, with each fault at its cell."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from hepu.errors import HepuError, InputError, OutputError
from hepu.inference.chainer import compile_pack
from hepu.knowledge.reviewed import OPINIONS
from hepu.layers import Layer
from hepu.messages import catalogue, render_fault
from hepu.report.words import words
from hepu.review import taking
from hepu.review.book import book_bytes, write_book
from hepu.review.layout import listed
from hepu.review.status import objections
from review_sample import AGREED, DEFINITION, MEASURE, ROLE, RULE, Desk, column, place
from small_packs import errors_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.workbook.workbook import Workbook

    from hepu.pipeline import Advisor

SHEETS = ("challenge", "problem", "measures", "definitions")
REJECTED: Mapping[str, object] = {**AGREED, "opinion": "否决", "reason": "首步“未经审批”\\须改：见 #3 \u2028第二行"}
AMENDED: Mapping[str, object] = {
    "opinion": "修改",
    "reason": "改",
    "reviewer": "某评审人",
    "role": ROLE,
    "date": "2026年11月20日",
}


@pytest.fixture(scope="module")
def blank(shipped: Advisor) -> bytes:
    """Give the blank book of some sheets of the shipped pack."""
    return book_bytes(shipped.pack, kinds=SHEETS)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, blank: bytes) -> Desk:
    """Give a desk on which nothing is ever taken over."""
    return Desk.at(tmp_path_factory.mktemp("kept"), blank)


@pytest.fixture
def desk(tmp_path: Path, blank: bytes) -> Desk:
    """Give a desk of its own."""
    return Desk.at(tmp_path / "desk", blank)


def test_a_filled_book_goes_round(desk: Desk) -> None:
    """The pack holds the opinions, has no fault, and the next book shows them."""
    desk.fill({RULE: AGREED, MEASURE: REJECTED, DEFINITION: AMENDED})
    desk.take()
    pack = desk.pack()
    compile_pack(pack)
    write_book(desk.book, pack, overwrite=True)
    book = load_workbook(desk.book)
    shown = {}
    for key in (RULE, MEASURE, DEFINITION):
        sheet, row = place(book, key)
        shown[key] = str(sheet.cell(row, column(sheet, "state")).value).split("\n")

    assert errors_of(pack) == []
    assert [pack.reviewed[key].state for key in (RULE, MEASURE, DEFINITION)] == ["agreed", "rejected", "amended"]
    assert shown[RULE] == ["同意", f"{ROLE}，2026年11月20日"]
    assert shown[MEASURE] == ["否决", f"{ROLE}，2026年11月20日", "理由：首步“未经审批”\\须改：见 #3 第二行"]
    assert "某评审人" not in "".join(shown[DEFINITION])


def test_nothing_but_the_reviews_changes(desk: Desk) -> None:
    """Each changed file reads as before once the new block is put back."""
    before = desk.files()
    desk.fill({RULE: AGREED, MEASURE: REJECTED, DEFINITION: AMENDED})
    changed = desk.take()
    after = desk.files()

    assert {str(path) for path in changed} == {path for path in before if before[path] != after[path]}
    assert len(changed) == 3
    for path in changed:
        lines = after[str(path)].decode().split("\n")
        at = next(number for number, line in enumerate(lines) if line.strip() == "review:")
        end = next(number for number in range(at, len(lines)) if lines[number].strip().startswith("of: "))
        indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
        kept = [f"{indent}review: {{status: unreviewed}}"]
        restored = {"\n".join([*lines[:at], *put, *lines[end + 1 :]]).encode() for put in (kept, [])}
        assert before[str(path)] in restored


def test_a_review_can_be_reviewed_again(desk: Desk) -> None:
    """A new book shows the first opinion, so the second is given knowing it."""
    desk.fill({RULE: REJECTED})
    desk.take()
    write_book(desk.book, desk.pack(), overwrite=True)
    desk.fill({RULE: AGREED})
    desk.take()

    assert desk.pack().reviewed[RULE].state == "agreed"


def test_the_same_book_twice_changes_nothing(desk: Desk) -> None:
    desk.fill({RULE: REJECTED, MEASURE: AGREED})
    desk.take()

    assert desk.take() == ()


def test_an_opinion_that_another_one_overtook_is_refused(desk: Desk) -> None:
    desk.fill({RULE: REJECTED})
    desk.take()
    desk.fill({RULE: {**AGREED, "reason": None}})

    assert codes(desk) == ["review_since"]


def test_a_rule_that_changed_since_the_export_is_refused(desk: Desk) -> None:
    desk.fill({RULE: AGREED})
    change_rule(desk)

    assert codes(desk) == ["review_changed"]


def test_words_that_changed_elsewhere_do_not_spoil_a_book(desk: Desk) -> None:
    """A title in the list of sources reads otherwise since the export; the rule itself says the same."""
    desk.fill({RULE: AGREED})
    path = desk.layer.knowledge / "sources.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("高职院校", "高等职业院校"), "utf-8")

    assert "高职院校" in text
    assert [opinion.entry.key for opinion in desk.read()[0]] == [RULE]


def test_an_entry_that_was_removed_matters_only_where_it_was_reviewed(desk: Desk) -> None:
    next(desk.layer.rules.rglob("fiscal-support-below-target.yaml")).unlink()
    desk.fill({RULE: AGREED})

    assert len(desk.read()[0]) == 1
    desk.fill({"fiscal-support-below-target": AGREED})
    assert codes(desk) == ["review_unknown"]


def test_a_review_lapses_when_the_rule_changes(desk: Desk) -> None:
    desk.fill({RULE: AGREED})
    desk.take()
    change_rule(desk)

    assert desk.pack().reviewed[RULE].state == "stale"


def test_objections_are_told_by_the_check(desk: Desk) -> None:
    desk.fill({RULE: REJECTED, MEASURE: AMENDED, DEFINITION: AGREED})
    desk.take()
    told = objections(desk.pack())

    assert [fault.code for fault in told] == ["review_rejected_rule", "review_amended_rule"]
    assert {fault.severity for fault in told} == {"warning"}


def change_rule(desk: Desk) -> None:
    """Let the rule say something else."""
    path = next(desk.layer.rules.rglob(f"{RULE}.yaml"))
    path.write_text(path.read_text("utf-8").replace("\nsince: 2017", "\nsince: 2018"), "utf-8")


def codes(desk: Desk) -> list[str]:
    """Give the codes of what is wrong with a book."""
    with pytest.raises(InputError) as caught:
        desk.read()
    return [fault.code for fault in caught.value.faults]


def row(**values: object) -> Callable[[Workbook], None]:
    """Fill in the row of the rule as agreed, with other values in some columns."""

    def edit(book: Workbook) -> None:
        sheet, at = place(book, RULE)
        for name, value in {**AGREED, **values}.items():
            sheet.cell(at, column(sheet, name)).value = value  # type: ignore[assignment]  # a cell takes any

    return edit


def twice(book: Workbook) -> None:
    row()(book)
    sheet, at = place(book, RULE)
    last = sheet.max_row + 1
    for number in range(1, sheet.max_column + 1):
        sheet.cell(last, number, sheet.cell(at, number).value)
    sheet.cell(last, column(sheet, "opinion"), "否决")
    sheet.cell(last, column(sheet, "reason"), "不同意")


def hidden(name: str, value: str) -> Callable[[Workbook], None]:
    """Change what the hidden sheet says."""

    def edit(book: Workbook) -> None:
        row()(book)
        for cells in book["_hepu"].iter_rows():
            if cells[0].value == name:
                cells[1].value = value

    return edit


def without_column(book: Workbook) -> None:
    row()(book)
    sheet, _ = place(book, RULE)
    sheet.delete_cols(column(sheet, "role"))


def empty(book: Workbook) -> None:
    """Fill in nothing."""


FAULTS: dict[str, tuple[Callable[[Workbook], None], str, str]] = {
    "an unknown id": (row(key="few-teacher-days-abrod"), "review_unknown", "key"),
    "no id": (row(key=None), "review_unknown", "key"),
    "no opinion": (row(opinion=None), "review_opinion_missing", "opinion"),
    "another word": (row(opinion="基本同意"), "review_opinion_word", "opinion"),
    "rejected without a reason": (row(opinion="否决"), "review_reason_missing", "reason"),
    "amended with a blank reason": (row(opinion="修改", reason=" \n"), "review_reason_missing", "reason"),
    "no role": (row(role=None), "review_role_missing", "role"),
    "no date": (row(date=None), "review_date_missing", "date"),
    "an impossible date": (row(date="2026-02-30"), "review_date_impossible", "date"),
    "a number for a date": (row(date=20261120), "review_date_impossible", "date"),
    "a day to come": (row(date=dt.date(2026, 11, 26)), "review_date_future", "date"),
    "a day long ago": (row(date=dt.date(1900, 1, 20)), "review_date_early", "date"),
    "a long text": (row(reason="长" * 1001), "review_text_long", "reason"),
    "a formula": (row(reason="=1+1"), "review_formula", "reason"),
    "an edited condition": (row(condition="任何情况"), "review_edited", "condition"),
    "an edited state": (row(state="同意"), "review_edited", "state"),
    "the id of another": (row(key="travel-blocked"), "review_edited", "conclusion"),
    "an id that was not exported": (row(key="strategy.adopt_plan_and_rules"), "review_unknown", "key"),
    "an identity card": (row(reason="身份证 11010519491231002X"), "personal_number", "reason"),
    "a secret paper": (row(reason="机密★10年"), "secret_mark", "reason"),
    "two opinions": (twice, "review_twice", ""),
    "another version": (hidden("version", "9"), "review_version", ""),
    "another pack": (hidden("pack", "another"), "review_other_pack", ""),
    "another workbook": (hidden("form", "hepu-form"), "review_not_a_book", ""),
    "a column less": (without_column, "review_columns", ""),
    "nothing at all": (empty, "review_none", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_at_its_cell(name: str, kept: Desk, blank: bytes) -> None:
    """Nothing is read from a book with a fault, and both languages say what to do."""
    edit, code, at = FAULTS[name]
    kept.book.write_bytes(blank)
    book = load_workbook(kept.book)
    sheet, number = place(book, RULE)
    cell = sheet.cell(number, column(sheet, at)).coordinate if at else ""
    edit(book)
    book.save(kept.book)
    with pytest.raises(InputError) as caught:
        kept.read()
    found = [fault for fault in caught.value.faults if fault.code == code]

    assert found, [fault.code for fault in caught.value.faults]
    assert not at or found[0].location.cell == cell
    for lang in ("zh", "en"):
        assert catalogue()[code][lang]["remedy"]
        assert "{" not in render_fault(found[0], lang)


def test_every_fault_of_a_row_is_named_at_once(kept: Desk, blank: bytes) -> None:
    kept.book.write_bytes(blank)
    kept.fill({RULE: {"opinion": "否决", "date": "2026-13-01"}})

    assert codes(kept) == ["review_date_impossible", "review_role_missing", "review_reason_missing"]


def test_a_fault_anywhere_leaves_every_file_alone(desk: Desk) -> None:
    before = desk.files()
    desk.fill({RULE: AGREED, MEASURE: {**AGREED, "role": None}})

    assert codes(desk) == ["review_role_missing"]
    with pytest.raises(InputError):
        desk.take()
    assert desk.files() == before


def test_a_file_that_cannot_be_written_leaves_every_file_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two replacements fails, and the first is undone."""
    before = desk.files()
    desk.fill({RULE: AGREED, MEASURE: AGREED})
    replace = os.replace
    calls: list[str] = []

    def failing(source: str, target: str) -> None:
        calls.append(str(target))
        if len(calls) == 2:
            raise OSError(28, "full")
        replace(source, target)

    monkeypatch.setattr("hepu.file_writing.os.replace", failing)
    with pytest.raises(OutputError):
        desk.take()

    assert desk.files() == before


def test_comments_are_not_taken_over_and_that_is_said(desk: Desk) -> None:
    desk.fill({RULE: AGREED})
    book = load_workbook(desk.book)
    sheet, at = place(book, RULE)
    sheet.cell(at, 3).comment = Comment("此处有误", "评审人")
    book.save(desk.book)
    opinions, warnings = desk.read()

    assert len(opinions) == 1
    assert [fault.code for fault in warnings] == ["review_comments"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("book.xlsm", b"PK\x03\x04", "macros"),
        ("book.csv", b"a,b", "unknown_format"),
        ("book.xlsx", b"", "empty_file"),
        ("book.xlsx", b"a,b", "not_a_workbook"),
        ("book.xlsx", b"PK\x03\x04broken", "truncated_file"),
    ],
)
def test_a_file_that_is_no_book_is_refused(kept: Desk, name: str, content: bytes, code: str) -> None:
    desk = Desk(kept.folder, kept.book.with_name(name))
    desk.book.write_bytes(content)

    assert codes(desk) == [code]


def test_a_bomb_is_not_unpacked(kept: Desk, blank: bytes) -> None:
    desk = Desk(kept.folder, kept.book.with_name("bomb.xlsx"))
    desk.book.write_bytes(blank)
    with zipfile.ZipFile(desk.book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 30_000_000)

    assert codes(desk) == ["zip_ratio"]


def test_a_pack_inside_the_installed_software_is_not_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.layering.installed.data_dir", lambda: Path("/somewhere/hepu/_data"))
    with pytest.raises(HepuError) as caught:
        taking.refuse_installed((Layer.at(Path("/somewhere/hepu/_data")),))

    assert [fault.code for fault in caught.value.faults] == ["review_installed"]


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=40).map(str.strip)
SOUND = TEXTS.filter(lambda text: text and not text.startswith("=") and not any(sign.isdigit() for sign in text))
SAID = st.fixed_dictionaries(
    {
        "opinion": st.sampled_from(OPINIONS).map(lambda word: words()[f"book_opinion.{word}"].zh),
        "reason": SOUND,
        "role": SOUND,
        "date": st.dates(dt.date(2020, 1, 1), dt.date(2026, 11, 25)),
    },
    optional={"reviewer": SOUND},
)


@pytest.mark.slow
@settings(max_examples=6)
@given(data=st.data())
def test_whatever_is_said_is_read_back(data: st.DataObject, shipped: Advisor, blank: bytes) -> None:
    """Random opinions on random entries stand in the pack as they were typed, and the pack can still be loaded."""
    listed_keys = sorted(item.key for _, found in listed(shipped.pack, SHEETS) for item in found)
    keys = data.draw(st.lists(st.sampled_from(listed_keys), min_size=1, max_size=8, unique=True))
    said: dict[str, dict[str, Any]] = {key: data.draw(SAID) for key in keys}
    folder = Path(tempfile.mkdtemp())
    try:
        desk = Desk.at(folder / "desk", blank)
        desk.fill(said)
        desk.take()
        pack = desk.pack()
    finally:
        shutil.rmtree(folder)
    for key, values in said.items():
        review = pack.reviewed[key].review
        shown = {"opinion": words()[f"book_opinion.{review.status}"].zh, "reason": review.reason, "role": review.role}
        typed = {name: " ".join(values[name].split()) for name in ("opinion", "reason", "role")}
        assert {name: " ".join(text.split()) for name, text in shown.items()} == typed
        assert review.date == values["date"]
        assert pack.reviewed[key].mark == shipped.pack.reviewed[key].mark
    assert sum(item.state != "unreviewed" for item in pack.reviewed.values()) == len(keys)
