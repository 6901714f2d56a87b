"""A record read back gives the facts and the inference from which it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_sample as sample
from hepu.errors import Location
from hepu.facts.build import build_facts
from hepu.inference.chainer import chain
from hepu.inference.kleene import letters
from hepu.profile.model import Profile
from hepu.record.rebuild import facts_of, inference_of, truth_of

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

WORDS = st.text("abc甲乙 丙-", min_size=1, max_size=6)
PLACES = st.one_of(
    st.builds(
        Location, WORDS, line=st.integers(1, 999), column=st.integers(0, 99), path=st.sampled_from(["", "a.b.2"])
    ),
    st.builds(Location, WORDS, WORDS, st.from_regex(r"[A-Z]{1,2}[1-9][0-9]?", fullmatch=True), path=WORDS),
    st.builds(Location, WORDS),
)


def test_facts_come_back_as_they_were(shipped: Advisor) -> None:
    record, pack = sample.record_of(sample.rich())
    facts = build_facts(Profile.model_validate(sample.rich()), pack, sample.peers(pack))

    assert facts_of(record) == facts


def test_what_rules_and_conclusions_came_to_comes_back_as_it_was(shipped: Advisor) -> None:
    record, pack = sample.record_of(sample.rich())
    facts = build_facts(Profile.model_validate(sample.rich()), pack, sample.peers(pack))

    assert inference_of(record) == chain(shipped.program, facts)


@given(PLACES)
def test_a_place_is_read_back_from_its_print(place: Location) -> None:
    assert Location.read(str(place)) == place


@pytest.mark.parametrize("truth", [0, 0b1, 0b11, 0b111, 0b1000, 0b11000, 0b111000, 0b010001 ^ 0b010000])
def test_a_truth_is_read_back_from_its_letters(truth: int) -> None:
    assert truth_of(letters(truth)) == truth
