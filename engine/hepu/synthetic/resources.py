"""The answers of the form's resource sheet as they would be if nothing were left blank."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.synthetic.college import NOT_APPLICABLE, rounded

if TYPE_CHECKING:
    from hepu.synthetic.college import College

__all__ = ["resources"]

_PLAIN_FLAGS = (
    "plan",
    "rules",
    "counted_in_appraisal",
    "coordination_body",
    "data_ledger",
    "teacher_incentives",
    "teacher_training_plan",
    "home_internationalisation",
    "graduate_tracking",
    "publicity_in_foreign_languages",
    "demand_survey",
    "emergency_plan",
    "travel_blocked",
)
_PLAIN_COUNTS = ("bilingual_courses", "online_courses", "outbound_delegations", "inbound_delegations")
_SAFETY = ("destination_safety_check", "outbound_insurance", "accompanying_staff")
_SITE = ("site_quality_review", "site_exit_terms")
_MOST_SPENT = 1.3  # of the budget
_MOST_BILINGUAL = 0.5  # of the teachers


def resources(college: College) -> dict[str, Any]:
    """Draw all answers about people, money, room and rules."""
    answers: dict[str, Any] = dict(college.people)
    answers |= {name: college.flag(name) for name in _PLAIN_FLAGS}
    answers |= {name: college.count(name) for name in _PLAIN_COUNTS}
    answers["majors"] = max(6, college.count("majors"))
    return answers | _money(college) | _staff(college) | _inbound(college) | _abroad(college)


def _money(college: College) -> dict[str, Any]:
    budget = rounded(college.size("budget"))
    if not budget and college.fields & {"overseas_sites", "cooperative_programmes"}:
        budget = Decimal(10)
    spent = rounded(float(budget) * min(college.size("spent_share"), _MOST_SPENT), 1)
    sources = 1 + college.count("more_funding_sources") if budget else 0
    return {"budget": budget, "budget_spent": spent, "funding_sources": sources}


def _staff(college: College) -> dict[str, Any]:
    if college.office:
        staff = 0 if college.share("office_without_staff") else 1 + college.count("more_staff")
    else:
        staff = int(college.share("staff_without_office"))
    teachers = float(college.people["full_time_teachers"])
    bilingual = rounded(teachers * min(college.size("bilingual_share"), _MOST_BILINGUAL))
    return {
        "office": college.office,
        "staff": staff,
        "bilingual_teachers": bilingual,
        "foreign_teachers": college.count("foreign_teachers"),
    }


def _inbound(college: College) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "admission_qualification": college.qualification,
        "free_dormitory_beds": rounded(college.size("free_dormitory_beds")),
        "free_practice_places": rounded(college.size("free_practice_places")),
    }
    if college.qualification:
        answers["qualification_number"] = college.named("qualification", number=f"{college.number:04}")
    planned = college.qualification or college.share("planned_without_qualification")
    answers["planned_overseas_intake"] = rounded(college.size("planned_overseas_intake")) if planned else 0
    anyone = bool(college.students.degree or college.students.language or college.students.short)
    for name in ("language_support", "scholarships"):
        idle = not anyone and college.chance.flip(college.assumed.not_applicable["overseas_students"])
        answers[name] = NOT_APPLICABLE if idle else college.flag(name) and (anyone or college.qualification)
    return answers


def _abroad(college: College) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    students = "student_exchange" in college.fields
    anyone = bool(college.fields & {"student_exchange", "teacher_exchange", "overseas_sites"})
    for name in _SAFETY:
        idle = not anyone and college.chance.flip(college.assumed.not_applicable["people_abroad"])
        answers[name] = NOT_APPLICABLE if idle else college.flag(name)
    if students:
        answers["outbound_insurance"] = True
    answers["safety_incidents"] = int(anyone and college.share("safety_incident"))
    sites = "overseas_sites" in college.fields
    answers |= {name: college.flag(name) if sites else NOT_APPLICABLE for name in _SITE}
    idle = not sites and college.chance.flip(college.assumed.not_applicable["assets_abroad"])
    answers["asset_approval"] = NOT_APPLICABLE if idle else college.flag("asset_approval") and sites
    return answers
