"""Comparative advantage of an indicator: what the college is relatively stronger in, measured against its peers.

An indicator's ratio is the college's figure over the median of the peers that report any (per head where both sides can
be), turned over where less is better. The college's own level is the median of its ratios. An indicator is an advantage
where its ratio lies above that level by more than a declared margin, and a disadvantage where it lies below by more: so
a small college has advantages too, and a large one is not strong in everything. Where an indicator counts single things
and both sides have only a few, one more or less would turn the grade: such an indicator is not graded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from hepu.facts.indicators import mission_areas
from hepu.facts.model import UNKNOWN, Fact, PeerSummary, State, TypedAnswers
from hepu.facts.peers import per_head_value
from hepu.language.kinds import ADVANTAGE, Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.facts.model import FactList
    from hepu.knowledge.models import Indicator
    from hepu.pack import Pack

__all__ = ["LEAST_RATIOS", "MARGINS", "Ratio", "advantages", "level_of", "ratios_of"]

LEAST_RATIOS = 3
MARGINS = ("advantage_margin", "advantage_small_below")
_WEAKER, _EVEN, _STRONGER = range(len(ADVANTAGE.words))


@dataclass(frozen=True, slots=True)
class Ratio:
    """An indicator's figure over the peers' median; both stand in its scale, per head with two more decimals.

    ``value`` is nothing where a figure of nought stands below the line.
    """

    own: int
    reference: int
    per_head: bool
    value: Fraction | None
    small: bool
    certainty: Certainty


def advantages(answers: TypedAnswers, pack: Pack, peers: Mapping[str, PeerSummary]) -> dict[str, Fact]:
    """Give the comparative advantage of every indicator; it is not asked where peers give nothing to compare with."""
    figures = {name: answers.series[name][answers.data_year] for name in pack.knowledge.indicators}
    found = {name: Fact(State.NOT_ASKED if fact.is_exact else fact.state) for name, fact in figures.items()}
    margin, small = (answers.parameters[name].value for name in MARGINS)
    ratios = ratios_of(figures, answers.values, answers.lists, pack, peers, small)
    graded = {name: (ratio.value, ratio.certainty) for name, ratio in ratios.items() if not ratio.small}
    values = {name: (value, certainty) for name, (value, certainty) in graded.items() if value is not None}
    if len(values) >= LEAST_RATIOS:
        level = level_of([value for value, _ in values.values()])
        certainty = Certainty(min(certainty for _, certainty in values.values()))
        for name, (value, _) in values.items():
            found[name] = Fact.exact(_graded(value, level, Fraction(margin, 100)), certainty)
    return {f"advantage.{name}": fact for name, fact in found.items()}


def level_of(ratios: Sequence[Fraction]) -> Fraction:
    """Give the college's own level: the median of its ratios."""
    return Fraction(median(ratios))


def ratios_of(  # what a ratio is made of
    figures: Mapping[str, Fact],
    values: Mapping[str, Fact],
    lists: Mapping[str, FactList],
    pack: Pack,
    peers: Mapping[str, PeerSummary],
    small: int,
) -> dict[str, Ratio]:
    """Give the ratio of every indicator behind which a median stands; a zero outside the mission has none."""
    areas = mission_areas(lists)
    found = {}
    for name, indicator in pack.knowledge.indicators.items():
        fact, summary = figures[name], peers.get(name)
        if not fact.is_exact or summary is None:
            continue
        if not fact.low and areas is not None and indicator.mission_area and indicator.mission_area not in areas:
            continue
        base = values.get(f"fact.full_time_{indicator.per}", UNKNOWN) if indicator.per else UNKNOWN
        ratio = _ratio(fact, indicator, base, summary, small)
        if ratio is not None:
            found[name] = ratio
    return found


def _ratio(fact: Fact, indicator: Indicator, base: Fact, peers: PeerSummary, small: int) -> Ratio | None:
    own, reference, certainty = int(fact.low or 0), peers.quartiles, fact.certainty
    per = indicator.per if peers.per_head_quartiles and base.is_exact and base.low else None
    if reference is None and per is None:
        return None
    # Single things are few where neither the college nor half of its peers have more; rates are never few.
    few = not indicator.decimals and own < small and (reference is None or reference[1] < small)
    if per is not None:
        own, reference = per_head_value(own, int(base.low or 0), per), peers.per_head_quartiles
        certainty = Certainty(min(certainty, base.certainty))
    if reference is None or not reference[1]:
        return None
    if indicator.direction == "higher":
        value: Fraction | None = Fraction(own, reference[1])
    else:
        value = Fraction(reference[1], own) if own else None
    return Ratio(own, reference[1], per is not None, value, few, certainty)


def _graded(ratio: Fraction, level: Fraction, margin: Fraction) -> int:
    if ratio > level * (1 + margin):
        return _STRONGER
    return _WEAKER if ratio < level * (1 - margin) else _EVEN
