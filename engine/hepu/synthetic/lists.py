"""The lists of the form as they would be if nothing were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.synthetic.partnerships import partnerships

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.synthetic.college import College
    from hepu.text import Text

__all__ = ["lists"]

Rows = list[dict[str, Any]]
# What a college sets itself a target for, and the step in which it does so where it does nothing yet.
_TARGETS = {
    "intl_ft_students": 10,
    "intl_training_person_days": 100,
    "fac_outbound_training_days": 20,
    "curr_standards_adopted": 1,
}


def lists(
    college: College, answers: Mapping[str, Any], years: Mapping[str, Mapping[int, Any]], sectors: Mapping[str, Text]
) -> dict[str, Rows]:
    """Draw every list by its path in the profile."""
    majors = _majors(college, answers["majors"], sectors)
    enterprises = _enterprises(college)
    return {
        "programmes": majors,
        "enterprises": enterprises,
        "overseas_students": _students(college),
        "partnerships": partnerships(college, enterprises, years),
        "alliances": _alliances(college),
        **_mission(college, majors, years),
    }


def _majors(college: College, number: int, sectors: Mapping[str, Text]) -> Rows:
    """Draw majors, sector by sector; some lead, and some of those are open to overseas students or bilingual."""
    found: Rows = []
    numbers: dict[str, int] = {}
    for _ in range(number):
        sector = college.chance.pick(college.kind.sectors)
        numbers[sector] = numbers.get(sector, 0) + 1
        opened = college.share("open_major" if college.qualification else "open_major_without_qualification")
        found.append(
            {
                "name": college.named("major", sector=sectors[sector][college.lang], number=numbers[sector]),
                "sector": sector,
                "leading": college.share("leading_major"),
                "open_to_overseas": opened,
                "bilingual": college.share("bilingual_major"),
            }
        )
    if "inbound_study" in college.fields and not any(row["open_to_overseas"] for row in found):
        found[0]["open_to_overseas"] = True
    return found


def _enterprises(college: College) -> Rows:
    found: Rows = []
    number = college.count("enterprises")
    for at in range(max(number, int("overseas_sites" in college.fields))):
        abroad = college.share("enterprise_abroad") or (at == 0 and "overseas_sites" in college.fields)
        row = {
            "name": college.named("enterprise", number=at + 1),
            "sector": college.chance.pick(college.kind.sectors),
            "operates_abroad": abroad,
            "agreement": college.share("enterprise_agreement"),
        }
        if abroad:
            row["place"] = college.chance.pick(college.kind.places)
        found.append(row)
    return found


def _students(college: College) -> Rows:
    kinds = {name: getattr(college.students, name) for name in ("degree", "language", "short")}
    return [
        {"place": place, "kind": kind, "students": number}
        for kind, places in kinds.items()
        for place, number in places.items()
    ]


def _alliances(college: College) -> Rows:
    return [
        {
            "name": college.named("alliance", number=at + 1),
            "leads": college.share("alliance_leads"),
            "active": college.share("alliance_active"),
        }
        for at in range(college.count("alliances"))
    ]


def _mission(college: College, majors: Rows, years: Mapping[str, Mapping[int, Any]]) -> dict[str, Rows]:
    chance = college.chance
    areas = [
        name
        for name in college.assumed.fields
        if college.share("active_field_in_mission" if name in college.fields else "idle_field_in_mission")
    ]
    leading = [row["name"] for row in majors if row["leading"]]
    targets = []
    for name in chance.few(tuple(_TARGETS), college.count("targets")):
        now = years[name][college.data_year]
        target = round(now * (1.2 + chance.unit())) if now else _TARGETS[name] * chance.between(1, 3)
        targets.append({"indicator": name, "year": college.data_year + chance.between(2, 5), "value": target})
    return {
        "mission.areas": [{"area": name} for name in areas],
        "mission.priority_places": [{"place": name} for name in chance.some(college.kind.places, chance.between(0, 3))],
        "mission.priority_majors": [{"name": name} for name in chance.few(leading, chance.between(0, 3))],
        "mission.targets": targets,
    }
