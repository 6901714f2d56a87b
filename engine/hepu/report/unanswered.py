"""What is said of a problem that no measure of the college's own answers: why, and who or what could."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.advice.model import RankedProblem
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["unanswered"]


def unanswered(context: Context, item: RankedProblem) -> Text:
    """Say why no own measure is given: withheld, an alternative, could not be judged, left to others, or none fits."""
    relieving = set(item.strategies)
    parts = []
    for placement in ("withheld", "alternative"):
        names = [strategy.id for strategy in context.placed(placement) if strategy.id in relieving]
        if names:
            parts.append(say(f"problems.only_{placement}", names=_names(context, names)))
    entries = context.knowledge.strategies
    open_ones = [
        name
        for name, entry in entries.items()
        if entry.actor == "college"
        and item.id in entry.addresses
        and f"strategy.{name}" in context.record.advice.undetermined
    ]
    if open_ones and not parts:
        parts.append(say("problems.only_open", names=_names(context, open_ones)))
    if not parts:
        parts.append(words()["problems.no_measure"])
    asked = [
        strategy.id
        for placement in ("request", "partner")
        for strategy in context.asked_of_others(placement)
        if strategy.id in relieving
    ]
    if asked:
        parts.append(say("problems.asked", names=_names(context, asked)))
    elif any(entries[name].actor != "college" for name in relieving):
        parts.append(words()["problems.for_others"])
    return join(parts, "sentence_join")


def _names(context: Context, names: Iterable[str]) -> Text:
    return join(context.knowledge.strategies[name].name for name in names)
