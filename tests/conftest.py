"""What all tests share: the shipped pack, loaded once, and a fixed course for random cases."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from hepu.pipeline import Advisor, advisor

# The same cases on every run, so that a failure is found by whoever looks; HEPU_CASES asks for more of them.
settings.register_profile(
    "hepu",
    max_examples=int(os.environ.get("HEPU_CASES", "60")),
    derandomize="HEPU_CASES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("hepu")


@pytest.fixture(scope="session")
def shipped() -> Advisor:
    """Give the shipped pack, loaded and compiled."""
    return advisor()
