"""The least change, the blanks that matter and what is different otherwise: found by search, held to the chainer."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hepu.advice.build import build_advice
from hepu.advice.questions import open_questions, rank_questions
from hepu.explain.change import MOST_WAYS, least_change
from hepu.explain.closure import closure_of
from hepu.explain.computed import changed
from hepu.explain.missing import missing
from hepu.explain.moves import Move, moves
from hepu.explain.turns import turning_points
from hepu.explain.whatif import Judged, difference
from hepu.facts.build import complete, type_profile
from hepu.facts.model import Fact, TypedAnswers
from hepu.facts.peers import NO_PEERS
from hepu.inference.chainer import Inference, chain
from hepu.inference.kleene import is_false, is_true
from hepu.intake import read_profile
from hepu.intake.settings import parse_setting

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

COLLEGE = Path(__file__).parents[1] / "examples" / "hepu-bay-college.yaml"
WEIGHTS = {"low": 1, "medium": 3, "high": 9}


def given(shipped: Advisor, *settings: str) -> TypedAnswers:
    """Give the fictitious college's answers, some of them set otherwise."""
    intake = read_profile(COLLEGE, settings=[parse_setting(text) for text in settings])
    return type_profile(intake.accepted(), shipped.pack)


def judged(shipped: Advisor, answers: TypedAnswers) -> Inference:
    """Judge answers by the chainer."""
    return chain(shipped.program, complete(answers, shipped.pack))


def weight(chosen: tuple[Move, ...]) -> int:
    """Weigh moves anew."""
    return sum(WEIGHTS[step.effort] * max(1, len(step.rows), step.added) for move in chosen for step in move.steps)


def problems(inference: Inference) -> set[str]:
    """Give the problems and causes that hold."""
    return {
        key for key, truth in inference.conclusions.items() if key.startswith(("problem.", "cause.")) and is_true(truth)
    }


PROBLEMS = ("insufficient_capacity", "incomplete_rules_and_plan", "few_standards_adopted", "missing_data")


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_least_change_of_a_problem_is_what_trying_everything_by_the_chainer_finds(
    shipped: Advisor, name: str
) -> None:
    key = f"problem.{name}"
    answers, pack = given(shipped), shipped.pack
    facts = complete(answers, pack)
    candidates = moves(answers, facts, pack, closure_of((key,), pack, answers.as_of), NO_PEERS)
    before = problems(judged(shipped, answers))
    best: dict[bool, int] = {}
    for number in (1, 2):
        for chosen in combinations(candidates, number):
            if len({move.key for move in chosen}) < number:
                continue
            after = judged(shipped, changed(answers, {move.key: move.change for move in chosen}))
            if not is_true(after.conclusions[key]):
                clean = not problems(after) - before
                best[clean] = min(best.get(clean, 999), weight(chosen))

    found = least_change(key, answers, pack, shipped.plan)

    assert not found.already
    assert bool(found.ways) == bool(best)
    if best:
        assert bool(found.ways[0].brings) == (True not in best)
        assert found.ways[0].weight <= best[True in best]


@pytest.mark.parametrize("key", [*(f"problem.{name}" for name in PROBLEMS), "strategy.student_internships_abroad"])
def test_every_way_does_what_it_promises_and_no_step_of_it_can_be_spared(shipped: Advisor, key: str) -> None:
    answers, pack = given(shipped), shipped.pack
    closure = closure_of((key, key.replace("strategy.", "exclusion.")), pack, answers.as_of)
    candidates = {move.steps: move for move in moves(answers, complete(answers, pack), pack, closure, NO_PEERS)}
    before = problems(judged(shipped, answers))

    def reached(chosen: tuple[Move, ...]) -> tuple[bool, set[str]]:
        after = judged(shipped, changed(answers, {move.key: move.change for move in chosen}))
        if key.startswith("problem."):
            return not is_true(after.conclusions[key]), problems(after) - before
        excluded = after.conclusions[key.replace("strategy.", "exclusion.")]
        return is_true(after.conclusions[key]) and is_false(excluded), problems(after) - before

    found = least_change(key, answers, pack, shipped.plan)

    assert 0 < len(found.ways) <= MOST_WAYS
    for way in found.ways:
        chosen = next(
            chosen
            for number in range(1, 5)
            for chosen in combinations(candidates.values(), number)
            if tuple(step for move in chosen for step in move.steps) == way.steps
        )
        assert reached(chosen) == (True, set(way.brings))
        assert weight(chosen) == way.weight
        for fewer in combinations(chosen, len(chosen) - 1):
            done, brings = reached(fewer)
            assert not done or (brings and not way.brings)


def test_a_way_that_brings_a_problem_is_widened_until_one_does_not(shipped: Advisor) -> None:
    """First sites would strain the money and go untracked: a source of funds and tracking answer for both."""
    found = least_change("problem.overseas_sites_lacking", given(shipped), shipped.pack, shipped.plan)

    assert found.ways[0].brings == ()
    assert [step.key for step in found.ways[0].steps] == [
        "fact.graduate_tracking",
        "fact.funding_sources",
        "indicator.overseas_sites",
    ]
    assert "problem.insufficient_funding" in found.ways[-1].brings


def test_nothing_is_added_that_a_lever_would_move_away_from(shipped: Advisor) -> None:
    answers, pack = given(shipped), shipped.pack
    every = closure_of(pack.conclusion_keys, pack, answers.as_of)

    added = [step for move in moves(answers, complete(answers, pack), pack, every, NO_PEERS) for step in move.steps]

    rows = [(f"{step.key[5:]}.{name}", fact) for step in added if step.added for name, fact in step.fields]
    assert rows
    assert all(fact.low for key, fact in rows if key in pack.knowledge.levers)


def test_a_figure_with_a_list_behind_it_names_the_list(shipped: Advisor) -> None:
    answers, pack = given(shipped, "indicator.intl_ft_students=0", "overseas_students=none"), shipped.pack
    every = closure_of(pack.conclusion_keys, pack, answers.as_of)

    found = moves(answers, complete(answers, pack), pack, every, NO_PEERS)

    steps = [step for move in found for step in move.steps if step.key == "indicator.intl_ft_students"]
    assert steps
    assert all(step.along == ("overseas_students",) for step in steps)


def test_what_holds_already_needs_no_change(shipped: Advisor) -> None:
    answers = given(shipped)
    inference = judged(shipped, answers)
    absent = next(key for key, truth in inference.conclusions.items() if key.startswith("problem.") and is_false(truth))

    found = least_change(absent, answers, shipped.pack, shipped.plan)

    assert found.already
    assert found.ways == ()


def test_only_what_a_college_can_influence_is_moved(shipped: Advisor) -> None:
    answers, pack = given(shipped), shipped.pack
    every = closure_of(pack.conclusion_keys, pack, answers.as_of)

    for move in moves(answers, complete(answers, pack), pack, every, NO_PEERS):
        for step in move.steps:
            lever = pack.knowledge.levers[step.key]
            assert step.effort == lever.effort
            if lever.move == "raise" and step.before is not None and step.before.is_exact:
                assert int(step.after.low) > int(step.before.low)  # type: ignore[arg-type, union-attr]
            if lever.move == "lower" and step.before is not None and step.before.is_exact:
                assert int(step.after.low) < int(step.before.low)  # type: ignore[arg-type, union-attr]


@pytest.mark.parametrize(("start", "end"), [(0, 1000), (1000, 0), (3, 1000), (990, 0)])
def test_turning_points_are_every_bound_on_the_way(start: int, end: int) -> None:
    bounds = (1, 7, 64, 999)

    found = turning_points(lambda value: tuple(value >= bound for bound in bounds), start, end)

    up = [bound for bound in bounds if start < bound <= end]
    down = [bound - 1 for bound in reversed(bounds) if end <= bound - 1 < start]
    assert list(found) == (up if end > start else down)


def test_blanks_are_ranked_as_the_advice_ranks_them(shipped: Advisor) -> None:
    answers = given(shipped, "staff=", "budget=", "office=", "partnerships.1.active=")
    facts = complete(answers, shipped.pack)
    inference = chain(shipped.program, facts)

    found = missing(answers, facts, inference, shipped.pack, shipped.plan)

    asked = rank_questions(open_questions(facts, inference, shipped.pack))
    assert [(item.answer, item.hang) for item in found] == [(item.answer, item.decides) for item in asked]
    assert {"fact.staff", "fact.budget", "fact.office"} <= {item.answer for item in found}


def test_what_an_answer_settles_is_what_giving_it_settles(shipped: Advisor) -> None:
    answers = given(shipped, "office=", "language_support=")
    facts = complete(answers, shipped.pack)
    inference = chain(shipped.program, facts)
    by_answer = {item.answer: item for item in missing(answers, facts, inference, shipped.pack, shipped.plan)}

    for key in ("fact.office", "fact.language_support"):
        blank = by_answer[key]
        settled = [
            {
                name
                for name in blank.hang
                if judged(shipped, changed(answers, {key: Fact.exact(truth)})).conclusions[name] & 0b001_001
            }
            for truth in (0, 1)
        ]
        assert blank.tried == 2
        assert set(blank.settled_by_some) == settled[0] | settled[1]
        assert set(blank.settled_by_any) == settled[0] & settled[1]


def test_a_difference_names_what_turned_and_what_moved(shipped: Advisor) -> None:
    results = []
    for settings in ((), ("office=否", "rules=是")):
        facts = complete(given(shipped, *settings), shipped.pack)
        inference = chain(shipped.program, facts)
        results.append(Judged(inference, build_advice(facts, inference, shipped.pack)))
    before, after = results

    found = difference(before, after)

    assert difference(before, before).conclusions == ()
    turned = {item.key: (is_true(item.before), is_true(item.after)) for item in found.conclusions}
    assert turned["problem.incomplete_rules_and_plan"] == (True, False)
    assert turned["problem.no_dedicated_office"] == (False, True)
    moved = {item.id: (item.before, item.after) for item in found.measures}
    assert moved["set_up_office"][0] == "withheld"
    assert set(found.rules_fired).isdisjoint(found.rules_silenced)
    for name in found.rules_fired:
        assert not before.inference.rules[name].fired
        assert after.inference.rules[name].fired


# Settings


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("staff=３", "resources.staff.value", 3),
        ("budget=50万元", "resources.budget.value", 50),
        ("fact.office=否", "resources.office.value", False),
        ("office=no", "resources.office.value", False),
        ("partnerships.2.active=yes", "partnerships.rows.1.active", True),
        ("partnerships=none", "partnerships.complete", "none"),
    ],
)
def test_a_setting_is_read_as_leniently_as_a_file(setting: str, path: str, value: object) -> None:
    found: object = read_profile(COLLEGE, settings=[parse_setting(setting)]).accepted()
    for name in path.split("."):
        found = found[int(name)] if isinstance(found, tuple) else getattr(found, name)

    assert found == value


def test_settings_of_a_new_row_make_one_row() -> None:
    as_given = read_profile(COLLEGE).accepted()
    settings = ["partnerships.new.partner=某校", "partnerships.new.place=泰国", "partnerships.new.active=是"]

    found = read_profile(COLLEGE, settings=[parse_setting(text) for text in settings]).accepted()

    assert len(found.partnerships.rows) == len(as_given.partnerships.rows) + 1
    assert found.partnerships.rows[-1].place == "thailand"


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("stafff=3", "setting_unknown"),
        ("indicator.overseas_site=1", "setting_unknown"),
        ("partnerships.99.active=是", "setting_row"),
        ("partnerships.1.activ=是", "setting_unknown"),
        ("staff=many", "not_a_number"),
        ("staff=-1", "negative"),
    ],
)
def test_a_setting_that_cannot_be_is_a_fault_at_its_place(setting: str, code: str) -> None:
    intake = read_profile(COLLEGE, settings=[parse_setting(setting)])

    assert intake.profile is None
    assert [fault.code for fault in intake.errors] == [code]
    assert intake.errors[0].location.file == "--set"


def test_each_stretch_of_an_indicator_is_tried_once(shipped: Advisor) -> None:
    answers = given(shipped, "indicator.overseas_sites=")
    facts = complete(answers, shipped.pack)
    found = missing(answers, facts, chain(shipped.program, facts), shipped.pack, shipped.plan)
    (blank,) = (item for item in found if item.answer == "indicator.overseas_sites")

    assert 2 <= blank.tried < 10
