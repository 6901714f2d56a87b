"""What all tests share: the shipped pack, loaded once, and a fixed course for random cases."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from hepu import advising
from hepu.pipeline import Advisor
from postgresql import Server, programs, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The same cases on every run, so that a failure is found by whoever looks; HEPU_CASES asks for more and other ones.
CASES = int(os.environ.get("HEPU_CASES", "60"))
# Hypothesis keeps every case of a run in memory, some 0.1 MB each; between rounds it lets them go.
ROUND = 2000
settings.register_profile(
    "hepu",
    max_examples=min(CASES, ROUND),
    derandomize="HEPU_CASES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("hepu")


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Run a property in rounds before the last one, which pytest runs."""
    if getattr(pyfuncitem.obj, "is_hypothesis_test", False):
        arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        for _ in range((CASES - 1) // ROUND):
            pyfuncitem.obj(**arguments)
            gc.collect()


@pytest.fixture(scope="session")
def shipped() -> Advisor:
    """Give the shipped pack, loaded and compiled."""
    return advising.shipped()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Give a PostgreSQL server of this worker's own; HEPU_POSTGRESQL=required turns its absence into a failure."""
    if programs() is None:
        lack = "no PostgreSQL server is installed (Debian: postgresql)"
        if os.environ.get("HEPU_POSTGRESQL") == "required":
            pytest.fail(lack)
        pytest.skip(lack)
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a place for a ledger where there is none yet, once in each kind of store."""
    if request.param == "sqlite":
        return str(tmp_path / "台账 1.ledger")
    server: Server = request.getfixturevalue("postgresql")
    return server.place()
