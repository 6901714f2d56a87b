"""Branches and bounds of a rule that none of its examples tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.inference.examples import BadExampleError
from hepu.trials.reader import studies_of
from hepu.trials.suggest import untried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack
    from hepu.trials.kinds import GoalKind

__all__ = ["check_trials"]

_KINDS: tuple[GoalKind, ...] = ("branch", "bound", "row")


def check_trials(pack: Pack) -> Iterator[Fault]:
    """Give each rule with a branch, a bound or a test of rows that its examples could try and do not.

    A malformed example is told where examples are run.
    """
    for study in studies_of(pack):
        try:
            goals = untried(study, _KINDS)
        except BadExampleError:
            continue
        if goals:
            rule = study.rule.id
            option = pack.stack[pack.level_of(rule)].layer.option
            context = {"found": str(len(goals)), "expected": rule, "pack": option}
            yield Fault("examples_untried", study.rule.place(goals[0].path), context)
