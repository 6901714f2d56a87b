"""What is computed from one indicator: its gap, standing, participation and trend, and from which answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.facts.answers import round_to
from hepu.facts.gaps import Reference, gap_of, participation_of, standing_of, trend_of
from hepu.facts.model import UNKNOWN, State
from hepu.facts.peers import per_head_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import Fact, FactList, GapDetail, PeerSummary, TrendDetail, TypedAnswers
    from hepu.knowledge.models import Standard
    from hepu.pack import Pack

__all__ = ["GRADES", "IndicatorFacts", "indicator_facts", "indicator_reads", "mission_areas"]

_AREAS = "mission_areas"
# The parameters that grade gaps; those of one group are bounds of one scale, in order.
GRADES = (
    ("gap_slight_above", "gap_moderate_from", "gap_large_from"),
    ("participation_moderate_from", "participation_large_from"),
)


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """The facts computed from one indicator, by key, and how they were found; ``per_head`` has two more decimals."""

    values: Mapping[str, Fact]
    gap: GapDetail
    trend: TrendDetail | None
    per_head: int | None


def indicator_reads(name: str, pack: Pack) -> frozenset[str]:
    """Name all that may be read for an indicator: ``fact.ID``, ``indicator.ID``, ``list.ID`` and ``parameter.ID``."""
    indicator = pack.knowledge.indicators[name]
    base = () if indicator.per is None else (f"fact.full_time_{indicator.per}",)
    return frozenset(
        {
            f"indicator.{name}",
            "fact.level",
            "fact.college_type",
            f"list.{_AREAS}",
            *base,
            f"parameter.design_reference_{name}",
            "parameter.trend_margin",
            *(f"parameter.{parameter}" for group in GRADES for parameter in group),
        }
    )


def indicator_facts(name: str, answers: TypedAnswers, pack: Pack, peers: PeerSummary | None) -> IndicatorFacts:
    """Compute an indicator's facts from the answers that ``indicator_reads`` names."""
    indicator = pack.knowledge.indicators[name]
    parameters = answers.parameters
    fact = answers.series[name][answers.data_year]
    base = answers.values.get(f"fact.full_time_{indicator.per}", UNKNOWN) if indicator.per else UNKNOWN
    standard, blanks = _standard(name, answers, pack)
    areas = mission_areas(answers.lists)
    reference = Reference(
        standard=standard,
        standard_open=blanks,
        peers=peers,
        design=_design(name, answers, pack),
        outside_mission=areas is not None
        and indicator.mission_area is not None
        and indicator.mission_area not in areas,
        base=base,
    )
    gap, detail = gap_of(fact, indicator, reference, parameters)
    trend, years = trend_of(answers.series[name], answers.data_year, parameters["trend_margin"].value)
    per_head = None
    if indicator.per and fact.is_exact and base.is_exact and base.low:
        per_head = per_head_value(int(fact.low or 0), int(base.low), indicator.per)
    values = {
        f"indicator.{name}": fact,
        f"gap.{name}": gap,
        f"standing.{name}": standing_of(fact, indicator, reference),
        f"participation.{name}": participation_of(peers),
        f"trend.{name}": trend,
    }
    return IndicatorFacts(values, detail, years, per_head)


def mission_areas(lists: Mapping[str, FactList]) -> set[object] | None:
    """Give the areas of the college's mission, or nothing where the list may have others."""
    listed = lists.get(_AREAS)
    if listed is None or not listed.complete:
        return None
    return {row["area"].low for row in listed.rows if row["area"].state is State.KNOWN}


def _design(name: str, answers: TypedAnswers, pack: Pack) -> int | None:
    """Give the declared design value of an indicator in its scale."""
    parameter = f"design_reference_{name}"
    chosen = answers.parameters.get(parameter)
    if chosen is None:
        return None
    shift = pack.knowledge.indicators[name].decimals - pack.knowledge.parameters[parameter].decimals
    return int(chosen.value * 10**shift)


def _standard(name: str, answers: TypedAnswers, pack: Pack) -> tuple[tuple[str, Standard, int] | None, tuple[str, ...]]:
    """Find the standard for an indicator, or what is missing: answers to choose one by, or its value for them."""
    day = answers.as_of
    candidates = [
        (key, item)
        for key, item in pack.knowledge.standards.items()
        if item.indicator == name and item.since <= day and (item.until is None or day <= item.until)
    ]
    if not candidates:
        return None, ()
    level, college_type = (answers.values.get(f"fact.{word}", UNKNOWN) for word in ("level", "college_type"))
    blanks = tuple(word for word, fact in (("level", level), ("college_type", college_type)) if not fact.is_exact)
    if blanks:
        return None, blanks
    fitting = [
        (key, item) for key, item in candidates if item.level == level.low and college_type.low in item.college_types
    ]
    if not fitting:
        return None, ("standard",)
    key, item = max(fitting, key=lambda pair: (pair[1].since, pair[0]))
    decimals = pack.knowledge.indicators[name].decimals
    return (key, item, int(round_to(item.value, decimals).scaleb(decimals))), ()
