"""Parsed conditions as a rule file states them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.language.kinds import COUNT, Certainty
from hepu.language.model import (
    All,
    Compare,
    Concluded,
    Count,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    ValueRef,
)
from hepu.language.model import Any as AnyOf

if TYPE_CHECKING:
    from hepu.language.kinds import Kind, Scalar
    from hepu.language.model import Condition, FieldTest, Test

__all__ = ["as_stated"]


def as_stated(condition: Condition) -> dict[str, Any]:
    """Give a condition as plain values that read as it."""
    match condition:
        case All(parts):
            return {"all": [as_stated(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_stated(part) for part in parts]}
        case Not(part):
            return {"not": as_stated(part)}
        case InForce(policy):
            return {"policy": policy}
        case Concluded(stage, name, floor):
            asked = {} if floor is Certainty.POSSIBLE else {"certainty": {"at_least": floor.word}}
            return {stage: name, **asked}
        case Compare(key, kind, test):
            head, _, name = key.partition(".")
            return {head: name, **_test(test, kind)}
        case Count(name, where, test):
            return {"count": name, **_filter("where", where), **_test(test, COUNT)}
        case Quantified(word, name, where, have):
            return {word: name, **_filter("where", where), **_filter("have", have)}


def _filter(word: str, tests: tuple[FieldTest, ...]) -> dict[str, Any]:
    return {word: {item.field: _test(item.test, item.kind) for item in tests}} if tests else {}


def _test(test: Test, kind: Kind) -> dict[str, Any]:
    if test.comparator == "known":
        return {"known": bool(test.operands[0])}
    operands = [_operand(item, kind) for item in test.operands]
    return {test.comparator: operands if test.comparator in {"in", "not_in", "between"} else operands[0]}


def _operand(operand: Scalar | ParameterRef | ValueRef, kind: Kind) -> Any:
    match operand:
        case ParameterRef(name):
            return {"parameter": name}
        case ValueRef(key):
            head, _, name = key.partition(".")
            return {head: name}
        case str():
            return operand
    match kind.name:
        case "boolean":
            return bool(operand)
        case "ordered":
            return kind.words[operand]
        case "date":
            return dt.date.fromordinal(operand).isoformat()
        case _:
            return Decimal(operand).scaleb(-kind.decimals) if kind.decimals else operand
