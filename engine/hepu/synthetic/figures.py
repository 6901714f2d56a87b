"""The indicators of several years as they would be if nothing were left blank."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.synthetic.college import NOT_APPLICABLE, rounded

if TYPE_CHECKING:
    from hepu.synthetic.college import College

__all__ = ["figures"]

# International figures by the field in which the college is active, and the count that is drawn beyond the first.
_DAYS = {
    "intl_training_person_days": "training_for_overseas",
    "stu_outbound_practice_days": "student_exchange",
    "fac_outbound_training_days": "teacher_exchange",
}
_COUNTED = {
    "curr_standards_adopted": ("standards", "more_curr_standards"),
    "intl_skill_awards": ("competitions", "more_awards"),
    "overseas_sites": ("overseas_sites", "more_sites"),
    "cfcrs_majors": ("cooperative_programmes", "more_cooperative_majors"),
}
_PROFESSIONAL = 0.6  # of those with course standards also have professional ones
_CONDITIONS = {
    "teachers_postgrad_share": 1,
    "area_per_student": 1,
    "equipment_per_student": 0,
    "books_per_student": 1,
    "double_qualified_share": 1,
    "fiscal_per_student": 0,
    "firms_per_major": 1,
    "offcampus_bases_per_major": 1,
}
_MOST_SHARE = 98.0
_OLDEST = 4  # years before the data year
_TRAVELLED = frozenset({"intl_ft_students", *_DAYS})


def figures(college: College) -> dict[str, dict[int, Any]]:
    """Draw every indicator of the data year and the years before it that the college tells."""
    now: dict[str, int] = {"intl_ft_students": college.students.full_time}
    for name, field in _DAYS.items():
        now[name] = max(5, round(college.size(name))) if field in college.fields else 0
    for name, (field, more) in _COUNTED.items():
        now[name] = 1 + college.count(more) if field in college.fields else 0
    professional = now["curr_standards_adopted"] and college.chance.flip(_PROFESSIONAL)
    now["prof_standards_adopted"] = 1 + college.count("more_prof_standards") if professional else 0
    now["fac_intl_org_posts"] = 1 + college.count("more_posts") if college.share("posts") else 0
    now["cfcrs_students"] = round(now["cfcrs_majors"] * college.size("students_per_programme"))
    imported = college.count("imported_standards")
    now["imported_standards"] = imported + (now["cfcrs_majors"] if college.chance.flip(_PROFESSIONAL) else 0)
    told = college.chance.pick(college.assumed.told_years)
    found: dict[str, dict[int, Any]] = {
        name: _history(college, value, told, travelled=name in _TRAVELLED) for name, value in now.items()
    }
    ratio = college.people["converted_students"] / college.people["converted_teachers"]
    found["student_teacher_ratio"] = {college.data_year: ratio.quantize(Decimal("0.01"))}
    for name, decimals in _CONDITIONS.items():
        drawn = college.size(name)
        value = min(drawn, _MOST_SHARE) if name.endswith("_share") else drawn
        found[name] = {college.data_year: rounded(value, decimals)}
    private = college.who["ownership"] == "private"
    if private and college.chance.flip(college.assumed.not_applicable["fiscal_of_private"]):
        found["fiscal_per_student"] = {college.data_year: NOT_APPLICABLE}
    return found


def _history(college: College, now: int, told: int, *, travelled: bool) -> dict[int, int]:
    """Go back from the figure of the data year; where nothing is done now there seldom was anything before."""
    chance, assumed = college.chance, college.assumed
    growth = assumed.yearly_growth
    yearly = growth.mean + growth.openness * college.traits.openness + growth.spread * chance.normal()
    began = chance.between(1, _OLDEST) if now and college.share("began_within_the_years") else _OLDEST + 1
    once = 0 if now or college.share("zero_past") else chance.between(1, 4)
    found = {}
    for ago in range(told):
        year = college.data_year - ago
        wave = math.exp(-yearly * ago + growth.noise * chance.normal()) if ago else 1.0
        travel = assumed.travel_years
        left = travel.left if travelled and travel.first <= year <= travel.last else 1.0
        past = now or once * min(ago, 1)
        found[year] = now if ago == 0 else round(past * wave * left) * (ago < began)
    return dict(sorted(found.items()))
