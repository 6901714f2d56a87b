"""Where problems and measures stand in each variant: the order of the advice step, for many cases at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hepu.advice.build import PRIORITIES
from hepu.advice.priority import ID, rank_of_value
from hepu.inference.columnar.cohort import known_mark
from hepu.language.kinds import GAP_WORDS, Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from hepu.inference.columnar import Block, Judged, Plan
    from hepu.pack import Pack

__all__ = ["NOWHERE", "Places", "Scene", "places"]

NOWHERE = np.iinfo(np.int32).max
_LEVEL_OF = np.array([0, 1, 0, 2, 0, 0, 0, 3], np.int64)  # of the true bits, which are set from the lowest up
_CERTAIN = known_mark(Certainty.POSSIBLE) & 1


@dataclass(frozen=True, slots=True)
class Places:
    """Places from 1 on, a row for each problem or measure and a column for each case; ``NOWHERE`` where it has none.

    Every true problem has a place; of the measures the college's own that are recommended, as ``status`` says (0: does
    not fit, 1: recommended, 2: on condition, 3: withheld).
    """

    problems: Mapping[str, NDArray[np.int32]]
    measures: Mapping[str, NDArray[np.int32]]
    status: Mapping[str, NDArray[np.uint8]]


def places(scene: Scene, orders: Sequence[Sequence[str]], order: NDArray[np.intp]) -> Places:
    """Order the problems and measures of a block; case ``v`` by the criteria ``orders[order[v]]``."""
    pack = scene.pack
    problems = sorted(pack.knowledge.problems)
    worst = {name: scene.worst_gap(pack.knowledge.problems[name].indicators) for name in problems}
    keys = scene.problem_keys(problems, worst)
    standing = _standing(keys, np.stack([scene.holds(f"problem.{name}") for name in problems]))
    first = {name: standing[row] <= PRIORITIES for row, name in enumerate(problems)}
    measures = sorted(pack.knowledge.strategies)
    status = {name: scene.status(name) for name in measures}
    own = np.stack([(status[name] == 1) & (pack.knowledge.strategies[name].actor == "college") for name in measures])
    digits = scene.measure_digits(measures, worst, first)
    base = 1 + max(int(found.max()) for found in digits.values())
    own_places = np.empty(own.shape, np.int32)
    for at, names in enumerate(orders):
        cases = np.flatnonzero(order == at)
        ranked = np.zeros((len(measures), len(cases)), np.int64)
        for name in names:
            if name == ID:
                ranked = ranked * len(measures) + np.arange(len(measures))[:, None]
            else:
                ranked = ranked * base + digits[name][:, cases]
        own_places[:, cases] = _standing(ranked, own[:, cases])
    return Places(
        problems={name: standing[row] for row, name in enumerate(problems)},
        measures={name: own_places[row] for row, name in enumerate(measures)},
        status=status,
    )


def _standing(keys: NDArray[np.int64], eligible: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Give the place of each row's key among those that are eligible, column by column."""
    keys = np.where(eligible, keys, np.iinfo(np.int64).max)
    order = np.argsort(keys, axis=0, kind="stable")
    standing = np.empty(keys.shape, np.int32)
    np.put_along_axis(standing, order, np.arange(1, len(keys) + 1, dtype=np.int32)[:, None], axis=0)
    return np.where(eligible, standing, NOWHERE)


@dataclass(frozen=True, slots=True)
class Scene:
    """A block, what it was judged to be, and which indicators are measured against a statute's number in all cases."""

    pack: Pack
    plan: Plan
    block: Block
    judged: Judged
    by_statute: frozenset[str]

    def truth(self, key: str) -> NDArray[np.uint8]:
        """Give a conclusion's truth in each case."""
        found: NDArray[np.uint8] = self.judged.conclusions[self.plan.keys.index(key)]
        return found

    def holds(self, key: str) -> NDArray[np.bool_]:
        """Say in which cases a conclusion holds."""
        holds: NDArray[np.bool_] = (self.truth(key) & 1) != 0
        return holds

    def level(self, key: str) -> NDArray[np.int64]:
        """Give the highest certainty at which a conclusion holds, 0 where it does not."""
        level: NDArray[np.int64] = _LEVEL_OF[self.truth(key) & 7]
        return level

    def worst_gap(self, indicators: Iterable[str]) -> NDArray[np.int64]:
        """Give the largest known gap of some indicators, by rank."""
        worst = np.zeros(self.block.size, np.int64)
        for name in indicators:
            gap = self.block.values[f"gap.{name}"]
            np.maximum(worst, np.where(gap.mark & _CERTAIN, gap.low, 0), out=worst)
        return worst

    def problem_keys(self, problems: Sequence[str], worst: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
        """Give sort keys: certainty, worst gap and number of rules that fired, each the greater first, then id."""
        fired = {name: np.zeros(self.block.size, np.int64) for name in problems}
        for row, rule in enumerate(self.plan.rules):
            stage, _, target = self.pack.rules[rule].key.partition(".")
            if stage == "problem":
                fired[target] += self.judged.applies[row] & ((self.judged.rules[row] & 1) != 0)
        keys = []
        for at, name in enumerate(problems):
            key = (len(Certainty) - self.level(f"problem.{name}")) * len(GAP_WORDS)
            key = (key + len(GAP_WORDS) - 1 - worst[name]) * (len(self.plan.rules) + 1)
            keys.append((key + len(self.plan.rules) - fired[name]) * len(problems) + at)
        return np.stack(keys)

    def status(self, name: str) -> NDArray[np.uint8]:
        """Give a strategy's status as ``Places`` counts it."""
        excluded = self.truth(f"exclusion.{name}")
        told = np.where(excluded & 1, 3, np.where(excluded & 8, 1, 2)).astype(np.uint8)
        return np.where(self.holds(f"strategy.{name}"), told, np.uint8(0))

    def measure_digits(
        self, measures: Sequence[str], worst: Mapping[str, NDArray[np.int64]], first: Mapping[str, NDArray[np.bool_]]
    ) -> dict[str, NDArray[np.int64]]:
        """Give for each criterion the place of each measure's value under it, less coming first."""
        priority, entries = self.pack.knowledge.priority, self.pack.knowledge.strategies
        certainty = np.array([0, *(rank_of_value(priority["certainty"], level.word) for level in Certainty)])
        gap = np.array([rank_of_value(priority["worst_gap"], word) for word in GAP_WORDS])
        duty = [1 + rank_of_value(priority["legal_duty"], required) for required in (True, False)]
        size = self.block.size
        # Ranks serve as well as days, and are smaller.
        times = sorted({rank_of_value(priority["lead_time_days"], entries[name].lead_time_days) for name in measures})
        digits: dict[str, list[NDArray[np.int64]]] = {name: [] for name in priority if name != ID}
        for name in measures:
            entry = entries[name]
            below = self.worst_gap(self.by_statute.intersection(item.indicator for item in entry.moves))
            holding = {problem: self.holds(f"problem.{problem}") for problem in entry.addresses}
            largest = np.max([np.where(holds, worst[problem], 0) for problem, holds in holding.items()], axis=0)
            relieved = np.sum([first[problem] & holds for problem, holds in holding.items()], axis=0, dtype=np.int64)
            of_criterion = {
                "legal_duty": np.where(entry.legal_duty | (below > 0), *duty),
                "certainty": certainty[self.level(f"strategy.{name}")],
                "worst_gap": gap[largest],
                "problems_relieved": PRIORITIES - relieved,
                "effort": np.full(size, rank_of_value(priority["effort"], entry.effort)),
                "lead_time_days": np.full(
                    size, times.index(rank_of_value(priority["lead_time_days"], entry.lead_time_days))
                ),
            }
            for criterion, found in digits.items():
                found.append(of_criterion[criterion])
        return {criterion: np.stack(found) for criterion, found in digits.items()}
