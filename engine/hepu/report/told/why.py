"""The proof of a conclusion as an outline: each conclusion beneath it in full where it first comes up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.explain.conditions import support
from hepu.inference.kleene import is_false, is_true
from hepu.language.model import Concluded
from hepu.report.outline import Node
from hepu.report.told.telling import Telling
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.explain.model import LeafProof, RuleProof, Why
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["rule_node", "told_why"]


def told_why(found: Why, context: Context, command: Callable[[str, str], str]) -> Node:
    """Tell a proof, or plainly that there is none and which command tells more."""
    telling = Telling(context, command)
    if telling.judges(found.key):
        return telling.withheld("why", found.key)
    if not is_true(found.truth):
        return telling.head("why", found.key, found.truth, (telling.see("whynot", found.key),))
    rules = _Proofs(found, telling, {found.key}).rules(found.key)
    if not rules:
        return telling.withheld("why", found.key)
    return telling.head("why", found.key, found.truth, _against(found.key, telling), rules)


def _against(key: str, telling: Telling) -> tuple[Text, ...]:
    """Say of a measure that fits whether something stands against it."""
    stage, _, name = key.partition(".")
    if stage != "strategy":
        return ()
    truth = telling.context.inference.conclusions[f"exclusion.{name}"]
    if is_false(truth):
        return ()
    phrase = "explain.measure_withheld" if is_true(truth) else "explain.measure_conditional"
    return (say(phrase, command=telling.command("whynot", key)),)


@dataclass(frozen=True)
class _Proofs:
    """Tells proofs one below the other; ``shown`` are the conclusions that stand above."""

    found: Why
    telling: Telling
    shown: set[str] = field(default_factory=set)

    def rules(self, key: str) -> tuple[Node, ...]:
        """Tell the rules that fired for a conclusion; of published figures only those of the environment."""
        context = self.telling.context
        kept = [
            item
            for item in self.found.proofs[key].rules
            if not context.published or not key.startswith("challenge.") or context.of_environment(item.rule)
        ]
        return tuple(rule_node(item, self.telling, self._below(item)) for item in kept)

    def _below(self, proof: RuleProof) -> Callable[[LeafProof], tuple[tuple[Text, ...], tuple[Node, ...]]]:
        resting = {leaf.at for leaf in support(proof.condition)}

        def below(leaf: LeafProof) -> tuple[tuple[Text, ...], tuple[Node, ...]]:
            if not isinstance(leaf.leaf, Concluded) or leaf.at not in resting:
                return (), ()
            key = leaf.leaf.key
            if leaf.negated:
                return (self.telling.see("whynot", key),), ()
            if key in self.shown:
                return (words()["explain.proved_above"],), ()
            self.shown.add(key)
            return (), self.rules(key)

        return below


def rule_node(
    proof: RuleProof, telling: Telling, below: Callable[[LeafProof], tuple[tuple[Text, ...], tuple[Node, ...]]]
) -> Node:
    """Tell a rule that fired: why, in its own sentence, then its condition leaf by leaf."""
    context = telling.context
    rule = context.pack.rules[proof.rule]
    about = say("explain.rule", rule=rule.id, sources=context.readings.sources(rule.sources), **telling.sureness(rule))
    notes = [about, *telling.condition(rule)]
    if rule.cannot_express is not None:
        notes.append(say("derivation.line_note", note=rule.cannot_express))
    return Node(
        "rule",
        context.because.sentence(rule),
        tuple(notes),
        telling.conditions(proof.condition, below),
        {
            "rule": rule.id,
            "certainty": rule.certainty.word,
            "gives": None if proof.certainty is None else proof.certainty.word,
            "sources": list(rule.sources),
        },
    )
