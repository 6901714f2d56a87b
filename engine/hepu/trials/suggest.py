"""Examples for what the examples of a rule do not try.

What such an example expects is what the rule does. Whether the rule should do that, a person must judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.trials.missing import Missing, Unmet

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.trials.goals import Goal
    from hepu.trials.kinds import GoalKind
    from hepu.trials.study import Study

__all__ = ["missing_of", "untried"]


def missing_of(study: Study, kinds: Collection[GoalKind]) -> Missing:
    """Suggest an example for each goal of some kinds that no example meets, or say why there is none."""
    unseen = [goal for goal in study.unseen if goal.kind in kinds]
    outside = [goal for goal in unseen if study.outside(goal)]
    left = [goal for goal in unseen if goal not in outside]
    found = Missing()
    if left:
        from hepu.trials.search import Search  # noqa: PLC0415  # brings NumPy, which where all is tried nobody needs

        found = Search(study, left).missing()
    return Missing(found.suggestions, (*(Unmet(goal, "outside") for goal in outside), *found.unmet))


def untried(study: Study, kinds: Collection[GoalKind]) -> tuple[Goal, ...]:
    """Give the goals of some kinds that no example meets and for which an example can be found."""
    return tuple(goal for suggestion in missing_of(study, kinds).suggestions for goal in suggestion.goals)
