"""The derivation of a piece of advice as a table: each conclusion, its rules, and each premise with its truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hepu.audit.evidence import Facts
from hepu.explain.conditions import leaves_in, support
from hepu.explain.model import PolicyRead
from hepu.explain.why import why
from hepu.inference.kleene import certainty_of, is_false
from hepu.language.model import Concluded, Not
from hepu.report.reviews import review_mark
from hepu.report.words import both, inner, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.explain.model import LeafProof, Proof, RuleProof
    from hepu.inference.kleene import Truth
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Row", "Trace", "traced", "truth_text"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the derivation; ``refs`` name facts (F), documents (P) and conclusions (C) on which it rests.

    ``bearing`` says that the conclusion rests on a premise; of an *any* some may be open or false.
    """

    kind: Literal["conclusion", "rule", "premise"]
    mark: str
    text: Text
    truth: Text
    refs: tuple[str, ...]
    note: Text | None = None
    bearing: bool = True


@dataclass
class Trace:
    """The whole derivation of one piece: its rows, the facts and documents that they read, and the works they cite."""

    facts: Facts
    rows: tuple[Row, ...] = ()
    policies: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def mark(self, policy: str) -> str:
        """Give the number of a law or policy, the next one where it has none yet."""
        return self.policies.setdefault(policy, f"P{len(self.policies) + 1}")


def truth_text(truth: Truth) -> Text:
    """Say whether something holds, and how certainly; fails; or could not be judged."""
    certainty = certainty_of(truth)
    if certainty is not None:
        return say("reconsider.holds", certainty=words()[f"certainty.{certainty.word}"])
    return words()["reconsider.fails" if is_false(truth) else "reconsider.open"]


def traced(context: Context, key: str) -> Trace:
    """Derive a piece down to the facts; of a measure that is withheld also what stands against it."""
    keys = [key]
    stage, _, name = key.partition(".")
    if stage == "strategy":
        keys.append(f"exclusion.{name}")
    proofs: dict[str, Proof] = {}
    for wanted in keys:
        found = why(wanted, context.values.facts, context.inference, context.pack)
        proofs.update((name, proof) for name, proof in found.proofs.items() if name not in proofs)
    marks = {name: f"C{number}" for number, name in enumerate(proofs, start=1)}
    trace = Trace(Facts(context))
    trace.rows = tuple(row for proof in proofs.values() for row in _proved(context, proof, marks, trace))
    fired = [rule.rule for proof in proofs.values() for rule in proof.rules]
    cited = (source for name in fired for source in context.pack.rules[name].sources)
    trace.sources = tuple(dict.fromkeys(cited))
    return trace


def _proved(context: Context, proof: Proof, marks: dict[str, str], trace: Trace) -> Iterator[Row]:
    stage, _, name = proof.key.partition(".")
    if stage == "exclusion":
        text = say("explain.subject_exclusion", name=inner(context.names.conclusion(f"strategy.{name}")))
    else:
        text = say("explain.subject", stage=words()[f"stage.{stage}"], name=inner(context.names.conclusion(proof.key)))
    yield Row("conclusion", marks[proof.key], text, truth_text(proof.truth), ())
    for rule in proof.rules:
        yield from _fired(context, rule, marks, trace)


def _fired(context: Context, proof: RuleProof, marks: dict[str, str], trace: Trace) -> Iterator[Row]:
    rule = context.pack.rules[proof.rule]
    review = review_mark(context.pack.reviewed[rule.id])
    about = say("audit.rule", rule=rule.id, certainty=words()[f"certainty.{rule.certainty.word}"], review=review)
    law = tuple(dict.fromkeys(trace.mark(ground.policy) for ground in rule.law))
    yield Row("rule", "", context.because.sentence(rule), truth_text(proof.truth), law, about)
    if rule.cannot_express is not None:
        yield Row("premise", "", say("derivation.limit", limit=rule.cannot_express), both(""), ())
    bearing = {leaf.at for leaf in support(proof.condition)}
    for leaf in leaves_in(proof.condition):
        stated = Not(leaf.leaf) if leaf.negated else leaf.leaf
        text = context.sentences.condition(stated)
        refs = _refs(leaf, marks, trace)
        yield Row("premise", "", text, truth_text(leaf.truth), refs, bearing=leaf.at in bearing)


def _refs(leaf: LeafProof, marks: dict[str, str], trace: Trace) -> tuple[str, ...]:
    if isinstance(leaf.leaf, Concluded):
        return (marks[leaf.leaf.key],) if leaf.leaf.key in marks else ()
    named = [trace.mark(read.policy) for read in leaf.reads if isinstance(read, PolicyRead)]
    return (*trace.facts.numbers(leaf.reads), *named)
