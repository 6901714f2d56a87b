"""How a published case compares with a college, in words: what is shared, what is not, what could not be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.fits import fitting
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.advice.model import AttributeMatch, ItemMatch, SimilarCase
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Alike", "alike", "hits", "percent", "shown_of"]

_PERMILLE = 10
_HALF = 500


@dataclass(frozen=True, slots=True)
class Alike:
    """What of a case and a college is the same or near, what differs, and what could not be compared and why.

    ``cells`` has a word for each attribute, in the order of the knowledge.
    Of a college known by published figures alone neither the similarity nor what differs is told.
    """

    percent: str
    similarity: Text | None
    line: Text
    cells: tuple[Text, ...]
    shared: Text
    differs: Text | None
    uncompared: tuple[Text, ...]


def hits(context: Context, group: str = "") -> tuple[SimilarCase, ...]:
    """Give the similar cases to show, of both groups or of one, the most similar first."""
    return tuple(
        item for item in context.record.advice.similar.cases if item.hit and (not group or item.group == group)
    )


def shown_of(context: Context, strategy: str) -> tuple[str, ...]:
    """Give the cases of a measure to show, the most similar first: those that fit, and the similar ones in any case."""
    similar = {item.case for item in hits(context)}
    fit = fitting(context, strategy)
    names = [name for name in context.knowledge.strategies[strategy].cases if name in fit or name in similar]
    order = [item.case for item in context.record.advice.similar.cases]
    return tuple(sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name)))


def percent(item: SimilarCase) -> str:
    """Write a similarity as whole per cent, rounded down."""
    return str((item.permille or 0) // _PERMILLE)


def alike(context: Context, item: SimilarCase) -> Alike:
    """Put the comparison of one case into words."""
    shared = _named(context, item, lambda one: one.permille is not None and one.permille >= _HALF)
    differs = _named(context, item, lambda one: one.permille is not None and one.permille < _HALF)
    total = len(item.attributes)
    return Alike(
        percent=percent(item),
        similarity=None if context.published else say("similar.similarity", percent=percent(item)),
        line=context.values.phrase("similar.line", percent=percent(item), compared=item.compared, total=total),
        cells=tuple(words()[f"similar.cell_{part.result}"] for part in _parts(context, item)),
        shared=join(shared, "clause_join") if shared else words()["similar.none"],
        differs=None if context.published else join(differs, "clause_join") if differs else words()["similar.none"],
        uncompared=_uncompared(context, item),
    )


def _named(context: Context, item: SimilarCase, wanted: Callable[[ItemMatch], bool]) -> list[Text]:
    """Name, attribute by attribute, the items of some outcome."""
    found = []
    for part in _parts(context, item):
        names = [_item(context, part.attribute, one) for one in part.items if wanted(one)]
        entry = context.knowledge.likeness[part.attribute]
        if names:
            single = len(entry.items) == 1
            found.append(names[0] if single else say("similar.part", attribute=entry.name, items=join(names)))
    return found


def _parts(context: Context, item: SimilarCase) -> list[AttributeMatch]:
    """Give the attributes in the order in which the knowledge lists them."""
    by_name = {part.attribute: part for part in item.attributes}
    return [by_name[name] for name in context.knowledge.likeness if name in by_name]


def _item(context: Context, attribute: str, one: ItemMatch) -> Text:
    entry = context.knowledge.likeness[attribute]
    item = entry.items.get(one.item)
    if item is not None and item.name is not None:
        name = item.name
    else:
        name = context.names.of_file(entry.reads if entry.reads in {"sectors", "places"} else "modes", one.item)
    return say("similar.near", name=name, percent=(one.permille or 0) // _PERMILLE) if one.outcome == "near" else name


def _uncompared(context: Context, item: SimilarCase) -> tuple[Text, ...]:
    """Say what could not be compared: for want of answers, as the form does not ask, or as the sources are silent."""
    found = []
    for outcome in ("open", "unasked") if context.published else ("open", "unasked", "absent"):
        names = _named(context, item, lambda one, outcome=outcome: one.outcome == outcome)  # type: ignore[misc]
        if names:
            found.append(context.values.phrase(f"similar.{outcome}", names=join(names, "clause_join")))
    silent = [
        context.knowledge.likeness[part.attribute].name
        for part in _parts(context, item)
        if part.reason == "case_silent"
    ]
    if silent:
        found.append(say("similar.silent", names=join(silent)))
    return tuple(found)
