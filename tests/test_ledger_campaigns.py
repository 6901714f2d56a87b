"""A short run of the campaigns that end issuing at any moment; benchmarks/ledger_campaigns.py makes the long ones."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from postgresql import programs

TOP = Path(__file__).resolve().parents[1]


def run(*words: str) -> str:
    """Run campaigns and give what they print."""
    command = [sys.executable, str(TOP / "benchmarks" / "ledger_campaigns.py"), *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=TOP, env={**os.environ})

    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes that are killed are copies of one")
def test_whatever_moment_issuing_is_killed_at_the_ledger_holds_and_nothing_stands_without_its_entry() -> None:
    said = run("kill", "writers", "--trials", "3", "--store", "sqlite")

    assert re.findall(r"wrong: (\d+)", said) == ["0", "0"]
    assert "processes killed: 9" in said
    assert "entries by 2 at once: 2" in said
    assert "entries by 8 at once: 8" in said


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork") or programs() is None, reason="no PostgreSQL server is installed")
def test_a_server_that_is_killed_loses_nothing_that_was_acknowledged() -> None:
    said = run("server", "--trials", "2", "--store", "postgresql")

    assert re.findall(r"wrong: (\d+)", said) == ["0"]
    assert "whole server killed: 1" in said
