"""Conclusions that depend on one another in a circle, told with the place of every step."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.language.model import Concluded, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.language.model import Rule

__all__ = ["circle_faults"]


def circle_faults(circle: Sequence[str], rules: Mapping[str, Sequence[Rule]]) -> list[Fault]:
    """Name a circle and each step of it, where the condition stands that makes it.

    ``circle`` starts and ends with the same conclusion, each after one that it depends on; ``rules`` are the rules of
    each.
    """
    steps = list(_steps(circle, rules))
    return [Fault("rules_cycle", steps[0].location, {"found": " → ".join(circle)}), *steps]


def _steps(circle: Sequence[str], rules: Mapping[str, Sequence[Rule]]) -> Iterator[Fault]:
    for needed, key in pairwise(circle):
        for rule in rules[key]:
            for leaf in leaves_of(rule.when):
                if isinstance(leaf, Concluded) and leaf.key == needed:
                    yield Fault("rules_cycle_step", leaf.location or rule.location, {"found": key, "expected": needed})
