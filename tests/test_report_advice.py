"""What the report says of problems, measures and open questions fits the college and holds together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu import advising
from hepu.facts.peers import NO_PEERS
from hepu.intake import read_profile
from hepu.language.alternatives import alternatives_of
from hepu.pipeline import Request
from hepu.report.because import _unrepeated
from hepu.report.context import Context
from hepu.report.fits import conditions_of, fits
from hepu.report.html import Edition, render
from hepu.report.numbers import document_number
from hepu.report.openings import _lead
from hepu.report.repeats import without_repeats
from hepu.report.summary import _found
from hepu.report.tasks import policy_line
from hepu.report.words import agreeing, both, first_sentence
from hepu.text import Text

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.view import View

BAY = Path(__file__).parent.parent / "examples" / "hepu-bay-college.yaml"
TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL)


@pytest.fixture(scope="module")
def bay() -> tuple[Record, Pack]:
    """Give the record of the example college: floor area and beds fall short, and the rules are missing."""
    able = advising.shipped()
    profile = read_profile(BAY).accepted()
    return able.advise(Request(profile, sample.ISSUED, peers=NO_PEERS, engine="chainer", source_name="bay")), able.pack


@pytest.fixture(scope="module")
def view(bay: tuple[Record, Pack]) -> View:
    """Give the Chinese words of that record."""
    return Edition.of(*bay, "zh").view


@pytest.fixture(scope="module")
def poor() -> tuple[Record, Pack]:
    """Give the record of a college without an office and with little money."""
    profile = sample.core()
    changed = {
        "office": False,
        "staff": 1,
        "plan": False,
        "rules": False,
        "admission_qualification": False,
        "budget": "20",
    }
    profile["resources"] = {**profile["resources"], **{name: sample.answer(value) for name, value in changed.items()}}
    profile["indicators"] = {**profile["indicators"], "intl_ft_students": {sample.YEAR: sample.answer(0)}}
    return sample.record_of(profile, with_peers=False)


def context(made: tuple[Record, Pack]) -> Context:
    """Give the words of a record."""
    return Context(*made, requests=True)


def test_where_to_begin_is_what_the_problem_needs(view: View) -> None:
    """Begin with capacity where capacity is short, and with standards where depth is."""
    begins = {item.point.key: item.next.key for item in view.diagnosis.priorities if item.next}
    assert begins["problem.insufficient_capacity"] == "strategy.improve_capacity"
    assert begins["problem.shallow_cooperation"] == "strategy.develop_standards"
    assert begins["problem.incomplete_rules_and_plan"] == "strategy.adopt_plan_and_rules"


def test_what_is_met_is_no_target(view: View) -> None:
    """Aim at floor area, which falls short, and not at the ratio and the equipment, which do not."""
    task = next(item for item in view.tasks.rows if item.key == "strategy.improve_capacity")
    (target,) = task.targets
    assert target.zh.startswith("生均教学行政用房：14.9平方米/生")


def test_what_falls_short_is_named(bay: tuple[Record, Pack]) -> None:
    """Find the standard that is not met with both figures, and nowhere that one of several is not."""
    text = TAGS.sub(" ", render(*bay, "zh"))
    assert "生均教学行政用房14.9平方米/生（参照16平方米/生），未达合格标准" in text
    assert "至少有一项未达" not in text
    assert "学校尚未建立国际交流与合作的规章制度；" in text
    assert "尚未制定国际交流与合作发展规划" not in text


def test_a_rising_trend_shows_its_years(view: View) -> None:
    """Find the years behind what is called rising, and only some indicators called so."""
    point = next(item for item in view.strengths if item.key == "strength.rising_indicators")
    assert point.name.zh == "部分国际化指标上升"
    assert "2021年0、2022年120、2023年460、2024年820、2025年1150人日" in point.sentences[0].zh


def test_only_alternatives_of_one_kind_can_be_named(bay: tuple[Record, Pack]) -> None:
    """Find the gaps of one ``any``, and nothing to name where its parts are unlike."""
    rules = bay[1].rules
    (found,) = [item for item in alternatives_of(rules["basic-conditions-short"].when) if item.kind == "gap"]
    assert found.places == (1, 2, 3, 4, 5)
    assert "value" not in {item.kind for item in alternatives_of(rules["no-active-alliance"].when)}


def test_without_an_office_nobody_is_sent_to_it(poor: tuple[Record, Pack]) -> None:
    """Name whom the responsible leader names where there is no office, in either language."""
    view = Edition.of(*poor, "zh").view
    (first, *_) = view.measures.launch
    assert first.first_step.zh.startswith("由分管校领导指定的专人")
    assert first.leads.en == "A person named by the responsible leader"
    for lang in ("zh", "en"):
        made = render(*poor, lang)
        assert "{office}" not in made
        assert "由国际交流处" not in made
        assert "he international office lists" not in made


def test_no_intention_is_invented(poor: tuple[Record, Pack]) -> None:
    """Say of a college that named neither intake nor mission only that it has not filed."""
    text = TAGS.sub(" ", render(*poor, "zh"))
    assert "如拟招收国际学生，应先备案" in text
    assert "意向" not in text.partition("待核实事项")[0].partition("问题与原因")[2]


def test_a_missing_filing_explains_few_students(poor: tuple[Record, Pack]) -> None:
    """Find the missing qualification among the causes of few overseas students."""
    problems = {item.id: item.causes for item in poor[0].advice.problems}
    assert "qualification_not_filed" in problems["few_overseas_students"]


def test_a_first_step_does_not_wait_for_money(poor: tuple[Record, Pack]) -> None:
    """Put the first steps of what waits for money alone after the tasks that start, three at most."""
    view = Edition.of(*poor, "zh").view
    early = [brief for brief in view.measures.reserve if brief.early]
    assert early
    assert "第一步可先做" in early[0].limit.zh
    shown = [line.key for line in view.summary.first]
    assert len(shown) == min(3, len(view.measures.launch) + len(early))
    assert early[0].point.key in shown


def test_the_reserve_goes_by_the_plan(bay: tuple[Record, Pack], view: View) -> None:
    """Print the reserve in the order in which it can begin, and last what has no day."""
    order = [item.point.key.partition(".")[2] for item in view.measures.reserve]
    begins = {task.id: task.begins for task in bay[0].advice.plan.tasks}
    days = [begins.get(name, 10**6) for name in order]
    assert days == sorted(days)
    assert {name for name in order if name not in begins} == {item.id for item in bay[0].advice.plan.unplanned}


def test_what_is_outside_the_mission_is_not_called_free_of_gaps(view: View) -> None:
    """Mark indicators that the mission leaves out as not compared, in the picture and in the table."""
    rows = {row.id: row for row in view.basic.indicators}
    assert rows["cfcrs_majors"].gap == "not_compared"
    assert rows["cfcrs_majors"].gap_text.zh == "不作比较"


def test_open_conclusions_add_up(bay: tuple[Record, Pack], view: View) -> None:
    """Count every open conclusion once: what the answers settle, and what waits for references."""
    numbers = [int(number) for number in re.findall(r"(\d+)项", view.openings.lead.zh)]
    assert numbers[0] == len(bay[0].advice.undetermined)
    assert numbers[0] == sum(numbers[1:])
    assert len(view.openings.answers) == 2


def test_all_open_conclusions_are_not_counted_twice(poor: tuple[Record, Pack], bay: tuple[Record, Pack]) -> None:
    """Say that all depend on the answers where all do, and how many do where others wait for something else."""
    opened = set(context(poor).record.advice.undetermined)
    assert "这些判断均取决于" in _lead(context(poor), opened).zh
    assert "其中" not in _lead(context(poor), opened).zh
    assert re.search(r"其中\d+项取决于", _lead(context(bay), {bay[0].advice.undetermined[0]}).zh)


def test_open_answers_stand_in_the_order_that_is_told(poor: tuple[Record, Pack]) -> None:
    """Order answers by the conclusions on measures, then by all."""
    answers = Edition.of(*poor, "zh").view.openings.answers
    order = [(-item.measures, -item.count) for item in answers]
    assert len(order) > 10
    assert order == sorted(order)


def test_cases_that_do_not_fit_are_left_out(bay: tuple[Record, Pack]) -> None:
    """Show no case of the border and of weak language support to a college that has neither."""
    made = context(bay)
    assert not fits(made, "gx_nnzy")
    assert fits(made, "gx_lzcity_id")
    assert [text.en for text in conditions_of(made, "gx_lzcity_id")] == [
        "A partner enterprise operates overseas (holds here)",
        "The enterprise has a base overseas (for the college to judge)",
        "College and enterprise in one city (for the college to judge)",
    ]
    assert "南宁职业技术大学" not in TAGS.sub(" ", render(*bay, "zh")).partition("附件D")[0].partition("对策建议")[2]


def test_cases_of_which_nothing_is_known_stay(poor: tuple[Record, Pack]) -> None:
    """Keep a case whose conditions rest on lists that the college has not given."""
    assert fits(context(poor), "gx_lzcity_id")
    assert conditions_of(context(poor), "gx_lzcity_id")[0].en.endswith("(open for want of answers)")


def test_what_concerns_every_college_stands_in_a_table(bay: tuple[Record, Pack], view: View) -> None:
    """Print in full what rests on the college's facts, and tabulate what rests on policies alone."""
    own = [point for point in view.opportunities if point.key not in view.general]
    assert 1 <= len(own) < len(view.opportunities)
    for point in view.opportunities:
        rules = next(item.rules for item in bay[0].advice.opportunities if f"opportunity.{item.id}" == point.key)
        assert (point.key in view.general) == all(map(context(bay).of_environment, rules))


def test_only_articles_are_cited(bay: tuple[Record, Pack]) -> None:
    """Cite articles by number, say where a number was not read, and cite no heading."""
    made = context(bay)
    students = policy_line(made, "intl_students_2017", ("第四十条", "备案和招生条款待核")).text.zh
    assert "第四十条、备案和招生条款待核" in students
    assert "第二条" not in students
    assert "首个项目" not in policy_line(made, "craftsman").text.zh


def test_numbers_of_documents_read_in_both_languages() -> None:
    """Write known codes and issuers in English, and leave the others."""
    assert document_number("教发〔2004〕2号").en == "Jiaofa [2004] No. 2"
    assert document_number("国务院令第372号").en == "Order No. 372 of the State Council"
    assert document_number("甲乙〔2020〕1号").en == "甲乙〔2020〕1号"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The college has 1 active partnerships; none", "The college has 1 active partnership; none"),
        ("It has 11 majors and 1 leading majors.", "It has 11 majors and 1 leading major."),
        ("a share of 0.1 majors", "a share of 0.1 majors"),
    ],
)
def test_english_agrees_after_one(text: str, written: str) -> None:
    """Write the singular after 1 and after nothing else."""
    assert agreeing(text) == written


def test_the_method_tells_gap_and_trend_without_nought_per_cent(view: View) -> None:
    """Say how a trend is told, and bound a slight gap from above."""
    assert "不到10%为略有差距" in view.method.gap.zh
    assert "0%以上" not in view.method.gap.zh.replace("10%", "").replace("50%", "")
    assert "中位数" in view.method.trend.zh


def test_roles_are_filled_in_both_languages(bay: tuple[Record, Pack]) -> None:
    """Begin an English sentence with a capital once a role is filled in."""
    filled = context(bay).worded(Text(zh="由{office}清点", en="{office} lists"))
    assert (filled.zh, filled.en) == ("由国际交流处（国际教育学院）清点", "The international office lists")


def test_a_sentence_does_not_end_at_the_number_of_a_document() -> None:
    """Cut a text after its first sentence, and not within the number of a document."""
    text = Text(
        zh="低于标准（教发〔2004〕2号）。房屋偏紧。", en="Below the value of Jiaofa [2004] No. 2. Room is tight."
    )
    assert first_sentence(text).zh == "低于标准（教发〔2004〕2号）。"
    assert first_sentence(text).en == "Below the value of Jiaofa [2004] No. 2."


def test_a_nought_is_not_counted_as_a_finding(bay: tuple[Record, Pack], view: View) -> None:
    """Count the strengths and problems found, and pass over those of which there are none."""
    assert re.search(r"认定优势\d+项、问题\d+项，建议", view.summary.lead.zh)
    assert re.search(r"finds \d+ strengths? and \d+ problems?, recommends", view.summary.lead.en)
    made = _found(context(bay), {"strengths": 0, "problems": 2})
    assert (made.zh, made.en) == ("认定问题2项，", "finds 2 problems, ")
    assert _found(context(bay), {"strengths": 0, "problems": 0}).zh == ""


def test_a_sentence_with_the_figures_of_a_fuller_one_is_not_printed(bay: tuple[Record, Pack]) -> None:
    """Leave out what says no more than another rule, and keep what adds a list or figures of its own."""
    rules = bay[1].rules
    names = ["no-student-practice-abroad", "no-partner-for-our-students", "practice-abroad-well-below-reference"]
    assert [rule.id for rule in without_repeats([rules[name] for name in names])] == ["no-partner-for-our-students"]
    names = ["practice-abroad-falling", "no-partner-for-our-students"]
    assert [rule.id for rule in without_repeats([rules[name] for name in names])] == names


def test_of_equal_sentences_the_first_is_printed(bay: tuple[Record, Pack]) -> None:
    """Keep one of two rules that say the same, whichever comes first."""
    rule = bay[1].rules["practice-abroad-well-below-reference"]
    other = bay[1].rules["no-student-practice-abroad"]
    assert without_repeats([rule, other]) == (rule,)
    assert without_repeats([other, rule]) == (other,)


def test_an_english_value_does_not_repeat_what_its_name_says() -> None:
    """Write a floor area per student in square metres, and a ratio as it is."""
    area = Text.model_construct(zh="14.9平方米/生", en="14.9 m² per student")
    assert _unrepeated(both("Floor area per student"), area).en == "14.9 m²"
    assert _unrepeated(both("Floor area per student"), area).zh == area.zh
    assert _unrepeated(both("Floor area"), area) == area


def test_a_brand_is_proposed_for_work_that_is_not_told_abroad() -> None:
    """Answer missing publicity by making the work known, not by tracing graduates."""
    profile = sample.rich()
    profile["indicators"] = {**profile["indicators"], "intl_ft_students": {sample.YEAR: sample.answer(1)}}
    made = Edition.of(*sample.record_of(profile), "zh").view.diagnosis
    problems = [*made.priorities, *made.others]
    (found,) = [item.next for item in problems if item.point.key == "problem.low_visibility"]
    assert found is not None
    assert found.key == "strategy.build_brand"


def test_a_condition_met_by_an_estimate_is_not_called_met(bay: tuple[Record, Pack]) -> None:
    """Say of a condition that it rests on an estimate or design value where it does."""
    assert "(holds by estimates" in conditions_of(context(bay), "out_nbpt")[0].en


def test_a_step_that_needs_an_approval_says_from_which_day(bay: tuple[Record, Pack], view: View) -> None:
    """Write the day beside the first step that each approval precedes, and nowhere else."""
    tasks = {task.id: task for task in bay[0].advice.plan.tasks}
    for measure in view.measures.launch:
        task = tasks[measure.point.key.partition(".")[2]]
        dated = [number for number, step in enumerate(measure.steps, start=1) if "须经审批" in step.zh]
        assert dated == sorted({approval.before for approval in task.approvals})


def test_the_plan_says_what_each_year_takes_and_what_is_not_placed(bay: tuple[Record, Pack], view: View) -> None:
    """Give a row a year, and the number of tasks without a day where there are any."""
    plan, told = bay[0].advice.plan, view.plan
    assert told is not None
    assert len(told.years) == len(plan.years)
    assert (told.unplanned is not None) is bool(plan.unplanned)
