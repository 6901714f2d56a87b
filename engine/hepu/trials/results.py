"""The results of trials of some rules, and what they come to in all."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from hepu.inference.examples import BadExampleError
from hepu.trials.missing import Missing
from hepu.trials.mutation import Fate, killing, mutate
from hepu.trials.reader import studies_of
from hepu.trials.study import Study
from hepu.trials.suggest import missing_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from hepu.errors import Fault
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.trials.goals import Goal
    from hepu.trials.kinds import GoalKind
    from hepu.trials.missing import Suggestion
    from hepu.trials.mutation import Outlived

__all__ = ["FATES", "KINDS", "STATES", "Asked", "Counted", "Found", "Share", "State", "counted", "fates", "try_rules"]

KINDS: tuple[GoalKind, ...] = ("branch", "unknown", "row", "bound", "days", "certainty")
FATES: tuple[Fate, ...] = get_args(Fate)
State = Literal["tried", "untried", "impossible", "undecided"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: coverage of some kinds of goals, mutants, or both."""

    coverage: bool = False
    mutants: bool = False
    kinds: Collection[GoalKind] = KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """What the trials of one rule came to; suggestions are those of coverage, then those against mutants."""

    study: Study
    missing: Missing
    outlived: tuple[Outlived, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def rule(self) -> Rule:
        """The rule that was tried."""
        return self.study.rule

    def state(self, goal: Goal) -> State:
        """Say how a goal stands; one that was not searched for is untried."""
        if goal in self.study.seen:
            return "tried"
        why = next((item.why for item in self.missing.unmet if item.goal == goal), None)
        if why is None:
            return "untried"
        return "undecided" if why == "undecided" else "impossible"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; what is impossible is in neither."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The share in per cent, all of nothing being all."""
        return 100.0 if not self.whole else 100 * self.part / self.whole


@dataclass(frozen=True, slots=True)
class Counted:
    """How many goals of each kind stand how."""

    states: Mapping[tuple[GoalKind, State], int]

    def of(self, kinds: Iterable[GoalKind], *states: State) -> int:
        """Count the goals of some kinds that stand in one of some ways."""
        return sum(self.states.get((kind, state), 0) for kind in kinds for state in states)

    def share(self, kinds: Iterable[GoalKind]) -> Share:
        """Give how many of the goals that can be tried are; what is undecided might be."""
        asked = tuple(kinds)
        tried = self.of(asked, "tried")
        return Share(tried, tried + self.of(asked, "untried", "undecided"))


def try_rules(pack: Pack, rules: Iterable[Rule], asked: Asked) -> tuple[list[Found], list[Fault]]:
    """Try rules on their own examples; give the results, and a fault for each rule with a malformed example."""
    found, faults = [], []
    for study in studies_of(pack, rules):
        bad = [fault for at in range(len(study.rule.examples)) if (fault := _malformed(study, at)) is not None]
        if bad:
            faults.extend(bad)
            continue
        found.append(_try(study, asked))
    return found, faults


def _malformed(study: Study, at: int) -> Fault | None:
    try:
        study.attempt(study.rule.examples[at])
    except BadExampleError as error:
        return error.fault(study.rule, at)
    return None


def _try(study: Study, asked: Asked) -> Found:
    missing = missing_of(study, asked.kinds) if asked.coverage else Missing()
    outlived = mutate(study) if asked.mutants else ()
    suggestions = missing.suggestions
    if any(item.fate == "survived" for item in outlived):
        # What coverage suggests is told first; mutants need only what those leave alive.
        added = _with(study, suggestions)
        suggestions = (*suggestions, *killing(added, mutate(added) if suggestions else outlived))
    return Found(study, missing, outlived, suggestions)


def _with(study: Study, suggestions: Sequence[Suggestion]) -> Study:
    """Give a rule with suggestions taken up."""
    examples = list(study.rule.examples)
    for suggestion in suggestions:
        if suggestion.amends is None:
            examples.append(suggestion.example)
        else:
            examples[suggestion.amends] = suggestion.example
    rule = dataclasses.replace(study.rule, examples=tuple(examples))
    return Study(rule, study.reader, study.begins)


def counted(found: Iterable[Found], kinds: Collection[GoalKind] = KINDS) -> Counted:
    """Count the goals of rules by kind and by how they stand."""
    states = Counter((goal.kind, item.state(goal)) for item in found for goal in item.study.goals if goal.kind in kinds)
    return Counted(dict(states))


def fates(found: Iterable[Found]) -> Mapping[Fate, int]:
    """Count mutants by what became of them."""
    number = Counter(item.fate for one in found for item in one.outlived)
    return {fate: number[fate] for fate in FATES}
