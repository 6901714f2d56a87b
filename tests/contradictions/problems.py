"""Which plain facts show that a problem, as ``knowledge/problems.yaml`` words it, is not there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from contradictions.plain import only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contradictions.plain import Plain

__all__ = ["ABSENT", "NEVER_PLAIN"]

FORMS = (
    "sends_teachers",
    "sends_students",
    "receives_students",
    "trains_partner_staff",
    "adopts_standards",
    "runs_site",
    "cooperative_programme",
)
STARTED = ("intl_training_person_days", "fac_outbound_training_days", "curr_standards_adopted", "overseas_sites")
REPORTED = (
    "intl_training_person_days",
    "stu_outbound_practice_days",
    "fac_outbound_training_days",
    "fac_intl_org_posts",
    "prof_standards_adopted",
    "curr_standards_adopted",
    "intl_skill_awards",
    "overseas_sites",
)


def _sites_kept(facts: Plain) -> bool:
    closed = any(row.runs_site and facts.ended(row) for row in facts.profile.partnerships.rows)
    return facts.has_site() and facts.kept("overseas_sites") and not closed


def _recognised(facts: Plain) -> bool:
    return facts.no_partner() or only(
        facts.profile.partnerships, lambda row: row.credits_recognised is True or facts.ended(row)
    )


ABSENT: Final[Mapping[str, Callable[[Plain], bool]]] = {
    "uneven_development": lambda facts: all(facts.some_of(name) for name in STARTED),
    "single_form_of_cooperation": lambda facts: sum(bool(facts.does(form)) for form in FORMS) >= 4,
    "few_overseas_students": lambda facts: (facts.indicator("intl_ft_students") or 0) >= 800,
    "no_admission_qualification": lambda facts: facts.yes("admission_qualification"),
    "concentrated_student_sources": lambda facts: facts.no_student() or facts.spread(),
    "no_international_posts": lambda facts: (facts.indicator("fac_intl_org_posts") or 0) >= 20,
    "few_standards_adopted": lambda facts: (
        (facts.indicator("prof_standards_adopted") or 0) >= 20
        and (facts.indicator("curr_standards_adopted") or 0) >= 20
    ),
    "narrow_standard_export": lambda facts: facts.no_standard_abroad(),
    "weak_enterprise_linkage": lambda facts: (
        len(facts.signed()) >= 3
        and facts.some_of("stu_outbound_practice_days")
        and facts.kept("stu_outbound_practice_days")
    ),
    "overseas_sites_lacking": _sites_kept,
    "weak_overseas_quality_assurance": lambda facts: (
        facts.no_site() or facts.yes("site_quality_review", "site_exit_terms")
    ),
    "insufficient_funding": lambda facts: (
        facts.at_least("budget", 500)
        and facts.at_least("funding_sources", 3)
        and (facts.number("budget_spent") or Decimal("Infinity")) * 10 <= (facts.number("budget") or 0) * 7
    ),
    "no_dedicated_office": lambda facts: facts.yes("office") and facts.at_least("staff", 3),
    "incomplete_rules_and_plan": lambda facts: facts.yes("plan", "rules", "emergency_plan"),
    "underused_platforms": lambda facts: (
        facts.memberships() >= 3 and sum(row.level in {"project", "joint_entity"} for row in facts.live()) >= 3
    ),
    "no_mutual_recognition": _recognised,
    "insufficient_capacity": lambda facts: facts.all_in_order(),
    "few_international_courses": lambda facts: (
        facts.at_least("bilingual_courses", 20)
        and facts.at_least("online_courses", 10)
        and (facts.indicator("imported_standards") or 0) >= 5
    ),
    "travel_interrupted": lambda facts: facts.no("travel_blocked"),
    "low_quality_cooperative_programmes": lambda facts: facts.no_joint_programme(),
    "missing_data": lambda facts: (
        facts.yes("data_ledger", "graduate_tracking") and all(facts.indicator(name) is not None for name in REPORTED)
    ),
}
"""For each problem, the plain facts on which nobody would call it a problem of this college."""

NEVER_PLAIN: Final[Mapping[str, str]] = {
    "shallow_cooperation": "How deep cooperation goes is a matter of degree among peers.",
    "weak_teacher_capacity": "Teachers who teach bilingually may still lack practice overseas.",
    "low_visibility": "How well a college is known abroad is not asked.",
    "language_barriers": "Support and courses do not show that nobody has difficulties.",
    "few_students_abroad": "How many are enough is a matter of degree among peers.",
    "poor_coordination": "The form asks only for coordination inside the college.",
}
"""Why no answer plainly refutes the other problems."""
