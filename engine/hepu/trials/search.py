"""The search for examples: the nearest to those that a rule has, each tried before it is offered."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from hepu.inference.kleene import TRUE
from hepu.language.model import Example
from hepu.trials.logic import parts_in, truth_at
from hepu.trials.missing import Missing, Suggestion, Unmet
from hepu.trials.points import subjects_of
from hepu.trials.worlds import Worlds, deciding, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hepu.trials.goals import Goal
    from hepu.trials.study import Study, Tried
    from hepu.trials.worlds import World

__all__ = ["Search", "nearest_example", "starts_of"]

# In this order each example closes most other gaps as well.
_ORDER = ("days", "bound", "row", "branch", "unknown")
_ONE_DAY = dt.timedelta(days=1)


def starts_of(study: Study) -> list[Tried]:
    """Give the examples from which others are made: those that hold, on the day of an example that names none."""
    day = study.reader.day(study.rule)
    starts = [tried for tried in study.tried if tried.passed and tried.day == day]
    return starts or [study.attempt(Example("", {}, "unknown"))]


def nearest_example(study: Study, worlds: Worlds, world: World, start: Tried, kept: Iterable[int] = ()) -> Example:
    """Give the example of a combination: what a start gives, but for the subjects that come out otherwise.

    ``kept`` are the numbers of subjects that are stated anew even where they come out the same.
    """
    given = dict(start.example.given)
    anew = set(kept)
    for number, (subject, point) in enumerate(zip(worlds.subjects, world.points, strict=True)):
        if number not in anew and point.truths == tuple(start.leaves[leaf] for leaf in subject.leaves):
            continue
        stated = dict(point.given)
        for key in subject.keys:
            for name in (key, f"fact.{key}"):
                if name in given and key not in stated:
                    del given[name]
            if key in stated:
                given.pop(f"fact.{key}", None)
                given[key] = stated[key]
    return _expecting(study, Example("", given, "unknown", as_of=start.example.as_of))


def _expecting(study: Study, example: Example) -> Example:
    """Give an example that expects what the rule does."""
    return dataclasses.replace(example, expect=study.attempt(example).found)


class Search:
    """The search for examples that meet some goals of one rule."""

    def __init__(self, study: Study, unseen: list[Goal]) -> None:
        self.study, self.unseen = study, unseen
        self.starts = starts_of(study)
        day = study.reader.day(study.rule)
        self.worlds = Worlds(subjects_of(study, day, study.probes, frozenset(unseen)), len(study.leaves))
        self.ways = [
            [tuple(tried.leaves[at] for at in item.leaves) for item in self.worlds.subjects] for tried in self.starts
        ]
        self.found: list[Suggestion] = []
        self.unmet: list[Unmet] = []

    def missing(self) -> Missing:
        """Look for an example for each goal."""
        open_goals = [goal for kind in _ORDER for goal in self.unseen if goal.kind == kind]
        while open_goals:
            goal = open_goals.pop(0)
            example, beside, why = self.sought(goal, open_goals)
            if example is None:
                self.unmet.append(Unmet(goal, why))
                continue
            met = self.study.met(self.study.attempt(example))
            closed = (goal, *(other for other in open_goals if other in met))
            open_goals = [other for other in open_goals if other not in met]
            self.found.append(Suggestion(example, closed, beside))
        self.certainty()
        return Missing(tuple(self.found), tuple(self.unmet))

    def sought(self, goal: Goal, others: Iterable[Goal]) -> tuple[Example | None, Example | None, Any]:
        """Give an example that meets a goal and what it is made from, or why there is none."""
        if goal.kind == "days":
            return self.days(goal)
        blank = self.blank([goal, *(item for item in others if item.kind == "unknown")])
        return (*blank, "") if blank is not None else self.example(goal)

    def blank(self, goals: list[Goal]) -> tuple[Example, Example] | None:
        """Leave blank at once all that some goals want unknown: one example then does for many."""
        if goals[0].kind != "unknown":
            return None
        paths = {goal.path for goal in goals}
        leaves = {part.leaf for part in self.study.parts if part.path in paths}
        keys = {key for subject in self.worlds.subjects if leaves & set(subject.leaves) for key in subject.keys}
        for start in self.starts:
            left = {name: raw for name, raw in start.example.given.items() if name.removeprefix("fact.") not in keys}
            example = _expecting(self.study, Example("", left, "unknown", as_of=start.example.as_of))
            if goals[0] in self.study.met(self.study.attempt(example)):
                return example, start.example
        return None

    def days(self, goal: Goal) -> tuple[Example | None, Example | None, Any]:
        """Put an example that fires on a day around the first or last."""
        rule = self.study.rule
        last = rule.until or rule.since
        day = {"before": rule.since - _ONE_DAY, "first": rule.since, "last": last, "after": last + _ONE_DAY}[goal.seen]
        for tried in self.study.tried:
            example = _expecting(self.study, dataclasses.replace(tried.example, as_of=day, certainty=None))
            if tried.found == "fires" and goal in self.study.met(self.study.attempt(example)):
                return example, tried.example, ""
        return None, None, "undecided"

    def example(self, goal: Goal) -> tuple[Example | None, Example | None, Any]:
        """Give the nearest example that meets a goal, what it is made from, or why there is none."""
        study, worlds = self.study, self.worlds
        axes = worlds.axes_for(goal) if goal.kind in {"bound", "row"} else worlds.axes
        if axes is None:
            return None, None, "outside" if worlds.complete else "undecided"
        found = worlds.search(axes, self.wanted(goal), self.ways)
        if found is None:
            return None, None, "undecided"
        for world in found:
            start = self.starts[world.start]
            trying = [at for at, point in enumerate(world.points) if goal in point.tries]
            example = nearest_example(study, worlds, world, start, trying)
            if goal in study.met(study.attempt(example)):
                return example, start.example, ""
        return None, None, "undecided" if found or not worlds.complete else "forced"

    def wanted(self, goal: Goal) -> Callable[[list[Any]], Any]:
        """Give what finds the combinations that meet a goal."""
        tree = self.study.tree
        if goal.kind in {"bound", "row"}:
            part = next(
                item for item in parts_in(tree) if item.word == "leaf" and goal.path[: len(item.path)] == item.path
            )
            true, false = deciding(tree, part, holds=True), deciding(tree, part, holds=False)
            return lambda leaves: true(leaves) | false(leaves)
        part = next(item for item in self.study.parts if item.path == goal.path)
        return unknown(tree, part) if goal.kind == "unknown" else deciding(tree, part, holds=goal.seen == "true")

    def certainty(self) -> None:
        """Let an example that fires say how sure the rule is."""
        study, rule = self.study, self.study.rule
        goal = next((item for item in self.unseen if item.kind == "certainty"), None)
        if goal is None:
            return
        for at, tried in enumerate(study.tried):
            if tried.passed and study.capped(tried) and tried.example.certainty is None:
                said = dataclasses.replace(tried.example, certainty=rule.certainty)
                self.found.append(Suggestion(said, (goal,), tried.example, at))
                return
        for at, suggestion in enumerate(self.found):
            if study.capped(study.attempt(suggestion.example)):
                said = dataclasses.replace(suggestion.example, certainty=rule.certainty)
                self.found[at] = dataclasses.replace(suggestion, example=said, goals=(*suggestion.goals, goal))
                return
        worlds = self.worlds.search(
            self.worlds.axes, lambda leaves: truth_at(study.tree, leaves) & TRUE == TRUE, self.ways
        )
        for world in worlds or ():
            start = self.starts[world.start]
            example = nearest_example(study, self.worlds, world, start)
            if study.capped(study.attempt(example)):
                said = dataclasses.replace(example, certainty=rule.certainty)
                self.found.append(Suggestion(said, (goal,), start.example))
                return
        self.unmet.append(Unmet(goal, "forced" if worlds == [] and self.worlds.complete else "undecided"))
