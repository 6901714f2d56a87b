"""Appendix B of an edition that goes round: a conclusion an entry, and what decided told once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.explain.conditions import support
from hepu.explain.model import CountRead, ParameterRead, PolicyRead, ValueRead
from hepu.explain.why import prove_rule
from hepu.language.model import Concluded, Count, InForce, Quantified
from hepu.report.because import count_text
from hepu.report.derivation import certainty_word
from hepu.report.packs import told_origin
from hepu.report.words import glue, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.explain.model import LeafProof
    from hepu.report.appendices import PolicyEntry
    from hepu.report.context import Context

__all__ = ["Decisive", "Trace", "Traces", "traces"]

# What is told of one indicator stands together: its own figure, its gap, its trend.
_OF_INDICATOR = ("indicator", "gap", "trend", "standing", "participation", "advantage")


@dataclass(frozen=True, slots=True)
class Decisive:
    """What some rules read, under the number by which the entries point to it."""

    number: str
    text: Text


@dataclass(frozen=True, slots=True)
class Trace:
    """A conclusion with the rules that fired, the numbers of what decided, and the conclusions beneath.

    ``works`` leaves out the documents that ``policies`` lead to.
    ``others`` are conditions that no number leads to, such as a conclusion that this report does not print.
    """

    key: str
    mark: str
    stage: Text
    name: Text
    certainty: Text
    review: Text | None
    rules: tuple[tuple[str, Text | None], ...]
    facts: tuple[str, ...]
    policies: tuple[tuple[str, str], ...]
    rests: tuple[tuple[str, str], ...]
    others: tuple[Text, ...]
    limits: tuple[Text, ...]
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """Every printed conclusion, what stands against measures, and what decided."""

    conclusions: tuple[Trace, ...]
    against: tuple[Trace, ...]
    facts: tuple[Decisive, ...]


def traces(context: Context, policies: Iterable[PolicyEntry]) -> Traces:
    """Trace every printed conclusion; ``policies`` are those that appendix C lists."""
    listed = {policy.name: policy for policy in policies}
    told = _Told(context, listed)
    made = tuple(told.trace(key, rules) for key, rules in context.printed)
    against = tuple(told.trace(f"exclusion.{item.id}", item.reasons) for item in context.placed("withheld"))
    return Traces(made, against, told.listed())


@dataclass
class _Told:
    """Numbers what rules read in the order in which the entries first point to it."""

    context: Context
    policies: Mapping[str, PolicyEntry]
    numbers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    # Of which indicators, and what of each, was read.
    heads: dict[str, set[str]] = field(default_factory=dict)

    def trace(self, key: str, rules: tuple[str, ...]) -> Trace:
        """Trace one conclusion by the rules that fired for it."""
        context = self.context
        stage, _, name = key.partition(".")
        of = f"strategy.{name}" if stage == "exclusion" else key
        leaves = [leaf for rule in rules for leaf in self._support(rule)]
        read = [read for leaf in leaves for read in leaf.reads]
        listed = {item.policy for item in read if isinstance(item, PolicyRead) and item.policy in self.policies}
        own = {self.policies[item].own for item in listed}
        sources = (source for rule in rules for source in context.pack.rules[rule].sources if source not in own)
        known = [leaf.leaf.key for leaf in leaves if self._leads(leaf) and isinstance(leaf.leaf, Concluded)]
        return Trace(
            key=key,
            mark=context.marks[of],
            stage=words()[f"stage.{stage}"],
            name=context.names.conclusion(of),
            certainty=words()[f"certainty.{certainty_word(context, key)}"],
            review=context.review_note(key, "derivation.text_review") if stage != "exclusion" else None,
            rules=tuple((rule, _rule_note(context, rule)) for rule in rules),
            facts=tuple(dict.fromkeys(number for leaf in leaves for number in self._facts(leaf))),
            policies=_distinct((item, self.policies[item].mark) for item in listed),
            rests=_distinct((item, context.marks[item]) for item in known),
            others=tuple(
                {
                    text.zh: text
                    for leaf in leaves
                    if isinstance(leaf.leaf, Concluded | InForce) and not self._leads(leaf)
                    for text in [self._condition(leaf)]
                }.values()
            ),
            limits=tuple(limit for rule in rules if (limit := context.pack.rules[rule].cannot_express) is not None),
            works=context.citations.cite(sources),
        )

    def listed(self) -> tuple[Decisive, ...]:
        """Give what decided, in the order of the numbers."""
        return tuple(
            Decisive(number, _capital(self._indicator(key) if key in self.heads else self.texts[key]))
            for key, number in self.numbers.items()
        )

    def _support(self, rule: str) -> tuple[LeafProof, ...]:
        context = self.context
        return support(prove_rule(rule, context.values.facts, context.inference, context.pack).condition)

    def _leads(self, leaf: LeafProof) -> bool:
        """Say whether a number of this report leads to what an earlier conclusion or a policy in force decided."""
        if leaf.negated:
            return False
        match leaf.leaf:
            case Concluded() as item:
                return item.key in self.context.marks
            case InForce(policy):
                return policy in self.policies
            case _:
                return True

    def _condition(self, leaf: LeafProof) -> Text:
        text = self.context.sentences.condition(leaf.leaf)
        return say("condition.not", part=text) if leaf.negated else text

    def _facts(self, leaf: LeafProof) -> Iterable[str]:
        for read in leaf.reads:
            match read:
                case ValueRead(key):
                    yield self._value(key)
                case CountRead() if isinstance(leaf.leaf, Count | Quantified):
                    yield self._rows(leaf.leaf, read)
                case ParameterRead(name):
                    yield self._parameter(name)
                case _:
                    pass

    def _numbered(self, key: str, text: Text | None = None) -> str:
        if text is not None:
            self.texts[key] = text
        return self.numbers.setdefault(key, f"F{len(self.numbers) + 1}")

    def _value(self, key: str) -> str:
        head, _, name = key.partition(".")
        if head not in _OF_INDICATOR:
            return self._numbered(key, self.context.readings.valued(key))
        self.heads.setdefault(f"indicator.{name}", set()).add(head)
        return self._numbered(f"indicator.{name}")

    def _indicator(self, key: str) -> Text:
        """Write all that was read of an indicator; its own figure stands with a gap that was measured in it."""
        heads, name = self.heads[key], key.partition(".")[2]
        gap = self.context.record.facts.gaps.get(name)
        within = "gap" in heads and gap is not None and not gap.per_head
        parts = [
            say(f"derivation.of_{head}", value=self.context.readings.shown(f"{head}.{name}"))
            for head in _OF_INDICATOR
            if head in heads and not (head == "indicator" and within)
        ]
        return say("derivation.told", label=self.context.names.fact(key), parts=join(parts, "clause_join"))

    def _rows(self, leaf: Count | Quantified, read: CountRead) -> str:
        sentences = self.context.sentences
        text = say("derivation.told", label=sentences.counted(leaf), parts=count_text(read.low, read.high))
        if read.lacking is not None and isinstance(leaf, Quantified):
            have = sentences.brief(leaf.list, leaf.have)
            text = glue(text, say("derivation.lacking", have=have, count=count_text(*read.lacking)))
        return self._numbered(text.zh, text)

    def _parameter(self, name: str) -> str:
        parameter = self.context.pack.knowledge.parameters[name]
        value = self.context.values.parameter(name)
        kind = words()[f"derivation.kind_{parameter.kind}"]
        origin = told_origin(self.context, "parameters", name)
        of = kind if origin is None else join([kind, origin], "clause_join")
        text = glue(say("derivation.value", label=parameter.name, value=value), say("condition.group", part=of))
        return self._numbered(f"parameter.{name}", text)


def _rule_note(context: Context, rule: str) -> Text | None:
    """Say whose a rule is, if an own pack's, and how its review stands, if that is not said for all."""
    origin = told_origin(context, "rules", rule)
    notes = [None if origin is None else say("packs.rule", origin=origin)]
    notes.append(context.review_note(rule, "derivation.rule_review"))
    told = [note for note in notes if note is not None]
    return glue(*told) if told else None


def _capital(text: Text) -> Text:
    """Let an English text begin with a capital."""
    return Text.model_construct(zh=text.zh, en=text.en[:1].upper() + text.en[1:])


def _distinct(found: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give each once, in the order of the numbers."""
    return tuple(sorted(set(found), key=lambda item: (len(item[1]), item[1])))
