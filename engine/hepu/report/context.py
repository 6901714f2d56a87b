"""What all parts of the report share: the record in words, its citations, and the marks that lead to the derivation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.advice.build import LAUNCH_LIMIT, is_about
from hepu.facts.build import home_of
from hepu.language.model import Compare, InForce, leaves_of
from hepu.record.rebuild import inference_of
from hepu.report.because import Because
from hepu.report.citing.citations import Citations
from hepu.report.named import named
from hepu.report.readings import Readings
from hepu.report.repeats import without_repeats
from hepu.report.reviews import all_unreviewed, objection, review_mark
from hepu.report.sentences import Sentences
from hepu.report.values import Values
from hepu.report.words import say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.advice.model import PlannedTask, RankedConclusion, StrategyAdvice
    from hepu.inference.chainer import Inference
    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.reviewed import Reviewed
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.names import Names

__all__ = ["OWN_PLACEMENTS", "Context", "Point"]

# Placements of the college's own measures; what else is printed stands in the annex of requests.
OWN_PLACEMENTS = ("launch", "reserve", "conditional", "alternative", "withheld")


@dataclass(frozen=True, slots=True)
class Point:
    """A conclusion as the body prints it; ``mark`` is its number in appendix B and ``key`` the anchor.

    ``objection`` says that reviewers rejected it or what it rests on.
    """

    key: str
    mark: str
    name: Text
    text: Text
    certainty: Text
    objection: Text | None
    sentences: tuple[Text, ...]
    notes: tuple[Text, ...]
    named: Text | None
    cites: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """One record with its pack, ready to be put into words; ``requests`` keeps or leaves out the annex of requests."""

    record: Record
    pack: Pack
    requests: bool

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge of the pack."""
        return self.pack.knowledge

    @cached_property
    def home(self) -> str:
        """The province-level region of the college."""
        return home_of(self.knowledge, self.values.facts.value("fact.town"))

    @property
    def names(self) -> Names:
        """What things are called."""
        return self.values.names

    @cached_property
    def values(self) -> Values:
        """The record's values in words."""
        return Values(self.record, self.pack)

    @cached_property
    def inference(self) -> Inference:
        """What the record's rules and conclusions came to."""
        return inference_of(self.record)

    @cached_property
    def readings(self) -> Readings:
        """What conditions read, in words."""
        return Readings(self.values)

    @cached_property
    def because(self) -> Because:
        """Why rules fired, in words."""
        return Because(self.values)

    @cached_property
    def sentences(self) -> Sentences:
        """Conditions in words."""
        return Sentences(self.values)

    @cached_property
    def citations(self) -> Citations:
        """What the parts cite with."""
        return Citations(self.values.works)

    @property
    def published(self) -> bool:
        """Say whether the profile rests on published figures only, so that problems and measures are withheld."""
        return self.values.published

    @property
    def fictitious(self) -> bool:
        """Say whether the college is invented."""
        return bool(self.record.inputs.profile["fictitious"])

    @cached_property
    def roles(self) -> Mapping[str, Text]:
        """Say who fills each role that measures name: without an office, whom the responsible leader names."""
        office = self.record.facts.values.get("fact.office")
        without = office is not None and office.state == "known" and office.low == 0
        return {"office": words()["role.no_office" if without else "role.office"]}

    def worded(self, text: Text) -> Text:
        """Fill the roles that a text of a measure names; English begins with a capital."""
        if not any(f"{{{name}}}" in text.zh for name in self.roles):
            return text
        zh, en = text.zh, text.en
        for name, role in self.roles.items():
            # Replaced, not formatted: a format could ask for a width that no memory holds.
            zh, en = zh.replace(f"{{{name}}}", role.zh), en.replace(f"{{{name}}}", role.en)
        return Text(zh=zh, en=en[0].upper() + en[1:])

    def placed(self, *placements: str) -> tuple[StrategyAdvice, ...]:
        """Give the college's own measures of some placements, in order; none where they are withheld from print."""
        if self.published:
            return ()
        return tuple(
            item for item in self.record.advice.strategies if item.actor == "college" and item.placement in placements
        )

    @cached_property
    def reserve(self) -> tuple[StrategyAdvice, ...]:
        """Give the reserve as the plan has it: what begins first before the rest, then what has no day, by priority."""
        reasons = ("needs", "budget", "horizon")
        turn = {name: at for at, name in enumerate(self.planned)}
        turn |= {item.id: len(turn) + reasons.index(item.reason) for item in self.record.advice.plan.unplanned}
        return tuple(sorted(self.placed("reserve"), key=lambda item: (turn[item.id], item.rank)))

    @cached_property
    def planned(self) -> Mapping[str, PlannedTask]:
        """Give the tasks of the plan by id, in the order in which they begin."""
        return {task.id: task for task in self.record.advice.plan.tasks}

    def asked_of_others(self, placement: str) -> tuple[StrategyAdvice, ...]:
        """Give at most three measures to be asked of others: ``request`` or ``partner``."""
        if self.published or not self.requests:
            return ()
        found = [item for item in self.record.advice.strategies if item.placement == placement]
        return tuple(found[:LAUNCH_LIMIT])

    @cached_property
    def challenges(self) -> tuple[RankedConclusion, ...]:
        """Give the challenges to print; on published figures only those of the environment, which judge no college."""
        found = self.record.advice.challenges
        if not self.published:
            return found
        kept = ((item, tuple(name for name in item.rules if self.of_environment(name))) for item in found)
        return tuple(item.model_copy(update={"rules": rules}) for item, rules in kept if rules)

    def of_environment(self, rule: str) -> bool:
        """Say whether a rule asks for policies alone, and so judges no college."""
        return all(isinstance(leaf, InForce) for leaf in leaves_of(self.pack.rules[rule].when))

    @cached_property
    def printed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give every conclusion that the report prints, by key, with the rules that fired for it, in order of print."""
        advice = self.record.advice
        explaining = {cause for problem in advice.problems for cause in problem.causes}
        stages: list[tuple[str, tuple[RankedConclusion | StrategyAdvice, ...]]] = [
            ("opportunity", advice.opportunities),
            ("challenge", self.challenges),
            ("strength", advice.strengths),
        ]
        if not self.published:
            others = (*self.asked_of_others("request"), *self.asked_of_others("partner"))
            stages += [
                ("problem", advice.problems),
                ("cause", tuple(item for item in advice.causes if item.id in explaining)),
                ("strategy", (*self.placed(*OWN_PLACEMENTS), *others)),
            ]
        return tuple((f"{stage}.{item.id}", item.rules) for stage, items in stages for item in items)

    @cached_property
    def read(self) -> frozenset[str]:
        """Name the facts that the rules behind what is printed read."""
        leaves = (leaf for _, fired in self.printed for name in fired for leaf in leaves_of(self.pack.rules[name].when))
        return frozenset(leaf.key for leaf in leaves if isinstance(leaf, Compare))

    @cached_property
    def reviews(self) -> tuple[Reviewed, ...]:
        """Give the rules and definitions behind what is printed, with what reviewers said of them."""
        rules = [name for _, fired in self.printed for name in fired]
        against = [name for item in self.placed("withheld") for name in item.reasons]
        keys = dict.fromkeys((*rules, *against, *(key for key, _ in self.printed)))
        return tuple(self.pack.reviewed[key] for key in keys)

    @cached_property
    def all_unreviewed(self) -> bool:
        """Say whether nobody has reviewed anything behind what is printed, which is then said once for all."""
        return all_unreviewed(self.reviews)

    def review_note(self, key: str, phrase: str) -> Text | None:
        """Say in a phrase of the derivation how the review of an entry stands; nothing where it is said for all."""
        return None if self.all_unreviewed else say(phrase, review=review_mark(self.pack.reviewed[key]))

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """Give the number in appendix B of every printed conclusion."""
        return {key: f"B{number}" for number, (key, _) in enumerate(self.printed, start=1)}

    def in_force(self, policies: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the policies that are in force on the day and in the place."""
        return tuple(name for name in policies if self.record.facts.policies.get(name, False))

    def point(
        self, stage: str, item: RankedConclusion | StrategyAdvice, *, sentences: int = 2, about: str = ""
    ) -> Point:
        """Put a conclusion into words, with the sentences of its first rules that repeat no other.

        ``about`` names the problem under which a cause is told, by the rules that speak of it alone.
        """
        key = f"{stage}.{item.id}"
        entry = self.knowledge.conclusions(stage)[item.id]
        told = [self.pack.rules[name] for name in item.rules if not about or is_about(self.pack.rules[name], about)]
        shown = without_repeats(told)[:sentences]
        found = dict.fromkeys(self.because.sentence(rule).zh for rule in shown)
        reviewed = self.pack.reviewed
        return Point(
            key=key,
            mark=self.marks.get(key, ""),
            name=entry.name,
            text=entry.text,
            certainty=words()[f"certainty.{item.certainty}"],
            objection=objection(reviewed[key], [reviewed[name] for name in item.rules]),
            sentences=tuple(
                sentence
                for sentence in (self.because.sentence(rule) for rule in shown)
                if found.pop(sentence.zh, 0) is None
            ),
            notes=tuple(rule.cannot_express for rule in shown if rule.cannot_express is not None),
            named=named(self.values, shown),
            cites=self.citations.cite((*entry.sources, *(source for rule in shown for source in rule.sources))),
            policies=self.in_force(getattr(entry, "policies", ())),
        )
