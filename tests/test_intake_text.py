"""Profiles in YAML and JSON, with their shorthands, and the line and column of every slip."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_sample import SAMPLE, sample_profile
from hepu.errors import InputError
from hepu.intake import Intake, read_profile_bytes
from hepu.json_source import parse_json
from hepu.messages import render_fault
from hepu.profile.model import Answer, Completeness, Status
from hepu.yaml_source import parse_yaml, read_yaml

HEAD = "as_of: 2025-06-30\ndata_year: 2024\ncollege: {name: 合浦示范学院（虚构）}\n"
SIGNS = st.characters(codec="utf-8")
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), st.text(SIGNS, max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(SIGNS, max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


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


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("{'as_of': 1}", "json_key", 1, 2),
        ('{"as_of": 2026-09-01}', "json_value", 1, 11),
        ('{"as_of": "2026-09-01",\n # a comment\n "data_year": 2025}', "json_key", 2, 2),
        ('{"a": 1} # a comment', "json_more", 1, 10),
        ('{"a": 1,}', "json_key", 1, 9),
        ('{"a": [1,]}', "json_value", 1, 10),
        ('{"a": 1\n"b": 2}', "json_comma", 2, 1),
        ('{"a" 1}', "json_colon", 1, 6),
        ('{"a": True}', "json_value", 1, 7),
        ('{"a": NaN}', "json_value", 1, 7),
        ('{"a": 012}', "json_value", 1, 7),
        ('{"a": .5}', "json_value", 1, 7),
        ('{"a": +5}', "json_value", 1, 7),
        ('{"a": &x 5}', "json_value", 1, 7),
        ('{"a": "b\nc"}', "json_string", 1, 7),
        ('{"a": "b\\q"}', "json_string", 1, 7),
        ('{"a": "\\ud800"}', "json_string", 1, 7),
        ('{"a": 1} {"a": 1}', "json_more", 1, 10),
        ('{"a": "b', "json_cut", 1, 7),
        ('{"a": 1', "json_cut", 1, 8),
        ('{"a":', "json_cut", 1, 6),
        ('{"a": [1, 2', "json_cut", 1, 12),
        ('{\r\n"a": 1,\r"b": ?}', "json_value", 3, 6),
        ("a: 1", "json_value", 1, 1),
        ("[" * 60 + "]" * 60, "yaml_too_deep", 1, 42),
    ],
)
def test_what_is_no_json_is_told_where_it_stands(text: str, code: str, line: int, column: int) -> None:
    """JSON is strict, and what is wrong with it is said of JSON and in the reader's language."""
    found = read_profile_bytes(text.encode(), "college.json")
    said = [render_fault(fault, "zh") for fault in found.faults]

    assert [(fault.code, fault.location.line, fault.location.column) for fault in found.faults] == [
        (code, line, column)
    ]
    assert "YAML" not in said[0]
    assert re.search("did not|expected|found ", said[0]) is None


def test_json_keeps_the_place_of_every_value() -> None:
    """A value of a mapping stands where its key stands, as in YAML."""
    text = '{"as_of": "2025-06-30", "data_year": 2024,\n "college": {"name": "合浦示范学院（虚构）"},\n'
    text += ' "resources": {"staff": 3,\n  "office": true}, "alliances": [{"name": "甲"}, "乙"]}'
    found = read_profile_bytes(text.encode(), "college.json")

    places = {path: (place.line, place.column) for path, place in found.origins.items()}

    assert found.faults == ()
    assert places["resources.staff"] == (3, 16)
    assert places["resources.office"] == (4, 3)
    assert places["alliances.1.name"] == (4, text.splitlines()[3].index('"乙"') + 1)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value: object, indent: object, ascii_only: bool) -> None:
    """Whatever JSON holds is read without a loss, whole numbers and texts alike."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)  # type: ignore[arg-type]  # a number or a text

    assert parse_json(text, "a.json").value == value


@given(st.text(alphabet='{}[]",:\\ \n0123456789.-+eEtrufalsn"\u1234', max_size=30))
def test_text_is_json_to_us_where_it_is_json_to_the_standard_library(text: str) -> None:
    """Neither more nor less is taken for JSON."""
    assert is_json(text) == is_read(text)


def is_json(text: str) -> bool:
    """Say whether the standard library reads a text as JSON, without the numbers that only it allows."""
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return "NaN" not in text and "Infinity" not in text and value is not ...


def is_read(text: str) -> bool:
    """Say whether we read a text as JSON."""
    try:
        parse_json(text, "a.json")
    except InputError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("resources: &r {staff: -3}\nmission: *r\n", ["yaml_alias", "negative", "yaml_alias"]),
        ("resources: {staff: &s -3, foreign_teachers: *s}\n", ["negative", "yaml_alias", "negative", "yaml_alias"]),
        ("resources: {staff: !!str -3, stafff: 1}\n", ["negative", "yaml_tag", "unknown_key_near"]),
        ("&k resources: {staff: -3}\n", ["yaml_alias", "negative"]),
        ("? {a: 1}\n: 2\nresources: {staff: -3}\n", ["yaml_key", "negative"]),
        ("resources: {staff: -3}\n---\nresources: {staff: -4}\n", ["negative", "yaml_many_documents"]),
    ],
)
def test_what_yaml_may_not_hold_hides_no_other_fault(text: str, codes: list[str]) -> None:
    """Anchors, tags, odd keys and further documents are told with all the rest."""
    assert sorted(fault.code for fault in read(text).faults) == sorted(codes)


def test_an_alias_for_what_is_required_is_one_fault() -> None:
    """What an alias withholds is not asked for again, and an endless one is not followed."""
    text = "as_of: &d 2025-06-30\ndata_year: 2024\ncontact: &a [*d, *d]\ncollege: *a\n"

    codes = [fault.code for fault in read_profile_bytes(text.encode(), "college.yaml").faults]

    assert set(codes) == {"yaml_alias", "expected_mapping"}


def test_aliases_of_aliases_are_not_followed() -> None:
    """A few lines may stand for more than any memory holds."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 30)]

    document = parse_yaml("\n".join(lines) + "\n", "bomb.yaml")

    assert document.value["a29"] == [None] * 10
    assert {fault.code for fault in document.faults} == {"yaml_alias"}


def test_a_text_that_breaks_off_is_warned_of_wherever_it_ends() -> None:
    """A cut within a line of YAML may leave sound YAML: 46 may become 4."""
    whole = (HEAD + "resources:\n  majors: 46\n").encode()

    for end in range(len(HEAD.encode()) + 1, len(whole)):
        found = read_profile_bytes(whole[:end], "college.yaml")
        assert found.faults or whole[:end].endswith(b"\n")
    cut = read_profile_bytes(whole[:-2], "college.yaml")
    assert [(fault.code, fault.severity, fault.location.line) for fault in cut.faults] == [("text_cut", "warning", 5)]
    assert cut.accepted().resources.majors.value == 4


@given(st.integers(1, len(SAMPLE.encode()) - 1))
def test_a_profile_cut_at_any_byte_is_never_taken_for_whole(end: int) -> None:
    """In YAML a cut is told unless it falls between two lines, and in JSON wherever it falls."""
    value = json.dumps(read_yaml(SAMPLE, "sample.yaml").value, default=plain, ensure_ascii=False).encode()
    yaml_part, json_part = SAMPLE.encode()[:end], value[: end % len(value)]

    assert read_profile_bytes(yaml_part, "college.yaml").faults or yaml_part.endswith(b"\n")
    assert read_profile_bytes(json_part, "college.json").profile is None


def test_a_year_twice_is_told_together_with_every_other_fault() -> None:
    text = (
        "as_of: 2026-09-01\ndata_year: 2025\ncollege: {name: {zh: 虚构学院}}\n"
        "resources: {staff: three}\nindicators: {overseas_sites: {2025: 1, 2025: 2}}\n"
    )

    lines = {fault.code: fault.location.line for fault in read_profile_bytes(text.encode(), "twice.yaml").faults}

    assert lines["yaml_duplicate_key"] == 5
    assert 4 in lines.values()


def test_a_list_longer_than_any_college_has_is_told_and_not_judged() -> None:
    rows = "".join(f"  - {{name: 联盟{at}}}\n" for at in range(1_001))
    found = read(f"alliances:\n{rows}")

    assert [(fault.code, fault.location.line) for fault in found.faults] == [("too_many_rows", 1_005)]
