"""Random rules and facts over a small vocabulary, for properties that must hold for every pack."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from hepu.errors import Location
from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, State
from hepu.knowledge.models import Review
from hepu.language.kinds import BOOLEAN, GAP, Certainty, Kind, Stage
from hepu.language.model import (
    All,
    Any,
    Comparator,
    Compare,
    Concluded,
    Condition,
    Count,
    FieldTest,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    Rule,
    Test,
    ValueRef,
)
from hepu.text import Text

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

TODAY = dt.date(2024, 6, 1)
NUMBER = Kind("number")
WORD = Kind("choice", words=("red", "green", "blue"))
VALUES = {"fact.a": NUMBER, "fact.b": NUMBER, "fact.flag": BOOLEAN, "fact.word": WORD, "gap.x": GAP}
FIELDS = {"size": NUMBER, "open": BOOLEAN}
TARGETS: tuple[tuple[Stage, str], ...] = (
    ("challenge", "c1"),
    ("problem", "p1"),
    ("problem", "p2"),
    ("cause", "k1"),
    ("strategy", "s1"),
    ("strategy", "s2"),
    ("exclusion", "s1"),
    ("exclusion", "s2"),
)
KEYS = tuple(f"{stage}.{name}" for stage, name in TARGETS)
CERTAINTIES = st.sampled_from(list(Certainty))


def _literal(kind: Kind) -> SearchStrategy[int | str]:
    if kind.name == "choice":
        return st.sampled_from(kind.words)
    highest = 1 if kind.name == "boolean" else len(kind.words) - 1 if kind.words else 5
    return st.integers(0, highest)


@st.composite
def comparisons(draw: DrawFn, kind: Kind, *, fields: bool = False) -> Test:
    """Draw one comparator with operands that fit a kind."""
    words: list[Comparator] = ["is", "is_not", "in", "not_in", "known"]
    if kind.comparable:
        words += ["below", "at_most", "above", "at_least", "between"]
    comparator: Comparator = draw(st.sampled_from(words))
    if comparator == "known":
        return Test("known", (draw(st.integers(0, 1)),))
    operand: SearchStrategy[int | str | ParameterRef | ValueRef] = _literal(kind)
    if kind == NUMBER and not fields:
        operand = st.one_of(operand, st.just(ParameterRef("limit")), st.just(ValueRef("fact.b")))
    if comparator == "between":
        return Test("between", (draw(operand), draw(operand)))
    if comparator in {"in", "not_in"}:
        return Test(comparator, tuple(draw(st.lists(operand, min_size=1, max_size=3))))
    return Test(comparator, (draw(operand),))


@st.composite
def filters(draw: DrawFn) -> tuple[FieldTest, ...]:
    """Draw a filter over the fields of a row."""
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=2, unique=True))
    return tuple(FieldTest(name, FIELDS[name], draw(comparisons(FIELDS[name], fields=True))) for name in names)


@st.composite
def leaves(draw: DrawFn, earlier: tuple[tuple[Stage, str], ...]) -> Condition:
    """Draw a leaf that may read facts and the given earlier conclusions."""
    kinds = ["compare", "compare", "count", "some", "none", "every", "policy"]
    if earlier:
        kinds += ["concluded", "concluded"]
    match draw(st.sampled_from(kinds)):
        case "compare":
            key = draw(st.sampled_from(sorted(VALUES)))
            return Compare(key, VALUES[key], draw(comparisons(VALUES[key])))
        case "count":
            comparator: Comparator = draw(st.sampled_from(["is", "below", "at_least", "at_most", "above", "is_not"]))
            return Count("rows", draw(filters()), Test(comparator, (draw(st.integers(0, 3)),)))
        case "concluded":
            stage, name = draw(st.sampled_from(earlier))
            return Concluded(stage, name, draw(CERTAINTIES))
        case "policy":
            return InForce("law")
        case "every":
            have = draw(filters()) or (FieldTest("open", BOOLEAN, Test("is", (1,))),)
            return Quantified("every", "rows", draw(filters()), have)
        case word:
            return Quantified("some" if word == "some" else "none", "rows", draw(filters()))


def conditions(earlier: tuple[tuple[Stage, str], ...]) -> SearchStrategy[Condition]:
    """Draw nested conditions."""
    return st.recursive(
        leaves(earlier),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    )


def make_rule(name: str, stage: Stage, target: str, certainty: Certainty, when: Condition) -> Rule:
    """Make a rule that applies on every date."""
    return Rule(
        id=name,
        stage=stage,
        target=target,
        certainty=certainty,
        since=dt.date(2017, 1, 1),
        until=None,
        theory="open_systems",
        when=when,
        because=Text(zh="因", en="because"),
        sources=("S",),
        review=Review(),
        cannot_express=None,
        examples=(),
        digest="0",
        location=Location(),
    )


@st.composite
def rule_sets(draw: DrawFn) -> tuple[Rule, ...]:
    """Draw rules over all targets; each reads only targets that stand before its own, so there is no cycle."""
    rules = []
    for at, (stage, target) in enumerate(TARGETS):
        earlier = tuple(item for item in TARGETS[:at] if item[0] != "exclusion")
        for number in range(draw(st.integers(0, 2))):
            when = draw(conditions(earlier))
            rules.append(make_rule(f"r{at}-{number}", stage, target, draw(CERTAINTIES), when))
    return tuple(rules)


def _fact(kind: Kind) -> SearchStrategy[Fact]:
    return st.one_of(
        st.builds(Fact.exact, _literal(kind), CERTAINTIES),
        st.sampled_from([Fact(State.MISSING), Fact(State.NOT_ASKED), Fact(State.NOT_APPLICABLE)]),
    )


@st.composite
def fact_sets(draw: DrawFn) -> Facts:
    """Draw facts with unknowns, intervals, estimates and incomplete lists."""
    values = {key: draw(_fact(kind)) for key, kind in VALUES.items()}
    if draw(st.booleans()):
        low = draw(st.integers(0, 3))
        high = draw(st.one_of(st.none(), st.integers(low, 6)))
        values["fact.a"] = Fact(State.KNOWN, low, high, draw(CERTAINTIES))
    lists = {}
    if draw(st.booleans()):
        rows = draw(st.lists(st.fixed_dictionaries({name: _fact(kind) for name, kind in FIELDS.items()}), max_size=3))
        lists["rows"] = FactList(draw(st.booleans()), tuple(MappingProxyType(row) for row in rows))
    return Facts(
        as_of=TODAY,
        data_year=2023,
        values=MappingProxyType(values),
        lists=MappingProxyType(lists),
        parameters=MappingProxyType({"limit": ChosenParameter(3, dt.date(2017, 1, 1))}),
        policies=MappingProxyType({"law": draw(st.booleans())}),
    )
