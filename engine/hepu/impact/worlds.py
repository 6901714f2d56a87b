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
from hepu.impact.changes import EntryChange
from hepu.inference.chainer import chain, compile_pack
from hepu.inference.columnar import cohort_of_facts, infer_cohort, plan_of
from hepu.inference.kleene import certainty_of, is_false

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hepu.advice.model import Placement
    from hepu.facts.model import Facts
    from hepu.facts.peers import PeerSet
    from hepu.impact.library import College
    from hepu.impact.mixing import Mixing
    from hepu.inference.chainer import Program
    from hepu.inference.columnar import Judged, Plan
    from hepu.inference.kleene import Truth
    from hepu.pack import Pack

__all__ = ["Standing", "World", "Worlds", "state_of"]

# Knowledge that is read where advice is built, beyond what facts are made from.
_ADVISING = frozenset({"problems", "causes", "strategies", "priority"})


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

    def truths(self, key: str) -> NDArray[np.uint8] | None:
        """Give a conclusion's truth for every college."""
        at = self._row.get(key)
        return None if at is None else self.judged.conclusions[at]

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

    ``peers`` are those of each college; a college that a pack cannot read on its day is in no library.
    """

    mixing: Mixing
    colleges: Sequence[College]
    peers: Sequence[PeerSet]
    _made: dict[frozenset[str], World | None] = field(default_factory=dict, repr=False)
    _facts: dict[frozenset[str], tuple[Facts, ...]] = field(default_factory=dict, repr=False)

    @property
    def old(self) -> World:
        """The library under the old pack."""
        return self._sure(frozenset())

    @property
    def new(self) -> World:
        """The library under the new pack."""
        return self._sure(frozenset(self.mixing.changes))

    def world(self, keys: frozenset[str]) -> World | None:
        """Judge the library under the old pack with some changes; nothing where these make no pack."""
        if keys not in self._made:
            pack = self.mixing.pack(keys)
            self._made[keys] = None if pack is None else self._judge(pack, keys)
        return self._made[keys]

    def touched(self, keys: frozenset[str], other: frozenset[str], college: int) -> bool:
        """Say whether a college may be told anything else under one set of changes than under another."""
        one, two = self.world(keys), self.world(other)
        if one is None or two is None:
            return False
        differ = keys ^ other
        kinds = {self.mixing.changes[key].kind for key in differ if isinstance(self.mixing.changes[key], EntryChange)}  # type: ignore[union-attr]
        if kinds & _ADVISING or (kinds and one.facts[college] != two.facts[college]):
            return True
        return bool(self._differs(one, two, differ)[college])

    def _differs(self, one: World, other: World, differ: frozenset[str]) -> NDArray[np.bool_]:
        """Say of each college whether a rule or a conclusion comes to something else, or a changed rule to something."""
        found = np.zeros(len(self.colleges), np.bool_)
        for name in {*one.plan.rules, *other.plan.rules}:
            first, second = one.rule(name), other.rule(name)
            if first is None or second is None or f"rule.{name}" in differ:
                for truths in (first, second):
                    if truths is not None:  # a rule that is false or does not apply says nothing
                        found |= (truths >= 0) & ((truths & 0b1000) == 0)
            else:
                found |= first != second
        return found

    def _sure(self, keys: frozenset[str]) -> World:
        world = self.world(keys)
        assert world is not None  # noqa: S101  # both packs were loaded whole
        return world

    def _judge(self, pack: Pack, keys: frozenset[str]) -> World:
        program = compile_pack(pack)
        plan = plan_of(program)
        facts = self._facts_of(pack, keys)
        return World(pack, program, plan, facts, infer_cohort(plan, cohort_of_facts(facts)))

    def _facts_of(self, pack: Pack, keys: frozenset[str]) -> tuple[Facts, ...]:
        """Build the facts of every college; changes of rules alone leave them as they are."""
        known = frozenset(key for key in keys if isinstance(self.mixing.changes[key], EntryChange))
        if known not in self._facts:
            self._facts[known] = tuple(
                build_facts(item.profile, pack, peers) for item, peers in zip(self.colleges, self.peers, strict=True)
            )
        return self._facts[known]


