"""How firmly advice stands: thousands of variants of one college, and in how many of them each piece stays the same.

Tried are figures marked as estimates, declared design values and the order of the criteria of priority (legal duty
stays first), never exact counts. The variants are the same each time: a sequence that fills the space of the dials
evenly, in whole numbers, and without chance.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from hepu.advice.build import LAUNCH_LIMIT, PRIORITIES
from hepu.advice.model import Robustness, Stability
from hepu.advice.priority import ID
from hepu.explain.dials import design_dials, estimate_dials
from hepu.explain.places import NOWHERE, Places, Scene, places
from hepu.explain.variants import Variants
from hepu.facts.build import complete
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.columnar import infer_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hepu.advice.model import Advice
    from hepu.facts.model import TypedAnswers
    from hepu.inference.columnar import Plan
    from hepu.pack import Pack

__all__ = ["VARIANTS", "even_choices", "robustness"]

VARIANTS = 10_000
_FIXED = "legal_duty"  # what the law requires is not weighed against anything
_WHOLE = 1 << 32


def robustness(
    answers: TypedAnswers,
    pack: Pack,
    plan: Plan,
    advice: Advice,
    peers: PeerSet = NO_PEERS,
    variants: int = VARIANTS,
) -> Robustness:
    """Say for each problem and measure of the advice in how many variants it stays what it is.

    One of the first problems or one of the measures launched stays when it is still among the first three, or at its
    present place or better; any other problem when it still holds, any other measure when it has the same status.
    """
    spread = Fraction(answers.parameters["robustness_spread"].value, 100)
    factors = (1 - spread, 1 - spread / 2, 1 + spread / 2, 1 + spread)
    estimates = tuple(estimate_dials(answers, pack, factors))
    designs = tuple(design_dials(answers, pack, factors))
    turned = Variants(answers, pack, (*estimates, *designs), peers)
    free = [name for name in pack.knowledge.priority if name not in {_FIXED, ID}]
    orders = [(_FIXED, *order, ID) for order in permutations(free)]
    choices = even_choices(variants, [*(len(dial.options) + 1 for dial in turned.dials), len(orders)])
    cohort = turned.cohort(choices[:, :-1])
    # Neither estimates nor design values choose what a gap is measured against.
    gaps = complete(answers, pack, peers).gaps
    by_statute = frozenset(name for name, detail in gaps.items() if detail.basis == "statute")
    kept: dict[str, int] = {}
    as_given: Places | None = None
    start = 0
    for block, judged in zip(cohort, infer_blocks(plan, cohort), strict=True):
        scene = Scene(pack, plan, block, judged, by_statute)
        found = places(scene, orders, choices[start : start + block.size, -1].astype(np.intp))
        as_given = as_given or found
        for key, stays in _stays(advice, found, as_given).items():
            kept[key] = kept.get(key, 0) + int(np.count_nonzero(stays))
        start += block.size
    firm, fair = (answers.parameters[f"robustness_{word}_from"].value for word in ("firm", "fair"))

    def word(number: int) -> str:
        share = number * 100
        return "firm" if share >= firm * variants else "fair" if share >= fair * variants else "fragile"

    return Robustness(
        variants=variants,
        estimates=len(estimates),
        design_values=len(designs),
        orders=len(orders),
        kept={key: Stability(kept=number, word=word(number)) for key, number in sorted(kept.items())},  # type: ignore[arg-type]  # one of the three words
    )


def _stays(advice: Advice, found: Places, as_given: Places) -> dict[str, NDArray[np.bool_]]:
    """Say for each piece of advice in which variants it stays; the first variant is the case as given."""
    stays = {}
    for at, problem in enumerate(advice.problems):
        place = found.problems[problem.id]
        stays[f"problem.{problem.id}"] = place <= PRIORITIES if at < PRIORITIES else place != NOWHERE
    for item in advice.strategies:
        if item.placement == "launch":
            limit = max(LAUNCH_LIMIT, int(as_given.measures[item.id][0]))
            stays[f"strategy.{item.id}"] = found.measures[item.id] <= limit
        else:
            stays[f"strategy.{item.id}"] = found.status[item.id] == as_given.status[item.id][0]
    return stays


def even_choices(number: int, sizes: Sequence[int]) -> NDArray[np.uint8]:
    """Give choices that fill a space evenly: row ``v`` is ``v`` times the square roots of primes, without the wholes.

    Row 0 is all noughts: everything as given.
    """
    steps = np.arange(number, dtype=np.uint64)
    columns = []
    for prime, size in zip(_primes(len(sizes)), sizes, strict=True):
        root = np.uint64(isqrt(prime * _WHOLE**2) % _WHOLE)
        columns.append(((steps * root % np.uint64(_WHOLE)) * np.uint64(size) >> np.uint64(32)).astype(np.uint8))
    return np.stack(columns, axis=1)


def _primes(number: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < number:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found
