"""The results of trials as plain values, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.trials.goals import Goal, bounds_of
from hepu.trials.places import bound_text
from hepu.trials.results import KINDS, STATES, counted, fates
from hepu.trials.writing import stated

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hepu.inference.examples import Outcome
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.trials.kinds import GoalKind
    from hepu.trials.missing import Suggestion
    from hepu.trials.results import Found
    from hepu.yaml_source import Path

__all__ = ["plain_results"]

_SIDES = ("below", "at", "above")
_FURTHER: Mapping[str, str] = {"below": "further_below", "above": "further_above"}


def plain_results(
    pack: Pack, outcomes: Sequence[Outcome], found: Sequence[Found], kinds: Collection[GoalKind], *, mutants: bool
) -> dict[str, Any]:
    """Give the outcomes of examples and, where they were asked for, coverage and mutants, as JSON values."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    result: dict[str, Any] = {
        "pack": pack.digest,
        "examples": {
            "passed": len(outcomes) - len(failed),
            "failed": [
                {
                    "rule": item.rule.id,
                    "it": item.example.it,
                    **_place(item.rule, ("examples", item.at)),
                    "expected": item.example.expect,
                    "found": item.found,
                    "certainty": None if item.certainty is None else item.certainty.word,
                }
                for item in failed
            ],
        },
    }
    if kinds:
        number = counted(found, kinds)
        share = number.share(kinds)
        result["coverage"] = {
            "percent": round(share.percent, 2),
            "kinds": {kind: {state: number.of([kind], state) for state in STATES} for kind in KINDS if kind in kinds},
            "rules": [_rule(item, kinds) for item in found],
        }
    if mutants:
        result["mutants"] = _mutants(found)
    return result


def _place(rule: Rule, path: Path) -> dict[str, Any]:
    place = rule.place(path)
    return {"file": place.file, "line": place.line, "column": place.column, "path": ".".join(map(str, path))}


def _rule(found: Found, kinds: Collection[GoalKind]) -> dict[str, Any]:
    study = found.study
    why = {item.goal: item.why for item in found.missing.unmet}
    return {
        "rule": study.rule.id,
        "goals": [
            {
                "kind": goal.kind,
                **_place(study.rule, goal.path),
                "seen": goal.seen,
                "state": found.state(goal),
                "why": why.get(goal),
                "examples": [study.rule.examples[at].it for at in study.seen.get(goal, ())],
            }
            for goal in study.goals
            if goal.kind in kinds
        ],
        "bounds": _bounds(found) if "bound" in kinds else [],
        "suggestions": [_suggestion(item) for item in found.suggestions],
    }


def _bounds(found: Found) -> list[dict[str, Any]]:
    """Give every bound with what has been tried on each side: next to it, further off only, or nothing."""
    study = found.study
    listed = []
    for probe in study.probes:
        for bound in bounds_of(probe.leaf, probe.path):
            sides = {}
            for side in _SIDES:
                goal = Goal("bound", bound.path, side)
                further = Goal("bound", bound.path, _FURTHER[side]) in study.met_by if side in _FURTHER else False
                state = "tried" if goal in study.met_by else "further" if further else "untried"
                needed = side in bound.sides
                sides[side] = {"tried": found.state(goal) if needed and state == "untried" else state, "needed": needed}
            listed.append({**_place(study.rule, bound.path), "value": bound_text(study, bound) or None, "sides": sides})
    return listed


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {
        **_jsonable(stated(suggestion.example)),
        "amends": suggestion.amends,
        "closes": [
            {"kind": goal.kind, "path": ".".join(map(str, goal.path)), "seen": goal.seen} for goal in suggestion.goals
        ],
    }


def _jsonable(value: Any) -> Any:
    """Write decimals as text, which alone keeps them exact."""
    match value:
        case dict():
            return {str(key): _jsonable(item) for key, item in value.items()}
        case list():
            return [_jsonable(item) for item in value]
        case bool() | int() | str() | None:
            return value
        case _:
            return str(value)


def _mutants(found: Sequence[Found]) -> dict[str, Any]:
    number = fates(found)
    whole = number["killed"] + number["survived"] + number["undecided"]
    return {
        "percent": round(100 * number["killed"] / whole, 2) if whole else 100.0,
        "fates": dict(number),
        "mutants": [
            {
                "rule": one.rule.id,
                "change": item.mutant.change,
                **_place(one.rule, item.mutant.path),
                "was": item.mutant.was,
                "now": item.mutant.now,
                "fate": item.fate,
                "killed_by": None if item.by is None else one.rule.examples[item.by].it,
                "example": None
                if item.example is None
                else _jsonable({key: value for key, value in stated(item.example).items() if key != "it"}),
            }
            for one in found
            for item in one.outlived
        ],
    }
