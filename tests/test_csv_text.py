"""Tables as CSV: what a spreadsheet would take for a formula is text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.csv_text import csv_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u3000＝1", "－2"])
def test_a_text_that_could_be_a_formula_is_quoted(text: str) -> None:
    (cell,) = list(csv.reader(io.StringIO(csv_text(("a",), [(text,)]), newline="")))[1]

    assert cell == "'" + text.replace("\r", "\n")


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_no_cell_of_any_text_begins_as_a_formula_and_numbers_stay_numbers(rows: list[tuple[str, int]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(("a", "b"), rows), newline="")))[1:]

    assert [int(row[1]) for row in read] == [number for _, number in rows]
    assert not any(row[0].strip().startswith(("=", "+", "-", "@")) for row in read)


def test_what_is_not_there_is_an_empty_cell() -> None:
    assert csv_text(("a", "b"), [(None, 0)]) == "a,b\n,0\n"
