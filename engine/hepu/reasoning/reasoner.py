"""What can be asked of a set of rules: whether there is a day and a case in which conditions have certain truths."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.language.model import Concluded, leaves_of
from hepu.reasoning.budget import Budget, SpentError
from hepu.reasoning.days import Turns, day_in, days_of
from hepu.reasoning.search import search
from hepu.reasoning.vocabulary import compared
from hepu.reasoning.world import Tables, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hepu.language.model import Condition, Rule
    from hepu.reasoning.days import Days
    from hepu.reasoning.domain import Domain
    from hepu.reasoning.search import Goal
    from hepu.reasoning.world import Left

__all__ = ["Answer", "Reasoner"]

STEPS = 4000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and in how many steps.

    ``none``: there surely is no case. ``some``: ``left`` in ``world`` describes one. ``open``: the steps ran out.
    """

    word: Literal["none", "some", "open"]
    steps: int = 0
    world: World | None = None
    left: Left | None = None


class Reasoner:
    """A set of rules and the domain of their facts; what is found about a day is kept for the next question."""

    def __init__(
        self, rules: Iterable[Rule], domain: Domain, more: Iterable[Condition] = (), steps: int = STEPS
    ) -> None:
        """Take rules; ``more`` are further conditions to ask about, ``steps`` the most that one question may take."""
        self.domain, self.steps = domain, steps
        self.by_key: dict[str, list[Rule]] = defaultdict(list)
        conditions = [*more]
        for rule in sorted(rules, key=lambda rule: rule.id):
            self.by_key[rule.key].append(rule)
            conditions.append(rule.when)
        self._compared = compared(conditions, domain)
        self._turns = Turns(domain, self.by_key)
        everything = {day for condition in conditions for day in self._turns.of(condition, deep=False)}
        everything |= {rule.since for found in self.by_key.values() for rule in found}
        everything |= {
            rule.until + dt.timedelta(days=1)
            for found in self.by_key.values()
            for rule in found
            if rule.until is not None
        }
        self._all_turns = sorted(everything)
        self._worlds: dict[tuple[dt.date, int], World] = {}
        self._tables: dict[tuple[int, tuple[tuple[str, int], ...]], Tables] = {}

    def ask(
        self,
        goals: Sequence[Goal],
        days: Days,
        *,
        level: int = 1,
        unfold: bool = False,
    ) -> Answer:
        """Look for a case on some day in which every goal is met, at a certainty.

        With ``unfold`` earlier conclusions are as their rules make them, else they may be anything.
        """
        budget = Budget(self.steps)
        for day in self._days(goals, days, unfold=unfold):
            world = self.world(day, level)
            try:
                left = search(world, goals, budget, unfold=unfold)
            except SpentError:
                return Answer("open", self.steps)
            if left is not None:
                return Answer("some", self.steps - budget.left, world, left)
        return Answer("none", self.steps - budget.left)

    def _days(self, goals: Sequence[Goal], days: Days, *, unfold: bool) -> Iterator[dt.date]:
        """Give a day of each stretch on which nothing changes; today's first, which most questions need alone."""
        first, last = max(days[0], self.domain.first), days[1]
        today = self.domain.today
        now = first <= today and (last is None or today <= last)
        if now:
            yield today
        turns = {day for condition, _ in goals for day in self._turns.of(condition, deep=unfold)}
        for start, end in days_of(first, last, turns):
            if not (now and start <= today and (end is None or today <= end)):
                yield day_in((start, end), today, self._all_turns)

    def world(self, day: dt.date, level: int) -> World:
        """Give a day at a certainty."""
        found = self._worlds.get((day, level))
        if found is None:
            parameters = self.domain.parameters(day)
            sign = (level, tuple((name, chosen.value) for name, chosen in parameters.items()))
            tables = self._tables.get(sign)
            if tables is None:
                tables = self._tables[sign] = Tables(self.domain, self._compared, level, day, parameters)
            rules = {
                key: [rule for rule in found_rules if rule.applies_on(day)] for key, found_rules in self.by_key.items()
            }
            found = self._worlds[day, level] = World(tables, day, rules)
        return found


def reads_conclusions(condition: Condition) -> bool:
    """Say whether a condition reads an earlier conclusion."""
    return any(isinstance(leaf, Concluded) for leaf in leaves_of(condition))
