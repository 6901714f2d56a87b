"""Random cells, numbers and cuts: always a profile or faults with their places, never an error of the program."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from form_sample import SAMPLE, sample_form
from hepu.intake import default_lexicon, read_profile_bytes
from hepu.intake.numbers import parse_number, tidy
from hepu.intake.workbook_grid import Cell, Grid, Workbook2D, read_grids
from hepu.messages import render_faults
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from hepu.intake import Intake

LEXICON = default_lexicon()
LISTS = {spec.id: spec for spec in list_specs()}
QUESTIONS = {item.path: item for item in questions()}
HUGE = st.one_of(
    st.integers(-(10**400), 10**400),
    st.integers(0, 320).map(lambda exponent: 10**exponent),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(0, 308).map(lambda exponent: float(f"1e{exponent}")),
)
WORDS = st.one_of(
    st.sampled_from(
        [*LEXICON.indicators, "留学生", "无", "不详", "越南", "degree", "是", "2028", "约50", "9" * 18 + "亿"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12),
)
CELLS = st.one_of(st.none(), st.booleans(), HUGE, WORDS, st.dates(dt.date(1950, 1, 1)), st.times())


def sound(found: Intake) -> None:
    """Hold what was found to what intake promises: a profile or faults, told in both languages without a gap."""
    assert (found.profile is None) == bool(found.errors)
    assert all(fault.code not in {"unreadable_file", "invalid_value"} for fault in found.faults)
    assert all(fault.location.cell or fault.location.line or fault.location.path for fault in found.errors)
    for lang in ("zh", "en"):
        said = render_faults(found.faults, lang)
        assert re.search(r"\{[a-z]+\}", said) is None


@cache
def sample_grids() -> Workbook2D:
    """Give the cells of the sample's form, read once."""
    return read_grids(sample_form(), "form.xlsx")


def read_with(cells: dict[tuple[str, int, str], Any]) -> Intake:
    """Read the sample's form with other values in some cells: by mark of the row, rows below it, and column."""
    grids = {grid.title: {number: dict(row) for number, row in grid.rows.items()} for grid in sample_grids().grids}
    for (mark, below, name), value in cells.items():
        title, number = next(
            (title, number) for title, rows in grids.items() for number in rows if _text(rows, number) == mark
        )
        heads = (row for at, row in sorted(grids[title].items(), reverse=True) if at <= number)
        column = next(at for row in heads for at, cell in row.items() if at > 1 and cell.value == name)
        row = grids[title].setdefault(number + below, {})
        row.pop(column, None)
        if value is not None:
            row[column] = Cell(value)
    book = Workbook2D(tuple(Grid(title, rows) for title, rows in grids.items()), sample_grids().names)
    with patch("hepu.intake.reader.read_grids", return_value=book):
        return read_profile_bytes(sample_form(), "form.xlsx")


def _text(rows: dict[int, dict[int, Cell]], number: int) -> Any:
    return rows[number][1].value if 1 in rows[number] else None


@given(st.data())
def test_a_list_with_random_rows_is_read_or_told(data: st.DataObject) -> None:
    """Any field of any row of any list may be blank, of another kind, or unknown."""
    spec = LISTS[data.draw(st.sampled_from(sorted(LISTS)))]
    names = [*(item.id for item in spec.fields), "status"]
    places = st.tuples(st.just(f"{spec.id}.rows"), st.integers(2, 5), st.sampled_from(names))

    sound(read_with(data.draw(st.dictionaries(places, CELLS, max_size=9))))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(sorted(QUESTIONS)), st.just(0), st.sampled_from(["value", "status"])),
        CELLS,
        max_size=12,
    )
)
def test_a_form_with_random_answers_is_read_or_told(cells: dict[tuple[str, int, str], Any]) -> None:
    """Any answer may hold a number of any size, or anything else that a cell can hold."""
    sound(read_with(cells))


@given(st.one_of(HUGE, st.decimals(allow_nan=False, allow_infinity=False)))
def test_a_tidy_number_is_the_same_number_without_its_zeros(number: Any) -> None:
    """No number is too large or too precise to be tidied."""
    value = Decimal(number)
    if not value.is_finite() or abs(value.adjusted()) > 1000:
        return
    found = tidy(value)
    exponent = found.as_tuple().exponent

    assert found == value
    assert isinstance(exponent, int)
    assert exponent == 0 or (exponent < 0 and found.as_tuple().digits[-1] != 0)


@given(st.integers(0, 10**18 - 1), st.sampled_from(["", *LEXICON.form.typed.thousands, "亿元", "万元"]))
def test_the_longest_typed_numbers_are_read(number: int, suffix: str) -> None:
    """A number of eighteen digits may still be followed by a word for many."""
    for unit in LEXICON.form.units.values():
        assert parse_number(f"{number}{suffix}", unit, LEXICON.form.typed).value.is_finite()


TARGETS = st.lists(
    st.dictionaries(
        st.sampled_from(["indicator", "year", "value", "status"]),
        st.one_of(st.none(), st.sampled_from(["留学生", "overseas_sites", "books_per_student", 2028, 60, 1.5, "60"])),
        max_size=4,
    ),
    max_size=3,
)


@given(TARGETS)
def test_targets_of_any_shape_are_read_or_told(targets: list[dict[str, Any]]) -> None:
    """A target may lack its indicator, or name one that nobody knows."""
    text = SAMPLE.partition("  targets:")[0] + f"  targets: {_flow(targets)}\n"

    sound(read_profile_bytes(text.encode(), "college.yaml"))


def _flow(rows: list[dict[str, Any]]) -> str:
    shown = [", ".join(f"{key}: {'null' if value is None else value}" for key, value in row.items()) for row in rows]
    return f"[{', '.join(f'{{{row}}}' for row in shown)}]"
