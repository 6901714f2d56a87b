"""The part on what remains to be verified: open answers, missing references, estimates and unverified entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.profile.schema import INDICATOR_SHEETS
from hepu.report.basic import Item
from hepu.report.values import counted
from hepu.report.words import join, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Opening", "Openings", "answer_text", "openings", "sheet_of"]

_NAMED = 3
_STAGES = ("strategy", "exclusion", "problem", "cause", "strength", "challenge", "opportunity")
_OF_MEASURES = frozenset({"strategy", "exclusion"})
# What answers could add to a report on published figures; its challenges hang on policies alone.
_OPEN_TO_ALL = ("strength", "opportunity")


@dataclass(frozen=True, slots=True)
class Opening:
    """An answer that is missing: what it is, where the form asks it, and what hangs on it, ``measures`` among it."""

    answer: Text
    where: Text
    count: int
    measures: int
    decides: Text


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that the part prints."""

    lead: Text
    answers: tuple[Opening, ...]
    references: tuple[Text, ...]
    estimates: tuple[Item, ...]
    unverified: tuple[Text, ...]


def answer_text(context: Context, answer: str) -> Text:
    """Say which answer is missing, in the words of the form."""
    head, _, name = answer.partition(".")
    if head == "list":
        given = name in context.record.facts.lists
        return say("open.complete_list", list=context.names.list(name)) if given else context.names.list(name)
    if head == "trend":
        return say("open.trend", indicator=context.knowledge.indicators[name].name)
    return context.names.fact(answer)


def sheet_of(context: Context, answer: str) -> Text:
    """Give the sheet of the form that asks for an answer."""
    head, _, name = answer.partition(".")
    if head == "list":
        return context.names.sheet(context.names.lists[name].sheet)
    if head == "fact":
        return context.names.sheet(context.names.asked[name].sheet)
    if head == "indicator" and name in context.names.form.core_indicators:
        return context.names.sheet("core")
    return context.names.sheet(INDICATOR_SHEETS[context.knowledge.indicators[name].group])


def openings(context: Context) -> Openings:
    """Put what remains open into words; a report on published figures knows of no open problem or measure."""
    allowed = _OPEN_TO_ALL if context.published else _STAGES
    shown = _printable(context)
    answers = []
    hanging: set[str] = set()
    for question in context.record.advice.questions:
        keys = [key for key in question.decides if key.partition(".")[0] in allowed and shown(key)]
        if keys and context.published:
            answers.append(_of_published(context, question.answer, keys))
        elif keys:
            hanging.update(question.decides)
            of_measures = sum(1 for key in question.decides if key.partition(".")[0] in _OF_MEASURES)
            answers.append(
                Opening(
                    answer_text(context, question.answer),
                    sheet_of(context, question.answer),
                    len(question.decides),
                    of_measures,
                    _decides(context, keys),
                )
            )
    if context.published:
        answers.sort(key=lambda item: -item.count)
    return Openings(
        lead=_lead(context, hanging),
        answers=tuple(answers),
        references=_references(context),
        estimates=_estimates(context),
        unverified=_unverified(context),
    )


def _of_published(context: Context, answer: str, keys: list[str]) -> Opening:
    """Count only what such a report may print: how much else hangs on an answer would tell of withheld problems."""
    return Opening(answer_text(context, answer), sheet_of(context, answer), len(keys), 0, _decides(context, keys))


def _lead(context: Context, hanging: set[str]) -> Text:
    """Say how many conclusions are open, how many of them the answers settle, and what the others wait for."""
    if context.published:
        return context.values.phrase("open.lead")
    opened = context.record.advice.undetermined
    answerable = {key for question in context.record.advice.questions for key in question.decides}
    parts = [say("open.lead", count=counted(len(opened), "conclusions"))]
    if hanging == set(opened) and len(opened) > 1:
        parts.append(say("open.lead_all_answers"))
    elif hanging:
        parts.append(say("open.lead_answers", count=len(hanging)))
    if set(opened) - answerable:
        parts.append(say("open.lead_references", count=len(set(opened) - answerable)))
    if answerable - hanging:
        parts.append(say("open.lead_others", count=len(answerable - hanging)))
    return join(parts, "sentence_join")


def _printable(context: Context) -> Callable[[str], bool]:
    """Say which conclusions a college's report may name: of the measures, its own and those that it asks of others."""
    asked = {item.id for placement in ("request", "partner") for item in context.asked_of_others(placement)}

    def shown(key: str) -> bool:
        stage, _, name = key.partition(".")
        if stage not in _OF_MEASURES:
            return True
        return context.knowledge.strategies[name].actor == "college" or name in asked

    return shown


def _decides(context: Context, keys: list[str]) -> Text:
    """Name the first conclusions that hang on an answer, measures first, and count the rest."""
    ordered = sorted(keys, key=lambda key: (_STAGES.index(key.partition(".")[0]), key))
    names = list(dict.fromkeys(context.names.conclusion(key).zh for key in ordered))
    by_name = {context.names.conclusion(key).zh: context.names.conclusion(key) for key in ordered}
    return join([by_name[name] for name in names[:_NAMED]])


def _references(context: Context) -> tuple[Text, ...]:
    counts: dict[str, int] = {}
    for name, gap in sorted(context.record.facts.gaps.items()):
        for missing in gap.missing if context.values.known(f"indicator.{name}") else ():
            counts[missing] = counts.get(missing, 0) + 1
    return tuple(
        say(f"open.missing_{name}", count=count)
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _estimates(context: Context) -> tuple[Item, ...]:
    return tuple(
        Item(context.names.fact(key), context.values.text(key, marked=False))
        for key, fact in context.record.facts.values.items()
        if key.partition(".")[0] in {"fact", "indicator"}
        and fact.state == "known"
        and fact.certainty == "likely"
        and not fact.reads
    )


def _unverified(context: Context) -> tuple[Text, ...]:
    found = []
    for key, _ in context.printed:
        stage, _, name = key.partition(".")
        if not context.knowledge.conclusions(stage)[name].verified:
            found.append(context.names.conclusion(key))
    return tuple(found)
