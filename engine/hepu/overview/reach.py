"""Whom advice asks to act, by which theory, for which problems and causes, and how many colleges it reaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from hepu.knowledge.models import ACTORS
from hepu.overview.model import ActorRow, CauseRow, ProblemRow, TheoryRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.overview.model import RuleRow
    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["actor_rows", "cause_rows", "problem_rows", "theory_rows"]


def actor_rows(told: Sequence[Told], pack: Pack) -> tuple[ActorRow, ...]:
    """Tell for each actor, in the order in which advisories name them, what it is asked; what is withheld is placed."""
    strategies = pack.knowledge.strategies
    rows = []
    for actor in ACTORS:
        pieces = [
            (record.college, item) for record in told for item in record.measures if strategies[item.id].actor == actor
        ]
        given = [(college, item) for college, item in pieces if item.placement != "withheld"]
        rows.append(
            ActorRow(
                actor=actor,
                defined=sum(entry.actor == actor for entry in strategies.values()),
                measures=len({item.id for _, item in given}),
                pieces=len(given),
                colleges=len({college for college, _ in given}),
                placements=dict(sorted(Counter(item.placement for _, item in pieces).items())),
            )
        )
    return tuple(rows)


def theory_rows(told: Sequence[Told], pack: Pack, rules: Iterable[RuleRow]) -> tuple[TheoryRow, ...]:
    """Tell for each theory that rules or measures name what came of it, in the order of the pack."""
    strategies = pack.knowledge.strategies
    fired = {row.rule: row.fired or 0 for row in rules}
    rows = []
    for theory in pack.knowledge.theories:
        own = [rule.id for rule in pack.rules.values() if rule.theory == theory]
        pieces = [
            (record.college, item.id)
            for record in told
            for item in record.measures
            if item.placement != "withheld" and strategies[item.id].theory == theory
        ]
        if own or pieces:
            rows.append(
                TheoryRow(
                    theory=theory,
                    rules=len(own),
                    fired_rules=sum(bool(fired.get(name)) for name in own),
                    firings=sum(fired.get(name, 0) for name in own),
                    measures=len({name for _, name in pieces}),
                    pieces=len(pieces),
                    colleges=len({college for college, _ in pieces}),
                )
            )
    return tuple(rows)


def problem_rows(told: Sequence[Told]) -> tuple[ProblemRow, ...]:
    """Tell each problem that some college has, the most frequent first."""
    holds: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in told:
        for item in record.problems:
            here = holds[item.id]
            here[""].add(record.college)
            here[f"certainty.{item.certainty}"].add(record.college)
            if item.first:
                here["first"].add(record.college)
            if not item.strategies:
                here["unanswered"].add(record.college)
            for kind, names in (("cause", item.causes), ("strategy", item.strategies)):
                for name in names:
                    here[f"{kind}.{name}"].add(record.college)

    def counted(here: dict[str, set[str]], kind: str) -> dict[str, int]:
        found = {key.partition(".")[2]: len(at) for key, at in here.items() if key.startswith(f"{kind}.")}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    rows = [
        ProblemRow(
            problem=name,
            colleges=len(here[""]),
            priority=len(here["first"]),
            certainties=counted(here, "certainty"),  # type: ignore[arg-type]  # keys are the words of certainty
            causes=counted(here, "cause"),
            strategies=counted(here, "strategy"),
            unanswered=len(here["unanswered"]),
        )
        for name, here in holds.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.colleges, -row.priority, row.problem)))


def cause_rows(told: Sequence[Told]) -> tuple[CauseRow, ...]:
    """Tell each cause that was found at some college, the most frequent first."""
    holds: dict[str, set[str]] = defaultdict(set)
    problems: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in told:
        for name in record.causes:
            holds[name].add(record.college)
        for item in record.problems:
            for name in item.causes:
                problems[name][item.id].add(record.college)
    rows = [
        CauseRow(
            cause=name,
            colleges=len(at),
            problems=dict(
                sorted(((key, len(of)) for key, of in problems[name].items()), key=lambda item: (-item[1], item[0]))
            ),
        )
        for name, at in holds.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.colleges, row.cause)))
