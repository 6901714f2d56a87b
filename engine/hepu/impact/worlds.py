"""The colleges of a library judged under packs between the old and the new one.

Truths are computed for all colleges at once; what advice comes of them is built only for those that are asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hepu.advice.build import PRIORITIES, build_outset
from hepu.facts.build import build_facts
from hepu.impact.changes import EntryChange, RuleChange
from hepu.impact.library import as_known
from hepu.inference.chainer import chain, compile_pack
from hepu.inference.columnar import cohort_of_facts, infer_cohort, plan_of
from hepu.inference.kleene import FALSE, certainty_of, is_false

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from hepu.advice.model import Placement
    from hepu.facts.model import Facts
    from hepu.facts.peers import PeerSet
    from hepu.impact.library import College
    from hepu.impact.mixing import Mixing
    from hepu.inference.chainer import Program
    from hepu.inference.columnar import Cohort, Judged, Plan
    from hepu.inference.kleene import Truth
    from hepu.pack import Pack

__all__ = ["Standing", "World", "Worlds", "state_of"]

# Knowledge that is read where advice is built, beyond what facts are made from.
_ADVISING = frozenset({"problems", "causes", "strategies", "priority"})
_PLANNED = "plan_"


def state_of(truth: Truth) -> str:
    """Name a truth as it is told: the certainty at which it holds, ``false`` or ``unknown``."""
    certainty = certainty_of(truth)
    return certainty.word if certainty is not None else "false" if is_false(truth) else "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a college is told: where each measure stands, the first problems in order, and the open questions."""

    measures: Mapping[str, tuple[Placement, int]]
    priorities: tuple[str, ...]
    questions: frozenset[str]


@dataclass(frozen=True)
class World:
    """The library under one pack."""

    pack: Pack
    program: Program
    plan: Plan
    facts: tuple[Facts, ...]
    judged: Judged
    _standings: dict[int, Standing] = field(default_factory=dict, repr=False)

    @cached_property
    def _row(self) -> Mapping[str, int]:
        return MappingProxyType({key: at for at, key in enumerate(self.plan.keys)})

    @cached_property
    def _rule(self) -> Mapping[str, int]:
        return MappingProxyType({name: at for at, name in enumerate(self.plan.rules)})

    def state(self, key: str, college: int) -> str:
        """Tell a conclusion's truth; one that the pack does not define is ``undefined``."""
        at = self._row.get(key)
        return "undefined" if at is None else state_of(int(self.judged.conclusions[at, college]))

    def rule(self, name: str) -> NDArray[np.int16] | None:
        """Give what a rule came to for every college: its truth, or -1 where it does not apply."""
        at = self._rule.get(name)
        if at is None:
            return None
        found: NDArray[np.int16] = np.where(self.judged.applies[at], self.judged.rules[at].astype(np.int16), -1)
        return found

    def standing(self, college: int) -> Standing:
        """Build what advice is told to a college."""
        if college not in self._standings:
            facts = self.facts[college]
            outset = build_outset(facts, chain(self.program, facts), self.pack)
            self._standings[college] = Standing(
                MappingProxyType({item.id: (item.placement, item.rank) for item in outset.strategies}),
                tuple(item.id for item in outset.problems[:PRIORITIES]),
                frozenset(answer for answers in outset.hanging.values() for answer in answers),
            )
        return self._standings[college]


@dataclass(frozen=True)
class Worlds:
    """A library under the old pack with any of the changes; each set of changes is judged once.

    ``given`` are the facts of every college under the old and the new pack; ``peers`` the peers of each.
    """

    mixing: Mixing
    colleges: Sequence[College]
    peers: Sequence[PeerSet]
    given: tuple[tuple[Facts, ...], tuple[Facts, ...]]
    _made: dict[frozenset[str], World | None] = field(default_factory=dict, repr=False)
    _facts: dict[frozenset[str], tuple[tuple[Facts, ...], Cohort]] = field(default_factory=dict, repr=False)
    _touched: dict[frozenset[frozenset[str]], NDArray[np.bool_]] = field(default_factory=dict, repr=False)

    @cached_property
    def every(self) -> frozenset[str]:
        """Name all changes."""
        return frozenset(self.mixing.changes)

    @property
    def old(self) -> World:
        """The library under the old pack."""
        return self._sure(frozenset())

    @property
    def new(self) -> World:
        """The library under the new pack."""
        return self._sure(self.every)

    def world(self, keys: frozenset[str]) -> World | None:
        """Judge the library under the old pack with some changes; nothing where these make no pack."""
        if keys not in self._made:
            pack = self.mixing.pack(keys)
            self._made[keys] = None if pack is None else self._judge(pack, keys)
        return self._made[keys]

    def touched(self, keys: frozenset[str], other: frozenset[str], college: int) -> bool:
        """Say whether a college may be told anything else under one set of changes than under another."""
        pair = frozenset({keys, other})
        if pair not in self._touched:
            self._touched[pair] = self._find_touched(keys, other)
        return bool(self._touched[pair][college])

    def _find_touched(self, keys: frozenset[str], other: frozenset[str]) -> NDArray[np.bool_]:
        one, two = self.world(keys), self.world(other)
        if one is None or two is None:
            return np.zeros(len(self.colleges), np.bool_)
        changes = [self.mixing.changes[key] for key in keys ^ other]
        kinds = {item.kind for item in changes if isinstance(item, EntryChange)}
        if kinds & _ADVISING:
            return np.ones(len(self.colleges), np.bool_)
        found = _differs(one, two, {item.id for item in changes if isinstance(item, RuleChange)}, len(self.colleges))
        if kinds:
            pairs = zip(one.facts, two.facts, strict=True)
            found |= np.array([_read_otherwise(*pair) for pair in pairs], np.bool_)
        return found

    def among_touched(self) -> tuple[tuple[int, ...], Worlds]:
        """Give the places of the colleges to which anything may be told otherwise, and the worlds of these alone."""
        places = tuple(at for at in range(len(self.colleges)) if self.touched(frozenset(), self.every, at))
        old, new = (tuple(facts[at] for at in places) for facts in self.given)
        colleges, peers = [self.colleges[at] for at in places], [self.peers[at] for at in places]
        return places, Worlds(self.mixing, colleges, peers, (old, new))

    def _sure(self, keys: frozenset[str]) -> World:
        world = self.world(keys)
        assert world is not None  # noqa: S101  # both packs were loaded whole
        return world

    def _judge(self, pack: Pack, keys: frozenset[str]) -> World:
        program = compile_pack(pack)
        plan = plan_of(program)
        facts, cohort = self._facts_of(pack, keys)
        return World(pack, program, plan, facts, infer_cohort(plan, cohort))

    def _facts_of(self, pack: Pack, keys: frozenset[str]) -> tuple[tuple[Facts, ...], Cohort]:
        """Build the facts of every college; changes of rules alone leave them as they are."""
        known = frozenset(key for key in keys if isinstance(self.mixing.changes[key], EntryChange))
        if known not in self._facts:
            if not known:
                facts = self.given[0]
            elif all(key in known or isinstance(item, RuleChange) for key, item in self.mixing.changes.items()):
                facts = self.given[1]
            else:
                pairs = zip(self.colleges, self.peers, strict=True)
                facts = tuple(build_facts(as_known(item.profile, pack.knowledge), pack, peers) for item, peers in pairs)
            self._facts[known] = facts, cohort_of_facts(facts)
        return self._facts[known]


def _read_otherwise(one: Facts, other: Facts) -> bool:
    """Say whether facts differ in what advice reads besides conclusions: of parameters, what measures take."""
    if any(getattr(one, name) != getattr(other, name) for name in ("values", "lists", "policies", "gaps")):
        return True
    return _taken(one) != _taken(other)


def _taken(facts: Facts) -> dict[str, int]:
    return {name: item.value for name, item in facts.parameters.items() if name.startswith(_PLANNED)}


def _differs(one: World, other: World, changed: Collection[str], size: int) -> NDArray[np.bool_]:
    """Say of each college whether a rule comes to something else, or a rule that was changed to anything at all."""
    found = np.zeros(size, np.bool_)
    for name in {*one.plan.rules, *other.plan.rules}:
        first, second = one.rule(name), other.rule(name)
        if first is None or second is None or name in changed:
            for truths in (first, second):
                if truths is not None:  # a rule that is false at every certainty, or does not apply, says nothing
                    found |= (truths >= 0) & (truths != FALSE)
        else:
            found |= first != second
    return found
