"""The generated pages and schemas are those of the models as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema

from hepu.published import profile_schema, published_files, record_schema
from hepu.record.build import as_json
from hepu.yaml_source import read_yaml
from test_advice import advise

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

TOP = Path(__file__).resolve().parents[1]


def test_generated_files_are_up_to_date(shipped: Advisor) -> None:
    stale = [
        name
        for name, text in published_files(shipped.pack.knowledge).items()
        if (TOP / "docs" / name).read_text("utf-8") != text
    ]

    assert stale == [], "run: python -m hepu.published docs"


def test_a_record_satisfies_its_published_schema() -> None:
    jsonschema.validate(as_json(advise()), record_schema())


def test_the_example_satisfies_the_published_profile_schema(shipped: Advisor) -> None:
    for path in sorted((TOP / "examples").glob("*.yaml")):
        document = read_yaml(path.read_text("utf-8"), path.name).value
        plain = json.loads(json.dumps(document, default=float))

        jsonschema.validate(plain, profile_schema(shipped.pack.knowledge))
