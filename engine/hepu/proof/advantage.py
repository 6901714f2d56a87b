"""Comparative advantages of the indicators, derived again: each figure as a multiple of the peers' median."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.proof import gaps
from hepu.proof.values import Fact, known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.proof.answers import Case, Rows

__all__ = ["ADVANTAGES", "advantages"]

ADVANTAGES = ("weaker", "even", "stronger")
_FEWEST = 3
_BASES = {"students": "full_time_students", "teachers": "full_time_teachers"}


def advantages(
    case: Case, indicators: Mapping[str, Fact], facts: Mapping[str, Fact], lists: Mapping[str, Rows]
) -> dict[str, Fact]:
    """Grade every indicator by its multiple against the middle one of all multiples of the college."""
    multiples: dict[str, tuple[Fraction, int]] = {}
    for name, value in indicators.items():
        multiple = _multiple(case, name, value, facts)
        idle = value.low == 0 and gaps.outside_mission(case.pack.knowledge["indicators"][name], lists)
        if multiple is not None and not idle and not _few(case, name, value):
            multiples[name] = multiple
    grades = {
        name: Fact("not_asked" if isinstance(value.low, Fraction) else value.state)
        for name, value in indicators.items()
    }
    margin = case.number("advantage_margin")
    if len(multiples) < _FEWEST or margin is None:
        return grades
    ordered = sorted(times for times, _ in multiples.values())
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    level = min(level for _, level in multiples.values())
    for name, (times, _) in multiples.items():
        word = "even"
        if times * 100 > middle * (100 + margin):
            word = "stronger"
        elif times * 100 < middle * (100 - margin):
            word = "weaker"
        grades[name] = known(ADVANTAGES.index(word), level)
    return grades


def _few(case: Case, name: str, value: Fact) -> bool:
    """Say whether single things are counted of which neither the college nor half of its peers have enough to grade."""
    least, decimals = case.number("advantage_small_below"), case.pack.knowledge["indicators"][name]["decimals"]
    if least is None or decimals or not isinstance(value.low, Fraction):
        return False
    quartiles = case.peers[name].quartiles
    return value.low < least and (quartiles is None or quartiles[1] < least)


def _multiple(case: Case, name: str, value: Fact, facts: Mapping[str, Fact]) -> tuple[Fraction, int] | None:
    """Give how many times the peers' median a figure is, per head where both sides can be, and how certain that is."""
    entry, peers = case.pack.knowledge["indicators"][name], case.peers.get(name)
    if peers is None or not isinstance(value.low, Fraction):
        return None
    own, level, quartiles, places = value.low, value.level, peers.quartiles, int(entry["decimals"])
    heads = gaps.per_head(case, name, value, facts)
    if heads is not None and peers.per_head_quartiles is not None:
        own, places = heads
        quartiles = peers.per_head_quartiles
        level = min(level, facts[_BASES[entry["per"]]].level)
    if quartiles is None or not quartiles[1]:
        return None
    median = Fraction(quartiles[1], 10**places)
    if entry["direction"] == "higher":
        return own / median, level
    return (median / own, level) if own else None
