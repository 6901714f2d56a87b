"""The threat model says only what a test shows, and the locks name what is installed by its digest."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
PAGE = (TOP / "docs" / "security.md").read_text("utf-8")
THREATS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "`test_" in line]


def known() -> set[str]:
    """Give the name of every test."""
    return {
        node.name
        for path in (TOP / "tests").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))

    assert named
    assert named - known() == set()


def test_every_threat_says_who_what_stops_it_and_which_test_shows_it() -> None:
    table = PAGE.partition("| --- |")[2].partition("\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]

    assert len(THREATS) == len(rows) >= 20
    assert all(len(row) == 5 and row[1] and row[2] and "`test_" in row[4] for row in THREATS)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_distribution_is_named_by_its_digest(lock: str) -> None:
    text = (TOP / lock).read_text("utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]

    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
    assert "://" not in text
