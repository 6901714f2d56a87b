"""The search for a case in which conditions have the truths that are asked of them: complete, in counted steps.

A condition is taken apart by the tables of strong Kleene logic. What every part must have is asked at once; where one
part of several suffices they are tried in turn, those with the fewest ways first. If nothing is left on every way, no
case exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.model import All, Any, Concluded, Not
from hepu.reasoning.truths import FALSE, NOT_FALSE, NOT_TRUE, TRUE, UNKNOWN, opposite
from hepu.reasoning.world import Left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.language.model import Condition, Leaf
    from hepu.reasoning.budget import Budget
    from hepu.reasoning.world import World

__all__ = ["Goal", "search"]

# A condition, and the set of truths of which it must have one.
Goal = tuple["Condition", int]
_TOGETHER = {All: (TRUE, NOT_FALSE), Any: (FALSE, NOT_TRUE)}


def search(world: World, goals: Sequence[Goal], budget: Budget, *, unfold: bool) -> Left | None:
    """Find what is left where every goal is met; None where nothing is.

    With ``unfold`` an earlier conclusion is as its rules make it, else it may be anything.

    Raises:
        SpentError: when the steps are not enough.

    """
    searching = _Search(world, budget, unfold=unfold)
    return searching.go(_Case(Left({}, {}), list(goals), [], frozenset()))


@dataclass(slots=True)
class _Case:
    """What is left so far, what is still to be met, and of which conclusions the rules have been asked already."""

    left: Left
    goals: list[Goal]
    choices: list[tuple[Goal, ...]]
    told: frozenset[Goal]

    def with_goal(self, goal: Goal) -> _Case:
        """Give a case of its own that has one more goal to meet."""
        return _Case(self.left.copy(), [goal], list(self.choices), self.told)


class _Search:
    def __init__(self, world: World, budget: Budget, *, unfold: bool) -> None:
        self._world, self._budget, self._unfold = world, budget, unfold

    def go(self, case: _Case) -> Left | None:
        """Meet all goals and one of each of the choices."""
        while self._settle(case):
            if not case.choices:
                return case.left
            at = min(range(len(case.choices)), key=lambda place: len(case.choices[place]))
            chosen = case.choices.pop(at)
            if len(chosen) > 1:
                tried = (self.go(case.with_goal(alternative)) for alternative in chosen)
                return next((found for found in tried if found is not None), None)
            case.goals.append(chosen[0])
        return None

    def _settle(self, case: _Case) -> bool:
        """Meet the goals that leave no choice, and see what they leave of the choices; say whether anything is left."""
        while case.goals:
            goal = case.goals.pop()
            condition, wanted = goal
            match condition:
                case Not(part):
                    case.goals.append((part, opposite(wanted)))
                case All() | Any() if wanted == UNKNOWN:
                    case.goals.extend([(condition, NOT_TRUE), (condition, NOT_FALSE)])
                case All(parts) | Any(parts):
                    each = tuple((part, wanted) for part in parts)
                    if wanted in _TOGETHER[type(condition)]:
                        case.goals.extend(each)
                    else:
                        case.choices.append(each)
                case leaf:
                    if not self._world.narrow(case.left, leaf, wanted, self._budget):
                        return False
                    self._ask_rules(case, leaf, wanted)
        return self._sift(case)

    def _sift(self, case: _Case) -> bool:
        """Leave out choices already met and alternatives that cannot be; say whether each choice has one left."""
        kept = []
        for choice in case.choices:
            judged = [(goal, self._met(case.left, goal)) for goal in choice]
            met = next((goal for goal, holds in judged if holds), None)
            if met is not None:
                self._world.note(case.left, met[0])
                continue
            alternatives = tuple(goal for goal, holds in judged if holds is None)
            if not alternatives:
                return False
            kept.append(alternatives)
        case.choices = kept
        return True

    def _met(self, left: Left, goal: Goal) -> bool | None:
        condition, wanted = goal
        match condition:
            case All() | Any() | Not():
                return None
            case leaf:
                met = self._world.holds(left, leaf, wanted)
                # A conclusion whose rules are asked must be made true by them, not only be allowed to be.
                return None if met and self._unfold and isinstance(leaf, Concluded) else met

    def _ask_rules(self, case: _Case, leaf: Leaf, wanted: int) -> None:
        """Ask of the rules what makes a conclusion so; one that is read at a higher certainty is left as it is."""
        if not self._unfold or not isinstance(leaf, Concluded) or leaf.floor > self._world.level:
            return
        if (leaf, wanted) in case.told:
            return
        case.told |= {(leaf, wanted)}
        rules = self._world.rules.get(leaf.key, ())
        sure = [rule for rule in rules if rule.certainty >= self._world.level]
        match wanted:
            case 1:
                case.choices.append(tuple((rule.when, TRUE) for rule in sure))
            case 2:
                case.goals.extend((rule.when, FALSE) for rule in rules)
            case 4:
                case.goals.extend([(leaf, NOT_TRUE), (leaf, NOT_FALSE)])
            case 6:
                case.goals.extend((rule.when, NOT_TRUE) for rule in sure)
            case 5:
                case.choices.append(tuple((rule.when, NOT_FALSE) for rule in rules))
