"""Progress since the last advisory: what changed, in which direction, and what made the difference."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from hepu.advice.progress import Past, Present, Standing, progress
from hepu.facts.build import build_facts, type_profile
from hepu.layers import shipped_layers
from hepu.profile.model import Profile
from hepu.proof import check_against, read_pack
from hepu.record.build import as_json
from profile_strategies import profiles
from since_sample import compared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.advice.progress_model import IndicatorChange, Progress
    from hepu.pipeline import Advisor

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
# A whole profile takes minutes to shrink; the first that fails says enough.
GENERATE = [Phase.explicit, Phase.generate]
RAW = read_pack(shipped_layers())
HEAD: dict[str, Any] = {
    "as_of": "2026-09-01",
    "data_year": 2025,
    "college": {
        "name": {"zh": "北湾示范学院（虚构）"},
        "level": {"value": "higher_vocational", "status": "actual"},
        "college_type": {"value": "engineering_agriculture_forestry", "status": "actual"},
    },
}


def profile(indicators: Mapping[str, Mapping[int, object]] | None = None, **more: Any) -> Profile:
    """Give a profile with some figures; a pair is a figure with its status."""
    told = {
        name: {
            year: {"value": value, "status": "actual"}
            if not isinstance(value, tuple)
            else {"value": value[0], "status": value[1]}
            for year, value in years.items()
        }
        for name, years in (indicators or {}).items()
    }
    return Profile.model_validate({**copy.deepcopy(HEAD), "indicators": told, **more})


def then(indicators: Mapping[str, Mapping[int, object]] | None = None, **more: Any) -> Profile:
    """Give a profile of the year before."""
    return profile(indicators, **{"as_of": "2025-09-01", "data_year": 2024, **more})


def told(used: Advisor, before: Profile, after: Profile) -> Progress:
    """Give the progress of a profile since an earlier one."""
    found = compared(used, before, after).advice.progress
    assert found is not None
    return found


def indicator(used: Advisor, name: str, before: Profile, after: Profile) -> IndicatorChange:
    """Give how one indicator moved."""
    return next(item for item in told(used, before, after).indicators if item.id == name)


@pytest.mark.parametrize(
    ("name", "was", "is_", "move"),
    [
        ("intl_ft_students", 10, 20, "improved"),
        ("intl_ft_students", 20, 10, "worse"),
        ("intl_ft_students", 10, 10, "unchanged"),
        ("intl_ft_students", 0, 1, "improved"),
        ("student_teacher_ratio", "17.0", "16.0", "improved"),
        ("student_teacher_ratio", "16.0", "17.0", "worse"),
    ],
)
def test_an_indicator_moves_in_its_own_direction(
    shipped: Advisor, name: str, was: object, is_: object, move: str
) -> None:
    assert indicator(shipped, name, then({name: {2024: was}}), profile({name: {2025: is_}})).move == move


def test_a_blank_is_no_nought(shipped: Advisor) -> None:
    name = "intl_ft_students"
    filled, blank = {name: {2024: 5}}, {name: {2025: 5}}

    assert indicator(shipped, name, then(), profile(blank)).move == "missing_then"
    assert indicator(shipped, name, then(filled), profile()).move == "missing_now"
    assert [item for item in told(shipped, then(), profile()).indicators if item.id == name] == []


def test_a_figure_of_the_same_year_is_no_progress(shipped: Advisor) -> None:
    name = "intl_ft_students"
    before = profile({name: {2025: 5}}, as_of="2026-03-01")

    assert indicator(shipped, name, before, profile({name: {2025: 5}})).move == "same_year"
    assert indicator(shipped, name, before, profile({name: {2025: 9}})).move == "corrected"


def test_a_row_that_one_year_has_not_is_not_compared(shipped: Advisor) -> None:
    """The row on recognised standards left the official table."""
    name = "standards_recognised"
    before = then({name: {2016: 2}}, data_year=2016, as_of="2017-09-01")

    assert indicator(shipped, name, before, profile()).move == "not_asked"


def test_what_does_not_apply_is_not_compared(shipped: Advisor) -> None:
    name = "intl_ft_students"
    after = profile({name: {2025: (None, "not_applicable")}})

    assert indicator(shipped, name, then({name: {2024: 5}}), after).move == "not_applicable"


def test_progress_is_told_from_the_corrected_figure(shipped: Advisor) -> None:
    name = "intl_ft_students"
    found = indicator(shipped, name, then({name: {2024: 20}}), profile({name: {2024: 10, 2025: 15}}))

    assert (found.then, found.restated, found.now, found.move) == (20, 10, 15, "improved")


@pytest.mark.parametrize(("was", "is_"), [((5, "estimate"), 9), (5, (9, "estimate"))])
def test_an_estimate_is_marked(shipped: Advisor, was: object, is_: object) -> None:
    name = "intl_ft_students"

    assert indicator(shipped, name, then({name: {2024: was}}), profile({name: {2025: is_}})).estimate


def test_a_gap_to_the_same_standard_is_narrower_or_wider(shipped: Advisor) -> None:
    name = "area_per_student"
    small, large = {2024: 9, 2025: 9}, {2024: 16, 2025: 16}

    assert indicator(shipped, name, then({name: small}), profile({name: {2025: 16}})).gap_move == "narrower"
    assert indicator(shipped, name, then({name: large}), profile({name: {2025: 9}})).gap_move == "wider"
    assert indicator(shipped, name, then({name: small}), profile({name: {2025: 9}})).gap_move == "same"


def standing(**truths: str) -> Standing:
    """Give conclusions by the name of a problem."""
    return Standing({f"problem.{name}": truth for name, truth in truths.items()}, {})


def between(used: Advisor, *way: Standing, questions: tuple[str, ...] = ()) -> Progress:
    """Compare four standings: as it was, under the present pack, on the present day, as it is."""
    was, again, today, now = way
    before, after = then(), profile()
    facts = build_facts(before, used.pack), build_facts(after, used.pack)
    past = Past(was, again, today, facts[0], questions, {})
    return progress(past, Present(now, facts[1], type_profile(after, used.pack).series, ()), used.pack)


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [("T", "T", "kept"), ("T", "F", "gone"), ("T", "U", "open"), ("F", "T", "new"), ("U", "T", "found")],
)
def test_a_problem_is_kept_gone_open_new_or_found(shipped: Advisor, was: str, now: str, change: str) -> None:
    ends = standing(missing_data=was * 3), standing(missing_data=now * 3)
    found = between(shipped, ends[0], ends[0], ends[0], ends[1])

    assert [(item.id, item.change) for item in found.problems] == [("missing_data", change)]


@pytest.mark.parametrize(
    ("way", "by"),
    [
        ("TFFF", ("pack",)),
        ("TTFF", ("day",)),
        ("TTTF", ("facts",)),
        ("FTFT", ("pack", "day", "facts")),
        ("TFTT", ()),
        ("TTTT", ()),
    ],
)
def test_a_difference_is_put_down_to_the_steps_at_which_it_came(
    shipped: Advisor, way: str, by: tuple[str, ...]
) -> None:
    found = between(shipped, *(standing(missing_data=letter * 3) for letter in way))

    assert found.problems[0].by == by


def test_a_problem_that_the_old_pack_did_not_know_is_new_by_the_pack(shipped: Advisor) -> None:
    here = standing(missing_data="TTT")
    found = between(shipped, standing(), here, here, here)

    assert [(item.change, item.by) for item in found.problems] == [("new", ("pack",))]


def test_what_the_present_pack_no_longer_knows_is_named(shipped: Advisor) -> None:
    here = standing()
    found = between(shipped, standing(once_a_problem="TFF"), here, here, here)

    assert found.retired == ("problem.once_a_problem",)


@pytest.mark.parametrize(
    ("places", "change"),
    [
        (("launch", "launch"), "kept"),
        (("launch", "reserve"), "moved"),
        (("", "launch"), "new"),
        (("reserve", ""), "dropped"),
    ],
)
def test_a_measure_is_kept_moved_new_or_dropped(shipped: Advisor, places: tuple[str, str], change: str) -> None:
    before, after = ({"build_brand": (place, 1)} if place else {} for place in places)
    ends = Standing({}, before), Standing({}, after)
    found = between(shipped, ends[0], ends[0], ends[0], ends[1])

    assert [(item.id, item.change) for item in found.strategies] == [("build_brand", change)]


def test_a_measure_that_another_rule_brought_is_not_put_down_to_the_college(shipped: Advisor) -> None:
    nothing, here = Standing({}, {}), Standing({}, {"build_brand": ("launch", 1)})

    assert between(shipped, nothing, here, here, here).strategies[0].by == ("pack",)


def test_an_answer_given_since_settles_its_question(shipped: Advisor) -> None:
    asked = ("fact.plan", "fact.rules", "list.partnerships", "indicator.standards_recognised", "fact.unheard_of")
    before, after = then(), profile(resources={"plan": {"value": True, "status": "actual"}})
    facts = build_facts(before, shipped.pack), build_facts(after, shipped.pack)
    past = Past(standing(), standing(), standing(), facts[0], asked, {})
    found = progress(past, Present(standing(), facts[1], type_profile(after, shipped.pack).series, ()), shipped.pack)

    assert [(item.answer, item.now) for item in found.questions] == [
        ("fact.plan", "answered"),
        ("fact.rules", "open"),
        ("list.partnerships", "open"),
        ("indicator.standards_recognised", "not_asked"),
    ]


def test_a_task_is_told_by_what_the_facts_show_and_what_is_reported(shipped: Advisor) -> None:
    """Measures move indicators; what one reports beyond those that were to start is told as well."""
    name = "bilingual_training"
    moves = shipped.pack.knowledge.strategies[name].moves[0].indicator
    before, after = then({moves: {2024: 5}}), profile({moves: {2025: 9}})
    facts = build_facts(before, shipped.pack), build_facts(after, shipped.pack)
    was = Standing({}, {name: ("launch", 1), "build_brand": ("reserve", 2), "track_graduates": ("reserve", 3)})
    past = Past(was, was, was, facts[0], (), {"build_brand": "done", "track_graduates": "open"})
    found = progress(past, Present(was, facts[1], type_profile(after, shipped.pack).series, ()), shipped.pack)

    assert [(item.id, item.reported) for item in found.tasks] == [(name, ""), ("build_brand", "done")]
    assert (found.tasks[0].shown, found.tasks[0].improved[0]) == ("moved", moves)


def test_old_facts_are_judged_again_on_the_present_day(shipped: Advisor) -> None:
    """The same answers on a later day: what differs, such as by a policy that came into force, comes from the day."""
    found = told(shipped, then(data_year=2015, as_of="2016-09-01"), profile(data_year=2015))
    causes = {item.by for item in found.strategies} | {item.by for item in found.problems}

    assert causes <= {(), ("day",)}


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW, phases=GENERATE)
@given(profiles())
def test_an_advisory_compared_with_itself_shows_no_change(shipped: Advisor, one: Profile) -> None:
    assume(not one.published_figures_only)
    found = told(shipped, one, one)

    assert {item.move for item in found.indicators} <= {"same_year", "not_applicable"}
    assert {item.gap_move for item in found.indicators} <= {"same", "not_comparable"}
    changes = [item.change for item in (*found.problems, *found.strengths)]
    assert {*changes, *(item.change for item in found.strategies)} <= {"kept"}
    assert {item.now for item in found.questions} <= {"open"}
    assert found.retired == ()


MIRROR = {"improved": "worse", "worse": "improved", "unchanged": "unchanged"}
GAP_MIRROR = {"narrower": "wider", "wider": "narrower"}


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(["intl_ft_students", "student_teacher_ratio"]))
def test_what_is_exchanged_moves_the_other_way(shipped: Advisor, one: int, other: int, name: str) -> None:
    there = indicator(shipped, name, then({name: {2024: one}}), profile({name: {2025: other}}))
    back = indicator(shipped, name, then({name: {2024: other}}), profile({name: {2025: one}}))

    assert back.move == MIRROR[there.move]
    assert back.gap_move == GAP_MIRROR.get(there.gap_move, there.gap_move)


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW, phases=GENERATE)
@given(profiles(), profiles(), st.integers(0, 2_000), st.integers(0, 5))
def test_advisor_and_checker_judge_progress_alike(
    shipped: Advisor, one: Profile, other: Profile, days: int, years: int
) -> None:
    now = other.model_copy(update={"college": one.college, "published_figures_only": False})
    before = one.model_copy(
        update={
            "published_figures_only": False,
            "as_of": max(dt.date(2017, 1, 1), now.as_of - dt.timedelta(days=days)),
            "data_year": now.data_year - years,
        }
    )
    assume(before.as_of <= now.as_of)
    record = compared(shipped, before, now, {"build_brand": "running"})

    assert check_against(as_json(record), RAW).rejections == ()
