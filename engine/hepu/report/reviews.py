"""What experts said of the rules and texts behind an advisory, and what nobody has reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.knowledge.reviewed import STATES
from hepu.report.values import day
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.knowledge.reviewed import Reviewed
    from hepu.text import Text

__all__ = ["all_unreviewed", "objection", "review_mark", "review_sentence"]


def all_unreviewed(items: Collection[Reviewed]) -> bool:
    """Say whether nobody has ever reviewed any of these, which is then said once for all."""
    return all(item.state == "unreviewed" for item in items)


def review_mark(item: Reviewed) -> Text:
    """Give the state of an entry's review, with the reviewer's role and the day; never with a name."""
    if item.waits or item.review.date is None:
        return words()[f"review.{item.state}"]
    return say(f"review.{item.state}", role=item.review.role, date=day(item.review.date))


def review_sentence(items: Collection[Reviewed]) -> Text:
    """Count the rules and texts behind an advisory by the state of their review."""
    states = [item.state for item in items]
    rules = sum(item.kind.startswith("rule.") for item in items)
    counts = [
        say("review.counted", state=words()[f"review.state_{state}"], count=states.count(state))
        for state in reversed(STATES)
        if state in states
    ]
    return say("review.partly", rules=rules, entries=len(items) - rules, counts=join(counts))


def objection(entry: Reviewed, rules: Collection[Reviewed]) -> Text | None:
    """Say where a conclusion stands on something that was rejected and is not yet mended; nothing where it does not."""
    rejected = [item for item in rules if item.state == "rejected"]
    if entry.state == "rejected" or (rejected and len(rejected) == len(rules)):
        return words()["review.objected"]
    return words()["review.partly_objected"] if rejected else None
