"""Which cases are like the college, derived again from the raw pack and the meaning in docs/similar-cases.md."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hepu.proof.judge import Judge
    from hepu.proof.values import Truth

__all__ = ["similar"]

_LISTS = ("sectors", "places")
# What stands for an attribute without a score, the first that fits.
_REASONS = (("open", "blank"), ("unasked", "unasked"), ("absent", "absent"))


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that a case states: what comes of comparing it, and how like it is."""

    outcome: str
    score: Fraction | None = None

    def written(self, name: str) -> dict[str, Any]:
        return {"item": name, "outcome": self.outcome, "permille": _permille(self.score)}


def similar(judge: Judge, names: Collection[str]) -> dict[str, Any]:
    """Write the cases in order of their likeness to a college of these names."""
    cases = judge.pack.knowledge["cases"]
    home = _home(judge)
    groups = (home, "outside")
    own = sorted(name for name, case in cases.items() if set(case["names"]) & set(names))
    entries: dict[str, dict[str, Any]] = {}
    likeness: dict[str, Fraction | None] = {}
    for name, case in cases.items():
        if name in own:
            continue
        parts = {key: _parts(judge, case, entry) for key, entry in judge.pack.knowledge["likeness"].items()}
        scores = {key: score for key, part in parts.items() if (score := _mean(part)) is not None}
        likeness[name] = _whole(judge, scores)
        entries[name] = {
            "case": name,
            "group": _group(case, home),
            "permille": _permille(likeness[name]),
            "compared": len(scores),
            "attributes": [_attribute(key, parts[key], scores.get(key)) for key in sorted(parts)],
        }

    def place(name: str) -> tuple[bool, Fraction, int, str]:
        """Put the most similar first, then what was compared in more respects, then go by id."""
        score = likeness[name]
        return score is None, -(score or Fraction(0)), -entries[name]["compared"], name

    order = sorted(entries, key=place)
    least = _number(judge, "similar_least") / 100
    close = [name for name in order if (score := likeness[name]) is not None and score >= least]
    shown: set[str] = set()
    for group in groups:
        of_group = [name for name in close if _group(cases[name], home) == group]
        shown.update(of_group[: int(_number(judge, "similar_shown"))])
    return {"cases": [{**entries[name], "hit": name in shown} for name in order], "own": own}


def _home(judge: Judge) -> str:
    """Give the province-level region of the college; without a known town it counts as the one defined first."""
    knowledge, town = judge.pack.knowledge, judge.facts.values["fact.town"]
    if town.low is None or town.low != town.high:
        return next(iter(knowledge["provinces"]))
    return str(knowledge["towns"][str(town.low)]["province"])


def _group(case: Mapping[str, Any], home: str) -> str:
    """Say whether a case is of the college's own province-level region."""
    return home if case["group"] == home else "outside"


def _number(judge: Judge, name: str) -> Fraction:
    return judge.facts.parameters[name][0]


def _permille(score: Fraction | None) -> int | None:
    return None if score is None else floor(score * 1000)


def _mean(items: Mapping[str, _Item]) -> Fraction | None:
    scores = [item.score for item in items.values() if item.score is not None]
    return Fraction(sum(scores), len(scores)) if scores else None


def _whole(judge: Judge, scores: Mapping[str, Fraction]) -> Fraction | None:
    """Weigh the attributes that have a score, if these are enough."""
    if not scores or len(scores) < _number(judge, "similar_least_compared"):
        return None
    weights = {key: int(judge.pack.knowledge["likeness"][key]["weight"]) for key in scores}
    return Fraction(sum(weights[key] * score for key, score in scores.items()), sum(weights.values()))


def _attribute(key: str, items: Mapping[str, _Item], score: Fraction | None) -> dict[str, Any]:
    outcomes = {item.outcome for item in items.values()}
    reasons = [reason for outcome, reason in _REASONS if outcome in outcomes]
    return {
        "attribute": key,
        "result": _word(score),
        "permille": _permille(score),
        "reason": "" if score is not None else (reasons or ["case_silent"])[0],
        "items": [items[name].written(name) for name in sorted(items)],
    }


def _word(score: Fraction | None) -> str:
    if score is None:
        return "not_comparable"
    return "matched" if score == 1 else "unlike" if score == 0 else "partly"


def _parts(judge: Judge, case: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, _Item]:
    """Compare what a case states of one attribute, item by item."""
    if "each" in entry:
        return {name: _flag(True, judge.holds(_put(entry["each"], name), 0)) for name in case.get(entry["reads"], ())}
    found = {}
    for name, item in entry["items"].items():
        told = _told(judge, case, entry["reads"], name, item)
        if told is not None:
            found[name] = _one(judge, told, item)
    return found


def _told(judge: Judge, case: Mapping[str, Any], reads: str, name: str, item: Mapping[str, Any]) -> Any:
    """Give what a case says of one item, or nothing."""
    if reads in _LISTS:
        raise LookupError(reads)
    if reads == "modes":
        return True if any(mode in item.get("of", ()) for mode in case["modes"]) else None
    if reads == "traits":
        return case.get("traits", {}).get(name)
    if name in judge.pack.knowledge["provinces"]:
        return case["group"] == name
    town = judge.pack.knowledge["towns"][case["home"]] if "home" in case else {}
    return town.get(name)


def _one(judge: Judge, told: Any, item: Mapping[str, Any]) -> _Item:
    if "number" in item:
        fact = judge.facts.values[f"indicator.{item['number']}"]
        if not isinstance(fact.low, Fraction) or fact.low != fact.high:
            return _Item("open")
        apart = Fraction(abs(fact.low - told), item["span"])
        if apart >= 1:
            return _Item("differs", Fraction(0))
        return _Item("near" if apart else "shared", 1 - apart)
    if "when" not in item:
        return _Item("unasked")
    return _flag(told, judge.holds(item["when"], 0), either=item.get("either", False))


def _flag(told: bool, truth: Truth, *, either: bool = False) -> _Item:  # what a case states
    """Compare what a case states with what holds of the college."""
    if truth == "U":
        return _Item("open")
    if told is (truth == "T"):
        return _Item("shared", Fraction(1)) if told or either else _Item("absent")
    return _Item("differs", Fraction(0))


def _put(template: Any, name: str) -> Any:
    """Put an id where a template has ``{id}``."""
    if isinstance(template, list):
        return [_put(item, name) for item in template]
    if isinstance(template, dict):
        return {key: _put(item, name) for key, item in template.items()}
    return name if template == "{id}" else template
