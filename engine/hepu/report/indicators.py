"""Indicators in words: own value, reference, gap, trend, own target, and the past years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.report.values import amount, grouped
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from hepu.knowledge.models import Moves
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = [
    "IndicatorRow",
    "Series",
    "attainment",
    "indicator_rows",
    "moves_of",
    "series_note",
    "series_of",
    "target_of",
]

_DIMENSIONS = ("scale", "substance", "condition")
_LEAST_YEARS = 3
_WHOLE = 100
_NOT_COMPARED = frozenset({"mission", "not_applicable"})


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with its reference; ``ratio`` is own over reference (reference over own where lower is better)."""

    id: str
    dimension: str
    name: Text
    short: Text
    own: Text
    per_head: Text | None
    reference: Text
    basis: Text
    brief: Text
    against: Text
    gap: str
    gap_text: Text
    trend: Text
    target: Text | None
    ratio: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator over the years."""

    name: Text
    unit: Text
    years: tuple[int, ...]
    values: tuple[Decimal, ...]
    labels: tuple[str, ...]
    trend: Text


def indicator_rows(context: Context) -> tuple[IndicatorRow, ...]:
    """Put every indicator that was asked in the data year into words, by reading."""
    rows = [_indicator(context, name) for name in context.knowledge.indicators]
    asked = [row for row in rows if row.state != "not_asked"]
    return tuple(sorted(asked, key=lambda row: _DIMENSIONS.index(row.dimension)))


def _indicator(context: Context, name: str) -> IndicatorRow:
    values, entry = context.values, context.knowledge.indicators[name]
    fact, gap = values.fact(f"indicator.{name}"), context.record.facts.gaps.get(name)
    state = "missing" if fact is None else fact.state
    word = values.gap_word(name)
    below = gap is not None and gap.basis == "statute" and word not in {"none", "unknown"}
    trended = values.known(f"trend.{name}")
    gap_text = words()[f"gap.{word}"]
    if gap is not None and gap.basis in _NOT_COMPARED:
        word, gap_text = "not_compared", words()["gap.not_compared"]
    if below:
        gap_text = say("clause_pair", first=words()["gap.below_standard"], second=gap_text)
    return IndicatorRow(
        id=name,
        dimension=entry.dimension,
        name=entry.name,
        short=entry.short,
        own=values.text(f"indicator.{name}"),
        per_head=values.per_head(name),
        reference=values.reference(name),
        basis=values.basis(name),
        brief=_brief(context, name),
        against=_against(context, name),
        gap=word,
        gap_text=gap_text,
        trend=values.text(f"trend.{name}") if trended else both("—"),
        target=attainment(context, name),
        ratio=_ratio(context, name),
        state=state,
    )


def _brief(context: Context, name: str) -> Text:
    """Say on what a gap rests in the few characters of a column; a note below the table spells them out."""
    gap, values = context.record.facts.gaps.get(name), context.values
    if gap is not None and gap.basis == "peers":
        peer = values.peers[name]
        positive = peer.per_head_positive if gap.per_head else peer.positive
        return say("brief.peers", reporting=peer.reporting, positive=positive)
    if gap is not None and gap.basis == "statute":
        number = values.standard_number(name)
        return both(number) if number else words()["brief.statute"]
    return words()[f"brief.{'none' if gap is None else gap.basis}"]


def _against(context: Context, name: str) -> Text:
    """Write a reference in the few characters of a column."""
    gap, peer = context.record.facts.gaps.get(name), context.values.peers.get(name)
    if gap is not None and gap.basis == "participation" and peer is not None:
        return say("brief.participating", reporting=peer.reporting, positive=peer.positive)
    return context.values.reference(name) if gap is not None and gap.reference is not None else both("—")


def _ratio(context: Context, name: str) -> Decimal | None:
    """Give own value over reference, in the form in which they were compared."""
    fact, gap = context.values.fact(f"indicator.{name}"), context.record.facts.gaps.get(name)
    if fact is None or fact.state != "known" or fact.low is None or gap is None or gap.reference is None:
        return None
    own = context.record.facts.per_head.get(name) if gap.per_head else int(fact.low)
    if own is None:
        return None
    above, below = (own, gap.reference)
    if context.knowledge.indicators[name].direction == "lower":
        above, below = below, above
    return Decimal(above) / Decimal(below) if below else None


def target_of(context: Context, name: str) -> tuple[int, Decimal] | None:
    """Give the college's next own target for an indicator: its year and value."""
    rows = context.record.facts.lists.get("targets")
    found = []
    for row in rows.rows if rows else ():
        if row["indicator"].low == name and row["year"].state == row["value"].state == "known":
            kind = context.pack.vocabulary.lists["targets"]["value"]
            found.append((int(row["year"].low or 0), Decimal(row["value"].low or 0).scaleb(-kind.decimals)))
    return min((item for item in found if item[0] >= context.record.inputs.data_year), default=None)


def _is_met(context: Context, name: str) -> bool:
    """Say whether an indicator reaches its reference and the college's own target, where it has one."""
    percent = _attained(context, name)
    return context.values.gap_word(name) == "none" and (percent is None or percent >= _WHOLE)


def moves_of(context: Context, strategy: str) -> tuple[Moves, ...]:
    """Give the indicators that a measure should move and that have still to move.

    What is met already is left out; where all is met, indicators of scale and substance stay to tell of success.
    """
    entry = context.knowledge.strategies[strategy]
    still = tuple(move for move in entry.moves if not _is_met(context, move.indicator))
    indicators = context.knowledge.indicators
    return still or tuple(move for move in entry.moves if indicators[move.indicator].dimension != "condition")


def _attained(context: Context, name: str) -> Decimal | None:
    """Give the attainment of the college's own target in per cent."""
    target, fact = target_of(context, name), context.values.fact(f"indicator.{name}")
    if target is None or fact is None or fact.state != "known" or fact.low is None:
        return None
    entry = context.knowledge.indicators[name]
    own, wanted = Decimal(fact.low).scaleb(-entry.decimals), target[1]
    above, below = (own, wanted) if entry.direction == "higher" else (wanted, own)
    return above * 100 / below if below else None


def attainment(context: Context, name: str) -> Text | None:
    """Say how far the college's own target is attained, in per cent."""
    target, percent = target_of(context, name), _attained(context, name)
    if target is None or percent is None:
        return None
    year, wanted = target
    shown = grouped(percent.quantize(Decimal("0.1")))
    unit = context.knowledge.indicators[name].unit
    return say("value.attained", percent=shown, target=amount(wanted, unit), year=year)


def series_of(context: Context) -> tuple[Series, ...]:
    """Give the indicators whose past of at least three years is known and not all nought."""
    found = []
    for name, detail in context.record.facts.trends.items():
        entry = context.knowledge.indicators[name]
        if len(detail.years) < _LEAST_YEARS or not any(detail.values):
            continue
        numbers = tuple(Decimal(value).scaleb(-entry.decimals) for value in detail.values)
        found.append(
            Series(
                entry.short,
                entry.unit,
                detail.years,
                numbers,
                tuple(map(grouped, numbers)),
                context.values.text(f"trend.{name}"),
            )
        )
    return tuple(found)


def series_note(context: Context) -> Text | None:
    """Say which indicators are not drawn over the years: nought in all of them, or given for too few."""
    facts, names = context.record.facts, context.names
    nought = [
        names.short(name)
        for name, detail in facts.trends.items()
        if len(detail.years) >= _LEAST_YEARS and not any(detail.values)
    ]
    given = [name for name in context.knowledge.indicators if context.values.known(f"indicator.{name}")]
    few = sum(1 for name in given if len(facts.trends[name].years if name in facts.trends else ()) < _LEAST_YEARS)
    notes = [say("basic.trends_nought", names=join(nought))] if nought else []
    if few:
        notes.append(say("basic.trends_few", count=few))
    return join(notes, "sentence_join") if notes else None
