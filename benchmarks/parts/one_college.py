"""One college at a time: the chainer with its full proof beside experta, CLIPS and zen-engine with theirs."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from contestants.zen_rules import ZenRules

from clips_oracle import ClipsOracle
from hepu.inference.chainer import chain
from hepu.inference.columnar import cohort_of_facts, facts_of_case, infer_cohort
from hepu.inference.second_opinion import SecondOpinion, differences
from parts.tables import Table, number, ratios, rounds

if TYPE_CHECKING:
    from synthetic import Drawn

    from hepu.pipeline import Advisor

__all__ = ["one_college"]

# What each carries: unknowns, certainty, and a proof.
CARRIES = {
    "chainer": ("yes", "yes", "every leaf"),
    "experta, mended": ("yes", "yes", "every leaf"),
    "CLIPS (clipspy)": ("yes", "yes", "every leaf"),
    "zen-engine": ("no", "no", "every rule"),
    "columnar, of one": ("yes", "yes", "none"),
}


def one_college(able: Advisor, drawn: Drawn, times: int) -> tuple[Table, dict[str, Any]]:
    """Judge single colleges by each; all must agree with the chainer, and the chainer with the columns.

    Raises:
        SystemExit: when any of them differ.

    """
    cohort = drawn.cohort()
    cases = [facts_of_case(cohort, at) for at in range(min(drawn.size, 12))]
    judged, plan = infer_cohort(able.plan, cohort), able.plan
    clips = ClipsOracle.of(able.pack.rules.values(), able.pack.conclusion_keys)
    opinion = SecondOpinion.of(able.pack.rules.values(), able.pack.conclusion_keys)
    complete = drawn.complete()
    zen, exact = ZenRules(able.program, complete), complete.cohort()
    contexts = [zen.context(facts_of_case(exact, at)) for at in range(len(cases))]
    holds = infer_cohort(plan, exact).conclusions & 1
    for at, facts in enumerate(cases):
        mine = chain(able.program, facts)
        rules, conclusions = judged.rules[:, at].tolist(), judged.conclusions[:, at].tolist()
        columns = {**dict(zip(plan.rules, rules, strict=True)), **dict(zip(plan.keys, conclusions, strict=True))}
        chained = {**{name: result.truth for name, result in mine.rules.items()}, **mine.conclusions}
        apart = [key for key, truth in chained.items() if columns[key] != truth]
        apart += differences(mine, clips.infer(facts)) + differences(mine, opinion.infer(facts))
        apart += [
            key
            for key, one, other in zip(plan.keys, zen.judge(contexts[at]), holds[:, at], strict=True)
            if one != other
        ]
        if apart:
            raise SystemExit(f"college {at}: the engines differ on {', '.join(apart[:9])}")
    single = [cohort_of_facts([facts]) for facts in cases]
    few = cases[:3]
    work = {
        "chainer": lambda: [chain(able.program, facts) for facts in cases],
        "experta, mended": lambda: [opinion.infer(facts) for facts in few],
        "CLIPS (clipspy)": lambda: [clips.infer(facts) for facts in few],
        "zen-engine": lambda: [zen.judge(context) for context in contexts],
        "columnar, of one": lambda: [infer_cohort(plan, cohort) for cohort in single],
    }
    each = {name: len(few) if name in {"experta, mended", "CLIPS (clipspy)"} else len(cases) for name in work}
    found = {name: [spent / each[name] for spent in turns] for name, turns in rounds(work, times).items()}
    table = Table(
        f"One college: {len(able.pack.rules)} rules",
        ("engine", "unknowns", "certainty", "proof", "ms a college", "chainer is faster"),
        [
            (
                name,
                *CARRIES[name],
                number(1000 * statistics.median(turns)),
                f"{number(ratios(turns, found['chainer']))} ×",
            )
            for name, turns in found.items()
        ],
        f"Every conclusion and rule of {len(cases)} colleges compared; zen-engine judges them with all blanks filled.",
    )
    return table, found
