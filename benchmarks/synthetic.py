"""Synthetic cohorts over the vocabulary of the shipped pack: arrays of typed facts drawn from a seeded generator.

They are for measuring speed and agreement only; nothing in them describes a real college.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hepu.facts.parameters import choose_parameters
from hepu.inference.columnar.cohort import (
    BLOCK,
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    Cohort,
    Column,
    Lists,
    known_mark,
    narrowed,
)
from hepu.language.model import Compare, Count, ParameterRef, Quantified, leaves_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator
    from numpy.typing import NDArray

    from hepu.language.kinds import Kind
    from hepu.language.model import Test
    from hepu.pack import Pack

__all__ = ["RANGED", "Drawn", "draw", "synthetic_cohort", "words_of"]

# Shares of cases: established, likely, possible, missing, not asked, not applicable.
_MARKS = np.array([known_mark(3), known_mark(2), known_mark(1), MISSING, NOT_ASKED, NOT_APPLICABLE], np.uint8)
_SHARES = (0.62, 0.10, 0.04, 0.18, 0.03, 0.03)
# Facts that may be ranges, and for which share of cases they are.
RANGED = frozenset({"fact.partner_places"})
_RANGES = 0.1
_MEAN_ROWS = 6
_LISTS_GIVEN, _LISTS_COMPLETE, _POLICIES_IN_FORCE = 0.8, 0.8, 0.7


def words_of(pack: Pack) -> Mapping[str, int]:
    """Give a number for every word that a value of the pack may be."""
    kinds = [
        *pack.vocabulary.values.values(),
        *(kind for fields in pack.vocabulary.lists.values() for kind in fields.values()),
    ]
    words = dict.fromkeys(["", *(word for kind in kinds if kind.name == "choice" for word in kind.words)])
    return {word: number for number, word in enumerate(words)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The arrays of a synthetic cohort, not yet cut into blocks: what ``Cohort.of`` takes."""

    size: int
    day: dt.date
    values: Mapping[str, Column]
    lists: Mapping[str, Lists]
    parameters: Mapping[str, int]
    policies: Mapping[str, NDArray[np.bool_]]
    words: Mapping[str, int]

    def cohort(self, block: int = BLOCK) -> Cohort:
        """Cut the arrays into blocks."""
        return Cohort.of(
            size=self.size,
            days=np.array([self.day.toordinal()], np.int32),
            values=self.values,
            lists=self.lists,
            parameters={
                name: Column(np.array([value], np.int64), np.array([known_mark(3)], np.uint8))
                for name, value in self.parameters.items()
            },
            policies=self.policies,
            words=self.words,
            block=block,
        )

    def complete(self) -> Drawn:
        """Give the same colleges with every blank filled, every value exact and established, every list complete."""

        def filled(columns: Mapping[str, Column]) -> Mapping[str, Column]:
            return {
                key: Column(column.low, np.full_like(column.mark, known_mark(3)), of_words=column.of_words)
                for key, column in columns.items()
            }

        always = np.ones(self.size, np.bool_)
        lists = {name: Lists(rows.offsets, always, always, filled(rows.fields)) for name, rows in self.lists.items()}
        return dataclasses.replace(self, values=filled(self.values), lists=lists)


def synthetic_cohort(pack: Pack, size: int, seed: int = 1, block: int = BLOCK) -> Cohort:
    """Draw a cohort."""
    return draw(pack, size, seed).cohort(block)


def draw(pack: Pack, size: int, seed: int = 1) -> Drawn:
    """Draw arrays: numbers lie around the bounds that the rules compare with, so that every branch is met."""
    chance = np.random.default_rng(seed)
    words = words_of(pack)
    day = pack.knowledge.pack.date
    parameters = {name: chosen.value for name, chosen in choose_parameters(pack.knowledge, day).items()}
    bounds = _bounds(pack, parameters)
    values = {}
    for key, kind in pack.vocabulary.values.items():
        column = _column(chance, kind, size, bounds.get(key, [1]), words)
        if key in RANGED:
            high = column.low.astype(np.int64) + (chance.random(size) < _RANGES) * chance.integers(1, 4, size)
            column = Column(column.low, column.mark, high)
        values[key] = column
    lists = {}
    for name, fields in pack.vocabulary.lists.items():
        given = chance.random(size) < _LISTS_GIVEN
        lengths = np.where(given, chance.poisson(_MEAN_ROWS, size), 0)
        rows = int(lengths.sum())
        columns = {
            item: _column(chance, kind, rows, bounds.get(f"{name}.{item}", [1]), words) for item, kind in fields.items()
        }
        lists[name] = Lists(
            np.concatenate([[0], np.cumsum(lengths)]),
            given,
            chance.random(size) < _LISTS_COMPLETE,
            MappingProxyType(columns),
        )
    policies = {name: chance.random(size) < _POLICIES_IN_FORCE for name in sorted(pack.vocabulary.policies)}
    return Drawn(size, day, values, lists, parameters, policies, words)


def _bounds(pack: Pack, parameters: Mapping[str, int]) -> dict[str, list[int]]:
    """Give the numbers that the rules compare each value with."""
    found: dict[str, list[int]] = {}

    def note(key: str, test: Test) -> None:
        for item in test.operands:
            if isinstance(item, int):
                found.setdefault(key, []).append(item)
            elif isinstance(item, ParameterRef) and item.id in parameters:
                found.setdefault(key, []).append(parameters[item.id] * 10**item.shift)

    for rule in pack.rules.values():
        for leaf in leaves_of(rule.when):
            match leaf:
                case Compare(key, _, test):
                    note(key, test)
                case Count(name, where, _) | Quantified(_, name, where, _):
                    for item in where:
                        note(f"{name}.{item.field}", item.test)
                case _:
                    continue
    return found


def _column(draw: Generator, kind: Kind, size: int, bounds: list[int], words: Mapping[str, int]) -> Column:
    mark = draw.choice(_MARKS, size, p=_SHARES)
    match kind.name:
        case "boolean":
            low = draw.integers(0, 2, size)
        case "ordered":
            low = draw.integers(0, len(kind.words), size)
        case "choice":
            low = draw.choice(np.array([words[word] for word in kind.words]), size)
        case "text":
            low = np.full(size, words[""])
        case _:
            near = draw.choice(np.array(bounds), size)
            low = np.maximum(
                0, near + np.rint(near * draw.normal(0, 0.5, size)).astype(np.int64) + draw.integers(-1, 2, size)
            )
    return Column(narrowed(low.astype(np.int64)), mark, of_words=kind.name in {"choice", "text"})
