"""The sentence in which a rule says why it fired, with the record's values filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.explain.readings import Reader
from hepu.inference.kleene import is_true
from hepu.language.alternatives import alternatives_of
from hepu.language.model import Concluded, Count, Quantified, leaves_of
from hepu.record.rebuild import inference_of
from hepu.report.numbers import document_number
from hepu.report.repeats import PLACEHOLDER
from hepu.report.words import agreeing, both, glue, join, say, words
from hepu.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.inference.chainer import RuleResult
    from hepu.language.model import Compare, Rule
    from hepu.report.values import Values

__all__ = ["Because", "count_text"]

_DIVIDED = re.compile(r" per [a-z]+$")


def _unrepeated(name: Text, value: Text) -> Text:
    """Leave out of an English value by what it is divided where its name has said so."""
    divided = _DIVIDED.search(name.en)
    return Text.model_construct(zh=value.zh, en=value.en.replace(divided[0], "")) if divided else value


def count_text(low: int, high: int | None) -> Text:
    """Write a count: a number, a range, or at least so many where the list is incomplete."""
    if high is None:
        return say("value.at_least", value=low)
    return both(low) if low == high else say("value.between", low=low, high=high)


@dataclass(frozen=True)
class Because:
    """Fills the ``because`` of rules from one record."""

    values: Values

    @cached_property
    def results(self) -> Mapping[str, RuleResult]:
        """What each rule came to, leaf by leaf."""
        return inference_of(self.values.record).rules

    def sentence(self, rule: Rule) -> Text:
        """Give a rule's sentence in both languages."""

        def filled(lang: Lang) -> str:
            return PLACEHOLDER.sub(lambda match: self._value(match.group(1), rule)[lang], rule.because[lang])

        sentence = Text.model_construct(zh=filled("zh"), en=agreeing(filled("en")))
        grounds = self._grounds(rule)
        if not grounds:
            return sentence
        bare = Text.model_construct(zh=sentence.zh.rstrip("。"), en=sentence.en.rstrip("."))
        return say("law.applied", sentence=bare, grounds=join(grounds, "clause_join"))

    def _grounds(self, rule: Rule) -> list[Text]:
        """Name the articles that a rule applies, document by document, as far as they are in force there and then."""
        found = []
        for name in dict.fromkeys(ground.policy for ground in rule.law):
            if not self.values.record.facts.policies.get(name, False):
                continue
            policy = self.values.pack.knowledge.policies[name]
            applied = {ground.article for ground in rule.law if ground.policy == name}
            articles = [clause.article for clause in policy.clauses if clause.article.zh in applied]
            document = document_number(policy.number) if policy.number else self.values.names.policy(name)
            numbered = articles[0].zh.startswith("第")
            form = "law.article" if numbered else "law.part"
            found.append(say(form, document=document, articles=join(articles)))
        return found

    def _value(self, name: str, rule: Rule) -> Text:
        head, _, rest = name.partition(".")
        match head:
            case "count":
                return self._count(rest, rule)
            case "which":
                return self._which(rest, rule)
            case "past":
                return self.values.past(rest)
            case "parameter":
                return self.values.parameter(rest)
            case "reference" if rest.endswith(".basis"):
                return self.values.basis(rest.removesuffix(".basis"))
            case "reference":
                return self.values.reference(rest)
            case "indicator":
                own = self._told(name)
                per_head = self.values.per_head(rest) if f"{{reference.{rest}}}" in rule.because.zh else None
                return glue(own, say("condition.group", part=per_head)) if per_head else own
            case _:
                return self._told(name)

    def _told(self, key: str) -> Text:
        """Write a fact; what has no value stands in brackets, or a sentence would seem to give it as one."""
        told = self.values.text(key)
        return told if self.values.known(key) else say("value.none", why=told)

    def _count(self, name: str, rule: Rule) -> Text:
        """Count the rows of a rule's first condition on a list."""
        counts = (leaf for leaf in leaves_of(rule.when) if isinstance(leaf, Count | Quantified) and leaf.list == name)
        read = Reader(self.values.facts, self.values.pack).count(next(counts))
        if read.low == 0 and read.high is None:
            return say("value.none", why=words()["value.no_number"])
        return count_text(read.low, read.high)

    def _which(self, kind: str, rule: Rule) -> Text:
        """Name the alternatives of one kind that hold, or all of them where none is known to."""
        result = self.results.get(rule.id)
        found = [item for item in alternatives_of(rule.when) if item.kind == kind]
        named = [
            leaf
            for item in found
            for leaf, place in zip(item.leaves, item.places, strict=True)
            if result and place < len(result.leaves) and is_true(result.leaves[place])
        ]
        return join([self._alternative(leaf) for leaf in named or [leaf for item in found for leaf in item.leaves]])

    def _alternative(self, leaf: Compare | Concluded) -> Text:
        """Name one alternative: a conclusion, a gap with both figures, or a value with what it is called."""
        names = self.values.names
        if isinstance(leaf, Concluded):
            return say("name_quote", name=names.conclusion(leaf.key))
        head, _, name = leaf.key.partition(".")
        if head in {"trend", "advantage"}:
            return names.short(name)
        if head == "gap":
            own = self.values.per_head(name) or self.values.text(f"indicator.{name}")
            label, reference = names.short(name), self.values.reference(name)
            return say(
                "value.which_gap", name=label, own=_unrepeated(label, own), reference=_unrepeated(label, reference)
            )
        label = names.short(name) if head == "indicator" else names.fact(leaf.key)
        if self.values.pack.vocabulary.values[leaf.key].name == "boolean":
            return label
        return say("value.which", name=label, value=_unrepeated(label, self.values.text(leaf.key)))
