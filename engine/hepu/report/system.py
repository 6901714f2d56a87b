"""The college as an open system in words: what is there at each stage, and which links between stages are broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.inference.kleene import is_false, is_true
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.models import Link
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Shown", "System", "SystemLink", "SystemRow", "system"]

_ENVIRONMENT = "environment"
_THERE, _ABSENT, _UNKNOWN = "there", "absent", "unknown"


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One stage: what stands there, and what of it is in place, is not, and is unknown."""

    name: Text
    text: Text
    there: Text | None
    absent: Text | None
    unknown: Text | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A conclusion that shows a broken link, with its mark in appendix B where it has one."""

    key: str
    mark: str
    name: Text


@dataclass(frozen=True, slots=True)
class SystemLink:
    """A link between two stages, and by which conclusions a break was found."""

    between: Text
    name: Text
    word: str
    by: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class System:
    """Everything that the part prints; ``whole`` says that nothing is unknown. Published figures show no absence."""

    lead: Text
    rows: tuple[SystemRow, ...]
    links: tuple[SystemLink, ...]
    whole: bool


def system(context: Context) -> System:
    """Put the college as an open system into words."""
    stages = context.knowledge.system
    links = (
        ()
        if context.published
        else tuple(_link(context, name, link) for name, stage in stages.items() for link in stage.links)
    )
    rows = tuple(_row(context, name) for name in stages)
    whole = not any(row.unknown for row in rows)
    lead = words()[f"system.{'lead_published' if context.published else 'lead_whole' if whole else 'lead'}"]
    return System(lead, rows, links, whole=whole)


def _row(context: Context, stage: str) -> SystemRow:
    entry = context.knowledge.system[stage]
    found: dict[str, list[Text]] = {_THERE: [], _ABSENT: [], _UNKNOWN: []}
    for key, name in entry.facts.items():
        word, value = _state(context, key)
        if word:
            shown = name if value is None else say("system.item", name=name, value=value)
            found[word].append(shown)
    if stage == _ENVIRONMENT:
        found[_THERE].extend(_environment(context))
    told: Mapping[str, Text | None] = {
        word: join(names, "mark.listed") if names else None for word, names in found.items()
    }
    if context.published:
        return SystemRow(entry.name, entry.text, told[_THERE], None, None)
    return SystemRow(entry.name, entry.text, told[_THERE], told[_ABSENT], told[_UNKNOWN])


def _state(context: Context, key: str) -> tuple[str, Text | None]:
    """Say whether something is there, is not, or is unknown, with its number; nothing where it does not apply."""
    head, _, name = key.partition(".")
    if head == "list":
        rows = context.record.facts.lists.get(name)
        if rows is None or (not rows.rows and not rows.complete):
            return _UNKNOWN, None
        return (_THERE, say("system.rows", count=len(rows.rows))) if rows.rows else (_ABSENT, None)
    fact = context.record.facts.values[key]
    if fact.state == "missing":
        return _UNKNOWN, None
    if fact.state != "known":
        return "", None
    if not fact.low:
        # What is computed, such as the place, is nothing that a college could lack.
        return ("" if head == "fact" and name in context.knowledge.derived else _ABSENT), None
    if context.pack.vocabulary.values[key].name == "boolean":
        return _THERE, None
    return _THERE, context.values.text(key)


def _environment(context: Context) -> list[Text]:
    counts = {
        "policies": sum(context.record.facts.policies.values()),
        "opportunities": len(context.record.advice.opportunities),
        "challenges": len(context.challenges),
    }
    return [say(f"system.{name}", count=count) for name, count in counts.items() if count]


def _link(context: Context, stage: str, link: Link) -> SystemLink:
    results = [result for name in link.rules if (result := context.inference.rules[name]).applies]
    fired = [context.pack.rules[result.rule].key for result in results if is_true(result.truth)]
    undecided = any(not is_true(result.truth) and not is_false(result.truth) for result in results)
    stages = context.knowledge.system
    return SystemLink(
        between=say("system.between", one=stages[stage].name, other=stages[link.to].name),
        name=link.name,
        word="broken" if fired else "open" if undecided else "holds",
        by=tuple(Shown(key, context.marks.get(key, ""), context.names.conclusion(key)) for key in dict.fromkeys(fired)),
    )
