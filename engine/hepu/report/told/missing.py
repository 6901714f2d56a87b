"""The blanks that matter, as an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.openings import answer_text, sheet_of
from hepu.report.outline import Node
from hepu.report.told.telling import Telling
from hepu.report.values import day
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from hepu.explain.missing import Blank
    from hepu.report.context import Context

__all__ = ["told_missing"]

_MEASURES = ("strategy.", "exclusion.")


def told_missing(found: tuple[Blank, ...], context: Context) -> Node:
    """Tell what is missing, in order; of published figures only what judges no college."""
    telling = Telling(context, lambda verb, key: f"hepu {verb} {key}")
    inputs = context.record.inputs
    notes = [say("reconsider.about", date=day(inputs.as_of), year=inputs.data_year), *telling.marks()]
    if context.published:
        notes.append(words()["reconsider.withheld"])
    shown = [(item, [key for key in item.hang if telling.tells(key)]) for item in found]
    kept = [(item, keys) for item, keys in shown if keys]
    parts = tuple(_blank(at, item, keys, context, telling) for at, (item, keys) in enumerate(kept, start=1))
    if not parts:
        return Node("missing", words()["reconsider.complete"], tuple(notes))
    return Node("missing", say("reconsider.missing", count=len(parts)), tuple(notes), parts)


def _blank(number: int, item: Blank, keys: list[str], context: Context, telling: Telling) -> Node:
    told = set(keys)
    settled = [key for key in item.settled_by_any if key in told]
    perhaps = [key for key in item.settled_by_some if key in told and key not in settled]
    measures = sum(1 for key in keys if key.startswith(_MEASURES))
    notes = [say("reconsider.hang", count=len(keys), measures=measures)]
    if item.tried:
        notes.append(say("reconsider.settles", any=len(settled), some=len(perhaps)))
    if item.answer.startswith("list."):
        notes.append(words()["reconsider.settles_listed"])
    notes.append(say("reconsider.decides", names=join([telling.subject(key) for key in keys], "clause_join")))
    answer, sheet = answer_text(context, item.answer), sheet_of(context, item.answer)
    text = say("reconsider.blank", number=number, answer=answer, sheet=sheet)
    data = {"answer": item.answer, "hang": keys, "settled_by_any": settled, "settled_by_some": settled + perhaps}
    return Node("blank", text, tuple(notes), data=data)
