"""Why a conclusion is not true: its rules by nearness, what each lacks, and what speaks against a strategy."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.advice.questions import Hanging
from hepu.explain.conditions import leaves_in, nearest, open_leaves
from hepu.explain.model import NearRule, WhyNot
from hepu.explain.why import prove_rule
from hepu.inference.kleene import is_false, is_true
from hepu.language.model import Concluded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["near_rule", "whynot"]


def near_rule(name: str, hanging: Hanging) -> NearRule:
    """Say how near one rule that applies on the day is to firing."""
    proof = prove_rule(name, hanging.facts, hanging.inference, hanging.pack)
    near, leaves = nearest(proof.condition)
    answers = {answer for leaf in open_leaves(proof.condition) for answer in hanging.leaf(leaf.leaf)}
    return NearRule(proof, near, leaves, tuple(sorted(answers)))


def _nearest_first(rules: Iterable[Rule], hanging: Hanging) -> tuple[NearRule, ...]:
    """Order rules by nearness, then by the certainty that they would give, then by id."""
    found = [near_rule(rule.id, hanging) for rule in rules if hanging.inference.rules[rule.id].applies]
    certainty = {rule.id: rule.certainty for rule in hanging.pack.rules.values()}
    return tuple(sorted(found, key=lambda item: (item.nearness, -certainty[item.proof.rule], item.proof.rule)))


def _rules_for(key: str, pack: Pack) -> tuple[Rule, ...]:
    return tuple(sorted((rule for rule in pack.rules.values() if rule.key == key), key=lambda rule: rule.id))


def _gravity(item: NearRule) -> tuple[int, str]:
    truth = item.proof.truth
    return (0 if is_true(truth) else 2 if is_false(truth) else 1), item.proof.rule


def whynot(key: str, facts: Facts, inference: Inference, pack: Pack) -> WhyNot:
    """Explain a conclusion that is not true; for one that is true only what speaks against it is given.

    Raises:
        KeyError: if no conclusion has the key.

    """
    hanging = Hanging(facts, inference, pack)
    truth = inference.conclusions[key]
    stage, _, name = key.partition(".")
    own = () if is_true(truth) else _rules_for(key, pack)
    rules = _nearest_first(own, hanging)
    against = _rules_for(f"exclusion.{name}", pack) if stage == "strategy" else ()
    exclusions = tuple(sorted(_nearest_first(against, hanging), key=_gravity))
    shown = (*rules, *(item for item in exclusions if not is_false(item.proof.truth)))
    lacking = dict.fromkeys(
        leaf.leaf.key
        for item in shown
        for leaf in leaves_in(item.proof.condition)
        if isinstance(leaf.leaf, Concluded) and not is_true(leaf.truth) and not inference.holds(leaf.leaf.key)
    )
    behind = {earlier: _nearest_first(_rules_for(earlier, pack), hanging) for earlier in lacking}
    return WhyNot(
        key=key,
        truth=truth,
        rules=rules,
        not_in_force=tuple(rule.id for rule in (*own, *against) if not inference.rules[rule.id].applies),
        behind=MappingProxyType({earlier: found[0] if found else None for earlier, found in behind.items()}),
        exclusions=exclusions,
        answers=() if is_true(truth) or is_false(truth) else hanging.conclusion(key),
    )
