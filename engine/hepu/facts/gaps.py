"""Gaps, trends and standing of an indicator, with the choice of what it is measured against.

A statute's number comes first, then the loaded peers, then a declared design value, which alone gives at most a slight
gap at the certainty *possible*. Targets and the college's own past give no gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.facts.model import Fact, GapDetail, State, TrendDetail
from hepu.facts.peers import per_head_value
from hepu.language.kinds import GAP_WORDS, Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import ChosenParameter, PeerSummary
    from hepu.knowledge.models import Indicator, Standard

__all__ = ["Reference", "gap_of", "participation_of", "standing_of", "trend_of"]

NONE, SLIGHT, MODERATE, LARGE = range(len(GAP_WORDS))
_TREND_YEARS = 5
_TREND_LEAST = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known about one indicator besides the college's own figure.

    ``standard`` applies on the day, to the level and type; ``standard_open`` names what is missing where one may apply:
    level or type that are not given, or ``standard``, the value for them, which was not read; ``outside_mission`` that
    the college's stated mission leaves the indicator's area out; ``base`` is the number of students or teachers for the
    per-head form.
    """

    standard: tuple[str, Standard, int] | None
    standard_open: tuple[str, ...]
    peers: PeerSummary | None
    design: int | None
    outside_mission: bool
    base: Fact


def _shortfall(value: int, reference: int, direction: str) -> int:
    """Give how far a value falls short of its reference, in thousandths of the reference, rounded down."""
    if reference == 0:
        return 0
    short = reference - value if direction == "higher" else value - reference
    return short * 1000 // reference


def _graded(value: int, reference: int, direction: str, cuts: tuple[int, int, int]) -> int:
    """Grade a shortfall by exact comparison with the cuts, which are per cent of the reference."""
    short = (reference - value if direction == "higher" else value - reference) * 100
    above, moderate, large = (cut * reference for cut in cuts)
    if short <= above:
        return NONE
    if short >= large:
        return LARGE
    return MODERATE if short >= moderate else SLIGHT


def gap_of(
    fact: Fact, indicator: Indicator, reference: Reference, parameters: Mapping[str, ChosenParameter]
) -> tuple[Fact, GapDetail]:
    """Give an indicator's gap and how it was found."""
    if fact.state is State.NOT_APPLICABLE:
        return Fact.exact(NONE), GapDetail("not_applicable")
    if not fact.is_exact:
        return Fact(fact.state), GapDetail("none")
    value = int(fact.low or 0)
    if reference.outside_mission and value == 0:
        return Fact.exact(NONE, fact.certainty), GapDetail("mission")
    cuts = tuple(parameters[name].value for name in ("gap_slight_above", "gap_moderate_from", "gap_large_from"))
    bounds = (cuts[0], cuts[1], cuts[2])
    if reference.standard is not None:
        name, _, required = reference.standard
        grade = _graded(value, required, indicator.direction, bounds)
        short = _shortfall(value, required, indicator.direction)
        return Fact.exact(grade, fact.certainty), GapDetail("statute", required, short, standard=name)
    missing = reference.standard_open
    if reference.peers is not None:
        return _peer_gap(fact, value, indicator, reference, parameters, bounds, missing)
    missing = (*missing, "peers")
    if reference.design is not None:
        below = value < reference.design if indicator.direction == "higher" else value > reference.design
        short = _shortfall(value, reference.design, indicator.direction)
        grade = SLIGHT if below else NONE
        return Fact.exact(grade, Certainty.POSSIBLE), GapDetail("design", reference.design, short, missing=missing)
    # Nothing to measure against is no blank of the college's: it raises no question to it.
    return Fact(State.NOT_ASKED), GapDetail("none", missing=missing)


def _peer_gap(  # the pieces of one decision
    fact: Fact,
    value: int,
    indicator: Indicator,
    reference: Reference,
    parameters: Mapping[str, ChosenParameter],
    cuts: tuple[int, int, int],
    missing: tuple[str, ...],
) -> tuple[Fact, GapDetail]:
    peers = reference.peers
    assert peers is not None  # noqa: S101  # the caller has looked
    if value == 0 and indicator.direction == "higher":
        share = peers.positive * 100
        grade = SLIGHT if peers.positive else NONE
        if share >= parameters["participation_moderate_from"].value * peers.reporting:
            grade = MODERATE if peers.positive else NONE
        if share >= parameters["participation_large_from"].value * peers.reporting:
            grade = LARGE if peers.positive else NONE
        return Fact.exact(grade, fact.certainty), GapDetail("participation", missing=missing)
    if indicator.per and peers.per_head_quartiles and reference.base.is_exact and reference.base.low:
        own = per_head_value(value, int(reference.base.low), indicator.per)
        median = peers.per_head_quartiles[1]
        certainty = Certainty(min(fact.certainty, reference.base.certainty))
        grade, short = _graded(own, median, indicator.direction, cuts), _shortfall(own, median, indicator.direction)
        return Fact.exact(grade, certainty), GapDetail("peers", median, short, per_head=True, missing=missing)
    if indicator.per and not reference.base.is_exact:
        missing = (*missing, f"full_time_{indicator.per}")
    if peers.quartiles is None:
        return Fact.exact(NONE, fact.certainty), GapDetail("participation", missing=missing)
    median = peers.quartiles[1]
    grade, short = _graded(value, median, indicator.direction, cuts), _shortfall(value, median, indicator.direction)
    return Fact.exact(grade, fact.certainty), GapDetail("peers", median, short, missing=missing)


def standing_of(fact: Fact, indicator: Indicator, reference: Reference) -> Fact:
    """Give the quarter in which a college that reports any stands among the peers that report any."""
    if not fact.is_exact:
        return Fact(fact.state)
    if not fact.low:
        return Fact(State.NOT_APPLICABLE)
    peers = reference.peers
    if peers is None:
        return Fact(State.NOT_ASKED)
    value, quartiles, certainty = int(fact.low), peers.quartiles, fact.certainty
    if indicator.per and peers.per_head_quartiles and reference.base.is_exact and reference.base.low:
        value = per_head_value(value, int(reference.base.low), indicator.per)
        quartiles = peers.per_head_quartiles
        certainty = Certainty(min(certainty, reference.base.certainty))
    if quartiles is None:
        return Fact(State.NOT_ASKED)
    rank = sum(1 for quartile in quartiles if value >= quartile)
    return Fact.exact(rank if indicator.direction == "higher" else len(quartiles) - rank, certainty)


def participation_of(peers: PeerSummary | None) -> Fact:
    """Give the per cent (one decimal) of the reporting peers that report any."""
    if peers is None:
        return Fact(State.NOT_ASKED)
    return Fact.exact((2 * peers.positive * 1000 + peers.reporting) // (2 * peers.reporting))


def trend_of(series: Mapping[int, Fact], data_year: int, margin: int) -> tuple[Fact, TrendDetail | None]:
    """Compare the data year with the median of the earlier years: at least three years, at most the latest five.

    ``margin`` is the per cent of that median beyond which the trend is rising or falling.
    """
    years = [year for year in sorted(series) if year <= data_year and series[year].is_exact][-_TREND_YEARS:]
    if len(years) < _TREND_LEAST or years[-1] != data_year:
        return Fact(State.MISSING), None
    values = [int(series[year].low or 0) for year in years]
    earlier = sorted(values[:-1])
    middle = len(earlier) // 2
    doubled = 2 * earlier[middle] if len(earlier) % 2 else earlier[middle - 1] + earlier[middle]
    latest = 2 * values[-1]
    if latest * 100 > doubled * (100 + margin):
        word = "rising"
    elif latest * 100 < doubled * (100 - margin):
        word = "falling"
    else:
        word = "steady"
    certainty = Certainty(min(series[year].certainty for year in years))
    rank = ("falling", "steady", "rising").index(word)
    return Fact.exact(rank, certainty), TrendDetail(tuple(years), tuple(values))
