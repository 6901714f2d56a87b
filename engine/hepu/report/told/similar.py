"""The published cases that are like a college, as an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.advice.similar import OUTSIDE
from hepu.report.alike import alike, hits
from hepu.report.comparison import similar_notes
from hepu.report.outline import Node
from hepu.report.values import day
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from hepu.advice.model import SimilarCase
    from hepu.report.context import Context

__all__ = ["told_similar"]


def told_similar(context: Context) -> Node:
    """Tell the similar cases, those inside the region first, each with what is alike, what differs and what is open."""
    inputs = context.record.inputs
    notes = (say("reconsider.about", date=day(inputs.as_of), year=inputs.data_year), *similar_notes(context))
    parts = []
    for group, word in ((context.home, "inside"), (OUTSIDE, "outside")):
        found = hits(context, group)
        if found:
            text = say("similar.group", group=words()[f"similar.{word}"], count=len(found))
            cases = tuple(_case(context, at, item) for at, item in enumerate(found, start=1))
            parts.append(Node("group", text, parts=cases, data={"group": group}))
    return Node("similar", say("similar.found", count=len(hits(context))), notes, tuple(parts))


def _case(context: Context, number: int, item: SimilarCase) -> Node:
    case, found = context.knowledge.cases[item.case], alike(context, item)
    title = say("measures.case", college=case.college, name=case.name)
    told = [("shared", found.shared)]
    if found.differs is not None:
        told.append(("differs", found.differs))
    if found.uncompared:
        told.append(("uncompared", join(found.uncompared, "clause_join")))
    notes = (found.line, *(say("similar.told", label=words()[f"similar.{name}"], text=text) for name, text in told))
    attributes = [part.model_dump(mode="json") for part in item.attributes]
    data: dict[str, object] = {"case": item.case, "compared": item.compared}
    if not context.published:
        data |= {"permille": item.permille, "attributes": attributes}
    return Node("case", say("similar.case", number=number, case=title), notes, data=data)
