"""The part on the method: rules counted, bounds of gaps, and the order of priority on the first three measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.advice.priority import ID
from hepu.facts.advantage import MARGINS
from hepu.report.basic import Item
from hepu.report.firmness import firmness_method
from hepu.report.packs import pack_sentence
from hepu.report.reviews import review_sentence
from hepu.report.words import both, say, words

if TYPE_CHECKING:
    from hepu.advice.model import Criteria, StrategyAdvice
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Method", "OrderRow", "method"]

_SHOWN = 3
_BOUNDS = (
    "gap_slight_above",
    "gap_moderate_from",
    "gap_large_from",
    "participation_moderate_from",
    "participation_large_from",
)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A measure with the values by which it got its place, and what decided between it and the next one."""

    rank: int
    name: Text
    values: tuple[Text, ...]
    decided: Text | None


@dataclass(frozen=True, slots=True)
class TheoryRow:
    """A theory and how the rules make it operational, with its sources."""

    label: Text
    value: Text
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that the part prints."""

    rules: Text
    packs: Text | None
    gap: Text
    trend: Text
    relative: Text
    criteria: tuple[Item, ...]
    order: tuple[OrderRow, ...]
    theories: tuple[TheoryRow, ...]
    review: Text
    firm: Text | None


def method(context: Context) -> Method:
    """Put the method into words, with this record's own figures."""
    results = [item for item in context.record.inference.rules if item.applies]
    fired = sum(1 for item in results if item.truth[0] == "T")
    undecided = sum(1 for item in results if item.truth[0] == "U")
    bounds = {
        key: context.record.facts.parameters[name].value
        for key, name in zip(
            ("slight", "moderate", "large", "participation_moderate", "participation_large"), _BOUNDS, strict=True
        )
    }
    behind = context.reviews
    rules_behind = sum(item.kind.startswith("rule.") for item in behind)
    review = (
        context.values.phrase("unreviewed_full", rules=rules_behind)
        if context.all_unreviewed
        else review_sentence(behind)
    )
    theories = [item for item in context.knowledge.theories.values() if item.kind == "theory"]
    return Method(
        rules=context.values.phrase("method.rules", rules=len(results), fired=fired, open=undecided),
        packs=pack_sentence(context),
        gap=say(
            "method.gap",
            **bounds,
            slight_bound=say("method.slight_above" if bounds["slight"] else "method.slight_any", **bounds),
        ),
        trend=say("method.trend", margin=context.record.facts.parameters["trend_margin"].value),
        relative=say(
            "method.relative",
            **{
                key: context.record.facts.parameters[name].value
                for key, name in zip(("margin", "small"), MARGINS, strict=True)
            },
        ),
        criteria=tuple(Item(item.name, item.text) for item in context.knowledge.priority.values()),
        order=_order(context),
        theories=tuple(
            TheoryRow(item.name, item.operational, context.citations.cite(item.sources)) for item in theories
        ),
        review=review,
        firm=firmness_method(context),
    )


def _order(context: Context) -> tuple[OrderRow, ...]:
    first = context.placed("launch", "reserve", "conditional", "alternative")[: _SHOWN + 1]
    rows = []
    for at, item in enumerate(first[:_SHOWN]):
        after = first[at + 1] if at + 1 < len(first) else None
        rows.append(
            OrderRow(
                rank=at + 1,
                name=context.knowledge.strategies[item.id].name,
                values=_criteria(item.criteria),
                decided=None if after is None else say("method.decided", criterion=_deciding(context, item, after)),
            )
        )
    return tuple(rows)


def _criteria(criteria: Criteria) -> tuple[Text, ...]:
    return (
        words()["method.yes" if criteria.legal_duty else "method.no"],
        words()[f"certainty.{criteria.certainty}"],
        words()[f"gap.{criteria.worst_gap}"],
        both(criteria.problems_relieved),
        words()[f"measures.effort_{criteria.effort}"],
        say("method.days", days=criteria.lead_time_days),
    )


def _deciding(context: Context, one: StrategyAdvice, other: StrategyAdvice) -> Text:
    """Name the first criterion in which two measures differ; failing all, their ids decide."""
    priority = context.knowledge.priority
    for name in priority:
        if name == ID or getattr(one.criteria, name) != getattr(other.criteria, name):
            return priority[name].name
    raise LookupError(ID)
