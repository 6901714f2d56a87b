"""Which published cases are like a college: Gower's similarity over what is known of both, by exact arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.advice.model import AttributeMatch, ItemMatch, Similar, SimilarCase
from hepu.facts.build import home_of, own_province
from hepu.inference.asked import ask
from hepu.inference.kleene import is_false, is_true

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.advice.model import Outcome, Result, Silence
    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.knowledge.cases import Case, Likeness, LikenessItem
    from hepu.knowledge.load import Knowledge
    from hepu.pack import Pack

    # What is known of a college, by attribute and item: whether it has it, or how much; an item that the form does not
    # ask about is left out.
    Side = Mapping[str, Mapping[str, bool | Fraction | None]]

__all__ = [
    "OUTSIDE",
    "Limits",
    "college_side",
    "compare_number",
    "compare_presence",
    "liken",
    "similar_cases",
    "stated",
]

OUTSIDE = "outside"
_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """The least number of attributes to compare, the least per cent of a hit, and how many hits a group has."""

    compared: int
    percent: int
    shown: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How one item compares: its score from 0 to 1, or none where it is not compared."""

    outcome: Outcome
    score: Fraction | None = None


def compare_presence(one: bool | None, other: bool | None, *, either: bool = False) -> Compared:
    """Compare whether both have something; what neither has counts only where ``either`` says so."""
    if one is None or other is None:
        return Compared("open")
    if not one and not other and not either:
        return Compared("absent")
    return Compared("shared", Fraction(1)) if one == other else Compared("differs", Fraction(0))


def compare_number(one: Fraction | None, other: Fraction | None, span: int) -> Compared:
    """Compare two numbers by their distance as a share of the span, at most all of it."""
    if one is None or other is None:
        return Compared("open")
    score = max(Fraction(0), 1 - abs(one - other) / span)
    return Compared("shared" if score == 1 else "near" if score else "differs", score)


def similar_cases(facts: Facts, inference: Inference, pack: Pack, own: Iterable[str]) -> Similar:
    """Liken every case to the college, but those of the college itself, whose names are ``own``."""
    value = {name: item.value for name, item in facts.parameters.items()}
    limits = Limits(value["similar_least_compared"], value["similar_least"], value["similar_shown"])
    home = home_of(pack.knowledge, facts.value("fact.town"))
    return liken(college_side(facts, inference, pack), pack.knowledge, limits, own, home)


def college_side(facts: Facts, inference: Inference, pack: Pack) -> Side:
    """Give what is known of the college for every item that cases are likened by."""

    def holds(truth: int) -> bool | None:
        return True if is_true(truth) else False if is_false(truth) else None

    def number(indicator: str) -> Fraction | None:
        fact = facts.value(f"indicator.{indicator}")
        decimals = pack.knowledge.indicators[indicator].decimals
        return Fraction(int(fact.low or 0), 10**decimals) if fact.is_exact else None

    return {
        key: {
            **{
                name: holds(ask(condition, facts, inference.conclusions))
                for name, condition in asked.items()
                if condition is not None
            },
            **{
                name: number(item.number)
                for name, item in pack.knowledge.likeness[key].items.items()
                if item.number is not None
            },
        }
        for key, asked in pack.likeness.items()
    }


def stated(case: Case, entry: Likeness, knowledge: Knowledge) -> Mapping[str, bool | int]:
    """Give what a case states of the items of an attribute; what it does not state is left out."""
    match entry.reads:
        case "sectors" | "places":
            return dict.fromkeys(getattr(case, entry.reads), True)
        case "modes":
            return {name: True for name, item in entry.items.items() if not set(item.of).isdisjoint(case.modes)}
        case "home":
            town = None if case.home is None else knowledge.towns[case.home]
            told = {
                **{item: case.group == item for item in entry.items if item in knowledge.provinces},
                "border": None if town is None else town.border,
                "coastal": None if town is None else town.coastal,
            }
            return {name: value for name, value in told.items() if name in entry.items and value is not None}
        case _:
            return {name: case.traits[name] for name in entry.items if name in case.traits}


def liken(
    college: Side, knowledge: Knowledge, limits: Limits, own: Iterable[str] = (), home: str | None = None
) -> Similar:
    """Put the cases in the order of their similarity to a college in ``home``, and choose the hits."""
    home = home or own_province(knowledge)
    names, cases = set(own), knowledge.cases
    mine = tuple(sorted(name for name, case in cases.items() if not names.isdisjoint(case.names)))
    found = []
    for name in sorted(cases.keys() - set(mine)):
        parts, scores = [], {}
        for key in sorted(knowledge.likeness):
            part, score = _attribute(key, cases[name], knowledge, college[key])
            parts.append(part)
            if score is not None:
                scores[key] = score
        found.append((_whole(scores, knowledge, limits.compared), len(scores), name, tuple(parts)))
    found.sort(key=lambda item: (item[0] is None, -(item[0] or 0), -item[1], item[2]))
    hits = dict.fromkeys((home, OUTSIDE), 0)
    ranked = []
    for similarity, compared, name, attributes in found:
        group = home if cases[name].group == home else OUTSIDE
        enough = similarity is not None and similarity * 100 >= limits.percent
        hit = enough and hits[group] < limits.shown
        hits[group] += hit
        ranked.append(
            SimilarCase(
                case=name,
                group=group,
                permille=_permille(similarity),
                compared=compared,
                hit=hit,
                attributes=attributes,
            )
        )
    return Similar(cases=tuple(ranked), own=mine)


def _permille(score: Fraction | None) -> int | None:
    return None if score is None else int(score * _PERMILLE)


def _whole(scores: Mapping[str, Fraction], knowledge: Knowledge, least: int) -> Fraction | None:
    """Give the weighted mean of the attributes that could be compared, or nothing where they are too few."""
    if not scores or len(scores) < least:
        return None
    weights = {name: knowledge.likeness[name].weight for name in scores}
    return sum((weights[name] * score for name, score in scores.items()), Fraction(0)) / sum(weights.values())


def _attribute(
    key: str, case: Case, knowledge: Knowledge, college: Mapping[str, bool | Fraction | None]
) -> tuple[AttributeMatch, Fraction | None]:
    """Compare one attribute: the mean of its items that could be compared."""
    entry = knowledge.likeness[key]
    compared = {
        name: _item(value, entry.items.get(name), name, college)
        for name, value in sorted(stated(case, entry, knowledge).items())
    }
    scores = [item.score for item in compared.values() if item.score is not None]
    score = sum(scores, Fraction(0)) / len(scores) if scores else None
    match = AttributeMatch(
        attribute=key,
        result=_result(score),
        permille=_permille(score),
        reason="" if scores else _silence([item.outcome for item in compared.values()]),
        items=tuple(
            ItemMatch(item=name, outcome=item.outcome, permille=_permille(item.score))
            for name, item in compared.items()
        ),
    )
    return match, score


def _item(
    value: bool | int,  # what the case states
    item: LikenessItem | None,
    name: str,
    college: Mapping[str, bool | Fraction | None],
) -> Compared:
    if name not in college:
        return Compared("unasked")
    other = college[name]
    if item is not None and item.span is not None:
        return compare_number(Fraction(value), None if other is None else Fraction(other), item.span)
    return compare_presence(
        bool(value), None if other is None else bool(other), either=item is not None and item.either
    )


def _result(score: Fraction | None) -> Result:
    if score is None:
        return "not_comparable"
    return "matched" if score == 1 else "partly" if score else "unlike"


def _silence(outcomes: Sequence[Outcome]) -> Silence:
    """Say why an attribute could not be compared: the first of these that holds."""
    if not outcomes:
        return "case_silent"
    return "blank" if "open" in outcomes else "unasked" if "unasked" in outcomes else "absent"
