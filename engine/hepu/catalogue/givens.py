"""What an example of a rule gives, in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hepu.catalogue.texts import phrase
from hepu.facts.model import State
from hepu.inference.kleene import UNKNOWN, certainty_of
from hepu.language.kinds import Certainty
from hepu.report.values import day
from hepu.report.words import glue, join, say, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hepu.catalogue.tried import Tried
    from hepu.facts.model import Fact, FactList
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Scalar
    from hepu.report.values import PackValues
    from hepu.text import Text

__all__ = ["given"]


def given(one: Tried, values: PackValues) -> tuple[Text, ...]:
    """Write what an example gives, a line each: facts, lists, policies in force, earlier conclusions, and its day."""
    return tuple(_lines(one, values))


def _lines(one: Tried, values: PackValues) -> Iterator[Text]:
    names = values.names
    if one.example.as_of is not None:
        yield phrase("site.given_day", date=day(one.example.as_of))
    for key, fact in one.facts.values.items():
        yield say("pair", label=names.fact(key), value=_value(fact, partial(values.operand, key)))
    for name, rows in one.facts.lists.items():
        yield say("pair", label=phrase("site.given_list", list=names.list(name)), value=_rows(name, rows, values))
    for name, holds in one.facts.policies.items():
        word = phrase("site.given_in_force" if holds else "site.given_not_in_force")
        yield say("pair", label=names.policy(name), value=word)
    for key, truth in one.earlier.items():
        if truth != UNKNOWN:
            stage = words()[f"stage.{key.partition('.')[0]}"]
            label = phrase("site.given_conclusion", stage=stage, name=names.conclusion(key))
            yield say("pair", label=label, value=_held(truth))


def _value(fact: Fact, write: Callable[[Scalar], Text]) -> Text:
    if fact.state is not State.KNOWN or fact.low is None:
        return words()[f"state.{fact.state.value}"]
    shown = write(fact.low)
    return glue(shown, words()["value.estimate"]) if fact.certainty < Certainty.ESTABLISHED else shown


def _rows(name: str, listed: FactList, values: PackValues) -> Text:
    if not listed.rows:
        return phrase("site.given_none" if listed.complete else "site.given_some")
    rows = [join(_fields(name, row, values)) if row else phrase("site.given_blank") for row in listed.rows]
    if len(rows) > 1:
        rows = [phrase("site.given_row", number=at, fields=fields) for at, fields in enumerate(rows, start=1)]
    text = join(rows, "clause_join")
    return text if listed.complete else glue(text, phrase("site.given_more"))


def _fields(name: str, row: Mapping[str, Fact], values: PackValues) -> Iterator[Text]:
    for field, fact in row.items():
        value = _value(fact, partial(values.field, name, field))
        yield say("pair", label=values.names.field(name, field), value=value)


def _held(truth: Truth) -> Text:
    certainty = certainty_of(truth)
    if certainty is None:
        return phrase("site.given_fails")
    return phrase("site.given_holds", certainty=words()[f"certainty.{certainty.word}"])
