"""The judge: what in an advisory contradicts the profile that it was given for."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from contradictions.college import COLLEGE
from contradictions.model import Case
from contradictions.others import OTHERS
from contradictions.plain import KNOWLEDGE, Plain
from contradictions.problems import ABSENT
from hepu.profile.model import Completeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contradictions.model import Judged
    from hepu.advice.model import Advice, StrategyAdvice
    from hepu.profile.model import Profile

__all__ = ["JUDGED", "Found", "definitions", "judge"]

JUDGED: Final[Mapping[str, Judged]] = {**COLLEGE, **OTHERS}
"""For each of the strategies, what speaks against it."""


class Found(NamedTuple):
    """A contradiction: the strategy and why it contradicts the profile or the rest of the advice."""

    strategy: str
    why: str


@cache
def definitions() -> Mapping[str, Any]:
    """Give the entries of all strategies as they stand in the files."""
    files = sorted((KNOWLEDGE / "strategies").glob("*.yaml"))
    return {name: entry for file in files for name, entry in yaml.safe_load(file.read_text(encoding="utf-8")).items()}


@cache
def _plan(kind: str, word: str) -> Decimal:
    entries = yaml.safe_load((KNOWLEDGE / "parameters" / "plan.yaml").read_text(encoding="utf-8"))
    return Decimal(str(entries[f"plan_{kind}_{word}"]["values"][-1]["value"]))


def judge(profile: Profile, advice: Advice) -> list[Found]:
    """Give every contradiction of an advisory, in its order."""
    facts = Plain(profile)
    found = list(_plan_faults(facts, advice))
    for item in advice.strategies:
        if item.status == "withheld":
            found += [] if item.reasons else [Found(item.id, "It is withheld without a reason.")]
            continue
        case = Case.of(facts, item, advice)
        found += [Found(item.id, one.why) for one in JUDGED[item.id].against if one.holds(case)]
        found += _needless(facts, item)
        if item.status == "conditional":
            found += _condition_faults(facts, item)
    return found


def _needless(facts: Plain, item: StrategyAdvice) -> Iterator[Found]:
    """Find a strategy none of whose problems is there."""
    problems = item.relieves or definitions()[item.id]["addresses"]
    if all(problem in ABSENT and ABSENT[problem](facts) for problem in problems):
        yield Found(item.id, f"None of its problems is there: {', '.join(problems)}.")


def _condition_faults(facts: Plain, item: StrategyAdvice) -> Iterator[Found]:
    """Find a condition of which nothing is asked, or whose question was answered."""
    if not item.questions:
        yield Found(item.id, "It is given on condition and asks nothing.")
    for key in item.questions:
        if _answered(facts, key):
            yield Found(item.id, f"It hangs on {key}, which was answered.")


def _answered(facts: Plain, key: str) -> bool:
    kind, _, name = key.partition(".")
    if kind == "indicator":
        return facts.indicator(name) is not None
    if kind == "fact" and name in type(facts.profile.resources).model_fields:
        return getattr(facts.profile.resources, name).value is not None
    if kind == "list":
        listing = getattr(facts.profile, name, None) or getattr(facts.profile.mission, name, None)
        return listing is not None and listing.complete is Completeness.NONE
    return False


def _plan_faults(facts: Plain, advice: Advice) -> Iterator[Found]:
    """Find launched tasks that exclude each other, and those for which there is not the money or the staff."""
    entries = definitions()
    launched = [item.id for item in advice.strategies if item.placement == "launch"]
    chosen = [item.id for item in advice.strategies if item.placement in {"launch", "reserve"}]
    for name in launched:
        for other in chosen:
            if other in entries[name].get("conflicts", ()) or name in entries[other].get("conflicts", ()):
                yield Found(name, f"It is launched and excludes {other}, which is recommended as well.")
    for name in launched:
        if needed := set(entries[name].get("needs", ())) & set(launched):
            yield Found(name, f"It is launched together with what has to come first: {', '.join(sorted(needed))}.")
    if len(launched) > 3:
        yield Found(launched[-1], "It is the fourth task launched at once.")
    cost = sum(_plan("cost", entries[name]["cost"]["band"]) for name in launched)
    budget, staff = facts.number("budget"), facts.number("staff")
    if budget is not None and cost > budget:
        yield Found(launched[-1], f"The launched tasks cost {cost} and the budget is {budget}.")
    effort = sum(_plan("effort", entries[name]["effort"]) for name in launched)
    if staff is not None and len(launched) > 1 and effort > staff * 100:
        yield Found(launched[-1], f"The launched tasks tie up {effort} per cent of a post and there are {staff} posts.")
