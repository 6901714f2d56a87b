"""The record: deterministic, without contacts, and the same after a journey through JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hepu.pipeline import Request
from hepu.record.build import as_json, canonical, digest_of
from hepu.record.model import Record
from test_advice import NOON, advise, bay

if TYPE_CHECKING:
    from hepu.pipeline import Advisor


def test_a_record_reads_back_from_its_own_json() -> None:
    record = advise()

    assert Record.model_validate(json.loads(canonical(as_json(record)))) == record


def test_contacts_stay_outside_the_record() -> None:
    assert bay().contact.filled_in_by
    assert bay().contact.filled_in_by not in canonical(as_json(advise())).decode()


def test_the_id_follows_from_the_content(shipped: Advisor) -> None:
    same = shipped.advise(Request(bay(), NOON, engine="chainer"))
    again = shipped.advise(Request(bay(), NOON, engine="chainer"))
    other = shipped.advise(Request(bay(), "2026-11-23T00:00:00+00:00", engine="chainer"))

    assert same.issue.id == again.issue.id
    assert same.issue.id != other.issue.id


def test_the_profiles_digest_is_over_its_canonical_json() -> None:
    inputs = advise().inputs

    assert inputs.profile_digest == digest_of(inputs.profile)


def test_a_run_with_one_engine_is_a_diagnosis_and_not_issued() -> None:
    assert advise().issue.status == "diagnosis"


@pytest.mark.slow
def test_the_same_input_gives_the_same_record_whatever_the_hash_seed() -> None:
    script = (
        "from test_advice import advise; from hepu.record.build import as_json, digest_of; "
        "print(digest_of(as_json(advise())))"
    )
    digests = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.path.dirname(__file__)}  # noqa: PTH120
        done = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
        )
        digests.add(done.stdout.strip())

    assert len(digests) == 1
