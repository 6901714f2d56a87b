"""Claims decided: proved by finding no case against them, refuted by a case that the chainer replays, or left open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from hepu.language.model import All, Any, Concluded, Not, leaves_of
from hepu.reasoning.truths import FALSE, NOT_FALSE, NOT_TRUE, TRUE
from hepu.reasoning.witness import reasoner_of, shown
from hepu.reasoning.words import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.pack import Pack
    from hepu.reasoning.claims import Case, Claim
    from hepu.reasoning.reasoner import Answer, Reasoner
    from hepu.reasoning.search import Goal
    from hepu.reasoning.witness import Witness

__all__ = ["Verdict", "decide", "proved", "reason"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim; ``open`` says why it is undecided, ``case`` refutes it, ``steps`` counts the search."""

    word: Literal["proved", "refuted", "undecided"]
    steps: int
    case: Witness | None = None
    open: Literal["", "steps", "not_shown"] = ""


def proved(reasoner: Reasoner, claim: Claim) -> bool | None:
    """Say whether a claim is proved; None where the steps were not enough to tell."""
    spent = False
    for case in claim.cases:
        answer = _against(reasoner, case)
        if answer.word == "some":
            return False
        spent |= answer.word == "open"
    return None if spent else True


def _against(reasoner: Reasoner, case: Case) -> Answer:
    if case.conclusions != "made":
        answer = reasoner.ask(case.goals, case.days, level=case.level)
        if case.conclusions == "any" or answer.word == "none" or not any(_reads(goal) for goal in case.goals):
            return answer
    return reasoner.ask(case.goals, case.days, level=case.level, unfold=True)


def _reads(goal: Goal) -> bool:
    return any(isinstance(leaf, Concluded) for leaf in leaves_of(goal[0]))


def decide(pack: Pack, claim: Claim) -> Verdict:
    """Decide a claim; whatever refutes it has been replayed by the chainer.

    Nothing but facts is given, unless the claim holds of a rule whatever its earlier conclusions are.
    """
    reasoner = reasoner_of(pack)
    rule = next(iter(pack.rules.values()))
    steps, spent, unshown = 0, False, False
    for case in claim.cases:
        answer = _against(reasoner, case)
        steps += answer.steps
        spent |= answer.word == "open"
        if answer.word == "some":
            found = shown(pack, rule, case.goals, answer, whole=case.conclusions != "any")
            if found is not None:
                return Verdict("refuted", steps, found)
            unshown = True
    if spent or unshown:
        return Verdict("undecided", steps, open="steps" if spent else "not_shown")
    return Verdict("proved", steps)


def reason(reasoner: Reasoner, claim: Claim) -> tuple[str, ...]:
    """Say of a proved claim why no case against it is possible: parts that cannot come together, none of them idle.

    What the claim itself says is left out, unless it is all that is needed: then it always holds.
    """
    core = _core(reasoner, claim.cases[0])
    parts = [goal for goal in core if goal[1] in _MARKS]
    return tuple(dict.fromkeys(_told(goal) for goal in parts or core))


def _core(reasoner: Reasoner, case: Case) -> tuple[Goal, ...]:
    """Leave out whatever is not needed for there to be no case."""
    kept = [part for goal in case.goals for part in _parts(goal)]
    at = 0
    while at < len(kept) and len(kept) > 1:
        fewer = (*kept[:at], *kept[at + 1 :])
        tried = replace(case, goals=fewer)
        if _against(reasoner, tried).word == "none":
            kept = list(fewer)
        else:
            at += 1
    return tuple(kept)


def _parts(goal: Goal) -> Sequence[Goal]:
    """Take a goal apart into those that must all be met."""
    condition, wanted = goal
    match condition:
        case Not(part) if wanted in {TRUE, FALSE}:
            return _parts((part, FALSE if wanted == TRUE else TRUE))
        case All(parts) if wanted in {TRUE, NOT_FALSE}:
            return [found for part in parts for found in _parts((part, wanted))]
        case Any(parts) if wanted in {FALSE, NOT_TRUE}:
            return [found for part in parts for found in _parts((part, wanted))]
        case _:
            return [goal]


_MARKS = {TRUE: "{}", FALSE: "not({})"}


def _told(goal: Goal) -> str:
    condition, wanted = goal
    return _MARKS.get(wanted, "{}").format(in_words(condition))
