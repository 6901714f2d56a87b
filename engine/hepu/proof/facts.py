"""All facts that rules can read, derived again in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.profile.schema import list_specs, questions
from hepu.proof import advantage, answers, derived, development, gaps
from hepu.proof.values import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from hepu.proof.answers import Case, Rows
    from hepu.proof.gaps import Gap
    from hepu.proof.source import RawPack

__all__ = ["Facts", "derive"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Values and their kinds by key, lists and the kinds of their fields, parameters, policies, and grounds.

    ``per_head`` holds the per-head forms of indicators, each with its decimals.
    """

    values: Mapping[str, Fact]
    kinds: Mapping[str, Kind]
    lists: Mapping[str, Rows]
    fields: Mapping[str, Mapping[str, Kind]]
    parameters: Mapping[str, tuple[Fraction, str]]
    policies: Mapping[str, bool]
    gaps: Mapping[str, Gap]
    trends: Mapping[str, tuple[tuple[int, Fraction], ...]]
    per_head: Mapping[str, tuple[Fraction, int]]


def derive(case: Case) -> Facts:
    """Derive every fact of a case.

    Raises:
        LookupError, TypeError, ValueError: if the pack lacks what a fact needs.

    """
    names = case.pack.knowledge["indicators"]
    indicators = {name: answers.indicator(case, name) for name in names}
    lists = answers.lists(case, indicators)
    plain = answers.answers(case)
    plain |= derived.derived_facts(case, plain, lists)
    measured = {name: gaps.gap(case, name, indicators[name], plain, lists) for name in names}
    trends = {name: gaps.trend(case, name) for name in names}
    heads = {name: gaps.per_head(case, name, indicators[name], plain) for name in names}
    plain |= development.development(case, indicators, measured, plain, lists)
    values = {f"fact.{name}": fact for name, fact in plain.items()}
    for name in names:
        values[f"indicator.{name}"] = indicators[name]
        values[f"gap.{name}"] = measured[name].fact
        values[f"trend.{name}"] = trends[name].fact
        values[f"standing.{name}"] = gaps.standing(case, name, indicators[name], plain)
        values[f"participation.{name}"] = gaps.participation(case, name)
    values |= {f"advantage.{name}": fact for name, fact in advantage.advantages(case, indicators, plain, lists).items()}
    return Facts(
        values=values,
        kinds=_kinds(case.pack),
        lists=lists,
        fields=_fields(),
        parameters=answers.parameters(case),
        policies=answers.policies(case),
        gaps=measured,
        trends={name: trend.years for name, trend in trends.items() if trend.fact.state == "known"},
        per_head={name: form for name, form in heads.items() if form is not None},
    )


def _kinds(pack: RawPack) -> dict[str, Kind]:
    kinds = {f"fact.{item.id}": answers.kind_of(item) for item in questions()}
    for name, entry in pack.knowledge["derived"].items():
        kinds[f"fact.{name}"] = Kind(entry["kind"], entry.get("decimals", 0), tuple(entry.get("words", ())))
    for name, entry in pack.knowledge["indicators"].items():
        kinds[f"indicator.{name}"] = Kind("number", entry["decimals"])
        kinds[f"gap.{name}"] = Kind("ordered", words=gaps.GAPS)
        kinds[f"trend.{name}"] = Kind("ordered", words=gaps.TRENDS)
        kinds[f"standing.{name}"] = Kind("ordered", words=gaps.STANDINGS)
        kinds[f"participation.{name}"] = Kind("number", 1)
        kinds[f"advantage.{name}"] = Kind("ordered", words=advantage.ADVANTAGES)
    return kinds


def _fields() -> dict[str, dict[str, Kind]]:
    fields = {spec.id: {item.id: answers.kind_of(item) for item in spec.fields} for spec in list_specs()}
    official = {"indicator": "choice", "dimension": "choice", "reported": "boolean", "positive": "boolean"}
    return {**fields, answers.OFFICIAL_ROWS: {name: Kind(kind) for name, kind in official.items()}}
