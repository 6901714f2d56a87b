"""Relative advantage in words: each figure's ratio to the peers' median, or what is known where no peers are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.facts.advantage import LEAST_RATIOS, MARGINS, level_of, ratios_of
from hepu.facts.development import passing
from hepu.facts.peers import PER_HEAD_DECIMALS
from hepu.language.kinds import ADVANTAGE
from hepu.report.basic import Item
from hepu.report.because import count_text
from hepu.report.values import amount
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from hepu.facts.advantage import Ratio
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Relative", "RelativeRow", "relative"]

_FEW = "few"
_HUNDREDTHS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RelativeRow:
    """An indicator beside the peers' median; the ratio is missing where the numbers are few."""

    name: Text
    own: Text
    median: Text
    ratio: str
    word: str
    told: Text


@dataclass(frozen=True, slots=True)
class Relative:
    """Everything that the part prints.

    ``rows`` and their ``groups`` are empty without peers; ``few`` names what is too few to be told.
    """

    lead: Text
    rows: tuple[RelativeRow, ...]
    groups: tuple[Item, ...]
    few: Text | None
    known: tuple[Item, ...]
    kind: Text | None


def relative(context: Context) -> Relative | None:
    """Put the college's long and short suits into words; on published figures alone nothing is told."""
    if context.published:
        return None
    loaded = context.record.inputs.peers
    if loaded is None:
        return Relative(words()["relative.alone"], (), (), None, _suits(context), _of_kind(context))
    facts, parameters = context.values.facts, context.record.facts.parameters
    figures = {name: facts.value(f"indicator.{name}") for name in context.knowledge.indicators}
    margin, small = (parameters[name].value for name in MARGINS)
    ratios = ratios_of(figures, facts.values, facts.lists, context.pack, facts.peers, small)
    graded = [ratio.value for ratio in ratios.values() if ratio.value is not None and not ratio.small]
    if len(graded) < LEAST_RATIOS:
        lead = say("relative.lead_few", count=loaded.colleges, least=LEAST_RATIOS)
    else:
        lead = say("relative.lead", count=loaded.colleges, level=_written(level_of(graded)), margin=margin)
    rows = _rows(context, ratios)
    few = [say("relative.few_item", name=row.name, own=row.own, median=row.median) for row in rows if row.word == _FEW]
    return Relative(
        lead,
        tuple(row for row in rows if row.word != _FEW),
        _groups(rows),
        say("relative.few", names=join(few, "clause_join")) if few else None,
        (),
        _of_kind(context),
    )


def _rows(context: Context, ratios: Mapping[str, Ratio]) -> tuple[RelativeRow, ...]:
    rows = [_row(context, name, ratio) for name, ratio in ratios.items()]
    order = (*reversed(ADVANTAGE.words), _FEW)
    return tuple(sorted(rows, key=lambda row: (order.index(row.word), -Decimal(row.ratio or 0))))


def _groups(rows: tuple[RelativeRow, ...]) -> tuple[Item, ...]:
    """Name by word, the strongest first, each indicator with its ratio; the figures stand with the indicators."""
    found: dict[str, list[Text]] = {}
    for row in rows:
        if row.word != _FEW:
            found.setdefault(row.word, []).append(say("relative.group_item", name=row.name, ratio=row.ratio))
    told = {row.word: row.told for row in rows}
    return tuple(Item(told[word], join(items, "clause_join")) for word, items in found.items())


def _row(context: Context, name: str, ratio: Ratio) -> RelativeRow:
    entry, fact = context.knowledge.indicators[name], context.record.facts.values[f"advantage.{name}"]
    few = ratio.small or fact.state != "known" or ratio.value is None
    word = _FEW if few else ADVANTAGE.words[int(fact.low or 0)]

    def shown(value: int) -> Text:
        places = entry.decimals + (PER_HEAD_DECIMALS if ratio.per_head else 0)
        written = amount(Decimal(value).scaleb(-places), entry.unit)
        return say(f"reference.per_{entry.per}", value=written) if ratio.per_head else written

    raw = context.values.peers[name].quartiles
    raw_median = amount(Decimal(raw[1]).scaleb(-entry.decimals), entry.unit) if few and raw is not None else None
    return RelativeRow(
        name=entry.name,
        own=context.values.text(f"indicator.{name}") if few else shown(ratio.own),
        median=raw_median or shown(ratio.reference),
        ratio="" if few or ratio.value is None else _written(ratio.value),
        word=word,
        told=words()["gap.not_compared"] if few else words()[f"advantage.{word}"],
    )


def _written(value: Fraction) -> str:
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(_HUNDREDTHS))


def _suits(context: Context) -> tuple[Item, ...]:
    """Name, without peers, what has no gap, what has one, and the strengths that were found."""
    names: dict[str, list[Text]] = {"none": [], "some": []}
    for name, entry in context.knowledge.indicators.items():
        gap = context.record.facts.gaps.get(name)
        word = context.values.gap_word(name)
        if gap is not None and gap.basis in {"statute", "design"} and word != "unknown":
            names["none" if word == "none" else "some"].append(entry.short)
    found = [(f"relative.{word}", items) for word, items in names.items()]
    strengths = [context.knowledge.strengths[item.id].name for item in context.record.advice.strengths]
    return tuple(
        Item(words()[label], join(items)) for label, items in (*found, ("relative.strengths", strengths)) if items
    )


def _of_kind(context: Context) -> Text | None:
    """Name the advantages of kind that are known: place, leading majors, enterprises that operate overseas."""
    facts = context.values.facts
    found: list[Item] = []
    place = {word: facts.value(f"fact.town_{word}") for word in ("border", "coastal")}
    sure = [word for word, fact in place.items() if fact.is_exact and fact.low]
    if sure or all(fact.is_exact for fact in place.values()):
        found.append(
            Item(words()["relative.place"], join([words()[f"relative.{word}"] for word in sure or ["inland"]]))
        )
    programmes = facts.lists.get("programmes")
    sectors = {
        str(row["sector"].low): None
        for row in (programmes.rows if programmes else ())
        if row["leading"].low == 1 and row["sector"].is_exact
    }
    if sectors:
        found.append(
            Item(words()["relative.majors"], join([context.names.of_file("sectors", name) for name in sectors]))
        )
    firms = facts.lists.get("enterprises")
    if firms is not None:
        abroad = passing(firms, {"operates_abroad": True})
        agreed = passing(firms, {"operates_abroad": True, "agreement": True})
        if abroad[1] == 0:
            found.append(Item(words()["relative.firms"], words()["relative.firms_none"]))
        elif abroad[0]:  # that there are at least none says nothing
            counts = {"count": count_text(*abroad), "agreed": count_text(*agreed)}
            found.append(Item(words()["relative.firms"], say("relative.firms_value", **counts)))
    if not found:
        return None
    parts = [say("pair", label=item.label, value=item.value) for item in found]
    return say("relative.kind", parts=join(parts, "clause_join"))
