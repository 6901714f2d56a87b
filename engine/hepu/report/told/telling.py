"""What explanations share: heads, rules and conditions with what they came to, as outlines of sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.explain.model import Group
from hepu.inference.kleene import certainty_of, is_false, is_true, letters, negate
from hepu.language.model import Not, leaves_of
from hepu.report.outline import Node
from hepu.report.readings import Readings, reading_data
from hepu.report.reviews import all_unreviewed, review_mark
from hepu.report.values import day
from hepu.report.words import both, say, words

if TYPE_CHECKING:
    from hepu.explain.model import LeafProof, Part
    from hepu.inference.kleene import Truth
    from hepu.language.model import Rule
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["Below", "Telling"]

# What stands below a leaf besides what it read: remarks, and the outlines of other conclusions.
Below = Callable[["LeafProof"], tuple[tuple["Text", ...], tuple[Node, ...]]]
_JUDGING = frozenset({"problem", "cause", "strategy", "exclusion"})


@dataclass(frozen=True)
class Telling:
    """Puts parts of explanations into words; ``command`` writes the command that tells more of a conclusion."""

    context: Context
    command: Callable[[str, str], str]

    @cached_property
    def _readings(self) -> Readings:
        """What was read, with file, sheet and cell or line; where it belongs in the profile is left out."""
        return Readings(self.context.values, lambda place: str(dataclasses.replace(place, path="")))

    def see(self, verb: str, key: str) -> Text:
        """Name the command that tells more."""
        return say("explain.see", command=self.command(verb, key))

    def subject(self, key: str) -> Text:
        """Name a conclusion with its stage."""
        stage, name = key.partition(".")[0], self.context.names.conclusion(key)
        if stage == "exclusion":
            return say("explain.subject_exclusion", name=name)
        return say("explain.subject", stage=words()[f"stage.{stage}"], name=name)

    def judges(self, key: str) -> bool:
        """Say whether a conclusion would judge a college of which only published figures are known."""
        return self.context.published and key.partition(".")[0] in _JUDGING

    def tells(self, key: str) -> bool:
        """Say whether a college is told of a conclusion: not of what would judge it, nor of the department's own."""
        stage, _, name = key.partition(".")
        if self.judges(key):
            return False
        if stage not in {"strategy", "exclusion"}:
            return True
        entry = self.context.knowledge.strategies[name]
        return entry.actor == "college" or entry.request is not None

    def withheld(self, kind: str, key: str) -> Node:
        """Say that nothing is said."""
        return Node(kind, self.subject(key), (words()["explain.withheld"],), data={"conclusion": key, "withheld": True})

    def head(
        self, kind: str, key: str, truth: Truth, notes: tuple[Text, ...] = (), parts: tuple[Node, ...] = ()
    ) -> Node:
        """Say what a conclusion came to, on which day and from which figures, and what the reader must know of both."""
        certainty, inputs, subject = certainty_of(truth), self.context.record.inputs, self.subject(key)
        if certainty is not None:
            text = say("explain.holds", subject=subject, certainty=words()[f"certainty.{certainty.word}"])
        else:
            text = say("explain.fails" if is_false(truth) else "explain.open", subject=subject)
        about = say("explain.about", key=key, date=day(inputs.as_of), year=inputs.data_year)
        said = (about, *self.marks(rules_shown=bool(parts)), *notes)
        data = {"conclusion": key, "truth": letters(truth), "as_of": inputs.as_of.isoformat()}
        return Node(kind, text, said, parts, data)

    def marks(self, *, rules_shown: bool = True) -> tuple[Text, ...]:
        """Say what the reader must know of the college, of the status of what is said, and of the rules."""
        marks = {
            "fictitious": self.context.fictitious,
            "published": self.context.published,
            "diagnosis_status": self.context.record.issue.status != "issued",
            "explain.unreviewed": self._unreviewed and rules_shown,
        }
        return tuple(words()[name] for name, holds in marks.items() if holds)

    @cached_property
    def _unreviewed(self) -> bool:
        """Say whether nobody has reviewed any rule, which is then said once for all."""
        reviewed = self.context.pack.reviewed
        return all_unreviewed([reviewed[name] for name in self.context.pack.rules])

    def sureness(self, rule: Rule) -> dict[str, Text]:
        """Give what is said in brackets behind the name of a rule: its certainty, and how its review stands."""
        review = review_mark(self.context.pack.reviewed[rule.id])
        return {
            "certainty": words()[f"certainty.{rule.certainty.word}"],
            "review": both("") if self._unreviewed else say("derivation.line_review", review=review),
        }

    def condition(self, rule: Rule) -> tuple[Text, ...]:
        """Write the condition of a rule in one sentence; nothing where its only leaf says the same."""
        if len(leaves_of(rule.when)) == 1:
            return ()
        return (say("explain.condition", condition=self.context.sentences.condition(rule.when)),)

    def conditions(self, part: Part, below: Below, marked: frozenset[int] = frozenset()) -> tuple[Node, ...]:
        """Write the conditions of a rule, each with what it came to; the leaves ``marked`` get a star."""
        whole = part.parts if isinstance(part, Group) and part.word == "all" else (part,)
        return tuple(self._part(inner, below, marked) for inner in whole)

    def _part(self, part: Part, below: Below, marked: frozenset[int]) -> Node:
        outcome = self._outcome(part.truth)
        if isinstance(part, Group):
            text = say("explain.outcome", outcome=outcome, part=words()[f"explain.{part.word}"])
            parts = tuple(self._part(inner, below, marked) for inner in part.parts)
            return Node(part.word, text, parts=parts, data={"truth": letters(part.truth)})
        stated = Not(part.leaf) if part.negated else part.leaf
        text = say("explain.outcome", outcome=outcome, part=self.context.sentences.condition(stated))
        remarks, parts = below(part)
        star = part.at in marked
        return Node(
            "condition",
            say("explain.to_change", part=text) if star else text,
            (*(line for read in part.reads for line in self._readings.full(read)), *remarks),
            parts,
            {
                "truth": letters(part.truth),
                "negated": part.negated,
                "to_change": star,
                "reads": [reading_data(read) for read in part.reads],
            },
        )

    @staticmethod
    def _outcome(truth: Truth) -> Text:
        """Say whether a condition holds, fails or is open, and up to which certainty."""
        certainty = certainty_of(truth) or certainty_of(negate(truth))
        if certainty is None:
            return words()["explain.undecided"]
        name = "explain.held" if is_true(truth) else "explain.failed"
        return say(name, certainty=words()[f"certainty.{certainty.word}"])
