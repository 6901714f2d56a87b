"""Contacts: in no digest, no record, no message and no edition; and the file still is the one that the digest names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from form_sample import SAMPLE, changed, row_of, sample_form, sample_profile, sheet_of
from hepu.intake import form_bytes, read_profile_bytes
from hepu.messages import render_fault
from hepu.profile.model import Contact, Signature

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

HEAD = "as_of: 2025-06-30\ndata_year: 2024\ncollege: {name: 合浦示范学院（虚构）}\n"
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
CONTACTS = st.builds(
    Contact,
    filled_in_by=WORDS,
    checked_by=WORDS,
    telephone=st.from_regex("[0-9]{7,11}", fullmatch=True),
    sheets=st.dictionaries(
        st.sampled_from(["core", "college", "partnerships"]),
        st.builds(Signature, filled_in_by=WORDS, checked_by=WORDS, evidence=WORDS),
        max_size=2,
    ),
)


def digest(text: str, name: str = "college.yaml") -> str:
    found = read_profile_bytes((HEAD + text).encode(), name)
    assert found.profile is not None
    return found.digest


@settings(max_examples=6)
@given(CONTACTS)
def test_no_contact_bears_on_the_digest_of_a_form(contact: Contact) -> None:
    """Whoever knows all the rest cannot try a telephone number against it."""
    with_contact = form_bytes(sample_profile().model_copy(update={"contact": contact}), "zh")
    without = form_bytes(sample_profile().model_copy(update={"contact": Contact()}), "zh")

    assert read_profile_bytes(with_contact, "a.xlsx").digest == read_profile_bytes(without, "a.xlsx").digest != ""


def test_erasing_the_contact_leaves_a_text_file_the_one_that_was_handed_in() -> None:
    erased = "\n".join(line for line in SAMPLE.splitlines() if not line.startswith("contact:")) + "\n"

    assert read_profile_bytes(SAMPLE.encode(), "a.yaml").digest == read_profile_bytes(erased.encode(), "a.yaml").digest


def test_contacts_written_first_may_be_erased_as_well() -> None:
    """What follows stands on other lines then."""
    first = "contact: {telephone: '0779-2100000'}\n"

    assert (
        digest("resources: {staff: 3}\n")
        == read_profile_bytes((first + HEAD + "resources: {staff: 3}\n").encode(), "a.yaml").digest
    )


@pytest.mark.parametrize(
    "other",
    [
        "resources: {staff: 4}\n",
        "resources: {staff: '3'}\n",
        "resources: {staff: true}\n",
        "resources: {staff: {value: 3, status: estimate}}\n",
        "resources: {staff: {value: 3, source: 年报}}\n",
        "resources: {staff: {value: 3, evidence: 台账}}\n",
        "resources: {foreign_teachers: 3}\n",
        "resources: {staff: 3}\nalliances: none\n",
        "resources: {staff: 3}\nalliances: [{name: 甲}]\n",
        "resources: {staff: 3}\nindicators: {overseas_sites: {2024: 0}}\n",
        "resources: {staff: 3}\nfictitious: true\n",
    ],
)
def test_another_answer_is_another_file(other: str) -> None:
    assert read_profile_bytes((HEAD + other).encode(), "a.yaml").digest not in {"", digest("resources: {staff: 3}\n")}


def test_a_cell_of_a_form_counts_by_what_stands_in_it() -> None:
    def one_more(book: Workbook) -> None:
        sheet = sheet_of(book, "resources.staff")
        row = row_of(sheet, "resources.staff")
        next(cell for cell in sheet[row] if cell.value == 3).value = 4

    assert read_profile_bytes(changed(one_more), "a.xlsx").digest != read_profile_bytes(sample_form(), "a.xlsx").digest


def test_a_form_saved_again_by_another_program_is_the_same_file() -> None:
    assert (
        read_profile_bytes(changed(lambda _: None), "a.xlsx").digest
        == read_profile_bytes(sample_form(), "a.xlsx").digest
    )


def test_what_cannot_be_read_has_no_digest() -> None:
    assert read_profile_bytes(b"x", "a.xlsx").digest == ""


@pytest.mark.parametrize(
    "contact",
    [
        "{telephone: true}",
        "{telephone: '07792100000 07792100000 07792100000 07792100000'}",
        "{filled_in_by: 密级：秘密}",
        "{sheets: {core: {checked_by: false}}}",
        "{telephone: '450103199001011234'}",
    ],
)
def test_no_message_repeats_what_stands_in_the_place_of_a_contact(contact: str) -> None:
    found = read_profile_bytes((HEAD + f"contact: {contact}\n").encode(), "a.yaml")
    said = "\n".join(render_fault(fault, lang) for fault in found.faults for lang in ("zh", "en"))

    assert found.faults
    assert not any(word in said for word in ("0779", "密级：", "True", "False", "45010"))


@pytest.mark.parametrize(
    ("text", "name", "code", "severity"),
    [
        ("resources: {office: {value: true, source: 电话0779-2100000}}", "a.yaml", "contact_repeated", "error"),
        ("alliances: [{name: 联盟（07792100000）}]", "a.yaml", "contact_repeated", "error"),
        ("# 有问题请打 0779 210 0000", "a.yaml", "contact_repeated", "error"),
        ("", "某学院07792100000.yaml", "contact_in_name", "error"),
        ("", "某学院（陈示例）.yaml", "contact_in_name", "warning"),
    ],
)
def test_a_contact_elsewhere_is_told_before_it_goes_into_a_record(
    text: str, name: str, code: str, severity: str
) -> None:
    contact = "\ncontact: {filled_in_by: 陈示例, telephone: 0779-2100000}\n"
    found = read_profile_bytes((HEAD + text + contact).encode(), name)

    assert [(fault.code, fault.severity) for fault in found.faults] == [(code, severity)]


def test_the_colleges_own_name_is_no_contact() -> None:
    """A form says who filled it in by office as often as by name."""
    contact = "contact: {filled_in_by: 合浦示范学院}\n"

    assert read_profile_bytes((HEAD + contact).encode(), "合浦示范学院.yaml").faults == ()
