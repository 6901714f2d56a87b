"""One rule made ready for trials: what each of its examples comes to and which goals it meets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.inference.examples import told
from hepu.inference.kleene import certainty_of, is_true
from hepu.language.kinds import Certainty
from hepu.language.model import Compare, Count, Quantified, leaves_of
from hepu.trials.goals import Goal, bounds_of, goals_of
from hepu.trials.logic import AT_ALL, decides, parts_in, tree_of, truth_at
from hepu.trials.probe import Probe, operand_value
from hepu.trials.values import range_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hepu.facts.model import Facts
    from hepu.inference.examples import ExampleReader
    from hepu.inference.kleene import Truth
    from hepu.language.model import Example, Expectation, Leaf, Rule
    from hepu.trials.goals import Bound
    from hepu.trials.logic import Part
    from hepu.yaml_source import Path

__all__ = ["Study", "Tried"]

_SIDES = {"below": -1, "at": 0, "above": 1}


@dataclass(frozen=True, slots=True)
class Tried:
    """An example that was tried: what it gives, the truth of each leaf, and what the rule does."""

    example: Example
    day: dt.date
    facts: Facts
    earlier: Mapping[str, Truth]
    leaves: tuple[Truth, ...]
    truth: Truth
    found: Expectation
    certainty: Certainty | None

    @property
    def passed(self) -> bool:
        """Say whether the rule does what the example expects."""
        wanted = self.example.certainty
        return self.found == self.example.expect and (wanted is None or wanted == self.certainty)


@dataclass(frozen=True)
class Study:
    """A rule, what reads its examples, and the first day of the pack's rules."""

    rule: Rule
    reader: ExampleReader
    begins: dt.date

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves of the condition in reading order."""
        return leaves_of(self.rule.when)

    @cached_property
    def tree(self) -> Part:
        """The condition as a tree over its leaves."""
        return tree_of(self.rule.when)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part whose deciding is a goal: the leaves, and what stands as one inside another."""
        return tuple(
            part
            for part in parts_in(self.tree)
            if part.word == "leaf" or (part.word != "not" and part is not self.tree)
        )

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """The leaves made ready."""
        at = {part.leaf: part.path for part in self.parts if part.word == "leaf"}
        return tuple(Probe(leaf, at[number]) for number, leaf in enumerate(self.leaves))

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """All that the examples should try, in reading order."""
        return goals_of(self.rule, self.tree, self.leaves, begins=self.rule.since == self.begins)

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """Every example of the rule as it came out.

        Raises:
            BadExampleError: for a given key or value that the vocabulary does not know.

        """
        return tuple(self.attempt(example) for example in self.rule.examples)

    def facts(self, given: Mapping[str, object], day: dt.date) -> tuple[Facts, Mapping[str, Truth]]:
        """Build the facts and earlier conclusions of a day that something given states."""
        return self.reader.facts(given, day, self.rule)

    def attempt(self, example: Example) -> Tried:
        """Try one example."""
        day = self.reader.day(self.rule, example)
        facts, earlier = self.facts(example.given, day)
        leaves = tuple(probe.truth(facts, earlier) for probe in self.probes)
        truth: Truth = truth_at(self.tree, leaves)
        return Tried(example, day, facts, earlier, leaves, truth, *told(self.rule, truth, day))

    def met(self, tried: Tried) -> frozenset[Goal]:
        """Give the goals that an example meets; one that the rule contradicts meets none."""
        return frozenset(self._met(tried)) if tried.passed else frozenset()

    def _met(self, tried: Tried) -> Iterator[Goal]:
        rule, day = self.rule, tried.day
        if is_true(tried.truth):
            yield from _days(rule, day)
        if not rule.applies_on(day):
            return
        if tried.example.certainty == rule.certainty and self.capped(tried):
            yield Goal("certainty", ("certainty",), rule.certainty.word)
        for part in self.parts:
            deciding = decides(self.tree, part, tried.leaves, tried.truth)
            if deciding is not None:
                yield Goal("branch", part.path, "true" if deciding else "false")
                if part.word == "leaf":
                    yield from self.probes[part.leaf].goals(tried.facts, tried.earlier)
            elif part.word == "leaf" and not (tried.leaves[part.leaf] | tried.truth) & AT_ALL:
                yield Goal("unknown", part.path)

    def capped(self, tried: Tried) -> bool:
        """Say whether an example fires on facts so sure that a rule surer by a word would conclude surer."""
        surest = Certainty.ESTABLISHED
        return tried.certainty == self.rule.certainty and (certainty_of(tried.truth) == surest)

    @cached_property
    def met_by(self) -> Mapping[Goal, tuple[int, ...]]:
        """All that the examples meet, each with the places of those that do; sides of bounds that need not be, too."""
        found: dict[Goal, list[int]] = {}
        for at, tried in enumerate(self.tried):
            for goal in self.met(tried):
                found.setdefault(goal, []).append(at)
        return {goal: tuple(places) for goal, places in found.items()}

    @cached_property
    def seen(self) -> Mapping[Goal, tuple[int, ...]]:
        """The goals that the examples meet, in reading order, each with the places of those that meet it."""
        return {goal: self.met_by[goal] for goal in self.goals if goal in self.met_by}

    @cached_property
    def unseen(self) -> tuple[Goal, ...]:
        """The goals that no example meets."""
        return tuple(goal for goal in self.goals if goal not in self.seen)

    def outside(self, goal: Goal) -> bool:
        """Say whether a goal asks for a number, a word or a count next to a bound that nothing can have."""
        found = self._bounds.get(goal.path) if goal.kind == "bound" else None
        if found is None:
            return False
        bound, key = found
        facts, _ = self.facts({}, self.reader.day(self.rule))
        value = operand_value(bound.test.operands[bound.at], facts)
        if not isinstance(value, int):
            return False
        low, high = range_of(key, bound.kind)
        value += _SIDES[goal.seen]
        return (low is not None and value < low) or (high is not None and value > high)

    @cached_property
    def _bounds(self) -> Mapping[Path, tuple[Bound, str]]:
        """Every bound by its path, with the name by which the form knows what is compared with it."""
        found = {}
        for probe in self.probes:
            for bound in bounds_of(probe.leaf, probe.path):
                leaf, field = probe.leaf, bound.path[len(probe.path) + 1 : len(probe.path) + 2]
                of_row = bound.path[len(probe.path)] in {"where", "have"} and isinstance(leaf, Count | Quantified)
                key = f"{leaf.list}.{field[0]}" if of_row and isinstance(leaf, Count | Quantified) else ""
                found[bound.path] = bound, leaf.key if isinstance(leaf, Compare) else key
        return found


def _days(rule: Rule, day: dt.date) -> Iterator[Goal]:
    """Give the goals of days that a true condition meets on a day."""
    apart = (day - rule.since).days
    if apart in {-1, 0}:
        yield Goal("days", ("since",), "first" if apart == 0 else "before")
    if rule.until is not None and (day - rule.until).days in {0, 1}:
        yield Goal("days", ("until",), "last" if day == rule.until else "after")
