"""What a pack's checker proves about the rules taken together; each finding has a code, a place and a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.language.conditions import nearest
from hepu.language.kinds import STAGES
from hepu.language.model import (
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Count,
    Not,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
)
from hepu.language.read import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.knowledge.load import Knowledge
    from hepu.language.model import Leaf, Rule
    from hepu.pack import Pack

__all__ = ["check_pack"]


def check_pack(pack: Pack) -> list[Fault]:
    """Give every fault of a pack that its files alone do not show."""
    faults: list[Fault] = []
    for rule in pack.rules.values():
        faults.extend(_rule(rule, pack))
    faults.extend(_reachable(pack))
    faults.extend(_references(pack.knowledge))
    return sorted(faults, key=lambda fault: (fault.location, fault.code))


def _leaves(condition: Condition) -> Iterator[Leaf]:
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case leaf:
            yield leaf


def _tests(leaf: Leaf) -> Iterator[Test]:
    match leaf:
        case Compare(test=test):
            yield test
        case Count(where=where, test=test):
            yield test
            yield from (item.test for item in where)
        case Quantified(where=where, have=have):
            yield from (item.test for item in (*where, *have))
        case _:
            return


def _rule(rule: Rule, pack: Pack) -> Iterator[Fault]:
    leaves = tuple(_leaves(rule.when))
    rank = {stage: at for at, stage in enumerate(STAGES)}
    for leaf in leaves:
        if isinstance(leaf, Concluded) and rank[leaf.stage] > rank[rule.stage]:
            yield Fault("conclusion_stage", rule.location, {"found": leaf.key, "expected": rule.stage})
        for test in _tests(leaf):
            for operand in test.operands:
                if isinstance(operand, ParameterRef):
                    first = min(value.since for value in pack.knowledge.parameters[operand.id].values)
                    if first > rule.since:
                        context = {"found": operand.id, "expected": rule.since.isoformat()}
                        yield Fault("parameter_undated", rule.location, context)
    read = set(_read_names(leaves))
    for name in sorted(placeholders(rule.because.zh)):
        plain = name.removesuffix(".basis")
        if plain not in read:
            yield Fault("placeholder_unread", rule.location, {"found": name})
    expected = {example.expect for example in rule.examples}
    for word in ("fires", "silent"):
        if word not in expected:
            yield Fault("examples_one_sided", rule.location, {"expected": word})
    if "unknown" not in expected and not all(_closed(leaf) for leaf in leaves):
        yield Fault("examples_one_sided", rule.location, {"expected": "unknown"})


def _closed(leaf: Leaf) -> bool:
    """Say whether a leaf can never be unknown: policies are closed-world, and ``known`` is always answered."""
    match leaf:
        case Compare(test=Test("known")):
            return True
        case Compare() | Count() | Quantified() | Concluded():
            return False
        case _:
            return True


def _read_names(leaves: Iterable[Leaf]) -> Iterator[str]:
    """Name the values that a rule's text may print because its condition reads them."""
    for leaf in leaves:
        if isinstance(leaf, Compare):
            yield leaf.key
            head, _, name = leaf.key.partition(".")
            if head in {"gap", "trend", "standing", "participation"}:
                yield f"indicator.{name}"
            if head in {"gap", "standing"}:
                yield f"reference.{name}"
            if head == "indicator":
                yield f"gap.{name}"
                yield f"reference.{name}"
        elif isinstance(leaf, Count | Quantified):
            yield f"count.{leaf.list}"
        for test in _tests(leaf):
            for operand in test.operands:
                if isinstance(operand, ParameterRef):
                    yield f"parameter.{operand.id}"
                elif isinstance(operand, ValueRef):
                    yield operand.key


def _reachable(pack: Pack) -> Iterator[Fault]:
    concluded = {rule.key for rule in pack.rules.values()}
    for key in pack.conclusion_keys:
        if not key.startswith("exclusion.") and key not in concluded:
            yield Fault("conclusion_unreachable", Location("knowledge"), {"found": key})


def _references(knowledge: Knowledge) -> Iterator[Fault]:
    """Find ids in knowledge that nothing defines."""
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
    }
    for file, kind, name, entry in _named(knowledge):
        if name not in known[kind]:
            context = {"found": name, "expected": kind, "nearest": nearest(name, known[kind])}
            yield Fault("knowledge_reference", Location(f"knowledge/{file}", path=entry), context)


def _named(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    """Give each reference of one entry to another: file, kind, name and entry."""
    sourced = (
        "theories", "indicators", "tables", "standards", "policies", "towns", "memberships", "opportunities", "challenges",
        "strengths", "problems", "causes", "strategies", "cases", "figures", "colleges",
    )  # fmt: skip
    for file in sourced:
        for key, entry in getattr(knowledge, file).items():
            yield from ((file, "source", name, key) for name in entry.sources)
    for key, parameter in knowledge.parameters.items():
        yield from (("parameters", "source", name, key) for value in parameter.values for name in value.sources)
    for stage in ("opportunity", "challenge", "strength", "problem", "cause", "strategy"):
        for key, item in knowledge.conclusions(stage).items():
            yield stage, "theory", item.theory, key
    for key, table in knowledge.tables.items():
        yield from (("tables", "indicator", row.indicator, key) for row in table.rows)
    for key, standard in knowledge.standards.items():
        yield "standards", "indicator", standard.indicator, key
        yield "standards", "policy", standard.policy, key
    for key, town in knowledge.towns.items():
        yield "towns", "province", town.province, key
    for key, membership in knowledge.memberships.items():
        yield from (("memberships", "place", name, key) for name in membership.members)
    for file in ("opportunities", "challenges"):
        for key, entry in getattr(knowledge, file).items():
            yield from ((file, "policy", name, key) for name in entry.policies)
    for key, problem in knowledge.problems.items():
        yield from (("problems", "indicator", name, key) for name in problem.indicators)
    for key, cause in knowledge.causes.items():
        yield from (("causes", "problem", name, key) for name in cause.explains)
    for key, strategy in knowledge.strategies.items():
        for kind, names in (
            ("problem", strategy.addresses),
            ("strategy", (*strategy.needs, *strategy.conflicts)),
            ("indicator", tuple(item.indicator for item in strategy.moves)),
            ("case", strategy.cases),
            ("policy", strategy.policies),
        ):
            yield from (("strategies", kind, name, key) for name in names)
    for key, case in knowledge.cases.items():
        yield from (("cases", "place", name, key) for name in case.places)
        yield from (("cases", "mode", name, key) for name in case.modes)

