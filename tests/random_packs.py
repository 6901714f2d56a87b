"""Random rules and facts over a small vocabulary, for properties that must hold for every pack."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from hepu.errors import Location
from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, State
from hepu.knowledge.models import Review
from hepu.language.kinds import BOOLEAN, COUNT, DATE, GAP, TEXT, TREND, Certainty, Kind, Stage
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
    Leaf,
    Not,
    ParameterRef,
    Quantified,
    Rule,
    Test,
    ValueRef,
)
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

TODAY = dt.date(2024, 6, 1)
LONG_AGO = dt.date(2017, 1, 1)
NUMBER = Kind("number")
TENTHS = Kind("number", 1)
WORD = Kind("choice", words=("red", "green", "blue"))
VALUES = {
    "fact.a": NUMBER,
    "fact.b": NUMBER,
    "fact.day": DATE,
    "fact.flag": BOOLEAN,
    "fact.name": TEXT,
    "fact.rate": TENTHS,
    "fact.word": WORD,
    "gap.x": GAP,
    "gap.y": GAP,
    "trend.x": TREND,
}
LISTS = {
    "rows": {"size": NUMBER, "open": BOOLEAN, "note": TEXT, "level": GAP},
    "visits": {"days": NUMBER, "share": TENTHS, "from": DATE, "paint": WORD},
}
PARAMETERS = {"limit": NUMBER, "rate": TENTHS}
POLICIES = ("grant", "law", "plan")
TARGETS: tuple[tuple[Stage, str], ...] = (
    ("opportunity", "o1"),
    ("challenge", "c1"),
    ("strength", "g1"),
    ("problem", "p1"),
    ("problem", "p2"),
    ("cause", "k1"),
    ("cause", "k2"),
    ("strategy", "s1"),
    ("strategy", "s2"),
    ("exclusion", "s1"),
    ("exclusion", "s2"),
)
KEYS = tuple(f"{stage}.{name}" for stage, name in TARGETS)
CERTAINTIES = st.sampled_from(list(Certainty))
# Some look like code or like a value of another kind to whoever makes text of them.
TEXTS = ("甲", "乙 丙", "", "nil", "TRUE", "5", 'a") (text "b', '(system "ls")')
_AROUND = tuple(TODAY + dt.timedelta(days) for days in (-1, 0, 1))

# Strategies are made once: hypothesis takes far longer to make and check one than to draw from it.
_FORMS = ("exact",) * 6 + ("range",) * 2 + ("missing", "not_asked", "not_applicable", "absent")
RANGES = ("exact", "range", "range", "missing", "not_asked", "not_applicable")
_BLANKS = {word: Fact(State(word)) for word in ("missing", "not_asked", "not_applicable")}
_TENTHS = (0, 1, 2, 9, 10, 11, 20, 30, 50)
_T = TypeVar("_T")


@cache
def _places(count: int) -> SearchStrategy[int]:
    return st.integers(0, count - 1)


def one_of(draw: DrawFn, items: tuple[_T, ...]) -> _T:
    """Draw one of some items; what stands there more than once is likelier."""
    return items[draw(_places(len(items)))]


def some_of(draw: DrawFn, items: tuple[_T, ...], least: int, most: int) -> tuple[_T, ...]:
    """Draw some items, the same one perhaps more than once."""
    return tuple(one_of(draw, items) for _ in range(one_of(draw, tuple(range(least, most + 1)))))


def some_names(draw: DrawFn, names: tuple[_T, ...], least: int, most: int) -> tuple[_T, ...]:
    """Draw different names, in the order in which they stand."""
    chosen = set(some_of(draw, names, least, most))
    return tuple(name for name in names if name in chosen)


@cache
def literals_of(kind: Kind) -> tuple[int | str, ...]:
    """Give the encoded values of a kind that facts and rules have, few enough to meet."""
    match kind.name:
        case "choice":
            return kind.words
        case "text":
            return TEXTS
        case "boolean":
            return (0, 1)
        case "ordered":
            return tuple(range(len(kind.words)))
        case "date":
            return tuple(TODAY.toordinal() + days for days in range(-2, 3))
        case _:
            return _TENTHS if kind.decimals else tuple(range(6))


@cache
def references_of(kind: Kind) -> tuple[ParameterRef | ValueRef, ...]:
    """Give the parameters and facts that a value of a kind may be compared with."""
    facts = [
        ValueRef(key, kind.decimals - other.decimals)
        for key, other in VALUES.items()
        if (other.name, other.words) == (kind.name, kind.words) and other.decimals <= kind.decimals
    ]
    if kind.name != "number":
        return tuple(facts)
    limits = [
        ParameterRef(name, kind.decimals - other.decimals)
        for name, other in PARAMETERS.items()
        if other.decimals <= kind.decimals
    ]
    return (*limits, *facts)


# Conditions


def draw_test(draw: DrawFn, kind: Kind, *, asking_known: bool = True) -> Test:
    """Draw one comparator with operands that fit a kind."""
    words: tuple[Comparator, ...] = ("is", "is_not", "in", "not_in")
    if kind.comparable:
        words += ("below", "at_most", "above", "at_least", "between", "between")
    comparator = one_of(draw, (*words, "known") if asking_known else words)
    if comparator == "known":
        return Test("known", (one_of(draw, (0, 1)),))
    literals, references = literals_of(kind), references_of(kind)

    def operand() -> int | str | ParameterRef | ValueRef:
        refers = one_of(draw, (False, False, True))
        return one_of(draw, references if refers and references else literals)

    least, most = {"in": (1, 4), "not_in": (1, 4), "between": (2, 2)}.get(comparator, (1, 1))
    return Test(comparator, tuple(operand() for _ in range(one_of(draw, tuple(range(least, most + 1))))))


def draw_filter(draw: DrawFn, name: str, *, asking_known: bool = True) -> tuple[FieldTest, ...]:
    """Draw a filter over the fields of a row."""
    fields = LISTS[name]
    return tuple(
        FieldTest(item, fields[item], draw_test(draw, fields[item], asking_known=asking_known))
        for item in some_names(draw, tuple(fields), 0, 2)
    )


def draw_leaf(
    draw: DrawFn, keys: tuple[str, ...], earlier: tuple[tuple[Stage, str], ...], *, asking_known: bool = True
) -> Leaf:
    """Draw a leaf that may read some facts and the given earlier conclusions."""
    kinds = ("compare", "compare", "compare", "count", "some", "none", "every", "policy")
    kind = one_of(draw, (*kinds, "concluded", "concluded") if earlier else kinds)
    if kind == "compare":
        key = one_of(draw, keys)
        return Compare(key, VALUES[key], draw_test(draw, VALUES[key], asking_known=asking_known))
    if kind == "policy":
        return InForce(one_of(draw, POLICIES))
    if kind == "concluded":
        stage, target = one_of(draw, earlier)
        return Concluded(stage, target, draw(CERTAINTIES))
    name = one_of(draw, tuple(LISTS))
    where = draw_filter(draw, name, asking_known=asking_known)
    if kind == "count":
        return Count(name, where, draw_test(draw, COUNT, asking_known=asking_known))
    if kind == "every":
        first, first_kind = next(iter(LISTS[name].items()))
        have = draw_filter(draw, name, asking_known=asking_known)
        return Quantified("every", name, where, have or (FieldTest(first, first_kind, Test("at_least", (1,))),))
    return Quantified("some" if kind == "some" else "none", name, where)


def draw_condition(
    draw: DrawFn,
    keys: tuple[str, ...],
    earlier: tuple[tuple[Stage, str], ...],
    depth: int = 3,
    *,
    asking_known: bool = True,
) -> Condition:
    """Draw a nested condition."""
    kind = one_of(draw, ("leaf", "leaf", "all", "any", "not")) if depth else "leaf"
    if kind == "leaf":
        return draw_leaf(draw, keys, earlier, asking_known=asking_known)
    parts = tuple(
        draw_condition(draw, keys, earlier, depth - 1, asking_known=asking_known)
        for _ in range(1 if kind == "not" else one_of(draw, (1, 2, 2, 3)))
    )
    return Not(parts[0]) if kind == "not" else All(parts) if kind == "all" else Any(parts)


@st.composite
def rare_conditions(draw: DrawFn) -> Condition:
    """Draw what is rare in random packs: sets and scales with other facts in them, and whether something is known."""
    kind = one_of(draw, ("set", "set", "set", "set of counts", "scales", "known list", "known"))
    name = one_of(draw, tuple(LISTS))
    key = one_of(draw, ("fact.a", "fact.a", "fact.day", "gap.x", "gap.x"))
    known = Test("known", (one_of(draw, (0, 1)),))
    match kind:
        case "set of counts":
            return Count(name, draw_filter(draw, name), _set_test(draw, COUNT))
        case "set":
            return Compare(key, VALUES[key], _set_test(draw, VALUES[key]))
        case "scales":
            operand = one_of(draw, references_of(TENTHS))
            return Compare("fact.rate", TENTHS, Test(one_of(draw, ("below", "at_most", "is")), (operand,)))
        case "known list":
            return Count(name, (), known)
        case _:
            return Compare(key, VALUES[key], known)


def _set_test(draw: DrawFn, kind: Kind) -> Test:
    """Draw a set of neighbouring values, so that a range may lie in it; one or two may be other facts."""
    literals = literals_of(kind)
    comparator: Comparator = one_of(draw, ("in", "in", "not_in", "between"))
    start = one_of(draw, (0, 0, 1, 2))
    values: list[int | str | ParameterRef | ValueRef] = list(literals[start : start + one_of(draw, (1, 2, 3, 4, 5))])
    if comparator == "between":
        values = [values[0], values[-1]]
    for _ in range(one_of(draw, (0, 1, 2))):
        values[one_of(draw, tuple(range(len(values))))] = one_of(draw, references_of(kind))
    return Test(comparator, tuple(values))


# Rules


def make_rule(name: str, stage: Stage, target: str, certainty: Certainty, when: Condition) -> Rule:
    """Make a rule that applies from a day long ago on."""
    return Rule(
        id=name,
        stage=stage,
        target=target,
        certainty=certainty,
        since=LONG_AGO,
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
def rule_sets(draw: DrawFn, *, asking_known: bool = True) -> tuple[Rule, ...]:
    """Draw rules over all targets, some of them in force on some days only.

    Each reads only targets that stand before its own, so there is no cycle; all read a few facts, so that they meet.
    ``asking_known`` allows what the law of unknowns exempts.
    """
    keys = some_names(draw, tuple(VALUES), 2, 6)
    rules = []
    for at, (stage, target) in enumerate(TARGETS):
        earlier = tuple(item for item in TARGETS[:at] if item[0] != "exclusion")
        for number in range(one_of(draw, (0, 1, 1, 2))):
            when = draw_condition(draw, keys, earlier, asking_known=asking_known)
            rule = make_rule(f"r{at}-{number}", stage, target, draw(CERTAINTIES), when)
            if one_of(draw, (False, False, False, True)):
                since = one_of(draw, (LONG_AGO, *_AROUND))
                until = one_of(draw, (None, *(day for day in _AROUND if day >= since)))
                rule = dataclasses.replace(rule, since=since, until=until)
            rules.append(rule)
    return tuple(rules)


# Facts


def draw_fact(draw: DrawFn, kind: Kind, forms: tuple[str, ...] = _FORMS) -> Fact | None:
    """Draw a fact of one of some forms; a range only where the kind has an order; None where nobody supplied it."""
    form = one_of(draw, forms)
    if form == "absent":
        return None
    if form in _BLANKS:
        return _BLANKS[form]
    literals = literals_of(kind)
    low = one_of(draw, literals)
    if form == "exact" or not kind.comparable or not isinstance(low, int):
        return Fact.exact(low, draw(CERTAINTIES))
    width = one_of(draw, (None, 0, 1, 2, 3) if kind.name == "number" else (0, 1, 2))
    high = None if width is None else low + width
    if kind.name == "ordered" and high is not None:
        high = min(high, len(kind.words) - 1)
    return Fact(State.KNOWN, low, high, draw(CERTAINTIES))


def draw_facts(draw: DrawFn, kinds: Mapping[str, Kind], forms: tuple[str, ...]) -> Mapping[str, Fact]:
    """Draw a fact for each name, or none."""
    drawn = {name: draw_fact(draw, kind, forms) for name, kind in kinds.items()}
    return MappingProxyType({name: fact for name, fact in drawn.items() if fact is not None})


@st.composite
def fact_sets(draw: DrawFn, forms: tuple[str, ...] = _FORMS) -> Facts:
    """Draw facts with unknowns, ranges, estimates, incomplete and missing lists, on one of three days."""
    lists = {}
    for name, fields in LISTS.items():
        if one_of(draw, (True, True, True, False)):
            rows = tuple(draw_facts(draw, fields, forms) for _ in range(one_of(draw, (0, 1, 2, 2, 3))))
            lists[name] = FactList(one_of(draw, (True, True, False)), rows)
    parameters = {
        name: ChosenParameter(int(one_of(draw, literals_of(kind))), LONG_AGO)
        for name, kind in PARAMETERS.items()
        if one_of(draw, (False, True, True, True))
    }
    policies = {name: one_of(draw, (False, True)) for name in some_names(draw, POLICIES, 0, len(POLICIES))}
    return Facts(
        as_of=one_of(draw, (TODAY, *_AROUND)),
        data_year=2023,
        values=draw_facts(draw, VALUES, forms),
        lists=MappingProxyType(lists),
        parameters=MappingProxyType(parameters),
        policies=MappingProxyType(policies),
    )
