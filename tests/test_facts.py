"""From profile to typed facts: references, gaps, trends, derived facts, peers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hepu.errors import InputError
from hepu.facts.build import build_facts
from hepu.facts.model import State
from hepu.facts.peers import NO_PEERS, PeerSet, read_peers
from hepu.language.kinds import GAP_WORDS, Certainty
from hepu.profile.model import Profile

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.facts.model import Facts
    from hepu.pipeline import Advisor


def actual(value: object, status: str = "actual") -> dict[str, object]:
    """Make an answer."""
    return {"value": value, "status": status}


def profile(**parts: Any) -> Profile:
    """Make a profile of a fictitious college."""
    base: dict[str, Any] = {
        "as_of": dt.date(2026, 9, 1),
        "data_year": 2025,
        "fictitious": True,
        "college": {"name": {"zh": "虚构学院"}, **parts.pop("college", {})},
    }
    return Profile.model_validate({**base, **parts})


def facts(shipped: Advisor, peers: PeerSet = NO_PEERS, **parts: Any) -> Facts:
    """Make facts from parts of a profile."""
    return build_facts(profile(**parts), shipped.pack, peers)


STANDARD_TYPE = {
    "level": actual("higher_vocational"),
    "college_type": actual("engineering_agriculture_forestry"),
}


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("17.0", "none"), ("18.0", "none"), ("18.1", "slight"), ("19.8", "moderate"), ("23.4", "large")],
)
def test_a_statutes_number_gives_a_gap_by_the_shortfall(shipped: Advisor, ratio: str, expected: str) -> None:
    found = facts(
        shipped,
        college=STANDARD_TYPE,
        indicators={"student_teacher_ratio": {2025: actual(Decimal(ratio))}},
    )

    assert GAP_WORDS[int(found.value("gap.student_teacher_ratio").low or 0)] == expected
    assert found.gaps["student_teacher_ratio"].basis == "statute"
    assert found.value("gap.student_teacher_ratio").certainty is Certainty.ESTABLISHED


def test_a_standard_that_was_not_read_for_a_type_is_never_a_neighbours(shipped: Advisor) -> None:
    found = facts(
        shipped,
        college={"level": actual("higher_vocational"), "college_type": actual("medicine")},
        indicators={"student_teacher_ratio": {2025: actual(Decimal(30))}},
    )

    assert found.value("gap.student_teacher_ratio").state is State.NOT_ASKED
    assert found.gaps["student_teacher_ratio"].reference is None


def test_a_standard_that_was_not_read_for_a_type_is_a_reference_that_is_missing(shipped: Advisor) -> None:
    found = facts(
        shipped,
        college={"level": actual("higher_vocational"), "college_type": actual("medicine")},
        indicators={
            "student_teacher_ratio": {2025: actual(Decimal(30))},
            "double_qualified_share": {2025: actual(Decimal(50))},
        },
    )

    assert found.gaps["student_teacher_ratio"].missing == ("standard", "peers")
    assert found.gaps["double_qualified_share"].missing == ("peers",)


def test_a_missing_type_is_an_open_question_about_the_standard(shipped: Advisor) -> None:
    found = facts(shipped, indicators={"student_teacher_ratio": {2025: actual(Decimal(30))}})

    assert set(found.gaps["student_teacher_ratio"].missing) >= {"level", "college_type"}


def test_a_design_value_alone_gives_at_most_a_slight_gap_at_possible(shipped: Advisor) -> None:
    found = facts(shipped, indicators={"fac_outbound_training_days": {2025: actual(Decimal(0))}})
    gap = found.value("gap.fac_outbound_training_days")

    assert GAP_WORDS[int(gap.low or 0)] == "slight"
    assert gap.certainty is Certainty.POSSIBLE
    assert found.gaps["fac_outbound_training_days"].missing == ("peers",)


def test_a_known_zero_outside_the_stated_mission_is_no_gap(shipped: Advisor) -> None:
    mission = {"areas": {"complete": "all", "rows": [{"area": "training_for_overseas"}]}}
    found = facts(shipped, mission=mission, indicators={"overseas_sites": {2025: actual(Decimal(0))}})

    assert found.value("gap.overseas_sites").low == 0
    assert found.gaps["overseas_sites"].basis == "mission"


def test_a_blank_is_missing_and_a_row_that_the_year_does_not_ask_is_not_asked(shipped: Advisor) -> None:
    found = facts(shipped)

    assert found.value("indicator.intl_training_person_days").state is State.MISSING
    assert found.value("indicator.standards_recognised").state is State.NOT_ASKED


def test_not_applicable_makes_the_gap_none_and_says_so(shipped: Advisor) -> None:
    found = facts(shipped, indicators={"overseas_sites": {2025: {"status": "not_applicable"}}})

    assert found.value("gap.overseas_sites").low == 0
    assert found.gaps["overseas_sites"].basis == "not_applicable"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([100, 100, 111], 2),
        ([100, 100, 110], 1),
        ([100, 100, 90], 1),
        ([100, 100, 89], 0),
        ([0, 0, 1], 2),
        ([100, 200], None),
    ],
)
def test_a_trend_compares_the_data_year_with_the_median_of_the_earlier_years(
    shipped: Advisor, values: list[int], expected: int | None
) -> None:
    years = {2025 - at: actual(Decimal(value)) for at, value in enumerate(reversed(values))}
    trend = facts(shipped, indicators={"overseas_sites": years}).value("trend.overseas_sites")

    assert trend.low == expected


def test_an_overseas_student_counts_three_times_in_the_ratio_after_intake(shipped: Advisor) -> None:
    resources = {
        "converted_students": actual(Decimal("12000.0")),
        "converted_teachers": actual(Decimal("680.0"), "estimate"),
        "planned_overseas_intake": actual(Decimal(100)),
    }
    after = facts(shipped, resources=resources).value("fact.ratio_after_intake")

    assert after.low == 1809  # (12000 + 3 × 100) ÷ 680 = 18.09
    assert after.certainty is Certainty.LIKELY


@pytest.mark.parametrize(("complete", "named"), [("all", 2), ("some", None)])
def test_the_areas_of_the_mission_are_counted_only_where_all_are_named(
    complete: str, named: int | None, shipped: Advisor
) -> None:
    rows = [{"area": "standards"}, {"area": "inbound_study"}]

    found = facts(shipped, mission={"areas": {"complete": complete, "rows": rows}}).value("fact.mission_areas_named")

    assert (found.low if found.is_exact else None) == named


def test_partner_places_are_an_interval_while_the_list_is_incomplete(shipped: Advisor) -> None:
    rows = [
        {"partner": "甲（虚构）", "place": "thailand", "active": True},
        {"partner": "乙（虚构）", "place": "vietnam"},
        {"partner": "丙（虚构）", "place": "laos", "active": False},
    ]
    complete = facts(shipped, partnerships={"complete": "all", "rows": rows}).value("fact.partner_places")
    some = facts(shipped, partnerships={"complete": "some", "rows": rows}).value("fact.partner_places")

    assert (complete.low, complete.high) == (1, 2)
    assert (some.low, some.high) == (1, None)


def test_regional_policies_need_a_place_that_is_known_to_be_in_the_region(shipped: Advisor) -> None:
    known = facts(shipped, college={"town": actual("beihai")})
    unknown = facts(shipped)

    assert known.policies["highland_2023"]
    assert not unknown.policies["highland_2023"]
    assert unknown.policies["vet_law_2022"]


def test_what_a_town_elsewhere_offers_is_unknown_and_not_false(shipped: Advisor) -> None:
    assert facts(shipped, college={"town": actual("other_province")}).value("fact.town_border").state is State.MISSING
    assert facts(shipped, college={"town": actual("chongzuo")}).value("fact.town_border").low == 1


def test_the_profiles_day_chooses_policies(shipped: Advisor) -> None:
    earlier = build_facts(profile().model_copy(update={"as_of": dt.date(2021, 1, 1)}), shipped.pack)

    assert not earlier.policies["vet_law_2022"]


def peer_table(tmp_path: Path, rows: list[str]) -> Path:
    """Write a peer table."""
    path = tmp_path / "peers.csv"
    path.write_text("college,year,full_time_students,overseas_sites\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def test_peers_give_participation_to_a_zero_and_quartiles_to_the_others(shipped: Advisor, tmp_path: Path) -> None:
    rows = [f"虚构{at},2025,10000,{at}" for at in range(12)]
    peers = read_peers(peer_table(tmp_path, rows), shipped.pack.knowledge, ["虚构0"], 8)
    zero = facts(shipped, peers, indicators={"overseas_sites": {2025: actual(Decimal(0))}})
    some = facts(shipped, peers, indicators={"overseas_sites": {2025: actual(Decimal(4))}})

    assert peers.colleges == 11
    assert peers.summaries[2025]["overseas_sites"].quartiles == (4, 6, 9)
    assert GAP_WORDS[int(zero.value("gap.overseas_sites").low or 0)] == "large"
    assert zero.value("participation.overseas_sites").low == 1000
    assert GAP_WORDS[int(some.value("gap.overseas_sites").low or 0)] == "large"
    assert some.gaps["overseas_sites"].basis == "peers"


def test_no_statistic_stands_on_fewer_than_eight_colleges(shipped: Advisor, tmp_path: Path) -> None:
    rows = [f"虚构{at},2025,10000,{at}" for at in range(1, 8)]
    peers = read_peers(peer_table(tmp_path, rows), shipped.pack.knowledge, [], 8)

    assert "overseas_sites" not in peers.summaries[2025]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("甲,2025,10000,-1", "peers_number"),
        ("甲,2025,10000,two", "peers_number"),
        ("甲,2025,10000,1.5", "peers_number"),
        ("甲,,10000,1", "peers_number"),
        ("甲,2025,10000,1\n甲,2025,1,1", "peers_twice"),
    ],
)
def test_a_faulty_peer_table_is_refused_with_the_row(shipped: Advisor, tmp_path: Path, row: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_peers(peer_table(tmp_path, [row]), shipped.pack.knowledge, [], 8)

    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].location.line in {2, 3}


def test_a_peer_table_that_is_none_is_one_clear_fault(shipped: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "peers.xlsx"
    path.write_bytes(b"not a workbook")

    with pytest.raises(InputError) as caught:
        read_peers(path, shipped.pack.knowledge, [], 8)

    assert caught.value.faults[0].code == "peers_unreadable"


def test_a_word_that_no_knowledge_file_defines_is_a_fault_of_the_profile(shipped: Advisor) -> None:
    with pytest.raises(InputError) as caught:
        facts(shipped, college={"town": actual("beihia")})

    assert caught.value.faults[0].context["nearest"] == "beihai"
