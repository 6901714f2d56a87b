"""Causes are diagnosed and not listed: each rests on evidence of its own, or says that the profile carries none."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hepu.language.kinds import Certainty
from hepu.language.model import Concluded, leaves_of

if TYPE_CHECKING:
    from hepu.language.model import Leaf, Rule
    from hepu.pipeline import Advisor


def _evidence(rule: Rule) -> set[Leaf]:
    """Give what a rule asks of the profile and its surroundings, leaving earlier conclusions aside."""
    return {leaf for leaf in leaves_of(rule.when) if not isinstance(leaf, Concluded)}


def _problems(rule: Rule) -> set[str]:
    return {leaf.id for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded) and leaf.stage == "problem"}


def test_every_cause_names_a_problem_that_it_explains(shipped: Advisor) -> None:
    """A cause that no problem calls for would be told to a college without reason."""
    causes = shipped.pack.knowledge.causes
    wrong = {
        rule.id: _problems(rule)
        for rule in shipped.pack.rules.values()
        if rule.stage == "cause" and not (_problems(rule) and _problems(rule) <= set(causes[rule.target].explains))
    }

    assert wrong == {}


def test_a_cause_has_evidence_beyond_its_problems_or_says_what_cannot_be_told(shipped: Advisor) -> None:
    """What found the problem cannot be its own cause; where the profile holds no more, the cause is only possible."""
    rules = shipped.pack.rules.values()
    found_by: dict[str, set[Leaf]] = defaultdict(set)
    for rule in rules:
        if rule.stage == "problem":
            found_by[rule.target] |= _evidence(rule)
    listed = {
        rule.id
        for rule in rules
        if rule.stage == "cause"
        and _evidence(rule) <= set().union(*(found_by[name] for name in _problems(rule)))
        and not (rule.certainty is Certainty.POSSIBLE and rule.cannot_express is not None)
    }

    assert listed == set()
