"""The verdict on a file as a law over all ways in which its steps may come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.errors import Fault
from hepu.messages import catalogue
from hepu.verification.model import STEPS, State, Step, StepName
from hepu.verification.verdict import ESSENTIAL, reached, unestablished, verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def step(name: StepName) -> st.SearchStrategy[Step]:
    """Draw a step of some name."""
    return st.builds(
        Step,
        st.just(name),
        st.sampled_from(["pass", "fail", "not_available"]),
        st.just(()),
        st.sampled_from(["", "record", "file"]),
        st.booleans(),
    )


STEPS_DRAWN: st.SearchStrategy[tuple[Step, ...]] = st.tuples(*(step(name) for name in STEPS))


def with_states(state: State, *, vouches: str = "", binds: bool = False) -> list[Step]:
    """Give all steps in one state; the first is vouched for."""
    return [
        Step(name, state, (), vouches if name == "signature" else "", binds and name == "pages")  # type: ignore[arg-type]
        for name in STEPS
    ]


@given(STEPS_DRAWN)
def test_whatever_fails_makes_a_file_inconsistent(steps: Sequence[Step]) -> None:
    fails = any(item.state == "fail" for item in steps)

    assert (verdict_of(steps) == "inconsistent") == fails


@given(STEPS_DRAWN)
def test_no_file_is_authentic_unless_somebody_trusted_vouches_in_a_step_that_passed(steps: Sequence[Step]) -> None:
    vouched = [item for item in steps if item.state == "pass" and item.vouches]

    assert vouched or verdict_of(steps) != "authentic"


@given(STEPS_DRAWN)
def test_who_vouches_for_a_record_vouches_for_a_file_only_where_that_was_found_to_be_its_edition(
    steps: Sequence[Step],
) -> None:
    passed = [item for item in steps if item.state == "pass"]
    bound = any(item.vouches == "file" or item.binds for item in passed)

    assert bound or verdict_of(steps) != "authentic"


@given(STEPS_DRAWN)
def test_no_file_is_even_consistent_unless_its_advice_was_seen_to_follow(steps: Sequence[Step]) -> None:
    seen = {item.name for item in steps if item.state == "pass"} >= ESSENTIAL

    assert seen or verdict_of(steps) in {"inconsistent", "not_established"}


@given(STEPS_DRAWN, st.sampled_from(STEPS))
def test_to_look_at_less_never_gives_a_better_verdict(steps: Sequence[Step], name: StepName) -> None:
    order = ["not_established", "consistent", "authentic"]
    less = [Step(name, "not_available", ()) if item.name == name else item for item in steps]
    before, after = verdict_of(steps), verdict_of(less)

    assert before == "inconsistent" or order.index(after) <= order.index(before)


@given(STEPS_DRAWN)
def test_the_order_of_steps_does_not_matter(steps: Sequence[Step]) -> None:
    assert verdict_of(steps) == verdict_of(list(reversed(steps)))


def test_all_that_passes_without_trust_is_consistent_and_no_more() -> None:
    assert verdict_of(with_states("pass")) == "consistent"


def test_all_that_passes_with_trust_is_authentic() -> None:
    assert verdict_of(with_states("pass", vouches="file")) == "authentic"
    assert verdict_of(with_states("pass", vouches="record", binds=True)) == "authentic"


def test_where_nothing_could_be_looked_at_nothing_is_established() -> None:
    assert verdict_of(with_states("not_available", vouches="file", binds=True)) == "not_established"


@given(STEPS_DRAWN)
def test_what_could_not_be_looked_at_is_named_and_that_facts_may_be_untrue_always(steps: Sequence[Step]) -> None:
    named = {fault.code for fault in unestablished(steps, record=True)}
    missing = {f"verify_open_{item.name}" for item in steps if item.state == "not_available"}

    assert named >= missing | {"verify_open_facts"}
    assert named <= set(catalogue())


def test_a_requirement_of_authenticity_is_not_met_by_consistency() -> None:
    assert reached("consistent")
    assert not reached("consistent", required=True)
    assert reached("authentic", required=True)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("envelope", "verify_envelope_none", "verify_open_envelope"),
        ("envelope", "verify_envelope_no_anchor", "verify_open_envelope_signer"),
        ("envelope", "verify_signature_expired_since", "verify_open_envelope_time"),
        ("signature", "verify_signature_foreign", "verify_open_signature_foreign"),
        ("record", "verify_record_needs_pack", "verify_open_record_pack"),
        ("again", "verify_again_version", "verify_open_again_version"),
        ("pages", "verify_pages_versions", "verify_open_pages_version"),
        ("pages", "verify_left_out", "verify_open_pages_left_out"),
        ("again", "verify_left_out", "verify_open_again"),
    ],
)
def test_what_would_help_fits_how_far_a_step_came(name: StepName, code: str, expected: str) -> None:
    named = [fault.code for fault in unestablished([Step(name, "not_available", (Fault(code),))], record=False)]

    assert named == [expected, "verify_open_issuer"]


def test_a_statement_is_not_asked_for_where_nobody_signed() -> None:
    step = Step("envelope", "not_available", (Fault("verify_envelope_unannounced"),))

    assert "verify_open_envelope" not in {fault.code for fault in unestablished([step], record=True)}
