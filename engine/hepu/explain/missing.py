"""The blanks of a profile, ranked by how much advice hangs on them, and what an answer to each alone would settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hepu.advice.questions import open_questions, rank_questions, undetermined
from hepu.explain.closure import closure_of
from hepu.explain.turns import Bench, turning_points
from hepu.explain.variants import Dial, Variants
from hepu.facts.model import Fact, FactList
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.columnar import infer_cohort
from hepu.profile.schema import questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.explain.computed import Change
    from hepu.facts.model import Facts, TypedAnswers
    from hepu.inference.chainer import Inference
    from hepu.inference.columnar import Plan
    from hepu.pack import Pack

__all__ = ["Blank", "missing"]


@dataclass(frozen=True, slots=True)
class Blank:
    """An answer that is missing.

    ``answer`` is a key as of an open question: ``fact.ID``, ``indicator.ID``, ``trend.ID`` or ``list.LIST``. ``hang``
    are the conclusions that could not be judged and whose rules wait for it, perhaps among others. Of these, some
    answer to it alone would settle ``settled_by_some``, and every answer that was tried ``settled_by_any``; ``tried``
    counts the answers, one for each stretch of values that rules tell apart.
    """

    answer: str
    hang: tuple[str, ...]
    settled_by_some: tuple[str, ...]
    settled_by_any: tuple[str, ...]
    tried: int


def missing(
    answers: TypedAnswers,
    facts: Facts,
    inference: Inference,
    pack: Pack,
    plan: Plan,
    peers: PeerSet = NO_PEERS,
) -> tuple[Blank, ...]:
    """Rank the blanks as the advice does, and try answers to each."""
    asked = rank_questions(open_questions(facts, inference, pack))
    unsettled = undetermined(inference)
    bench = Bench(answers, pack, closure_of(unsettled, pack, answers.as_of).leaves, peers)
    # One blank's dial is turned at a time; two blanks may stand for the same key (an indicator and its trend).
    found = []
    for item in asked:
        options = tuple(_options(item.answer, bench))
        by_option = _settled(Dial(item.answer, options), unsettled, bench, plan) if options else []
        some = [key for key in item.decides if any(key in settled for settled in by_option)]
        every = [key for key in some if all(key in settled for settled in by_option)]
        found.append(Blank(item.answer, item.decides, tuple(some), tuple(every), len(options)))
    return tuple(found)


def _settled(dial: Dial, unsettled: tuple[str, ...], bench: Bench, plan: Plan) -> list[set[str]]:
    """Give for each option of a dial the conclusions that are judged with it and could not be before."""
    choices = np.arange(1, len(dial.options) + 1, dtype=np.uint8)[:, None]
    judged = infer_cohort(plan, Variants(bench.answers, bench.pack, (dial,), bench.peers).cohort(choices))
    rows = {key: plan.keys.index(key) for key in unsettled}
    return [
        {key for key, row in rows.items() if judged.conclusions[row, case] & 0b001_001} for case in range(len(choices))
    ]


def _options(answer: str, bench: Bench) -> Iterator[Mapping[str, Change]]:
    """Give an answer for each stretch of values that rules tell apart."""
    head, _, name = answer.partition(".")
    answers = bench.answers
    match head:
        case "list":
            yield {answer: FactList(complete=True)}
        case "trend":
            yield from _trends(name, answers)
        case "indicator":
            indicator = bench.pack.knowledge.indicators[name]
            yield from _numbers(answer, int(indicator.maximum.scaleb(indicator.decimals)), bench)
        case _:
            question = next(item for item in questions() if item.id == name)
            kind = bench.pack.vocabulary.values[answer]
            if question.kind == "flag":
                yield from ({answer: Fact.exact(truth)} for truth in (0, 1))
            elif question.kind == "choice":
                yield from ({answer: Fact.exact(word)} for word in kind.words)
            elif question.kind == "number":
                yield from _numbers(answer, int(question.high.scaleb(question.decimals)), bench)


def _numbers(key: str, most: int, bench: Bench) -> Iterator[Mapping[str, Change]]:
    watch = bench.watching(key)
    yield {key: Fact.exact(0)}
    for value in turning_points(lambda value: watch.truths(Fact.exact(value)), 0, most):
        yield {key: Fact.exact(value)}


def _trends(name: str, answers: TypedAnswers) -> Iterator[Mapping[str, Change]]:
    """Give earlier years from which the figure of the data year has risen, stayed or fallen."""
    year, now = answers.data_year, answers.series[name][answers.data_year]
    if not now.is_exact:
        return
    value = int(now.low or 0)
    for earlier in dict.fromkeys((0, value, 2 * value + 2)):
        yield {f"series.{name}": {year - 2: Fact.exact(earlier), year - 1: Fact.exact(earlier), year: now}}
