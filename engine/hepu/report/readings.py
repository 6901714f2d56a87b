"""What conditions read, in words: values, counts, policies and parameters, each with its place or source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.errors import Location
from hepu.explain.model import CountRead, ParameterRead, PolicyRead, ValueRead
from hepu.facts.model import PeerSummary, TrendDetail
from hepu.report.because import count_text
from hepu.report.numbers import document_number
from hepu.report.values import amount, day
from hepu.report.words import both, glue, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.explain.model import Reading
    from hepu.report.values import Values
    from hepu.text import Text

__all__ = ["Readings", "reading_data"]


@dataclass(frozen=True)
class Readings:
    """Writes what was read with the names, units and references of one record; ``place`` writes where it stands."""

    values: Values
    place: Callable[[Location], str] = str

    def short(self, read: ValueRead | CountRead) -> Text:
        """Write a value with its place, or how many rows passed, in one clause."""
        if isinstance(read, CountRead):
            count = count_text(read.low, read.high)
            return say("derivation.rows", list=self.values.names.list(read.list), count=count)
        text = say("derivation.value", label=self.values.names.fact(read.key), value=self.shown(read.key))
        origin = read.fact.origin
        return text if origin is None else glue(text, say("derivation.place", place=self.place(origin)))

    def brief(self, read: ValueRead) -> Text:
        """Write a value without its place and without the figures from which it was read."""
        return say("derivation.value", label=self.values.names.fact(read.key), value=self.values.text(read.key))

    def valued(self, key: str) -> Text:
        """Write a value with the figures from which it was read, without its place."""
        return say("derivation.value", label=self.values.names.fact(key), value=self.shown(key))

    def shown(self, key: str) -> Text:
        """Write a value; a gap comes with the figures from which it was read."""
        head, _, name = key.partition(".")
        text = self.values.text(key)
        if head != "gap":
            return text
        own, basis = self.values.per_head(name) or self.values.text(f"indicator.{name}"), self.values.basis(name)
        if not self.values.known(key):
            return say("explain.gap_open", gap=text, own=own, basis=basis)
        return say("derivation.gap", gap=text, own=own, reference=self.values.reference(name), basis=basis)

    def full(self, read: Reading) -> Iterator[Text]:
        """Write all that is known of what was read, a line each."""
        match read:
            case ValueRead():
                yield self.short(read)
                yield from self._detail(read)
                if read.through:
                    yield say("explain.through", reads=join(map(self._source, read.through), "clause_join"))
            case CountRead():
                yield from self._count(read)
            case PolicyRead():
                yield self._policy(read)
            case ParameterRead():
                yield self._parameter(read)

    def _source(self, read: ValueRead | CountRead) -> Text:
        if not isinstance(read, CountRead):
            return self.short(read)
        listed = self._listed(read)
        # A whole list is told by where it begins.
        return glue(listed, say("derivation.place", place=self.place(read.places[0]))) if read.places else listed

    def _detail(self, read: ValueRead) -> Iterator[Text]:
        _, _, name = read.key.partition(".")
        match read.detail:
            case TrendDetail(years, values):
                shown = [
                    say("explain.year", year=year, value=self.values.operand(f"indicator.{name}", value))
                    for year, value in zip(years, values, strict=True)
                ]
                yield say("explain.years", values=join(shown))
            case PeerSummary(reporting, positive):
                yield say("explain.peers", reporting=reporting, positive=positive)

    def _listed(self, read: CountRead) -> Text:
        name = self.values.names.list(read.list)
        if read.rows is None:
            return say("explain.list_missing", list=name)
        kind = "list_whole" if read.complete else "list_part"
        return say(f"explain.{kind}", list=name, count=read.rows)

    def _count(self, read: CountRead) -> Iterator[Text]:
        listed = self._listed(read)
        if read.rows is None:
            yield listed
            return
        bounded = read.low or read.high is not None
        passing = say("explain.passing", count=count_text(read.low, read.high))
        parts = [listed, passing if bounded else words()["explain.passing_open"]]
        if read.lacking is not None:
            parts.append(say("explain.lacking", count=count_text(*read.lacking)))
        text = join(parts, "clause_join")
        yield glue(text, say("derivation.place", place=self._places(read.places))) if read.places else text

    def _places(self, places: Sequence[Location]) -> Text:
        """Write places, the file or sheet that they share once."""
        first, *others = map(self.place, places)
        shared = min((_shared(first, other) for other in others), default=0)
        return join([both(first), *(both(other[shared:]) for other in others)])

    def _policy(self, read: PolicyRead) -> Text:
        policy = self.values.pack.knowledge.policies[read.policy]
        about = [policy.issuer, say("explain.since", date=day(policy.since))]
        if policy.number:
            about.insert(0, document_number(policy.number))
        if policy.until is not None:
            about.append(say("explain.until", date=day(policy.until)))
        checked = both(policy.checked.isoformat())
        about.append(say("sources.checked", status=words()[f"sources.status_{policy.status}"], date=checked))
        if not policy.original_checked:
            about.append(words()["sources.not_original"])
        return say("explain.policy", name=self.values.names.policy(read.policy), about=join(about, "clause_join"))

    def _parameter(self, read: ParameterRead) -> Text:
        parameter, chosen = self.values.pack.knowledge.parameters[read.parameter], read.chosen
        if chosen is None:
            return say("explain.parameter_none", name=parameter.name)
        sources = next(value.sources for value in parameter.values if value.since == chosen.since)
        return say(
            "explain.parameter",
            name=parameter.name,
            value=amount(Decimal(chosen.value).scaleb(-parameter.decimals), parameter.unit),
            kind=words()[f"explain.kind_{parameter.kind}"],
            date=day(chosen.since),
            sources=self.sources(sources),
        )

    def sources(self, names: Sequence[str]) -> Text:
        """Name works in short."""
        shown = {(text.zh, text.en): text for text in map(self.values.works.short, names)}
        return join(shown.values(), "clause_join")


def _shared(first: str, other: str) -> int:
    """Give how much of two places is the same file and sheet."""
    same = 0
    for at, (one, two) in enumerate(zip(first, other, strict=False), start=1):
        if one != two:
            break
        if one in ":!":
            same = at
    return same


def reading_data(read: Reading) -> dict[str, Any]:
    """Give what was read as JSON values, numbers in the encoded form of their kind."""
    match read:
        case ValueRead(key, fact, _, through):
            made: dict[str, Any] = {
                "key": key,
                "state": fact.state.value,
                "low": fact.low,
                "high": fact.high,
                "certainty": fact.certainty.word,
                "place": str(fact.origin or ""),
                "source": fact.source,
            }
            return made | ({"through": [reading_data(item) for item in through]} if through else {})
        case CountRead():
            return {
                "list": read.list,
                "rows": read.rows,
                "complete": read.complete,
                "low": read.low,
                "high": read.high,
                "places": [str(place) for place in read.places],
            } | ({} if read.lacking is None else {"lacking": list(read.lacking)})
        case PolicyRead(policy, in_force):
            return {"policy": policy, "in_force": in_force}
        case ParameterRead(parameter, chosen):
            dated = {} if chosen is None else {"value": chosen.value, "since": chosen.since.isoformat()}
            return {"parameter": parameter, **dated}
