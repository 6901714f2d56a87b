"""What would be different, as an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.inference.kleene import certainty_of, is_false
from hepu.report.outline import Node
from hepu.report.told.telling import Telling
from hepu.report.values import day
from hepu.report.words import both, say, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.advice.model import Placement
    from hepu.explain.whatif import Difference
    from hepu.inference.kleene import Truth
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["told_whatif"]


def told_whatif(found: Difference, context: Context, settings: Sequence[str]) -> Node:
    """Tell a difference; ``settings`` are what was set, as it was typed."""
    telling = Telling(context, lambda verb, key: f"hepu {verb} {key}")
    inputs = context.record.inputs
    notes = [say("reconsider.about", date=day(inputs.as_of), year=inputs.data_year), *telling.marks()]
    notes += [say("reconsider.set", setting=text) for text in settings]
    if context.published:
        notes.append(words()["reconsider.withheld"])
    turned = [item for item in found.conclusions if telling.tells(item.key)]
    moved = [item for item in found.measures if telling.tells(f"strategy.{item.id}")]
    parts = []
    if turned:
        nodes = tuple(
            Node(
                "conclusion",
                say(
                    "reconsider.turned",
                    subject=telling.subject(item.key),
                    before=_truth(item.before),
                    after=_truth(item.after),
                ),
                data={"conclusion": item.key},
            )
            for item in turned
        )
        parts.append(Node("conclusions", say("reconsider.conclusions", count=len(nodes)), parts=nodes))
    if moved:
        nodes = tuple(
            Node(
                "measure",
                say(
                    "reconsider.turned",
                    subject=telling.subject(f"strategy.{item.id}"),
                    before=_placement(item.before),
                    after=_placement(item.after),
                ),
                data={"strategy": item.id, "before": item.before, "after": item.after},
            )
            for item in moved
        )
        parts.append(Node("measures", say("reconsider.measures", count=len(nodes)), parts=nodes))
    if not parts:
        notes.append(words()["reconsider.nothing"])
    elif not context.published:
        notes.append(say("reconsider.rules", fired=len(found.rules_fired), silenced=len(found.rules_silenced)))
    data = {"rules_fired": list(found.rules_fired), "rules_silenced": list(found.rules_silenced)}
    return Node("whatif", words()["reconsider.whatif"], tuple(notes), tuple(parts), {} if context.published else data)


def _truth(truth: Truth) -> Text:
    certainty = certainty_of(truth)
    if certainty is not None:
        return say("reconsider.holds", certainty=words()[f"certainty.{certainty.word}"])
    return words()["reconsider.fails" if is_false(truth) else "reconsider.open"]


def _placement(placement: Placement | None) -> Text:
    if placement is None:
        return words()["reconsider.no_place"]
    return both(words()[f"reconsider.{'withheld_measure' if placement == 'withheld' else placement}"])
