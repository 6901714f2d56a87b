"""Numbers are read as people type them, and nothing else passes for a number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.intake import default_lexicon
from hepu.intake.numbers import parse_number, tidy

FORM = default_lexicon().form


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        ("１２", "persons", "12"),
        ("12,345", "persons", "12345"),
        ("１２，３４５", "persons", "12345"),
        (" 7 ", "persons", "7"),
        ("12人", "persons", "12"),
        ("1.2万人", "persons", "12000"),
        ("50万元", "ten_thousand_yuan", "50"),
        ("500000元", "ten_thousand_yuan", "50"),
        ("500,000 元", "ten_thousand_yuan", "50"),
        ("50万", "ten_thousand_yuan", "50"),
        ("¥500000", "ten_thousand_yuan", "50"),
        ("0.5亿元", "ten_thousand_yuan", "5000"),
        ("1.2万元", "yuan_per_student", "12000"),
        ("９５％", "percent", "95"),
        ("-0", "persons", "0"),
        ("3.50", "persons", "3.5"),
    ],
)
def test_what_people_type_is_understood(typed: str, unit: str, expected: str) -> None:
    """Full-width digits, commas, units and round words."""
    found = parse_number(typed, FORM.units[unit], FORM.typed)

    assert (found.problem, found.value) == ("", Decimal(expected))


@pytest.mark.parametrize("typed", ["约50人", "50人左右", "大约50"])
def test_a_round_figure_is_an_estimate(typed: str) -> None:
    """About fifty is fifty, estimated."""
    found = parse_number(typed, FORM.units["persons"], FORM.typed)

    assert (found.value, found.about) == (Decimal(50), True)


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "二十",
        "1e5",
        "1.8e308",
        "NaN",
        "inf",
        "∞",
        "1_000",
        "²",
        "٣",
        "1,2,3",
        "12,34",
        "12.50.1",
        "--",
        "0x1F",
        "1 2",
        "9" * 19,
    ],
)
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    """Exponents, other numerals and broken commas are refused."""
    assert parse_number(typed, FORM.units["persons"], FORM.typed).problem


@pytest.mark.parametrize(("typed", "unit"), [("12门", "persons"), ("50元", "persons"), ("3年", "courses")])
def test_another_unit_is_named(typed: str, unit: str) -> None:
    """A number with another unit is a fault of its own."""
    found = parse_number(typed, FORM.units[unit], FORM.typed)

    assert (found.problem, found.suffix) == ("unit", typed.lstrip("0123456789"))


@given(st.text(max_size=30))
def test_no_text_raises(typed: str) -> None:
    """Any text is a number or has a problem."""
    found = parse_number(typed, FORM.units["persons"], FORM.typed)

    assert found.problem or found.value.is_finite()


@given(st.decimals(0, 10**7, places=2))
def test_a_written_number_comes_back(number: Decimal) -> None:
    """Writing a number and reading it changes nothing."""
    assert parse_number(f"{number:,}", FORM.units["persons"], FORM.typed).value == tidy(number) == number
