"""Some hundreds of single changes in all that an advisory goes out with: verification misses none without a name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from parts.mutant_judging import Examined, Tally, kept_work
from parts.mutant_ledgers import copy_by_byte, database_by_byte, entries_by_value, entries_moved
from parts.mutant_material import Material, material
from parts.mutant_swaps import beside_exchanged, packs_changed
from parts.mutants import beside_by_byte, judged, record_by_byte, record_by_value

from hepu.record.digests import record_bytes
from hepu.verification.inquiry import Anchors, Beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parts.mutants import Judged

SEED = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    found = material(tmp_path_factory.mktemp("mutations"), SEED)
    with kept_work(found):
        yield found


def missed(changes: Iterator[Judged], at_least: int) -> dict[str, list[str]]:
    """Judge changes, of which there are so many, and give those that verification missed."""
    tally: Tally = judged(changes)
    assert sum(sum(counts.values()) for counts in tally.counts.values()) >= at_least
    return dict(tally.missed)


def test_no_changed_byte_of_a_record_passes_unnoticed(made: Material) -> None:
    assert missed(record_by_byte(made, 30, SEED), 30) == {}


def test_no_changed_byte_beside_a_record_changes_what_is_read_of_it_unnoticed(made: Material) -> None:
    assert missed(beside_by_byte(made, 30, SEED), 60) == {}


def test_no_changed_value_passes_unless_the_digests_are_made_to_fit(made: Material) -> None:
    assert missed(record_by_value(made, "", 12, SEED), 12) == {}


def test_what_a_forger_can_set_in_a_record_alone_is_what_the_report_says_nothing_implies(made: Material) -> None:
    assert missed(record_by_value(made, "alone", 8, SEED), 8) == {}


@pytest.mark.parametrize("against", ["envelope", "receipt", "ledger"])
def test_no_value_that_a_forger_sets_fits_a_record_that_somebody_vouches_for(made: Material, against: str) -> None:
    assert missed(record_by_value(made, against, 15, SEED), 15) == {}


def test_what_belongs_to_another_advisory_is_known_beside_a_record(made: Material) -> None:
    assert missed(beside_exchanged(made), 4) == {}


def test_no_pack_passes_for_the_one_of_a_record_of_which_a_file_was_changed(made: Material) -> None:
    assert missed(islice(packs_changed(made, 2, SEED), 2), 2) == {}


def test_a_ledger_written_anew_is_known_by_a_state_that_was_kept_elsewhere(made: Material) -> None:
    assert missed(islice(entries_by_value(made, SEED), 0, None, 7), 30) == {}
    assert missed(entries_moved(made), 30) == {}


def test_no_changed_byte_of_a_ledger_changes_what_is_read_of_it_unnoticed(made: Material) -> None:
    assert missed(copy_by_byte(made, 40, SEED), 40) == {}
    assert missed(database_by_byte(made, 40, SEED), 40) == {}


def test_what_fails_at_once_fails_in_the_whole_of_a_verification_too(made: Material) -> None:
    data = record_bytes(made.signed)
    case = Examined(data, Anchors(), Beside())
    changes = [data.replace(old, old[:-1] + b"x", 1) for old in (b'"issued', b'"known', b'"truth')]

    assert [case.fails_at_once(changed, case.beside) for changed in changes] == [True] * 3
    assert {case.whole(changed, case.beside).verdict for changed in changes} == {"inconsistent"}
