"""Which of the rules behind a conclusion say what another of them says too, with the same figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hepu.language.model import Compare, leaves_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from hepu.language.model import Leaf, Rule

__all__ = ["PLACEHOLDER", "without_repeats"]

PLACEHOLDER = re.compile(r"\{([a-z_]+\.[a-z0-9_]+(?:\.basis)?)\}")
_OF_ONE_FIGURE = frozenset({"indicator", "gap"})
_OF_THE_RULE = frozenset({"which", "count"})


def _printed(rule: Rule) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(rule.because.zh))


def _read(leaf: Leaf) -> Hashable:
    """Say what a leaf reads; an indicator and its gap are told by the same figures."""
    if not isinstance(leaf, Compare):
        return leaf
    head, _, name = leaf.key.partition(".")
    return name if head in _OF_ONE_FIGURE else leaf.key


def _says_no_more(rule: Rule, other: Rule) -> bool:
    """Say whether all figures of a rule's sentence, and all that it reads, stand in another rule too."""
    printed = _printed(rule)
    if not printed or any(name.partition(".")[0] in _OF_THE_RULE for name in printed):
        return False
    return printed <= _printed(other) and set(map(_read, leaves_of(rule.when))) <= set(
        map(_read, leaves_of(other.when))
    )


def without_repeats(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Leave out each rule whose sentence repeats that of a fuller one, or of an equal one before it."""

    def repeats(at: int, rule: Rule) -> bool:
        return any(
            _says_no_more(rule, other) and (before < at or not _says_no_more(other, rule))
            for before, other in enumerate(rules)
            if before != at
        )

    return tuple(rule for at, rule in enumerate(rules) if not repeats(at, rule))
