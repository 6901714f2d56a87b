"""The forward chainer: stage after stage, every rule that applies, the truth of every leaf kept for the proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from hepu.errors import PackError
from hepu.inference.circles import circle_faults
from hepu.inference.kleene import UNKNOWN, Truth, both, certainty_of, conclude, either, is_false, is_true, negate
from hepu.inference.leaves import LeafFunction, compile_leaf
from hepu.language.kinds import STAGES
from hepu.language.model import All, Any, Concluded, Condition, Leaf, Not, Rule, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.facts.model import Facts
    from hepu.language.kinds import Certainty
    from hepu.pack import Pack

__all__ = ["Inference", "Program", "RuleResult", "chain", "compile_condition", "compile_pack", "compile_rules"]

_Node = Callable[[Sequence[Truth]], Truth]


class RuleResult(NamedTuple):
    """What one rule came to: whether it applies on the day, its condition's truth, and each leaf's in reading order."""

    rule: str
    applies: bool
    truth: Truth = UNKNOWN
    leaves: tuple[Truth, ...] = ()

    @property
    def fired(self) -> bool:
        """Say whether the rule fires."""
        return self.applies and is_true(self.truth)

    @property
    def undetermined(self) -> bool:
        """Say whether the rule could not be judged."""
        return self.applies and not is_true(self.truth) and not is_false(self.truth)


@dataclass(frozen=True, slots=True)
class Inference:
    """The result of one run: each rule's and each conclusion's truth."""

    rules: Mapping[str, RuleResult]
    conclusions: Mapping[str, Truth]

    def holds(self, key: str) -> bool:
        """Say whether a conclusion is true."""
        return is_true(self.conclusions[key])

    def certainty(self, key: str) -> Certainty | None:
        """Give the certainty of a true conclusion."""
        return certainty_of(self.conclusions[key])

    def true(self, stage: str) -> tuple[str, ...]:
        """Give the ids of the true conclusions of a stage, in order of id."""
        start = f"{stage}."
        return tuple(
            sorted(
                key[len(start) :] for key, truth in self.conclusions.items() if key.startswith(start) and is_true(truth)
            )
        )


@dataclass(frozen=True, slots=True)
class _CompiledRule:
    """A rule, the places of the leaves that it reads, what takes these, and its condition as a function of them."""

    rule: Rule
    leaves: tuple[int, ...]
    taken: Callable[[Sequence[Truth]], tuple[Truth, ...]]
    node: _Node


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled rule set: distinct leaves as functions, and the rules of each conclusion in an order that works.

    ``on_facts`` are the places of the leaves that read facts alone, ``concluded`` of those that read each conclusion.
    """

    leaves: tuple[LeafFunction, ...]
    on_facts: tuple[int, ...]
    concluded: Mapping[str, tuple[int, ...]]
    order: tuple[tuple[str, tuple[_CompiledRule, ...]], ...]


def _node(condition: Condition, position: list[int]) -> _Node:
    """Compile the logic above the leaves; ``position`` counts the leaves passed so far."""
    match condition:
        case All(parts):
            each = _each(parts, position)
            return lambda truths: both(each(truths))
        case Any(parts):
            each = _each(parts, position)
            return lambda truths: either(each(truths))
        case Not(part):
            inner = _node(part, position)
            return lambda truths: negate(inner(truths))
        case _:
            at = position[0]
            position[0] += 1
            return itemgetter(at)


def _each(parts: Sequence[Condition], position: list[int]) -> Callable[[Sequence[Truth]], Iterable[Truth]]:
    """Give a function for the truths of parts; where all are leaves, these stand side by side."""
    start = position[0]
    nodes = tuple(_node(part, position) for part in parts)
    if not any(isinstance(part, All | Any | Not) for part in parts):
        return itemgetter(slice(start, start + len(parts)))
    return lambda truths: [node(truths) for node in nodes]


def compile_rules(rules: Iterable[Rule], conclusions: Iterable[str]) -> Program:
    """Compile rules once; ``conclusions`` are all keys that may be asked for, also those without a rule.

    Raises:
        PackError: when conclusions depend on one another in a circle; the faults name the path and each step's place.

    """
    by_target: dict[str, list[Rule]] = {key: [] for key in sorted(conclusions)}
    needs: dict[str, set[str]] = {key: set() for key in by_target}
    for rule in sorted(rules, key=lambda rule: rule.id):
        by_target.setdefault(rule.key, []).append(rule)
        needs.setdefault(rule.key, set()).update(
            leaf.key for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded)
        )
    try:
        order = list(TopologicalSorter({key: sorted(needs[key]) for key in sorted(needs)}).static_order())
    except CycleError as error:
        raise PackError(circle_faults(error.args[1], by_target)) from None
    rank = {stage: at for at, stage in enumerate(STAGES)}
    order.sort(key=lambda key: rank[key.partition(".")[0]])  # type: ignore[index]  # keys start with their stage
    index: dict[Leaf, int] = {}
    compiled = []
    for key in order:
        bound = []
        for rule in by_target.get(key, ()):
            leaves = tuple(index.setdefault(leaf, len(index)) for leaf in leaves_of(rule.when))
            bound.append(_CompiledRule(rule, leaves, _taken(leaves), _node(rule.when, [0])))
        compiled.append((key, tuple(bound)))
    concluded: dict[str, list[int]] = {}
    for leaf, at in index.items():
        if isinstance(leaf, Concluded):
            concluded.setdefault(leaf.key, []).append(at)
    return Program(
        tuple(compile_leaf(leaf) for leaf in index),
        tuple(at for leaf, at in index.items() if not isinstance(leaf, Concluded)),
        MappingProxyType({key: tuple(places) for key, places in concluded.items()}),
        tuple(compiled),
    )


def _taken(places: Sequence[int]) -> Callable[[Sequence[Truth]], tuple[Truth, ...]]:
    """Give a function that takes what stands at some places."""
    match places:
        case [at]:  # alone it would come without its tuple
            return lambda known: (known[at],)
        case []:
            return lambda _: ()
        case _:
            return itemgetter(*places)


def compile_condition(condition: Condition) -> LeafFunction:
    """Compile one condition alone into a function of the facts and of earlier conclusions."""
    leaves, node = [compile_leaf(leaf) for leaf in leaves_of(condition)], _node(condition, [0])
    return lambda facts, reached: node([leaf(facts, reached) for leaf in leaves])


def compile_pack(pack: Pack) -> Program:
    """Compile all rules of a pack."""
    return compile_rules(pack.rules.values(), pack.conclusion_keys)


def chain(program: Program, facts: Facts) -> Inference:
    """Evaluate every rule that applies on the facts' day, in the order of what concludes what."""
    day = facts.as_of
    reached: dict[str, Truth] = {}
    results: dict[str, RuleResult] = {}
    known = [UNKNOWN] * len(program.leaves)
    for at in program.on_facts:
        known[at] = program.leaves[at](facts, reached)
    for key, bound in program.order:
        judged = []
        for item in bound:
            rule = item.rule
            if not rule.applies_on(day):
                results[rule.id] = RuleResult(rule.id, applies=False)
                continue
            leaves = item.taken(known)
            truth = item.node(leaves)
            results[rule.id] = RuleResult(rule.id, True, truth, leaves)  # keywords cost as much again
            judged.append((rule.certainty, truth))
        reached[key] = conclude(judged)
        for at in program.concluded.get(key, ()):
            known[at] = program.leaves[at](facts, reached)
    return Inference(MappingProxyType(results), MappingProxyType(reached))
