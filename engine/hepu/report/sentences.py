"""Conditions of rules as sentences in both languages, for the appendix that shows the derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import Certainty
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Count,
    FieldTest,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    ValueRef,
)
from hepu.report.words import join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.language.kinds import Scalar
    from hepu.language.model import Condition, Test
    from hepu.report.values import Spoken

__all__ = ["Sentences"]


@dataclass(frozen=True)
class Sentences:
    """Writes conditions with the labels and units of one pack and the parameters of one day."""

    values: Spoken

    def condition(self, condition: Condition, *, inner: bool = False) -> Text:
        """Write a condition; a joined one stands in brackets inside another."""
        match condition:
            case All(parts) | Any(parts):
                by = "condition.all" if isinstance(condition, All) else "condition.any"
                text = join([self.condition(part, inner=len(parts) > 1) for part in parts], by)
                return say("condition.inner", part=text) if inner and len(parts) > 1 else text
            case Not(part):
                return say("condition.not", part=self.condition(part, inner=True))
            case InForce(policy):
                return say("condition.policy", name=self.values.names.policy(policy))
            case Concluded():
                return self._concluded(condition)
            case Compare(key, _, test):
                return self._compared(key, test)
            case Count(name, where, test):
                return self._test(self._rows("count", name, where), test, self._number)
            case Quantified("every", name, where, have):
                kind = "every_where" if where else "every"
                return say(
                    f"condition.{kind}",
                    list=self.values.names.list(name),
                    where=self._where(name, where),
                    have=self._where(name, have),
                )
            case Quantified(word, name, where):
                return self._rows(word, name, where)

    def counted(self, leaf: Count | Quantified) -> Text:
        """Name the rows that a condition counts by the list and what of it passes, in few words."""
        name = self.values.names.list(leaf.list)
        if not leaf.where:
            return name
        return say("derivation.of_list", list=name, where=self.brief(leaf.list, leaf.where))

    def brief(self, name: str, tests: tuple[FieldTest, ...]) -> Text:
        """Write what rows pass in few words; a question answered yes is told as what it asks."""
        return join([self._brief(name, item) for item in tests], "clause_join")

    def _brief(self, name: str, item: FieldTest) -> Text:
        label, whether = self.values.names.field(name, item.field), words()["derivation.whether"]
        label = Text(zh=label.zh.replace(whether.zh, ""), en=label.en[0].lower() + label.en[1:])
        if item.test.comparator in {"is", "in"} and item.test.operands == (True,):
            return label
        if item.test.comparator in {"is", "in"}:
            operands = [
                self._operand(one, lambda value: self.values.field(name, item.field, value))
                for one in item.test.operands
            ]
            return say("derivation.told", label=label, parts=join(operands))
        return self._test(label, item.test, lambda value: self.values.field(name, item.field, value))

    def _compared(self, key: str, test: Test) -> Text:
        """Write a comparison; questions answered by yes or no stand in quotation marks, and so do ordered words."""
        kind, label = self.values.pack.vocabulary.values[key], self.values.names.fact(key)
        if kind.name == "boolean":
            label = say("name_quote", name=label)
        if kind.name == "ordered":
            return self._test(label, test, lambda value: say("name_quote", name=self.values.operand(key, value)))
        return self._test(label, test, lambda value: self.values.operand(key, value))

    @staticmethod
    def _number(value: Scalar) -> Text:
        return say("condition.number", value=value)

    def _concluded(self, leaf: Concluded) -> Text:
        stage = words()[f"stage.{leaf.stage}"]
        values = {"stage": Text(zh=stage.zh, en=stage.en.lower()), "name": self.values.names.conclusion(leaf.key)}
        if leaf.floor is Certainty.POSSIBLE:
            return say("condition.concluded", **values)
        return say("condition.concluded_at", **values, certainty=words()[f"certainty.{leaf.floor.word}"])

    def _rows(self, kind: str, name: str, where: tuple[FieldTest, ...]) -> Text:
        if not where:
            return say(f"condition.{kind}", list=self.values.names.list(name))
        return say(f"condition.{kind}_where", list=self.values.names.list(name), where=self._where(name, where))

    def _where(self, name: str, tests: tuple[FieldTest, ...]) -> Text:
        return join([self._field(name, item) for item in tests], "condition.where_all")

    def _field(self, name: str, item: FieldTest) -> Text:
        label = say("name_quote", name=self.values.names.field(name, item.field))
        return self._test(label, item.test, lambda value: self.values.field(name, item.field, value))

    def _test(self, subject: Text, test: Test, write: Callable[[Scalar], Text]) -> Text:
        if test.comparator == "known":
            word = "condition.known" if test.operands[0] else "condition.unknown"
            return self.values.phrase(word, subject=subject)
        operands = [self._operand(item, write) for item in test.operands]
        if test.comparator == "between":
            return say("condition.between", subject=subject, low=operands[0], high=operands[1])
        return say(f"condition.{test.comparator}", subject=subject, operand=join(operands))

    def _operand(self, operand: Scalar | ParameterRef | ValueRef, write: Callable[[Scalar], Text]) -> Text:
        match operand:
            case ParameterRef(name):
                parameter = self.values.pack.knowledge.parameters[name]
                kind = "parameter_design" if parameter.kind == "design" else "parameter"
                return say(f"condition.{kind}", value=self.values.parameter(name), name=parameter.name)
            case ValueRef(key):
                return self.values.names.fact(key)
            case _:
                return write(operand)
