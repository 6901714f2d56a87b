"""The plan over phases, derived again day by day from the meaning in docs/advice.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.proof.agenda import Place
    from hepu.proof.judge import Judge

__all__ = ["Calendar", "Task", "calendar", "plan"]

_AT_ONCE = 3
_YEAR = 365
_TERMS = ("short", "mid", "long")


@dataclass(frozen=True, slots=True)
class Task:
    """What a task takes: days, posts and 10,000 yuan a year; what it needs, and whether it is launched."""

    days: int
    posts: Fraction
    money: Fraction
    needs: tuple[str, ...]
    launched: bool


@dataclass(slots=True)
class Calendar:
    """Which tasks run on each day and in each year, when each begins, and why some never do."""

    tasks: Mapping[str, Task]
    posts: Fraction | None
    money: Fraction | None
    horizon: int
    first: dict[str, int] = field(default_factory=dict)
    never: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    days: dict[int, list[str]] = field(default_factory=dict)
    years: dict[int, list[str]] = field(default_factory=dict)

    def enter(self, name: str) -> None:
        """Enter one task whose turn it is: on the first day that carries it, or among those that never begin."""
        task = self.tasks[name]
        waits = tuple(need for need in task.needs if need not in self.first)
        if waits:
            self.never[name] = ("needs", waits)
        elif not task.launched and self.money is not None and task.money > self.money:
            self.never[name] = ("budget", ())
        else:
            day = 0 if task.launched else self.first_day(task)
            if day is None:
                self.never[name] = ("horizon", ())
            else:
                self.write(name, day)

    def write(self, name: str, first: int) -> None:
        """Write a task into every day and year in which it runs."""
        self.first[name] = first
        span = range(first, first + self.tasks[name].days)
        for day in span:
            self.days.setdefault(day, []).append(name)
        for year in dict.fromkeys(day // _YEAR for day in span):
            self.years.setdefault(year, []).append(name)

    def first_day(self, task: Task) -> int | None:
        """Find the first day from which on enough days in a row carry a task and every year of them pays for it."""
        day = max((self.first[need] + self.tasks[need].days for need in task.needs), default=0)
        while day < self.horizon:
            span = range(day, day + task.days)
            full = max((at for at in span if not self.carries(task, at)), default=-1)
            years = range(span[0] // _YEAR, span[-1] // _YEAR + 1)
            unpaid = max((year for year in years if not self.pays(task, year)), default=-1)
            if full < 0 and unpaid < 0:
                return day
            # Any day up to the last full one would run into it again, and any day of a year that cannot pay is of it.
            day = max(full + 1, (unpaid + 1) * _YEAR)
        return None

    def carries(self, task: Task, day: int) -> bool:
        """Say whether a day has room for a task: alone it always has."""
        beside = self.days.get(day, [])
        if not beside or self.posts is None:
            return len(beside) < _AT_ONCE
        free = max(self.posts - sum(self.tasks[name].posts for name in beside), Fraction(0))
        return len(beside) < _AT_ONCE and task.posts <= free

    def pays(self, task: Task, year: int) -> bool:
        """Say whether a year's money is enough for a task beside those that run in it."""
        spent = sum((self.tasks[name].money for name in self.years.get(year, [])), Fraction(0))
        return self.money is None or spent + task.money <= self.money


def calendar(tasks: Mapping[str, Task], posts: Fraction | None, money: Fraction | None, horizon: int) -> Calendar:
    """Enter tasks in turn: the launched ones, then each of the others after what it needs."""
    made = Calendar(tasks, posts, money, horizon)
    for name, task in tasks.items():
        if task.launched:
            made.enter(name)
    # What needs itself, through whatever others, never begins.
    circles = {name for name in tasks if name in _behind(name, tasks)}
    sound = [name for name in tasks if not circles & {name, *_behind(name, tasks)}]
    for name in sound:
        for need in [*_before(name, tasks), name]:
            if need not in made.first and need not in made.never:
                made.enter(need)
    for name in tasks:
        if name not in made.first and name not in made.never:
            made.enter(name)
    return made


def _behind(name: str, tasks: Mapping[str, Task]) -> set[str]:
    """Give all that a task needs, through whatever others."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        new = [need for need in tasks[ahead.pop()].needs if need in tasks and need not in found]
        found.update(new)
        ahead.extend(new)
    return found


def _before(name: str, tasks: Mapping[str, Task]) -> list[str]:
    """Give what comes before a task that no circle holds up, each after what it needs itself."""
    found: list[str] = []
    for need in tasks[name].needs:
        if need in tasks:
            found += [*_before(need, tasks), need]
    return found


def plan(judge: Judge, ordered: Sequence[str], places: Mapping[str, Place]) -> dict[str, Any]:
    """Write the plan of the college's tasks that are launched or in reserve, as the record does."""
    strategies = judge.pack.knowledge["strategies"]
    numbers = {name: value[0] for name, value in judge.facts.parameters.items()}
    first_step = int(numbers["plan_first_step"])
    tasks = {}

    def turn(name: str) -> int:
        return -1 if places[name].placement == "launch" else _TERMS.index(strategies[name]["horizon"])

    for name in sorted(ordered, key=turn):
        place, entry = places[name], strategies[name]
        if place.placement in ("launch", "reserve"):
            approving = sum(item["days"] for item in entry.get("approvals", ()))
            tasks[name] = Task(
                days=max(1, entry["lead_time_days"], first_step + approving),
                posts=numbers[f"plan_effort_{entry['effort']}"] / 100,
                money=numbers[f"plan_cost_{entry['cost']['band']}"],
                needs=place.waits_for,
                launched=place.placement == "launch",
            )
    made = calendar(tasks, _known(judge, "staff"), _known(judge, "budget"), int(numbers["plan_horizon"]))
    begun = sorted(made.first, key=lambda name: (made.first[name], list(tasks).index(name)))
    return {
        "tasks": [_task(judge, name, tasks[name], made.first[name], first_step) for name in begun],
        "unplanned": [
            {"id": name, "reason": made.never[name][0], "waits_for": list(made.never[name][1])}
            for name in tasks
            if name in made.never
        ],
        "years": [_year(made, year) for year in range(max(made.years, default=-1) + 1)],
    }


def _known(judge: Judge, name: str) -> Fraction | None:
    low = judge.facts.values[f"fact.{name}"].low
    return low if isinstance(low, Fraction) else None


def _task(judge: Judge, name: str, task: Task, first: int, first_step: int) -> dict[str, Any]:
    """Date the first step, then one approval after another, and every step behind the approvals that it needs."""
    entry = judge.pack.knowledge["strategies"][name]
    approvals: list[dict[str, int]] = []
    steps = [first + first_step] * len(entry["steps"])
    day = first + first_step
    for approval in entry.get("approvals", ()):
        needed = approval.get("before", 1)
        approvals.append({"filed": day, "given": day + approval["days"], "before": needed})
        day += approval["days"]
        steps[needed - 1 :] = [day] * len(steps[needed - 1 :])
    return {
        "id": name,
        "year": first // _YEAR + 1,
        "begins": first,
        "ends": first + task.days,
        "approvals": approvals,
        "steps": steps,
        "after": list(task.needs),
        "unsure": [need for need in entry.get("needs", ()) if judge.concluded(f"strategy.{need}", 0) == "U"],
    }


def _year(made: Calendar, year: int) -> dict[str, int]:
    """Write what a year takes at its most."""
    beside = [made.days.get(day, []) for day in range(year * _YEAR, (year + 1) * _YEAR)]
    posts = max(sum((made.tasks[name].posts for name in names), Fraction(0)) for names in beside)
    return {
        "year": year + 1,
        "at_once": max(map(len, beside)),
        "staff": int(posts * 100),
        "cost": int(sum((made.tasks[name].money for name in made.years.get(year, [])), Fraction(0))),
    }
