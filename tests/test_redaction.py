"""The copy for outsiders: no name in it, all that follows still in it, and nothing to try names against."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import report_sample as sample
from hepu.advising import shipped
from hepu.layers import shipped_layers
from hepu.profile.model import Profile
from hepu.record.build import as_json, canonical
from hepu.record.digests import record_bytes
from hepu.redaction import _texts, redact_file, redacted
from hepu.synthetic import generate
from hostile_profile import hostile

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.record.model import Record


def provinces() -> dict[str, str]:
    return {name: town.province for name, town in shipped().pack.knowledge.towns.items()}


def record_of(profile: dict[str, Any]) -> Record:
    return sample.record_of(profile)[0]


def drawn(number: int) -> dict[str, Any]:
    """Give a fictitious college."""
    found = list(generate(shipped().pack.knowledge, 3, 7))[number]
    return Profile.model_validate(found).model_dump(mode="json")


@pytest.mark.parametrize(
    "made", [sample.rich, lambda: hostile(sample.rich()), sample.core, *(lambda n=n: drawn(n) for n in range(3))]
)
def test_no_name_and_no_text_of_the_profile_is_in_the_copy(made: Any) -> None:
    record = record_of(made())
    texts = {text for _, text in _texts(record.inputs.profile) if len(text) > 1}
    said = canonical(redacted(record, provinces())).decode()

    assert texts
    assert [text for text in sorted(texts) if text in said or json.dumps(text, ensure_ascii=False)[1:-1] in said] == []


def test_no_digest_is_in_the_copy_against_which_names_could_be_tried() -> None:
    record = record_of(sample.rich())
    said = canonical(redacted(record, provinces())).decode()

    assert record.inputs.profile_digest not in said
    assert record.issue.id not in said
    assert "sample.yaml" not in said
    assert "qinzhou" not in said


def test_all_that_was_concluded_is_in_the_copy() -> None:
    record = record_of(sample.rich())
    copy = redacted(record, provinces())["record"]

    assert copy["inference"] == as_json(record)["inference"]
    assert copy["inputs"]["profile"]["resources"]["staff"]["value"] == "2"
    assert copy["inputs"]["profile"]["partnerships"]["rows"][0]["place"] == "vietnam"
    assert [item["id"] for item in copy["advice"]["strategies"]] == [item.id for item in record.advice.strategies]


def test_the_same_text_has_the_same_stand_in() -> None:
    copy = redacted(record_of(sample.rich()), provinces())["record"]
    profile = copy["inputs"]["profile"]

    assert profile["mission"]["priority_majors"]["rows"][0]["name"] == profile["programmes"]["rows"][0]["name"]


def test_the_copy_is_no_record(tmp_path: Path) -> None:
    source, copy = tmp_path / "a.json", tmp_path / "b.json"
    source.write_bytes(record_bytes(record_of(sample.rich())))
    redact_file(source, shipped_layers(), copy)
    value = json.loads(copy.read_bytes())

    assert value["schema"] == "hepu-redacted/1"
    assert set(value) == {"schema", "record", "replaced"}
    assert copy.read_bytes() == canonical(redacted(record_of(sample.rich()), provinces()))
