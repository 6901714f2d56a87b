"""The second opinion: the same rules as experta rules; two dissimilar engines must agree before advice is issued.

How a three-valued language runs on a two-valued engine:

- Each leaf is two experta rules, one for *surely holds* and one for *surely fails*; what does not surely fail *may
  hold*. Facts are declared for each of the three certainties, and what a fact says above its own is not declared.
- Each rule is there in two copies, one for *holds* and one for *may hold*. Under a ``not`` the copies swap: it holds
  where nothing says that its part may hold. Negation is pushed to the leaves, and the alternatives of an "or" are
  rules of their own.
- Leaves run first, then one level of conclusions after the other, each with all earlier conclusions declared. So an
  experta ``NOT`` never waits for something that is still to come.

What is independent of the chainer, and what is not: the comparison of values and the chaining of rules are done anew,
by other code and another engine. Counts are measured by ``readings`` and declared as facts, so experta chains on them
but does not count. Parsing, facts and parameters are shared; the proof checker derives those again.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, PackError
from hepu.inference.chainer import Inference, RuleResult
from hepu.inference.experta_port import MATCH, P
from hepu.inference.experta_rules import YES, Measured, Network, RuleWriter, Settled
from hepu.inference.readings import measure, questions, subject_of
from hepu.language.kinds import Certainty
from hepu.language.model import Concluded, Leaf, leaves_of
from hepu.language.model import Rule as HepuRule

if TYPE_CHECKING:
    from hepu.facts.model import Facts
    from hepu.inference.kleene import Truth
    from hepu.pack import Pack

__all__ = ["SecondOpinion", "differences", "infer"]

_LEVELS = tuple(int(level) for level in Certainty)
_NOTHING: Mapping[str, Truth] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Sure:
    """At which certainties something holds, and at which it may hold."""

    holds: frozenset[int] = frozenset()
    may: frozenset[int] = frozenset()

    @property
    def truth(self) -> Truth:
        """Give it packed as an inference has it: bits 0 to 2 for true, 3 to 5 for false."""
        true = sum(1 << (at - 1) for at in _LEVELS if at in self.holds)
        return true | sum(8 << (at - 1) for at in _LEVELS if at not in self.may)

    @classmethod
    def of(cls, truth: Truth) -> _Sure:
        """Unpack a truth."""
        true = frozenset(at for at in _LEVELS if truth >> (at - 1) & 1)
        return cls(true, frozenset(at for at in _LEVELS if not truth >> (at + 2) & 1))

    def from_floor(self, floor: int) -> _Sure:
        """Read it at the higher of a floor and each certainty."""
        true = frozenset(at for at in _LEVELS if max(at, floor) in self.holds)
        return _Sure(true, frozenset(at for at in _LEVELS if max(at, floor) in self.may))


@dataclass(frozen=True, slots=True)
class _Level:
    """The rules of one level of conclusions, the leaves that they read, and their network."""

    rules: tuple[HepuRule, ...]
    slots: Mapping[Leaf, str]
    network: Network

    def infer(self, facts: Facts, leaves: Mapping[Leaf, _Sure]) -> dict[str, _Sure]:
        """Give at which certainties the condition of each rule that applies holds and may hold."""
        applying = {f"a{at}": YES for at, rule in enumerate(self.rules) if rule.applies_on(facts.as_of)}
        declared = []
        for at in _LEVELS:
            holding = {f"{slot}_holds": YES for leaf, slot in self.slots.items() if at in leaves[leaf].holds}
            possible = {f"{slot}_may": YES for leaf, slot in self.slots.items() if at in leaves[leaf].may}
            declared.append(Settled(at=at, **applying, **holding, **possible))
        fired = self.network.fired(declared)
        return {
            rule.id: _Sure(
                frozenset(at for at in _LEVELS if ((rule.id, False), at) in fired),
                frozenset(at for at in _LEVELS if ((rule.id, True), at) in fired),
            )
            for place, rule in enumerate(self.rules)
            if f"a{place}" in applying
        }


def _levels(rules: Iterable[HepuRule]) -> list[tuple[HepuRule, ...]]:
    """Put rules in levels, so that each reads conclusions of earlier levels only."""
    waiting = sorted(rules, key=lambda rule: rule.id)
    reads = {rule.id: {leaf.key for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded)} for rule in waiting}
    levels = []
    while waiting:
        unsettled = {rule.key for rule in waiting}
        ready = {key for key in unsettled if all(not reads[rule.id] & unsettled for rule in waiting if rule.key == key)}
        if not ready:
            raise PackError([Fault("rules_cycle", context={"found": ", ".join(sorted(unsettled))})])
        levels.append(tuple(rule for rule in waiting if rule.key in ready))
        waiting = [rule for rule in waiting if rule.key not in ready]
    return levels


@dataclass(frozen=True)
class SecondOpinion:
    """Rules compiled for experta once, to judge any number of cases."""

    slots: Mapping[object, str]
    leaves: Mapping[Leaf, str]
    measuring: Network
    levels: tuple[_Level, ...]
    rules: tuple[HepuRule, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, rules: Iterable[HepuRule], conclusions: Iterable[str]) -> SecondOpinion:
        """Compile rules; ``conclusions`` are all keys that may be asked for, also those without a rule.

        Raises:
            PackError: when conclusions depend on one another in a circle; the fault names those involved.

        """
        ordered = tuple(sorted(rules, key=lambda rule: rule.id))
        distinct = dict.fromkeys(leaf for rule in ordered for leaf in leaves_of(rule.when))
        leaves = {leaf: f"l{at}" for at, leaf in enumerate(distinct)}
        slots: dict[object, str] = {}
        measuring = Network()
        for leaf in leaves:
            if isinstance(leaf, Concluded):
                continue
            slot = slots.setdefault(subject_of(leaf), f"s{len(slots)}")
            for sure, question in zip((True, False), questions(leaf), strict=True):
                measuring.add_mark([Measured(at=MATCH.at, **{slot: P(question)})], (leaf, sure))
        keys = {*conclusions, *(rule.key for rule in ordered)}
        keys |= {leaf.key for leaf in leaves if isinstance(leaf, Concluded)}
        levels = []
        for group in _levels(ordered):
            read = {leaf: leaves[leaf] for rule in group for leaf in leaves_of(rule.when)}
            writer = RuleWriter(read)
            for at, rule in enumerate(group):
                writer.write(rule, f"a{at}")
            levels.append(_Level(group, read, writer.network))
        return cls(slots, leaves, measuring, tuple(levels), ordered, tuple(sorted(keys)))

    def infer(self, facts: Facts, earlier: Mapping[str, Truth] = _NOTHING) -> Inference:
        """Judge every rule and conclusion; ``earlier`` gives the truth of conclusions that no rule here is for."""
        known = self._measured(facts)
        reached = {key: _Sure.of(earlier[key]) if key in earlier else _Sure() for key in self.keys}
        judged: dict[str, _Sure] = {}
        for level in self.levels:
            known.update(
                (leaf, reached[leaf.key].from_floor(leaf.floor)) for leaf in level.slots if isinstance(leaf, Concluded)
            )
            found = level.infer(facts, known)
            judged.update(found)
            reached.update(_concluded(level.rules, found))
        results = {
            rule.id: RuleResult(
                rule.id,
                applies=True,
                truth=judged[rule.id].truth,
                leaves=tuple(known[leaf].truth for leaf in leaves_of(rule.when)),
            )
            if rule.id in judged
            else RuleResult(rule.id, applies=False)
            for rule in self.rules
        }
        conclusions = {key: sure.truth for key, sure in reached.items()}
        return Inference(MappingProxyType(results), MappingProxyType(conclusions))

    def _measured(self, facts: Facts) -> dict[Leaf, _Sure]:
        """Give at which certainties each leaf on facts holds and may hold."""
        by_slot = {self.slots[subject_of(leaf)]: leaf for leaf in self.leaves if not isinstance(leaf, Concluded)}
        declared = []
        for at in _LEVELS:
            reads = {slot: measure(leaf, facts, at) for slot, leaf in by_slot.items()}
            declared.append(Measured(at=at, **{slot: value for slot, value in reads.items() if value is not None}))
        fired = self.measuring.fired(declared)
        return {
            leaf: _Sure(
                frozenset(at for at in _LEVELS if ((leaf, True), at) in fired),
                frozenset(at for at in _LEVELS if ((leaf, False), at) not in fired),
            )
            for leaf in self.leaves
            if not isinstance(leaf, Concluded)
        }


def _concluded(rules: Iterable[HepuRule], judged: Mapping[str, _Sure]) -> dict[str, _Sure]:
    """Give the conclusions of a level: one holds by a rule of at least that certainty, and may hold by any rule."""
    found: dict[str, _Sure] = {}
    for rule in rules:
        sure, before = judged.get(rule.id, _Sure()), found.get(rule.key, _Sure())
        holds = frozenset(at for at in sure.holds if at <= rule.certainty)
        found[rule.key] = _Sure(before.holds | holds, before.may | sure.may)
    return found


_compiled: dict[int, SecondOpinion] = {}


def infer(pack: Pack, facts: Facts) -> Inference:
    """Give the second opinion on one college; a pack is compiled the first time that it is asked for."""
    opinion = _compiled.get(id(pack))
    if opinion is not None:
        return opinion.infer(facts)
    with _uncollected():
        opinion = _compiled[id(pack)] = SecondOpinion.of(pack.rules.values(), pack.conclusion_keys)
        weakref.finalize(pack, _compiled.pop, id(pack), None)
        return opinion.infer(facts)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking through a network again and again while it grows: half of its cost."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def differences(first: Inference, second: Inference) -> list[str]:
    """Name the conclusions and rules on which two inferences differ, in order."""
    keys = {
        key
        for key in first.conclusions.keys() | second.conclusions.keys()
        if first.conclusions.get(key) != second.conclusions.get(key)
    }
    rules = {
        name for name in first.rules.keys() | second.rules.keys() if first.rules.get(name) != second.rules.get(name)
    }
    return sorted(keys | rules)
