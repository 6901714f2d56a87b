"""The facts step: profile, knowledge and peers in, typed facts out."""

from __future__ import annotations

from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.facts.answers import answer_fact, listing_facts, round_to
from hepu.facts.derived import derive
from hepu.facts.gaps import Reference, gap_of, participation_of, standing_of, trend_of
from hepu.facts.model import UNKNOWN, ChosenParameter, Fact, FactList, Facts, State
from hepu.facts.peers import NO_PEERS, PeerSet, per_head_value
from hepu.language.kinds import Kind, encode
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.model import Answer, Completeness
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from hepu.errors import Location
    from hepu.facts.model import GapDetail, TrendDetail
    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Indicator, Table
    from hepu.pack import Pack
    from hepu.profile.model import Profile

__all__ = ["build_facts", "choose_parameters", "policies_in_force", "table_of"]

GUANGXI = "guangxi"
_NOTHING: Mapping[str, Location] = MappingProxyType({})


def choose_parameters(knowledge: Knowledge, as_of: dt.date) -> Mapping[str, ChosenParameter]:
    """Choose each parameter's value on a day; one without a value yet is left out."""
    chosen = {}
    for name, parameter in knowledge.parameters.items():
        kind = Kind("number", parameter.decimals)
        dated = sorted((value.since, int(encode(value.value, kind))) for value in parameter.values)
        past = [item for item in dated if item[0] <= as_of]
        if past:
            since, value = past[-1]
            chosen[name] = ChosenParameter(value, since, tuple(item for item in dated if item != past[-1]))
    return MappingProxyType(chosen)


def policies_in_force(knowledge: Knowledge, as_of: dt.date, town: Fact) -> Mapping[str, bool]:
    """Say of each policy whether it is in force on a day; a college of unknown place has no regional ones."""
    in_guangxi = town.is_exact and knowledge.towns[str(town.low)].province == GUANGXI
    return MappingProxyType(
        {
            name: policy.since <= as_of
            and (policy.until is None or as_of <= policy.until)
            and (policy.place != GUANGXI or in_guangxi)
            for name, policy in knowledge.policies.items()
        }
    )


def table_of(knowledge: Knowledge, data_year: int) -> Table | None:
    """Give the version of the official table that asks for a data year, or nothing before the first."""
    versions = [table for table in knowledge.tables.values() if table.data_years_from <= data_year]
    return max(versions, key=lambda table: table.data_years_from, default=None)


def _is_asked(name: str, indicator: Indicator, knowledge: Knowledge, year: int) -> bool:
    if indicator.own_question or indicator.group == "resource":
        return True
    table = table_of(knowledge, year)
    return table is not None and any(row.indicator == name for row in table.rows)


def _series(profile: Profile, pack: Pack, name: str, origins: Mapping[str, Location]) -> dict[int, Fact]:
    kind = pack.vocabulary.values[f"indicator.{name}"]
    indicator = pack.knowledge.indicators[name]
    answers = profile.indicators.get(name, {})
    years = {*answers, profile.data_year}
    return {
        year: answer_fact(
            answers.get(year, Answer()),
            kind,
            origins.get(f"indicators.{name}.{year}"),
            asked=_is_asked(name, indicator, pack.knowledge, year),
        )
        for year in sorted(years)
    }


def _official_rows(values: Mapping[str, Fact], knowledge: Knowledge, data_year: int) -> FactList | None:
    table = table_of(knowledge, data_year)
    if table is None:
        return None
    rows = []
    for row in table.rows:
        fact = values[f"indicator.{row.indicator}"]
        positive = Fact.exact(int(bool(fact.low)), fact.certainty) if fact.is_exact else Fact(fact.state)
        rows.append(
            MappingProxyType(
                {
                    "indicator": Fact.exact(row.indicator),
                    "dimension": Fact.exact(knowledge.indicators[row.indicator].dimension),
                    "reported": Fact.exact(int(fact.state is not State.MISSING)),
                    "positive": positive,
                }
            )
        )
    return FactList(complete=True, rows=tuple(rows))


def _standard(name: str, pack: Pack, as_of: dt.date, values: Mapping[str, Fact]) -> tuple[object, tuple[str, ...]]:
    """Find the standard for an indicator, or the questions that must be answered before one can be chosen."""
    candidates = [
        (key, item)
        for key, item in pack.knowledge.standards.items()
        if item.indicator == name and item.since <= as_of and (item.until is None or as_of <= item.until)
    ]
    if not candidates:
        return None, ()
    level, college_type = values.get("fact.level", UNKNOWN), values.get("fact.college_type", UNKNOWN)
    blanks = tuple(word for word, fact in (("level", level), ("college_type", college_type)) if not fact.is_exact)
    if blanks:
        return None, blanks
    fitting = [
        (key, item) for key, item in candidates if item.level == level.low and college_type.low in item.college_types
    ]
    if not fitting:
        return None, ()
    key, item = max(fitting, key=lambda pair: (pair[1].since, pair[0]))
    decimals = pack.knowledge.indicators[name].decimals
    return (key, item, int(round_to(item.value, decimals).scaleb(decimals))), ()


def build_facts(
    profile: Profile, pack: Pack, peers: PeerSet = NO_PEERS, origins: Mapping[str, Location] = _NOTHING
) -> Facts:
    """Turn a profile into typed facts on its day, recording every choice of reference on the way."""
    knowledge, vocabulary = pack.knowledge, pack.vocabulary
    parameters = choose_parameters(knowledge, profile.as_of)
    values: dict[str, Fact] = {}
    for item in questions():
        answer: Answer[Any] = getattr(getattr(profile, item.section), item.id)
        values[f"fact.{item.id}"] = answer_fact(
            answer, vocabulary.values[f"fact.{item.id}"], origins.get(f"{item.section}.{item.id}")
        )
    lists = {}
    for spec in list_specs():
        found = listing_facts(attrgetter(spec.path)(profile), vocabulary.lists[spec.id], spec.path, origins)
        if found is not None:
            lists[spec.id] = found
    series = {name: _series(profile, pack, name, origins) for name in knowledge.indicators}
    for name, years in series.items():
        values[f"indicator.{name}"] = years[profile.data_year]
    # A blank in a profile made of published figures says nothing about what the college reports.
    rows = None if profile.published_figures_only else _official_rows(values, knowledge, profile.data_year)
    if rows is not None:
        lists[OFFICIAL_ROWS] = rows
    values.update(derive(values, lists, knowledge))
    gaps: dict[str, GapDetail] = {}
    trends: dict[str, TrendDetail] = {}
    heads: dict[str, int] = {}
    summaries = peers.summaries.get(profile.data_year, MappingProxyType({}))
    stated = profile.mission.areas
    areas = {row.area for row in stated.rows} if stated.complete in {Completeness.ALL, Completeness.NONE} else None
    for name, indicator in knowledge.indicators.items():
        fact = values[f"indicator.{name}"]
        standard, blanks = _standard(name, pack, profile.as_of, values)
        design = parameters.get(f"design_reference_{name}")
        base = values[f"fact.full_time_{indicator.per}"] if indicator.per else UNKNOWN
        reference = Reference(
            standard=standard,  # type: ignore[arg-type]  # as _standard builds it
            standard_open=blanks,
            peers=summaries.get(name),
            design=None
            if design is None
            else design.value * 10 ** (indicator.decimals - knowledge.parameters[f"design_reference_{name}"].decimals),
            outside_mission=areas is not None
            and indicator.mission_area is not None
            and indicator.mission_area not in areas,
            base=base,
        )
        values[f"gap.{name}"], gaps[name] = gap_of(fact, indicator, reference, parameters)
        values[f"standing.{name}"] = standing_of(fact, indicator, reference)
        values[f"participation.{name}"] = participation_of(reference.peers)
        values[f"trend.{name}"], detail = trend_of(series[name], profile.data_year, parameters["trend_margin"].value)
        if detail is not None:
            trends[name] = detail
        if indicator.per and fact.is_exact and base.is_exact and base.low:
            heads[name] = per_head_value(int(fact.low or 0), int(base.low), indicator.per)
    return Facts(
        as_of=profile.as_of,
        data_year=profile.data_year,
        values=MappingProxyType(values),
        lists=MappingProxyType(lists),
        parameters=parameters,
        policies=policies_in_force(knowledge, profile.as_of, values.get("fact.town", UNKNOWN)),
        gaps=MappingProxyType(gaps),
        trends=MappingProxyType(trends),
        per_head=MappingProxyType(heads),
        peers=summaries,
    )
