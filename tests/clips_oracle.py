"""CLIPS as a further voice: rules of Hepu run by CLIPS over the same facts as by the chainer, for tests alone.

How a three-valued language runs on CLIPS:

- What holds and what fails at a certainty are facts of their own; neither means unknown. So no defrule waits for
  something to be absent, and one run settles everything in whatever order CLIPS likes.
- Rows are facts with a number; CLIPS judges each by the filter of each count, and counts those that pass and miss.
- ``clips_language.clp`` says once how values compare and what conclusions come to; ``clips_rules`` writes the rules.

Python names things and hands them over: it decides, compares and counts nothing. What is shared with the chainer is the
parsed rules and the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from clips_port import Clips, Symbol
from clips_rules import COLLEGE, Read, RuleText
from hepu.facts.model import Fact, Facts, State
from hepu.inference.chainer import Inference, RuleResult
from hepu.language.model import Rule, leaves_of

if TYPE_CHECKING:
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Scalar

__all__ = ["ClipsOracle"]

LARGEST = 2**63 - 1
_LEVELS = (1, 2, 3)
_ESTABLISHED = 3
_NOTHING: Mapping[str, Truth] = MappingProxyType({})


@cache
def _language() -> str:
    return (Path(__file__).parent / "clips_language.clp").read_text("utf-8")


@dataclass(slots=True)
class ClipsOracle:
    """Rules written for CLIPS once, to judge any number of cases."""

    rules: tuple[Rule, ...]
    written: RuleText
    _idle: list[Clips] = field(default_factory=list)

    @classmethod
    def of(cls, rules: Iterable[Rule], conclusions: Iterable[str]) -> ClipsOracle:
        """Write rules; ``conclusions`` are all keys that may be asked for, also those without a rule."""
        ordered = tuple(sorted(rules, key=lambda rule: rule.id))
        written = RuleText()
        for rule in ordered:
            written.write(rule)
        for key in conclusions:
            written.conclusion(key)
        return cls(ordered, written)

    def infer(self, facts: Facts, earlier: Mapping[str, Truth] = _NOTHING) -> Inference:
        """Judge every rule and conclusion; ``earlier`` gives the truth of conclusions that no rule here is for.

        Raises:
            ClipsError: when CLIPS complains.
            TypeError, ValueError, OverflowError: when CLIPS cannot hold a value as it is.

        """
        engine = self._idle.pop() if self._idle else Clips(_language(), self.written.text)
        engine.reset()
        _Case(engine, self.written, facts).declare()
        self._declare_earlier(engine, earlier)
        engine.run()
        inference = self._inference(engine)
        self._idle.append(engine)  # after an error it may be torn, and another is made
        return inference

    def _declare_earlier(self, engine: Clips, earlier: Mapping[str, Truth]) -> None:
        """Give the truth of conclusions that no rule is for; CLIPS is to conclude the others."""
        concluded = {rule.key for rule in self.rules}
        for key, name in self.written.conclusions.items():
            if key in concluded or key not in earlier:
                engine.declare("to-conclude", key=Symbol(name))
                continue
            for at in _LEVELS:
                for template, start in (("holds", 0), ("fails", 3)):
                    if earlier[key] >> start + at - 1 & 1:
                        engine.declare(template, what=Symbol(name), of=0, at=at)

    def _inference(self, engine: Clips) -> Inference:
        """Read what CLIPS found."""
        truths: dict[object, Truth] = {}
        for template, start in (("holds", 0), ("fails", 3)):
            for what, of, at in engine.found(template, "what", "of", "at"):
                if of == 0:
                    truths[what] = truths.get(what, 0) | 1 << start + int(at) - 1
        applying = {what for (what,) in engine.found("applies", "what")}
        results = {}
        for rule in self.rules:
            what = self.written.rules[rule.id]
            if what not in applying:
                results[rule.id] = RuleResult(rule.id, applies=False)
                continue
            leaves = tuple(truths.get(self.written.leaves[leaf], 0) for leaf in leaves_of(rule.when))
            results[rule.id] = RuleResult(rule.id, applies=True, truth=truths.get(what, 0), leaves=leaves)
        conclusions = {key: truths.get(name, 0) for key, name in self.written.conclusions.items()}
        return Inference(MappingProxyType(results), MappingProxyType(conclusions))


@dataclass(frozen=True, slots=True)
class _Case:
    """Hands the facts of one college to CLIPS, as far as rules read them."""

    engine: Clips
    names: RuleText
    facts: Facts

    def declare(self) -> None:
        """Assert everything that is given."""
        declare, facts = self.engine.declare, self.facts
        for at in _LEVELS:
            declare("level", at=at)
        declare("day", **{"is": facts.as_of.toordinal()})
        declare("row", list=Symbol(COLLEGE), id=0)
        for literal, name in self.names.literals.items():
            if isinstance(literal, str):
                declare("wording", of=0, name=Symbol(name), text=literal, certainty=_ESTABLISHED)
            else:
                self._figure(name, literal, literal)
        for key, name in self.names.parameters.items():
            if key in facts.parameters:
                self._figure(name, facts.parameters[key].value, facts.parameters[key].value)
        for policy, name in self.names.policies.items():
            if facts.policies.get(policy):
                declare("in-force", policy=Symbol(name))
        for read, name in self.names.reads.items():
            if read.list is None:
                self._fact(facts.value(read.key), name, read)
        self._rows()

    def _rows(self) -> None:
        count = 0
        for key, name in self.names.lists.items():
            listed = self.facts.lists.get(key)
            if listed is None:
                continue
            self.engine.declare("listed", list=Symbol(name), complete=Symbol("yes" if listed.complete else "no"))
            fields = [(read, made) for read, made in self.names.reads.items() if read.list == key]
            for row in listed.rows:
                count += 1
                self.engine.declare("row", list=Symbol(name), id=count)
                for read, made in fields:
                    if read.key in row:
                        self._fact(row[read.key], made, read, count)

    def _fact(self, fact: Fact, name: str, read: Read, of: int = 0) -> None:
        self.engine.declare("state", of=of, name=Symbol(name), **{"is": Symbol(fact.state.value)})
        if fact.state is not State.KNOWN or fact.low is None:
            return
        if not read.word:
            self._figure(name, fact.low, fact.high, int(fact.certainty), of)
        elif fact.low == fact.high:
            self.engine.declare("wording", of=of, name=Symbol(name), text=fact.low, certainty=int(fact.certainty))
        else:
            raise ValueError(fact)  # a word from here to there has no meaning

    def _figure(self, name: str, low: Scalar, high: Scalar | None, certainty: int = _ESTABLISHED, of: int = 0) -> None:
        """Assert a number, which must keep within 64 bits in every scale that it is read in.

        Raises:
            OverflowError: where CLIPS would turn it into another without a word.

        """
        if any(isinstance(bound, int) and abs(bound) > LARGEST // self.names.factor for bound in (low, high)):
            raise OverflowError(low, high)
        end = Symbol("unbounded") if high is None else high
        self.engine.declare("figure", of=of, name=Symbol(name), low=low, high=end, certainty=certainty)
