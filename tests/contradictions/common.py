"""Facts that speak against many strategies alike."""

from __future__ import annotations

from contradictions.model import Against
from contradictions.profiles import NONE

__all__ = [
    "BLOCKED",
    "CROWDED",
    "NOBODY_ABROAD",
    "NOT_FILED",
    "NO_BED",
    "NO_INTAKE_MEANT",
    "NO_PARTNER",
    "PENNILESS",
    "SAFE_STUDENTS",
    "SAFE_TEACHERS",
    "UNSAFE_STUDENTS",
    "UNSAFE_TEACHERS",
    "outside",
]


def outside(*areas: str) -> Against:
    """Give the fact that the college's own mission has none of these areas."""
    return Against(
        f"The college named all its areas of work, and {' or '.join(areas)} is not among them.",
        lambda case: case.facts.outside(*areas),
        {"mission": ["competitions"]},
    )


# A plan to admit, or students on campus, calls for the filing whatever the mission says.
NO_INTAKE_MEANT = Against(
    "The mission leaves out study of overseas students, and the college neither plans an intake nor has such students.",
    lambda case: (
        case.facts.outside("inbound_study")
        and not case.facts.at_least("planned_overseas_intake", 1)
        and not any(row.students for row in case.facts.profile.overseas_students.rows)
    ),
    {"mission": ["competitions"]},
)
BLOCKED = Against(
    "Travel is interrupted at present, and this needs people to travel.",
    lambda case: case.facts.yes("travel_blocked"),
    {"travel_blocked": True},
)
PENNILESS = Against(
    "Work overseas, or people hired from there, cost money, and the budget is nought.",
    lambda case: case.facts.zero("budget"),
    {"budget": 0},
)
NO_PARTNER = Against(
    "It is done together with a partner overseas, and the complete list of partnerships has none that runs.",
    lambda case: case.facts.no_partner(),
    {"partnerships": NONE},
)
NOBODY_ABROAD = Against(
    "Its point is to use an enterprise that operates overseas, and the complete list has none.",
    lambda case: case.facts.no_enterprise_abroad(),
    {"enterprises": NONE},
)
NO_BED = Against(
    "More overseas students would have no bed: no dormitory place is free.",
    lambda case: case.facts.zero("free_dormitory_beds"),
    {"free_dormitory_beds": 0},
)
CROWDED = Against(
    "The statute's ratio of students to teachers is passed, by itself or with the intake planned, each counting three.",
    lambda case: case.crowded(),
    {
        "level": "higher_vocational",
        "college_type": "engineering_agriculture_forestry",
        "converted_students": 9000,
        "converted_teachers": 500,
        "planned_overseas_intake": 10,
    },
)
NOT_FILED = Against(
    "Nobody from overseas may be admitted before the qualification is filed, and it is not.",
    lambda case: case.facts.no("admission_qualification"),
    {"admission_qualification": False},
)
UNSAFE_TEACHERS = Against(
    "Teachers would be sent although the destination was not checked or nobody is insured.",
    lambda case: any(case.facts.no(name) for name in ("destination_safety_check", "outbound_insurance")),
    {"outbound_insurance": False},
)
SAFE_TEACHERS = Against(
    "Teachers are sent without condition only when a safety check and insurance are known.",
    lambda case: case.unsure("destination_safety_check", "outbound_insurance"),
    {"destination_safety_check": True},
)
UNSAFE_STUDENTS = Against(
    "Students would be sent although the destination was not checked, nobody is insured or nobody goes with them.",
    lambda case: any(
        case.facts.no(name) for name in ("destination_safety_check", "outbound_insurance", "accompanying_staff")
    ),
    {"accompanying_staff": False},
)
SAFE_STUDENTS = Against(
    "Students are sent without condition only when a safety check, insurance and accompanying staff are known.",
    lambda case: case.unsure("destination_safety_check", "outbound_insurance", "accompanying_staff"),
    {"destination_safety_check": True, "outbound_insurance": True},
)
