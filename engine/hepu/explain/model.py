"""The typed results of explaining: what was read, what each condition came to, proofs, and rules that are near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from hepu.errors import Location
    from hepu.facts.model import ChosenParameter, Fact, GapDetail, PeerSummary, TrendDetail
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Certainty
    from hepu.language.model import Leaf

__all__ = [
    "CountRead",
    "Group",
    "LeafProof",
    "NearRule",
    "Nearness",
    "ParameterRead",
    "Part",
    "PolicyRead",
    "Proof",
    "Reading",
    "RuleProof",
    "ValueRead",
    "Why",
    "WhyNot",
]


@dataclass(frozen=True, slots=True)
class ValueRead:
    """A fact that was read; ``detail`` says how it was found, ``through`` from what it was computed."""

    key: str
    fact: Fact
    detail: GapDetail | TrendDetail | PeerSummary | None = None
    through: tuple[ValueRead | CountRead, ...] = ()


@dataclass(frozen=True, slots=True)
class CountRead:
    """Rows of a list that were counted.

    ``rows`` are listed (None where the list is missing), from ``low`` to ``high`` of them pass the filter (None where
    nothing bounds it), and ``places`` is where those stand that surely pass. ``lacking`` bounds the rows that pass the
    filter of an *every* and lack what every row should have.
    """

    list: str
    rows: int | None
    complete: bool
    low: int
    high: int | None
    places: tuple[Location, ...] = ()
    lacking: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """A policy, and whether it is in force on the day and in the place."""

    policy: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """A parameter with which something was compared, and its value on the day; None where it has none yet."""

    parameter: str
    chosen: ChosenParameter | None


Reading = ValueRead | CountRead | PolicyRead | ParameterRead


@dataclass(frozen=True, slots=True)
class LeafProof:
    """One leaf condition of a rule and what it came to.

    ``at`` is its place among the rule's leaves in reading order. Where it is ``negated``, an odd number of ``not``
    stands over it, and ``truth`` is that of its opposite: what it adds to the condition.
    """

    at: int
    leaf: Leaf
    negated: bool
    truth: Truth
    reads: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all, or any, must hold; no ``not`` stands over it."""

    word: Literal["all", "any"]
    parts: tuple[Part, ...]
    truth: Truth


Part = Group | LeafProof


@dataclass(frozen=True, slots=True)
class RuleProof:
    """What one rule came to: its condition with all that was read, and the certainty it gives where it fires."""

    rule: str
    condition: Part
    certainty: Certainty | None

    @property
    def truth(self) -> Truth:
        """Give the truth of the condition."""
        return self.condition.truth


@dataclass(frozen=True, slots=True)
class Proof:
    """A true conclusion and the rules that fired for it, surest first."""

    key: str
    truth: Truth
    rules: tuple[RuleProof, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A conclusion and its proof: its own first, then each earlier one that it rests on, once, in reading order.

    ``proofs`` is empty where the conclusion is not true.
    """

    key: str
    truth: Truth
    proofs: Mapping[str, Proof]


@dataclass(frozen=True, slots=True, order=True)
class Nearness:
    """How far a condition is from being true: conditions that fail come before conditions that are open.

    One of which three conditions are open is nearer than one of which a single condition fails: answers alone can
    settle the first, while something must become otherwise for the second.
    """

    failed: int
    open: int

    def __add__(self, other: Nearness) -> Nearness:
        return Nearness(self.failed + other.failed, self.open + other.open)


@dataclass(frozen=True, slots=True)
class NearRule:
    """A rule that applies, how near it is to firing, and by which leaves.

    ``nearest`` are the leaves that would have to change; ``answers`` are the missing answers by which a rule that
    could not be judged can be: ``fact.ID``, ``indicator.ID``, ``trend.ID`` or ``list.ID``.
    """

    proof: RuleProof
    nearness: Nearness
    nearest: tuple[LeafProof, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A conclusion that is not true: its rules, nearest first.

    ``not_in_force`` names its rules that do not apply on the day. ``behind`` gives for each earlier conclusion that is
    not true, and that a leaf asks for, the nearest of its rules; None where none applies. ``exclusions`` are the rules
    that speak against a strategy: those that fired, those that could not be judged, then those that are clear.
    ``answers`` are the missing answers on which the conclusion hangs.
    """

    key: str
    truth: Truth
    rules: tuple[NearRule, ...]
    not_in_force: tuple[str, ...]
    behind: Mapping[str, NearRule | None]
    exclusions: tuple[NearRule, ...]
    answers: tuple[str, ...]
