"""The results of trials as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.model import Count, Quantified
from hepu.report.sentences import Sentences
from hepu.trials.places import bound_at, bound_text, condition_at
from hepu.trials.results import KINDS, counted, fates
from hepu.trials.sentences import said
from hepu.trials.writing import stated
from hepu.yaml_text import dashed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from hepu.language.model import Rule
    from hepu.report.values import PackValues
    from hepu.text import Lang
    from hepu.trials.goals import Goal
    from hepu.trials.kinds import GoalKind
    from hepu.trials.missing import Suggestion
    from hepu.trials.results import Found
    from hepu.yaml_source import Path

__all__ = ["Teller"]


class Teller:
    """Tells results in one language, with the labels of one pack."""

    def __init__(self, values: PackValues, lang: Lang) -> None:
        """Take the labels from a pack."""
        self.values, self.lang, self.sentences = values, lang, Sentences(values)

    def say(self, name: str, /, **parts: object) -> str:
        """Give one phrase, filled in."""
        return said(name, self.lang, **parts)

    def report(
        self, found: Sequence[Found], kinds: Collection[GoalKind], *, coverage: bool, mutants: bool
    ) -> list[str]:
        """Give the lines of a report: rule by rule what is wanting, then the totals."""
        lines = [line for item in found for line in self.rule(item, kinds, coverage=coverage)]
        if any(item.suggestions for item in found):
            lines.append(self.say("report.judge"))
        if coverage:
            lines.extend(self.coverage(found, kinds))
        if mutants:
            lines.append(self.mutation(found))
        return lines

    def rule(self, found: Found, kinds: Collection[GoalKind], *, coverage: bool) -> Iterator[str]:
        """Tell what one rule's examples do not try and which mutants they let live; nothing where that is nothing."""
        lines = []
        unmet = {item.goal: item.why for item in found.missing.unmet}
        for goal in found.study.unseen if coverage else ():
            if goal.kind in kinds and unmet.get(goal) not in {"outside", "forced"}:
                why = self.say(f"why.{unmet[goal]}") if goal in unmet else ""
                lines.append(self.goal(found, goal, why))
        for outlived in found.outlived:
            if outlived.fate in {"survived", "undecided"}:
                mutant = outlived.mutant
                told = self.say(f"mutant.{mutant.change}", was=mutant.was, now=mutant.now)
                lines.append(self.at(f"report.{outlived.fate}", found.rule, mutant.path, said=told))
        for suggestion in found.suggestions:
            lines.extend(self.suggestion(suggestion))
        if lines:
            share = counted([found], kinds).share(kinds)
            yield self.say("report.rule", rule=found.rule.id, part=share.part, whole=share.whole)
            yield from lines

    def goal(self, found: Found, goal: Goal, why: str = "") -> str:
        """Tell a goal that no example meets."""
        parts: dict[str, object] = {"certainty": goal.seen, "field": self.field(found.rule, goal.path)}
        if goal.kind == "bound":
            parts["bound"] = bound_text(found.study, bound_at(found.study, goal)) or goal.path[-1]
        name = f"goal.{goal.kind}" if goal.kind in {"unknown", "certainty"} else f"goal.{goal.kind}.{goal.seen}"
        told = self.say(name, **parts)
        return self.at("report.unmet" if why else "report.goal", found.rule, goal.path, said=told, why=why)

    def field(self, rule: Rule, path: Path) -> str:
        """Name the field of a row at a path; nothing where the path is of no row."""
        condition = condition_at(rule, path)
        if not isinstance(condition, Count | Quantified) or {"where", "have"}.isdisjoint(path):
            return ""
        at = path.index("where") if "where" in path else path.index("have")
        return self.values.names.field(condition.list, str(path[at + 1]))[self.lang]

    def at(self, name: str, rule: Rule, path: Path, **parts: object) -> str:
        """Tell something at a place of a rule, with the part of the condition there."""
        condition = condition_at(rule, path)
        sentence = self.say("whole") if condition is None else self.sentences.condition(condition)[self.lang]
        place = rule.place(path)
        return self.say(name, place=f"{place.file}:{place.line}:{place.column}", sentence=sentence, **parts)

    def suggestion(self, suggestion: Suggestion) -> Iterator[str]:
        """Write a suggested example as it would stand in the file."""
        example = suggestion.example
        if suggestion.amends is not None and example.certainty is not None:
            yield self.say("report.amended", it=example.it, certainty=example.certainty.word)
            return
        yield self.say("report.suggestion")
        yield from (f"      {line}" for line in f"- {dashed(stated(example), 2)}".splitlines())

    def coverage(self, found: Sequence[Found], kinds: Collection[GoalKind]) -> Iterator[str]:
        """Tell how much is tried, in all and of each kind."""
        number = counted(found, kinds)
        share = number.share(kinds)
        yield self.say(
            "report.coverage",
            part=share.part,
            whole=share.whole,
            percent=f"{share.percent:.1f}",
            more=self.more("impossible", number.of(kinds, "impossible")),
        )
        for kind in KINDS:
            share, impossible = number.share([kind]), number.of([kind], "impossible")
            if kind in kinds and (share.whole or impossible):
                yield self.say(
                    "report.of_kind",
                    kind=self.say(f"kind.{kind}"),
                    part=share.part,
                    whole=share.whole,
                    percent=f"{share.percent:.1f}",
                    more=self.more("impossible", impossible),
                )

    def more(self, name: str, count: int) -> str:
        """Tell how many do not count; nothing where there are none."""
        return self.say(f"report.{name}", count=count) if count else ""

    def mutation(self, found: Iterable[Found]) -> str:
        """Tell how many mutants the examples notice."""
        number = fates(found)
        whole = number["killed"] + number["survived"] + number["undecided"]
        percent = 100 * number["killed"] / whole if whole else 100.0
        return self.say(
            "report.mutation",
            killed=number["killed"],
            whole=whole,
            percent=f"{percent:.1f}",
            more=self.more("equivalent", number["equivalent"]),
        )
