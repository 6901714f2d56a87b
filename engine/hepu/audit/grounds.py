"""On what a piece of advice rests: its rules, the nature of its basis, its sources and documents, and what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.report.citing.csl_style import plain
from hepu.report.numbers import document_number
from hepu.report.reviews import review_mark
from hepu.report.words import words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.knowledge.models import Basis
    from hepu.report.context import Context

__all__ = ["Document", "Ground", "Grounds", "Work", "document_of", "grounds_of", "works_of"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that fired for a piece: why, in its own sentence, how certain it is, and how its review stands."""

    rule: str
    sentence: Text
    certainty: Text
    review: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A work that is cited, by its short name and its whole entry; ``read`` says whether the claim was read in it."""

    key: str
    name: Text
    entry: Text
    read: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A law or policy: its number, whether it is in force, and whether that was checked at the issuer, and when."""

    key: str
    name: Text
    number: Text | None
    force: Text
    original: bool
    checked: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All on which a piece rests by itself; ``verified`` says that what its entry claims was read in its sources."""

    basis: Basis
    verified: bool
    review: Text
    rules: tuple[Ground, ...]
    works: tuple[Work, ...]
    documents: tuple[Document, ...]


def grounds_of(context: Context, key: str) -> Grounds:
    """Say on what a conclusion of a record rests by itself; what its premises rest on is told of these."""
    stage, _, name = key.partition(".")
    entry = context.knowledge.conclusions(stage)[name]
    fired = context.record.inference.conclusions[key].fired
    rules = tuple(_ground(context, rule) for rule in fired)
    articles = (ground.policy for rule in fired for ground in context.pack.rules[rule].law)
    named = dict.fromkeys((*getattr(entry, "policies", ()), *articles))
    return Grounds(
        basis=entry.basis,
        verified=entry.verified,
        review=review_mark(context.pack.reviewed[key]),
        rules=rules,
        works=works_of(context, (*entry.sources, *(source for rule in rules for source in rule.sources))),
        documents=tuple(document_of(context, policy) for policy in named),
    )


def _ground(context: Context, name: str) -> Ground:
    rule = context.pack.rules[name]
    return Ground(
        rule=name,
        sentence=context.because.sentence(rule),
        certainty=words()[f"certainty.{rule.certainty.word}"],
        review=review_mark(context.pack.reviewed[name]),
        sources=tuple(rule.sources),
    )


def works_of(context: Context, keys: Iterable[str]) -> tuple[Work, ...]:
    """Name works, each once, in the order in which they are given."""
    sources, works = context.knowledge.sources, context.values.works
    return tuple(
        Work(
            key,
            works.short(key),
            Text.model_construct(zh=plain(works.entry(key, "zh")), en=plain(works.entry(key, "en"))),
            sources[key].verified,
        )
        for key in dict.fromkeys(keys)
    )


def document_of(context: Context, name: str) -> Document:
    """Tell a law or policy with its force on the record's day."""
    policy = context.knowledge.policies[name]
    return Document(
        key=name,
        name=context.names.policy(name),
        number=document_number(policy.number) if policy.number else None,
        force=words()[f"sources.status_{policy.status}"],
        original=policy.original_checked,
        checked=policy.checked.isoformat(),
    )
