"""A measure in reserve is told which limit holds it and the least that would launch it, all else being as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hepu.advice.launch import Claim, launch
from hepu.explain.lift import lift
from hepu.pipeline import Request
from hepu.record.rebuild import facts_of
from hepu.report.context import Context
from hepu.report.outline import drawn
from hepu.report.told.placed import placed_nodes
from hepu.synthetic import generate

if TYPE_CHECKING:
    from hepu.explain.lift import Lift
    from hepu.pipeline import Advisor
    from hepu.record.model import Record

NOON = "2026-11-25T00:00:00+00:00"


@pytest.fixture(scope="module")
def records(shipped: Advisor) -> list[Record]:
    """Give records of fictitious colleges, many of them with little staff and money."""
    drawn_ones = generate(shipped.pack.knowledge, 30, seed=3)
    return [shipped.advise(Request(profile, NOON, engine="chainer")) for profile in drawn_ones]


@pytest.fixture(scope="module")
def lifts(shipped: Advisor, records: list[Record]) -> list[tuple[Record, str, Lift]]:
    """Give what would launch each measure in reserve."""
    found = []
    for record in records:
        for item in record.advice.strategies:
            lifted = lift(item.id, record.advice, facts_of(record), shipped.pack)
            if lifted is not None:
                found.append((record, item.id, lifted))
    return found


def test_the_first_is_launched_without_staff_and_the_others_while_it_lasts() -> None:
    claims = [Claim("a", 100, 0), Claim("b", 25, 0), Claim("c", 0, 0)]

    assert launch(claims, 0, None) == {"a": "", "b": "staff", "c": ""}


def test_what_is_not_known_limits_nothing_but_the_number() -> None:
    claims = [Claim(name, 100, 10000) for name in "abcd"]

    assert launch(claims, None, None) == {"a": "", "b": "", "c": "", "d": "three_at_once"}


def test_each_limit_is_met_among_fictitious_colleges(lifts: list[tuple[Record, str, Lift]]) -> None:
    assert {item.limit for _, _, item in lifts} == {"three_at_once", "staff", "budget", "needs"}


def test_only_more_of_what_is_short_launches_a_measure(lifts: list[tuple[Record, str, Lift]]) -> None:
    for record, _, item in lifts:
        staff, budget = (record.facts.values[f"fact.{name}"].low for name in ("staff", "budget"))
        assert item.posts is None or item.posts > int(staff or 0)
        assert item.money is None or item.money * 100 > int(budget or 0)
        assert item.limit in {"staff", "budget"} or (item.posts, item.money, item.together) == (None, None, False)


def test_where_three_run_the_launched_ones_are_named(lifts: list[tuple[Record, str, Lift]]) -> None:
    for record, _, item in lifts:
        launched = {one.id for one in record.advice.strategies if one.placement == "launch"}
        assert set(item.first) == (launched if item.limit == "three_at_once" else set())


def test_a_measure_that_is_launched_needs_no_lift(shipped: Advisor, records: list[Record]) -> None:
    record = records[0]
    name = next(item.id for item in record.advice.strategies if item.placement == "launch")

    assert lift(name, record.advice, facts_of(record), shipped.pack) is None


@pytest.mark.parametrize("limit", ["three_at_once", "staff", "budget", "needs"])
def test_the_explanation_names_the_limit_and_what_lifts_it(
    shipped: Advisor, lifts: list[tuple[Record, str, Lift]], limit: str
) -> None:
    able = [one for one in lifts if one[2].limit == limit]
    record, name, _ = next((one for one in able if one[2].posts or one[2].money), able[0])
    nodes = placed_nodes(f"strategy.{name}", Context(record, shipped.pack, requests=True))
    told = drawn(nodes[0], "zh")

    assert "列入储备" in told
    assert "分阶段安排：" in told
    assert nodes[0].parts
