"""What changed since the college's last advisory, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.report.basic import Item
from hepu.report.context import OWN_PLACEMENTS
from hepu.report.openings import answer_text
from hepu.report.values import amount, counted, day
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hepu.advice.progress_model import (
        Cause,
        ConclusionChange,
        IndicatorChange,
        Progress,
        StrategyChange,
        TaskProgress,
    )
    from hepu.record.model import LastRecord
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["IndicatorLine", "Since", "TaskLine", "since"]

_TABLED = ("improved", "worse", "corrected")
_LINES = {"unchanged": "unchanged", "same_year": "same_year"}
_PROBLEMS = ("gone", "new", "found", "open", "kept")
_STRENGTHS = ("new", "found", "gone", "open", "kept")
_OWN = frozenset(OWN_PLACEMENTS)
_STILL_TO_DO = frozenset({"launch", "reserve", "conditional"})


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator then and now; ``move`` is the word that says how it moved, ``gap_move`` the same of its gap."""

    name: Text
    then: Text
    now: Text
    move: str
    told: Text
    gap_move: str
    gap: Text


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the last advisory: what the college reports of it, what the facts show, and where it stands now."""

    name: Text
    reported: Text
    shown: Text
    placed: Text


@dataclass(frozen=True, slots=True)
class Since:
    """Everything that the part prints; ``short`` is its one sentence for the first page."""

    short: Text
    lead: tuple[Text, ...]
    years: tuple[int, int]
    indicators: tuple[IndicatorLine, ...]
    notes: tuple[Text, ...]
    changes: tuple[Item, ...]
    tasks: tuple[TaskLine, ...]
    reported: bool
    tasks_note: Text


def since(context: Context) -> Since | None:
    """Put progress into words; nothing where there is no last advisory."""
    last, progress = context.record.inputs.last, context.record.advice.progress
    if last is None or progress is None or context.published:
        return None
    return _Told(context, last, progress).made()


@dataclass(frozen=True, slots=True)
class _Told:
    """Puts one comparison into words."""

    context: Context
    last: LastRecord
    progress: Progress

    def made(self) -> Since:
        inputs = self.context.record.inputs
        tabled = [item for item in self._ordered() if item.move in _TABLED and not self._plain(item)]
        reported = any(item.reported for item in self.progress.tasks)
        return Since(
            short=self._short(),
            lead=self._lead(),
            years=(self.last.data_year, inputs.data_year),
            indicators=tuple(map(self._indicator, tabled)),
            notes=tuple(self._notes()),
            changes=tuple(self._changes()),
            tasks=tuple(map(self._task, self.progress.tasks)),
            reported=reported,
            tasks_note=words()["progress.tasks_note" if reported else "progress.tasks_note_unreported"],
        )

    def _ordered(self) -> list[IndicatorChange]:
        """Order indicators by how they moved, then as the knowledge names them."""
        names = list(self.context.knowledge.indicators)

        def place(item: IndicatorChange) -> tuple[int, int]:
            moved = _TABLED.index(item.move) if item.move in _TABLED else len(_TABLED)
            return moved, names.index(item.id)

        return sorted(self.progress.indicators, key=place)

    def _plain(self, item: IndicatorChange) -> bool:
        """Say whether an indicator only improved on what leaves nothing to be wished for, which a line tells."""
        condition = self.context.knowledge.indicators[item.id].dimension == "condition"
        return condition and item.move == "improved" and item.gap_move == "same" and item.gap_now == "none"

    def _lead(self) -> tuple[Text, ...]:
        inputs = self.context.record.inputs
        same = self.last.data_year == inputs.data_year
        told = say(
            "progress.lead_same_year" if same else "progress.lead",
            record=self.last.id,
            day=day(self.last.issued_at),
            then=self.last.data_year,
            now=inputs.data_year,
        )
        pack = "same_pack" if self.last.pack.digest == inputs.pack.digest else "other_pack"
        return told, words()[f"progress.{pack}"]

    def _short(self) -> Text:
        """Sum progress up in a sentence; what the rules or the day alone brought about is not counted."""
        moves = [item.move for item in self.progress.indicators]
        facts = [item.change for item in self.progress.problems if "facts" in item.by]
        numbers = (
            ("better", moves.count("improved"), "indicators"),
            ("worse", moves.count("worse"), "indicators"),
            ("gone", facts.count("gone"), "problems"),
            ("new", facts.count("new") + facts.count("found"), "problems"),
        )
        parts = [say(f"progress.short_{name}", count=counted(number, what)) for name, number, what in numbers if number]
        moved = sum(1 for item in self.progress.tasks if item.shown == "moved")
        if moved:
            parts.append(say("progress.short_tasks", total=len(self.progress.tasks), count=moved))
        answered = sum(1 for item in self.progress.questions if item.now == "answered")
        if answered:
            parts.append(say("progress.short_questions", total=len(self.progress.questions), count=answered))
        told = join(parts or [words()["progress.short_none"]], "progress.short_join")
        return say("progress.short", year=self.last.data_year, parts=told)

    def _indicator(self, item: IndicatorChange) -> IndicatorLine:
        then = self._amount(item.id, item.then)
        if item.restated is not None:
            then = say("progress.restated", value=then, restated=self._amount(item.id, item.restated))
        told = words()[f"progress.move_{item.move}"]
        gaps = {"then": words()[f"gap.{item.gap_then}"], "now": words()[f"gap.{item.gap_now}"]}
        return IndicatorLine(
            name=self.context.knowledge.indicators[item.id].name,
            then=then,
            now=self._amount(item.id, item.now),
            move=item.move,
            told=say("progress.estimated", word=told) if item.estimate else told,
            gap_move=item.gap_move,
            gap=say(f"progress.gap_{item.gap_move}", **gaps),
        )

    def _amount(self, name: str, value: int | None) -> Text:
        if value is None:
            return both("—")
        entry = self.context.knowledge.indicators[name]
        return amount(Decimal(value).scaleb(-entry.decimals), entry.unit)

    def _notes(self) -> Iterator[Text]:
        """Name the indicators that did not move, and those that could not be compared, each with the reason."""
        indicators = self.context.knowledge.indicators
        ordered = self._ordered()
        plain = [indicators[item.id].short for item in ordered if self._plain(item)]
        if plain:
            yield say("progress.plain", names=join(plain))
        for move, phrase in _LINES.items():
            names = [indicators[item.id].short for item in ordered if item.move == move]
            if names:
                yield say(f"progress.{phrase}", names=join(names))
        others = [item for item in ordered if item.move not in {*_TABLED, *_LINES}]
        if others:
            named = [
                say(
                    "progress.with_reason",
                    name=indicators[item.id].short,
                    reason=words()[f"progress.move_{item.move}"],
                )
                for item in others
            ]
            yield say("progress.not_compared", names=join(named))

    def _changes(self) -> Iterator[Item]:
        """Tell which problems and strengths came and went, what moved among the measures, and what was answered."""
        yield from self._conclusions("problem", self.progress.problems, _PROBLEMS)
        yield from self._conclusions("strength", self.progress.strengths, _STRENGTHS)
        for change in ("new", "moved", "dropped"):
            items = [item for item in self.progress.strategies if item.change == change and self._own(item)]
            if items:
                yield Item(words()[f"progress.strategies_{change}"], join(map(self._strategy, items), "clause_join"))
        for state in ("answered", "open"):
            keys = [item.answer for item in self.progress.questions if item.now == state]
            if keys:
                told = join([answer_text(self.context, key) for key in keys], "clause_join")
                yield Item(words()[f"progress.questions_{state}"], told)
        if self.progress.retired:
            yield Item(words()["progress.retired"], say("progress.counted", count=len(self.progress.retired)))

    def _conclusions(self, stage: str, items: Sequence[ConclusionChange], order: Iterable[str]) -> Iterator[Item]:
        """Name what changed; what stayed is counted, for the report tells of it elsewhere."""
        for change in order:
            found = [item for item in items if item.change == change]
            if not found:
                continue
            told = say("progress.counted", count=len(found))
            if change != "kept":
                names = [self._by(self.context.names.conclusion(f"{stage}.{item.id}"), item.by) for item in found]
                told = join(names, "clause_join")
            yield Item(words()[f"progress.{stage}s_{change}"], told)

    def _by(self, name: Text, causes: tuple[Cause, ...]) -> Text:
        """Mark what did not come from the facts alone."""
        if causes == ("facts",):
            return name
        return say("progress.by", name=name, causes=join([words()[f"progress.by_{cause}"] for cause in causes]))

    def _own(self, item: StrategyChange) -> bool:
        """Say whether the report prints a measure, or printed it then, as the college's own."""
        college = self.context.knowledge.strategies[item.id].actor == "college"
        return college and not _OWN.isdisjoint({item.then, item.now})

    def _strategy(self, item: StrategyChange) -> Text:
        name = self.context.knowledge.strategies[item.id].name
        if item.change == "moved":
            places = (words()[f"progress.place_{place}"] for place in (item.then, item.now))
            name = say("progress.moved", name=name, **dict(zip(("then", "now"), places, strict=True)))
        return self._by(name, item.by)

    def _task(self, item: TaskProgress) -> TaskLine:
        known = self.context.knowledge
        indicators = known.indicators
        shown = [say("progress.shown_solved", name=known.problems[name].name) for name in item.solved]
        shown += [say("progress.shown_improved", name=indicators[name].short) for name in item.improved]
        shown += [say("progress.shown_worse", name=indicators[name].short) for name in item.worse]
        if not shown:
            shown = [words()[f"progress.shown_{item.shown}"]]
        now = next((found.now for found in self.progress.strategies if found.id == item.id), "")
        if item.reported == "done" and now in _STILL_TO_DO:
            shown.append(words()["progress.shown_still_advised"])
        return TaskLine(
            name=known.strategies[item.id].name,
            reported=words()[f"task_book.state_{item.reported}" if item.reported else "progress.reported_none"],
            shown=join(shown, "clause_join"),
            placed=words()[f"progress.place_{now or 'none'}"],
        )
