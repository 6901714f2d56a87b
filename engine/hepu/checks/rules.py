"""What is wrong with a rule in the light of the knowledge on which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.language.alternatives import alternatives_of
from hepu.language.kinds import STAGES
from hepu.language.model import (
    Compare,
    Concluded,
    Count,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
    leaf_paths,
    leaves_of,
    tests_of,
)
from hepu.language.read import placeholders
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.language.model import Leaf, Rule
    from hepu.pack import Pack

__all__ = ["check_rules"]


def check_rules(pack: Pack) -> Iterator[Fault]:
    """Give what is wrong with each rule that its file alone does not show."""
    for rule in pack.rules.values():
        yield from _rule(rule, pack)


def _rule(rule: Rule, pack: Pack) -> Iterator[Fault]:
    leaves = leaves_of(rule.when)
    yield from _stages(rule, leaves)
    yield from _parameters(rule, pack)
    yield from _law(rule, pack)
    read = {*_read_names(leaves), *(f"which.{item.kind}" for item in alternatives_of(rule.when))}
    for name in sorted(placeholders(rule.because.zh)):
        if name.removesuffix(".basis") not in read:
            yield Fault("placeholder_unread", rule.place(("because",)), {"found": name})
    expected = {example.expect for example in rule.examples}
    wanted = ["fires", "silent"] if all(_closed(leaf) for leaf in leaves) else ["fires", "silent", "unknown"]
    for word in wanted:
        if word not in expected:
            yield Fault("examples_one_sided", rule.place(("examples",)), {"expected": word})


def _stages(rule: Rule, leaves: Iterable[Leaf]) -> Iterator[Fault]:
    """Find earlier conclusions that are not earlier."""
    for leaf in leaves:
        if isinstance(leaf, Concluded) and STAGES.index(leaf.stage) > STAGES.index(rule.stage):
            place = leaf.location or rule.location
            yield Fault("conclusion_stage", place, {"found": leaf.key, "expected": rule.stage})


def _parameters(rule: Rule, pack: Pack) -> Iterator[Fault]:
    """Find parameters that have no value yet when the rule may first fire; a value holds until the next begins."""
    for leaf, path in zip(leaves_of(rule.when), leaf_paths(rule.when), strict=True):
        for operand in (operand for test in tests_of(leaf) for operand in test.operands):
            if isinstance(operand, ParameterRef):
                first = min(value.since for value in pack.knowledge.parameters[operand.id].values)
                if first > rule.since:
                    context = {"found": operand.id, "expected": rule.since.isoformat()}
                    yield Fault("parameter_undated", rule.place(path), context)


def _law(rule: Rule, pack: Pack) -> Iterator[Fault]:
    """Find articles that a policy does not have, and rules that apply a law that is in force on none of their days."""
    for at, ground in enumerate(rule.law):
        policy = pack.knowledge.policies[ground.policy]
        articles = [clause.article.zh for clause in policy.clauses]
        if ground.article not in articles:
            context = {"found": ground.article, "expected": ground.policy, "nearest": nearest(ground.article, articles)}
            yield Fault("law_article", rule.place(("law", at, "article")), context)
        over = rule.until is not None and rule.until < policy.since
        if over or (policy.until is not None and policy.until < rule.since):
            span = f"{policy.since.isoformat()}…{'' if policy.until is None else policy.until.isoformat()}"
            place = rule.place(("law", at, "policy"))
            yield Fault("law_undated", place, {"found": ground.policy, "expected": span})


def _closed(leaf: Leaf) -> bool:
    """Say whether a leaf can never be unknown: policies are closed-world, and ``known`` is always answered."""
    match leaf:
        case Compare(test=Test("known")):
            return True
        case Compare() | Count() | Quantified() | Concluded():
            return False
        case _:
            return True


_SHOWN_WITH = {
    "gap": ("indicator", "reference"),
    "standing": ("indicator", "reference"),
    "advantage": ("indicator", "standing"),
    "trend": ("indicator", "past"),
    "participation": ("indicator",),
    "indicator": ("gap", "reference"),
}


def _read_names(leaves: Iterable[Leaf]) -> Iterator[str]:
    """Name the values that a rule's text may print because its condition reads them."""
    for leaf in leaves:
        match leaf:
            case Compare(key=key):
                yield key
                head, _, name = key.partition(".")
                yield from (f"{other}.{name}" for other in _SHOWN_WITH.get(head, ()))
            case Count() | Quantified():
                yield f"count.{leaf.list}"
            case _:
                pass
        for operand in (operand for test in tests_of(leaf) for operand in test.operands):
            match operand:
                case ParameterRef(id=name):
                    yield f"parameter.{name}"
                case ValueRef(key=key):
                    yield key
                case _:
                    pass
