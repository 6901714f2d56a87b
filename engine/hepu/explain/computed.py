"""What facts are computed from, and how: so that changed answers give changed facts, each computed only once.

A change is made to an answer, a year, a list or a parameter; a computed fact names by the same keys what it reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.facts.advantage import MARGINS, advantages
from hepu.facts.derived import DERIVED, derive_one
from hepu.facts.development import CUTS, sign_of, signs, standings
from hepu.facts.indicators import indicator_facts, indicator_reads
from hepu.facts.model import ChosenParameter, Fact, FactList, TypedAnswers
from hepu.language.model import Compare, leaves_of

if TYPE_CHECKING:
    from hepu.facts.model import PeerSummary
    from hepu.facts.peers import PeerSet
    from hepu.pack import Pack

__all__ = ["ADVANTAGE", "Change", "Computed", "changed", "computed_apart", "computed_facts", "reads_advantage"]

ADVANTAGE = "advantage."
# What a key may be changed to: ``fact.ID`` and ``indicator.ID`` (the data year) to a fact, ``series.ID`` to an
# indicator's years, ``list.ID`` to a list, ``parameter.ID`` to a chosen value.
Change = Fact | FactList | ChosenParameter | dict[int, Fact]


def changed(answers: TypedAnswers, changes: Mapping[str, Change]) -> TypedAnswers:
    """Give the answers with some of them changed."""
    values: dict[str, Any] = dict(answers.values)
    series: dict[str, Any] = dict(answers.series)
    lists: dict[str, Any] = dict(answers.lists)
    parameters: dict[str, Any] = dict(answers.parameters)
    for key, change in changes.items():
        head, _, name = key.partition(".")
        match head:
            case "fact":
                values[key] = change
            case "indicator":
                series[name] = {**series[name], answers.data_year: change}
            case "series":
                series[name] = change
            case "list":
                lists[name] = change
            case _:
                parameters[name] = change
    return dataclasses.replace(
        answers,
        values=MappingProxyType(values),
        series=MappingProxyType(series),
        lists=MappingProxyType(lists),
        parameters=MappingProxyType(parameters),
    )


@dataclass(frozen=True, slots=True)
class Computed:
    """Facts that are computed together from some of the answers; ``reads`` names those as changes do."""

    reads: frozenset[str]
    compute: Callable[[TypedAnswers], Mapping[str, Fact]]


def computed_facts(pack: Pack, year: int, peers: PeerSet) -> tuple[Computed, ...]:
    """Give all that is computed from answers, except policies and lists."""
    summaries = peers.summaries.get(year, {})
    every = frozenset[str]({f"parameter.{name}" for name in CUTS}).union(
        *(sign_reads(name, pack) for name in signs(pack.knowledge))
    )
    return (*computed_apart(pack, year, peers), Computed(every, partial(_standings, pack, summaries)))


def computed_apart(pack: Pack, year: int, peers: PeerSet) -> tuple[Computed, ...]:
    """Give the same without the standings of development, which hang on all only through a few signs."""
    summaries = peers.summaries.get(year, {})
    indicators = tuple(
        Computed(
            indicator_reads(name, pack) | {f"series.{name}"}, partial(_of_indicator, name, pack, summaries.get(name))
        )
        for name in pack.knowledge.indicators
    )
    derived = (Computed(derived_reads(name, pack), partial(_derived, name, pack)) for name in DERIVED)
    judged = (Computed(sign_reads(name, pack), partial(_sign, name, pack, summaries)) for name in signs(pack.knowledge))
    if not reads_advantage(pack):
        return (*indicators, *derived, *judged)
    return (*indicators, *derived, *judged, Computed(advantage_reads(pack), partial(_advantages, pack, summaries)))


def derived_reads(name: str, pack: Pack) -> frozenset[str]:
    """Name the answers and lists that a derived fact is made of."""
    reads = pack.knowledge.derived[name].reads
    return frozenset(f"{head}.{read}" for read in reads for head in ("fact", "list"))


def sign_reads(name: str, pack: Pack) -> frozenset[str]:
    """Name all that a sign of development is made of."""
    sign = signs(pack.knowledge)[name]
    if sign.indicator:
        return indicator_reads(sign.indicator, pack) | {f"series.{sign.indicator}"}
    asked = derived_reads(sign.fact, pack) if sign.fact else frozenset({f"list.{sign.list}"})
    return asked | {f"parameter.{sign.at_least}"}


def advantage_reads(pack: Pack) -> frozenset[str]:
    """Name all that comparative advantage is made of: every figure, its base, the mission and the margins."""
    every: set[str] = {"list.mission_areas", *(f"parameter.{name}" for name in MARGINS)}
    for name, indicator in pack.knowledge.indicators.items():
        every |= {f"indicator.{name}", f"series.{name}"}
        if indicator.per is not None:
            every.add(f"fact.full_time_{indicator.per}")
    return frozenset(every)


def reads_advantage(pack: Pack) -> bool:
    """Say whether any rule asks about comparative advantage, which hangs on every indicator at once."""
    return any(
        isinstance(leaf, Compare) and leaf.key.startswith(ADVANTAGE)
        for rule in pack.rules.values()
        for leaf in leaves_of(rule.when)
    )


def _of_indicator(name: str, pack: Pack, peers: PeerSummary | None, answers: TypedAnswers) -> Mapping[str, Fact]:
    return indicator_facts(name, answers, pack, peers).values


def _advantages(pack: Pack, peers: Mapping[str, PeerSummary], answers: TypedAnswers) -> Mapping[str, Fact]:
    return advantages(answers, pack, peers)


def _derived(name: str, pack: Pack, answers: TypedAnswers) -> Mapping[str, Fact]:
    return {f"fact.{name}": derive_one(name, answers.values, answers.lists, pack.knowledge)}


def _sign(name: str, pack: Pack, peers: Mapping[str, PeerSummary], answers: TypedAnswers) -> Mapping[str, Fact]:
    sign = signs(pack.knowledge)[name]
    values: dict[str, Fact] = {}
    if sign.indicator:
        values.update(_of_indicator(sign.indicator, pack, peers.get(sign.indicator), answers))
    elif sign.fact:
        values.update(_derived(sign.fact, pack, answers))
    return {f"fact.{name}": sign_of(name, values, answers.lists, answers.parameters, pack)}


def _standings(pack: Pack, peers: Mapping[str, PeerSummary], answers: TypedAnswers) -> Mapping[str, Fact]:
    judged: dict[str, Fact] = {}
    for name in signs(pack.knowledge):
        judged.update(_sign(name, pack, peers, answers))
    return standings(judged, (answers.parameters[CUTS[0]].value, answers.parameters[CUTS[1]].value), pack.knowledge)
