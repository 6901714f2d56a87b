"""The truth of one leaf for every case of a block at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hepu.inference.columnar.cohort import ABSENT
from hepu.inference.columnar.compare import compared
from hepu.inference.columnar.rows import counted, listed, some
from hepu.inference.columnar.truth import FALSE, TRUE, joined, negation, raised
from hepu.language.model import Compare, Concluded, Count, FieldTest, InForce, Leaf, Quantified

if TYPE_CHECKING:
    from hepu.inference.columnar.cohort import Bytes
    from hepu.inference.columnar.truth import Node, Scene, Shared

__all__ = ["compile_leaf"]


def compile_leaf(leaf: Leaf, shared: Shared) -> Node:
    """Turn a leaf into a function that gives its truth for every case of a block; one byte stands for all alike."""
    match leaf:
        case Compare(key, _, test):
            return lambda scene: compared(scene.block.values.get(key, ABSENT), test, scene)
        case InForce(policy):
            never = np.zeros(1, np.bool_)
            return lambda scene: np.where(scene.block.policies.get(policy, never), TRUE, FALSE)
        case Concluded():
            key, floor = leaf.key, leaf.floor
            return lambda scene: raised(scene.reached[key], floor)
        case Count(name, _, test) if test.comparator == "known":
            asked = bool(test.operands[0])
            return lambda scene: (listed(scene.block, name).given == asked) * TRUE
        case Count(name, where, test):
            return counted(name, _filter(name, where, shared), test)
        case Quantified("every", name, where, have):
            lacking = [_filter(name, where, shared), negation(_filter(name, have, shared))]
            return negation(some(name, joined(lacking, np.bitwise_and)))
        case Quantified(word, name, where):
            found = some(name, _filter(name, where, shared))
            return found if word == "some" else negation(found)


def _field(name: str, item: FieldTest) -> Node:
    """Give the truth of one test for every row of a list."""

    def evaluate(scene: Scene) -> Bytes:
        rows = scene.block.lists[name]
        return compared(rows.fields.get(item.field, ABSENT), item.test, scene, lambda: rows.owners)

    return evaluate


def _filter(name: str, tests: tuple[FieldTest, ...], shared: Shared) -> Node:
    """Give the truth of a filter for every row of a list."""
    if not tests:
        always = np.full(1, TRUE, np.uint8)
        return lambda _: always
    nodes = [shared.node((name, item), partial(_field, name, item)) for item in tests]
    return shared.node((name, tests), lambda: joined(nodes, np.bitwise_and))
