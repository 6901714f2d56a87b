"""Decisions are kept under numbers of their own, and one page lists them all."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "decisions"
FILES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")


def test_each_decision_has_the_number_of_its_file_and_no_other_has_it() -> None:
    numbered = [re.match(r"# (\d+)\. ", path.read_text("utf-8")) for path in FILES]
    found = [int(match[1]) for match in numbered if match]

    assert found == [int(path.name[:4]) for path in FILES]
    assert len(found) == len(set(found))


def test_the_page_lists_every_decision_by_its_title_in_order() -> None:
    titles = [path.read_text("utf-8").splitlines()[0].partition(". ")[2] for path in FILES]
    listed = [line for line in (FOLDER / "README.md").read_text("utf-8").splitlines() if line.startswith("- ")]

    assert listed == [f"- [{path.name[:4]}]({path.name}) {title}" for path, title in zip(FILES, titles, strict=True)]
