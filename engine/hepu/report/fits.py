"""Which published cases fit a college: none against whose conditions speaks what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.inference.asked import ask
from hepu.inference.kleene import certainty_of, is_false, is_true
from hepu.language.kinds import Certainty
from hepu.report.words import say, words

if TYPE_CHECKING:
    from hepu.inference.kleene import Truth
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["conditions_of", "fits", "fitting", "state_of"]


def _truths(context: Context, case: str) -> tuple[Truth | None, ...]:
    return tuple(
        None if item is None else ask(item, context.values.facts, context.inference.conclusions)
        for item in context.pack.fits.get(case, ())
    )


def fits(context: Context, case: str) -> bool:
    """Say whether a case fits: a condition of it is known to hold, or none is known to fail."""
    truths = [truth for truth in _truths(context, case) if truth is not None]
    return any(map(is_true, truths)) or not any(map(is_false, truths))


def fitting(context: Context, strategy: str) -> tuple[str, ...]:
    """Give the cases of a measure that fit."""
    return tuple(name for name in context.knowledge.strategies[strategy].cases if fits(context, name))


def conditions_of(context: Context, case: str) -> tuple[Text, ...]:
    """Give the conditions of a case, each with what is known of it at the college."""
    texts = context.knowledge.cases[case].applies_when
    truths = _truths(context, case) or (None,) * len(texts)
    return tuple(
        say("cases.condition", condition=text, state=words()[f"cases.{state_of(truth)}"])
        for text, truth in zip(texts, truths, strict=True)
    )


def state_of(truth: Truth | None) -> str:
    """Name what is known of a condition: whether and how surely it holds, or why it stays open."""
    if truth is None:
        return "unchecked"
    if is_true(truth):
        return "holds" if certainty_of(truth) == Certainty.ESTABLISHED else "holds_perhaps"
    return "fails" if is_false(truth) else "open"
