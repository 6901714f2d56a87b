"""The checker's own reading of the language, condition by condition, against the language page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from hepu.proof.answers import Rows
from hepu.proof.facts import Facts
from hepu.proof.gaps import GAPS
from hepu.proof.judge import Judge, leaves
from hepu.proof.source import DEFINED_IN, RawPack, RawRule
from hepu.proof.values import STAGES, Fact, Kind, both, either, half_up, known

DAY = dt.date(2024, 6, 1)
NUMBER = Kind("number", 1)
POSSIBLE, LIKELY, ESTABLISHED = range(3)
KINDS = {
    "fact.n": NUMBER,
    "fact.other": Kind("number"),
    "fact.range": Kind("number"),
    "fact.open": Kind("number"),
    "fact.word": Kind("choice"),
    "fact.flag": Kind("boolean"),
    "gap.g": Kind("ordered", words=GAPS),
    "fact.blank": NUMBER,
    "fact.unasked": NUMBER,
    "fact.without": NUMBER,
    "fact.day": Kind("date"),
}
VALUES = {
    "fact.n": known(Fraction(25, 10), LIKELY),
    "fact.other": known(Fraction(3)),
    "fact.range": Fact("known", Fraction(1), Fraction(2)),
    "fact.open": Fact("known", Fraction(4), None),
    "fact.word": known("red"),
    "fact.flag": known(0),
    "gap.g": known(2, POSSIBLE),
    "fact.blank": Fact("missing"),
    "fact.unasked": Fact("not_asked"),
    "fact.without": Fact("not_applicable"),
    "fact.day": known(dt.date(2024, 3, 1).toordinal()),
}
FIELDS = {"rows": {"size": Kind("number"), "open": Kind("boolean")}}


def row(size: int | None, is_open: bool | None, level: int = ESTABLISHED) -> Mapping[str, Fact]:
    """Make a row."""
    return {
        "size": Fact("missing") if size is None else known(Fraction(size), level),
        "open": Fact("missing") if is_open is None else known(int(is_open), level),
    }


def facts(rows: Rows | None = None) -> Facts:
    """Make facts with at most one list."""
    return Facts(
        values=VALUES,
        kinds=KINDS,
        lists={} if rows is None else {"rows": rows},
        fields=FIELDS,
        parameters={"limit": (Fraction(5, 2), "2017-01-01")},
        policies={"law": True, "draft": False},
        gaps={},
        trends={},
        per_head={},
    )


def pack(*rules: RawRule) -> RawPack:
    """Make a pack that defines what the rules conclude."""
    knowledge: dict[str, dict[str, Any]] = {name: {} for name in DEFINED_IN.values()}
    knowledge["parameters"] = {"limit": {}, "later": {}}
    for stage in STAGES:
        knowledge[DEFINED_IN[stage]] |= {"a": {}, "b": {}, "c": {}}
    return RawPack("test", "1", {rule.id: rule for rule in rules}, knowledge, {})


def rule(name: str, key: str, when: Mapping[str, Any], level: int = ESTABLISHED, since: str = "2017-01-01") -> RawRule:
    """Make a rule."""
    return RawRule(name, "", key, level, dt.date.fromisoformat(since), None, when)


def truth(when: Mapping[str, Any], rows: Rows | None = None) -> str:
    """Judge a condition."""
    return Judge(pack(), facts(rows), DAY).levels(when)


ALL = Rows(True, (row(1, True), row(5, None), row(None, False), row(7, True, LIKELY)))
SOME = Rows(False, ALL.rows)
NONE = Rows(True, ())


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"fact": "n", "is": "x"}, None),
        ({"fact": "other", "is": 3}, "TTT"),
        ({"fact": "n", "below": 3}, "TTU"),
        ({"fact": "n", "above": {"parameter": "limit"}}, "FFU"),
        ({"fact": "n", "at_least": {"parameter": "limit"}}, "TTU"),
        ({"fact": "n", "at_least": {"parameter": "later"}}, "UUU"),
        ({"fact": "n", "below": {"fact": "other"}}, "TTU"),
        ({"fact": "n", "below": {"fact": "blank"}}, "UUU"),
        ({"fact": "n", "below": {"fact": "without"}}, "FFF"),
        ({"fact": "n", "between": [2, 3]}, "TTU"),
        ({"fact": "other", "between": [3, 3]}, "TTT"),
        ({"fact": "other", "between": [1, 2]}, "FFF"),
        ({"fact": "word", "in": ["red", "green"]}, "TTT"),
        ({"fact": "word", "not_in": ["red", "green"]}, "FFF"),
        ({"fact": "word", "is_not": "green"}, "TTT"),
        ({"fact": "flag", "is": False}, "TTT"),
        ({"fact": "day", "at_most": "2024-03-01"}, "TTT"),
        ({"fact": "day", "below": "2024-03-01"}, "FFF"),
        ({"gap": "g", "at_least": "moderate"}, "TUU"),
        ({"gap": "g", "above": "moderate"}, "FUU"),
        ({"fact": "range", "below": 3}, "TTT"),
        ({"fact": "range", "below": 2}, "UUU"),
        ({"fact": "range", "below": 1}, "FFF"),
        ({"fact": "range", "at_most": 2}, "TTT"),
        ({"fact": "range", "is": 2}, "UUU"),
        ({"fact": "range", "is_not": 3}, "TTT"),
        ({"fact": "range", "in": [2, 1]}, "TTT"),
        ({"fact": "range", "not_in": [2, 1]}, "FFF"),
        ({"fact": "range", "in": [2, 5]}, "UUU"),
        ({"fact": "range", "not_in": [4, 5]}, "TTT"),
        ({"fact": "open", "at_least": 4}, "TTT"),
        ({"fact": "open", "at_least": 5}, "UUU"),
        ({"fact": "open", "is": 3}, "FFF"),
        ({"fact": "range", "below": {"fact": "open"}}, "TTT"),
        ({"fact": "blank", "is": 1}, "UUU"),
        ({"fact": "unasked", "is_not": 1}, "UUU"),
        ({"fact": "without", "is": 1}, "FFF"),
        ({"fact": "without", "is_not": 1}, "FFF"),
        ({"fact": "without", "not_in": [1]}, "FFF"),
        ({"not": {"fact": "without", "is": 1}}, "TTT"),
        ({"fact": "n", "known": True}, "TTT"),
        ({"fact": "blank", "known": True}, "FFF"),
        ({"fact": "blank", "known": False}, "TTT"),
        ({"fact": "without", "known": True}, "TTT"),
        ({"fact": "unasked", "known": False}, "UUU"),
        ({"policy": "law"}, "TTT"),
        ({"policy": "draft"}, "FFF"),
        ({"all": [{"fact": "other", "is": 3}, {"fact": "blank", "is": 1}]}, "UUU"),
        ({"all": [{"fact": "other", "is": 4}, {"fact": "blank", "is": 1}]}, "FFF"),
        ({"any": [{"fact": "other", "is": 3}, {"fact": "blank", "is": 1}]}, "TTT"),
        ({"any": [{"fact": "other", "is": 4}, {"fact": "n", "is": 2}]}, "FFU"),
    ],
)
def test_conditions_on_values(when: Mapping[str, Any], expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="x"):
            truth(when)
    else:
        assert truth(when) == expected


@pytest.mark.parametrize(
    ("when", "rows", "expected"),
    [
        # Of the four rows, one is surely open, one perhaps, and one is open by an estimate.
        ({"count": "rows", "where": {"open": {"is": True}}, "at_least": 2}, ALL, "TTU"),
        ({"count": "rows", "where": {"open": {"is": True}}, "at_most": 3}, ALL, "TTT"),
        ({"count": "rows", "where": {"open": {"is": True}}, "at_most": 3}, SOME, "UUU"),
        ({"count": "rows", "at_least": 4}, SOME, "TTT"),
        ({"count": "rows", "is": 4}, ALL, "TTT"),
        ({"count": "rows", "is": 0}, NONE, "TTT"),
        ({"count": "rows", "at_least": 1}, None, "UUU"),
        ({"count": "rows", "at_least": 0}, None, "TTT"),
        ({"count": "rows", "known": True}, None, "FFF"),
        ({"count": "rows", "known": True}, NONE, "TTT"),
        ({"some": "rows", "where": {"size": {"above": 6}}}, ALL, "TTU"),
        ({"some": "rows", "where": {"size": {"above": 7}}}, ALL, "UUU"),
        ({"some": "rows", "where": {"size": {"above": 7}, "open": {"is": True}}}, ALL, "FFU"),
        ({"some": "rows"}, NONE, "FFF"),
        ({"some": "rows"}, None, "UUU"),
        ({"none": "rows", "where": {"size": {"is": 9}, "open": {"is": True}}}, ALL, "TTU"),
        ({"none": "rows", "where": {"size": {"is": 1}}}, SOME, "FFF"),
        ({"none": "rows"}, NONE, "TTT"),
        ({"every": "rows", "where": {"open": {"is": True}}, "have": {"size": {"at_least": 1}}}, ALL, "TTU"),
        ({"every": "rows", "where": {"open": {"is": True}}, "have": {"size": {"at_least": 1}}}, SOME, "UUU"),
        ({"every": "rows", "where": {"open": {"is": True}}, "have": {"size": {"at_least": 2}}}, SOME, "FFF"),
        ({"every": "rows", "have": {"size": {"at_least": 2}}}, NONE, "TTT"),
    ],
)
def test_conditions_on_lists(when: Mapping[str, Any], rows: Rows | None, expected: str) -> None:
    assert truth(when, rows) == expected


def test_conclusions_follow_the_cuts() -> None:
    weak = rule("weak", "problem.a", {"fact": "other", "is": 3}, level=LIKELY)
    false = rule("false", "problem.b", {"fact": "n", "above": 3})
    later = rule("later", "problem.c", {"fact": "other", "is": 3}, since="2025-01-01")
    reads = rule("reads", "cause.a", {"problem": "a"})
    asks = rule("asks", "cause.b", {"problem": "a", "certainty": {"at_least": "established"}})
    judge = Judge(pack(weak, false, later, reads, asks), facts(), DAY)

    assert judge.conclusion("problem.a") == ("TTU", ["weak"])
    assert judge.conclusion("problem.b") == ("FFU", [])
    assert judge.conclusion("problem.c") == ("FFF", [])
    assert judge.conclusion("cause.a") == ("TTU", ["reads"])
    assert judge.conclusion("cause.b") == ("UUU", [])
    assert judge.rule(later) == ("UUU", [])


def test_a_false_rule_of_low_certainty_makes_its_conclusion_false() -> None:
    one = rule("one", "problem.a", {"fact": "other", "is": 4}, level=POSSIBLE)
    two = rule("two", "problem.a", {"fact": "blank", "is": 4}, level=POSSIBLE)

    assert Judge(pack(one), facts(), DAY).conclusion("problem.a") == ("FFF", [])
    assert Judge(pack(one, two), facts(), DAY).conclusion("problem.a") == ("UUU", [])


def test_a_cycle_names_its_path() -> None:
    judge = Judge(pack(rule("x", "cause.a", {"cause": "b"}), rule("y", "cause.b", {"cause": "a"})), facts(), DAY)

    with pytest.raises(ValueError, match=r"cause\.a -> cause\.b -> cause\.a"):
        judge.conclusion("cause.a")


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"fact": "n", "gap": "g", "is": 1},
        {"fact": "absent", "is": 1},
        {"fact": "n", "like": 1},
        {"fact": "n", "is": {"parameter": "absent"}},
        {"problem": "absent"},
        {"policy": "absent"},
    ],
)
def test_what_is_not_in_the_language_is_an_error(when: Mapping[str, Any]) -> None:
    with pytest.raises(LookupError):
        truth(when)


def test_leaves_stand_in_reading_order() -> None:
    when = {"any": [{"all": [{"policy": "a"}, {"not": {"policy": "b"}}]}, {"count": "rows", "is": 1}]}

    assert list(leaves(when)) == [{"policy": "a"}, {"policy": "b"}, {"count": "rows", "is": 1}]


def test_strong_kleene_logic() -> None:
    assert [both([a, b]) for a in "TFU" for b in "TFU"] == list("TFUFFFUFU")  # type: ignore[list-item]
    assert [either([a, b]) for a in "TFU" for b in "TFU"] == list("TTTTFUTUU")  # type: ignore[list-item]


def test_halves_are_rounded_upwards() -> None:
    assert half_up(Fraction("0.25"), 1) == Fraction("0.3")
    assert half_up(Fraction("0.249"), 1) == Fraction("0.2")
    assert half_up(Fraction(1, 2), 0) == 1
