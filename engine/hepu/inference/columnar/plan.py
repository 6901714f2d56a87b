"""The columnar evaluator: every rule for every case of a cohort at once, stage after stage, block by block.

It means what the chainer means, computed on whole arrays and without a loop over cases. It keeps no proofs: the chainer
gives the proof of any single case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hepu.inference.columnar.leaves import compile_leaf
from hepu.inference.columnar.truth import TURN, Node, Scene, Shared, joined, negation
from hepu.language.model import All, Any, Condition, Not

if TYPE_CHECKING:
    from hepu.inference.chainer import Program
    from hepu.inference.columnar.cohort import Block, Bytes, Cohort, Flags
    from hepu.language.model import Rule

__all__ = ["Judged", "Plan", "infer_blocks", "infer_cohort", "plan_of"]


@dataclass(frozen=True, slots=True)
class _PlannedRule:
    rule: Rule
    row: int
    node: Node


@dataclass(frozen=True, slots=True)
class Plan:
    """Rules compiled for whole arrays; ``rules`` and ``keys`` name the rows of the results."""

    order: tuple[tuple[str, tuple[_PlannedRule, ...]], ...]
    rules: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a plan came to, a column for each case.

    ``rules`` (R × n) and ``conclusions`` (C × n) hold truths as ``kleene`` packs them; a rule that does not apply on a
    case's day has ``applies`` false and its truth is unknown.
    """

    rules: Bytes
    applies: Flags
    conclusions: Bytes


def plan_of(program: Program) -> Plan:
    """Compile a program of the chainer for whole arrays; like conditions are evaluated once."""
    shared = Shared()
    names: list[str] = []
    order = []
    for key, bound in program.order:
        planned = []
        for item in bound:
            planned.append(_PlannedRule(item.rule, len(names), _node(item.rule.when, shared)))
            names.append(item.rule.id)
        order.append((key, tuple(planned)))
    return Plan(tuple(order), tuple(names), tuple(key for key, _ in order))


def _node(condition: Condition, shared: Shared) -> Node:
    return shared.node(condition, lambda: _function(condition, shared))


def _function(condition: Condition, shared: Shared) -> Node:
    match condition:
        case All(parts):
            return joined([_node(part, shared) for part in parts], np.bitwise_and)
        case Any(parts):
            return joined([_node(part, shared) for part in parts], np.bitwise_or)
        case Not(part):
            return negation(_node(part, shared))
        case leaf:
            return compile_leaf(leaf, shared)


def infer_blocks(plan: Plan, cohort: Cohort) -> Iterator[Judged]:
    """Judge a cohort block by block; what is held at a time is one block's."""
    for block in cohort:
        yield _judge(plan, block)


def infer_cohort(plan: Plan, cohort: Cohort) -> Judged:
    """Judge a whole cohort at once."""
    blocks = list(infer_blocks(plan, cohort))
    return Judged(
        np.concatenate([item.rules for item in blocks], axis=1),
        np.concatenate([item.applies for item in blocks], axis=1),
        np.concatenate([item.conclusions for item in blocks], axis=1),
    )


def _judge(plan: Plan, block: Block) -> Judged:
    size = block.size
    scene = Scene(block)
    rules = np.full((len(plan.rules), size), TURN, np.uint8)
    applies = np.ones((len(plan.rules), size), np.bool_)
    conclusions = np.zeros((len(plan.keys), size), np.uint8)
    first, last = int(block.days.min()), int(block.days.max())
    for at, (key, bound) in enumerate(plan.order):
        reached = conclusions[at]
        for item in bound:
            rule, row = item.rule, item.row
            since, until = rule.since.toordinal(), rule.until.toordinal() if rule.until else last
            if until < first or since > last:
                applies[row] = False
                continue
            truth = rules[row]
            truth[:] = item.node(scene)
            counted = truth & (TURN | np.uint8((1 << rule.certainty) - 1))
            if since > first or until < last:
                on = (block.days >= since) & (block.days <= until)
                applies[row] = on
                counted *= on
                np.copyto(truth, TURN, where=~on)
            reached |= counted
        scene.reached[key] = reached
    # The turned form is the evaluator's own; results are given as the chainer packs them.
    rules ^= TURN
    conclusions ^= TURN
    return Judged(rules, applies, conclusions)
