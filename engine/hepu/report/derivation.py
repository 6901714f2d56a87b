"""Appendix B: for every printed conclusion its rules as sentences, the values they read, and their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.model import Compare, Count, Quantified, leaves_of
from hepu.report.because import count_text
from hepu.report.words import both, glue, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.model import Leaf, Rule
    from hepu.report.context import Context

__all__ = ["Derivation", "Step", "derivations", "exclusions"]


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that fired: its condition as a sentence and the values it read."""

    rule: str
    line: Text
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A conclusion with its number and the rules it follows from."""

    key: str
    mark: str
    stage: Text
    name: Text
    certainty: Text
    steps: tuple[Step, ...]


def derivations(context: Context) -> tuple[Derivation, ...]:
    """Derive every printed conclusion."""
    certainties = _certainties(context)
    return tuple(
        Derivation(
            key=key,
            mark=context.marks[key],
            stage=words()[f"stage.{key.partition('.')[0]}"],
            name=context.names.conclusion(key),
            certainty=words()[f"certainty.{certainties[key]}"],
            steps=tuple(_step(context, name) for name in rules),
        )
        for key, rules in context.printed
    )


def exclusions(context: Context) -> tuple[Derivation, ...]:
    """Derive what stands against the measures that are not recommended."""
    return tuple(
        Derivation(
            key=f"exclusion.{item.id}",
            mark=context.marks[f"strategy.{item.id}"],
            stage=words()["stage.exclusion"],
            name=context.names.conclusion(f"strategy.{item.id}"),
            certainty=words()[f"certainty.{_word(context, f'exclusion.{item.id}')}"],
            steps=tuple(_step(context, name) for name in item.reasons),
        )
        for item in context.placed("withheld")
    )


def _word(context: Context, key: str) -> str:
    truth = context.record.inference.conclusions[key].truth
    return ("possible", "likely", "established")[truth.rfind("T")]


def _certainties(context: Context) -> dict[str, str]:
    return {key: _word(context, key) for key, _ in context.printed}


def _step(context: Context, name: str) -> Step:
    rule = context.pack.rules[name]
    reads = list(dict.fromkeys((text.zh, text.en) for text in _reads(context, rule)))
    parts = [
        say(
            "derivation.line",
            certainty=words()[f"certainty.{rule.certainty.word}"],
            condition=context.sentences.condition(rule.when),
            review=words()["derivation.line_review"]
            if rule.review.status == "unreviewed" and not context.all_unreviewed
            else both(""),
        )
    ]
    if reads:
        parts.append(say("derivation.line_reads", reads=join([Text(zh=zh, en=en) for zh, en in reads], "clause_join")))
    if rule.cannot_express is not None:
        parts.append(say("derivation.line_note", note=rule.cannot_express))
    return Step(rule=name, line=glue(*parts), cites=context.citations.cite(rule.sources))


def _reads(context: Context, rule: Rule) -> Iterator[Text]:
    for leaf in leaves_of(rule.when):
        yield from _leaf(context, leaf)


def _leaf(context: Context, leaf: Leaf) -> Iterator[Text]:
    values = context.values
    match leaf:
        case Compare(key=key):
            fact = values.fact(key)
            place = say("derivation.place", place=fact.place) if fact is not None and fact.place else None
            text = say("derivation.value", label=values.names.fact(key), value=_shown(context, key))
            yield text if place is None else glue(text, place)
        case Count() | Quantified():
            count = count_text(*context.because.tally.count(leaf))
            yield say("derivation.rows", list=values.names.list(leaf.list), count=count)
        case _:
            return


def _shown(context: Context, key: str) -> Text:
    """Give a value; a gap comes with the figures from which it was read."""
    head, _, name = key.partition(".")
    text = context.values.text(key)
    if head != "gap":
        return text
    return say(
        "derivation.gap",
        gap=text,
        own=context.values.per_head(name) or context.values.text(f"indicator.{name}"),
        reference=context.values.reference(name),
        basis=context.values.basis(name),
    )
