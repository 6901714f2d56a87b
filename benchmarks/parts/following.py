"""What is measured of how advice follows facts: overlaps by likeness, twins, and which conclusions appear."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hepu.discrimination import Judged, judge, likeness, pairs_of, rank_biased, shared, twin
from parts.overlap_plot import Spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from hepu.facts.peers import PeerSet
    from hepu.pipeline import Advisor
    from hepu.profile.model import Profile

STEP, FEWEST_PAIRS = 0.05, 100
SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
TWINS = 150
STAGES = ("problem", "cause", "strategy")


@dataclass(frozen=True, slots=True)
class Run:
    """One cohort under one set of peers, with likeness and overlaps of its pairs."""

    judged: list[Judged]
    alike: NDArray[np.float64]
    overlaps: dict[str, NDArray[np.float64]]


def run_of(shipped: Advisor, profiles: Sequence[Profile], peers: PeerSet, alike: NDArray[np.float64] | None) -> Run:
    """Judge a cohort and compare its pairs."""
    judged = judge(profiles, shipped.pack, shipped.program, peers)
    own = [item.own for item in judged]
    overlaps = {
        "first three": shared(own, 3),
        "first ten": shared(own, 10),
        "first ten, rank-biased": rank_biased(own, 10),
        "launched": shared([item.launched for item in judged], 3),
    }
    found = likeness([item.facts for item in judged], shipped.pack) if alike is None else alike
    return Run(judged, found, overlaps)


def spread(values: NDArray[np.float64]) -> Spread:
    """Give quartiles and mean."""
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return Spread(float(low), float(middle), float(high), float(values.mean()))


def bins_of(run: Run) -> list[tuple[str, int, dict[str, Spread]]]:
    """Group the pairs by likeness in steps; groups of few pairs at either end are drawn to their neighbour."""
    alike = pairs_of(run.alike)
    edges = list(np.arange(0, 1 + STEP / 2, STEP))
    counts = [int(((alike >= low) & (alike < high)).sum()) for low, high in pairwise(edges)]
    full = [at for at, count in enumerate(counts) if count >= FEWEST_PAIRS]
    cuts = [0.0, *(float(edges[at]) for at in full[1:]), 1.01]
    found = []
    for low, high in pairwise(cuts):
        inside = (alike >= low) & (alike < high)
        name = f"below {high:.2f}" if low == 0 else f"from {low:.2f}" if high > 1 else f"{low:.2f}–{high:.2f}"
        spreads = {key: spread(pairs_of(square)[inside]) for key, square in run.overlaps.items()}
        found.append((name, int(inside.sum()), spreads))
    return found


def twin_rows(shipped: Advisor, run: Run, peers: PeerSet) -> list[tuple[float, Spread, Spread]]:
    """Exchange a share of each college's answers for another's, and see what is still advised."""
    base = run.judged[:TWINS]
    found = []
    for share in SHARES:
        twins = [
            twin(item.profile, base[(at + len(base) // 2) % len(base)].profile, share, f"{at} {share}")
            for at, item in enumerate(base)
        ]
        changed = judge(twins, shipped.pack, shipped.program, peers)
        pairs = [(one.own, other.own) for one, other in zip(base, changed, strict=True)]
        three, ten = (np.array([shared(pair, top)[0, 1] for pair in pairs]) for top in (3, 10))
        found.append((share, spread(three), spread(ten)))
    return found


def appearing(run: Run, shipped: Advisor) -> dict[str, Counter[str]]:
    """Count in how many colleges each conclusion holds; a strategy that is withheld or an alternative is told, too."""
    return {stage: Counter(name for item in run.judged for name in item.inference.true(stage)) for stage in STAGES} | {
        "own": Counter(name for item in run.judged for name in item.own),
        "never": Counter(
            {
                rule: int(any(item.inference.rules[rule].applies for item in run.judged))
                for rule in shipped.pack.rules
                if not any(item.inference.rules[rule].fired for item in run.judged)
            }
        ),
    }


def spans(counts: Counter[str], all_of: Iterable[str]) -> tuple[int, int, str, int, list[str]]:
    """Give how many of all appear, least, median and most colleges, and which never do."""
    numbers = [counts[name] for name in all_of]
    never = [name for name in all_of if not counts[name]]
    median = statistics.median(numbers)
    return len(numbers) - len(never), min(numbers), f"{median:g}", max(numbers), never
