"""All that a rule's examples could give at once, searched for what meets a goal or tells two rules apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from hepu.inference.kleene import FALSE, TRUE
from hepu.trials.logic import AT_ALL, truth_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hepu.inference.kleene import Truth
    from hepu.trials.goals import Goal
    from hepu.trials.logic import Part
    from hepu.trials.points import Point, Subject

__all__ = ["World", "Worlds", "deciding", "differing", "unknown"]

# Kleene pairs of that many combinations fit in a few megabytes and take a few milliseconds.
_MAX_WORLDS = 3_000_000
_CHANGE = 12
Mask = Any  # an array of booleans over all combinations


@dataclass(frozen=True, slots=True)
class World:
    """One combination: the point of each subject, how far it is from a start, and the number of that start."""

    points: tuple[Point, ...]
    distance: int
    start: int


@dataclass(frozen=True)
class Worlds:
    """The combinations of the points of all subjects of a rule."""

    subjects: tuple[Subject, ...]
    count: int

    @cached_property
    def complete(self) -> bool:
        """Say whether every example falls under one of the combinations."""
        return all(subject.complete for subject in self.subjects)

    @cached_property
    def axes(self) -> tuple[Mapping[tuple[Truth, ...], Point], ...]:
        """Each subject's ways to come out, with the point that one would choose first."""
        return tuple(_ways(subject.points) for subject in self.subjects)

    def axes_for(self, goal: Goal) -> tuple[Mapping[tuple[Truth, ...], Point], ...] | None:
        """Give the ways of each subject, with those points alone that try a goal; nothing where none does."""
        found, trying = [], False
        for subject, ways in zip(self.subjects, self.axes, strict=True):
            points = [point for point in subject.points if goal in point.tries]
            trying = trying or bool(points)
            found.append(_ways(points) if points else ways)
        return tuple(found) if trying else None

    def search(
        self,
        axes: Sequence[Mapping[tuple[Truth, ...], Point]],
        wanted: Callable[[list[Any]], Mask],
        starts: Sequence[Sequence[tuple[Truth, ...]]],
    ) -> list[World] | None:
        """Give the wanted combination nearest to each start, nearest first; nothing where there are too many to look.

        A start is a way of each subject. ``wanted`` is given the truth of each leaf over all combinations.
        """
        shape = [len(axis) for axis in axes]
        if prod(shape) > _MAX_WORLDS:
            return None
        mask = np.broadcast_to(wanted(self._leaves(axes)), shape)
        return self._nearest(axes, mask, starts) if mask.any() else []

    def _leaves(self, axes: Sequence[Mapping[tuple[Truth, ...], Point]]) -> list[Any]:
        """Give for each leaf an array over all combinations."""
        leaves: list[Any] = [None] * self.count
        for number, (subject, axis) in enumerate(zip(self.subjects, axes, strict=True)):
            for place, leaf in enumerate(subject.leaves):
                values = np.array([way[place] for way in axis], dtype=np.uint8)
                leaves[leaf] = values.reshape([-1 if at == number else 1 for at in range(len(axes))])
        return leaves

    def _nearest(
        self,
        axes: Sequence[Mapping[tuple[Truth, ...], Point]],
        mask: Mask,
        starts: Sequence[Sequence[tuple[Truth, ...]]],
    ) -> list[World]:
        found = []
        for at_start, start in enumerate(starts):
            cost = np.zeros([1] * len(axes), dtype=np.int32)
            for number, axis in enumerate(axes):
                own = np.array(
                    [0 if way == start[number] else _CHANGE + point.rank for way, point in axis.items()], dtype=np.int32
                )
                cost = cost + own.reshape([-1 if at == number else 1 for at in range(len(axes))])
            masked = np.where(mask, cost, np.iinfo(np.int32).max)
            best = int(masked.argmin())
            places = np.unravel_index(best, masked.shape)
            points = tuple([*axis.values()][int(place)] for axis, place in zip(axes, places, strict=True))
            found.append(World(points, int(masked.flat[best]), at_start))
        return sorted(found, key=lambda world: world.distance)


def _ways(points: Sequence[Point]) -> dict[tuple[Truth, ...], Point]:
    """Give the first point of each way to come out."""
    found: dict[tuple[Truth, ...], Point] = {}
    for point in points:
        found.setdefault(point.truths, point)
    return found


def deciding(tree: Part, part: Part, holds: bool) -> Callable[[list[Any]], Mask]:
    """Give what finds the combinations in which a part decides as true, or as false."""

    def wanted(leaves: list[Any]) -> Mask:
        own, result = truth_at(part, leaves), truth_at(tree, leaves)
        other = truth_at(tree, leaves, part, FALSE if holds else TRUE)
        return ((own & (1 if holds else 8)) != 0) & ((result & AT_ALL) != 0) & (((other ^ result) & AT_ALL) != 0)

    return wanted


def unknown(tree: Part, part: Part) -> Callable[[list[Any]], Mask]:
    """Give what finds the combinations in which a part is unknown and the whole too."""
    return lambda leaves: ((truth_at(part, leaves) | truth_at(tree, leaves)) & AT_ALL) == 0


def differing(first: Part, second: Part, numbers: Sequence[int], shown: int) -> Callable[[list[Any]], Mask]:
    """Give what finds the combinations in which two conditions come out differently in the bits that show.

    ``numbers`` are the leaves that the second reads in place of the first's.
    """

    def wanted(leaves: list[Any]) -> Mask:
        one = truth_at(first, leaves)
        other = truth_at(second, [leaves[number] for number in numbers])
        return ((one ^ other) & shown) != 0

    return wanted
