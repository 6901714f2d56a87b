"""Appendix B: for every printed conclusion its rules as sentences, the values they read, and their sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.explain.conditions import leaves_in
from hepu.explain.model import CountRead, ValueRead
from hepu.explain.why import prove_rule
from hepu.report.packs import parameters_note, told_origin
from hepu.report.readings import Readings
from hepu.report.words import both, glue, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.errors import Location
    from hepu.report.context import Context

__all__ = ["Derivation", "Step", "certainty_word", "derivations", "exclusions"]


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that fired: its condition as a sentence and the values it read."""

    rule: str
    line: Text
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A conclusion with its number and the rules it follows from."""

    key: str
    mark: str
    stage: Text
    name: Text
    certainty: Text
    review: Text | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Telling:
    """Writes what was read: first with its place and figures, later with the number under which they stand."""

    context: Context
    first: dict[str, str] = field(default_factory=dict)

    @cached_property
    def readings(self) -> Readings:
        """What was read, in words; the file that was filled in is named once, at the end of the advisory."""
        return Readings(self.context.values, self._place)

    def _place(self, place: Location) -> str:
        known = place.file == self.context.record.inputs.source_name
        return str(replace(place, file="", column=0) if known else place)

    def told(self, read: ValueRead | CountRead, mark: str) -> Text:
        """Write what was read for the conclusion that bears the mark."""
        if isinstance(read, CountRead):
            return self.readings.short(read)
        before = self.first.setdefault(read.key, "")
        if not before:
            self.first[read.key] = mark
            return self.readings.short(read)
        full, brief = self.readings.short(read), self.readings.brief(read)
        if before == mark or brief == full:
            return brief
        return glue(brief, say("derivation.before", mark=before))


def derivations(context: Context) -> tuple[Derivation, ...]:
    """Derive every printed conclusion."""
    certainties, telling = _certainties(context), _Telling(context)
    return tuple(
        Derivation(
            key=key,
            mark=context.marks[key],
            stage=words()[f"stage.{key.partition('.')[0]}"],
            name=context.names.conclusion(key),
            certainty=words()[f"certainty.{certainties[key]}"],
            review=context.review_note(key, "derivation.text_review"),
            steps=tuple(_step(telling, name, context.marks[key]) for name in rules),
        )
        for key, rules in context.printed
    )


def exclusions(context: Context) -> tuple[Derivation, ...]:
    """Derive what stands against the measures that are not recommended."""
    telling = _Telling(context)
    return tuple(
        Derivation(
            key=f"exclusion.{item.id}",
            mark=context.marks[f"strategy.{item.id}"],
            stage=words()["stage.exclusion"],
            name=context.names.conclusion(f"strategy.{item.id}"),
            certainty=words()[f"certainty.{certainty_word(context, f'exclusion.{item.id}')}"],
            review=None,
            steps=tuple(_step(telling, name, context.marks[f"strategy.{item.id}"]) for name in item.reasons),
        )
        for item in context.placed("withheld")
    )


def certainty_word(context: Context, key: str) -> str:
    """Name how certain a conclusion is that holds."""
    truth = context.record.inference.conclusions[key].truth
    return ("possible", "likely", "established")[truth.rfind("T")]


def _certainties(context: Context) -> dict[str, str]:
    return {key: certainty_word(context, key) for key, _ in context.printed}


def _step(telling: _Telling, name: str, mark: str) -> Step:
    context = telling.context
    rule = context.pack.rules[name]
    reads = list(dict.fromkeys((text.zh, text.en) for text in _reads(telling, name, mark)))
    parts = [
        say(
            "derivation.line",
            certainty=words()[f"certainty.{rule.certainty.word}"],
            condition=context.sentences.condition(rule.when),
            review=glue(_own_pack(context, name), context.review_note(name, "derivation.line_review") or both("")),
        )
    ]
    if reads:
        parts.append(say("derivation.line_reads", reads=join([Text(zh=zh, en=en) for zh, en in reads], "clause_join")))
    if (of_packs := parameters_note(context, name)) is not None:
        parts.append(of_packs)
    if rule.cannot_express is not None:
        parts.append(say("derivation.line_note", note=rule.cannot_express))
    return Step(rule=name, line=glue(*parts), cites=context.citations.cite(rule.sources))


def _own_pack(context: Context, rule: str) -> Text:
    """Say in a line that an own pack added or replaced the rule."""
    origin = told_origin(context, "rules", rule)
    return both("") if origin is None else say("packs.line", origin=origin)


def _reads(telling: _Telling, name: str, mark: str) -> Iterator[Text]:
    """Put into words what the conditions of a rule are about; what they are compared with stands in the condition."""
    context, told = telling.context, set[str]()
    proof = prove_rule(name, context.values.facts, context.inference, context.pack)
    for leaf in leaves_in(proof.condition):
        for read in leaf.reads[:1]:
            if isinstance(read, CountRead):
                yield telling.told(read, mark)
            elif isinstance(read, ValueRead) and read.key not in told:
                told.add(read.key)
                yield telling.told(read, mark)
