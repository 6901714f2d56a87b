"""Which truth a leaf has under each reading of what it asks about, as masks of bits over these readings.

The language's own leaf functions judge every reading, so a proof rests on the meaning of the language in code and not
on a second telling of it.
"""

from __future__ import annotations

from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.facts.model import Fact, Facts, State
from hepu.inference.kleene import from_bool, raise_floor
from hepu.inference.leaves import compile_leaf
from hepu.language.kinds import Certainty
from hepu.reasoning.truths import FALSE, TRUE, UNKNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.facts.model import ChosenParameter, FactList
    from hepu.inference.kleene import Truth
    from hepu.language.model import Concluded, Leaf
    from hepu.reasoning.readings import Reading

__all__ = ["CONCLUSION_READINGS", "Masks", "Variable", "concluded_masks", "fact_of", "facts_of", "split", "word_at"]

# For which readings a leaf is true, false and unknown.
Masks = tuple[int, int, int]
# What a conclusion may be: true up to a certainty, false up to one, or unknown.
CONCLUSION_READINGS: tuple[Truth, ...] = (
    *(from_bool(holds=True, certainty=level) for level in reversed(Certainty)),
    *(from_bool(holds=False, certainty=level) for level in reversed(Certainty)),
    0,
)


def word_at(truth: Truth, level: int) -> int:
    """Say what a truth is at a certainty."""
    return TRUE if truth >> (level - 1) & 1 else FALSE if truth >> (level + 2) & 1 else UNKNOWN


def split(truths: Iterable[Truth], level: int) -> Masks:
    """Tell truths apart by what they are at a certainty."""
    true = false = unknown = 0
    for at, truth in enumerate(truths):
        match word_at(truth, level):
            case 1:
                true |= 1 << at
            case 2:
                false |= 1 << at
            case _:
                unknown |= 1 << at
    return true, false, unknown


def fact_of(reading: Reading, level: int) -> Fact:
    """Give a fact that reads so at a certainty."""
    if reading.word == "known":
        return Fact(State.KNOWN, reading.low, reading.high)
    if reading.word == "cut":
        return Fact.exact(0, Certainty(level - 1))
    return Fact(State(reading.word))


def facts_of(
    day: dt.date,
    parameters: Mapping[str, ChosenParameter],
    values: Mapping[str, Fact],
    lists: Mapping[str, FactList] = MappingProxyType({}),
) -> Facts:
    """Give facts of which nothing else is known."""
    nothing: Mapping[str, bool] = MappingProxyType({})
    return Facts(day, day.year - 1, values, lists, parameters, nothing)


class Variable:
    """What is read together, and each way in which it may read: one fact, or two that are compared with one another."""

    __slots__ = ("_masks", "full", "keys", "readings")

    def __init__(self, keys: tuple[str, ...], readings: Sequence[Sequence[Reading]]) -> None:
        """Take the readings of each fact; of two, every pair."""
        self.keys = keys
        self.readings: tuple[tuple[Reading, ...], ...] = tuple(product(*readings))
        self.full = (1 << len(self.readings)) - 1
        self._masks: dict[Leaf, Masks] = {}

    def masks(self, leaf: Leaf, level: int, day: dt.date, parameters: Mapping[str, ChosenParameter]) -> Masks:
        """Give the readings under which a leaf is true, false and unknown."""
        found = self._masks.get(leaf)
        if found is None:
            ask = compile_leaf(leaf)
            facts = (
                {key: fact_of(reading, level) for key, reading in zip(self.keys, readings, strict=True)}
                for readings in self.readings
            )
            found = self._masks[leaf] = split((ask(facts_of(day, parameters, item), {}) for item in facts), level)
        return found


def concluded_masks(leaf: Concluded, readings: Sequence[Truth], level: int) -> Masks:
    """Give the readings of a conclusion under which a condition on it is true, false and unknown."""
    return split((raise_floor(truth, leaf.floor) for truth in readings), level)
