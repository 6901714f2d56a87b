"""What stands at a place of a rule: the part of its condition there, and the value of a bound on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.language.model import All, Not
from hepu.language.model import Any as AnyOf
from hepu.trials.goals import bounds_of
from hepu.trials.probe import operand_value
from hepu.trials.values import plain

if TYPE_CHECKING:
    from hepu.language.model import Condition, Rule
    from hepu.trials.goals import Bound, Goal
    from hepu.trials.study import Study
    from hepu.yaml_source import Path

__all__ = ["bound_at", "bound_text", "condition_at"]


def condition_at(rule: Rule, path: Path) -> Condition | None:
    """Give the innermost part of a condition at a path of the file; nothing for what stands beside the condition."""
    if path[:1] != ("when",):
        return None
    found: Condition = rule.when
    steps = list(path[1:])
    while steps:
        match found:
            case All(parts) | AnyOf(parts):
                if len(steps) == 1:
                    break
                found = parts[int(steps[1])]
                steps = steps[2:]
            case Not(part):
                found = part
                steps = steps[1:]
            case _:
                break
    return found


def bound_at(study: Study, goal: Goal) -> Bound | None:
    """Give the bound that a goal is about; a certainty asked of a conclusion is none of a comparator."""
    for probe in study.probes:
        if goal.path[: len(probe.path)] == probe.path:
            return next((bound for bound in bounds_of(probe.leaf, probe.path) if bound.path == goal.path), None)
    return None


def bound_text(study: Study, bound: Bound | None) -> str:
    """Write the value of a bound on the rule's day, as the file states values; nothing where it depends on facts."""
    if bound is None:
        return ""
    facts, _ = study.facts({}, study.reader.day(study.rule))
    value: Any = operand_value(bound.test.operands[bound.at], facts)
    return "" if value is None else str(plain(value, bound.kind))
