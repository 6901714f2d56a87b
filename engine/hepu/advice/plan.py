"""The plan over phases: when each of the college's tasks begins, what it waits for, and what a year takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, get_args

from hepu.advice.launch import AT_ONCE
from hepu.advice.means import budget_of, claim_of, staff_of
from hepu.advice.model import Plan, PlannedApproval, PlannedTask, PlanYear, Unplanned
from hepu.inference.kleene import is_false, is_true
from hepu.knowledge.models import Horizon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.advice.model import StrategyAdvice
    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.knowledge.models import Strategy
    from hepu.pack import Pack

__all__ = ["YEAR", "Job", "Limits", "Schedule", "build_plan", "schedule"]

YEAR = 365


@dataclass(frozen=True, slots=True)
class Job:
    """A task to be planned: how long it takes in days, what it ties up, and what must be done before it begins.

    Effort is in per cent of a post, cost in units of 100 yuan a year; ``launched`` ones begin on the day of advice.
    """

    id: str
    days: int
    effort: int
    cost: int
    needs: tuple[str, ...] = ()
    launched: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is: staff in per cent of a post and money a year, if known, and by when a task must have begun."""

    staff: int | None
    budget: int | None
    horizon: int


@dataclass(frozen=True)
class Schedule:
    """The days on which tasks begin, and those that find no place: for what reason, and for which tasks they wait."""

    begins: dict[str, int] = field(default_factory=dict)
    unplanned: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def schedule(jobs: Sequence[Job], limits: Limits) -> Schedule:
    """Give every task in turn the earliest day on which it can begin and run to its end."""
    by_id = {job.id: job for job in jobs}
    made = Schedule()
    placed: list[tuple[Job, int]] = []
    for job in _in_turn(jobs, by_id):
        missing = tuple(name for name in job.needs if name not in made.begins)
        if missing:
            made.unplanned[job.id] = ("needs", missing)
            continue
        if limits.budget is not None and job.cost > limits.budget and not job.launched:
            made.unplanned[job.id] = ("budget", ())
            continue
        begins = 0 if job.launched else _earliest(job, made.begins, placed, by_id, limits)
        if begins is None:
            made.unplanned[job.id] = ("horizon", ())
            continue
        made.begins[job.id] = begins
        placed.append((job, begins))
    return made


def _in_turn(jobs: Sequence[Job], by_id: Mapping[str, Job]) -> list[Job]:
    """Put the launched first, and before each of the others what it needs; those that need each other come last."""
    sound: set[str] = set()
    while found := {
        job.id for job in jobs if job.id not in sound and all(name in sound or name not in by_id for name in job.needs)
    }:
        sound |= found
    turn: dict[str, None] = {job.id: None for job in jobs if job.launched}

    def visit(job: Job) -> None:
        for name in job.needs:
            if name in by_id and name not in turn:
                visit(by_id[name])
        turn[job.id] = None

    for job in jobs:
        if job.id in sound:
            visit(job)
    return [by_id[name] for name in (*turn, *(job.id for job in jobs if job.id not in turn))]


def _earliest(
    job: Job, begins: Mapping[str, int], placed: Sequence[tuple[Job, int]], by_id: Mapping[str, Job], limits: Limits
) -> int | None:
    """Find the first day that fits: its needs are done then, another task ends then, or a year begins then."""
    ready = max((begins[name] + by_id[name].days for name in job.needs), default=0)
    ends = {at + other.days for other, at in placed}
    days = {ready, *ends, *range(0, limits.horizon, YEAR)}
    fitting = (day for day in sorted(days) if ready <= day < limits.horizon and _fits(job, day, placed, limits))
    return next(fitting, None)


def _fits(job: Job, begins: int, placed: Sequence[tuple[Job, int]], limits: Limits) -> bool:
    """Say whether a task can run from a day to its end beside those that were placed before."""
    ends = begins + job.days
    beside = [(other, at) for other, at in placed if at < ends and begins < at + other.days]
    for day in (begins, *(at for _, at in beside if at > begins)):
        running = [other for other, at in beside if at <= day < at + other.days]
        if len(running) >= AT_ONCE:
            return False
        free = None if limits.staff is None else max(0, limits.staff - sum(other.effort for other in running))
        if running and free is not None and job.effort > free:
            return False
    if limits.budget is None:
        return True
    return all(
        job.cost + sum(other.cost for other, at in placed if year in _years(at, other.days)) <= limits.budget
        for year in _years(begins, job.days)
    )


def _years(begins: int, days: int) -> range:
    """Give the years of the plan in which a task runs, the first one being 1."""
    return range(begins // YEAR + 1, (begins + days - 1) // YEAR + 2)


def build_plan(strategies: Sequence[StrategyAdvice], facts: Facts, inference: Inference, pack: Pack) -> Plan:
    """Plan the college's tasks: the launched in their order, then the reserve by its term and in its order."""
    value = {name: item.value for name, item in facts.parameters.items()}
    entries = pack.knowledge.strategies
    first_step = value["plan_first_step"]
    jobs = []
    terms = get_args(Horizon)
    launched = [item for item in strategies if item.placement == "launch"]
    reserve = [item for item in strategies if item.placement == "reserve"]
    reserve.sort(key=lambda item: terms.index(entries[item.id].horizon))
    for item in (*launched, *reserve):
        claim = claim_of(item.id, facts, pack, waits=bool(item.waits_for))
        days = max(1, entries[item.id].lead_time_days, first_step + _approving(entries[item.id]))
        jobs.append(Job(item.id, days, claim.effort, claim.cost, item.waits_for, item.placement == "launch"))
    limits = Limits(staff_of(facts), budget_of(facts), value["plan_horizon"])
    made = schedule(jobs, limits)
    running = [(job, made.begins[job.id]) for job in jobs if job.id in made.begins]
    order = sorted(range(len(running)), key=lambda at: (running[at][1], at))
    return Plan(
        tasks=tuple(_task(*running[at], entries[running[at][0].id], inference, first_step) for at in order),
        unplanned=tuple(
            Unplanned(id=job.id, reason=reason, waits_for=waits)  # type: ignore[arg-type]  # a word of schedule
            for job in jobs
            for reason, waits in (made.unplanned.get(job.id, ("", ())),)
            if reason
        ),
        years=_loads(running),
    )


def _approving(entry: Strategy) -> int:
    return sum(approval.days for approval in entry.approvals)


def _task(job: Job, begins: int, entry: Strategy, inference: Inference, first_step: int) -> PlannedTask:
    """Date a task: the first step, then the approvals one after another, and each step after those that it needs."""
    filed = begins + first_step
    days = tuple(accumulate((approval.days for approval in entry.approvals), initial=filed))
    approvals = tuple(
        PlannedApproval(filed=days[at], given=days[at + 1], before=approval.step)
        for at, approval in enumerate(entry.approvals)
    )
    steps = tuple(
        max((item.given for item in approvals if item.before <= number), default=filed)
        for number in range(1, len(entry.steps) + 1)
    )
    unsure = tuple(name for name in entry.needs if not _settled(inference.conclusions[f"strategy.{name}"]))
    return PlannedTask(
        id=job.id,
        year=begins // YEAR + 1,
        begins=begins,
        ends=begins + job.days,
        approvals=approvals,
        steps=steps,
        after=job.needs,
        unsure=unsure,
    )


def _settled(truth: int) -> bool:
    return is_true(truth) or is_false(truth)


def _loads(running: Sequence[tuple[Job, int]]) -> tuple[PlanYear, ...]:
    """Give for each year how many tasks run at once at most, the staff that they tie up, and what they cost."""
    last = max((_years(begins, job.days)[-1] for job, begins in running), default=0)
    years = []
    for year in range(1, last + 1):
        active = [(job, begins) for job, begins in running if year in _years(begins, job.days)]
        days = {max(begins, (year - 1) * YEAR) for _, begins in active}
        beside = [[job for job, begins in active if begins <= day < begins + job.days] for day in sorted(days)]
        years.append(
            PlanYear(
                year=year,
                at_once=max((len(jobs) for jobs in beside), default=0),
                staff=max((sum(job.effort for job in jobs) for jobs in beside), default=0),
                cost=sum(job.cost for job, _ in active) // 100,
            )
        )
    return tuple(years)
