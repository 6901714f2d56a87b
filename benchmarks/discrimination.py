"""Does advice differ as facts differ? Over fictitious colleges, written down in docs/discrimination.md.

Run it from the repository's top: ``.venv/bin/python benchmarks/discrimination.py [--count N] [--seed S] [--quick]``.
The same count, seed and pack give the same page. ``--quick`` takes 120 colleges and prints the page, writing nothing.
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from parts.following import TWINS, Run, appearing, bins_of, run_of, spans, twin_rows
from parts.overlap_plot import Spread, picture

from hepu.discrimination import differing, judge, mantel, pairs_of, peers_of, read_by, renamed, reordered, spearman
from hepu.facts.peers import NO_PEERS
from hepu.pipeline import advisor
from hepu.synthetic import blank_profile, generate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.facts.peers import PeerSet
    from hepu.pipeline import Advisor

TOP = Path(__file__).resolve().parents[1]
PEERS, DISCLOSURE = 48, 8
NEAREST, SHOWN, FIRST = 0.01, 5, 3
# Lists of sheets other than the core one; a form with none of them is little more than the core sheet.
ASKED = frozenset({"programmes", "enterprises", "partnerships", "alliances", "overseas_students", "mission_areas"})

WHAT = """# Does advice differ as facts differ?

Written by `benchmarks/discrimination.py --count {count} --seed {seed}` on the pack `{digest}`; run it again and
compare. {count} **fictitious** colleges are drawn under declared assumptions
([synthetic-profiles.md](synthetic-profiles.md)); their numbers say nothing about real colleges. They are judged
with {peers} other fictitious colleges as peers, and once more without peers. Asked is whether those with like facts
get like advice and those with unlike facts unlike advice.

*Likeness* is a similarity of Gower's kind over the typed facts (`engine/hepu/discrimination/likeness.py`): for each
answer, indicator and list the two colleges are alike from 0 to 1, a blank is unlike an answer, and what both leave
blank is left out. *Shared* is the share of the college's own strategies that both have, among the first three or
ten in their order of priority, without those withheld (Jaccard); *rank-biased* counts what comes first more
(Webber, Moffat and Zobel 2010, persistence 0.9, cut at ten and scaled to 1).

## Shared advice rises with likeness

"""
BY_LIKENESS = """
By likeness, with peers ({pairs} pairs): median and quartiles of what is shared.

"""
BY_TWINS = """
![Shared advice by likeness of facts](images/discrimination-en.svg)

Colleges that were drawn apart are seldom very much alike. So {twins} of them were given twins, in which each
answer, indicator and list was exchanged for another college's with some probability.

"""
NEAR = """
## Alike, and yet told otherwise

Among the {nearest:.0%} of pairs with the greatest likeness, the {shown} that share least of their first ten.
"""
LIMITS = """
## What this does not show

Whether the advice is good: only that it follows facts. The colleges are as Hepu assumes them to be; another mix of
kinds gives other shares. Likeness weighs every fact alike, though some decide much and others little.
"""


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Write a table of Markdown; all but the first column are numbers."""
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def told(item: Spread) -> str:
    """Write a spread as median (quartiles)."""
    return f"{item.middle:.2f} ({item.low:.2f}–{item.high:.2f})"


def nearest_unlike(run: Run, shipped: Advisor) -> Iterator[str]:
    """Show the pairs that are most alike and share least of their first ten, and what makes the difference."""
    rows, columns = np.triu_indices(len(run.alike), 1)
    alike, ten = run.alike[rows, columns], run.overlaps["first ten"][rows, columns]
    order = np.argsort(-alike, kind="stable")[: max(SHOWN, int(len(rows) * NEAREST))]
    chosen = sorted(order, key=lambda at: (round(float(ten[at]), 9), -float(alike[at])))[:SHOWN]
    for at in chosen:
        one, other = run.judged[rows[at]], run.judged[columns[at]]
        yield (
            f"\n**{one.profile.college.name.en}** and **{other.profile.college.name.en}**: likeness {alike[at]:.2f}, "
            f"shared of the first ten {ten[at]:.2f}\n\n"
        )
        unlike = differing([one.facts, other.facts], shipped.pack)
        for this, that in ((one, other), (other, one)):
            own = [name for name in this.own[:10] if name not in that.own[:10]]
            problems = [
                item for item in this.advice.problems if item.id not in {row.id for row in that.advice.problems}
            ]
            facts = read_by(shipped.pack, [rule for item in problems for rule in item.rules])
            because = sorted(
                {name for name in unlike if name in facts or name.replace(":", ".").partition(".")[0] in facts}
            )
            yield (
                f"- only the {'first' if this is one else 'second'} is told: {listed(own)}; only it has the problems "
                f"{listed([item.id for item in problems])}; they rest on answers that differ: {listed(because)}\n"
            )
        yield f"- facts that differ or are blank in one: {len(unlike)}\n"


def listed(names: Iterable[str]) -> str:
    """Write names as a list in a sentence."""
    return ", ".join(f"`{name}`" for name in names) or "none"


def page(shipped: Advisor, args: argparse.Namespace) -> tuple[str, dict[str, str]]:
    """Measure everything; give the page and the pictures by file name."""
    knowledge = shipped.pack.knowledge
    profiles = list(generate(knowledge, args.count, args.seed, "en"))
    peers = peers_of(generate(knowledge, PEERS, args.seed + 1), knowledge, DISCLOSURE)
    run = run_of(shipped, profiles, peers, None)
    alone = run_of(shipped, profiles, NO_PEERS, run.alike)
    bins, twins = bins_of(run), twin_rows(shipped, run, peers)
    found = {"with": appearing(run, shipped), "alone": appearing(alone, shipped)}
    parts = [
        WHAT.format(count=args.count, seed=args.seed, digest=shipped.pack.digest[:12], peers=PEERS),
        correlations(run, alone, args),
        BY_LIKENESS.format(pairs=len(pairs_of(run.alike))),
        table(
            ("likeness", "pairs", "first three", "mean", "first ten", "mean", "rank-biased", "mean"),
            (
                (
                    name,
                    count,
                    *(
                        cell
                        for key in ("first three", "first ten", "first ten, rank-biased")
                        for cell in (told(spreads[key]), f"{spreads[key].mean:.2f}")
                    ),
                )
                for name, count, spreads in bins
            ),
        ),
        BY_TWINS.format(twins=min(TWINS, args.count)),
        table(
            ("exchanged", "first three", "mean", "first ten", "mean"),
            (
                (f"{share:.0%}", told(three), f"{three.mean:.2f}", told(ten), f"{ten.mean:.2f}")
                for share, three, ten in twins
            ),
        ),
        *same_facts(shipped, run, peers),
        *blank(shipped, peers),
        *lists(run, alone, found, shipped),
        *coverage(run),
        *variety(run),
        NEAR.format(nearest=NEAREST, shown=SHOWN),
        *nearest_unlike(run, shipped),
        LIMITS,
    ]
    drawn = [
        (
            name.replace("below ", "<").replace("from ", "≥").partition("–")[0],
            spreads["first three"],
            spreads["first ten"],
        )
        for name, _, spreads in bins
    ]
    means = [(f"{share:.0%}", three.mean, ten.mean) for share, three, ten in twins]
    return "".join(parts), {f"discrimination-{lang}.svg": picture(drawn, means, lang) for lang in ("zh", "en")}


def correlations(run: Run, alone: Run, args: argparse.Namespace) -> str:
    """Write how what is shared goes with likeness, with and without peers."""
    times = 99 if args.quick else 999
    rows = []
    for key in run.overlaps:
        cells = [key]
        for item in (run, alone):
            chance = mantel(item.alike, item.overlaps[key], times, args.seed)
            cells += [f"{spearman(item.alike, item.overlaps[key]):.2f}", f"{chance:.3f}"]
        rows.append(cells)
    heads = ("shared of the", "Spearman's rho with peers", "by chance", "rho without peers", "by chance")
    return table(heads, rows) + (
        f"\n*By chance* is the share of {times} random reorderings of the colleges with as high a correlation, the "
        "order as given counted among them (Mantel's test): pairs of the same colleges are not independent.\n"
    )


def same_facts(shipped: Advisor, run: Run, peers: PeerSet) -> Iterator[str]:
    """Write how many colleges are told the same under other names and with their rows in another order."""
    yield "\n## The same facts\n\n"
    for words, change in (("other names and contacts", renamed), ("the rows of every list reversed", reordered)):
        other = judge([change(item.profile) for item in run.judged], shipped.pack, shipped.program, peers)
        same = sum(one.advice == two.advice for one, two in zip(run.judged, other, strict=True))
        yield f"- With {words}, {same} of {len(other)} colleges get exactly the same advice.\n"
    yield "- As YAML, JSON and XLSX form: `tests/test_discrimination.py`.\n"


def blank(shipped: Advisor, peers: PeerSet) -> Iterator[str]:
    """Write what a profile without answers gets."""
    profile = blank_profile(shipped.pack.knowledge.pack.date, shipped.pack.knowledge.pack.date.year - 1)
    advice = judge([profile], shipped.pack, shipped.program, peers)[0].advice
    yield "\n## No facts\n\nA profile that answers nothing but its name and dates gets what the environment gives:\n\n"
    for stage in ("opportunities", "challenges", "strengths", "problems", "causes", "strategies"):
        yield f"- {stage}: {listed(item.id for item in getattr(advice, stage))}\n"


def lists(run: Run, alone: Run, found: dict[str, dict[str, Counter[str]]], shipped: Advisor) -> Iterator[str]:
    """Write which conclusions appear how often, and which strategies come first for how many."""
    size = len(run.judged)
    knowledge = shipped.pack.knowledge
    yield "\n## Nobody's list for everybody\n\n"
    rows = []
    for words, item in (("with peers", run), ("without peers", alone)):
        first = Counter(frozenset(one.own[:3]) for one in item.judged)
        most, count = first.most_common(1)[0]
        leader, times = Counter(name for one in item.judged for name in one.own[:3]).most_common(1)[0]
        numbers = [len(one.own) for one in item.judged]
        rows.append(
            (
                words,
                len(first),
                f"{count} ({count / size:.1%}): {listed(sorted(most))}",
                f"`{leader}` ({times / size:.0%})",
                f"{min(numbers)} / {statistics.median(numbers):g} / {max(numbers)}",
            )
        )
    heads = ("", "different first threes", "most common first three", "most often among them", "own strategies")
    yield table(heads, rows)
    untold = sum(bool(one.advice.problems) and not one.own for one in run.judged)
    withheld = sum(
        bool(one.advice.problems) and not one.own and any(item.actor == "college" for item in one.advice.strategies)
        for one in run.judged
    )
    yield (
        f"\nWith peers, {untold} colleges have problems and no strategy of their own; for {withheld} of them what fits "
        "is withheld, for the others none fits.\n"
    )
    yield "\nIn how many of the colleges a conclusion holds (least / median / most), and which never does:\n\n"
    everything = {
        "problem": knowledge.problems,
        "cause": knowledge.causes,
        "strategy": knowledge.strategies,
        "own": [name for name, entry in knowledge.strategies.items() if entry.actor == "college"],
    }
    rows = []
    for stage, names in everything.items():
        for words in ("with", "alone"):
            here, least, median, most_often, never = spans(found[words][stage], names)
            label = "own strategy, not withheld" if stage == "own" else stage
            rows.append(
                (
                    f"{label}, {'with' if words == 'with' else 'without'} peers",
                    f"{here} of {len(list(names))}",
                    f"{least} / {median} / {most_often}",
                    listed(never),
                )
            )
    yield table(("", "appear", "colleges", "never"), rows)
    yield "\nThe college's own strategies, with peers: how often they are advised, and among the first three.\n\n"
    first = Counter(name for one in run.judged for name in one.own[:3])
    yield table(
        ("strategy", "advised", "among the first three"),
        (
            (f"`{name}`", f"{count / size:.0%}", f"{first[name] / size:.0%}")
            for name, count in found["with"]["own"].most_common()
        ),
    )
    never = found["with"]["never"]
    yield f"\n{len(never)} of {len(shipped.pack.rules)} rules fire for no college with peers.\n\n"
    yield f"- Not in force on any day of the sample: {listed(sorted(name for name in never if not never[name]))}.\n"
    yield f"- In force, and no college is like that: {listed(sorted(name for name in never if never[name]))}.\n"


def coverage(run: Run) -> Iterator[str]:
    """Write how much of what is found is answered by strategies of the college's own, and what the order hangs on."""
    found: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    ties, cuts = 0, 0
    for one in run.judged:
        own = [item for item in one.advice.strategies if item.id in set(one.own)]
        if len(own) > FIRST:
            cuts += 1
            ties += own[FIRST - 1].criteria == own[FIRST].criteria
        for problem in one.advice.problems:
            found[problem.id] += 1
            unanswered[problem.id] += set(one.own).isdisjoint(problem.strategies)
    worst = sorted(found, key=lambda name: (-unanswered[name] / found[name], name))[:SHOWN]
    yield (
        f"\nOf {found.total()} problems found, {unanswered.total() / found.total():.0%} are answered by others' "
        "strategies alone, or by none: "
    )
    yield ", ".join(f"`{name}` {unanswered[name]} of {found[name]}" for name in worst) + ", and others less.\n"
    yield (
        f"In {ties} of {cuts} colleges with more than three, the third and the fourth are equal in all criteria, and "
        "the identifier alone puts one of them among the first three.\n"
    )


def variety(run: Run) -> Iterator[str]:
    """Write how varied the colleges are, and what the core sheet alone gives."""
    known = {
        key: sum(item.facts.value(key).is_exact for item in run.judged) / len(run.judged)
        for key in run.judged[0].facts.values
        if key.partition(".")[0] in {"fact", "indicator"}
    }
    ordered = sorted(known, key=lambda key: (known[key], key))
    yield "\n## How varied the colleges are\n\n"
    yield f"Of {len(ordered)} answers and indicators, the share that is known in half of them is at least "
    yield f"{known[ordered[len(ordered) // 2]]:.0%}; least known are "
    yield ", ".join(f"`{key}` ({known[key]:.0%})" for key in ordered[:SHOWN]) + ".\n\n"
    core = [one for one in run.judged if not any(rows.given for name, rows in one.facts.lists.items() if name in ASKED)]
    rest = [one for one in run.judged if one not in core]
    rows = []
    for words, group in (("all", run.judged), ("with some list", rest), ("the core sheet alone, or little more", core)):
        cells: list[object] = [words, len(group)]
        for count in (
            [len(one.advice.strengths) for one in group],
            [len(one.advice.problems) for one in group],
            [len(one.advice.causes) for one in group],
            [len(one.own) for one in group],
        ):
            low, middle, high = np.quantile(count, [0.25, 0.5, 0.75])
            cells.append(f"{min(count)} / {low:g} / {middle:g} / {high:g} / {max(count)}")
        rows.append(cells)
    yield "Conclusions of a college: least, quartiles and most.\n\n"
    yield table(("form", "colleges", "strengths", "problems", "causes", "own strategies"), rows)


def main() -> None:
    """Measure, and write the page with its pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args()
    if args.quick:
        args.count = min(args.count, 120)
    text, pictures = page(advisor(), args)
    if args.quick:
        print(text)
        return
    (TOP / "docs" / "discrimination.md").write_text(text, "utf-8")
    for name, svg in pictures.items():
        (TOP / "docs" / "images" / name).write_text(svg, "utf-8")
    print(TOP / "docs" / "discrimination.md")


if __name__ == "__main__":
    main()
