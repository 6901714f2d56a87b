"""Which mutants of a rule its examples tell from the rule, which they let live, and which are the rule itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.inference.examples import told
from hepu.inference.kleene import TRUE
from hepu.trials.logic import truth_at
from hepu.trials.missing import Suggestion
from hepu.trials.mutants import mutants_of
from hepu.trials.points import subjects_of
from hepu.trials.probe import Probe
from hepu.trials.search import nearest_example, starts_of
from hepu.trials.worlds import Worlds, differing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.inference.kleene import Truth
    from hepu.language.model import Example
    from hepu.trials.mutants import Mutant
    from hepu.trials.study import Study, Tried

__all__ = ["Fate", "Outlived", "killing", "mutate"]

Fate = Literal["killed", "survived", "equivalent", "undecided"]


@dataclass(frozen=True, slots=True)
class Outlived:
    """What became of a mutant.

    A killed one names the first example that tells it apart; one that survived has an example that would, where one
    was found. No example can tell an equivalent one apart; of an undecided one that is not known, and it counts as one
    that survived.
    """

    mutant: Mutant
    fate: Fate
    by: int | None = None
    example: Example | None = None
    beside: Example | None = None


def mutate(study: Study) -> tuple[Outlived, ...]:
    """Try every mutant of a rule on the rule's own examples."""
    tried = [(at, item) for at, item in enumerate(study.tried) if item.passed]
    found = []
    for mutant in mutants_of(study):
        made = _Made(study, mutant)
        killer = next((at for at, item in tried if made.differs(item)), None)
        found.append(Outlived(mutant, "killed", killer) if killer is not None else _outlived(made))
    return tuple(found)


def killing(study: Study, outlived: Iterable[Outlived]) -> tuple[Suggestion, ...]:
    """Give examples that tell the mutants that survived apart, each only if none before it does."""
    found: list[Suggestion] = []
    tried: list[Tried] = []
    for item in outlived:
        made = _Made(study, item.mutant)
        if item.example is not None and not any(made.differs(other) for other in tried):
            found.append(Suggestion(item.example, (), item.beside))
            tried.append(study.attempt(item.example))
    return tuple(found)


class _Made:
    """A mutant made ready to be tried."""

    def __init__(self, study: Study, mutant: Mutant) -> None:
        self.study, self.mutant = study, mutant
        self.rule = mutant.rule or study.rule
        self.tree = mutant.tree or study.tree
        self.probes = list(study.probes)
        self.numbers = list(range(len(self.probes)))
        if mutant.leaf is not None:
            self.numbers[mutant.number] = len(self.probes)
            self.probes.append(Probe(mutant.leaf, study.probes[mutant.number].path))

    def leaves(self, tried: Tried) -> tuple[Truth, ...]:
        """Give the truth of each leaf of the rule, and of the changed one."""
        more = self.probes[len(tried.leaves) :]
        return (*tried.leaves, *(probe.truth(tried.facts, tried.earlier) for probe in more))

    def differs(self, tried: Tried) -> bool:
        """Say whether an example that holds for the rule does not hold for the mutant."""
        leaves = self.leaves(tried)
        truth = truth_at(self.tree, [leaves[number] for number in self.numbers])
        found, certainty = told(self.rule, truth, tried.day)
        wanted = tried.example.certainty
        return found != tried.example.expect or (wanted is not None and wanted != certainty)


def _outlived(made: _Made) -> Outlived:
    """Find an example that tells a mutant from its rule, or that there is none."""
    study, mutant = made.study, made.mutant
    if mutant.rule is not None:
        return Outlived(mutant, "survived")
    worlds = Worlds(subjects_of(study, study.reader.day(study.rule), made.probes), len(made.probes))
    starts = [dataclasses.replace(tried, leaves=made.leaves(tried)) for tried in starts_of(study)]
    ways = [[tuple(tried.leaves[at] for at in item.leaves) for item in worlds.subjects] for tried in starts]
    shown = 0b001000 | (TRUE & ((1 << study.rule.certainty) - 1))
    found = worlds.search(worlds.axes, differing(study.tree, made.tree, made.numbers, shown), ways)
    for world in found or ():
        start = starts[world.start]
        example = nearest_example(study, worlds, world, start)
        for certainty in (None, study.attempt(example).certainty):
            again = study.attempt(dataclasses.replace(example, certainty=certainty))
            if made.differs(again):
                return Outlived(mutant, "survived", example=again.example, beside=start.example)
    return Outlived(mutant, "equivalent" if worlds.complete and found == [] else "undecided")
