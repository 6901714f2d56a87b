"""The sentence of a suggested example: what the rule does, and what was changed to try it."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from hepu.language.kinds import encode
from hepu.report.words import words as report_words
from hepu.resources import templates_dir
from hepu.text import LANGUAGES, Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.language.kinds import Kind
    from hepu.language.model import Rule
    from hepu.report.values import PackValues
    from hepu.text import Lang
    from hepu.trials.goals import Goal
    from hepu.trials.suggest import Suggestion

__all__ = ["language_of_examples", "said", "with_sentences"]

_CHINESE = re.compile("[\u4e00-\u9fff]")
_SHOWN_SIGNS = 60
_SHOWN_CHANGES = 3


@cache
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml((templates_dir() / "trials" / "words.yaml").read_text("utf-8"), "").value
    return found


def said(name: str, lang: Lang, /, **values: object) -> str:
    """Give one phrase of ``templates/trials/words.yaml``, filled in."""
    found: Any = _words()
    for key in name.split("."):
        found = found[key]
    text: str = found[lang]
    return text.format(**values)


def language_of_examples(rule: Rule) -> Lang:
    """Give the language in which a rule's examples are told."""
    return "zh" if any(_CHINESE.search(example.it) for example in rule.examples) else LANGUAGES[-1]


def with_sentences(rule: Rule, suggestions: Iterable[Suggestion], values: PackValues) -> tuple[Suggestion, ...]:
    """Give suggestions with their sentences; no two examples of a rule have the same."""
    lang = language_of_examples(rule)
    taken = {example.it for example in rule.examples}
    found = []
    for suggestion in suggestions:
        if suggestion.amends is not None:
            found.append(suggestion)
            continue
        sentence = told = _Teller(values, lang).sentence(rule, suggestion)
        number = 1
        while told in taken:
            number += 1
            told = said("sentence.again", lang, sentence=sentence, number=number)
        taken.add(told)
        found.append(dataclasses.replace(suggestion, example=dataclasses.replace(suggestion.example, it=told)))
    return tuple(found)


class _Teller:
    """Tells changes in one language."""

    def __init__(self, values: PackValues, lang: Lang) -> None:
        self.values, self.lang = values, lang
        self.vocabulary = values.pack.vocabulary

    def say(self, name: str, /, **parts: object) -> str:
        return said(name, self.lang, **parts)

    def sentence(self, rule: Rule, suggestion: Suggestion) -> str:
        example, goal = suggestion.example, suggestion.goals[0] if suggestion.goals else None
        if goal is not None and goal.kind == "days":
            return self.say(f"sentence.days.{goal.seen}", day=example.as_of)
        changes = self.changes(rule, suggestion, goal)
        return self.say(f"sentence.{example.expect}", changes=changes)

    def changes(self, rule: Rule, suggestion: Suggestion, goal: Goal | None) -> str:
        """Tell what the goal is about first, then what else differs from the example beside."""
        given = suggestion.example.given
        beside: Mapping[str, object] = suggestion.beside.given if suggestion.beside else {}
        names = [name for name in {**given, **beside} if name not in beside or beside[name] != given.get(name, self)]
        about = self.about(rule, goal, given)
        if about is not None:
            names = [about, *(name for name in names if name != about)]
        names = names or list(given)
        told = [self.change(name, given) for name in names[:_SHOWN_CHANGES]]
        if goal is not None and about is not None:
            told[0] = self.first(goal, about, given, told[0])
        return self.say("change.join").join(told)

    def first(self, goal: Goal, about: str, given: Mapping[str, object], change: str) -> str:
        """Tell what the goal is about in the words that fit its kind."""
        if goal.kind == "row":
            field = self.lower(self.text(self.values.names.field(about, str(goal.path[-1]))))
            label = self.lower(self.text(self.values.names.list(about)))
            return self.say(f"change.row_{goal.seen}", list=label, field=field)
        if goal.kind != "bound":
            return change
        rows = given.get(about)
        if isinstance(rows, list) and "where" not in goal.path and "have" not in goal.path:
            label = self.lower(self.text(self.values.names.list(about)))
            change = self.say("change.list_many", list=label, count=len(rows))
        return self.say(f"side.{goal.seen}", change=change)

    def about(self, rule: Rule, goal: Goal | None, given: Mapping[str, object]) -> str | None:
        """Give the name of ``given`` that a goal is about."""
        if goal is None or rule.document is None:
            return None
        node: Any = rule.document.value
        found = None
        for step in goal.path:
            if isinstance(node, dict):
                found = self.named(node) or found
            node = node[cast("Any", step)] if isinstance(node, dict | list) else None
        if isinstance(node, dict):
            found = self.named(node) or found
        return found if found is not None and (found in given or goal.kind == "unknown") else None

    def named(self, node: Mapping[str, object]) -> str | None:
        """Give the name under which an example gives what a condition reads."""
        for head, name in node.items():
            if head in {"count", "some", "none", "every"}:
                return str(name)
            if head == "fact":
                return str(name)
            if f"{head}.{name}" in self.vocabulary.values or head == "policy":
                return f"{head}.{name}"
            if head in self.vocabulary.conclusions:
                return f"{head}.{name}"
        return None

    def change(self, name: str, given: Mapping[str, object]) -> str:
        """Tell what is given under one name."""
        head, _, rest = name.partition(".")
        if name in self.vocabulary.lists:
            return self.list(name, given.get(name))
        if head == "policy":
            known = given.get(name) == "in_force"
            return self.say(
                "change.in_force" if known else "change.not_in_force", name=self.text(self.values.names.policy(rest))
            )
        if head in self.vocabulary.conclusions and rest:
            return self.concluded(head, name, given)
        key = name if rest else f"fact.{name}"
        kind = self.vocabulary.values[key]
        label = self.lower(self.text(self.values.names.fact(key)))
        raw = given.get(name, given.get(key))
        if isinstance(raw, dict):
            raw = raw["value"]
        if raw is None or raw in ("not_applicable", "not_asked"):
            computed = head not in {"fact", "indicator", name} or rest in self.values.pack.knowledge.derived
            missing = "not_known" if computed or name in self.values.pack.knowledge.derived else "missing"
            return self.say(f"change.{missing if raw is None else raw}", label=label)
        if head == "gap":
            label = self.lower(self.text(self.values.names.fact(f"indicator.{rest}")))
            value = self.text(self.values.operand(key, encode(raw, kind)))
            return self.say("change.gap_none" if raw == "none" else "change.gap", label=label, value=value)
        if kind.name == "boolean":
            return self.say("change.yes" if raw else "change.no", label=label)
        said_as = "change.number" if kind.name in {"number", "date"} else "change.choice"
        return self.say(said_as, label=label, value=self.text(self.values.operand(key, encode(raw, kind))))

    def concluded(self, head: str, name: str, given: Mapping[str, object]) -> str:
        stage = self.text(report_words()[f"stage.{head}"]).lower()
        parts = {"stage": stage, "name": self.text(self.values.names.conclusion(name))}
        raw = given.get(name)
        if isinstance(raw, str):
            return self.say("change.found_at", **parts, certainty=self.text(report_words()[f"certainty.{raw}"]))
        words = {None: "open", True: "found", False: "not_found"}
        return self.say(f"change.{words[raw]}", **parts)  # type: ignore[index]  # nothing else is given

    def list(self, name: str, raw: object) -> str:
        label = self.lower(self.text(self.values.names.list(name)))
        partly = isinstance(raw, dict)
        rows = raw.get("rows", []) if isinstance(raw, dict) else raw
        if raw is None:
            return self.say("change.list_missing", list=label)
        if not isinstance(rows, list) or not rows:
            return self.say("change.list_none_partly" if partly else "change.list_none", list=label)
        told = self.say("change.row_join").join(self.row(name, row) for row in rows)
        if len(told) > _SHOWN_SIGNS:
            return self.say("change.list_many_partly" if partly else "change.list_many", list=label, count=len(rows))
        return self.say("change.list_partly" if partly else "change.list_rows", list=label, rows=told)

    def row(self, name: str, row: Mapping[str, object]) -> str:
        fields = [self.field(name, field, raw) for field, raw in row.items()]
        return self.say("change.field_join").join(fields) or self.say("change.row_blank")

    def field(self, name: str, field: str, raw: object) -> str:
        label = self.lower(self.text(self.values.names.field(name, field)))
        kind: Kind = self.vocabulary.lists[name][field]
        if isinstance(raw, dict):
            raw = raw["value"]
        if raw in ("not_applicable", "not_asked"):
            return self.say("change.not_applicable", label=label)
        if kind.name == "boolean":
            value = self.say("change.field_yes" if raw else "change.field_no")
        else:
            value = self.text(self.values.field(name, field, encode(raw, kind)))
        return self.say("change.field", label=label, value=value)

    def text(self, text: Text) -> str:
        return text[self.lang]

    def lower(self, label: str) -> str:
        """Give a label as it reads within a sentence: an English one without its capital, unless these are initials."""
        return label if self.lang == "zh" or label[1:2].isupper() else label[:1].lower() + label[1:]
