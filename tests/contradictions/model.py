"""The shape of a judgement: a plain fact against a strategy, why it speaks against it, and a profile that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contradictions.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hepu.advice.model import StrategyAdvice

__all__ = ["Against", "Case", "Judged", "against"]


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: the plain facts of a college, and how a strategy is given to it."""

    facts: Plain
    status: str = "recommended"
    placement: str = "reserve"
    relieves: frozenset[str] = frozenset()
    waits_for: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Plain, item: StrategyAdvice) -> Case:
        """Give the case of a strategy that an advisory holds."""
        return cls(facts, item.status, item.placement, frozenset(item.relieves), frozenset(item.waits_for))

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
