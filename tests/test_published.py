"""The generated pages and schemas are those of the models as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from hepu.authoring.schemas.files import RULE_FILE, schema_files
from hepu.language.read import read_rule
from hepu.published import model_schema, profile_schema, published_files
from hepu.record.build import as_json
from hepu.record.model import Record
from hepu.yaml_source import read_yaml
from test_advice import advise

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

TOP = Path(__file__).resolve().parents[1]


def test_generated_files_are_up_to_date(shipped: Advisor) -> None:
    stale = [
        name for name, text in published_files(shipped.pack).items() if (TOP / "docs" / name).read_text("utf-8") != text
    ]

    assert stale == [], "run: python -m hepu.published docs"


def test_a_record_satisfies_its_published_schema() -> None:
    jsonschema.validate(as_json(advise()), model_schema(Record))


def test_the_example_satisfies_the_published_profile_schema(shipped: Advisor) -> None:
    for path in sorted((TOP / "examples").glob("*.yaml")):
        document = read_yaml(path.read_text("utf-8"), path.name).value
        plain = json.loads(json.dumps(document, default=float))

        jsonschema.validate(plain, profile_schema(shipped.pack.knowledge))


RULE: dict[str, Any] = {
    "rule": "no-teacher-sent",
    "concludes": {"problem": "weak_teacher_capacity"},
    "certainty": "possible",
    "since": "2017-01-01",
    "theory": "two_kinds_of_development",
    "when": {"none": "partnerships", "where": {"sends_teachers": {"is": True}}},
    "because": {"zh": "没有。", "en": "None."},
    "sources": ["CL22"],
    "examples": [{"it": "cannot be judged", "given": {}, "expect": "unknown"}],
}


@pytest.fixture(scope="module")
def rule_validator(shipped: Advisor) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema_files(shipped.pack)[RULE_FILE]))


def test_every_rule_satisfies_the_published_schema(rule_validator: jsonschema.Draft202012Validator) -> None:
    refused = []
    for path in sorted((TOP / "rules").rglob("*.yaml")):
        plain = json.loads(json.dumps(read_yaml(path.read_text("utf-8"), path.name).value, default=float))
        refused += [(path.name, error.message[:80]) for error in rule_validator.iter_errors(plain)]

    assert refused == []


@pytest.mark.parametrize(
    "part",
    [
        {"when": {"fact": "stafff", "below": 2}},
        {"when": {"fact": "staff", "below": 2.5}},
        {"when": {"fact": "office", "below": 1}},
        {"when": {"fact": "office", "is": 1}},
        {"when": {"fact": "staff", "below": 2, "above": 1}},
        {"when": {"fact": "staff"}},
        {"when": {"gap": "overseas_sites", "at_least": "huge"}},
        {"when": {"fact": "staff", "is": {"gap": "overseas_sites"}}},
        {"when": {"fact": "staff", "below": {"indicator": "student_teacher_ratio"}}},
        {"when": {"fact": "office", "is": {"parameter": "min_office_staff"}}},
        {"when": {"fact": "staff", "below": 10**20}},
        {"when": {"all": []}},
        {"when": {"some": "partnerships", "where": {"activ": {"is": True}}}},
        {"when": {"every": "partnerships"}},
        {"when": {"count": "partnerships", "at_least": {"parameter": "no_such"}}},
        {"when": {"policy": "no_such"}},
        {"when": {"problem": "weak_teacher_capacity", "certainty": {"at_least": "sure"}}},
        {"concludes": {"problem": "no_such"}},
        {"concludes": {"problem": "weak_teacher_capacity", "cause": "x"}},
        {"excludes": {"strategy": "set_up_office"}},
        {"certainty": "sure"},
        {"sources": []},
        {"sources": ["NOBODY"]},
        {"because": {"zh": "只有中文。"}},
        {"examples": [{"it": "x", "given": {}, "expect": "maybe"}]},
        {"whn": {}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(
    shipped: Advisor, rule_validator: jsonschema.Draft202012Validator, part: dict[str, Any]
) -> None:
    faulty = {**RULE, **part}
    read, faults = read_rule(json.dumps(faulty), "no-teacher-sent.yaml", "no-teacher-sent", shipped.pack.vocabulary)

    assert rule_validator.is_valid(RULE)
    assert not rule_validator.is_valid(faulty)
    assert read is None
    assert all(fault.location.line for fault in faults)
