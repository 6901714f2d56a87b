"""A profile written into the form and read back is the same profile."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hepu.intake import form_bytes, read_profile_bytes
from hepu.profile.model import Profile
from hepu.text import Lang
from profile_strategies import profiles


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(profiles(), st.sampled_from(["zh", "en"]))
def test_any_profile_comes_back_from_the_form(profile: Profile, lang: Lang) -> None:
    """Nothing is lost, added or changed on the way through a workbook."""
    found = read_profile_bytes(form_bytes(profile, lang), "form.xlsx")

    assert [fault for fault in found.faults if fault.severity == "error"] == []
    assert found.profile == profile
    assert found.lang == lang


def test_intake_is_frozen() -> None:
    """What was read cannot be changed afterwards."""
    found = read_profile_bytes(b"x", "a.yaml")

    with pytest.raises(dataclasses.FrozenInstanceError):
        found.digest = ""  # type: ignore[misc]  # the type says so as well
