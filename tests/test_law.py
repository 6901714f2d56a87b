"""Law as hard rules, kept apart from judgement: its values, its articles, its approvals, and what it never says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.language.model import Ground, InForce, leaves_of
from hepu.report.because import Because
from hepu.report.values import Values
from small_packs import errors_of
from test_facts import actual, facts
from test_language import RULE, read
from test_wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.model import Rule
    from hepu.pipeline import Advisor

TYPES = ("comprehensive_normal_ethnic", "engineering_agriculture_forestry")
UNREAD = ("medicine", "language_finance_law", "sports", "arts")
CONDITIONS = (
    "student_teacher_ratio",
    "teachers_postgrad_share",
    "area_per_student",
    "equipment_per_student",
    "books_per_student",
)
# What a sentence says when it speaks as the law: a document's number, an article, or the law itself.
_AS_LAW = re.compile(r"〔\d{4}〕|令第\d+号|第[一二三四五六七八九十百]+条|法律规定|依法(?!有效)|条例规定|法定")
# Measures that the law lets begin only after something, and what has to be there.
PRECONDITIONS = {
    "chinese_plus_skills": "gx_intl_students_2019",
    "diversify_student_sources": "gx_intl_students_2019",
    "order_classes": "gx_intl_students_2019",
    "enterprise_scholarships": "gx_intl_students_2019",
    "student_internships_abroad": "vet_law_2022",
    "overseas_internships": "vet_law_2022",
    "equity_participation": "state_assets_2021",
    "donate_equipment": "state_assets_2021",
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("kind", UNREAD)
def test_a_type_whose_value_was_not_read_takes_no_neighbours(shipped: Advisor, kind: str, name: str) -> None:
    found = facts(
        shipped,
        college={"level": actual("higher_vocational"), "college_type": actual(kind)},
        indicators={name: {2025: actual(Decimal(1))}},
    )

    assert found.gaps[name].standard == ""
    assert found.gaps[name].basis != "statute"


@pytest.mark.parametrize("kind", [*TYPES, *UNREAD])
def test_a_vocational_university_is_measured_by_the_values_of_its_own_level(shipped: Advisor, kind: str) -> None:
    found = facts(
        shipped,
        college={"level": actual("vocational_undergraduate"), "college_type": actual(kind)},
        indicators={"teachers_postgrad_share": {2025: actual(Decimal(20))}},
    )

    standard = shipped.pack.knowledge.standards[found.gaps["teachers_postgrad_share"].standard]
    assert (standard.level, standard.value) == ("vocational_undergraduate", Decimal(30))
    assert kind in standard.college_types


def test_every_standard_is_the_qualified_value_of_one_level_and_names_its_table(shipped: Advisor) -> None:
    odd = [
        key
        for key, item in shipped.pack.knowledge.standards.items()
        if item.policy != "basic_conditions_2004" or "合格" not in item.article.zh or item.indicator not in CONDITIONS
    ]

    assert not odd


def test_every_policy_has_a_number_or_a_reason_an_issuer_a_date_and_an_article(shipped: Advisor) -> None:
    odd = [
        key
        for key, policy in shipped.pack.knowledge.policies.items()
        if not (policy.number or (policy.unnumbered and policy.unnumbered.en))
        or not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", policy.issued)
        or not policy.issuer.zh
        or policy.checked < policy.since.replace(year=min(policy.since.year, policy.checked.year))
        or not all(clause.article.zh and clause.article.en for clause in policy.clauses)
    ]

    assert not odd


def test_a_policy_without_number_and_without_reason_is_refused(shipped: Advisor) -> None:
    policy = shipped.pack.knowledge.policies["edu_law"]

    with pytest.raises(ValueError, match="number"):
        type(policy).model_validate({**policy.model_dump(), "unnumbered": None})


def test_a_policy_that_was_not_checked_at_its_issuer_is_not_called_checked(shipped: Advisor) -> None:
    unread = {
        key
        for key, policy in shipped.pack.knowledge.policies.items()
        if policy.original_checked and not all(clause.verified for clause in policy.clauses)
    }

    assert not unread


def test_no_sentence_speaks_of_restricted_enrolment() -> None:
    found = [
        f"{file}: {text}"
        for file, text in printable()
        if file != "knowledge/policies.yaml"
        and re.search(r"限制招生|暂停招生|restricted enrolment|enrolment suspended", text)
    ]

    assert not found


def legal(shipped: Advisor) -> Iterator[Rule]:
    """Give the rules that apply an article."""
    return (rule for rule in shipped.pack.rules.values() if rule.law)


def test_a_legal_rule_prints_the_document_and_the_article(shipped: Advisor) -> None:
    record, pack = sample.record_of(sample.rich())
    because = Because(Values(record, pack))
    policies = pack.knowledge.policies
    for rule in legal(shipped):
        sentence = because.sentence(rule)
        for ground in rule.law:
            policy = policies[ground.policy]
            clause = next(item for item in policy.clauses if item.article.zh == ground.article)

            assert (policy.number or policy.title.zh) in sentence.zh, rule.id
            assert clause.article.zh in sentence.zh, rule.id
            assert clause.article.en in sentence.en, rule.id


def test_an_article_is_named_only_on_days_on_which_it_was_in_force(shipped: Advisor) -> None:
    profile = sample.rich() | {"as_of": dt.date(2018, 6, 1), "data_year": 2017}
    record, pack = sample.record_of(profile, with_peers=False)
    sentence = Because(Values(record, pack)).sentence(shipped.pack.rules["equity-without-asset-approval"])

    assert "第十七条" not in sentence.zh


def test_a_judgement_never_speaks_as_the_law(shipped: Advisor) -> None:
    found = [
        rule.id
        for rule in shipped.pack.rules.values()
        if not rule.law
        and not any(isinstance(leaf, InForce) for leaf in leaves_of(rule.when))
        and _AS_LAW.search(rule.because.zh)
    ]

    assert not found


@pytest.mark.parametrize("strategy", PRECONDITIONS)
def test_what_the_law_asks_first_withholds_a_measure(shipped: Advisor, strategy: str) -> None:
    grounds = {ground.policy for rule in legal(shipped) if rule.key == f"exclusion.{strategy}" for ground in rule.law}

    assert PRECONDITIONS[strategy] in grounds


def test_a_conclusion_that_rests_on_law_names_its_articles(shipped: Advisor) -> None:
    knowledge = shipped.pack.knowledge
    odd = [
        key
        for key, entry in knowledge.strategies.items()
        if (entry.basis == "law" or entry.legal_duty) and not (entry.policies and entry.articles)
    ]

    assert not odd


def test_approvals_go_from_the_college_to_foreign_affairs_to_the_authorities(shipped: Advisor) -> None:
    def place(by: str) -> int | None:
        if re.search("校长办公会|党委会|学校党委", by):
            return 0
        if "外事" in by:
            return 1
        return 2 if re.search("自治区|主管部门|财政", by) else None

    odd = []
    for key, entry in shipped.pack.knowledge.strategies.items():
        places = [found for item in entry.approvals if (found := place(item.by.zh)) is not None]
        if entry.actor != "government" and places != sorted(places):
            odd.append(key)

    assert not odd


def test_no_first_step_does_what_an_approval_comes_before(shipped: Advisor) -> None:
    done = re.compile(r"(?<!不)(?<!暂不)(?:签订|签署|签约|派出|招募|发布招生|出资|捐赠设备)")
    odd = {
        key: entry.first_step.zh
        for key, entry in shipped.pack.knowledge.strategies.items()
        if entry.actor == "college" and done.search(entry.first_step.zh)
    }

    assert not odd


def test_going_out_and_taking_in_pass_foreign_affairs_or_the_authorities(shipped: Advisor) -> None:
    abroad = ("send_teachers_abroad", "student_internships_abroad", "follow_enterprises", "recruit_foreign_teachers")
    strategies = shipped.pack.knowledge.strategies

    assert all(any("外事" in item.by.zh for item in strategies[name].approvals) for name in abroad)
    assert any("财政" in item.by.zh for item in strategies["equity_participation"].approvals)
    assert any("教育" in item.by.zh for item in strategies["file_admission_qualification"].approvals)


LAW = "law: [{policy: vet_law_2022, article: 第十三条}]\nsources: "


def test_an_article_that_the_policy_has_is_accepted(shipped: Advisor) -> None:
    rule, faults = read(RULE.replace("sources: ", LAW), shipped)

    assert faults == ()
    assert getattr(rule, "law", None) == (Ground("vet_law_2022", "第十三条"),)


@pytest.mark.parametrize(
    ("law", "code"),
    [
        ("law: vet_law_2022", "law_form"),
        ("law: [{policy: vet_law_2022}]", "law_form"),
        ("law: [{policy: vet_law_2202, article: 第十三条}]", "policy_unknown"),
    ],
)
def test_a_ground_of_another_form_is_a_fault(shipped: Advisor, law: str, code: str) -> None:
    _, faults = read(RULE.replace("sources: ", f"{law}\nsources: "), shipped)

    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize(
    ("ground", "until", "codes"),
    [
        (Ground("vet_law_2022", "第五十条"), None, []),
        (Ground("vet_law_2022", "第五百条"), None, ["law_article"]),
        (Ground("vet_law_2022", "第五十条"), dt.date(2020, 1, 1), ["law_undated"]),
    ],
)
def test_a_ground_must_exist_and_be_in_force_while_the_rule_is(
    shipped: Advisor, ground: Ground, until: dt.date | None, codes: list[str]
) -> None:
    name = "student-internships-without-insurance"
    rule = dataclasses.replace(shipped.pack.rules[name], law=(ground,), until=until)
    pack = dataclasses.replace(shipped.pack, rules={**shipped.pack.rules, name: rule})

    assert [fault.code for fault in errors_of(pack)] == codes
