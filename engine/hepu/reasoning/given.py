"""What is left of a world as concrete facts, in the form in which the examples of rules give them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from hepu.inference.kleene import FALSE
from hepu.language.kinds import STAGES, Certainty
from hepu.reasoning.world import Left

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Kind, Scalar
    from hepu.reasoning.budget import Budget
    from hepu.reasoning.lists import ListFound
    from hepu.reasoning.readings import Reading
    from hepu.reasoning.world import World

__all__ = ["given_in", "plain"]

_TRIES = 30


def plain(value: Scalar, kind: Kind) -> object:
    """Give an encoded value as a person writes it."""
    match kind.name:
        case "number":
            scaled = Decimal(value).scaleb(-kind.decimals)
            return int(scaled) if scaled == scaled.to_integral_value() else scaled
        case "boolean":
            return bool(value)
        case "ordered":
            return kind.words[int(value)]
        case "date":
            return dt.date.fromordinal(int(value))
        case _:
            return value


def given_in(world: World, left: Left, budget: Budget, *, conclusions: bool) -> Iterator[dict[str, object]]:
    """Give examples of what is left, the plainest first; ``conclusions`` says whether earlier ones are given too.

    Raises:
        SpentError: when the steps are not enough.

    """
    names = [name for name in left.readings if not name.startswith("?")]
    facts = sorted(
        (name for name in names if name.partition(".")[0] not in STAGES), key=lambda name: -world.bound(name)
    )
    for narrowed, chosen in islice(_chosen(world, left, facts, {}, budget), _TRIES):
        given = dict(chosen)
        try:
            for name in left.lists:
                given.update(_list(world, name, world.list_found(narrowed, name, budget)))
            if conclusions:
                for name in sorted(set(names) - set(facts)):
                    given.update(_conclusion(world, name, left.readings[name]))
        except _NotGivenError:
            continue
        yield given


class _NotGivenError(ValueError):
    """An example cannot give this: a range, or a conclusion that is false at some certainties alone."""


def _chosen(
    world: World, left: Left, names: list[str], so_far: dict[str, object], budget: Budget
) -> Iterator[tuple[Left, dict[str, object]]]:
    """Choose a reading of each fact, so that all laws hold, and give it."""
    if not names:
        yield left, so_far
        return
    name, *rest = names
    possible = left.readings[name] & world.centers(left, name)
    for at in range(possible.bit_length()):
        if not possible >> at & 1:
            continue
        budget.spend()
        narrowed = Left(left.readings | {name: 1 << at}, left.lists)
        try:
            given = so_far | dict(_fact(world, name, at))
        except _NotGivenError:
            continue
        if world.lawful(narrowed, name) and world.lists_lawful(narrowed, name, budget):
            yield from _chosen(world, narrowed, rest, given, budget)


def _fact(world: World, name: str, at: int) -> Iterator[tuple[str, object]]:
    if name.startswith("policy."):
        if world.readings(name)[at].low:
            yield name, "in_force"
        return
    variable = world.tables.variable(name)
    for place, (key, reading) in enumerate(zip(variable.keys, variable.readings[at], strict=True)):
        kind = world.tables.domain.kinds[key]
        value = _value(reading, kind, world.level, [items[place] for items in variable.readings])
        if value is not None:
            yield key.removeprefix("fact."), value


def _value(reading: Reading, kind: Kind, level: int, others: list[Reading]) -> object:
    """Give a reading as an example gives it; nothing for what is missing."""
    match reading.word:
        case "missing":
            return None
        case "known" if reading.low is not None and reading.low == reading.high:
            return plain(reading.low, kind)
        case "known":
            raise _NotGivenError
        case "cut":
            sample = next((item.low for item in others if item.known and item.low is not None), 0)
            return {"value": plain(sample, kind), "certainty": Certainty(level - 1).word}
        case word:
            return word


def _list(world: World, name: str, found: ListFound | None) -> Iterator[tuple[str, object]]:
    if found is None or not found.given:
        return
    rows = [dict(_row(world, name, row)) for row in found.rows]
    if not found.complete:
        yield name, {"complete": "some", "rows": rows}
    else:
        yield name, rows or "none"


def _row(world: World, name: str, row: Mapping[str, Reading]) -> Iterator[tuple[str, object]]:
    fields = world.tables.domain.fields[name]
    for item, reading in row.items():
        value = _value(reading, fields[item], world.level, list(world.tables.lists.field(name, item)))
        if value is not None:
            yield item, value


def _conclusion(world: World, key: str, possible: int) -> Iterator[tuple[str, object]]:
    """Give an earlier conclusion: true where it may be, else false, else nothing."""
    truths = world.conclusion_readings(key)
    left = [truth for at, truth in enumerate(truths) if possible >> at & 1]
    surest = max((truth & 0b111 for truth in truths), default=0)
    for truth in left:
        if (word := _conclusion_word(truth, surest)) is not None:
            yield key, word
            return
    if 0 not in left:
        raise _NotGivenError


def _conclusion_word(truth: Truth, surest: int) -> object:
    if truth == FALSE:
        return False
    if truth == 0 or truth >> 3:
        return None
    # The surest that a conclusion can be is simply true.
    return True if truth == surest else Certainty(truth.bit_length()).word
