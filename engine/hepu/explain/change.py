"""The least change, weighed by effort, that makes a problem go away or a measure fit.

Tried are the moves of the levers that the conclusion hangs on: each alone, then two, three and four together, thousands
at a time by the columnar evaluator. A set of moves is given when nothing that weighs less does it and none of its moves
can be left out. One that would bring about a problem which does not hold now says so, and comes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from hepu.explain.closure import closure_of
from hepu.explain.moves import Move, Step, moves
from hepu.explain.variants import Dial, Variants
from hepu.facts.build import complete
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.columnar import infer_cohort

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from hepu.facts.model import TypedAnswers
    from hepu.inference.columnar import Judged, Plan
    from hepu.pack import Pack

__all__ = ["LeastChange", "Way", "least_change"]

MOST_WAYS = 3
MOST_TOGETHER = 4
MOST_TRIED = 120_000
_BROUGHT = ("problem.", "cause.")
_UNWANTED = frozenset({"problem", "cause", "challenge"})


@dataclass(frozen=True, slots=True)
class Way:
    """Steps that together do it, what they weigh, and the problems and causes (keys) that they would bring about."""

    steps: tuple[Step, ...]
    weight: int
    brings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeastChange:
    """What the search for the least change came to.

    ``key`` is the conclusion and ``wanted`` what it should become: ``gone`` (no longer true) for a problem, cause or
    challenge, ``recommended`` for a strategy, ``true`` for the rest. ``already`` says that it is so as things are.
    ``ways`` stand in order: those that bring about nothing else first, then the lightest. ``moves`` could be moved,
    ``tried`` sets of up to ``together`` of them were.
    """

    key: str
    wanted: str
    already: bool
    ways: tuple[Way, ...] = ()
    moves: int = 0
    tried: int = 0
    together: int = 0


def least_change(key: str, answers: TypedAnswers, pack: Pack, plan: Plan, peers: PeerSet = NO_PEERS) -> LeastChange:
    """Find the lightest sets of moves by which a conclusion becomes what a college would want."""
    stage, _, name = key.partition(".")
    keys = (key, f"exclusion.{name}") if stage == "strategy" else (key,)
    found = _searched(key, keys, answers, pack, plan, peers)
    if found.ways and all(way.brings for way in found.ways):
        # What would also mend the problems that these ways bring about is tried as well.
        brought = {brought for way in found.ways for brought in way.brings}
        wider = _searched(key, (*keys, *sorted(brought)), answers, pack, plan, peers)
        if wider.ways and not wider.ways[0].brings:
            return wider
    return found


def _searched(
    key: str, keys: tuple[str, ...], answers: TypedAnswers, pack: Pack, plan: Plan, peers: PeerSet
) -> LeastChange:
    """Search among the levers that some conclusions hang on."""
    wanted = wanted_of(key)
    facts = complete(answers, pack, peers)
    candidates = moves(answers, facts, pack, closure_of(keys, pack, answers.as_of), peers)
    search = _Search(answers, pack, plan, peers, key, candidates)
    if search.reached([()])[0] is not None:
        return LeastChange(key, wanted, already=True)
    found: dict[frozenset[int], tuple[str, ...]] = {}
    tried = together = 0
    for number in range(1, MOST_TOGETHER + 1):
        clean = [item for item, brings in found.items() if not brings]
        sets = [item for item in search.sets(number) if not any(known <= frozenset(item) for known in clean)]
        if tried + len(sets) > MOST_TRIED:
            break
        for chosen, brings in zip(map(frozenset, sets), search.reached(sets), strict=True):
            # A way that brings about a problem is worth adding to only where that mends it.
            if brings is not None and not (brings and any(known <= chosen for known in found)):
                found[chosen] = brings
        tried, together = tried + len(sets), number
        weights = [search.weight(item) for item, brings in found.items() if not brings]
        if weights and number * search.lightest_move >= min(weights):
            break  # more moves cannot weigh less
    ways: dict[frozenset[str], Way] = {}
    for item in sorted(found, key=lambda item: (len(found[item]), search.weight(item), len(item), sorted(item))):
        steps = tuple(step for at in sorted(item) for step in candidates[at].steps)
        # The same levers moved further are no other way.
        ways.setdefault(frozenset(step.key for step in steps), Way(steps, search.weight(item), found[item]))
    return LeastChange(key, wanted, False, tuple(ways.values())[:MOST_WAYS], len(candidates), tried, together)


def wanted_of(key: str) -> str:
    """Say what a conclusion should become."""
    stage = key.partition(".")[0]
    return "gone" if stage in _UNWANTED else "recommended" if stage == "strategy" else "true"


class _Search:
    """Tries sets of moves, named by their places."""

    def __init__(
        self,
        answers: TypedAnswers,
        pack: Pack,
        plan: Plan,
        peers: PeerSet,
        key: str,
        candidates: Sequence[Move],
    ) -> None:
        self.plan, self.key, self.candidates = plan, key, candidates
        self.weights = [
            sum(step.times * answers.parameters[f"lever_weight_{step.effort}"].value for step in move.steps)
            for move in candidates
        ]
        options: dict[str, list[int]] = {}
        for at, move in enumerate(candidates):
            options.setdefault(move.key, []).append(at)
        self.place = {
            at: (dial, option + 1) for dial, places in enumerate(options.values()) for option, at in enumerate(places)
        }
        dials = tuple(
            Dial(name, tuple({name: candidates[at].change} for at in places)) for name, places in options.items()
        )
        self.variants = Variants(answers, pack, dials, peers)

    @property
    def lightest_move(self) -> int:
        return min(self.weights, default=0)

    def weight(self, item: Iterable[int]) -> int:
        return sum(self.weights[at] for at in item)

    def sets(self, number: int) -> Iterator[tuple[int, ...]]:
        """Give every set of so many moves of which no two exclude one another."""
        for item in combinations(range(len(self.candidates)), number):
            if len({self.place[at][0] for at in item}) == number:
                yield item

    def reached(self, sets: Sequence[tuple[int, ...]]) -> list[tuple[str, ...] | None]:
        """Give for each set that makes the conclusion what is wanted what it brings about; None for others."""
        choices = np.zeros((1 + len(sets), len(self.variants.dials)), np.uint8)
        for row, item in enumerate(sets, start=1):
            for at in item:
                dial, option = self.place[at]
                choices[row, dial] = option
        judged = infer_cohort(self.plan, self.variants.cohort(choices))
        wanted = self._wanted(judged)
        rows = [row for row, key in enumerate(self.plan.keys) if key.startswith(_BROUGHT)]
        holding = (judged.conclusions[rows] & 1) != 0
        brought = holding & ~holding[:, :1]  # the first case is the college as it is
        return [
            tuple(self.plan.keys[rows[row]] for row in np.flatnonzero(brought[:, case])) if wanted[case] else None
            for case in range(1, len(choices))
        ]

    def _wanted(self, judged: Judged) -> NDArray[np.bool_]:
        stage, _, name = self.key.partition(".")
        truth = judged.conclusions[self.plan.keys.index(self.key)]
        if stage in _UNWANTED:
            gone: NDArray[np.bool_] = (truth & 1) == 0
            return gone
        wanted: NDArray[np.bool_] = (truth & 1) != 0
        if stage == "strategy":
            wanted &= (judged.conclusions[self.plan.keys.index(f"exclusion.{name}")] >> 3 & 1) != 0
        return wanted
