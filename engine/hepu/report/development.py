"""Scale beside substance in words: the signs of each, what the college has, both standings and the state."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.facts.development import STANDINGS, STATE, passing, signs
from hepu.report.because import count_text
from hepu.report.values import grouped
from hepu.report.words import both, glue, join, say, words

if TYPE_CHECKING:
    from hepu.knowledge.models import Sign
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Development", "Dimension", "SignRow", "development"]

_HOLDS = {1: "held", 0: "not_held"}


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign that counts: what it is about, the college's own number, and whether it holds (or is unknown)."""

    name: Text
    number: Text
    word: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One kind of development: its name, its standing in words (``high``, ``low`` or nothing) and its signs."""

    name: Text
    head: Text
    standing: str
    rows: tuple[SignRow, ...]

    def count(self, word: str) -> int:
        """Count the signs of which a word is told."""
        return sum(1 for row in self.rows if row.word == word)


@dataclass(frozen=True, slots=True)
class Development:
    """Everything that the part prints; ``state`` is empty while it cannot be told."""

    lead: Text
    advice: Text | None
    note: Text
    alternative: Text
    dimensions: tuple[Dimension, ...]
    state: str


def development(context: Context) -> Development | None:
    """Put scale and substance into words; on published figures alone nothing is told."""
    if context.published:
        return None
    found = tuple(_dimension(context, dimension, name) for dimension, name in STANDINGS.items())
    fact = context.record.facts.values[f"fact.{STATE}"]
    state = str(fact.low) if fact.state == "known" else ""
    told: dict[str, object] = {}
    for dimension, item in zip(STANDINGS, found, strict=True):
        told |= {
            dimension: _standing(context, dimension),
            f"{dimension}_all": len(item.rows),
            f"{dimension}_held": item.count("held"),
            f"{dimension}_open": item.count("not_known"),
        }
    if state:
        told |= {"state": context.values.text(f"fact.{STATE}"), "certainty": words()[f"certainty.{fact.certainty}"]}
    told["fewest"] = context.record.facts.parameters["development_fewest_signs"].value
    undecided = "open" if any(item.count("not_known") for item in found) else "few"
    lead = say(f"development.{'known' if state else undecided}", **told)
    return Development(
        lead=lead,
        advice=words()[f"development.advice_{state}"] if state else None,
        note=_note(context),
        alternative=glue(words()["development.picture"], *(_alternative(item) for item in found)),
        dimensions=found,
        state=state,
    )


def _standing(context: Context, dimension: str) -> Text:
    key = f"fact.{STANDINGS[dimension]}"
    known = context.values.known(key)
    return context.values.text(key, marked=False) if known else words()["development.unknown"]


def _dimension(context: Context, dimension: str, name: str) -> Dimension:
    rows = []
    for key, sign in signs(context.knowledge, dimension).items():
        fact = context.record.facts.values[f"fact.{key}"]
        if fact.state != "not_applicable":
            word = _HOLDS[int(fact.low or 0)] if fact.state == "known" else "not_known"
            rows.append(SignRow(_name(context, key, sign), _number(context, sign), word))
    standing = context.record.facts.values[f"fact.{name}"]
    held = sum(1 for row in rows if row.word == "held")
    label = words()[f"development.{dimension}"]
    head = say("development.head", dimension=label, standing=_standing(context, dimension), held=held, all=len(rows))
    word = ("low", "high")[int(standing.low or 0)] if standing.state == "known" else ""
    return Dimension(label, head, word, tuple(rows))


def _name(context: Context, key: str, sign: Sign) -> Text:
    if sign.indicator:
        return context.names.short(sign.indicator)
    return sign.short or context.knowledge.derived[key].name


def _number(context: Context, sign: Sign) -> Text:
    """Write the college's own number without its unit, or a dash where it is missing."""
    if sign.list:
        listed = context.values.facts.lists.get(sign.list)
        return both("—") if listed is None else count_text(*passing(listed, sign.where))
    key = f"indicator.{sign.indicator}" if sign.indicator else f"fact.{sign.fact}"
    fact = context.record.facts.values[key]
    if fact.state != "known" or fact.low is None:
        return both("—")
    decimals = context.pack.vocabulary.values[key].decimals
    low = both(grouped(Decimal(int(fact.low)).scaleb(-decimals)))
    if fact.high is None:
        return say("value.at_least", value=low)
    if fact.high == fact.low:
        return low
    return say("value.between", low=low, high=both(grouped(Decimal(int(fact.high)).scaleb(-decimals))))


def _note(context: Context) -> Text:
    every = signs(context.knowledge)
    cuts = [
        say("development.cut", name=_name(context, key, sign), value=context.values.parameter(sign.at_least))
        for key, sign in every.items()
        if not sign.indicator
    ]
    facts = context.record.facts.values
    out = [_name(context, key, sign) for key, sign in every.items() if facts[f"fact.{key}"].state == "not_applicable"]
    share = context.record.facts.parameters["development_high_from"].value
    return say(
        "development.note",
        cuts=join(cuts, "clause_join"),
        share=share,
        out=join(out) if out else words()["development.nothing_out"],
    )


def _alternative(item: Dimension) -> Text:
    def named(word: str) -> Text:
        found = [row.name for row in item.rows if row.word == word]
        return join(found) if found else words()["development.nothing_out"]

    return say(
        "development.text_part", head=item.head, held=named("held"), failed=named("not_held"), open=named("not_known")
    )
