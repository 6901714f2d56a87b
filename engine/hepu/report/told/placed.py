"""Where a recommended measure stands, as an outline: launched, in reserve and what would lift that, an alternative."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.explain.lift import lift
from hepu.report.outline import Node
from hepu.report.plan import unsure_of, when_of
from hepu.report.values import amount
from hepu.report.words import join, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.advice.model import StrategyAdvice
    from hepu.explain.lift import Lift
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["placed_nodes"]


def placed_nodes(key: str, context: Context) -> list[Node]:
    """Say where a measure of the college that is recommended stands, and what would launch one in reserve now."""
    stage, _, name = key.partition(".")
    if stage != "strategy":
        return []
    item = next((found for found in context.placed("launch", "reserve", "alternative") if found.id == name), None)
    if item is None:
        return []
    if item.placement == "reserve":
        return [_reserve(item, context)]
    text = say(f"explain.placed_{item.placement}", name=_names(context, (item.alternative_to,)))
    return [Node("placed", text, data={"placement": item.placement, "alternative_to": item.alternative_to})]


def _names(context: Context, ids: tuple[str, ...]) -> Text:
    return join([context.knowledge.strategies[one].name for one in ids if one])


def _reserve(item: StrategyAdvice, context: Context) -> Node:
    """Say which limit keeps a measure in reserve, when it can begin, and each thing that would launch it now."""
    found = lift(item.id, context.record.advice, context.values.facts, context.pack)
    assert found is not None  # noqa: S101  # it is in reserve
    text = say(f"explain.placed_{item.limit}")
    unsure = unsure_of(context, item)
    notes = [say("explain.in_plan", when=when_of(context, item)), *([unsure] if unsure else [])]
    task = context.planned.get(item.id)
    data = {
        "placement": "reserve",
        "limit": found.limit,
        "begins": None if task is None else task.begins,
        "posts": found.posts,
        "money": found.money,
        "together": found.together,
        "first": list(found.first),
        "waits_for": list(item.waits_for),
    }
    return Node("placed", text, tuple(notes), tuple(_lifts(item, found, context)), data)


def _lifts(item: StrategyAdvice, found: Lift, context: Context) -> Iterator[Node]:
    """Name what would launch a measure now, each by itself and all else being as it is."""
    if found.first:
        yield Node("lift", say("explain.lift_first", names=_names(context, found.first)))
    if item.waits_for:
        yield Node("lift", say("explain.lift_needs", names=_names(context, item.waits_for)))
    for name, least in (("posts", found.posts), ("money", found.money)):
        if least is not None:
            shown = amount(Decimal(least), context.values.unit_of("fact.budget" if name == "money" else "fact.staff"))
            yield Node("lift", say(f"explain.lift_{name}", least=shown))
    if found.together:
        yield Node("lift", say("explain.lift_together"))
