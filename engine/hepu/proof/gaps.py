"""Gaps, standings, participation and trends of the indicators, derived again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from statistics import median
from typing import TYPE_CHECKING, Any

from hepu.proof.answers import answer
from hepu.proof.source import in_force
from hepu.proof.values import POSSIBLE, Fact, Kind, half_up, known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.proof.answers import Case, Rows

__all__ = [
    "GAPS",
    "STANDINGS",
    "TRENDS",
    "Gap",
    "Trend",
    "gap",
    "outside_mission",
    "participation",
    "per_head",
    "standing",
    "trend",
]

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
    """The gap as a fact, and how it was measured.

    ``reference`` is what the amount was measured against, ``decimals`` those of both, ``shortfall`` how far it falls
    short in thousandths of the reference, ``standard`` the statute's. ``missing`` names what would have been a better
    reference, or is needed to choose one.
    """

    fact: Fact
    basis: str
    reference: Fraction | None = None
    decimals: int = 0
    shortfall: int | None = None
    per_head: bool = False
    standard: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """A college's amount with its certainty beside the peers' quartiles, in the same form and decimals."""

    amount: Fraction
    level: int
    quartiles: tuple[Fraction, ...]
    decimals: int
    per_head: bool = False


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
    if value.low == 0 and outside_mission(entry, lists):
        return Gap(known(_NONE, value.level), "mission")
    standard, missing = _statute(case, name, facts)
    if standard:
        required = half_up(Fraction(case.pack.knowledge["standards"][standard]["value"]), decimals)
        measure = _Measure(value.low, value.level, (), decimals)
        return replace(_graded(case, entry, measure, required, "statute"), standard=standard)
    if name in case.peers:
        return _among_peers(case, name, value, facts, missing)
    missing = (*missing, "peers")
    design = f"design_reference_{name}"
    declared = case.number(design) if design in case.pack.knowledge["parameters"] else None
    if declared is not None:
        short = _short(entry, value.low, declared)
        fact = known(_SLIGHT if short > 0 else _NONE, POSSIBLE)
        return Gap(fact, "design", declared, decimals, _thousandths(short, declared), missing=missing)
    return Gap(Fact("not_asked"), "none", missing=missing)


def standing(case: Case, name: str, value: Fact, facts: Mapping[str, Fact]) -> Fact:
    """Give the quarter of an indicator among the peers that report any."""
    if not isinstance(value.low, Fraction):
        return Fact(value.state)
    if value.low == 0:
        return Fact("not_applicable")
    measured = _measure(case, name, value, facts) if name in case.peers else None
    if measured is None:
        return Fact("not_asked")
    passed = sum(quartile <= measured.amount for quartile in measured.quartiles)
    higher = case.pack.knowledge["indicators"][name]["direction"] == "higher"
    return known(passed if higher else len(measured.quartiles) - passed, measured.level)


def per_head(case: Case, name: str, value: Fact, facts: Mapping[str, Fact]) -> tuple[Fraction, int] | None:
    """Give an indicator per 1,000 students or 100 teachers, with its decimals, where it has that form."""
    entry = case.pack.knowledge["indicators"][name]
    if entry.get("per") is None or not isinstance(value.low, Fraction):
        return None
    base, heads = _HEADS[entry["per"]]
    count = facts[base].low
    if not isinstance(count, Fraction) or count <= 0:
        return None
    places = int(entry["decimals"]) + 2
    return half_up(value.low * heads / count, places), places


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


def outside_mission(entry: Mapping[str, Any], lists: Mapping[str, Rows]) -> bool:
    """Say whether the college's stated mission surely leaves out what an indicator measures."""
    areas = lists.get("mission_areas")
    area = entry.get("mission_area")
    if area is None or areas is None or not areas.complete:
        return False
    return all(row["area"].low != area for row in areas.rows)


def _statute(case: Case, name: str, facts: Mapping[str, Fact]) -> tuple[str, tuple[str, ...]]:
    """Name the latest standard that holds on the day for the college's level and type, or what is missing for it."""
    standards = case.pack.knowledge["standards"]
    held = [key for key, item in standards.items() if item["indicator"] == name and in_force(item, case.day)]
    level, college_type = facts["level"], facts["college_type"]
    blanks = [word for word, fact in (("level", level), ("college_type", college_type)) if fact.state != "known"]
    if not held or blanks:
        return "", tuple(blanks) if held else ()
    fitting = [
        (str(standards[key]["since"]), key)
        for key in held
        if standards[key]["level"] == level.low and college_type.low in standards[key]["college_types"]
    ]
    return (max(fitting)[1], ()) if fitting else ("", ("standard",))


def _among_peers(case: Case, name: str, value: Fact, facts: Mapping[str, Fact], missing: tuple[str, ...]) -> Gap:
    """Measure against the median of the peers that report any; where a college reports none, by how usual that is."""
    entry, peers = case.pack.knowledge["indicators"][name], case.peers[name]
    if value.low == 0 and entry["direction"] == "higher":
        share = Fraction(100 * peers.positive, peers.reporting) if peers.reporting else Fraction(0)
        return Gap(_uncommon(case, share, value.level), "participation", missing=missing)
    measure = _measure(case, name, value, facts)
    per = entry.get("per")
    if per is not None and not (measure and measure.per_head) and facts[_HEADS[per][0]].state != "known":
        missing = (*missing, _HEADS[per][0])
    if measure is None:
        return Gap(known(_NONE, value.level), "participation", missing=missing)
    return replace(_graded(case, entry, measure, measure.quartiles[_MIDDLE], "peers"), missing=missing)


def _measure(case: Case, name: str, value: Fact, facts: Mapping[str, Fact]) -> _Measure | None:
    """Set a value beside the peers' quartiles: per head where both sides have that form."""
    entry, peers = case.pack.knowledge["indicators"][name], case.peers[name]
    heads = per_head(case, name, value, facts)
    if heads is not None and peers.per_head_quartiles is not None:
        amount, places = heads
        level = min(value.level, facts[_HEADS[entry["per"]][0]].level)
        return _Measure(amount, level, _fractions(peers.per_head_quartiles, places), places, per_head=True)
    if peers.quartiles is None:
        return None
    decimals = int(entry["decimals"])
    return _Measure(Fraction(value.low or 0), value.level, _fractions(peers.quartiles, decimals), decimals)


def _fractions(quartiles: Sequence[int], decimals: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(quartile, 10**decimals) for quartile in quartiles)


def _short(entry: Mapping[str, Any], value: Fraction, reference: Fraction) -> Fraction:
    """Say how far a value falls short of a reference, or exceeds it where lower is better."""
    return reference - value if entry["direction"] == "higher" else value - reference


def _thousandths(short: Fraction, reference: Fraction) -> int:
    return floor(1000 * short / reference) if reference else 0


def _graded(case: Case, entry: Mapping[str, Any], measure: _Measure, reference: Fraction, basis: str) -> Gap:
    """Grade by how many per cent of the reference an amount falls short of it."""
    short = _short(entry, measure.amount, reference)
    limits = [case.number(f"gap_{name}") for name in ("slight_above", "moderate_from", "large_from")]
    slight, moderate, large = (limit * reference / 100 if limit is not None else None for limit in limits)
    if slight is None or moderate is None or large is None:
        return Gap(Fact("not_asked"), "none")
    grade = _NONE if short <= slight else _LARGE if short >= large else _MODERATE if short >= moderate else _SLIGHT
    fact, thousandths = known(grade, measure.level), _thousandths(short, reference)
    return Gap(fact, basis, reference, measure.decimals, thousandths, measure.per_head)


def _uncommon(case: Case, share: Fraction, level: int) -> Fact:
    """Grade a zero by the per cent of the peers that report any."""
    moderate, large = case.number("participation_moderate_from"), case.number("participation_large_from")
    if moderate is None or large is None:
        return Fact("not_asked")
    grade = _LARGE if share >= large else _MODERATE if share >= moderate else _SLIGHT if share > 0 else _NONE
    return known(grade, level)
