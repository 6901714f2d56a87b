"""Cohorts: the columnar evaluator beside the same rules written out in NumPy, polars and C."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from contestants.c_loop import CByBlock, CByCollege
from contestants.numpy_script import NumpyScript
from contestants.polars_frame import PolarsFrame
from contestants.straight import straight_of
from synthetic import RANGED, draw

from hepu.inference.columnar import infer_blocks, infer_cohort
from hepu.inference.columnar.truth import TURN
from parts.tables import Table, number, ratios, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from synthetic import Drawn

    from hepu.inference.columnar import Cohort, Judged, Plan
    from hepu.pipeline import Advisor

__all__ = ["cohorts", "judge", "made"]

_TURN = 16_000  # colleges in a turn, at the least
PEERS = (NumpyScript, PolarsFrame, CByCollege, CByBlock)


def judge(plan: Plan, cohort: Cohort) -> None:
    """Judge a cohort as a reader of a stream does: each result is let go before the next is asked for."""
    for judged in infer_blocks(plan, cohort):
        del judged


def made(able: Advisor, drawn: Drawn, peers: Sequence[Any] = PEERS) -> list[Any]:
    """Make contestants, and hold each against the columnar evaluator on every rule and conclusion of every college.

    Raises:
        SystemExit: when any differs.

    """
    script = straight_of(able.program, drawn.day, drawn.parameters, drawn.words, RANGED)
    expected: Judged = infer_cohort(able.plan, drawn.cohort())
    found = []
    for peer in peers:
        contestant = peer(script, drawn)
        seen = 0

        def check(first: int, rules: Any, conclusions: Any, name: str = peer.name) -> None:
            nonlocal seen
            place = slice(first, first + rules.shape[1])
            if (rules ^ TURN != expected.rules[:, place]).any() or (
                conclusions ^ TURN != expected.conclusions[:, place]
            ).any():
                raise SystemExit(f"{name} differs from the columnar evaluator")
            seen += rules.shape[1]

        contestant.run(check)
        if seen != drawn.size:
            raise SystemExit(f"{peer.name} judged {seen} of {drawn.size} colleges")
        found.append(contestant)
    return found


def cohorts(
    able: Advisor, sizes: Sequence[int], single: Mapping[str, Sequence[float]], times: int
) -> tuple[Table, dict[str, Any]]:
    """Judge cohorts of each size by each contestant; ``single`` gives the seconds a college of engines for one."""
    experta, clips = (statistics.median(single[name]) for name in ("experta, mended", "CLIPS (clipspy)"))
    table = Table(
        "Cohorts: microseconds a college",
        (
            "colleges",
            "columnar",
            *(peer.name for peer in PEERS),
            "columnar ÷ NumPy script",
            "÷ best C",
            "× experta",
            "× CLIPS",
        ),
        [],
        "All carry unknowns and the three certainties, and give every rule and every conclusion of every college.",
    )
    kept: dict[str, Any] = {}
    for size in sizes:
        drawn = draw(able.pack, size, seed=size)
        cohort = drawn.cohort()
        contestants = made(able, drawn)
        work = {"columnar": lambda cohort=cohort: judge(able.plan, cohort)} | {
            item.name: item.run for item in contestants
        }
        found = rounds(work, times, max(1, _TURN // size))
        best = min((found[peer.name] for peer in (CByCollege, CByBlock)), key=statistics.median)
        mine = statistics.median(found["columnar"]) / size
        table.rows.append(
            (
                f"{size:,}",
                *(number(1e6 * statistics.median(turns) / size) for turns in found.values()),
                number(ratios(found["columnar"], found[NumpyScript.name])),
                number(ratios(found["columnar"], best)),
                number(experta / mine),
                number(clips / mine),
            )
        )
        kept[str(size)] = found
    return table, kept
