"""What changed since the college's last advisory, and whether the pack, the day or the facts made the difference."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.advice.progress_model import (
    Answered,
    Cause,
    Change,
    ConclusionChange,
    GapMove,
    IndicatorChange,
    Move,
    Progress,
    QuestionChange,
    Reported,
    StrategyChange,
    TaskProgress,
)
from hepu.facts.model import UNKNOWN, State
from hepu.inference.kleene import letters
from hepu.language.kinds import GAP_WORDS, Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.advice.model import Advice
    from hepu.facts.model import Fact, Facts
    from hepu.inference.chainer import Inference
    from hepu.pack import Pack

__all__ = ["Past", "Present", "Standing", "progress", "standing_of"]

_STEPS: tuple[Cause, ...] = ("pack", "day", "facts")
# Gaps rest on the same kind of reference only where there is one that says how far there is to go.
_MEASURED = frozenset({"statute", "peers", "participation", "design"})
# What the college may report of a task that it has taken up; one that was to start is told of in any case.
_AT_WORK = frozenset({"running", "done", "paused"})
# What a comparison needs of both values, in the order in which it is asked.
_STATES: tuple[tuple[State, Move], ...] = ((State.NOT_ASKED, "not_asked"), (State.NOT_APPLICABLE, "not_applicable"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Conclusions by key, as three letters, and where each measure stood, with its rank."""

    truths: Mapping[str, str]
    strategies: Mapping[str, tuple[str, int]]

    def holds(self, key: str) -> str:
        """Give the letter of a conclusion at possible; ``-`` for one that the pack did not define."""
        return self.truths.get(key, "-")[0]

    def certainty(self, key: str) -> str:
        """Give the word of the highest certainty at which a conclusion is true, or nothing."""
        highest = self.truths.get(key, "").rfind("T")
        return "" if highest < 0 else Certainty(highest + 1).word

    def placement(self, strategy: str) -> str:
        """Give where a measure stood, or nothing."""
        return self.strategies.get(strategy, ("", 0))[0]


@dataclass(frozen=True, slots=True)
class Past:
    """The last advisory: as it was, under the present pack, and under the present pack on the present day.

    ``facts`` are its facts under the present pack on its own day; ``reported`` is what the college said of its tasks.
    """

    was: Standing
    again: Standing
    today: Standing
    facts: Facts
    questions: tuple[str, ...]
    reported: Mapping[str, Reported]


@dataclass(frozen=True, slots=True)
class Present:
    """The present advisory; ``series`` holds the answers to each indicator by year, ``questions`` what is open."""

    standing: Standing
    facts: Facts
    series: Mapping[str, Mapping[int, Fact]]
    questions: tuple[str, ...]


def standing_of(inference: Inference, advice: Advice) -> Standing:
    """Give what was concluded and where each measure stands."""
    return Standing(
        MappingProxyType({key: letters(truth) for key, truth in inference.conclusions.items()}),
        MappingProxyType({item.id: (item.placement, item.rank) for item in advice.strategies}),
    )


def progress(past: Past, present: Present, pack: Pack) -> Progress:
    """Compare the last advisory with the present one."""
    return _Comparison(past, present, pack).made()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two advisories side by side."""

    past: Past
    present: Present
    pack: Pack

    def made(self) -> Progress:
        indicators = tuple(self._indicators())
        problems = tuple(self._conclusions("problem", self.pack.knowledge.problems))
        defined = self.pack.knowledge
        known = {f"{stage}.{name}" for stage in ("problem", "strength") for name in defined.conclusions(stage)}
        known |= {f"strategy.{name}" for name in defined.strategies}
        held = [key for key in self.past.was.truths if self.past.was.holds(key) == "T"]
        return Progress(
            indicators=indicators,
            problems=problems,
            strengths=tuple(self._conclusions("strength", defined.strengths)),
            strategies=tuple(self._strategies()),
            tasks=tuple(self._tasks(indicators, problems)),
            questions=tuple(self._questions()),
            retired=tuple(
                sorted(
                    key
                    for key in held
                    if key.partition(".")[0] in {"problem", "strength", "strategy"} and key not in known
                )
            ),
        )

    def _indicators(self) -> Iterator[IndicatorChange]:
        """Compare every indicator of which one of the two values is known."""
        then, now = self.past.facts, self.present.facts
        for name in sorted(self.pack.knowledge.indicators):
            key = f"indicator.{name}"
            before, after = then.value(key), now.value(key)
            if not (before.is_exact or after.is_exact):
                continue
            told = self.present.series[name].get(then.data_year, UNKNOWN)
            restated = told if told.is_exact and before.is_exact and told.low != before.low else None
            if then.data_year == now.data_year:
                restated = None
            base = restated or before
            gaps = _gap(then, name), _gap(now, name)
            yield IndicatorChange(
                id=name,
                move=self._move(name, base, after),
                then=_number(before),
                restated=None if restated is None else _number(restated),
                now=_number(after),
                estimate=any(fact.is_exact and fact.certainty < Certainty.ESTABLISHED for fact in (base, after)),
                gap_then=gaps[0],
                gap_now=gaps[1],
                gap_move=_gap_move(gaps, (then.gaps[name].basis, now.gaps[name].basis)),
            )

    def _move(self, name: str, before: Fact, after: Fact) -> Move:
        """Say how an indicator moved; a figure of the same year is no progress, and a blank is no nought."""
        for state, word in _STATES:
            if state in {before.state, after.state}:
                return word
        if not before.is_exact:
            return "missing_then"
        if not after.is_exact:
            return "missing_now"
        rise = int(after.low or 0) - int(before.low or 0)
        if self.past.facts.data_year == self.present.facts.data_year:
            return "corrected" if rise else "same_year"
        if not rise:
            return "unchanged"
        return "improved" if (rise > 0) == (self.pack.knowledge.indicators[name].direction == "higher") else "worse"

    def _by(self, seen: tuple[str, str, str, str]) -> tuple[Cause, ...]:
        """Name the steps at which something changed on the way from then to now."""
        if seen[0] == seen[3]:
            return ()
        return tuple(step for step, before, after in zip(_STEPS, seen, seen[1:], strict=False) if before != after)

    def _on_the_way(self) -> tuple[Standing, Standing, Standing, Standing]:
        return self.past.was, self.past.again, self.past.today, self.present.standing

    def _conclusions(self, stage: str, names: Iterable[str]) -> Iterator[ConclusionChange]:
        """Compare what held then or holds now."""
        for name in sorted(names):
            key = f"{stage}.{name}"
            was, again, today, now = (standing.holds(key) for standing in self._on_the_way())
            if "T" not in {was, now}:
                continue
            yield ConclusionChange(
                id=name,
                change=_change(was, now),
                certainty_then=self.past.was.certainty(key),
                certainty_now=self.present.standing.certainty(key),
                by=self._by((was, again, today, now)),
            )

    def _strategies(self) -> Iterator[StrategyChange]:
        """Compare where each measure stood and stands."""
        now, was = self.present.standing, self.past.was
        for name in sorted(self.pack.knowledge.strategies):
            seen = tuple(standing.placement(name) for standing in self._on_the_way())
            then, after = seen[0], seen[3]
            if not (then or after):
                continue
            yield StrategyChange(
                id=name,
                change="kept" if then == after else "new" if not then else "moved" if after else "dropped",
                then=then,
                now=after,
                rank_then=was.strategies[name][1] if then else None,
                rank_now=now.strategies[name][1] if after else None,
                by=self._by(seen),  # type: ignore[arg-type]  # four standings
            )

    def _tasks(
        self, indicators: tuple[IndicatorChange, ...], problems: tuple[ConclusionChange, ...]
    ) -> Iterator[TaskProgress]:
        """Tell of each task that was to start then, or was taken up since, in order of rank, what became of it."""
        moves = {item.id: item.move for item in indicators}
        gone = {item.id for item in problems if item.change == "gone" and "facts" in item.by}
        known = self.pack.knowledge.strategies
        started = sorted(
            (rank, name)
            for name, (placement, rank) in self.past.was.strategies.items()
            if (placement == "launch" or self.past.reported.get(name, "") in _AT_WORK) and name in known
        )
        for _, name in started:
            targets = [item.indicator for item in known[name].moves]
            solved = tuple(problem for problem in known[name].addresses if problem in gone)
            improved = tuple(target for target in targets if moves.get(target) == "improved")
            compared = all(moves.get(target) in {"improved", "worse", "unchanged"} for target in targets)
            yield TaskProgress(
                id=name,
                reported=self.past.reported.get(name, ""),
                shown="moved" if solved or improved else "unmoved" if targets and compared else "unknown",
                solved=solved,
                improved=improved,
                worse=tuple(target for target in targets if moves.get(target) == "worse"),
            )

    def _questions(self) -> Iterator[QuestionChange]:
        """Tell of each question that was open then whether it has been answered; one may still be asked of rows."""
        facts, asked = self.present.facts, set(self.present.questions)
        for key in self.past.questions:
            head, _, name = key.partition(".")
            if key in asked:
                yield QuestionChange(answer=key, now="open")
            elif head == "list":
                answered = name in facts.lists and facts.lists[name].complete
                yield QuestionChange(answer=key, now="answered" if answered else "open")
            elif key in self.pack.vocabulary.values:
                fact = facts.value(key)
                yield QuestionChange(answer=key, now="answered" if fact.is_exact else _unanswered(fact.state))


def _change(was: str, now: str) -> Change:
    if was == "T":
        return "kept" if now == "T" else "open" if now == "U" else "gone"
    return "found" if was == "U" else "new"


def _unanswered(state: State) -> Answered:
    """Say why there is no answer: it was not asked, does not apply, or the question is open still."""
    match state:
        case State.NOT_ASKED:
            return "not_asked"
        case State.NOT_APPLICABLE:
            return "not_applicable"
        case _:
            return "open"


def _number(fact: Fact) -> int | None:
    return int(fact.low or 0) if fact.is_exact else None


def _gap(facts: Facts, name: str) -> str:
    """Give the word of a gap, or ``unknown``."""
    gap = facts.value(f"gap.{name}")
    return GAP_WORDS[int(gap.low or 0)] if gap.is_exact else "unknown"


def _gap_move(gaps: tuple[str, str], bases: tuple[str, str]) -> GapMove:
    """Say how a gap moved, where both are known and rest on the same kind of reference."""
    if "unknown" in gaps or bases[0] != bases[1] or bases[0] not in _MEASURED:
        return "not_comparable"
    then, now = (GAP_WORDS.index(gap) for gap in gaps)
    return "same" if then == now else "narrower" if now < then else "wider"
