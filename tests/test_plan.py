"""The plan over phases respects what tasks need, three at once, staff, budget and approvals, and leaves none out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepu.advice.build import build_advice
from hepu.advice.launch import AT_ONCE
from hepu.advice.plan import YEAR, Job, Limits, Schedule, schedule
from hepu.pipeline import Request
from hepu.proof.plan import Calendar, Task, calendar
from hepu.record.rebuild import facts_of, inference_of
from hepu.synthetic import blank_profile, generate

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from hepu.knowledge.load import Knowledge
    from hepu.pipeline import Advisor
    from hepu.record.model import Record

NAMES = tuple("abcdefgh")
HORIZON = 3 * YEAR


@st.composite
def some_jobs(draw: DrawFn) -> tuple[Job, ...]:
    """Draw tasks that need each other, now and then in a circle or one that is not among them."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    jobs = []
    for name in names:
        needs = draw(st.lists(st.sampled_from((*NAMES, "z")), max_size=2, unique=True))
        jobs.append(
            Job(
                id=name,
                days=draw(st.sampled_from((1, 30, 90, 365, 540))),
                effort=draw(st.sampled_from((0, 25, 50, 100))),
                cost=draw(st.sampled_from((0, 1000, 5000, 10000))),
                needs=tuple(need for need in needs if need != name),
            )
        )
    return tuple(jobs)


@st.composite
def cases(draw: DrawFn) -> tuple[tuple[Job, ...], Limits]:
    """Draw tasks and limits, with the first tasks launched as far as they fit on the first day."""
    limits = Limits(
        staff=draw(st.none() | st.sampled_from((0, 100, 200))),
        budget=draw(st.none() | st.sampled_from((0, 1000, 6000, 20000))),
        horizon=HORIZON,
    )
    jobs: list[Job] = []
    launched: list[Job] = []
    for job in draw(some_jobs()):
        staff = limits.staff is None or not launched or job.effort <= limits.staff - sum(it.effort for it in launched)
        paid = limits.budget is None or job.cost <= limits.budget - sum(it.cost for it in launched)
        begins = not job.needs and len(launched) < AT_ONCE and staff and paid
        jobs.append(replace(job, launched=begins))
        launched += [job] if begins else []
    return tuple(jobs), limits


def running(jobs: tuple[Job, ...], made: Schedule, day: int) -> list[Job]:
    """Give the tasks that run on a day."""
    return [job for job in jobs if job.id in made.begins and 0 <= day - made.begins[job.id] < job.days]


def turns(jobs: tuple[Job, ...], made: Schedule) -> set[int]:
    """Give the days on which anything begins, where load is at its most."""
    return {made.begins[job.id] for job in jobs if job.id in made.begins}


def spent(jobs: tuple[Job, ...], made: Schedule) -> dict[int, int]:
    """Give what is spent in each year of 365 days: all of a task's yearly cost in each year in which it runs."""
    years: dict[int, int] = {}
    for job in jobs:
        if job.id in made.begins:
            first = made.begins[job.id]
            for year in {day // YEAR for day in range(first, first + job.days)}:
                years[year] = years.get(year, 0) + job.cost
    return years


@given(cases())
def test_every_task_is_planned_or_told_why_not(case: tuple[tuple[Job, ...], Limits]) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)

    assert {job.id for job in jobs} == made.begins.keys() ^ made.unplanned.keys()


@given(cases())
def test_what_is_launched_begins_on_the_first_day_and_nothing_else_does(
    case: tuple[tuple[Job, ...], Limits],
) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)

    assert all(made.begins[job.id] == 0 for job in jobs if job.launched)


@given(cases())
def test_nothing_begins_before_what_it_needs_is_done(case: tuple[tuple[Job, ...], Limits]) -> None:
    jobs, limits = case
    days = {job.id: job.days for job in jobs}
    made = schedule(jobs, limits)

    for job in jobs:
        if job.id in made.begins:
            assert all(made.begins[need] + days[need] <= made.begins[job.id] for need in job.needs)


@given(cases())
def test_what_waits_names_the_tasks_that_find_no_place(case: tuple[tuple[Job, ...], Limits]) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)
    needs = {job.id: job.needs for job in jobs}

    for name, (reason, waits) in made.unplanned.items():
        assert waits == (tuple(need for need in needs[name] if need not in made.begins) if reason == "needs" else ())


@given(cases())
def test_never_more_than_three_run_at_once(case: tuple[tuple[Job, ...], Limits]) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)

    assert all(len(running(jobs, made, day)) <= AT_ONCE for day in turns(jobs, made))


@given(cases())
def test_what_runs_together_never_ties_up_more_staff_than_there_is(
    case: tuple[tuple[Job, ...], Limits],
) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)

    for day in turns(jobs, made):
        beside = [job for job in running(jobs, made, day) if job.effort]
        if limits.staff is not None and len(beside) > 1:
            assert sum(job.effort for job in beside) <= limits.staff


@given(cases())
def test_no_year_costs_more_than_its_budget(case: tuple[tuple[Job, ...], Limits]) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)

    assert limits.budget is None or all(cost <= limits.budget for cost in spent(jobs, made).values())


@given(cases())
def test_what_costs_more_than_the_whole_budget_is_the_only_thing_left_out_for_money(
    case: tuple[tuple[Job, ...], Limits],
) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)
    costs = {job.id: job.cost for job in jobs}

    for name, (reason, _) in made.unplanned.items():
        assert reason != "budget" or (limits.budget is not None and costs[name] > limits.budget)


@settings(max_examples=300)
@given(cases())
def test_the_checker_finds_the_same_days_by_going_through_them_one_by_one(
    case: tuple[tuple[Job, ...], Limits],
) -> None:
    jobs, limits = case
    made = schedule(jobs, limits)
    found = derived(jobs, limits)

    assert (made.begins, made.unplanned) == (found.first, found.never)


def derived(jobs: tuple[Job, ...], limits: Limits) -> Calendar:
    """Give the calendar as the checker derives it."""
    tasks = {
        job.id: Task(job.days, Fraction(job.effort, 100), Fraction(job.cost, 100), job.needs, job.launched)
        for job in jobs
    }
    posts = None if limits.staff is None else Fraction(limits.staff, 100)
    money = None if limits.budget is None else Fraction(limits.budget, 100)
    return calendar(tasks, posts, money, limits.horizon)


@pytest.fixture(scope="module")
def records(shipped: Advisor) -> list[Record]:
    """Give records of fictitious colleges, and of one that answers nothing."""
    drawn = list(generate(shipped.pack.knowledge, 40, seed=5))
    blank = blank_profile(drawn[0].as_of, drawn[0].data_year)
    noon = "2026-11-25T00:00:00+00:00"
    return [shipped.advise(Request(profile, noon, engine="chainer")) for profile in (*drawn, blank)]


@pytest.fixture(scope="module")
def knowledge(shipped: Advisor) -> Knowledge:
    """Give the shipped knowledge."""
    return shipped.pack.knowledge


def own(record: Record, *placements: str) -> set[str]:
    """Name the college's own measures of some placements."""
    return {item.id for item in record.advice.strategies if item.placement in placements}


def test_what_is_planned_or_not_is_what_is_launched_or_in_reserve(records: list[Record]) -> None:
    for record in records:
        plan = record.advice.plan
        told = [*(item.id for item in plan.tasks), *(item.id for item in plan.unplanned)]

        assert sorted(told) == sorted(own(record, "launch", "reserve"))


def test_what_is_launched_is_what_begins_on_the_day_of_advice(records: list[Record]) -> None:
    for record in records:
        assert {item.id for item in record.advice.plan.tasks if item.begins == 0} == own(record, "launch")


def test_no_two_tasks_that_conflict_are_planned(records: list[Record], knowledge: Knowledge) -> None:
    for record in records:
        for one, other in combinations(record.advice.plan.tasks, 2):
            assert other.id not in knowledge.strategies[one.id].conflicts
            assert one.id not in knowledge.strategies[other.id].conflicts


def test_nothing_planned_waits_for_what_is_conditional_withheld_or_an_alternative(records: list[Record]) -> None:
    for record in records:
        kept_back = own(record, "conditional", "withheld", "alternative")

        assert not any(kept_back & set(item.after) for item in record.advice.plan.tasks)


def test_approvals_follow_the_first_step_and_one_another_and_come_before_the_steps_that_need_them(
    records: list[Record], knowledge: Knowledge
) -> None:
    for task in (task for record in records for task in record.advice.plan.tasks):
        days = [task.begins, *(day for item in task.approvals for day in (item.filed, item.given)), task.ends]
        assert days == sorted(days)
        for approval, entry in zip(task.approvals, knowledge.strategies[task.id].approvals, strict=True):
            assert approval.given - approval.filed == entry.days
            assert all(day >= approval.given for day in task.steps[approval.before - 1 :])


def test_no_year_of_the_plan_takes_more_than_was_declared(records: list[Record]) -> None:
    for record in records:
        staff, budget = (record.facts.values[f"fact.{name}"].low for name in ("staff", "budget"))
        for year in record.advice.plan.years:
            assert year.at_once <= AT_ONCE
            assert year.at_once <= 1 or staff is None or year.staff <= max(100, int(staff) * 100)
            assert budget is None or year.cost * 100 <= int(budget)


def test_the_plan_is_the_same_whatever_the_order_of_the_files(shipped: Advisor, records: list[Record]) -> None:
    turned = MappingProxyType(dict(sorted(shipped.pack.knowledge.strategies.items(), reverse=True)))
    pack = replace(shipped.pack, knowledge=replace(shipped.pack.knowledge, strategies=turned))

    for record in records[:10]:
        assert build_advice(facts_of(record), inference_of(record), pack).plan == record.advice.plan


def test_every_shipped_measure_leaves_time_for_its_first_step_and_approvals(knowledge: Knowledge) -> None:
    allowed = knowledge.parameters["plan_first_step"].values[0].value

    for entry in knowledge.strategies.values():
        if entry.actor == "college":
            assert allowed + sum(item.days for item in entry.approvals) <= entry.lead_time_days
