"""Pictures show what is missing as missing, and tell their values to those who cannot see them."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn

import report_sample as sample
from hepu.report.context import Context
from hepu.report.docx import docx_bytes
from hepu.report.html import Edition
from hepu.report.indicators import Series, series_note
from hepu.report.pictures.charts import place_chart, trend_chart
from hepu.report.pictures.picture_text import told_places, told_trend
from hepu.report.places import PlaceRow, places
from hepu.report.words import both
from hepu.text import Text

if TYPE_CHECKING:
    from typing import Any

    from hepu.pack import Pack
    from hepu.record.model import Record

LEAST_POINTS = 6.5


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    """Give the record of a college with rich answers."""
    return sample.record_of(sample.rich())


def series(**values: str) -> Series:
    """Give a series with values by year, as ``y2021="3"``."""
    numbers = tuple(Decimal(value) for value in values.values())
    years = tuple(int(year[1:]) for year in values)
    return Series(both("x"), both(""), years, numbers, tuple(values.values()), both("rising"))


def drawings(record: tuple[Record, Pack], lang: Any, medium: Any) -> list[Any]:
    """Give every picture of a page."""
    return list(lxml.html.document_fromstring(Edition.of(*record, lang).page(medium)).iter("svg"))


def test_a_year_without_a_value_is_left_open_and_crossed_by_a_broken_line() -> None:
    chart = trend_chart(series(y2021="3", y2022="4", y2025="8"), "zh")

    assert [point.year for point in chart.missing] == ["2023", "2024"]
    assert (len(chart.paths), len(chart.gaps)) == (1, 1)


def test_years_stand_as_far_apart_as_they_are() -> None:
    first, second, third = trend_chart(series(y2021="3", y2022="4", y2025="8"), "zh").points

    assert third.x - second.x == pytest.approx(3 * (second.x - first.x), abs=0.2)


def test_places_without_a_number_are_told_and_not_drawn_as_nought() -> None:
    profile = sample.rich()
    rows: list[dict[str, object]] = [
        {"place": "vietnam", "kind": "degree", "students": 3},
        {"place": "laos", "kind": "degree"},
    ]
    profile["overseas_students"] = sample.listing(rows)
    record, pack = sample.record_of(profile)
    found = places(Context(record, pack, requests=True), "overseas_students", "students")

    assert [row.total for row in found.rows] == [3]
    assert "另有1行" in found.note.zh


def test_charts_beside_each_other_are_of_one_height() -> None:
    """Make the shorter of two charts as tall as the other, so that their captions stand level."""
    rows = [PlaceRow(Text(zh=name, en=name), total, 0) for name, total in (("甲", 3), ("乙", 2), ("丙", 1))]
    tall, short = place_chart(rows, "zh", rows[:1]), place_chart(rows[:1], "zh", rows)
    alone = place_chart(rows[:1], "zh")
    assert tall is not None
    assert short is not None
    assert alone is not None

    assert tall.height == short.height > alone.height


def test_nothing_is_drawn_of_an_empty_list() -> None:
    assert place_chart((), "zh") is None


def test_indicators_of_too_few_years_are_told(rich: tuple[Record, Pack]) -> None:
    note = series_note(Context(*rich, requests=True))

    assert note is not None
    assert re.search(r"不足三年数据、不判断趋势的指标：\d+项", note.zh)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_every_picture_says_its_values_and_not_what_it_is_alone(
    rich: tuple[Record, Pack], lang: str, medium: str
) -> None:
    for svg in drawings(rich, lang, medium):
        told = svg.get("aria-label")
        spoken = svg.find("title") if medium == "print" else svg.find("desc")

        assert svg.get("role") == "img"
        assert spoken.text == told
        assert len(re.findall(r"\d|差距|gap|→", told)) >= 3  # more than a name


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_no_text_in_a_picture_is_too_small_on_paper(rich: tuple[Record, Pack], lang: str) -> None:
    for svg in drawings(rich, lang, "print"):
        sizes = [float(text.get("font-size")) for text in svg.iter("text")]

        assert min(sizes) >= LEAST_POINTS


def test_pictures_of_an_editable_document_carry_the_same_text(rich: tuple[Record, Pack]) -> None:
    made = docx.Document(io.BytesIO(docx_bytes(*rich, "en")))
    found = [item.get("descr") for item in made.element.body.iter(qn("wp:docPr"))]

    assert found == [svg.get("aria-label") for svg in drawings(rich, "en", "print")]


def test_the_text_of_a_trend_gives_every_year() -> None:
    assert told_trend(series(y2021="3", y2022="4")).en == "x: 2021 3; 2022 4; trend: rising."


def test_the_text_of_ranked_bars_gives_every_place(rich: tuple[Record, Pack]) -> None:
    found = places(Context(*rich, requests=True), "partnerships", "")

    assert all(f"{row.name.en} {row.total}" in told_places(found.rows, active=True).en for row in found.rows)
