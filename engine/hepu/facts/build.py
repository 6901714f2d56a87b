"""The facts step: profile, knowledge and peers in, typed facts out."""

from __future__ import annotations

from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.facts.advantage import advantages
from hepu.facts.answers import answer_fact, listing_facts
from hepu.facts.derived import derive
from hepu.facts.development import development
from hepu.facts.indicators import indicator_facts
from hepu.facts.model import UNKNOWN, Fact, FactList, Facts, State, TypedAnswers
from hepu.facts.parameters import parameters_needed
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.model import Answer
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from hepu.errors import Location
    from hepu.facts.model import GapDetail, TrendDetail
    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Indicator, Table, TableRow
    from hepu.pack import Pack
    from hepu.profile.model import Profile

__all__ = [
    "CHINA",
    "build_facts",
    "complete",
    "home_of",
    "official_row",
    "official_table",
    "own_province",
    "policies_in_force",
    "table_of",
    "type_profile",
]

CHINA = "china"
_NOTHING: Mapping[str, Location] = MappingProxyType({})


def policies_in_force(knowledge: Knowledge, as_of: dt.date, town: Fact) -> Mapping[str, bool]:
    """Say of each policy whether it is in force on a day; a college of unknown place has no regional ones."""
    places = {CHINA, knowledge.towns[str(town.low)].province} if town.is_exact else {CHINA}
    return MappingProxyType(
        {
            name: policy.since <= as_of and (policy.until is None or as_of <= policy.until) and policy.place in places
            for name, policy in knowledge.policies.items()
        }
    )


def home_of(knowledge: Knowledge, town: Fact) -> str:
    """Give the province-level region of a college; one of unknown place is taken to be of the lowest pack's own."""
    return knowledge.towns[str(town.low)].province if town.is_exact else own_province(knowledge)


def own_province(knowledge: Knowledge) -> str:
    """Give the province-level region for which the lowest pack is written: the first that it defines."""
    return next(iter(knowledge.provinces))


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


def type_profile(profile: Profile, pack: Pack, origins: Mapping[str, Location] = _NOTHING) -> TypedAnswers:
    """Type the answers of a profile: rounded once, each with its certainty and place.

    Raises:
        InputError: on a day before the first for which advice can be asked, and on a word that no knowledge defines.

    """
    vocabulary = pack.vocabulary
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
    return TypedAnswers(
        as_of=profile.as_of,
        data_year=profile.data_year,
        values=MappingProxyType(values),
        series=MappingProxyType({name: _series(profile, pack, name, origins) for name in pack.knowledge.indicators}),
        lists=MappingProxyType(lists),
        parameters=parameters_needed(pack.knowledge, profile.as_of, origins.get("as_of")),
        published_figures_only=profile.published_figures_only,
    )


def official_row(row: TableRow, fact: Fact, knowledge: Knowledge) -> Mapping[str, Fact]:
    """Give what rules may ask of a row of the official table."""
    positive = Fact.exact(int(bool(fact.low)), fact.certainty) if fact.is_exact else Fact(fact.state)
    return MappingProxyType(
        {
            "indicator": Fact.exact(row.indicator),
            "dimension": Fact.exact(knowledge.indicators[row.indicator].dimension),
            "reported": Fact.exact(int(fact.state is not State.MISSING)),
            "positive": positive,
        }
    )


def official_table(answers: TypedAnswers, pack: Pack) -> Table | None:
    """Give the official table that rules may ask about; none where blanks say nothing about what was reported."""
    return None if answers.published_figures_only else table_of(pack.knowledge, answers.data_year)


def complete(answers: TypedAnswers, pack: Pack, peers: PeerSet = NO_PEERS) -> Facts:
    """Compute all facts from typed answers, recording every choice of reference on the way."""
    knowledge = pack.knowledge
    values = dict(answers.values)
    lists = dict(answers.lists)
    gaps: dict[str, GapDetail] = {}
    trends: dict[str, TrendDetail] = {}
    heads: dict[str, int] = {}
    summaries = peers.summaries.get(answers.data_year, MappingProxyType({}))
    for name in knowledge.indicators:
        found = indicator_facts(name, answers, pack, summaries.get(name))
        values.update(found.values)
        gaps[name] = found.gap
        if found.trend is not None:
            trends[name] = found.trend
        if found.per_head is not None:
            heads[name] = found.per_head
    table = official_table(answers, pack)
    if table is not None:
        rows = tuple(official_row(row, values[f"indicator.{row.indicator}"], knowledge) for row in table.rows)
        lists[OFFICIAL_ROWS] = FactList(complete=True, rows=rows)
    values.update(derive(values, lists, knowledge))
    values.update(development(values, lists, answers.parameters, pack))
    values.update(advantages(answers, pack, summaries))
    return Facts(
        as_of=answers.as_of,
        data_year=answers.data_year,
        values=MappingProxyType(values),
        lists=MappingProxyType(lists),
        parameters=answers.parameters,
        policies=policies_in_force(knowledge, answers.as_of, values.get("fact.town", UNKNOWN)),
        gaps=MappingProxyType(gaps),
        trends=MappingProxyType(trends),
        per_head=MappingProxyType(heads),
        peers=summaries,
    )


def build_facts(
    profile: Profile, pack: Pack, peers: PeerSet = NO_PEERS, origins: Mapping[str, Location] = _NOTHING
) -> Facts:
    """Turn a profile into typed facts on its day."""
    return complete(type_profile(profile, pack, origins), pack, peers)
