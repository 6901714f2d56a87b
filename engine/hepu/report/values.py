"""Values of a record in words: numbers with their units, choices, gaps, references and what is unknown."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.facts.parameters import choose_parameters
from hepu.facts.peers import PER_HEAD_DECIMALS
from hepu.language.kinds import GAP, GAP_WORDS, STANDING, TREND
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.schema import indicator_question
from hepu.record.rebuild import facts_of
from hepu.report.citing.citations import Works
from hepu.report.names import Names
from hepu.report.numbers import document_number
from hepu.report.words import both, english_measure, glue, join, month_name, say, singular, voiced, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import ChosenParameter, Facts
    from hepu.knowledge.models import Derived
    from hepu.language.kinds import Kind, Scalar
    from hepu.pack import Pack
    from hepu.profile.schema import Question
    from hepu.record.model import FactRecord, PeerRecord, Record

__all__ = ["PackValues", "Spoken", "Values", "amount", "counted", "day", "grouped"]

_GROUPED_FROM = 10_000
_PLAIN_UNITS = {"%"}
_TOLD = frozenset({"gap", "trend", "standing", "advantage", "participation"})


def grouped(value: Decimal | int) -> str:
    """Write a number without needless zeros, in groups of three from ten thousand on."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if abs(int(whole or "0")) >= _GROUPED_FROM else text


def amount(value: Decimal, unit: Text | None) -> Text:
    """Write a number with its unit in each language; English writes 万元 out in yuan and one item in the singular."""
    if unit is None:
        return both(grouped(value))
    factor, measure = english_measure(unit.en)
    number = grouped(value * factor)
    if measure in _PLAIN_UNITS:
        english = f"{number}{measure}"
    else:
        english = f"{number} {singular(measure) if number == '1' else measure}"
    chinese = grouped(value)
    return Text(zh=f"{chinese}{unit.zh}", en=english)


def counted(number: int, what: str) -> Text:
    """Write how many there are of something that ``counted`` in the report's words names."""
    return amount(Decimal(number), words()[f"counted.{what}"])


def day(value: dt.date | str) -> Text:
    """Write a date; a year or year and month alone stay as they are."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value[:10])
        except ValueError:
            return both(value)
    return say("value.date", year=value.year, month=value.month, day=value.day, name=month_name(value.month))


class Spoken(ABC):
    """What a pack's values are called and how they are written, apart from any record."""

    pack: Pack

    @property
    @abstractmethod
    def published(self) -> bool:
        """Say whether the profile rests on published figures only, so that problems and measures are withheld."""

    @abstractmethod
    def parameter(self, name: str) -> Text:
        """Write the value of a parameter on the day."""

    @cached_property
    def works(self) -> Works:
        """The works of the pack, as they are cited."""
        return Works(self.pack.knowledge.sources)

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.pack.knowledge)

    def phrase(self, name: str, /, **values: object) -> Text:
        """Give a phrase of the report's words in the wording that fits where the facts come from."""
        return say(voiced(name, published=self.published), **values)

    def unit(self, question: Question) -> Text | None:
        """Give the unit of a question; years carry none."""
        if not question.unit or question.unit == "year":
            return None
        words_of = self.names.form.units[question.unit]
        return Text(zh=words_of.zh, en=words_of.en)

    def encoded(self, value: Scalar, kind: Kind, unit: Text | None = None, question: Question | None = None) -> Text:
        """Write an encoded value of a kind, such as an operand of a rule or a field of a row."""
        match kind.name:
            case "number":
                return amount(Decimal(value).scaleb(-kind.decimals), unit)
            case "boolean":
                return words()["value.yes" if value else "value.no"]
            case "ordered":
                return self._ordered(kind, int(value))
            case "date":
                return day(dt.date.fromordinal(int(value)))
            case "choice":
                return self._choice(str(value), question)
            case _:
                return both(str(value))

    def _ordered(self, kind: Kind, rank: int) -> Text:
        word = kind.words[rank]
        names = {GAP: f"gap.{word}", TREND: f"trend.{word}", STANDING: f"standing.{word}"}
        return words()[names.get(kind, f"advantage.{word}")]

    def _choice(self, word: str, question: Question | None) -> Text:
        if question is not None:
            return self.names.choice(question, word)
        if word in self.pack.knowledge.indicators:
            return self.names.short(word)
        return words()[f"dimension.{word}"]

    def unit_of(self, key: str) -> Text | None:
        """Give the unit of a fact such as ``fact.staff`` or ``indicator.overseas_sites``."""
        head, _, name = key.partition(".")
        if head == "indicator":
            return self.pack.knowledge.indicators[name].unit
        if head == "participation":
            return both("%")
        if head != "fact":
            return None
        derived = self.pack.knowledge.derived.get(name)
        return derived.unit if derived else self.unit(self.names.asked[name])

    def question_of(self, key: str) -> Question | None:
        """Give the question behind a fact; derived facts have none."""
        head, _, name = key.partition(".")
        if head == "indicator":
            return indicator_question(name, self.pack.knowledge.indicators[name])
        return self.names.asked.get(name) if head == "fact" else None

    def _judged(self, key: str) -> Derived | None:
        """Give the entry of a computed fact that is told in words of its own."""
        head, _, name = key.partition(".")
        derived = self.pack.knowledge.derived.get(name) if head == "fact" else None
        return derived if derived is not None and derived.words else None

    def operand(self, key: str, value: Scalar) -> Text:
        """Write a value with which a fact is compared."""
        derived = self._judged(key)
        if derived is not None:
            return derived.words[str(value) if derived.kind == "choice" else list(derived.words)[int(value)]]
        return self.encoded(value, self.pack.vocabulary.values[key], self.unit_of(key), self.question_of(key))

    def field(self, list_id: str, name: str, value: Scalar) -> Text:
        """Write a value of a field of a list."""
        kind = self.pack.vocabulary.lists[list_id][name]
        question = None if list_id == OFFICIAL_ROWS else self.names.field_question(list_id, name)
        unit = self.unit(question) if question is not None and question.unit != "as_indicator" else None
        return self.encoded(value, kind, unit, question)

    def _parameter(self, name: str, chosen: int | None) -> Text:
        parameter = self.pack.knowledge.parameters[name]
        if chosen is None:
            return words()["state.missing"]
        return amount(Decimal(chosen).scaleb(-parameter.decimals), parameter.unit)


@dataclass(frozen=True)
class PackValues(Spoken):
    """The values of a pack on its own day, for readers of its rules."""

    pack: Pack

    @property
    def published(self) -> bool:
        """Say no: there is no profile."""
        return False

    @cached_property
    def _chosen(self) -> Mapping[str, ChosenParameter]:
        return choose_parameters(self.pack.knowledge, self.pack.knowledge.pack.date)

    def parameter(self, name: str) -> Text:
        """Write the value of a parameter on the pack's day."""
        chosen = self._chosen.get(name)
        return self._parameter(name, None if chosen is None else chosen.value)


@dataclass(frozen=True)
class Values(Spoken):
    """The values of one record, in words; ``names`` tells what they are called."""

    record: Record
    pack: Pack

    @property
    def published(self) -> bool:
        """Say whether the profile rests on published figures only, so that problems and measures are withheld."""
        return bool(self.record.inputs.profile["published_figures_only"])

    @cached_property
    def facts(self) -> Facts:
        """The record's facts as the evaluators read them."""
        return facts_of(self.record)

    @cached_property
    def peers(self) -> Mapping[str, PeerRecord]:
        """The peers' summaries of the data year, by indicator."""
        loaded = self.record.inputs.peers
        return {} if loaded is None else loaded.summaries.get(self.record.inputs.data_year, {})

    def fact(self, key: str) -> FactRecord | None:
        """Give a fact of the record, or nothing where it has none."""
        return self.record.facts.values.get(key)

    def known(self, key: str) -> bool:
        """Say whether a fact has a value."""
        fact = self.fact(key)
        return fact is not None and fact.state == "known"

    def text(self, key: str, *, marked: bool = True) -> Text:
        """Write a fact: its value, marked where it is an estimate, or why it has none."""
        fact = self.fact(key)
        if fact is None:
            return self.phrase("state.missing")
        head = key.partition(".")[0]
        if fact.state != "known" or fact.low is None:
            if head in _TOLD:
                return words()["gap.unknown"]
            return self.phrase(f"state.{fact.state}")
        low = self.operand(key, fact.low)
        if fact.high is None:
            shown = say("value.at_least", value=low)
        elif fact.high != fact.low:
            shown = say("value.between", low=low, high=self.operand(key, fact.high))
        else:
            shown = low
        # A state or standing that was judged is likely at most; that makes it no estimate of the college's.
        estimate = marked and fact.certainty == "likely" and head in {"fact", "indicator"} and not self._judged(key)
        return glue(shown, words()["value.estimate"]) if estimate else shown

    def past(self, indicator: str) -> Text:
        """Write an indicator's past year by year, from which its trend was told."""
        detail, entry = self.record.facts.trends.get(indicator), self.pack.knowledge.indicators[indicator]
        if detail is None:
            return words()["state.missing"]
        *earlier, (last, latest) = (
            (year, Decimal(value).scaleb(-entry.decimals))
            for year, value in zip(detail.years, detail.values, strict=True)
        )
        years = [say("value.year", year=year, value=grouped(value)) for year, value in earlier]
        return join([*years, say("value.year", year=last, value=amount(latest, entry.unit))])

    def parameter(self, name: str) -> Text:
        """Write the value of a parameter on the record's day."""
        chosen = self.record.facts.parameters.get(name)
        return self._parameter(name, None if chosen is None else chosen.value)

    def gap_word(self, indicator: str) -> str:
        """Give the word of an indicator's gap, or ``unknown``."""
        fact = self.fact(f"gap.{indicator}")
        if fact is None or fact.state != "known" or fact.low is None:
            return "unknown"
        return GAP_WORDS[int(fact.low)]

    def reference(self, indicator: str) -> Text:
        """Write what an indicator was measured against."""
        gap, entry = self.record.facts.gaps.get(indicator), self.pack.knowledge.indicators[indicator]
        if gap is None or gap.reference is None:
            peer = self.peers.get(indicator)
            if gap is not None and gap.basis == "participation" and peer is not None:
                return say("reference.participation", reporting=peer.reporting, positive=peer.positive)
            return words()["reference.none"]
        if gap.per_head:
            return self._per_head(gap.reference, indicator)
        return amount(Decimal(gap.reference).scaleb(-entry.decimals), entry.unit)

    def _per_head(self, value: int, indicator: str) -> Text:
        entry = self.pack.knowledge.indicators[indicator]
        written = amount(Decimal(value).scaleb(-entry.decimals - PER_HEAD_DECIMALS), entry.unit)
        return say(f"reference.per_{entry.per}", value=written)

    def per_head(self, indicator: str) -> Text | None:
        """Write an indicator per 1,000 students or 100 teachers, where the gap was measured so."""
        gap, own = self.record.facts.gaps.get(indicator), self.record.facts.per_head.get(indicator)
        return self._per_head(own, indicator) if gap is not None and gap.per_head and own is not None else None

    def standard_number(self, indicator: str) -> Text | None:
        """Give the number of the document whose value an indicator was measured against, where it has one."""
        standard = self.record.facts.gaps[indicator].standard
        number = self.pack.knowledge.policies[self.pack.knowledge.standards[standard].policy].number
        return document_number(number) if number else None

    def basis(self, indicator: str) -> Text:
        """Say on what an indicator's gap rests."""
        gap, entry = self.record.facts.gaps.get(indicator), self.pack.knowledge.indicators[indicator]
        if gap is None:
            return words()["basis.none"]
        if gap.basis == "statute":
            number = self.standard_number(indicator)
            return say("basis.statute", number=number) if number else words()["basis.statute_plain"]
        if gap.basis == "peers":
            peer = self.peers[indicator]
            name = f"basis.peers_{entry.per}" if gap.per_head else "basis.peers"
            positive = peer.per_head_positive if gap.per_head else peer.positive
            return say(name, reporting=peer.reporting, positive=positive)
        return words()[f"basis.{gap.basis}"]
