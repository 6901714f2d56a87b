"""Why an example fails, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.inference.examples import Outcome
from hepu.inference.kleene import letters
from hepu.messages import render_fault
from hepu.report.sentences import Sentences
from hepu.report.values import PackValues
from hepu.trials.sentences import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.text import Lang
    from hepu.trials.study import Study, Tried

__all__ = ["failure"]


def failure(study: Study, tried: Tried, at: int, lang: Lang) -> Iterator[str]:
    """Give lines that say where a failed example stands, what was expected and found, and how each leaf came out."""
    yield render_fault(Outcome(study.rule, tried.example, tried.found, tried.certainty, at).fault, lang)
    sure = tried.example.certainty
    yield said(
        "report.failed_why",
        lang,
        expected=f"{tried.example.expect}{'' if sure is None else f' ({sure.word})'}",
        found=f"{tried.found}{'' if tried.certainty is None else f' ({tried.certainty.word})'}",
    )
    sentences = Sentences(PackValues(study.reader.pack))
    for leaf, truth in zip(study.leaves, tried.leaves, strict=True):
        word = said(f"report.truths.{letters(truth)[0]}", lang)
        yield f"  {said('report.leaf', lang, truth=word, sentence=sentences.condition(leaf)[lang])}"
    if not study.rule.applies_on(tried.day):
        yield f"  {said('report.not_on_day', lang, day=tried.day)}"
