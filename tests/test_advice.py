"""The advice step on the shipped pack: order, exclusions, conflicts, what is launched, what is asked."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hepu import advising
from hepu.advice.build import LAUNCH_LIMIT
from hepu.facts.peers import read_peers
from hepu.intake import read_profile
from hepu.language.kinds import GAP_WORDS, Certainty
from hepu.pipeline import Request
from hepu.profile.model import Profile

if TYPE_CHECKING:
    from hepu.pipeline import Advisor
    from hepu.record.model import Record

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOON = "2026-11-22T00:00:00+00:00"


@cache
def bay() -> Profile:
    """Give the fictitious example college."""
    profile = read_profile(EXAMPLES / "hepu-bay-college.yaml").profile
    assert profile is not None
    return profile


@cache
def advise(changes: tuple[tuple[str, Any], ...] = (), *, with_peers: bool = True) -> Record:
    """Advise the example college with some of its resources answered otherwise."""
    able = advising.shipped()
    profile = bay()
    answers = {
        name: type(getattr(profile.resources, name)).model_validate({"value": value, "status": "actual"})
        for name, value in changes
    }
    profile = profile.model_copy(update={"resources": profile.resources.model_copy(update=answers)})
    table = EXAMPLES / "peers" / "hepu-bay-college.csv"
    peers = read_peers(table, able.pack.knowledge, [profile.college.name.zh], 8)
    if with_peers:
        return able.advise(Request(profile, NOON, peers=peers, engine="chainer"))
    return able.advise(Request(profile, NOON, engine="chainer"))


def placed(record: Record, placement: str) -> list[str]:
    """Give the strategies of one placement in order."""
    return [item.id for item in record.advice.strategies if item.placement == placement]


def test_at_most_three_tasks_are_launched_and_all_of_them_by_the_college() -> None:
    launched = [item for item in advise().advice.strategies if item.placement == "launch"]

    assert 1 <= len(launched) <= LAUNCH_LIMIT
    assert {item.actor for item in launched} == {"college"}
    assert {item.status for item in launched} == {"recommended"}


def test_strategies_stand_in_the_declared_order_of_priority() -> None:
    effort = ("low", "medium", "high")
    keys = [
        (
            not item.criteria.legal_duty,
            -Certainty[item.criteria.certainty.upper()],
            -GAP_WORDS.index(item.criteria.worst_gap),
            -item.criteria.problems_relieved,
            effort.index(item.criteria.effort),
            item.criteria.lead_time_days,
            item.id,
        )
        for item in advise().advice.strategies
    ]

    assert keys == sorted(keys)


def test_a_blank_safety_check_makes_sending_students_conditional_and_asks_for_it() -> None:
    item = next(item for item in advise().advice.strategies if item.id == "student_internships_abroad")

    assert item.status == "conditional"
    assert item.questions == ("fact.destination_safety_check",)


@pytest.mark.parametrize(("answer", "status"), [(True, "recommended"), (False, "withheld")])
def test_the_answer_settles_the_condition(answer: bool, status: str) -> None:
    record = advise((("destination_safety_check", answer),))
    item = next(item for item in record.advice.strategies if item.id == "student_internships_abroad")

    assert item.status == status
    assert bool(item.reasons) is (status == "withheld")


def test_without_staff_one_task_is_launched_and_the_others_wait_for_people() -> None:
    record = advise((("staff", 0),))

    assert len(placed(record, "launch")) == 1
    assert any(item.limit == "staff" for item in record.advice.strategies)


def test_no_money_launches_nothing_that_costs(shipped: Advisor) -> None:
    record = advise((("budget", 0),))
    costs = {shipped.pack.knowledge.strategies[name].cost.band for name in placed(record, "launch")}

    assert costs <= {"none"}


def test_no_two_chosen_strategies_of_the_college_conflict(shipped: Advisor) -> None:
    record = advise()
    chosen = placed(record, "launch") + placed(record, "reserve")

    for name in chosen:
        assert not set(shipped.pack.knowledge.strategies[name].conflicts) & set(chosen)


def test_a_reserved_strategy_says_what_keeps_it() -> None:
    assert all(item.limit for item in advise().advice.strategies if item.placement == "reserve")


def test_a_government_measure_without_a_request_stays_in_the_departments_view(shipped: Advisor) -> None:
    for item in advise().advice.strategies:
        if item.actor == "government" and item.status != "withheld":
            has_request = shipped.pack.knowledge.strategies[item.id].request is not None
            assert item.placement == ("request" if has_request else "department")


def test_a_blank_profile_gets_only_what_the_environment_gives(shipped: Advisor) -> None:
    blank = Profile(as_of=dt.date(2026, 9, 1), data_year=2025, college={"name": {"zh": "虚构学院"}})  # type: ignore[arg-type]
    advice = shipped.advise(Request(blank, NOON, engine="chainer")).advice

    assert advice.strengths == ()
    assert {problem.id for problem in advice.problems} <= {"missing_data"}
    assert advice.opportunities
    assert advice.questions


def test_answers_are_ranked_by_how_much_advice_hangs_on_them(shipped: Advisor) -> None:
    blank = Profile(as_of=dt.date(2026, 9, 1), data_year=2025, college={"name": {"zh": "虚构学院"}})  # type: ignore[arg-type]
    questions = shipped.advise(Request(blank, NOON, engine="chainer")).advice.questions
    weights = [sum(key.startswith(("strategy.", "exclusion.")) for key in question.decides) for question in questions]

    assert weights == sorted(weights, reverse=True)


def test_without_peers_gaps_of_others_are_possible_at_most() -> None:
    record = advise(with_peers=False)

    for name, gap in record.facts.gaps.items():
        if gap.basis == "design":
            assert record.facts.values[f"gap.{name}"].certainty == "possible"
            assert record.facts.values[f"gap.{name}"].low in {0, 1}


def test_an_old_profile_gets_the_advice_of_its_day(shipped: Advisor) -> None:
    old = shipped.advise(Request(bay(), NOON, as_of=dt.date(2018, 3, 1), engine="chainer"))

    assert old.inputs.as_of_overridden
    assert "guangxi_highland" not in {item.id for item in old.advice.opportunities}
    assert not old.facts.policies["vet_law_2022"]
