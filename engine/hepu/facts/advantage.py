"""Comparative advantage of an indicator: what the college is relatively stronger in, measured against its peers.

An indicator's ratio is the college's figure over the median of the peers that report any (per head where both sides can
be), turned over where less is better. The college's own level is the median of its ratios. An indicator is an advantage
where its ratio lies above that level by more than a declared margin, and a disadvantage where it lies below by more: so
a small college has advantages too, and a large one is not strong in everything.
"""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from hepu.facts.model import UNKNOWN, Fact, PeerSummary, State, TypedAnswers
from hepu.facts.peers import per_head_value
from hepu.language.kinds import ADVANTAGE, Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.models import Indicator
    from hepu.pack import Pack

__all__ = ["LEAST_RATIOS", "MARGIN", "advantages"]

LEAST_RATIOS = 3
MARGIN = "advantage_margin"
_WEAKER, _EVEN, _STRONGER = range(len(ADVANTAGE.words))


def advantages(answers: TypedAnswers, pack: Pack, peers: Mapping[str, PeerSummary]) -> dict[str, Fact]:
    """Give the comparative advantage of every indicator; it is not asked where peers give nothing to compare with."""
    found: dict[str, Fact] = {}
    ratios: dict[str, tuple[Fraction, Certainty]] = {}
    for name, indicator in pack.knowledge.indicators.items():
        fact = answers.series[name][answers.data_year]
        found[name] = Fact(State.NOT_ASKED if fact.is_exact else fact.state)
        if fact.is_exact:
            ratio = _ratio(fact, indicator, answers, peers.get(name))
            if ratio is not None:
                ratios[name] = ratio
    if len(ratios) >= LEAST_RATIOS:
        level = Fraction(median(ratio for ratio, _ in ratios.values()))
        certainty = Certainty(min(certainty for _, certainty in ratios.values()))
        margin = Fraction(answers.parameters[MARGIN].value, 100)
        for name, (measured, _) in ratios.items():
            found[name] = Fact.exact(_graded(measured, level, margin), certainty)
    return {f"advantage.{name}": fact for name, fact in found.items()}


def _ratio(
    fact: Fact, indicator: Indicator, answers: TypedAnswers, peers: PeerSummary | None
) -> tuple[Fraction, Certainty] | None:
    """Give an indicator's ratio and how sure it is, or nothing where no median stands behind it."""
    if peers is None:
        return None
    own, reference, certainty = int(fact.low or 0), peers.quartiles, fact.certainty
    base = answers.values.get(f"fact.full_time_{indicator.per}", UNKNOWN) if indicator.per else UNKNOWN
    if indicator.per and peers.per_head_quartiles and base.is_exact and base.low:
        own, reference = per_head_value(own, int(base.low), indicator.per), peers.per_head_quartiles
        certainty = Certainty(min(certainty, base.certainty))
    if reference is None or not reference[1]:
        return None
    if indicator.direction == "higher":
        return Fraction(own, reference[1]), certainty
    return (Fraction(reference[1], own), certainty) if own else None


def _graded(ratio: Fraction, level: Fraction, margin: Fraction) -> int:
    if ratio > level * (1 + margin):
        return _STRONGER
    return _WEAKER if ratio < level * (1 - margin) else _EVEN
