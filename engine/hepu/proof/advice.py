"""The advice step, derived again from the conclusions, the raw pack and the meaning in docs/advice.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.proof.agenda import agenda, status
from hepu.proof.gaps import GAPS
from hepu.proof.judge import leaves
from hepu.proof.plan import plan
from hepu.proof.questions import Blanks, ranked
from hepu.proof.source import DEFINED_IN
from hepu.proof.values import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.proof.agenda import Place
    from hepu.proof.judge import Judge

__all__ = ["advice"]

_LISTED = ("opportunity", "challenge", "strength", "cause")
_PRIORITY_PROBLEMS = 3


def advice(judge: Judge) -> dict[str, Any]:
    """Give the advice as the record writes it, without its robustness."""
    return _Advice(judge).written()


@dataclass(slots=True)
class _Advice:
    """What holds, in order: problems with their worst gap, their causes, and strategies with their criteria."""

    judge: Judge
    worst: dict[str, int] = field(init=False)
    problems: list[str] = field(init=False)
    strategies: list[str] = field(init=False)
    causes: list[str] = field(init=False)
    criteria: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        known = self.judge.pack.knowledge
        self.causes = self.holding("cause")
        held = self.holding("problem")
        self.worst = {name: self.worst_gap(known["problems"][name].get("indicators", ())) for name in held}
        self.problems = sorted(held, key=self.problem_place)
        names = self.holding("strategy")
        self.criteria = {name: self.criteria_of(name) for name in names}
        self.strategies = sorted(names, key=self.place)

    def written(self) -> dict[str, Any]:
        """Write everything down."""
        hanging = Blanks(self.judge).open()
        placed = agenda(self.judge, self.strategies)
        return {
            **{DEFINED_IN[stage]: self.listed(stage) for stage in _LISTED},
            "problems": [self.problem(name) for name in self.problems],
            "strategies": self.strategy_entries(hanging, placed),
            "plan": plan(self.judge, self.strategies, placed),
            "questions": ranked(hanging),
            "undetermined": list(hanging),
        }

    def holding(self, stage: str) -> list[str]:
        """Give what holds at a stage, in order of id."""
        names = sorted(self.judge.pack.knowledge[DEFINED_IN[stage]])
        return [name for name in names if self.judge.concluded(f"{stage}.{name}", 0) == "T"]

    def level(self, key: str) -> int:
        """Give the highest level at which a conclusion that holds is true."""
        return max(level for level in range(len(LEVELS)) if self.judge.concluded(key, level) == "T")

    def conclusion(self, stage: str, name: str) -> dict[str, Any]:
        """Write what holds with its certainty and the rules that fired, the most certain first."""
        key = f"{stage}.{name}"
        _, fired = self.judge.conclusion(key)
        rules = sorted(fired, key=lambda rule: (-self.judge.pack.rules[rule].level, rule))
        return {"id": name, "certainty": LEVELS[self.level(key)], "rules": rules}

    def listed(self, stage: str) -> list[dict[str, Any]]:
        """Write what holds at a stage, by certainty, then by how many rules fired, then by id."""
        entries = [self.conclusion(stage, name) for name in self.holding(stage)]
        return sorted(entries, key=lambda it: (-LEVELS.index(it["certainty"]), -len(it["rules"]), it["id"]))

    def worst_gap(self, indicators: Iterable[str]) -> int:
        """Give the largest gap of some indicators, none where no gap is known."""
        gaps = [self.judge.facts.values[f"gap.{name}"] for name in indicators]
        return max((int(gap.low or 0) for gap in gaps if gap.state == "known"), default=0)

    def problem_place(self, name: str) -> tuple[int, int, int, str]:
        """Order problems by certainty, worst gap, how many rules fired, and id."""
        key = f"problem.{name}"
        _, fired = self.judge.conclusion(key)
        return -self.level(key), -self.worst[name], -len(fired), name

    def relieved(self, strategy: str) -> list[str]:
        """Give the problems that hold and that a strategy relieves, in the order in which it names them."""
        addressed: list[str] = self.judge.pack.knowledge["strategies"][strategy]["addresses"]
        return [name for name in addressed if name in self.worst]

    def explaining(self, problems: Iterable[str]) -> list[str]:
        """Give the causes that hold and explain one of some problems that hold: a rule that fired speaks of it."""
        wanted = set(problems)
        return [name for name in self.causes if wanted & self.explained(name)]

    def explained(self, cause: str) -> set[str]:
        """Give the problems that a cause explains: its fired rules name them, or name none and speak of all."""
        _, fired = self.judge.conclusion(f"cause.{cause}")
        spoken: set[str] = set()
        explains = set(self.judge.pack.knowledge["causes"][cause]["explains"])
        for rule in fired:
            named = {leaf["problem"] for leaf in leaves(self.judge.pack.rules[rule].when) if "problem" in leaf}
            spoken |= named or explains
        return spoken & explains & set(self.worst)

    def problem(self, name: str) -> dict[str, Any]:
        """Write a problem with what explains it and what relieves it."""
        return {
            **self.conclusion("problem", name),
            "worst_gap": GAPS[self.worst[name]],
            "causes": self.explaining([name]),
            "strategies": [strategy for strategy in self.strategies if name in self.relieved(strategy)],
        }

    def criteria_of(self, name: str) -> dict[str, Any]:
        """Give the values by which a strategy gets its place."""
        entry, relieved = self.judge.pack.knowledge["strategies"][name], self.relieved(name)
        return {
            "legal_duty": entry.get("legal_duty", False) or self.mends_statute(entry),
            "certainty": LEVELS[self.level(f"strategy.{name}")],
            "worst_gap": GAPS[max((self.worst[problem] for problem in relieved), default=0)],
            "problems_relieved": len(set(relieved) & set(self.problems[:_PRIORITY_PROBLEMS])),
            "effort": entry["effort"],
            "lead_time_days": entry["lead_time_days"],
        }

    def mends_statute(self, entry: Mapping[str, Any]) -> bool:
        """Say whether a strategy moves an indicator that falls short of a statute's number."""
        found = (self.judge.facts.gaps[item["indicator"]] for item in entry.get("moves", ()))
        return any(gap.basis == "statute" and gap.fact.state == "known" and gap.fact.low for gap in found)

    def place(self, name: str) -> list[int | str]:
        """Place a strategy by one criterion of the knowledge after another: by the order of its words, or a number.

        Raises:
            LookupError, ValueError: if the knowledge orders by what strategies do not have.

        """
        values = {**self.criteria[name], "id": name}
        place: list[int | str] = []
        for criterion, entry in self.judge.pack.knowledge["priority"].items():
            value, order = values[criterion], entry.get("order")
            if criterion == "id":
                place.append(value)
            elif order:
                place.append(order.index(str(value)))
            else:
                place.append(value if entry.get("least_first") else -value)
        return place

    def strategy_entries(self, hanging: Mapping[str, list[str]], placed: Mapping[str, Place]) -> list[dict[str, Any]]:
        """Write the strategies in order, each with where it goes and why."""
        entries = []
        for rank, name in enumerate(self.strategies, start=1):
            relieved, at = self.relieved(name), placed[name]
            entries.append(
                {
                    **self.conclusion("strategy", name),
                    "actor": self.judge.pack.knowledge["strategies"][name]["actor"],
                    "status": status(self.judge, name),
                    "rank": rank,
                    "criteria": self.criteria[name],
                    "relieves": relieved,
                    "causes": self.explaining(relieved),
                    "questions": hanging.get(f"exclusion.{name}", []),
                    "reasons": self.reasons(name),
                    "placement": at.placement,
                    "limit": at.limit,
                    "alternative_to": at.alternative_to,
                    "waits_for": list(at.waits_for),
                }
            )
        return entries

    def reasons(self, name: str) -> list[str]:
        """Give the exclusion rules that withhold a strategy, or that leave it conditional."""
        key, given = f"exclusion.{name}", status(self.judge, name)
        if given == "withheld":
            return self.judge.conclusion(key)[1]
        return [rule.id for rule in self.judge.open(key)] if given == "conditional" else []
