"""Some hundreds of single changes in all that an advisory goes out with: verification misses none without a name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from parts.mutant_material import Material, material
from parts.mutants import (
    Examined,
    Tally,
    anchored,
    beside_by_byte,
    byte_changes,
    forged,
    kept_work,
    ledger_by_byte,
    ledger_by_value,
    value_changes,
)

from hepu.record.digests import record_bytes
from hepu.verification.inquiry import Anchors, Beside

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    with kept_work():
        yield material(tmp_path_factory.mktemp("mutations"), SEED)


def missed(outcomes: dict[str, str]) -> dict[str, str]:
    return {what: outcome for what, outcome in outcomes.items() if outcome not in {"found", "noticed", "no meaning"}}


def test_no_changed_byte_of_a_record_passes_unnoticed(made: Material) -> None:
    data = record_bytes(made.plain)
    case = Examined(data, Anchors(), Beside())

    assert missed({f"byte {at}": case.outcome(changed) for at, changed in byte_changes(data, 30, "record")}) == {}


def test_no_changed_byte_beside_a_record_changes_what_is_read_of_it_unnoticed(made: Material) -> None:
    tally = Tally()
    beside_by_byte(made, tally, 20, SEED)

    assert dict(tally.missed) == {}


def test_no_value_that_a_forger_sets_fits_a_record_that_is_entered_in_a_ledger(made: Material) -> None:
    data = record_bytes(made.signed)
    case = Examined(data, anchored(made, ledger=True)[0], Beside(ledger=made.ledger))
    outcomes = {what: case.outcome(forged(value)) for what, value in value_changes(json.loads(data), 25, "ledger")}

    assert missed(outcomes) == {}


def test_what_a_forger_can_set_in_a_record_alone_is_what_nothing_in_it_implies(made: Material) -> None:
    data = record_bytes(made.plain)
    case = Examined(data, Anchors(), Beside())
    outcomes = {what: case.outcome(forged(value)) for what, value in value_changes(json.loads(data), 10, "alone")}

    assert all(known(what) for what in missed(outcomes))


def known(what: str) -> bool:
    """Say whether a change is of what the record takes as given, or of its inputs."""
    _, _, where = what.partition(" ")
    return where.startswith(("inputs.profile.", "inputs.source", "issue.", "engines.", "facts.")) and (
        not where.startswith("facts.") or where.endswith("place")
    )


def test_a_ledger_written_anew_is_known_by_a_state_that_was_kept_elsewhere(made: Material) -> None:
    tally = Tally()
    ledger_by_value(made, tally)

    assert sum(sum(counts.values()) for counts in tally.counts.values()) > 30
    assert dict(tally.missed) == {}


def test_no_changed_byte_of_a_ledger_changes_what_is_read_of_it_unnoticed(made: Material) -> None:
    tally = Tally()
    ledger_by_byte(made, tally, 40, SEED)

    assert dict(tally.missed) == {}
