"""The meaning of the language, by example."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import MappingProxyType

import pytest

from hepu.errors import PackError
from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, State
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.kleene import FALSE, TRUE, UNKNOWN, both, certainty_of, either, letters, negate, raise_floor
from hepu.language.kinds import BOOLEAN, Certainty, Kind
from hepu.language.model import (
    All,
    Compare,
    Concluded,
    Condition,
    Count,
    FieldTest,
    Not,
    ParameterRef,
    Quantified,
    Test,
)
from hepu.language.read import read_rule
from hepu.pipeline import Advisor
from random_packs import KEYS, TODAY, make_rule

STAFF = Kind("number")
FEW = Compare("fact.staff", STAFF, Test("below", (3,)))
OPEN = (FieldTest("open", BOOLEAN, Test("is", (1,))),)


def facts(values: dict[str, Fact] | None = None, lists: dict[str, FactList] | None = None) -> Facts:
    """Make facts of one day."""
    return Facts(
        as_of=TODAY,
        data_year=2023,
        values=MappingProxyType(values or {}),
        lists=MappingProxyType(lists or {}),
        parameters=MappingProxyType({"limit": ChosenParameter(3, dt.date(2017, 1, 1))}),
        policies=MappingProxyType({"law": True}),
    )


def truth(when: Condition, given: Facts, certainty: Certainty = Certainty.ESTABLISHED) -> str:
    """Give the truth of a conclusion with one rule, as letters."""
    rule = make_rule("r", "problem", "p1", certainty, when)
    return letters(chain(compile_rules([rule], KEYS), given).conclusions["problem.p1"])


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Fact.exact(2), "TTT"),
        (Fact.exact(3), "FFF"),
        (Fact.exact(2, Certainty.LIKELY), "TTU"),
        (Fact.exact(3, Certainty.POSSIBLE), "FUU"),
        (Fact(State.MISSING), "UUU"),
        (Fact(State.NOT_ASKED), "UUU"),
        (Fact(State.NOT_APPLICABLE), "FFF"),
        (Fact(State.KNOWN, 0, 2), "TTT"),
        (Fact(State.KNOWN, 0, 5), "UUU"),
        (Fact(State.KNOWN, 3, None), "FFF"),
        (Fact(State.KNOWN, 0, None), "UUU"),
    ],
)
def test_a_fact_is_read_up_to_its_certainty_and_as_far_as_its_bounds_tell(fact: Fact, expected: str) -> None:
    assert truth(FEW, facts({"fact.staff": fact})) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.MISSING, "FFF"), (State.NOT_ASKED, "UUU"), (State.NOT_APPLICABLE, "TTT")],
)
def test_known_asks_about_the_profile_itself(state: State, expected: str) -> None:
    asked = Compare("fact.staff", STAFF, Test("known", (1,)))

    assert truth(asked, facts({"fact.staff": Fact(state)})) == expected


def test_a_rule_lends_no_more_certainty_than_its_own() -> None:
    assert truth(FEW, facts({"fact.staff": Fact.exact(1)}), Certainty.LIKELY) == "TTU"


def test_a_false_condition_is_false_whatever_the_rules_certainty() -> None:
    assert truth(FEW, facts({"fact.staff": Fact.exact(9)}), Certainty.POSSIBLE) == "FFF"


def test_a_conclusion_without_rules_is_false() -> None:
    result = chain(compile_rules([], KEYS), facts())

    assert set(result.conclusions.values()) == {FALSE}


def rows(*states: int | None) -> tuple[MappingProxyType[str, Fact], ...]:
    """Make rows whose field `open` is true, false or unknown."""
    made = [Fact(State.MISSING) if state is None else Fact.exact(state) for state in states]
    return tuple(MappingProxyType({"open": fact}) for fact in made)


@pytest.mark.parametrize(
    ("complete", "states", "limit", "expected"),
    [
        (True, (1, 1), 2, "TTT"),
        (True, (1, 0), 2, "FFF"),
        (True, (1, None), 2, "UUU"),
        (False, (1, 0), 2, "UUU"),
        (False, (1, 1), 2, "TTT"),
        (True, (), 1, "FFF"),
        (False, (), 1, "UUU"),
    ],
)
def test_a_count_is_an_interval(complete: bool, states: tuple[int | None, ...], limit: int, expected: str) -> None:
    counted = Count("rows", OPEN, Test("at_least", (limit,)))

    assert truth(counted, facts(lists={"rows": FactList(complete, rows(*states))})) == expected


def test_a_missing_list_has_a_count_without_bounds() -> None:
    assert truth(Count("rows", (), Test("at_least", (0,))), facts()) == "TTT"
    assert truth(Count("rows", (), Test("at_least", (1,))), facts()) == "UUU"


def test_every_is_true_of_an_empty_list_and_false_at_the_first_row_that_fails() -> None:
    every = Quantified("every", "rows", (), OPEN)

    assert truth(every, facts(lists={"rows": FactList(True, ())})) == "TTT"
    assert truth(every, facts(lists={"rows": FactList(False, rows(1, 0))})) == "FFF"
    assert truth(every, facts(lists={"rows": FactList(False, rows(1, 1))})) == "UUU"


def test_a_parameter_is_compared_in_the_facts_scale() -> None:
    tenths = Compare("fact.ratio", Kind("number", 1), Test("above", (ParameterRef("limit", 1),)))

    assert truth(tenths, facts({"fact.ratio": Fact.exact(31)})) == "TTT"
    assert truth(tenths, facts({"fact.ratio": Fact.exact(30)})) == "FFF"


def test_a_floor_reads_the_earlier_conclusion_at_the_higher_certainty() -> None:
    first = make_rule("first", "problem", "p1", Certainty.LIKELY, FEW)
    wants = make_rule("wants", "cause", "k1", Certainty.ESTABLISHED, Concluded("problem", "p1", Certainty.ESTABLISHED))
    result = chain(compile_rules([first, wants], KEYS), facts({"fact.staff": Fact.exact(1)}))

    assert letters(result.conclusions["problem.p1"]) == "TTU"
    assert letters(result.conclusions["cause.k1"]) == "UUU"


def test_a_rule_applies_from_its_first_to_its_last_day() -> None:
    rule = dataclasses.replace(
        make_rule("r", "problem", "p1", Certainty.LIKELY, FEW), since=TODAY, until=TODAY + dt.timedelta(days=1)
    )
    given = facts({"fact.staff": Fact.exact(1)})
    days = [TODAY - dt.timedelta(days=1), TODAY, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=2)]
    program = compile_rules([rule], KEYS)

    fired = [chain(program, dataclasses.replace(given, as_of=day)).rules["r"].fired for day in days]

    assert fired == [False, True, True, False]


def test_a_circle_of_conclusions_is_named() -> None:
    one = make_rule("one", "problem", "p1", Certainty.LIKELY, Concluded("problem", "p2", Certainty.POSSIBLE))
    two = make_rule("two", "problem", "p2", Certainty.LIKELY, Concluded("problem", "p1", Certainty.POSSIBLE))

    with pytest.raises(PackError) as caught:
        compile_rules([one, two], KEYS)

    assert caught.value.faults[0].code == "rules_cycle"
    assert "problem.p1" in caught.value.faults[0].context["found"]


def test_a_circle_of_rule_files_is_told_with_the_line_of_every_step(shipped: Advisor) -> None:
    text = """
rule: {name}
concludes: {{problem: {target}}}
certainty: likely
since: 2017-01-01
theory: open_systems
when:
  all:
    - fact: office
      is: false
    - problem: {needed}
because: {{zh: 因, en: because}}
sources: [CL22]
examples: [{{it: is silent with an office, given: {{office: true}}, expect: silent}}]
"""
    first, second = "weak_teacher_capacity", "few_overseas_students"
    rules = []
    for name, target, needed in (("one", first, second), ("two", second, first)):
        rule, faults = read_rule(
            text.format(name=name, target=target, needed=needed), f"{name}.yaml", name, shipped.pack.vocabulary
        )
        assert not faults
        assert rule is not None
        rules.append(rule)

    with pytest.raises(PackError) as caught:
        compile_rules(rules, shipped.pack.conclusion_keys)

    places = {(fault.location.file, fault.location.line) for fault in caught.value.faults}
    assert places == {("one.yaml", 11), ("two.yaml", 11)}
    assert [fault.code for fault in caught.value.faults] == ["rules_cycle", "rules_cycle_step", "rules_cycle_step"]


def test_logic_is_strong_kleene() -> None:
    assert both([TRUE, UNKNOWN]) == UNKNOWN
    assert both([FALSE, UNKNOWN]) == FALSE
    assert either([TRUE, UNKNOWN]) == TRUE
    assert either([FALSE, UNKNOWN]) == UNKNOWN
    assert negate(UNKNOWN) == UNKNOWN
    assert negate(TRUE) == FALSE


def test_the_certainty_of_a_truth_is_the_highest_at_which_it_holds() -> None:
    assert certainty_of(0b000011) is Certainty.LIKELY
    assert certainty_of(FALSE) is None
    assert raise_floor(0b000011, Certainty.LIKELY) == 0b000011
    assert raise_floor(0b000011, Certainty.ESTABLISHED) == UNKNOWN


def test_the_proof_keeps_the_truth_of_every_leaf_in_reading_order() -> None:
    when = All((FEW, Not(Compare("fact.other", STAFF, Test("is", (1,))))))
    rule = make_rule("r", "problem", "p1", Certainty.ESTABLISHED, when)
    result = chain(compile_rules([rule], KEYS), facts({"fact.staff": Fact.exact(1)}))

    assert [letters(leaf) for leaf in result.rules["r"].leaves] == ["TTT", "UUU"]
