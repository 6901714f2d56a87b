"""The shape of a judgement: a plain fact against a strategy, why it speaks against it, and a profile that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contradictions.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hepu.advice.model import Advice, StrategyAdvice

__all__ = ["Against", "Case", "Judged", "against"]


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: the plain facts of a college, and how a strategy is given to it."""

    facts: Plain
    status: str = "recommended"
    placement: str = "reserve"
    relieves: frozenset[str] = frozenset()
    waits_for: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    undetermined: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Plain, item: StrategyAdvice, advice: Advice) -> Case:
        """Give the case of a strategy in an advisory, with what goes ahead of it and what is still open."""
        waits = frozenset(item.waits_for)
        ahead = {"launch", item.placement} if item.placement == "conditional" else {"launch"}
        first = {other.id for other in advice.strategies if other.placement in ahead}
        return cls(
            facts,
            item.status,
            item.placement,
            frozenset(item.relieves),
            waits,
            waits | first,
            frozenset(advice.undetermined),
            frozenset(item.questions),
        )

    def open(self, *conclusions: str) -> bool:
        """Say whether the strategy is given on condition while one of these conclusions could not be judged."""
        return self.status == "conditional" and bool(self.undetermined & set(conclusions))

    def crowded(self) -> bool:
        """Say whether the statute's ratio is passed and the advice does not itself hang on that ratio."""
        hangs = self.asked("fact.planned_overseas_intake", "indicator.student_teacher_ratio")
        return self.facts.over_the_ratio() and not hangs

    def no_room(self) -> bool:
        """Say whether there is no bed left, or too few teachers, for any more overseas students."""
        return self.facts.zero("free_dormitory_beds") or self.crowded()

    def asked(self, *answers: str) -> bool:
        """Say whether the strategy is given on condition and one of these answers is asked for."""
        return self.status == "conditional" and bool(self.questions & set(answers))

    def only_for(self, *problems: str) -> bool:
        """Say whether the strategy is given for nothing but these problems."""
        return bool(self.relieves) and self.relieves <= set(problems)

    def unsure(self, *names: str) -> bool:
        """Say whether the strategy is given without condition although one of these is not answered with yes."""
        return self.status == "recommended" and not self.facts.yes(*names)


@dataclass(frozen=True, slots=True)
class Against:
    """A plain fact that makes a strategy absurd, useless, unlawful or harmful.

    ``shown_by`` are answers that by themselves make it so, in the notation of ``contradictions.profiles``; ``given`` is
    how the strategy has to be given.
    """

    why: str
    holds: Callable[[Case], bool]
    shown_by: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks against one strategy; without anything, ``never`` says why no fact of a college can."""

    against: tuple[Against, ...] = ()
    never: str = ""


def against(*reasons: Against) -> Judged:
    """Give the judgement of a strategy against which something can speak."""
    return Judged(reasons)
