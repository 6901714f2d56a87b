"""Laws of trials: what is suggested closes its gap, what is called impossible is, and what is killed differs."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from hepu.facts.model import ChosenParameter
from hepu.inference.examples import judge, told
from hepu.language.kinds import Certainty, Kind, Vocabulary
from hepu.language.model import All, Condition, Example, Leaf, Not, Rule
from hepu.language.model import Any as AnyOf
from hepu.trials.mutation import killing, mutate
from hepu.trials.reader import TrialReader, moved_parameter
from hepu.trials.results import KINDS
from hepu.trials.study import Study
from hepu.trials.suggest import missing_of
from hepu.trials.values import plain
from random_packs import (
    LISTS,
    LONG_AGO,
    POLICIES,
    TARGETS,
    TODAY,
    VALUES,
    draw_condition,
    literals_of,
    make_rule,
    one_of,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

    from hepu.trials.logic import Part
    from hepu.trials.mutants import Mutant

VOCABULARY = Vocabulary(
    values=VALUES,
    lists=LISTS,
    parameters={},
    policies=frozenset(POLICIES),
    conclusions={stage: frozenset(name for other, name in TARGETS if other == stage) for stage, _ in TARGETS},
    sources=frozenset(),
    theories=frozenset(),
)


CHOSEN = {"limit": ChosenParameter(3, LONG_AGO), "rate": ChosenParameter(20, LONG_AGO)}


class RandomReader(TrialReader):
    """Reads examples over the random vocabulary on one day."""

    def day(self, rule: Rule, example: Example | None = None) -> dt.date:
        """Give the one day."""
        del rule
        return TODAY if example is None or example.as_of is None else example.as_of

    def parameters(self, day: dt.date, rule: Rule) -> Mapping[str, ChosenParameter]:
        """Give the same parameters on any day."""
        del day, rule
        moved = {
            moved_parameter(name, shift, by): ChosenParameter(chosen.value * 10**shift + by, LONG_AGO)
            for name, chosen in CHOSEN.items()
            for shift in range(3)
            for by in (-1, 1)
        }
        return MappingProxyType({**CHOSEN, **moved})


READER = RandomReader(
    cast("Any", SimpleNamespace(vocabulary=VOCABULARY, conclusion_keys=[".".join(key) for key in TARGETS]))
)
BLANKS = ("not_applicable", "not_asked")


def draw_value(draw: DrawFn, kind: Kind) -> object:
    """Draw what an example may say of a value; nothing for one that it leaves out."""
    said: Any = plain(one_of(draw, literals_of(kind)), kind)
    form = one_of(draw, ("exact",) * 5 + ("blank", "absent", "unsure"))
    if form == "unsure":
        return {"value": said, "certainty": one_of(draw, ("possible", "likely"))}
    return {"exact": said, "blank": one_of(draw, BLANKS), "absent": None}[form]


def draw_row(draw: DrawFn, fields: Mapping[str, Kind]) -> dict[str, object]:
    """Draw a row."""
    row = {name: draw_value(draw, kind) for name, kind in fields.items()}
    return {name: value for name, value in row.items() if value is not None}


@st.composite
def givens(draw: DrawFn, keys: tuple[str, ...]) -> dict[str, object]:
    """Draw what an example gives of some facts, and of all else that a condition may read."""
    found: dict[str, object] = {key.removeprefix("fact."): draw_value(draw, VALUES[key]) for key in keys}
    for name, fields in LISTS.items():
        rows = [draw_row(draw, fields) for _ in range(one_of(draw, (0, 1, 1, 2, 3)))]
        found[name] = one_of(draw, (None, "none", rows, {"complete": "some", "rows": rows}))
    for stage, name in TARGETS:
        found[f"{stage}.{name}"] = one_of(draw, (None, True, False, "likely", "possible"))
    for name in POLICIES:
        found[f"policy.{name}"] = one_of(draw, (None, "in_force"))
    return {key: value for key, value in found.items() if value is not None}


@st.composite
def studies(draw: DrawFn) -> tuple[Study, tuple[Example, ...]]:
    """Draw a rule with examples that hold, and other examples that hold but are not among its own."""
    keys = tuple(dict.fromkeys(one_of(draw, tuple(VALUES)) for _ in range(3)))
    when = draw_condition(draw, keys, TARGETS[:3])
    certainty = one_of(draw, tuple(Certainty))
    rule = make_rule("r", "exclusion", TARGETS[-1][1], certainty, when)
    bare = Study(rule, READER, LONG_AGO)
    drawn = [
        dataclasses.replace(example, expect=bare.attempt(example).found)
        for example in (Example(f"example {at}", draw(givens(keys)), "silent") for at in range(6))
    ]
    own = drawn[: one_of(draw, (0, 1, 2, 3))]
    return Study(dataclasses.replace(rule, examples=tuple(own)), READER, LONG_AGO), tuple(drawn)


def condition_of(part: Part, leaves: tuple[Leaf, ...]) -> Condition:
    """Write a tree over leaves as a condition."""
    match part.word:
        case "leaf":
            return leaves[part.leaf]
        case "not":
            return Not(condition_of(part.parts[0], leaves))
        case word:
            parts = tuple(condition_of(inner, leaves) for inner in part.parts)
            return All(parts) if word == "all" else AnyOf(parts)


def mutated(study: Study, mutant: Mutant) -> Rule:
    """Write a mutant as a rule of its own."""
    leaves = list(study.leaves)
    if mutant.leaf is not None:
        leaves[mutant.number] = mutant.leaf
    tree = mutant.tree or study.tree
    return dataclasses.replace(mutant.rule or study.rule, when=condition_of(tree, tuple(leaves)))


def outcome(rule: Rule, example: Example) -> tuple[object, object]:
    """Give what a rule does on an example, and how surely, by the evaluator of the language alone."""
    day = READER.day(rule, example)
    facts, earlier = READER.facts(example.given, day, rule)
    return told(rule, judge(rule, facts, earlier), day)


@given(studies())
@settings(max_examples=40, deadline=None)
def test_suggestions_taken_up_leave_open_only_what_was_said_to_be(drawn: tuple[Study, tuple[Example, ...]]) -> None:
    study, _ = drawn
    missing = missing_of(study, KINDS)
    examples = list(study.rule.examples)
    for suggestion in missing.suggestions:
        if suggestion.amends is None:
            examples.append(suggestion.example)
        else:
            examples[suggestion.amends] = suggestion.example
    after = Study(dataclasses.replace(study.rule, examples=tuple(examples)), READER, LONG_AGO)

    assert all(tried.passed for tried in after.tried)
    assert set(after.unseen) == {unmet.goal for unmet in missing.unmet}
    assert missing_of(after, KINDS).suggestions == ()


@given(studies())
@settings(max_examples=40, deadline=None)
def test_no_example_meets_what_is_said_to_be_impossible(drawn: tuple[Study, tuple[Example, ...]]) -> None:
    study, others = drawn
    impossible = {unmet.goal for unmet in missing_of(study, KINDS).unmet if unmet.why != "undecided"}

    for example in others:
        assert impossible.isdisjoint(study.met(study.attempt(example)))


@given(studies())
@settings(max_examples=40, deadline=None)
def test_a_mutant_is_killed_exactly_where_an_example_of_the_rule_no_longer_holds(
    drawn: tuple[Study, tuple[Example, ...]],
) -> None:
    study, others = drawn
    for item in mutate(study):
        other = mutated(study, item.mutant)
        differing = [
            at for at, example in enumerate(study.rule.examples) if outcome(other, example)[0] != example.expect
        ]

        assert (item.fate == "killed") == bool(differing)
        if differing:
            assert item.by == differing[0]
        if item.fate == "equivalent":
            assert all(outcome(other, example) == outcome(study.rule, example) for example in others)
        if item.example is not None:
            assert outcome(other, item.example) != outcome(study.rule, item.example)


@given(studies())
@settings(max_examples=20, deadline=None)
def test_examples_against_survivors_leave_none_that_one_was_found_for(
    drawn: tuple[Study, tuple[Example, ...]],
) -> None:
    study, _ = drawn
    outlived = mutate(study)
    examples = (*study.rule.examples, *(item.example for item in killing(study, outlived)))
    after = mutate(Study(dataclasses.replace(study.rule, examples=examples), READER, LONG_AGO))

    for before, now in zip(outlived, after, strict=True):
        assert now.fate == "killed" if before.example is not None else now.fate in {before.fate, "killed"}


@given(studies())
@settings(max_examples=20, deadline=None)
def test_coverage_is_what_the_examples_do_and_falls_with_them(drawn: tuple[Study, tuple[Example, ...]]) -> None:
    study, _ = drawn
    examples = study.rule.examples
    for at in range(len(examples)):
        fewer = Study(dataclasses.replace(study.rule, examples=examples[:at]), READER, LONG_AGO)

        assert set(fewer.seen) <= set(study.seen)
    for goal, places in study.seen.items():
        assert all(goal in study.met(study.attempt(examples[place])) for place in places)
