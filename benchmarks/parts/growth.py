"""Growth: what one, two, four and eight times the rules cost each evaluator."""

from __future__ import annotations

import dataclasses
import statistics
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from synthetic import draw

from clips_oracle import ClipsOracle
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.columnar import facts_of_case, plan_of
from hepu.inference.second_opinion import SecondOpinion
from hepu.language.model import (
    All,
    Compare,
    Concluded,
    Condition,
    Count,
    Not,
    ParameterRef,
    Quantified,
    Test,
)
from hepu.language.model import Any as AnyOf
from parts.cohorts import judge
from parts.tables import Table, number, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Program
    from hepu.language.kinds import Kind
    from hepu.language.model import FieldTest, Rule
    from hepu.pipeline import Advisor

__all__ = ["growth", "multiplied"]


def multiplied(rules: Sequence[Rule], parameters: Mapping[str, int], times: int) -> list[Rule]:
    """Give rules again and again, each time with other bounds and conclusions of their own, over the same facts."""
    return [_Copy(parameters, at).rule(rule) if at else rule for at in range(times) for rule in rules]


@dataclass(frozen=True, slots=True)
class _Copy:
    """Writes a rule anew: every bound on a number moved by ``at``, every conclusion one of the copy's own."""

    parameters: Mapping[str, int]
    at: int

    def operand(self, operand: Any) -> Any:
        """Move a bound."""
        match operand:
            case int():
                return operand + self.at
            case ParameterRef(name, shift):
                return self.parameters[name] * 10**shift + self.at
            case other:
                return other

    def test(self, test: Test, kind: Kind) -> Test:
        """Move the bounds of a comparison of numbers."""
        return Test(test.comparator, tuple(map(self.operand, test.operands))) if kind.name == "number" else test

    def tests(self, tests: tuple[FieldTest, ...]) -> tuple[FieldTest, ...]:
        """Move the bounds of a filter."""
        return tuple(dataclasses.replace(item, test=self.test(item.test, item.kind)) for item in tests)

    def condition(self, condition: Condition) -> Condition:
        """Write a condition anew."""
        match condition:
            case All(parts) | AnyOf(parts):
                return type(condition)(tuple(map(self.condition, parts)))
            case Not(part):
                return Not(self.condition(part))
            case Compare(key, kind, test):
                return Compare(key, kind, self.test(test, kind))
            case Concluded(stage, name, floor):
                return Concluded(stage, f"{name}~{self.at}", floor)
            case Count(name, where, test):
                return Count(name, self.tests(where), test)
            case Quantified(word, name, where, have):
                return Quantified(word, name, self.tests(where), self.tests(have))
            case other:
                return other

    def rule(self, rule: Rule) -> Rule:
        """Write a rule anew."""
        when, mark = self.condition(rule.when), f"~{self.at}"
        return dataclasses.replace(rule, id=rule.id + mark, target=rule.target + mark, when=when)


def growth(able: Advisor, size: int, multiples: Sequence[int], times: int) -> tuple[Table, dict[str, Any]]:
    """Judge the same colleges by more and more rules."""
    drawn = draw(able.pack, size, seed=3)
    cohort = drawn.cohort()
    cases = [facts_of_case(cohort, at) for at in range(4)]
    work: dict[str, Any] = {}
    colleges: dict[str, int] = {}
    for multiple in multiples:
        rules = multiplied(tuple(able.pack.rules.values()), drawn.parameters, multiple)
        keys = {rule.key for rule in rules} | set(able.pack.conclusion_keys)
        keys |= {f"{key}~{at}" for key in able.pack.conclusion_keys for at in range(1, multiple)}
        program = compile_rules(rules, keys)
        plan, clips, opinion = plan_of(program), ClipsOracle.of(rules, keys), SecondOpinion.of(rules, keys)
        made = {
            "columnar": (size, partial(judge, plan, cohort)),
            "chainer": (len(cases), partial(_chain_all, program, cases)),
            "CLIPS (clipspy)": (1, partial(clips.infer, cases[0])),
            "experta, mended": (1, partial(opinion.infer, cases[0])),
        }
        for name, (number_of, run) in made.items():
            work[f"{name} {multiple}"], colleges[f"{name} {multiple}"] = run, number_of
    found = rounds(work, times)
    table = Table(
        "Growth with the rules: what a college costs, times what it costs under the pack's own",
        ("engine", *(f"{multiple} × the rules" for multiple in multiples)),
        [
            (
                name,
                *(
                    number(_median(found, f"{name} {multiple}") / _median(found, f"{name} {multiples[0]}"))
                    for multiple in multiples
                ),
            )
            for name in ("columnar", "chainer", "CLIPS (clipspy)", "experta, mended")
        ],
        "Each copy of a rule has bounds and a conclusion of its own, over the same facts; "
        f"columnar on {size:,} colleges.",
    )
    return table, {name: [spent / colleges[name] for spent in turns] for name, turns in found.items()}


def _chain_all(program: Program, cases: Sequence[Facts]) -> None:
    for facts in cases:
        chain(program, facts)


def _median(found: Mapping[str, Sequence[float]], key: str) -> float:
    return statistics.median(found[key])
