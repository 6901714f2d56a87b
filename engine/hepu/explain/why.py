"""Why a conclusion holds: the rules that fired for it, what each condition read, and the conclusions beneath."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.explain.conditions import support, weighed
from hepu.explain.model import Proof, RuleProof, Why
from hepu.explain.readings import Reader
from hepu.inference.kleene import certainty_of
from hepu.language.kinds import Certainty
from hepu.language.model import Concluded

if TYPE_CHECKING:
    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.pack import Pack

__all__ = ["prove_rule", "why"]


def prove_rule(name: str, facts: Facts, inference: Inference, pack: Pack) -> RuleProof:
    """Say what one rule that applies on the day came to, leaf by leaf."""
    rule = pack.rules[name]
    condition = weighed(rule.when, inference.rules[name].leaves, Reader(facts, pack).reads)
    reached = certainty_of(condition.truth)
    return RuleProof(name, condition, None if reached is None else Certainty(min(reached, rule.certainty)))


def why(key: str, facts: Facts, inference: Inference, pack: Pack) -> Why:
    """Prove a conclusion, and every earlier one that its proof rests on; nothing is proved of one that is not true.

    Raises:
        KeyError: if no conclusion has the key.

    """
    proofs: dict[str, Proof] = {}

    def prove(wanted: str) -> None:
        if wanted in proofs or not inference.holds(wanted):
            return
        fired = [prove_rule(rule.id, facts, inference, pack) for rule in pack.rules.values() if _fires(rule.id, wanted)]
        fired.sort(key=lambda item: (-pack.rules[item.rule].certainty, item.rule))
        proofs[wanted] = Proof(wanted, inference.conclusions[wanted], tuple(fired))
        for item in fired:
            for leaf in support(item.condition):
                if isinstance(leaf.leaf, Concluded) and not leaf.negated:
                    prove(leaf.leaf.key)

    def _fires(name: str, wanted: str) -> bool:
        return pack.rules[name].key == wanted and inference.rules[name].fired

    prove(key)
    return Why(key, inference.conclusions[key], MappingProxyType(proofs))
