"""Whether every id that a knowledge entry names is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.knowledge.models import CRITERIA
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.knowledge.load import Knowledge
    from hepu.pack import Pack

__all__ = ["check_references", "references_of"]

_SOURCED = (
    "theories",
    "indicators",
    "tables",
    "standards",
    "policies",
    "towns",
    "memberships",
    "opportunities",
    "challenges",
    "strengths",
    "problems",
    "causes",
    "strategies",
    "cases",
    "likeness",
    "respects",
    "figures",
    "frameworks",
    "colleges",
)


def check_references(pack: Pack) -> list[Fault]:
    """Give a fault for every id that an entry of a pack's knowledge names and nothing defines."""
    return references_of(pack.knowledge)


def references_of(knowledge: Knowledge) -> list[Fault]:
    """Give a fault for every id that an entry names and nothing defines."""
    known = {
        "source": set(knowledge.sources),
        "theory": set(knowledge.theories),
        "indicator": set(knowledge.indicators),
        "problem": set(knowledge.problems),
        "strategy": set(knowledge.strategies),
        "case": set(knowledge.cases),
        "policy": set(knowledge.policies),
        "place": set(knowledge.places),
        "mode": set(knowledge.modes),
        "province": set(knowledge.provinces),
        "criterion": set(CRITERIA),
        "sector": set(knowledge.sectors),
        "town": set(knowledge.towns),
        "compared mode": {
            name for entry in knowledge.likeness.values() for item in entry.items.values() for name in item.of
        },
        "flag or number": {*_trait_kinds(knowledge)},
        "trait": {name for entry in knowledge.likeness.values() if entry.reads == "traits" for name in entry.items},
    }
    faults = _design_references(knowledge)
    for naming in (
        _sources,
        _theories,
        _of_facts,
        _of_conclusions,
        _of_strategies,
        _of_cases,
        _of_frameworks,
        _of_likeness,
        _of_priority,
    ):
        for file, kind, name, entry in naming(knowledge):
            if name not in known[kind]:
                context = {"found": name, "expected": kind, "nearest": nearest(name, known[kind])}
                faults.append(Fault("knowledge_reference", Location(f"knowledge/{file}", path=entry), context))
    if not knowledge.priority or list(knowledge.priority)[-1] != CRITERIA[-1]:
        # Only the id leaves no two measures equal, and nothing after it would ever be asked.
        context = {"found": ", ".join(knowledge.priority), "expected": CRITERIA[-1]}
        faults.append(Fault("priority_last", Location("knowledge/priority", path=CRITERIA[-1]), context))
    return faults


def _design_references(knowledge: Knowledge) -> list[Fault]:
    """Find design values that are finer than the indicator they are compared with, or belong to none."""
    faults = []
    for key, parameter in knowledge.parameters.items():
        name = key.removeprefix("design_reference_")
        if name == key:
            continue
        indicator = knowledge.indicators.get(name)
        if indicator is None or parameter.decimals > indicator.decimals:
            context = {"found": name, "expected": "indicator", "nearest": ""}
            faults.append(Fault("knowledge_reference", Location("knowledge/parameters", path=key), context))
    return faults


def _sources(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for file in _SOURCED:
        for key, entry in getattr(knowledge, file).items():
            yield from ((file, "source", name, key) for name in entry.sources)
    for key, parameter in knowledge.parameters.items():
        yield from (("parameters", "source", name, key) for value in parameter.values for name in value.sources)


def _of_priority(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    yield from (("priority", "criterion", name, name) for name in knowledge.priority)


def _theories(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for stage in ("opportunity", "challenge", "strength", "problem", "cause", "strategy"):
        for key, item in knowledge.conclusions(stage).items():
            yield stage, "theory", item.theory, key


def _of_facts(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for key, table in knowledge.tables.items():
        yield from (("tables", "indicator", row.indicator, key) for row in table.rows)
    for key, standard in knowledge.standards.items():
        yield "standards", "indicator", standard.indicator, key
        yield "standards", "policy", standard.policy, key
    for key, town in knowledge.towns.items():
        yield "towns", "province", town.province, key
    for key, membership in knowledge.memberships.items():
        yield from (("memberships", "place", name, key) for name in membership.members)


def _of_conclusions(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for file in ("opportunities", "challenges"):
        for key, entry in getattr(knowledge, file).items():
            yield from ((file, "policy", name, key) for name in entry.policies)
    for key, problem in knowledge.problems.items():
        yield from (("problems", "indicator", name, key) for name in problem.indicators)
    for key, cause in knowledge.causes.items():
        yield from (("causes", "problem", name, key) for name in cause.explains)


def _of_strategies(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for key, strategy in knowledge.strategies.items():
        for kind, names in (
            ("problem", strategy.addresses),
            ("strategy", (*strategy.needs, *strategy.conflicts)),
            ("indicator", tuple(item.indicator for item in strategy.moves)),
            ("case", strategy.cases),
            ("policy", strategy.policies),
        ):
            yield from (("strategies", kind, name, key) for name in names)
        for policy, articles in strategy.articles.items():
            yield "strategies", "policy", policy, key
            known = knowledge.policies.get(policy)
            named = () if known is None else tuple(clause.article.zh for clause in known.clauses)
            missing = [article for article in articles if article not in named]
            # An article that the policy does not have, or of a policy that the measure does not name, is no reference.
            yield from (("strategies", "policy", f"{policy} {article}", key) for article in missing)
            if policy not in strategy.policies:
                yield "strategies", "policy", f"{policy} (policies)", key


def _of_frameworks(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for key, framework in knowledge.frameworks.items():
        yield from (("frameworks", "strategy", name, key) for name in framework.strategies)


def _of_cases(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for key, case in knowledge.cases.items():
        yield from (("cases", "place", name, key) for name in case.places)
        yield from (("cases", kind, name, key) for name in case.modes for kind in ("mode", "compared mode"))
        yield from (("cases", "sector", name, key) for name in case.sectors)
        yield from (("cases", "trait", name, key) for name in case.traits)
        told = (f"{name}: {_kind_of(value)}" for name, value in case.traits.items())
        yield from (("cases", "flag or number", name, key) for name in told)
        if case.home is not None:
            yield "cases", "town", case.home, key


def _kind_of(value: bool | int) -> str:  # as a file gives it
    return "true or false" if isinstance(value, bool) else "a number"


def _trait_kinds(knowledge: Knowledge) -> Iterator[str]:
    """Say of each trait whether a case states it by a yes or no or by a number."""
    for entry in knowledge.likeness.values():
        for name, item in entry.items.items():
            yield f"{name}: {'true or false' if item.number is None else 'a number'}"


def _of_likeness(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for key, entry in knowledge.likeness.items():
        for item in entry.items.values():
            yield from (("likeness", "mode", name, key) for name in item.of)
            if item.number is not None:
                yield "likeness", "indicator", item.number, key
    for key, respect in knowledge.respects.items():
        yield from (("respects", "case", name, key) for name in respect.cases)
