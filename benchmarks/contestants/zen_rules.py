"""zen-engine: each rule and each conclusion an expression of one expression node, with its trace.

It is two-valued: no unknowns, no certainty. So it judges complete and exact colleges only, and says what holds, not how
surely. Words are numbers, as in the columns; parameters are the numbers that they are on the day.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import zen

from hepu.language.model import All, Compare, Concluded, Count, InForce, Not, ParameterRef, Quantified, ValueRef
from hepu.language.model import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synthetic import Drawn

    from hepu.facts.model import Fact, Facts
    from hepu.inference.chainer import Program
    from hepu.language.model import Condition, FieldTest, Test

__all__ = ["ZenRules"]

_OPERATORS = {"is": "==", "is_not": "!=", "below": "<", "at_most": "<=", "above": ">", "at_least": ">="}


class ZenRules:
    """A decision made of the rules that are in force on the day."""

    name = "zen-engine"

    def __init__(self, program: Program, drawn: Drawn) -> None:
        """Write the expressions, and make the decision."""
        self.drawn, self.names = drawn, {}
        self.keys = [key for key, _ in program.order]
        expressions = []
        for at, (_, bound) in enumerate(program.order):
            rules = [item.rule for item in bound if item.rule.applies_on(drawn.day)]
            for number, rule in enumerate(rules):
                expressions.append((f"r{at}_{number}", self._condition(rule.when)))
            expressions.append((f"c{at}", " or ".join(f"$.r{at}_{number}" for number in range(len(rules))) or "false"))
        self.decision = zen.ZenEngine().create_decision(json.dumps(_graph(expressions)))

    def _name(self, kind: str, key: str) -> str:
        """Give a name that an expression can hold."""
        return self.names.setdefault((kind, key), f"{kind}{len(self.names)}")

    def _condition(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return "(" + " and ".join(map(self._condition, parts)) + ")"
            case AnyOf(parts):
                return "(" + " or ".join(map(self._condition, parts)) + ")"
            case Not(part):
                return f"not ({self._condition(part)})"
            case Compare(key, _, test):
                return self._compared(self._name("v", key), test)
            case InForce(policy):
                return self._name("p", policy)
            case Concluded():
                return f"$.c{self.keys.index(condition.key)}"
            case Count(name, where, test):
                rows = self._name("l", name)
                number = f"count({rows}, {self._filter(where)})" if where else f"len({rows})"
                return self._compared(number, test)
            case Quantified("every", name, where, have):
                lacking = " and ".join(filter(None, (self._filter(where), f"not ({self._filter(have)})")))
                return f"not some({self._name('l', name)}, {lacking})"
            case Quantified(word, name, where):
                rows = self._name("l", name)
                some = f"some({rows}, {self._filter(where)})" if where else f"len({rows}) > 0"
                return some if word == "some" else f"not ({some})"
        raise TypeError(condition)

    def _filter(self, tests: tuple[FieldTest, ...]) -> str:
        return " and ".join(self._compared(f"#.{self._name('f', item.field)}", item.test) for item in tests)

    def _compared(self, subject: str, test: Test) -> str:
        operands = [self._operand(item) for item in test.operands]
        if test.comparator in {"in", "not_in"}:
            among = f"{subject} in [{', '.join(operands)}]"
            return among if test.comparator == "in" else f"not ({among})"
        return f"{subject} {_OPERATORS[test.comparator]} {operands[0]}"

    def _operand(self, operand: Any) -> str:
        match operand:
            case ParameterRef(name, shift):
                return str(self.drawn.parameters[name] * 10**shift)
            case ValueRef(key, _):
                return self._name("v", key)
            case str():
                return str(self.drawn.words.get(operand, -1))
            case number:
                return str(number)

    def context(self, facts: Facts) -> dict[str, Any]:
        """Give a college as zen-engine takes it."""
        words = self.drawn.words

        def number(fact: Fact) -> Any:
            return words[fact.low] if isinstance(fact.low, str) else fact.low

        found: dict[str, Any] = {}
        fields = {key: name for (kind, key), name in self.names.items() if kind == "f"}
        for (kind, key), name in self.names.items():
            if kind == "v":
                found[name] = number(facts.value(key))
            elif kind == "p":
                found[name] = facts.policies[key]
            elif kind == "l":
                rows = facts.lists[key].rows
                found[name] = [{fields[item]: number(row[item]) for item in fields if item in row} for row in rows]
        return found

    def judge(self, context: dict[str, Any]) -> Sequence[bool]:
        """Say which conclusions hold, with a trace of every expression."""
        found = self.decision.evaluate(context, {"trace": True})
        return [found["result"][f"c{at}"] for at in range(len(self.keys))]


def _graph(expressions: list[tuple[str, str]]) -> dict[str, Any]:
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "rules"},
            {"id": "second", "sourceId": "rules", "targetId": "out"},
        ],
    }
