"""What speaks against the measures of government, industry and enterprises that a college would ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from contradictions.common import (
    BLOCKED,
    CROWDED,
    NO_BED,
    NO_INTAKE_MEANT,
    NO_PARTNER,
    NOBODY_ABROAD,
    NOT_FILED,
    PENNILESS,
    SAFE_STUDENTS,
    UNSAFE_STUDENTS,
    outside,
)
from contradictions.model import Against, Case, Judged, against
from contradictions.profiles import NONE, NOTHING_RUNS, every

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OTHERS"]

REGIONAL = "It is done for all colleges of the region from what all of them report; no fact of one of them refutes it."


def _half_unspent(case: Case) -> bool:
    budget, spent = case.facts.number("budget"), case.facts.number("budget_spent")
    return bool(budget) and spent is not None and spent * 2 < (budget or 0)


def _at_home_only(case: Case) -> bool:
    """Say whether a class for overseas students is the only form of an order class that is left."""
    if case.open("problem.few_students_abroad", "problem.weak_enterprise_linkage"):
        return False
    return case.only_for("few_overseas_students") or case.facts.outside("student_exchange")


LEADING = Against(
    "It rests on a leading major, and the complete list of majors has none.",
    lambda case: case.facts.no_leading_major(),
    {"programmes": every({"name": "护理", "leading": False})},
)
NOT_A_BEGINNER = Against(
    "It is for beginners, and this college trains people, has standards used and runs a site overseas.",
    lambda case: case.facts.established(),
    {"i_overseas_sites": 1, "i_intl_training_person_days": 500, "i_curr_standards_adopted": 2},
)
SEVERAL_ALLIANCES = Against(
    "The college is active in three alliances or more.",
    lambda case: case.facts.memberships() >= 3,
    {"alliances": every(*({"name": f"联盟{number}", "active": True} for number in range(3)))},
)

OTHERS: Final[Mapping[str, Judged]] = {
    # Enterprises.
    "order_classes": against(
        NOBODY_ABROAD,
        outside("inbound_study", "student_exchange"),
        Against(
            "Only a class for overseas students is left, and the college may admit none or has no room for any.",
            lambda case: _at_home_only(case) and (case.no_room() or case.facts.no("admission_qualification")),
            {"free_dormitory_beds": 0},
            {"relieves": frozenset({"few_overseas_students"})},
        ),
    ),
    "overseas_internships": against(
        BLOCKED, NOBODY_ABROAD, UNSAFE_STUDENTS, SAFE_STUDENTS, outside("student_exchange")
    ),
    "donate_equipment": against(
        Against(
            "There is no enterprise that could be asked.",
            lambda case: case.facts.no_enterprise(),
            {"enterprises": NONE},
        ),
        Against(
            "Equipment for a site would leave the country, and placing it there is not approved.",
            lambda case: case.only_for("overseas_sites_lacking") and case.facts.no("asset_approval"),
            {"asset_approval": False},
            {"relieves": frozenset({"overseas_sites_lacking"})},
        ),
        Against(
            "Equipment for a site overseas is meant, and the college's mission has no sites.",
            lambda case: (
                case.only_for("overseas_sites_lacking")
                and case.facts.outside("overseas_sites")
                and not case.open("problem.insufficient_capacity")
            ),
            {"mission": ["competitions"]},
            {"relieves": frozenset({"overseas_sites_lacking"})},
        ),
        Against(
            "Equipment is not what is short: its value is above the statute's and practice places are free.",
            lambda case: (
                case.only_for("insufficient_capacity")
                and case.facts.at_least("free_practice_places", 1)
                and case.facts.standard("equipment_per_student") is not None
                and (case.facts.indicator("equipment_per_student") or 0)
                >= (case.facts.standard("equipment_per_student") or 0)
            ),
            {
                "level": "higher_vocational",
                "college_type": "engineering_agriculture_forestry",
                "i_equipment_per_student": 9000,
                "free_practice_places": 10,
            },
            {"relieves": frozenset({"insufficient_capacity"})},
        ),
    ),
    "equity_participation": against(
        PENNILESS,
        NOBODY_ABROAD,
        Against(
            "Capital overseas would be placed without approval.",
            lambda case: case.facts.no("asset_approval"),
            {"asset_approval": False},
        ),
        Against(
            "Equity is advised without condition only when the approval of assets abroad is known.",
            lambda case: case.unsure("asset_approval"),
            {},
        ),
        Against(
            "It starts from a site that exists, and there is none.",
            lambda case: case.facts.no_site(),
            {"i_overseas_sites": 0},
        ),
    ),
    "buy_training_services": against(
        NOBODY_ABROAD,
        outside("training_for_overseas", "standards"),
        Against(
            "There is nothing to sell: no training was ever given and no standard is used overseas.",
            lambda case: case.facts.never("intl_training_person_days") and case.facts.no_standard_abroad(),
            {"i_intl_training_person_days": 0, "i_prof_standards_adopted": 0, "i_curr_standards_adopted": 0},
        ),
    ),
    "benchmark_enterprises": against(
        NOBODY_ABROAD,
        Against(
            "It asks an enterprise without an agreement for a first one, and all that operate overseas have one.",
            lambda case: case.facts.all_signed(),
            {"enterprises": every({"name": "某企业", "operates_abroad": True, "agreement": True})},
        ),
    ),
    "engineers_as_teachers": against(NOBODY_ABROAD),
    "enterprise_scholarships": against(
        NOBODY_ABROAD,
        NOT_FILED,
        Against(
            "It would attract more overseas students, and there is no room for any.",
            lambda case: not case.only_for("low_visibility") and case.no_room(),
            {"free_dormitory_beds": 0},
        ),
        Against(
            "It is given to be known among overseas students, and there is none to receive it nor room for any.",
            lambda case: case.facts.no_student() and case.no_room(),
            {"i_intl_ft_students": 0, "free_dormitory_beds": 0},
        ),
        outside("inbound_study"),
        Against(
            "It is for a college without scholarships, and this one has some.",
            lambda case: case.facts.yes("scholarships"),
            {"scholarships": True},
        ),
    ),
    # Government.
    "provincial_plan": Judged(never=REGIONAL),
    "coordination_mechanism": Judged(never=REGIONAL),
    "differentiated_roles": Judged(never=REGIONAL),
    "monitor_indicators": Judged(never=REGIONAL),
    "dedicated_fund": against(
        Against(
            "It asks for money for one mature project, and nothing runs.",
            lambda case: case.facts.nothing_runs(),
            NOTHING_RUNS,
        ),
        Against(
            "It asks for more money while less than half of what there is was spent.",
            _half_unspent,
            {"budget": 100, "budget_spent": 40},
        ),
    ),
    "enlarge_scholarships": against(NOT_FILED, NO_BED, CROWDED, outside("inbound_study")),
    "recognition_agreements": Judged(
        never="Recognition is for governments to agree and serves the partners that a college will have, too."
    ),
    "guide_qualification_filing": against(
        Against(
            "The qualification is filed.",
            lambda case: case.facts.yes("admission_qualification"),
            {"admission_qualification": True},
        ),
        NO_INTAKE_MEANT,
        Against(
            "It is for colleges that are nearly ready, and this one has no bed, nobody in charge and no rules.",
            lambda case: case.facts.zero("free_dormitory_beds") and case.facts.zero("staff") and case.facts.no("rules"),
            {"free_dormitory_beds": 0, "staff": 0, "rules": False},
        ),
    ),
    "integrate_platforms": Judged(
        never="It asks that the college's offer and needs be listed where partners look, which harms nobody."
    ),
    "support_craftsman_colleges": against(NOBODY_ABROAD, NO_PARTNER, PENNILESS, LEADING, outside("overseas_sites")),
    "overseas_quality_standards": against(
        Against(
            "It is given for the quality of sites, and the college has none.",
            lambda case: case.only_for("weak_overseas_quality_assurance") and case.facts.no_site(),
            {"i_overseas_sites": 0},
            {"relieves": frozenset({"weak_overseas_quality_assurance"})},
        )
    ),
    "simplify_approvals": against(
        outside("teacher_exchange", "overseas_sites"),
        Against(
            "It is for colleges with rules, incentives and partners; where one is missing, that is the obstacle.",
            lambda case: case.facts.no("rules") or case.facts.no("teacher_incentives") or case.facts.no_partner(),
            {"teacher_incentives": False},
        ),
    ),
    "legal_support": against(outside("standards", "overseas_sites")),
    "publish_demand_information": against(outside("overseas_sites", "inbound_study", "student_exchange")),
    "pair_colleges": against(NOT_A_BEGINNER),
    "enterprise_incentives": against(NOBODY_ABROAD),
    "contingency_rules": against(
        Against(
            "Travel is not interrupted.",
            lambda case: case.facts.no("travel_blocked"),
            {"travel_blocked": False},
        ),
        Against(
            "Nothing runs that an interruption of travel could stop or send online.",
            lambda case: case.facts.nothing_runs() and not case.facts.at_least("online_courses", 1),
            NOTHING_RUNS,
        ),
    ),
    # Industry.
    "association_pilots": against(outside("overseas_sites", "training_for_overseas")),
    "sector_standards": against(LEADING, outside("standards")),
    "sector_alliances": against(SEVERAL_ALLIANCES, LEADING),
    "overseas_job_survey": Judged(
        never="A survey among the members of a sector body costs a page and helps whatever the college does overseas."
    ),
    "nominate_teachers": against(
        Against(
            "It puts forward teachers with a foreign language, and none can teach in one.",
            lambda case: case.facts.zero("bilingual_teachers"),
            {"bilingual_teachers": 0},
        )
    ),
}
"""For each measure of others, the plain facts that speak against asking for it."""
