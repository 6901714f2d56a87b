"""Measures are withheld where the college cannot carry them, in every form in which they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hepu.language.model import Compare, Count, Quantified, leaves_of

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

RECRUIT = (
    "order_classes",
    "chinese_plus_skills",
    "diversify_student_sources",
    "enterprise_scholarships",
    "enlarge_scholarships",
)
OPEN_SITES = ("follow_enterprises", "support_craftsman_colleges", "equity_participation")
SEND = ("student_internships_abroad", "overseas_internships", "send_teachers_abroad")


def _read_by_exclusions(strategy: str, shipped: Advisor) -> set[str]:
    """Give the facts, indicators, gaps and lists that the exclusions of a strategy read."""
    read: set[str] = set()
    for rule in shipped.pack.rules.values():
        if rule.stage == "exclusion" and rule.target == strategy:
            for leaf in leaves_of(rule.when):
                match leaf:
                    case Compare():
                        read.add(leaf.key)
                    case Count() | Quantified():
                        read.add(leaf.list)
    return read


@pytest.mark.parametrize("strategy", RECRUIT)
def test_no_form_of_recruitment_is_advised_against_beds_or_teachers(strategy: str, shipped: Advisor) -> None:
    """An overseas student needs a bed and counts three times in the converted enrolment."""
    read = _read_by_exclusions(strategy, shipped)

    assert {"fact.free_dormitory_beds", "gap.student_teacher_ratio", "fact.ratio_after_intake"} - read == set()


@pytest.mark.parametrize("strategy", OPEN_SITES)
def test_no_site_overseas_is_advised_without_money_partner_and_experience(strategy: str, shipped: Advisor) -> None:
    read = _read_by_exclusions(strategy, shipped)

    assert {"fact.budget", "partnerships", "indicator.intl_training_person_days"} - read == set()


@pytest.mark.parametrize("strategy", OPEN_SITES)
def test_no_site_overseas_goes_before_its_feasibility(strategy: str, shipped: Advisor) -> None:
    assert "site_due_diligence" in shipped.pack.knowledge.strategies[strategy].needs


@pytest.mark.parametrize("strategy", SEND)
def test_nobody_is_sent_while_travel_is_blocked_or_safety_is_open(strategy: str, shipped: Advisor) -> None:
    read = _read_by_exclusions(strategy, shipped)

    assert {"fact.travel_blocked", "fact.destination_safety_check", "fact.outbound_insurance"} - read == set()


def test_a_problem_that_many_strategies_answer_is_found_in_several_ways(
    shipped: Advisor,
) -> None:
    """What five and more strategies answer must be found in more ways than one."""
    knowledge, rules = shipped.pack.knowledge, shipped.pack.rules.values()
    answers = {
        name: sum(name in item.addresses for item in knowledge.strategies.values()) for name in knowledge.problems
    }
    found = {name: sum(rule.key == f"problem.{name}" for rule in rules) for name in knowledge.problems}

    assert [name for name, count in answers.items() if count >= 5 and found[name] < 3] == []
