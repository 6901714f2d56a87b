"""How the reviews of a pack stand: counts by kind and state, and what reviewers object to."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.knowledge.load import DEFINED_IN
from hepu.knowledge.reviewed import STATES
from hepu.report.words import join, say, words
from hepu.review.layout import SHEETS, entries_of, titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.knowledge.reviewed import State
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["objections", "review_counts", "told_counts"]

_TOLD: Mapping[State, str] = MappingProxyType(
    {"rejected": "review_rejected_rule", "amended": "review_amended_rule", "stale": "review_stale_rule"}
)


def review_counts(pack: Pack) -> Mapping[str, Mapping[State, int]]:
    """Count the entries of each sheet of the review book by the state of their review."""
    states = {spec.id: [item.state for item in entries_of(spec, pack)] for spec in SHEETS}
    return MappingProxyType(
        {name: MappingProxyType({state: found.count(state) for state in STATES}) for name, found in states.items()}
    )


def told_counts(pack: Pack) -> Iterator[Text]:
    """Put the counts into words, a line a sheet; states that no entry is in are left out."""
    counts = review_counts(pack)
    for spec in SHEETS:
        parts = [
            say("book.pair", label=words()[f"book_state.{state}"], value=number)
            for state, number in counts[spec.id].items()
            if number
        ]
        yield say("book.counts", sheet=titles(spec), total=sum(counts[spec.id].values()), counts=join(parts))


def objections(pack: Pack) -> tuple[Fault, ...]:
    """Warn of every entry that was rejected, is to be amended, or has changed since it was reviewed.

    A rule that ended before the pack's own day is history and is left alone.
    """
    found = []
    for item in pack.reviewed.values():
        rule = pack.rules.get(item.key)
        ended = rule is not None and rule.until is not None and rule.until < pack.knowledge.pack.date
        code = _TOLD.get(item.state)
        if code is not None and not ended:
            review = item.review
            context = {"found": item.key, "role": review.role, "date": str(review.date), "reason": review.reason}
            stage, _, name = item.key.partition(".")
            place = pack.knowledge.place(DEFINED_IN[stage], name, "review") if rule is None else rule.place(("review",))
            found.append(Fault(code, place, context, "warning"))
    return tuple(found)
