"""What speaks against the strategies of the college itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from contradictions.common import (
    BLOCKED,
    CROWDED,
    NO_BED,
    NO_INTAKE_MEANT,
    NO_PARTNER,
    NOBODY_ABROAD,
    PENNILESS,
    SAFE_STUDENTS,
    SAFE_TEACHERS,
    UNSAFE_STUDENTS,
    UNSAFE_TEACHERS,
    outside,
)
from contradictions.model import Against, Case, Judged, against
from contradictions.profiles import NONE, NOTHING_RUNS, every

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COLLEGE"]

ALLIANCES = every(*({"name": f"联盟{number}", "active": True} for number in range(3)))


def _unfiled(case: Case) -> bool:
    waits = case.placement in {"reserve", "withheld"} and "file_admission_qualification" in case.waits_for
    return case.facts.no("admission_qualification") and not waits


UNFILED = Against(
    "Recruiting comes after the filing: without it this may only wait for the filing.",
    _unfiled,
    {"admission_qualification": False},
    {"placement": "launch"},
)
NOTHING_ABROAD = Against(
    "No standard of the college is used overseas, so there is none to adapt or to carry further.",
    lambda case: (
        case.facts.no_standard_abroad()
        and not ("develop_standards" in case.first and case.placement != "launch")
        and not case.open("strategy.develop_standards")
    ),
    {"i_prof_standards_adopted": 0, "i_curr_standards_adopted": 0},
)
NOBODY_TO_LEARN = Against(
    "It would be a means to recruit, there is nobody from overseas to teach, and there is no room for more.",
    lambda case: case.facts.no_student() and case.no_room(),
    {"i_intl_ft_students": 0, "free_dormitory_beds": 0},
)

COLLEGE: Final[Mapping[str, Judged]] = {
    "adopt_plan_and_rules": against(
        Against(
            "Plan and rules are both in place, and so is whatever is said of the emergency plan: nothing to complete.",
            lambda case: case.facts.yes("plan", "rules") and not case.facts.no("emergency_plan"),
            {"plan": True, "rules": True},
        )
    ),
    "set_up_office": against(
        Against(
            "There is an office in which one can stand in for another: nothing to set up or to strengthen.",
            lambda case: case.facts.yes("office") and case.facts.at_least("staff", 2),
            {"office": True, "staff": 2},
        )
    ),
    "count_in_appraisal": against(
        Against(
            "International work is counted in the appraisal already.",
            lambda case: case.facts.yes("counted_in_appraisal"),
            {"counted_in_appraisal": True},
        )
    ),
    "file_admission_qualification": against(
        Against(
            "The qualification is filed.",
            lambda case: case.facts.yes("admission_qualification"),
            {"admission_qualification": True},
        ),
        NO_INTAKE_MEANT,
    ),
    "chinese_plus_skills": against(UNFILED, NOBODY_TO_LEARN, outside("inbound_study", "training_for_overseas")),
    "convergent_management": against(
        Against(
            "There is no overseas student whose teaching and housing could join ordinary management, and none planned.",
            lambda case: case.facts.no_student() and not case.facts.at_least("planned_overseas_intake", 1),
            {"i_intl_ft_students": 0},
        )
    ),
    "diversify_student_sources": against(
        UNFILED,
        NO_BED,
        CROWDED,
        outside("inbound_study"),
        Against(
            "Nobody from overseas was ever at the college: there are no sources that could be made more diverse.",
            lambda case: case.facts.never_a_student(),
            {"i_intl_ft_students": 0},
        ),
    ),
    "send_teachers_abroad": against(
        BLOCKED,
        PENNILESS,
        UNSAFE_TEACHERS,
        SAFE_TEACHERS,
        outside("teacher_exchange", "overseas_sites", "standards"),
        Against(
            "There is nowhere to send anybody: no partner runs and no enterprise operates overseas.",
            lambda case: case.facts.no_partner() and case.facts.no_enterprise_abroad(),
            {"partnerships": NONE, "enterprises": NONE},
        ),
    ),
    "bilingual_training": against(
        Against(
            "At least half of the teachers teach bilingually already, so first groups are not what is missing.",
            lambda case: (
                case.facts.at_least("full_time_teachers", 1)
                and (case.facts.number("bilingual_teachers") or 0) * 2 >= (case.facts.number("full_time_teachers") or 0)
            ),
            {"full_time_teachers": 400, "bilingual_teachers": 200},
        )
    ),
    "recruit_foreign_teachers": against(BLOCKED, PENNILESS),
    "develop_standards": against(
        NO_PARTNER,
        outside("standards"),
        Against(
            "No major is taught for which a standard could be written.",
            lambda case: case.facts.zero("majors") or case.facts.profile.programmes.complete == "none",
            {"majors": 0},
        ),
        Against(
            "Ten and more standards of a kind are used overseas: one major and one partner no longer come first.",
            lambda case: (
                max(case.facts.indicator(name) or 0 for name in ("prof_standards_adopted", "curr_standards_adopted"))
                >= 10
            ),
            {"i_curr_standards_adopted": 10},
        ),
    ),
    "localise_standards": against(NOTHING_ABROAD, NO_PARTNER, outside("standards")),
    "digest_foreign_standards": against(
        Against(
            "The mission has neither standards nor cooperative programmes, and no such programme runs.",
            lambda case: case.facts.outside("standards", "cooperative_programmes") and case.facts.no_joint_programme(),
            {"mission": ["competitions"], "i_cfcrs_majors": 0},
        ),
        Against(
            "Nothing was imported and no cooperative programme runs, so there is nothing to digest.",
            lambda case: case.facts.none_of("imported_standards") and case.facts.no_joint_programme(),
            {"i_imported_standards": 0, "i_cfcrs_majors": 0},
        ),
    ),
    "widen_standard_export": against(NOTHING_ABROAD, outside("standards")),
    "follow_enterprises": against(
        BLOCKED,
        PENNILESS,
        NOBODY_ABROAD,
        outside("overseas_sites"),
        Against(
            "A site would be the first thing the college does overseas: no partner, no training, no teacher sent.",
            lambda case: (
                case.facts.no_partner()
                and case.facts.never("intl_training_person_days")
                and case.facts.never("fac_outbound_training_days")
                and case.facts.no_site()
            ),
            {
                "partnerships": NONE,
                "i_intl_training_person_days": 0,
                "i_fac_outbound_training_days": 0,
                "i_overseas_sites": 0,
            },
        ),
    ),
    "train_partner_teachers_first": against(
        NO_PARTNER,
        outside("training_for_overseas", "overseas_sites", "standards"),
        Against(
            "A site runs and the partner's people are trained: what should come first is done.",
            lambda case: case.facts.has_site() and bool(case.facts.does("trains_partner_staff")),
            {
                "i_overseas_sites": 1,
                "partnerships": every({"partner": "某校", "active": True, "trains_partner_staff": True}),
            },
        ),
    ),
    "site_due_diligence": against(
        Against(
            "The college has no site and its mission has none.",
            lambda case: case.facts.no_site() and case.facts.outside("overseas_sites"),
            {"mission": ["competitions"], "i_overseas_sites": 0},
        ),
        Against(
            "There is no site, no partner and no enterprise overseas: nothing that could be examined.",
            lambda case: case.facts.no_site() and case.facts.no_partner() and case.facts.no_enterprise_abroad(),
            {"i_overseas_sites": 0, "partnerships": NONE, "enterprises": NONE},
        ),
    ),
    "quality_cycle": against(
        Against(
            "Nothing runs overseas or for people from overseas: nothing to evaluate.",
            lambda case: case.facts.nothing_runs(),
            NOTHING_RUNS,
        )
    ),
    "take_on_training": against(
        outside("training_for_overseas"),
        Against(
            "No major is taught on which training could rest.",
            lambda case: case.facts.zero("majors") or case.facts.profile.programmes.complete == "none",
            {"majors": 0},
        ),
    ),
    "online_courses_for_partners": against(
        Against(
            "There is nobody to take the courses: no partner runs and no enterprise operates overseas.",
            lambda case: case.facts.no_partner() and case.facts.no_enterprise_abroad(),
            {"partnerships": NONE, "enterprises": NONE},
        )
    ),
    "internationalisation_at_home": against(
        Against(
            "It is offered as a system already.",
            lambda case: case.facts.yes("home_internationalisation"),
            {"home_internationalisation": True},
        )
    ),
    "student_internships_abroad": against(
        BLOCKED,
        PENNILESS,
        UNSAFE_STUDENTS,
        SAFE_STUDENTS,
        outside("student_exchange"),
        Against(
            "There is nowhere to send anybody: no partner runs and no enterprise operates overseas.",
            lambda case: case.facts.no_partner() and case.facts.no_enterprise_abroad(),
            {"partnerships": NONE, "enterprises": NONE},
        ),
    ),
    "join_alliances": against(
        Against(
            "The college is active in three alliances or more.",
            lambda case: case.facts.memberships() >= 3,
            {"alliances": ALLIANCES},
        )
    ),
    "build_brand": against(
        Against(
            "Nothing runs and no award was won that could become a brand.",
            lambda case: case.facts.nothing_runs() and case.facts.none_of("intl_skill_awards"),
            {**NOTHING_RUNS, "i_intl_skill_awards": 0},
        )
    ),
    "diversify_funding": against(
        Against(
            "Four kinds of sources and more pay for the work already.",
            lambda case: case.facts.at_least("funding_sources", 4),
            {"funding_sources": 4},
        )
    ),
    "improve_capacity": against(
        Against(
            "Every basic condition is met with the planned intake, and beds and practice places are free.",
            lambda case: case.facts.all_in_order(),
            {
                "level": "higher_vocational",
                "college_type": "engineering_agriculture_forestry",
                "converted_students": 8000,
                "converted_teachers": 500,
                "planned_overseas_intake": 10,
                "free_dormitory_beds": 30,
                "free_practice_places": 30,
                "i_teachers_postgrad_share": 40,
                "i_area_per_student": 20,
                "i_equipment_per_student": 9000,
                "i_books_per_student": 90,
            },
        )
    ),
    "match_majors_to_demand": against(
        Against(
            "No major is taught that could be opened or closed.",
            lambda case: case.facts.zero("majors") or case.facts.profile.programmes.complete == "none",
            {"majors": 0},
        )
    ),
    "cooperative_programme_quality": against(
        Against(
            "No cooperative programme runs whose quality could be mended.",
            lambda case: case.facts.no_joint_programme(),
            {"i_cfcrs_majors": 0},
        )
    ),
    "track_graduates": against(
        Against(
            "Overseas graduates are followed already.",
            lambda case: case.facts.yes("graduate_tracking"),
            {"graduate_tracking": True},
        ),
        Against(
            "There are no overseas graduates: the question does not apply, or nobody ever studied or trained here.",
            lambda case: (
                case.facts.idle("graduate_tracking")
                or (case.facts.never_a_student() and case.facts.never("intl_training_person_days"))
            ),
            {"graduate_tracking": "not_applicable"},
        ),
    ),
    "indicator_ledger": against(
        Against(
            "The ledger is kept already.",
            lambda case: case.facts.yes("data_ledger"),
            {"data_ledger": True},
        )
    ),
    "corridor_programmes": against(
        outside("training_for_overseas", "standards"),
        Against(
            "It rests on majors of logistics and commerce, and the complete list has none.",
            lambda case: case.facts.no_major_in("logistics", "e_commerce", "finance_trade"),
            {"programmes": every({"name": "护理", "sector": "health"})},
        ),
    ),
    "share_platforms": against(
        Against(
            "It is for beginners, and this college trains people, has standards used and runs a site overseas.",
            lambda case: case.facts.established(),
            {"i_overseas_sites": 1, "i_intl_training_person_days": 500, "i_curr_standards_adopted": 2},
        ),
    ),
}
"""For each strategy of the college, the plain facts that speak against it."""
