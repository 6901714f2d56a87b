"""Strategies that others need: there on the same days, not in a circle, and not in conflict."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from hepu.checks.spans import spans_of, together
from hepu.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack

__all__ = ["check_prerequisites"]


def check_prerequisites(pack: Pack) -> Iterator[Fault]:
    """Give each need that can never be met."""
    strategies, spans = pack.knowledge.strategies, spans_of(pack)
    for name, strategy in strategies.items():
        for at, need in enumerate(strategy.needs):
            if need not in strategies:
                continue  # that it is not defined has been said
            place = pack.knowledge.place("strategies", name, "needs", at)
            context = {"found": need, "expected": name}
            if need in strategy.conflicts or name in strategies[need].conflicts:
                yield Fault("prerequisite_conflict", place, context)
            days, own = spans.get(f"strategy.{need}", []), spans.get(f"strategy.{name}", [])
            if own and not {name, need} & pack.unread and not together(own, days):
                yield Fault("prerequisite_unreachable", place, context)
    yield from _circles(pack)


def _circles(pack: Pack) -> Iterator[Fault]:
    needs = {
        name: set(entry.needs) & set(pack.knowledge.strategies) for name, entry in pack.knowledge.strategies.items()
    }
    while True:
        try:
            TopologicalSorter({name: sorted(needs[name]) for name in sorted(needs)}).prepare()
        except CycleError as error:
            circle = error.args[1]
            place = pack.knowledge.place("strategies", circle[-1], "needs")
            yield Fault("prerequisite_cycle", place, {"found": " → ".join(circle)})
            needs[circle[-1]].discard(circle[-2])
        else:
            return
