"""The advice step: order, exclusions, conflicts, prerequisites and what can be launched at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.advice.launch import AT_ONCE, Limit, launch
from hepu.advice.means import budget_of, claim_of, staff_of
from hepu.advice.model import (
    Advice,
    Criteria,
    Placement,
    RankedConclusion,
    RankedProblem,
    Status,
    StrategyAdvice,
)
from hepu.advice.plan import build_plan
from hepu.advice.priority import place_of
from hepu.advice.questions import open_questions, rank_questions
from hepu.advice.similar import similar_cases
from hepu.inference.kleene import certainty_of, is_false, is_true
from hepu.language.kinds import GAP_WORDS
from hepu.language.model import Concluded, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference, RuleResult
    from hepu.language.kinds import CertaintyWord
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["LAUNCH_LIMIT", "PRIORITIES", "Outset", "build_advice", "build_outset", "is_about"]

PRIORITIES = 3
LAUNCH_LIMIT = AT_ONCE


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What advice rests on: the rules fired for each conclusion, each problem's worst gap, and what causes explain."""

    fired: Mapping[str, tuple[str, ...]]
    worst: Mapping[str, int]
    explained: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outset:
    """What advice is built on: problems in order, strategies with their places, and the answers each unknown lacks."""

    problems: tuple[RankedProblem, ...]
    strategies: tuple[StrategyAdvice, ...]
    hanging: Mapping[str, tuple[str, ...]]
    fired: Mapping[str, tuple[str, ...]]


def build_outset(facts: Facts, inference: Inference, pack: Pack) -> Outset:
    """Order the problems and strategies that hold and place each strategy, before any plan or case."""
    fired = _fired(inference, pack)
    hanging = open_questions(facts, inference, pack)
    problems = inference.true("problem")
    worst = {name: _worst_gap(pack.knowledge.problems[name].indicators, facts) for name in problems}
    order = _problem_order(problems, worst, inference, fired)
    explained = _explained(inference, pack, fired)
    grounds = _Grounds(fired, worst, explained)
    strategies = _strategies(facts, inference, pack, grounds, set(order[:PRIORITIES]), hanging)
    ranked = tuple(
        RankedProblem(
            id=name,
            certainty=_word(inference, f"problem.{name}"),
            rules=fired[f"problem.{name}"],
            worst_gap=GAP_WORDS[worst[name]],
            causes=tuple(cause for cause, behind in explained.items() if name in behind),
            strategies=tuple(item.id for item in strategies if name in item.relieves),
        )
        for name in order
    )
    return Outset(ranked, strategies, hanging, fired)


def build_advice(facts: Facts, inference: Inference, pack: Pack, own: Iterable[str] = ()) -> Advice:
    """Turn conclusions into ordered advice; ``own`` are the college's names, by which its own cases are told."""
    outset = build_outset(facts, inference, pack)
    return Advice(
        opportunities=_ranked("opportunity", inference, outset.fired),
        challenges=_ranked("challenge", inference, outset.fired),
        strengths=_ranked("strength", inference, outset.fired),
        problems=outset.problems,
        causes=_ranked("cause", inference, outset.fired),
        strategies=outset.strategies,
        plan=build_plan(outset.strategies, facts, inference, pack),
        questions=rank_questions(outset.hanging),
        undetermined=tuple(sorted(outset.hanging)),
        similar=similar_cases(facts, inference, pack, own),
    )


def _fired(inference: Inference, pack: Pack) -> dict[str, tuple[str, ...]]:
    fired: dict[str, list[str]] = {key: [] for key in inference.conclusions}
    for rule in pack.rules.values():
        if inference.rules[rule.id].fired:
            fired[rule.key].append(rule.id)
    return {
        key: tuple(sorted(names, key=lambda name: (-pack.rules[name].certainty, name))) for key, names in fired.items()
    }


def _explained(inference: Inference, pack: Pack, fired: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Give for each cause that holds the problems that it explains here: those that its fired rules name."""
    return {
        cause: frozenset(
            problem
            for problem in pack.knowledge.causes[cause].explains
            if inference.holds(f"problem.{problem}")
            and any(is_about(pack.rules[rule], problem) for rule in fired[f"cause.{cause}"])
        )
        for cause in inference.true("cause")
    }


def is_about(rule: Rule, problem: str) -> bool:
    """Say whether a rule on a cause speaks of a problem: one that names no problem speaks of all."""
    named = {leaf.id for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded) and leaf.stage == "problem"}
    return not named or problem in named


def _word(inference: Inference, key: str) -> CertaintyWord:
    certainty = certainty_of(inference.conclusions[key])
    assert certainty is not None  # noqa: S101  # asked of true conclusions only
    return certainty.word


def _ranked(stage: str, inference: Inference, fired: Mapping[str, tuple[str, ...]]) -> tuple[RankedConclusion, ...]:
    """Order a stage's true conclusions by certainty, then by how many rules fired, then by id."""
    names = sorted(
        inference.true(stage),
        key=lambda name: (-(inference.certainty(f"{stage}.{name}") or 0), -len(fired[f"{stage}.{name}"]), name),
    )
    return tuple(
        RankedConclusion(id=name, certainty=_word(inference, f"{stage}.{name}"), rules=fired[f"{stage}.{name}"])
        for name in names
    )


def _worst_gap(indicators: Iterable[str], facts: Facts) -> int:
    gaps = [facts.value(f"gap.{name}") for name in indicators]
    return max((int(gap.low or 0) for gap in gaps if gap.is_exact), default=0)


def _below_statute(facts: Facts) -> frozenset[str]:
    """Name the indicators that fall short of the number that a statute or an official minimum sets."""
    return frozenset(
        name for name, detail in facts.gaps.items() if detail.basis == "statute" and _worst_gap([name], facts)
    )


def _problem_order(
    names: Iterable[str], worst: Mapping[str, int], inference: Inference, fired: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Order problems by certainty, worst gap, number of independent rules, then id."""

    def order(name: str) -> tuple[int, int, int, str]:
        key = f"problem.{name}"
        return -(inference.certainty(key) or 0), -worst[name], -len(fired[key]), name

    return tuple(sorted(names, key=order))


def _strategies(
    facts: Facts,
    inference: Inference,
    pack: Pack,
    grounds: _Grounds,
    priorities: set[str],
    hanging: Mapping[str, tuple[str, ...]],
) -> tuple[StrategyAdvice, ...]:
    found = []
    short = _below_statute(facts)
    for name in inference.true("strategy"):
        entry = pack.knowledge.strategies[name]
        relieves = tuple(problem for problem in entry.addresses if inference.holds(f"problem.{problem}"))
        criteria = Criteria(
            legal_duty=entry.legal_duty or not short.isdisjoint(item.indicator for item in entry.moves),
            certainty=_word(inference, f"strategy.{name}"),
            worst_gap=GAP_WORDS[max((grounds.worst[problem] for problem in relieves), default=0)],
            problems_relieved=sum(1 for problem in relieves if problem in priorities),
            effort=entry.effort,
            lead_time_days=entry.lead_time_days,
        )
        found.append((place_of(criteria, name, pack.knowledge.priority), name, criteria, relieves))
    found.sort()
    placed = _place([(name, criteria) for _, name, criteria, _ in found], facts, inference, pack)
    advice = []
    for rank, (_, name, criteria, relieves) in enumerate(found, start=1):
        status, placement, limit, alternative, waits = placed[name]
        advice.append(
            StrategyAdvice(
                id=name,
                actor=pack.knowledge.strategies[name].actor,
                status=status,
                certainty=criteria.certainty,
                rank=rank,
                criteria=criteria,
                rules=grounds.fired[f"strategy.{name}"],
                relieves=relieves,
                causes=tuple(cause for cause, behind in grounds.explained.items() if not behind.isdisjoint(relieves)),
                questions=hanging.get(f"exclusion.{name}", ()),
                reasons=_reasons(name, status, inference, pack),
                placement=placement,
                limit=limit,
                alternative_to=alternative,
                waits_for=waits,
            )
        )
    return tuple(advice)


def _reasons(name: str, status: Status, inference: Inference, pack: Pack) -> tuple[str, ...]:
    if status == "recommended":
        return ()
    return tuple(
        rule.id
        for rule in pack.rules.values()
        if rule.key == f"exclusion.{name}" and _speaks(inference.rules[rule.id], status)
    )


def _speaks(result: RuleResult, status: Status) -> bool:
    """Say whether an exclusion rule is what withholds a strategy, or what leaves it conditional."""
    return result.fired if status == "withheld" else result.undetermined


def _status(name: str, inference: Inference) -> Status:
    truth = inference.conclusions[f"exclusion.{name}"]
    return "withheld" if is_true(truth) else "recommended" if is_false(truth) else "conditional"


_Placed = tuple[Status, Placement, Limit, str, tuple[str, ...]]


def _place(ordered: list[tuple[str, Criteria]], facts: Facts, inference: Inference, pack: Pack) -> dict[str, _Placed]:
    """Decide where each strategy goes; the college's own are launched in order while staff and budget carry them."""
    strategies = pack.knowledge.strategies
    placed: dict[str, _Placed] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    fitting = {other for other, _ in ordered}
    for name, _ in ordered:
        entry = strategies[name]
        status = _status(name, inference)
        if entry.actor != "college":
            placed[name] = (status, _elsewhere(entry.actor, status, has_request=entry.request is not None), "", "", ())
            continue
        if status != "recommended":
            placed[name] = (status, "conditional" if status == "conditional" else "withheld", "", "", ())
            continue
        rival = next((other for other in chosen if other in entry.conflicts or name in strategies[other].conflicts), "")
        if rival:
            placed[name] = (status, "alternative", "", rival, ())
            continue
        chosen[name] = tuple(need for need in entry.needs if need in fitting)
    claims = [claim_of(name, facts, pack, waits=bool(waits)) for name, waits in chosen.items()]
    for name, limit in launch(claims, staff_of(facts), budget_of(facts)).items():
        placed[name] = ("recommended", "reserve" if limit else "launch", limit, "", chosen[name])
    return placed


def _elsewhere(actor: str, status: Status, *, has_request: bool) -> Placement:
    if status == "withheld":
        return "withheld"
    if not has_request:
        return "department"
    return "request" if actor == "government" else "partner"
