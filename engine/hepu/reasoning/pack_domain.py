"""The domain of a pack: bounds, blanks and days as the form, the knowledge and the facts step declare them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.facts.build import CHINA
from hepu.facts.parameters import choose_parameters, first_day
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.schema import list_specs, questions
from hepu.reasoning.domain import Domain, Policy
from hepu.reasoning.laws import laws_of, list_laws

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hepu.facts.model import ChosenParameter
    from hepu.pack import Pack
    from hepu.profile.schema import Question
    from hepu.reasoning.readings import Blank

__all__ = ["domain_of", "given_domain_of"]

# Numbers counted from a list may be known as a range alone.
RANGED = frozenset({"fact.partner_places", "fact.overseas_students_total"})
# Counted from a list, and missing with it.
_COUNTED = RANGED | {"fact.mission_areas_named"}
_SHARES = frozenset({"fact.top_student_place_share", "fact.degree_student_share"})
_MISSING: frozenset[Blank] = frozenset({"missing"})
# What each kind of computed fact may be without a value; an answer may be missing or not applicable.
_BLANKS: Mapping[str, frozenset[Blank]] = MappingProxyType(
    {
        "indicator": frozenset({"missing", "not_asked", "not_applicable"}),
        "gap": frozenset({"missing", "not_asked"}),
        "standing": frozenset({"missing", "not_asked", "not_applicable"}),
        "advantage": frozenset({"missing", "not_asked", "not_applicable"}),
        "trend": frozenset({"missing"}),
        "participation": frozenset({"not_asked"}),
        "fact": frozenset({"missing", "not_applicable"}),
    }
)


def domain_of(pack: Pack) -> Domain:
    """Give the domain of a pack's facts."""
    knowledge, kinds = pack.knowledge, pack.vocabulary.values
    bounds = {f"fact.{item.id}": _scaled(item) for item in questions() if item.kind == "number"}
    for name, indicator in knowledge.indicators.items():
        scale = 10**indicator.decimals
        bounds[f"indicator.{name}"] = (int(indicator.minimum * scale), int(indicator.maximum * scale))
        bounds[f"participation.{name}"] = (0, 1000)
    bounds |= dict.fromkeys(_SHARES, (0, 1000))
    bounds |= {f"fact.{name}": (0, None) for name in knowledge.derived if f"fact.{name}" not in bounds}
    rows = {spec.id: {item.id.rpartition(".")[2]: item for item in spec.fields} for spec in list_specs()}

    def field_blanks(name: str, item: str) -> Collection[Blank]:
        if name == OFFICIAL_ROWS:
            return _BLANKS["indicator"] if item == "positive" else frozenset()
        return frozenset() if rows[name][item].required else _MISSING

    def field_bounds(name: str, item: str) -> tuple[int | None, int | None]:
        question = rows.get(name, {}).get(item)
        return (None, None) if question is None or question.kind != "number" else _scaled(question)

    @cache
    def parameters(day: dt.date) -> Mapping[str, ChosenParameter]:
        return choose_parameters(knowledge, day)

    policies = {
        name: Policy(policy.since, policy.until, sure=policy.place == CHINA)
        for name, policy in knowledge.policies.items()
    }
    known = {*kinds, *(f"policy.{name}" for name in policies)}
    first = first_day(knowledge)
    return Domain(
        kinds=kinds,
        fields=pack.vocabulary.lists,
        bounds=lambda key: bounds.get(key, (None, None)),
        blanks=lambda key: _MISSING if key in _COUNTED else _BLANKS[key.partition(".")[0]],
        field_bounds=field_bounds,
        field_blanks=field_blanks,
        ranged=RANGED.__contains__,
        parameters=parameters,
        parameter_days=lambda name: [value.since for value in knowledge.parameters[name].values],
        policies=MappingProxyType(policies),
        laws=tuple(law for law in laws_of(knowledge) if {law.center, law.satellite} <= known),
        list_laws=tuple(law for law in list_laws() if law.key in known and law.list in rows),
        first=knowledge.pack.date.min if first is None else first,
        today=knowledge.pack.date,
    )


def given_domain_of(pack: Pack) -> Domain:
    """Give the domain of what the examples of rules may give: no law binds it, and any policy may be in force."""
    everything = _BLANKS["indicator"]
    policies = {name: Policy(dt.date.min, None, sure=False) for name in pack.knowledge.policies}
    return replace(
        domain_of(pack),
        blanks=lambda _: everything,
        field_blanks=lambda *_: everything,
        policies=MappingProxyType(policies),
        laws=(),
        list_laws=(),
    )


def _scaled(question: Question) -> tuple[int | None, int | None]:
    scale = 10**question.decimals
    return int(question.low * scale), int(question.high * scale)
