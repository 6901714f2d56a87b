"""Conditions in few words, those of the rule language itself, so that readers of either language know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.kinds import COUNT, Certainty
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Count,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    ValueRef,
)
from hepu.reasoning.given import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.kinds import Kind, Scalar
    from hepu.language.model import Condition, FieldTest, Test

__all__ = ["given_in_words", "in_words"]


def in_words(condition: Condition) -> str:
    """Write a condition in one line."""
    match condition:
        case All(parts):
            return f"all({'; '.join(in_words(part) for part in parts)})"
        case Any(parts):
            return f"any({'; '.join(in_words(part) for part in parts)})"
        case Not(part):
            return f"not({in_words(part)})"
        case Compare(key, kind, test):
            head, _, name = key.partition(".")
            return f"{head} {name} {_test(test, kind)}"
        case Count(name, where, test):
            return f"count {name}{_filter('where', where)} {_test(test, COUNT)}"
        case Quantified(word, name, where, have):
            return f"{word} {name}{_filter('where', where)}{_filter('have', have)}"
        case InForce(policy):
            return f"policy {policy}"
        case Concluded(stage, name, floor):
            surer = f" at_least {floor.word}" if floor > Certainty.POSSIBLE else ""
            return f"{stage} {name}{surer}"


def _filter(word: str, tests: tuple[FieldTest, ...]) -> str:
    return f" {word} ({', '.join(f'{item.field} {_test(item.test, item.kind)}' for item in tests)})" if tests else ""


def _test(test: Test, kind: Kind) -> str:
    if test.comparator == "known":
        return f"known {'true' if test.operands[0] else 'false'}"
    operands = [_operand(operand, kind) for operand in test.operands]
    single = test.comparator not in {"in", "not_in", "between"}
    return f"{test.comparator} {operands[0] if single else '[' + ', '.join(operands) + ']'}"


def _operand(operand: Scalar | ParameterRef | ValueRef, kind: Kind) -> str:
    match operand:
        case ParameterRef(name):
            return f"parameter {name}"
        case ValueRef(key):
            return key.replace(".", " ", 1)
        case value:
            told = plain(value, kind)
            return str(told).lower() if isinstance(told, bool) else str(told)


def given_in_words(given: Mapping[str, object]) -> str:
    """Write what an example gives in one line, as a rule file would."""
    return f"{{{', '.join(f'{key}: {_value(value)}' for key, value in given.items())}}}"


def _value(value: object) -> str:
    match value:
        case dict():
            return given_in_words(value)
        case list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case bool():
            return str(value).lower()
        case _:
            return str(value)
