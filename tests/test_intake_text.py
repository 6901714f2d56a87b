"""Profiles in YAML and JSON, with their shorthands, and the line and column of every slip."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from form_sample import SAMPLE, sample_profile
from hepu.intake import Intake, read_profile_bytes
from hepu.profile.model import Answer, Completeness, Status
from hepu.yaml_source import read_yaml

HEAD = "as_of: 2025-06-30\ndata_year: 2024\ncollege: {name: 合浦示范学院（虚构）}\n"


def read(text: str, name: str = "college.yaml") -> Intake:
    """Read a profile from text after the lines that every profile needs."""
    return read_profile_bytes((HEAD + text).encode(), name)


def plain(value: object) -> object:
    """Give a value as JSON writes it."""
    return float(value) if isinstance(value, Decimal) else str(value)


def test_json_and_yaml_give_the_same_profile() -> None:
    """JSON is read like the YAML that it is, tabs and signs of the second plane included."""
    value = read_yaml(SAMPLE, "sample.yaml").value
    text = json.dumps(value, default=plain, indent="\t", ensure_ascii=True)

    assert read_profile_bytes(text.encode(), "sample.json").accepted() == sample_profile()


def test_signs_beyond_the_first_plane_survive_json() -> None:
    """Rare characters of names are written as two escapes."""
    text = json.dumps({"as_of": "2025-06-30", "data_year": 2024, "college": {"name": "合浦𬭎示范学院"}})

    assert "\\ud8" in text
    assert read_profile_bytes(text.encode(), "a.json").accepted().college.name.zh == "合浦𬭎示范学院"


def test_shorthands_mean_what_they_say() -> None:
    """A scalar is an actual value, null is missing, words are words."""
    found = read(
        "resources:\n  staff: 3\n  budget: {value: 50, status: estimate, source: 预算}\n  office: null\n"
        "  graduate_tracking: not_applicable\n  majors: 约30\n  foreign_teachers: 无\n  plan: 无\n"
    ).accepted()

    assert found.resources.staff == Answer(value=Decimal(3), status=Status.ACTUAL)
    assert found.resources.budget == Answer(value=Decimal(50), status=Status.ESTIMATE, source="预算")
    assert found.resources.office == Answer()
    assert found.resources.graduate_tracking.status is Status.NOT_APPLICABLE
    assert found.resources.majors == Answer(value=Decimal(30), status=Status.ESTIMATE)
    assert found.resources.foreign_teachers.value == 0
    assert found.resources.plan.value is False


@pytest.mark.parametrize(
    ("text", "complete", "rows"),
    [
        ("alliances: none", Completeness.NONE, 0),
        ("alliances: 无", Completeness.NONE, 0),
        ("alliances: null", Completeness.MISSING, 0),
        ("alliances: [{name: 甲联盟}, 乙联盟]", Completeness.ALL, 2),
        ("alliances: {complete: some, rows: [甲联盟]}", Completeness.SOME, 1),
        ("alliances: some", Completeness.SOME, 0),
        ("", Completeness.MISSING, 0),
    ],
)
def test_lists_say_how_complete_they_are(text: str, complete: Completeness, rows: int) -> None:
    """None, a sequence, or a mapping of both."""
    found = read(text).accepted().alliances

    assert (found.complete, len(found.rows)) == (complete, rows)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("resources: {stafff: 3}", "unknown_key_near", 4),
        ("resorces: {}", "unknown_key_near", 4),
        ("resources:\n  staff: true", "not_a_number", 5),
        ("resources:\n  staff: [1]", "expected_value", 5),
        ("resources:\n  staff: {value: 1, vlaue: 2}", "unknown_key_near", 5),
        ("resources:\n  staff: 1.5", "not_whole", 5),
        ("resources:\n  budget: -1", "negative", 5),
        ("resources:\n  budget: .nan", "not_a_number", 5),
        ("resources:\n  budget: 1.8e308", "not_a_number", 5),
        ("resources:\n  qualification_number: 450102199003071234", "personal_number", 5),
        ("resources: 7", "expected_mapping", 4),
        ("indicators: {overseas_sites: 3}", "expected_years", 4),
        ("indicators: {oversea_sites: {2024: 3}}", "unknown_indicator_near", 4),
        ("indicators: {overseas_sites: {24: 3}}", "not_a_year", 4),
        ('indicators:\n  overseas_sites:\n    2024: 3\n    "2024": 4', "year_twice", 7),
        ("indicators: {overseas_sites: {2025: 3}}", "year_after_data_year", 4),
        ("alliances: []", "all_without_rows", 4),
        ("alliances: {complete: all, rows: 3}", "expected_list", 4),
        ("alliances: maybe", "unknown_completeness", 4),
        ("alliances:\n  - {leads: true}", "field_missing", 5),
        ("alliances:\n  - [1]", "expected_mapping", 5),
        ("schema_version: 2", "schema_version", 4),
        ("overseas_students:\n  - {place: vietnam, kind: degree, students: 2, 姓名: 甲}", "single_students", 5),
        ("overseas_students:\n  - {place: 越南国, kind: degree}", "unknown_place_near", 5),
        ("# 机密★5年", "secret_mark", 4),
        ("contact: {sheets: {coree: {checked_by: 甲}}}", "unknown_key_near", 4),
    ],
)
def test_slips_are_named_with_their_line(text: str, code: str, line: int) -> None:
    """Each slip in a text has its own code and line."""
    found = read(text)

    assert found.profile is None
    assert (code, line) in [(fault.code, fault.location.line) for fault in found.faults]


def test_every_value_remembers_where_it_was_read() -> None:
    """Origins name the line of answers, years and fields of rows."""
    found = read(
        "resources: {staff: 3}\nindicators: {overseas_sites: {2024: 1}}\nalliances:\n  - {name: 甲, active: true}\n"
    )

    assert found.origins["resources.staff"].line == 4
    assert found.origins["indicators.overseas_sites.2024"].line == 5
    assert found.origins["alliances.complete"].line == 6
    assert found.origins["alliances.0.active"].line == 7


def test_the_digest_is_that_of_the_file() -> None:
    """The record can name exactly what was handed in."""
    assert (
        read_profile_bytes(b"x", "a.yaml").sha256 == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    )


def test_a_year_twice_is_told_together_with_every_other_fault() -> None:
    text = (
        "as_of: 2026-09-01\ndata_year: 2025\ncollege: {name: {zh: 虚构学院}}\n"
        "resources: {staff: three}\nindicators: {overseas_sites: {2025: 1, 2025: 2}}\n"
    )

    lines = {fault.code: fault.location.line for fault in read_profile_bytes(text.encode(), "twice.yaml").faults}

    assert lines["yaml_duplicate_key"] == 5
    assert 4 in lines.values()
