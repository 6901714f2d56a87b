"""What a conclusion lacks, as an outline: its rules by nearness, and what stands against a measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.inference.kleene import is_false, is_true
from hepu.language.model import Concluded
from hepu.report.openings import answer_text, sheet_of
from hepu.report.outline import Node
from hepu.report.told.placed import placed_nodes
from hepu.report.told.telling import Telling
from hepu.report.told.why import rule_node
from hepu.report.values import day
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.explain.model import LeafProof, NearRule, WhyNot
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["MOST_RULES", "told_whynot"]

MOST_RULES = 5


def told_whynot(found: WhyNot, context: Context, command: Callable[[str, str], str], *, most: int | None) -> Node:
    """Tell what a conclusion lacks; ``most`` rules are shown, all where it is None."""
    telling = Telling(context, command)
    if telling.judges(found.key):
        return telling.withheld("whynot", found.key)
    return _Lacks(found, telling).told(most)


@dataclass(frozen=True)
class _Lacks:
    """Tells near rules one below the other; ``shown`` are the earlier conclusions that were explained above."""

    found: WhyNot
    telling: Telling
    shown: set[str] = field(default_factory=set)

    @property
    def context(self) -> Context:
        return self.telling.context

    def told(self, most: int | None) -> Node:
        """Tell all there is to say."""
        found = self.found
        rules = tuple(item for item in found.rules if self._may_be_told(item))
        shown = rules if most is None else rules[:most]
        parts = [self._near(item) for item in shown]
        if len(shown) < len(rules):
            parts.append(Node("more", say("explain.more", count=len(rules) - len(shown))))
        parts.extend(self._not_in_force())
        parts.extend(placed_nodes(found.key, self.context))
        parts.extend(self._exclusions())
        return self.telling.head("whynot", found.key, found.truth, tuple(self._notes(rules)), tuple(parts))

    def _may_be_told(self, item: NearRule) -> bool:
        """Leave out what judges a college of which only published figures are known."""
        return not self.context.published or not is_false(item.proof.truth)

    def _notes(self, rules: tuple[NearRule, ...]) -> list[Text]:
        found = self.found
        if is_true(found.truth):
            return [self.telling.see("why", found.key)]
        if not found.rules:
            return [words()["explain.no_rules"]]
        failed = sum(is_false(item.proof.truth) for item in found.rules)
        counts = {"rules": len(found.rules), "failed": failed, "open": len(found.rules) - failed}
        notes = [say("explain.rules", **counts)]
        if len(rules) < len(found.rules):
            notes.append(words()["explain.open_only"])
        if found.answers:
            notes.append(self._answers(found.answers))
        return notes

    def _answers(self, answers: tuple[str, ...]) -> Text:
        context = self.context
        named = [
            say("explain.answer", answer=answer_text(context, item), sheet=sheet_of(context, item)) for item in answers
        ]
        return say("explain.answers", answers=join(named, "clause_join"))

    def _near(self, item: NearRule, *, deeper: bool = True) -> Node:
        """Tell one rule that did not fire; ``deeper`` tells the nearest rule of earlier conclusions that it lacks."""
        rule = self.context.pack.rules[item.proof.rule]
        lacks = [
            say(f"explain.near_{word}", count=count)
            for word, count in (("failed", item.nearness.failed), ("open", item.nearness.open))
            if count
        ]
        text = say(
            "explain.near" if deeper else "explain.near_behind",
            rule=rule.id,
            lacks=join(lacks),
            **self.telling.sureness(rule),
        )
        notes = [
            *self.telling.condition(rule),
            say("explain.sources", sources=self.context.readings.sources(rule.sources)),
        ]
        if item.answers:
            notes.append(self._answers(item.answers))
        marked = frozenset(leaf.at for leaf in item.nearest)
        return Node(
            "near",
            text,
            tuple(notes),
            self.telling.conditions(item.proof.condition, self._below(deeper=deeper), marked),
            {
                "rule": rule.id,
                "certainty": rule.certainty.word,
                "sources": list(rule.sources),
                "nearness": {"failed": item.nearness.failed, "open": item.nearness.open},
                "answers": list(item.answers),
            },
        )

    def _below(self, *, deeper: bool) -> Callable[[LeafProof], tuple[tuple[Text, ...], tuple[Node, ...]]]:
        def below(leaf: LeafProof) -> tuple[tuple[Text, ...], tuple[Node, ...]]:
            if not isinstance(leaf.leaf, Concluded) or is_true(leaf.truth):
                return (), ()
            key = leaf.leaf.key
            if self.context.inference.holds(key):
                return (self.telling.see("why", key),), ()
            more = (self.telling.see("whynot", key),)
            if not deeper:
                return more, ()
            if key in self.shown:
                return (words()["explain.told_above"],), ()
            self.shown.add(key)
            nearest = self.found.behind[key]
            if nearest is None:
                return (words()["explain.no_rules"],), ()
            return more, (self._near(nearest, deeper=False),)

        return below

    def _not_in_force(self) -> list[Node]:
        """Name the rules that do not apply on the day, and from or until when they do."""
        parts = []
        for name in self.found.not_in_force:
            rule = self.context.pack.rules[name]
            early = rule.since > self.context.record.inputs.as_of
            date = day(rule.since if early or rule.until is None else rule.until)
            text = say("explain.rule_since" if early else "explain.rule_until", rule=name, date=date)
            dates = {"since": rule.since.isoformat(), "until": rule.until.isoformat() if rule.until else None}
            parts.append(Node("rule", text, data={"rule": name, **dates}))
        return [Node("not_in_force", words()["explain.not_in_force"], parts=tuple(parts))] if parts else []

    def _exclusions(self) -> list[Node]:
        """Say of each rule that speaks against a measure whether it holds, is open, or is clear."""
        if not self.found.key.startswith("strategy."):
            return []
        against = self.found.exclusions
        if not against:
            return [Node("exclusions", words()["explain.no_exclusions"])]
        fired = sum(is_true(item.proof.truth) for item in against)
        clear = sum(is_false(item.proof.truth) for item in against)
        counts = {"rules": len(against), "fired": fired, "open": len(against) - fired - clear, "clear": clear}
        parts = tuple(self._exclusion(item) for item in against)
        return [Node("exclusions", say("explain.exclusions", **counts), parts=parts)]

    def _exclusion(self, item: NearRule) -> Node:
        rule = self.context.pack.rules[item.proof.rule]
        if is_true(item.proof.truth):
            node = rule_node(item.proof, self.telling, lambda _: ((), ()))
            text = say("explain.stands_against", because=node.text)
        elif is_false(item.proof.truth):
            condition = self.context.sentences.condition(rule.when)
            return Node("clear", say("explain.clear", condition=condition, rule=rule.id), data={"rule": rule.id})
        else:
            node = self._near(item)
            text = say("explain.may_stand_against", near=node.text)
        return Node(node.kind, text, node.notes, node.parts, node.data)
