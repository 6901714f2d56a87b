"""The advice as the record holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hepu.language.kinds import CertaintyWord, GapWord

__all__ = [
    "Advice",
    "Criteria",
    "OpenQuestion",
    "Placement",
    "RankedConclusion",
    "RankedProblem",
    "Robustness",
    "Stability",
    "Status",
    "StrategyAdvice",
]

Status = Literal["recommended", "conditional", "withheld"]
Placement = Literal["launch", "reserve", "conditional", "withheld", "alternative", "request", "partner", "department"]


class Part(BaseModel):
    """A frozen part of the record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RankedConclusion(Part):
    """A true opportunity, challenge, strength or cause, with the rules that fired for it, best first."""

    id: str
    certainty: CertaintyWord
    rules: tuple[str, ...]


class RankedProblem(RankedConclusion):
    """A true problem: its worst gap, the causes that explain it and the strategies that relieve it, in order."""

    worst_gap: GapWord
    causes: tuple[str, ...]
    strategies: tuple[str, ...]


class Criteria(Part):
    """The values by which a strategy got its place, in the order of ``knowledge/priority.yaml``."""

    legal_duty: bool
    certainty: CertaintyWord
    worst_gap: GapWord
    problems_relieved: int
    effort: Literal["low", "medium", "high"]


class StrategyAdvice(Part):
    """A strategy that fits, where it stands, and why it is or is not given.

    ``questions`` are the answers that would settle a conditional one; ``reasons`` the exclusion rules that fired for a
    withheld one, or that are open for a conditional one. ``placement`` says where it goes: launched now, held in
    reserve in order, given on condition, withheld, an alternative to one that conflicts, a request to higher authority,
    a wish to partners, or only in the department's view. ``limit`` says what keeps a reserved one from being launched
    now.
    """

    id: str
    actor: Literal["government", "industry", "enterprise", "college"]
    status: Status
    certainty: CertaintyWord
    rank: int
    criteria: Criteria
    rules: tuple[str, ...]
    relieves: tuple[str, ...]
    causes: tuple[str, ...]
    questions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    placement: Placement
    limit: Literal["", "three_at_once", "staff", "budget", "needs"] = ""
    alternative_to: str = ""
    waits_for: tuple[str, ...] = ()


class OpenQuestion(Part):
    """An answer that is missing and on which conclusions hang.

    ``answer`` is a fact key such as ``fact.staff``, ``indicator.overseas_sites``, ``trend.overseas_sites`` (earlier
    years) or ``list.partnerships``; ``decides`` names the conclusions that hang on it.
    """

    answer: str
    decides: tuple[str, ...]


class Stability(Part):
    """In how many variants a piece of advice stays what it is, and the word for it."""

    kept: int
    word: Literal["firm", "fair", "fragile"]


class Robustness(Part):
    """How firmly advice stands.

    Tried were ``variants`` with ``estimates`` figures marked as estimates, ``design_values`` declared design values (or
    groups of them) and ``orders`` orders of the criteria of priority. ``kept`` has an entry for every true problem and
    strategy by key, such as ``problem.few_overseas_students``.
    """

    variants: int
    estimates: int
    design_values: int
    orders: int
    kept: dict[str, Stability]


class Advice(Part):
    """Everything that an advisory says, in order."""

    opportunities: tuple[RankedConclusion, ...]
    challenges: tuple[RankedConclusion, ...]
    strengths: tuple[RankedConclusion, ...]
    problems: tuple[RankedProblem, ...]
    causes: tuple[RankedConclusion, ...]
    strategies: tuple[StrategyAdvice, ...]
    questions: tuple[OpenQuestion, ...]
    undetermined: tuple[str, ...]
    robustness: Robustness | None = None
