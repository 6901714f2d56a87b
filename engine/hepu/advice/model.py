"""The advice as the record holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hepu.advice.progress_model import Progress
from hepu.language.kinds import CertaintyWord, GapWord

__all__ = [
    "Advice",
    "AttributeMatch",
    "Criteria",
    "ItemMatch",
    "OpenQuestion",
    "Outcome",
    "Placement",
    "Plan",
    "PlanYear",
    "PlannedApproval",
    "PlannedTask",
    "RankedConclusion",
    "RankedProblem",
    "Result",
    "Robustness",
    "Silence",
    "Similar",
    "SimilarCase",
    "Stability",
    "Status",
    "StrategyAdvice",
    "Unplanned",
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
    lead_time_days: int


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


class PlannedApproval(Part):
    """When an approval can be asked for and given at the earliest, and the number of the first step that needs it."""

    filed: int
    given: int
    before: int


class PlannedTask(Part):
    """A task in the plan; all days are counted from the day of advice, which is 0.

    It begins with its first step and ends before the day ``ends``. ``steps`` gives for each of its other steps the day
    before which it cannot be carried through. ``after`` names what must be done before it begins, ``unsure`` what its
    entry needs and could not be judged.
    """

    id: str
    year: int
    begins: int
    ends: int
    approvals: tuple[PlannedApproval, ...]
    steps: tuple[int, ...]
    after: tuple[str, ...]
    unsure: tuple[str, ...]


class Unplanned(Part):
    """A task in reserve without a place in the plan: it waits for others, costs too much, or finds no room in time."""

    id: str
    reason: Literal["needs", "budget", "horizon"]
    waits_for: tuple[str, ...]


class PlanYear(Part):
    """What a year of the plan takes: tasks at once, per cent of a post and 10,000 yuan, each at its most."""

    year: int
    at_once: int
    staff: int
    cost: int


class Plan(Part):
    """When the college's tasks begin, those that begin first before the others, and what finds no place."""

    tasks: tuple[PlannedTask, ...]
    unplanned: tuple[Unplanned, ...]
    years: tuple[PlanYear, ...]


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


Outcome = Literal["shared", "near", "differs", "absent", "open", "unasked"]
Result = Literal["matched", "partly", "unlike", "not_comparable"]
Silence = Literal["", "case_silent", "blank", "unasked", "absent"]


class ItemMatch(Part):
    """How one thing that a case states compares with the college.

    Both have it (``shared``), two numbers are ``near``, one lacks it (``differs``), neither has it (``absent``), the
    college's answer is ``open``, or the form does not ask (``unasked``). Only the first three have a score.
    """

    item: str
    outcome: Outcome
    permille: int | None


class AttributeMatch(Part):
    """How one attribute compares: its score in thousandths, or why there is none."""

    attribute: str
    result: Result
    permille: int | None
    reason: Silence
    items: tuple[ItemMatch, ...]


class SimilarCase(Part):
    """A case with its similarity in thousandths, none where too few attributes could be compared.

    ``group`` is the province-level region of the college where the case is of the same, else ``outside``.
    ``hit`` says that it is among the few most similar of its group and similar enough to be shown.
    """

    case: str
    group: str
    permille: int | None
    compared: int
    hit: bool
    attributes: tuple[AttributeMatch, ...]


class Similar(Part):
    """All published cases, the most similar first, without those of the college itself, which ``own`` names."""

    cases: tuple[SimilarCase, ...]
    own: tuple[str, ...]


class Advice(Part):
    """Everything that an advisory says, in order."""

    opportunities: tuple[RankedConclusion, ...]
    challenges: tuple[RankedConclusion, ...]
    strengths: tuple[RankedConclusion, ...]
    problems: tuple[RankedProblem, ...]
    causes: tuple[RankedConclusion, ...]
    strategies: tuple[StrategyAdvice, ...]
    plan: Plan
    questions: tuple[OpenQuestion, ...]
    undetermined: tuple[str, ...]
    similar: Similar
    robustness: Robustness | None = None
    progress: Progress | None = None
