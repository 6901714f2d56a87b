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
    from hepu.trials.missing import Suggestion

__all__ = ["language_of_examples", "said", "with_sentences"]

_CHINESE = re.compile("[\u4e00-\u9fff]")
_INNER_QUOTES = str.maketrans("“”", "‘’")
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
        known, unknown = self.changes(rule, suggestion, goal)
        parts = {"known": self.joined(known), "unknown": self.say("unknown.join").join(unknown)}
        which = ("mixed" if known else "unknown") if unknown else "known" if known else "nothing"
        too = "_too" if unknown and example.expect != "unknown" else ""
        return self.say(f"sentence.{example.expect}", when=self.say(f"when.{which}{too}", **parts))

    def joined(self, told: list[str]) -> str:
        """Join what is known as one clause."""
        first = [self.say("change.join").join(told[:-1])] if told[1:] else []
        return self.say("change.last").join([*first, *told[-1:]])

    def changes(self, rule: Rule, suggestion: Suggestion, goal: Goal | None) -> tuple[list[str], list[str]]:
        """Tell what the goal is about first, then what else differs from the example beside; apart, what is unknown."""
        given = suggestion.example.given
        beside: Mapping[str, object] = suggestion.beside.given if suggestion.beside else {}
        names = [name for name in {**given, **beside} if name not in beside or beside[name] != given.get(name, self)]
        about = self.about(rule, goal, given)
        if about is not None:
            names = [about, *(name for name in names if name != about)]
        names = (names or list(given))[:_SHOWN_CHANGES]
        unknown = [name for name in names if self.is_unknown(name, given)]
        told = {name: self.change(name, given) for name in names if name not in unknown}
        if goal is not None and about in told:
            told[about] = self.first(goal, about, given, told[about])
        return list(told.values()), [self.unknown(name) for name in unknown]

    def is_unknown(self, name: str, given: Mapping[str, object]) -> bool:
        """Say whether nothing is given under a name; a policy is then not in force."""
        raw = given.get(name, given.get(f"fact.{name}"))
        return (raw["value"] if isinstance(raw, dict) and "value" in raw else raw) is None and not name.startswith(
            "policy."
        )

    def unknown(self, name: str) -> str:
        """Name something that is unknown."""
        head, _, rest = name.partition(".")
        if name in self.vocabulary.lists:
            return self.say("unknown.list", label=self.text(self.values.names.list(name)))
        if head in self.vocabulary.conclusions and rest:
            return self.say("unknown.conclusion", **self.conclusion(head, name))
        return self.say("unknown.fact", label=self.label(name))

    def first(self, goal: Goal, about: str, given: Mapping[str, object], change: str) -> str:
        """Tell what the goal is about in the words that fit its kind."""
        if goal.kind == "row":
            field = self.text(self.values.names.field(about, str(goal.path[-1])))
            return self.say(f"change.row_{goal.seen}", list=self.text(self.values.names.list(about)), field=field)
        if goal.kind != "bound":
            return change
        rows = given.get(about)
        if isinstance(rows, list) and "where" not in goal.path and "have" not in goal.path:
            change = self.rows(self.text(self.values.names.list(about)), len(rows))
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
        label = self.label(name)
        raw = given.get(name, given.get(key))
        if isinstance(raw, dict):
            raw = raw["value"]
        if raw in ("not_applicable", "not_asked"):
            return self.say(f"change.{raw}", label=label)
        value = self.text(self.values.operand(key, encode(raw, kind)))
        if head == "gap":
            label = self.text(self.values.names.fact(f"indicator.{rest}"))
            return self.say("change.gap_none" if raw == "none" else "change.gap", label=label, value=value)
        if kind.name == "boolean":
            return self.say("change.yes" if raw else "change.no", label=label)
        return self.say(
            "change.number" if kind.name in {"number", "date"} else "change.choice", label=label, value=value
        )

    def label(self, name: str) -> str:
        """Give the label of a fact."""
        return self.text(self.values.names.fact(name if "." in name else f"fact.{name}"))

    def conclusion(self, head: str, name: str) -> dict[str, str]:
        """Name a conclusion and its stage."""
        stage = self.text(report_words()[f"stage.{head}"]).lower()
        return {"stage": stage, "name": self.text(self.values.names.conclusion(name))}

    def concluded(self, head: str, name: str, given: Mapping[str, object]) -> str:
        parts = self.conclusion(head, name)
        raw = given[name]
        if isinstance(raw, str):
            return self.say("change.found_at", **parts, certainty=self.text(report_words()[f"certainty.{raw}"]))
        return self.say("change.found" if raw else "change.not_found", **parts)

    def list(self, name: str, raw: object) -> str:
        label = self.text(self.values.names.list(name))
        partly = isinstance(raw, dict)
        rows = raw.get("rows", []) if isinstance(raw, dict) else raw
        if not isinstance(rows, list) or not rows:
            return self.say("change.list_none_partly" if partly else "change.list_none", list=label)
        told = self.say("change.row_join").join(self.row(name, row) for row in rows)
        short = len(told) <= _SHOWN_SIGNS
        told = self.say("change.list_rows", list=label, rows=told) if short else self.rows(label, len(rows))
        return self.say("change.partly", change=told) if partly else told

    def rows(self, label: str, count: int) -> str:
        """Tell how many rows a list has."""
        number = {0: "none", 1: "one"}.get(count, "many")
        return self.say(f"change.list_{number}", list=label, count=count)

    def row(self, name: str, row: Mapping[str, object]) -> str:
        fields = [self.field(name, field, raw) for field, raw in row.items()]
        told = self.say("change.field_join").join(fields)
        return self.say("change.row", fields=told) if told else self.say("change.row_blank")

    def field(self, name: str, field: str, raw: object) -> str:
        label = self.text(self.values.names.field(name, field))
        kind: Kind = self.vocabulary.lists[name][field]
        if isinstance(raw, dict):
            raw = raw["value"]
        if raw in ("not_applicable", "not_asked"):
            value = self.say(f"change.field_{raw}")
        elif kind.name == "boolean":
            value = self.say("change.field_yes" if raw else "change.field_no")
        else:
            value = self.text(self.values.field(name, field, encode(raw, kind)))
        return self.say("change.field", label=label, value=value)

    def text(self, text: Text) -> str:
        """Give a text as it stands within the quotation marks of a sentence."""
        return text[self.lang].translate(_INNER_QUOTES) if self.lang == "zh" else text[self.lang]
