"""Everything that the pages of rules say of a pack, gathered once for all languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.catalogue.answers import Answers
from hepu.catalogue.entries import entries_of
from hepu.catalogue.givens import given
from hepu.catalogue.graph.labels import Labels
from hepu.catalogue.graph.layout import Arranged, arranged
from hepu.catalogue.graph.model import around, whole
from hepu.catalogue.relations import OF_INDICATOR, Relations, answer_of, reads_of, relations_of
from hepu.catalogue.texts import phrase
from hepu.catalogue.trees import Tree, Twig, tree_of, twigs_of
from hepu.catalogue.tried import Met, Tried, met, tried
from hepu.history.lock_file import LockFile, read_lock
from hepu.inference.examples import ExampleReader
from hepu.inference.kleene import negate
from hepu.language.kinds import STAGES
from hepu.language.model import Concluded, Not, leaves_of
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.report.numbers import document_number
from hepu.report.reviews import review_mark
from hepu.report.sentences import Sentences
from hepu.report.values import PackValues, amount, day
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.catalogue.answers import Answer
    from hepu.catalogue.entries import Entry
    from hepu.catalogue.tried import College
    from hepu.history.model import Version
    from hepu.inference.kleene import Truth
    from hepu.knowledge.load import About
    from hepu.knowledge.models import ParameterValue, Policy, PolicyClause
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["Article", "Library"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article that a rule applies, under its policy's key."""

    policy: str
    name: Text
    clause: PolicyClause


@dataclass(frozen=True)
class Library:
    """A pack with what came of its rules on examples and profiles, ready to be told."""

    pack: Pack
    colleges: tuple[College, ...] = ()
    # What every language says again is found once.
    _tried: dict[str, tuple[Tried, ...]] = field(default_factory=dict)
    _given: dict[int, tuple[Text, ...]] = field(default_factory=dict)
    _told: dict[tuple[str, int], Text] = field(default_factory=dict)
    _trees: dict[str, Tree] = field(default_factory=dict)
    _graphs: dict[str, Arranged] = field(default_factory=dict)

    @cached_property
    def values(self) -> PackValues:
        """The pack's values in words."""
        return PackValues(self.pack)

    @cached_property
    def relations(self) -> Relations:
        """Who reads what."""
        return relations_of(self.pack)

    @cached_property
    def labels(self) -> Labels:
        """What nodes of graphs are called."""
        return Labels(self.pack, self.values.names)

    @cached_property
    def answers(self) -> Answers:
        """Where the form asks for what rules read."""
        return Answers(self.pack, self.values)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every conclusion by its key, stage after stage."""
        stages = (stage for stage in STAGES if stage != "exclusion")
        return MappingProxyType(
            {f"{stage}.{entry.id}": entry for stage in stages for entry in entries_of(self.pack, stage)}
        )

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.values)

    @cached_property
    def _reader(self) -> ExampleReader:
        return ExampleReader(self.pack)

    def tree(self, rule: Rule) -> Tree:
        """Give the condition of a rule as a tree of numbered parts."""
        if rule.id not in self._trees:
            self._trees[rule.id] = tree_of(rule.when)
        return self._trees[rule.id]

    def told(self, rule: Rule, twig: Twig) -> Text:
        """Write one leaf of a rule's condition as a sentence."""
        key = rule.id, twig.number
        if key not in self._told:
            self._told[key] = self._sentences.condition(Not(twig.leaf) if twig.denied else twig.leaf)
        return self._told[key]

    def line(self, rule: Rule, twig: Twig) -> int:
        """Give the line of a rule's file on which a leaf stands."""
        return rule.place(twig.path).line

    def leads(self, twig: Twig) -> tuple[str, ...]:
        """Name what a leaf reads, by keys that have a place in the site."""
        return reads_of(twig.leaf)

    def named(self, key: str) -> Text:
        """Name whatever rules read."""
        head, _, name = key.partition(".")
        if head == "parameter":
            return self.pack.knowledge.parameters[name].name
        if head == "policy":
            return self.values.names.policy(name)
        if head == "list":
            return self.values.names.list(name)
        return self.values.names.fact(key) if head in {"fact", *OF_INDICATOR} else self.values.names.conclusion(key)

    def read(self, rule: Rule, *heads: str) -> tuple[str, ...]:
        """Name what a rule reads of some kinds, such as ``parameter``; of indicators, what the form asks."""
        keys = (answer_of(key) for key in reads_of(rule.when))
        return tuple(dict.fromkeys(key for key in keys if key.partition(".")[0] in heads))

    def answer(self, key: str) -> Answer:
        """Say where the form asks for something, or how it is computed."""
        return self.answers.of(key)

    def computed_from(self, name: str) -> str:
        """Give the key of what a computed fact is computed from, which knowledge names by its id alone."""
        if name in self.values.names.lists or name == OFFICIAL_ROWS:
            return f"list.{name}"
        return f"indicator.{name}" if name in self.pack.knowledge.indicators else f"fact.{name}"

    def articles(self, rule: Rule) -> tuple[Article, ...]:
        """Give the articles that a rule applies, with what they say."""
        policies = self.pack.knowledge.policies
        return tuple(
            Article(ground.policy, self._article(ground.policy, policies[ground.policy], clause), clause)
            for ground in rule.law
            for clause in policies[ground.policy].clauses
            if clause.article.zh == ground.article
        )

    def _article(self, name: str, policy: Policy, clause: PolicyClause) -> Text:
        called = self.values.names.policy(name)
        if not policy.number:
            return phrase("site.clause_plain", policy=called, article=clause.article)
        number = document_number(policy.number)
        return phrase("site.clause", policy=called, number=number, article=clause.article)

    def value_of(self, name: str, value: ParameterValue) -> Text:
        """Write one dated value of a parameter."""
        return amount(value.value, self.pack.knowledge.parameters[name].unit)

    def review(self, key: str) -> Text:
        """Say how the review of a rule or a conclusion stands."""
        return review_mark(self.pack.reviewed[key])

    def applies(self, rule: Rule) -> Text:
        """Say on which days a rule applies."""
        if rule.until is None:
            return phrase("site.from", first=day(rule.since))
        return phrase("site.from_to", first=day(rule.since), last=day(rule.until))

    def in_force(self, policy: Policy) -> Text:
        """Say on which days a policy is in force."""
        if policy.until is None:
            return phrase("site.in_force_from", first=day(policy.since))
        return phrase("site.in_force_to", first=day(policy.since), last=day(policy.until))

    def checked(self, policy: Policy) -> Text:
        """Say what a policy's status was, and when it was checked."""
        return phrase("site.checked", status=words()[f"sources.status_{policy.status}"], date=day(policy.checked))

    @property
    def levels(self) -> tuple[About, ...]:
        """Give what each pack says of itself, the lowest first."""
        return tuple(level.about for level in self.pack.stack) or (self.pack.knowledge.pack,)

    @property
    def title(self) -> Text:
        """Give the title of the pack that lies on top."""
        return self.levels[-1].title

    def owner(self, rule: Rule) -> About | None:
        """Give the pack that has the last word on a rule, where several lie over one another."""
        place = self.pack.origins.get("rules", {}).get(rule.id, 0)
        return self.levels[place] if len(self.levels) > 1 else None

    def history(self, rule: Rule) -> tuple[Version, ...]:
        """Give the wordings that a rule has had, the oldest first; none where its pack keeps no lock."""
        if not self.pack.stack:
            return ()
        lock = self._locks[self.pack.origins.get("rules", {}).get(rule.id, 0)]
        return () if lock is None else lock.lock.entries.get(rule.id, ())

    @cached_property
    def _locks(self) -> tuple[LockFile | None, ...]:
        return tuple(read_lock(level.layer) for level in self.pack.stack)

    def floors(self, rule: Rule, key: str) -> tuple[str, ...]:
        """Give the certainties, above the lowest, at which a rule asks for a conclusion."""
        leaves = (leaf for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded) and leaf.key == key)
        return tuple(dict.fromkeys(leaf.floor.word for leaf in leaves if leaf.floor > 1))

    def tried(self, rule: Rule) -> tuple[Tried, ...]:
        """Give what came of a rule's examples."""
        if rule.id not in self._tried:
            self._tried[rule.id] = tried(self._reader, rule)
        return self._tried[rule.id]

    def given(self, one: Tried) -> tuple[Text, ...]:
        """Write what an example gives."""
        if id(one) not in self._given:
            self._given[id(one)] = given(one, self.values)
        return self._given[id(one)]

    def stated(self, rule: Rule, truths: tuple[Truth, ...]) -> tuple[tuple[int, Truth], ...]:
        """Give what each numbered sentence of a condition came to; a denied one comes to the opposite of its leaf."""
        return tuple(
            (twig.number, negate(truth) if twig.denied else truth)
            for twig, truth in zip(twigs_of(self.tree(rule)), truths, strict=True)
        )

    def graph(self, of: Rule | str | None = None) -> Arranged:
        """Give what stands around a rule or a conclusion, or everything, with its columns in order."""
        key = "" if of is None else of if isinstance(of, str) else f"rule.{of.id}"
        if key not in self._graphs:
            if of is None:
                graph = whole(self.pack, self.relations)
            elif isinstance(of, str):
                graph = around(self.relations, [of])
            else:
                graph = around(self.relations, rules=[of], up=1, down=1)
            self._graphs[key] = arranged(graph)
        return self._graphs[key]

    def met(self, rule: Rule) -> tuple[Met, ...]:
        """Give what a rule came to on each profile."""
        return tuple(met(rule, college) for college in self.colleges)

    def explained_by(self, problem: str) -> tuple[str, ...]:
        """Name the causes that can explain a problem."""
        return tuple(name for name, entry in self.pack.knowledge.causes.items() if problem in entry.explains)

    def relieved_by(self, problem: str) -> tuple[str, ...]:
        """Name the measures that can relieve a problem."""
        return tuple(name for name, entry in self.pack.knowledge.strategies.items() if problem in entry.addresses)

    def needed_by(self, measure: str) -> tuple[str, ...]:
        """Name the measures that need another first."""
        return tuple(name for name, entry in self.pack.knowledge.strategies.items() if measure in entry.needs)

    def answered(self, head: str) -> tuple[str, ...]:
        """Name what rules read of one kind, and what that is computed from, in the order of the form."""
        wanted = {key for key in self.relations.answering if key.partition(".")[0] in {"fact", "indicator", "list"}}
        waiting = list(wanted)
        while waiting:
            computed = [self.computed_from(name) for name in self.answer(waiting.pop()).reads]
            waiting += [key for key in computed if key not in wanted]
            wanted.update(computed)
        known = (
            *(f"fact.{name}" for name in self.values.names.asked),
            *(f"fact.{name}" for name in self.pack.knowledge.derived),
            *(f"indicator.{name}" for name in self.pack.knowledge.indicators),
            *(f"list.{name}" for name in self.pack.vocabulary.lists),
        )
        return tuple(key for key in known if key in wanted and key.partition(".")[0] == head)

    def number(self, number: str) -> Text:
        """Write the number of a document."""
        return document_number(number)

    def conclusions_citing(self, source: str) -> tuple[str, ...]:
        """Name the conclusions that cite a work."""
        return tuple(key for key, entry in self.entries.items() if source in entry.known.sources)

    def parameters_citing(self, source: str) -> tuple[str, ...]:
        """Name the parameters of which a value cites a work."""
        parameters = self.pack.knowledge.parameters.items()
        return tuple(name for name, item in parameters if any(source in value.sources for value in item.values))
