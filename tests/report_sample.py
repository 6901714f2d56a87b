"""A fictitious college with rich answers, its fictitious peers, and two poorer profiles, for the report's tests."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.advising import shipped
from hepu.facts.peers import NO_PEERS, PeerSet, summarise
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.renderer import renderer

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

ISSUED = "2026-11-22T00:00:00+00:00"
YEAR = 2025


def answer(value: object, status: str = "actual", source: str = "") -> dict[str, object]:
    """Give one answer of a profile."""
    return {"value": value, "status": status, "source": source}


def listing(rows: list[dict[str, object]], complete: str = "all") -> dict[str, object]:
    """Give one list of a profile."""
    return {"complete": complete, "rows": rows}


COLLEGE: dict[str, Any] = {
    "name": {"zh": "桂海职业技术学院", "en": "Guihai Vocational and Technical College"},
    "town": answer("qinzhou"),
    "ownership": answer("public"),
    "level": answer("higher_vocational"),
    "college_type": answer("engineering_agriculture_forestry"),
    "double_high": answer("provincial"),
}
RESOURCES: dict[str, Any] = {
    "full_time_students": answer(12840, source="高基表"),
    "full_time_teachers": answer(623, source="高基表"),
    "converted_students": answer("13020"),
    "converted_teachers": answer("690"),
    "planned_overseas_intake": answer(60),
    "majors": answer(46),
    "budget": answer("85"),
    "budget_spent": answer("41.5"),
    "funding_sources": answer(1),
    "office": answer(True),
    "staff": answer(2),
    "plan": answer(False),
    "rules": answer(True),
    "counted_in_appraisal": answer(False),
    "coordination_body": answer(False),
    "foreign_teachers": answer(1),
    "bilingual_teachers": answer(14, "estimate"),
    "teacher_incentives": answer(False),
    "teacher_training_plan": answer(False),
    "bilingual_courses": answer(3),
    "online_courses": answer(6),
    "home_internationalisation": answer(False),
    "admission_qualification": answer(True),
    "free_dormitory_beds": answer(48),
    "free_practice_places": answer(120, "estimate"),
    "language_support": answer(True),
    "scholarships": answer(False),
    "graduate_tracking": answer(False),
    "outbound_delegations": answer(2),
    "inbound_delegations": answer(5),
    "publicity_in_foreign_languages": answer(False),
    "demand_survey": answer(False),
    "destination_safety_check": answer(True),
    "outbound_insurance": answer(True),
    "safety_incidents": answer(0),
    "emergency_plan": answer(True),
    "travel_blocked": answer(False),
}
SERIES: dict[str, tuple[object, ...]] = {
    "intl_ft_students": (18, 26, 31, 44),
    "intl_training_person_days": (900, 760, 520, 410),
    "stu_outbound_practice_days": (0, 0, 0, 0),
    "fac_outbound_training_days": (60, 42, 30, 12),
    "fac_intl_org_posts": (0, 0, 0, 0),
    "prof_standards_adopted": (0, 0, 1, 1),
    "curr_standards_adopted": (2, 3, 5, 8),
    "intl_skill_awards": (1, 0, 2, 2),
    "overseas_sites": (0, 0, 0, 0),
    "cfcrs_majors": (1, 1, 1, 1),
    "student_teacher_ratio": ("17.8", "18.2", "18.6", "18.9"),
    "teachers_postgrad_share": ("41", "43.5", "46", "48.2"),
    "double_qualified_share": (None, None, "58", "61.5"),
    "area_per_student": (None, None, None, "15.1"),
    "equipment_per_student": (None, None, None, "8640"),
    "books_per_student": (None, None, None, "71"),
}
PARTNERSHIPS = [
    {
        "partner": "示例越南理工学院",
        "kind": "institution",
        "place": "vietnam",
        "level": "project",
        "since": 2018,
        "active": True,
        "receives_students": True,
        "sends_teachers": False,
        "adopts_standards": True,
        "with_enterprise": False,
        "runs_site": False,
        "sends_students": False,
        "trains_partner_staff": True,
        "credits_recognised": False,
        "people": 96,
    },
    {
        "partner": "示例老挝职业学院",
        "kind": "institution",
        "place": "laos",
        "level": "agreement",
        "since": 2019,
        "active": True,
        "receives_students": True,
        "sends_teachers": False,
        "adopts_standards": False,
        "with_enterprise": False,
        "runs_site": False,
        "sends_students": False,
        "trains_partner_staff": False,
        "people": 24,
    },
    {
        "partner": "示例马来西亚港口公司",
        "kind": "enterprise",
        "place": "malaysia",
        "level": "memorandum",
        "since": 2022,
        "active": False,
        "sends_teachers": False,
        "with_enterprise": True,
        "runs_site": False,
    },
    {
        "partner": "示例泰国学院",
        "kind": "institution",
        "place": "thailand",
        "level": "memorandum",
        "since": 2016,
        "active": False,
        "sends_teachers": False,
        "with_enterprise": False,
        "runs_site": False,
    },
    {
        "partner": "示例香港培训局",
        "kind": "association",
        "place": "hong_kong_china",
        "level": "agreement",
        "since": 2023,
        "active": True,
        "sends_teachers": False,
        "with_enterprise": False,
        "runs_site": False,
        "sends_students": False,
        "adopts_standards": False,
        "receives_students": False,
    },
]


def rich() -> dict[str, Any]:
    """Give a profile with answers on every sheet."""
    years = range(YEAR - 3, YEAR + 1)
    return {
        "as_of": "2026-11-01",
        "data_year": YEAR,
        "fictitious": True,
        "college": COLLEGE,
        "resources": RESOURCES,
        "indicators": {
            name: {year: answer(value) for year, value in zip(years, values, strict=True) if value is not None}
            for name, values in SERIES.items()
        },
        "mission": {
            "areas": listing(
                [
                    {"area": name}
                    for name in (
                        "inbound_study",
                        "standards",
                        "teacher_exchange",
                        "overseas_sites",
                        "training_for_overseas",
                    )
                ]
            ),
            "priority_places": listing([{"place": "vietnam"}, {"place": "laos"}]),
            "priority_majors": listing([{"name": "港口物流管理"}]),
            "targets": listing(
                [
                    {"indicator": "intl_ft_students", "year": 2028, "value": 80},
                    {"indicator": "fac_outbound_training_days", "year": 2028, "value": 60},
                ]
            ),
        },
        "programmes": listing(
            [
                {
                    "name": "港口物流管理",
                    "sector": "logistics",
                    "leading": True,
                    "open_to_overseas": True,
                    "bilingual": False,
                },
                {"name": "机电一体化技术", "leading": True, "open_to_overseas": False, "bilingual": False},
                {"name": "电子商务", "leading": False, "open_to_overseas": True, "bilingual": True},
            ],
            "some",
        ),
        "enterprises": listing(
            [
                {
                    "name": "示例港口集团",
                    "sector": "logistics",
                    "operates_abroad": True,
                    "place": "malaysia",
                    "agreement": True,
                },
                {
                    "name": "示例机械公司",
                    "sector": "construction_machinery",
                    "operates_abroad": True,
                    "place": "vietnam",
                    "agreement": False,
                },
            ]
        ),
        "overseas_students": listing(
            [
                {"place": "vietnam", "kind": "degree", "students": 31},
                {"place": "laos", "kind": "degree", "students": 9},
                {"place": "thailand", "kind": "language", "students": 4},
            ]
        ),
        "partnerships": listing(PARTNERSHIPS),
        "alliances": listing([{"name": "示例边境职业教育联盟", "leads": False, "active": True}]),
    }


def core() -> dict[str, Any]:
    """Give a profile with the core sheet alone, in part."""
    keep = ("full_time_students", "full_time_teachers", "budget", "office", "staff", "plan", "admission_qualification")
    return {
        "as_of": "2026-11-01",
        "data_year": YEAR,
        "fictitious": True,
        "college": {name: COLLEGE[name] for name in ("name", "town", "ownership", "level")},
        "resources": {name: RESOURCES[name] for name in keep},
        "indicators": {
            name: {YEAR: answer(SERIES[name][-1])}
            for name in ("intl_ft_students", "fac_outbound_training_days", "overseas_sites")
        },
    }


def published() -> dict[str, Any]:
    """Give the rich profile as one made from published figures only."""
    told = {"outcome": "2018年起累计培训近90人", "source": "某报，2024-05-06", "until": 2026}
    return {
        **rich(),
        "fictitious": False,
        "published_figures_only": True,
        "partnerships": listing([{**PARTNERSHIPS[0], **told}, *PARTNERSHIPS[1:]], "some"),
        "programmes": listing([], "missing"),
    }


def peers(pack: Pack) -> PeerSet:
    """Give the summaries of twenty fictitious peers, made by arithmetic."""
    rows: list[dict[str, int]] = []
    for at in range(20):
        row = {
            "year": YEAR,
            "full_time_students": 8000 + 400 * at,
            "full_time_teachers": 400 + 20 * at,
        }
        for step, name in enumerate(pack.knowledge.indicators):
            if pack.knowledge.indicators[name].group == "international":
                row[name] = (at * (step + 3)) % 11 * (60 if name.endswith("days") else 3)
        rows.append(row)
    return PeerSet(20, "0" * 64, {YEAR: summarise(rows, pack.knowledge, 8)})


_RECORDS: dict[tuple[str, bool, tuple[tuple[str, str], ...]], Record] = {}


def record_of(profile: dict[str, Any], *, with_peers: bool = True) -> tuple[Record, Pack]:
    """Advise on a profile and give the record with its pack; what was made once in a run is given again."""
    able = shipped()
    key = (repr(profile), with_peers, tuple(renderer().items()))
    if key not in _RECORDS:
        loaded = peers(able.pack) if with_peers else NO_PEERS
        request = Request(
            Profile.model_validate(profile), ISSUED, peers=loaded, engine="chainer", source_name="sample.yaml"
        )
        _RECORDS[key] = able.advise(request)
    return _RECORDS[key], able.pack


@cache
def pdf_of(name: str, lang: str, kind: str = "circulation") -> bytes:
    """Print one of the profiles, once for all tests of a run; ``name`` is that of its function here."""
    from hepu.report.pdf.document import render_pdf  # needs the libraries that set pages

    record, pack = record_of(globals()[name](), with_peers=name != "core")
    return render_pdf(record, pack, lang, kind=kind)  # type: ignore[arg-type]  # the two words are checked there


AS_OF = dt.date(2026, 11, 1)
