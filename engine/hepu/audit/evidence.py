"""The facts behind a piece of advice, numbered: what each is, where it was filled in, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from hepu.explain.model import CountRead, ParameterRead, ValueRead
from hepu.report.because import count_text
from hepu.report.readings import Readings
from hepu.report.words import both, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.errors import Location
    from hepu.explain.model import Reading
    from hepu.report.context import Context

__all__ = ["FactRow", "Facts"]

_PLACES = 4


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as an auditor checks it.

    ``place`` is where it stands in what was handed in, or from what it was computed; ``evidence`` is what the college
    named as source and proof, nothing where it named none and one is due.
    """

    number: str
    label: Text
    value: Text
    place: Text
    evidence: Text | None
    certainty: Text
    handed_in: bool


@dataclass
class Facts:
    """Numbers facts in the order in which a trace first reads them."""

    context: Context
    rows: dict[str, FactRow] = field(default_factory=dict)

    def numbers(self, reads: Iterable[Reading]) -> tuple[str, ...]:
        """Give the numbers of what was read; a policy has its place among the documents instead."""
        found = (self._number(read) for read in reads)
        return tuple(dict.fromkeys(number for number in found if number))

    def _number(self, read: Reading) -> str:
        match read:
            case ValueRead():
                return self._value(read)
            case CountRead():
                return self._count(read)
            case ParameterRead():
                return self._parameter(read)
            case _:
                return ""

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self.context.values)

    def _told(self, place: Location) -> Text:
        """Write where a fact stands; the file that was handed in is named once, at the head of the paper."""
        if place.line and not place.sheet:
            return say("paper.line", line=place.line)
        known = place.file == self.context.record.inputs.source_name
        return both(replace(place, file="" if known else place.file, column=0, path=""))

    def _added(self, key: str, row: FactRow) -> str:
        number = f"F{len(self.rows) + 1}"
        label = Text.model_construct(zh=row.label.zh, en=row.label.en[:1].upper() + row.label.en[1:])
        self.rows[key] = replace(row, number=number, label=label)
        return number

    def _value(self, read: ValueRead) -> str:
        if read.key in self.rows:
            return self.rows[read.key].number
        context, fact = self.context, read.fact
        through = self.numbers(read.through)
        head, _, name = read.key.partition(".")
        value = self._readings.shown(read.key)
        if head == "trend" and read.detail is not None:
            value = say("paper.trend", trend=value, years=context.values.past(name))
        if through:
            place = say("paper.computed", facts=", ".join(through))
        elif fact.origin is not None:
            place = self._told(fact.origin)
        else:
            place = words()["paper.no_place"]
        handed_in = not through and fact.state.value == "known"
        return self._added(
            read.key,
            FactRow(
                number="",
                label=context.names.fact(read.key),
                value=value,
                place=place,
                evidence=self._proof(self._answer(read.key)) if handed_in else None,
                certainty=words()[f"certainty.{fact.certainty.word}"] if fact.state.value == "known" else both("—"),
                handed_in=handed_in,
            ),
        )

    def _answer(self, key: str) -> dict[str, Any]:
        """Find an answer in the profile; what is no answer of its own has no source either."""
        head, _, name = key.partition(".")
        profile = self.context.record.inputs.profile
        if head == "indicator":
            years = profile["indicators"].get(name) or {}
            found = years.get(str(self.context.record.inputs.data_year))
        else:
            question = self.context.names.asked.get(name)
            found = None if question is None else reduce(getitem, question.path.split("."), profile)
        return found if isinstance(found, dict) else {}

    @staticmethod
    def _proof(answer: dict[str, Any]) -> Text | None:
        """Join what an answer names as its source and its evidence."""
        named = dict.fromkeys(str(answer[part]) for part in ("source", "evidence") if answer.get(part))
        return join([both(item) for item in named], "clause_join") if named else None

    def _count(self, read: CountRead) -> str:
        key = f"{read.list}:{read.low}:{read.high}:{','.join(map(str, read.places))}"
        if key in self.rows:
            return self.rows[key].number
        context = self.context
        if read.rows is None:
            value = say("explain.list_missing", list=context.names.list(read.list))
        else:
            kind = "rows_whole" if read.complete else "rows_part"
            value = say(f"paper.{kind}", rows=read.rows, passing=count_text(read.low, read.high))
        shown = [self._told(place) for place in read.places[:_PLACES]]
        if len(read.places) > _PLACES:
            shown.append(say("paper.more_places", count=len(read.places) - _PLACES))
        spec = context.names.lists.get(read.list)
        rows = reduce(getitem, spec.path.split("."), context.record.inputs.profile)["rows"] if spec else []
        named = dict.fromkeys(row[part] for row in rows for part in ("source", "evidence") if row.get(part))
        return self._added(
            key,
            FactRow(
                number="",
                label=context.names.list(read.list),
                value=value,
                place=self._of_rows(read, shown),
                evidence=join([both(item) for item in named], "clause_join") if named else None,
                certainty=both("—"),
                handed_in=bool(read.rows) and spec is not None,
            ),
        )

    @staticmethod
    def _of_rows(read: CountRead, shown: Sequence[Text]) -> Text:
        if shown:
            return join(shown, "clause_join")
        return words()["paper.no_place" if read.rows is None else "paper.of_table" if read.low else "paper.no_rows"]

    def _parameter(self, read: ParameterRead) -> str:
        key = f"parameter.{read.parameter}"
        if key in self.rows:
            return self.rows[key].number
        context = self.context
        parameter = context.knowledge.parameters[read.parameter]
        chosen = read.chosen
        sources = (
            () if chosen is None else next(item.sources for item in parameter.values if item.since == chosen.since)
        )
        return self._added(
            key,
            FactRow(
                number="",
                label=parameter.name,
                value=context.values.parameter(read.parameter),
                place=words()[f"paper.kind_{parameter.kind}"],
                evidence=context.readings.sources(sources) if sources else None,
                certainty=both("—"),
                handed_in=False,
            ),
        )
