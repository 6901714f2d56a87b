"""Gaps, standings, participation and trends of the indicators, derived again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from hepu.proof.answers import answer
from hepu.proof.source import in_force
from hepu.proof.values import POSSIBLE, Fact, Kind, half_up, known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.proof.answers import Case, Rows

__all__ = ["GAPS", "STANDINGS", "TRENDS", "Gap", "Trend", "gap", "participation", "standing", "trend"]

GAPS = ("none", "slight", "moderate", "large")
TRENDS = ("falling", "steady", "rising")
STANDINGS = ("lowest", "lower", "upper", "highest")
_NONE, _SLIGHT, _MODERATE, _LARGE = range(4)
_MIDDLE = 1
_MOST_YEARS, _FEWEST_YEARS = 5, 3
# The base of the per-head form of an indicator, and for how many heads it is stated.
_HEADS = {"students": ("full_time_students", 1000), "teachers": ("full_time_teachers", 100)}


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap as a fact, what it was measured against, and that reference's value with its decimals."""

    fact: Fact
    basis: str
    reference: Fraction | None = None
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend as a fact, and the years with their values from which it was read, oldest first."""

    fact: Fact
    years: tuple[tuple[int, Fraction], ...] = ()


def gap(case: Case, name: str, value: Fact, facts: Mapping[str, Fact], lists: Mapping[str, Rows]) -> Gap:
    """Measure an indicator against the first that there is: mission, statute, peers, declared design value."""
    entry = case.pack.knowledge["indicators"][name]
    decimals = int(entry["decimals"])
    if value.state == "not_applicable":
        return Gap(known(_NONE), "not_applicable")
    if not isinstance(value.low, Fraction):
        return Gap(Fact(value.state), "none")
    if value.low == 0 and _outside_mission(entry, lists.get("mission_areas")):
        return Gap(known(_NONE, value.level), "mission")
    statute = _statute(case, name, facts)
    if statute is not None:
        return _graded(case, entry, value.low, statute, value.level, "statute", decimals)
    peers = case.peers.get(name)
    if peers is not None:
        if value.low == 0 and entry["direction"] == "higher":
            share = Fraction(100 * peers.positive, peers.reporting) if peers.reporting else Fraction(0)
            return Gap(_uncommon(case, share, value.level), "participation")
        measured = _measure(case, name, value, facts)
        if measured is None:
            return Gap(known(_NONE, value.level), "participation")
        amount, level, quartiles, places = measured
        return _graded(case, entry, amount, quartiles[_MIDDLE], level, "peers", places)
    design = f"design_reference_{name}"
    declared = case.number(design) if design in case.pack.knowledge["parameters"] else None
    if declared is not None:
        worse = value.low < declared if entry["direction"] == "higher" else value.low > declared
        return Gap(known(_SLIGHT if worse else _NONE, POSSIBLE), "design", declared, decimals)
    return Gap(Fact("not_asked"), "none")


def standing(case: Case, name: str, value: Fact, facts: Mapping[str, Fact]) -> Fact:
    """Give the quarter of an indicator among the peers that report any."""
    if not isinstance(value.low, Fraction):
        return Fact(value.state)
    if value.low == 0:
        return Fact("not_applicable")
    measured = _measure(case, name, value, facts) if name in case.peers else None
    if measured is None:
        return Fact("not_asked")
    amount, level, quartiles, _ = measured
    passed = sum(quartile <= amount for quartile in quartiles)
    higher = case.pack.knowledge["indicators"][name]["direction"] == "higher"
    return known(passed if higher else len(quartiles) - passed, level)


def participation(case: Case, name: str) -> Fact:
    """Give the per cent of the reporting peers that report any, to one decimal."""
    peers = case.peers.get(name)
    if peers is None or not peers.reporting:
        return Fact("not_asked")
    return known(half_up(Fraction(100 * peers.positive, peers.reporting), 1))


def trend(case: Case, name: str) -> Trend:
    """Compare the data year with the median of up to four earlier years; it takes three years in all."""
    kind = Kind("number", case.pack.knowledge["indicators"][name]["decimals"])
    given = case.profile.indicators.get(name, {})
    read = {year: answer(given[year], kind) for year in sorted(given) if year <= case.year}
    years = [year for year, fact in read.items() if fact.state == "known"][-_MOST_YEARS:]
    margin = case.number("trend_margin")
    if margin is None or len(years) < _FEWEST_YEARS or years[-1] != case.year:
        return Trend(Fact("missing"))
    used = tuple((year, Fraction(read[year].low or 0)) for year in years)
    *earlier, latest = [value for _, value in used]
    middle = median(earlier)
    word = "steady"
    if latest > middle * (100 + margin) / 100:
        word = "rising"
    elif latest < middle * (100 - margin) / 100:
        word = "falling"
    return Trend(known(TRENDS.index(word), min(read[year].level for year in years)), used)


def _outside_mission(entry: Mapping[str, Any], areas: Rows | None) -> bool:
    area = entry.get("mission_area")
    if area is None or areas is None or not areas.complete:
        return False
    return all(row["area"].low != area for row in areas.rows)


def _statute(case: Case, name: str, facts: Mapping[str, Fact]) -> Fraction | None:
    """Give the latest standard that holds on the day for the college's known level and type."""
    level, college_type = facts["level"].low, facts["college_type"].low
    fitting = [
        standard
        for standard in case.pack.knowledge["standards"].values()
        if standard["indicator"] == name
        and standard["level"] == level
        and college_type in standard["college_types"]
        and in_force(standard, case.day)
    ]
    if not fitting:
        return None
    return Fraction(max(fitting, key=lambda standard: str(standard["since"]))["value"])


def _measure(
    case: Case, name: str, value: Fact, facts: Mapping[str, Fact]
) -> tuple[Fraction, int, tuple[Fraction, ...], int] | None:
    """Give value, certainty, the peers' quartiles and their decimals: per head where both sides have that form."""
    entry, peers, amount = case.pack.knowledge["indicators"][name], case.peers[name], Fraction(value.low or 0)
    decimals = int(entry["decimals"])
    if entry.get("per") is not None and peers.per_head_quartiles is not None:
        base, heads = _HEADS[entry["per"]]
        count = facts[base]
        if isinstance(count.low, Fraction) and count.low > 0:
            places = decimals + 2
            quartiles = _fractions(peers.per_head_quartiles, places)
            return half_up(amount * heads / count.low, places), min(value.level, count.level), quartiles, places
    if peers.quartiles is None:
        return None
    return amount, value.level, _fractions(peers.quartiles, decimals), decimals


def _fractions(quartiles: Sequence[int], decimals: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(quartile, 10**decimals) for quartile in quartiles)


def _graded(
    case: Case, entry: Mapping[str, Any], value: Fraction, reference: Fraction, level: int, basis: str, decimals: int
) -> Gap:
    """Grade by how many per cent of the reference a value falls short of it, or exceeds it where lower is better."""
    short = reference - value if entry["direction"] == "higher" else value - reference
    limits = [case.number(f"gap_{name}") for name in ("slight_above", "moderate_from", "large_from")]
    slight, moderate, large = (limit * reference / 100 if limit is not None else None for limit in limits)
    if slight is None or moderate is None or large is None:
        return Gap(Fact("not_asked"), "none")
    grade = _NONE if short <= slight else _LARGE if short >= large else _MODERATE if short >= moderate else _SLIGHT
    return Gap(known(grade, level), basis, reference, decimals)


def _uncommon(case: Case, share: Fraction, level: int) -> Fact:
    """Grade a zero by the per cent of the peers that report any."""
    moderate, large = case.number("participation_moderate_from"), case.number("participation_large_from")
    if moderate is None or large is None:
        return Fact("not_asked")
    grade = _LARGE if share >= large else _MODERATE if share >= moderate else _SLIGHT if share > 0 else _NONE
    return known(grade, level)
