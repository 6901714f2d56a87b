"""CLIPS comes to what the chainer comes to: on every example, the shipped pack, random packs and facts.

CLIPS does more on its own than experta does: it counts rows too. See ``clips_oracle.py``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

import clips
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import MANY
from clips_oracle import ClipsOracle
from clips_port import Clips, ClipsError, Symbol
from hepu.facts.model import ChosenParameter, Fact, Facts
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.examples import judge
from hepu.inference.kleene import FALSE, TRUE, UNKNOWN
from hepu.inference.second_opinion import differences
from hepu.language.kinds import TEXT, Certainty
from hepu.language.model import All, Any, Compare, Concluded, Condition, Not, ParameterRef, Rule, Test
from kept_cases import KEPT, facts_with
from random_packs import (
    KEYS,
    LONG_AGO,
    NUMBER,
    RANGES,
    TENTHS,
    TEXTS,
    TODAY,
    fact_sets,
    make_rule,
    rare_conditions,
    rule_sets,
)
from shipped_cases import EMPTY, always, example_cases, mixed_facts

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pipeline import Advisor

NOTE = "(deftemplate note (slot text (type STRING)) (slot size (type INTEGER)))"


def rule_of(when: Condition, certainty: Certainty = Certainty.ESTABLISHED) -> Rule:
    """Give a rule for one problem."""
    return make_rule("r", "problem", "p1", certainty, when)


def oracle_of(when: Condition) -> ClipsOracle:
    """Give the oracle on one rule."""
    return ClipsOracle.of([rule_of(when)], KEYS)


ABOVE_THREE = Compare("fact.a", NUMBER, Test("above", (3,)))


# Agreement


def test_clips_and_chainer_judge_every_example_of_every_rule_alike(shipped: Advisor) -> None:
    pack = shipped.pack
    apart = []
    for rule, cases in example_cases(pack):
        oracle = ClipsOracle.of([always(rule)], pack.conclusion_keys)
        apart += [
            (rule.id, example.it)
            for example, facts, earlier in cases
            if oracle.infer(facts, earlier).rules[rule.id].truth != judge(rule, facts, earlier)
        ]

    assert apart == []


def test_clips_and_chainer_judge_the_shipped_pack_alike(shipped: Advisor) -> None:
    oracle = ClipsOracle.of(shipped.pack.rules.values(), shipped.pack.conclusion_keys)

    for facts in mixed_facts(shipped.pack):
        assert differences(chain(shipped.program, facts), oracle.infer(facts)) == []


@MANY
@given(rule_sets(), st.lists(fact_sets(), min_size=1, max_size=3))
def test_clips_and_chainer_judge_random_packs_alike(rules: tuple[Rule, ...], cases: list[Facts]) -> None:
    program, oracle = compile_rules(rules, KEYS), ClipsOracle.of(rules, KEYS)

    for facts in cases:
        assert differences(chain(program, facts), oracle.infer(facts)) == []


@given(st.lists(rare_conditions(), min_size=4, max_size=8), fact_sets(RANGES))
def test_clips_and_chainer_judge_rare_conditions_alike(parts: list[Condition], facts: Facts) -> None:
    rule = rule_of(All((Any(tuple(parts)), Not(All(tuple(parts))))))

    assert differences(chain(compile_rules([rule], KEYS), facts), ClipsOracle.of([rule], KEYS).infer(facts)) == []


@pytest.mark.parametrize("name", KEPT)
def test_clips_and_chainer_judge_kept_cases_alike(name: str) -> None:
    kept = KEPT[name]
    program = compile_rules([rule_of(kept.when)], KEYS)

    assert chain(program, kept.facts).rules["r"].truth == kept.truth
    assert oracle_of(kept.when).infer(kept.facts).rules["r"].truth == kept.truth


# The oracle


def test_ten_ors_do_not_multiply() -> None:
    parts = tuple(
        Any(tuple(Compare("fact.a", NUMBER, Test("is", (2 * at + turn,))) for turn in range(2))) for at in range(10)
    )
    oracle = oracle_of(All(parts))

    # Both defrules of the rule and of each "or"; CLIPS would make 1,024 of the first one.
    assert oracle.written.text.count("(defrule ") == 2 * (1 + 10)
    assert oracle.infer(facts_with(a=Fact.exact(3))).rules["r"].truth == FALSE


def test_an_all_of_nothing_is_true_and_its_opposite_false() -> None:
    assert oracle_of(All(())).infer(EMPTY).rules["r"].truth == TRUE
    assert oracle_of(Not(All(()))).infer(EMPTY).rules["r"].truth == FALSE


def test_a_rule_that_does_not_apply_is_not_judged() -> None:
    late = dataclasses.replace(rule_of(All(())), since=TODAY + dt.timedelta(days=1))
    found = ClipsOracle.of([late], KEYS).infer(EMPTY)

    assert not found.rules["r"].applies
    assert found.rules["r"].leaves == ()
    assert found.conclusions["problem.p1"] == FALSE


def test_earlier_conclusions_without_a_rule_are_taken_as_they_are_given() -> None:
    oracle = oracle_of(Concluded("challenge", "c1", Certainty.POSSIBLE))

    for earlier, expected in (({"challenge.c1": TRUE}, TRUE), ({"challenge.c1": UNKNOWN}, UNKNOWN), ({}, FALSE)):
        assert oracle.infer(EMPTY, earlier).rules["r"].truth == expected


def test_an_oracle_that_is_used_again_remembers_nothing() -> None:
    oracle = oracle_of(Any((ABOVE_THREE, Not(Compare("fact.b", NUMBER, Test("is", (1,)))))))
    cases = [facts_with(a=Fact.exact(4)), EMPTY, facts_with(b=Fact.exact(1), a=Fact.exact(1)), EMPTY]

    assert [oracle.infer(facts).rules["r"].truth for facts in cases] == [TRUE, UNKNOWN, FALSE, UNKNOWN]


def test_a_fault_in_one_case_does_not_spoil_the_next() -> None:
    oracle = oracle_of(ABOVE_THREE)
    with pytest.raises(TypeError):
        oracle.infer(facts_with(a=Fact.exact("a word")))

    assert oracle.infer(EMPTY).rules["r"].truth == UNKNOWN
    assert oracle.infer(facts_with(a=Fact.exact(4))).rules["r"].truth == TRUE


# The hazards of clipspy 1.0.6 and of CLIPS, each with its mend


def failing(environment: clips.Environment) -> None:
    """Give an environment two rules for one fact, the first of which calls what raises."""

    def fail() -> None:
        raise ValueError

    environment.define_function(fail)
    environment.build(NOTE)
    environment.build("(defrule first (declare (salience 1)) (note (size 1)) => (fail))")
    environment.build("(defrule second (note (size 1)) => (assert (note (size 2))))")


def test_an_error_ends_a_run_in_silence_and_the_port_raises(capfd: pytest.CaptureFixture[str]) -> None:
    bare = clips.Environment()
    failing(bare)
    bare.find_template("note").assert_fact(size=1)
    assert bare.run() == 1
    assert [activation.name for activation in bare.activations()] == ["second"]
    capfd.readouterr()  # clipspy prints the error

    port = Clips()
    failing(port._environment)
    port._templates = {"note": port._environment.find_template("note")}
    port.declare("note", size=1)
    with pytest.raises(ClipsError, match="ValueError"):
        port.run()


def test_an_error_in_a_condition_is_a_match_that_fails_in_silence_and_the_port_raises(
    capfd: pytest.CaptureFixture[str],
) -> None:
    loose = "(deftemplate loose (slot size))"
    rule = "(defrule large (loose (size ?x&:(< 1 ?x))) =>)"
    bare = clips.Environment()
    for text in (loose, rule):
        bare.build(text)
    bare.find_template("loose").assert_fact(size="many")
    assert bare.run() == 0
    capfd.readouterr()  # clipspy prints the error

    port = Clips(loose, rule)
    port.declare("loose", size="many")
    with pytest.raises(ClipsError, match="expected argument #2 to be of type integer or float"):
        port.run()


def test_what_is_left_on_the_agenda_is_an_error() -> None:
    port = Clips(NOTE, "(defrule stop (note) => (halt))", "(defrule never (declare (salience -1)) (note) =>)")
    port.reset()
    port.declare("note", size=1)

    with pytest.raises(ClipsError, match="not fired: never"):
        port.run()


def test_a_number_that_is_too_large_in_text_becomes_another_and_the_port_raises(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert clips.Environment().eval("99999999999999999999") == 2**63 - 1
    capfd.readouterr()  # the warning is printed

    with pytest.raises(ClipsError, match="Over or underflow"):
        Clips(NOTE, "(deffacts asked (note (size 99999999999999999999)))")


def test_a_number_that_grows_too_large_becomes_another_and_the_oracle_raises() -> None:
    assert clips.Environment().eval(f"(* {2**63 - 1} 10)") == -10

    oracle = oracle_of(Compare("fact.rate", TENTHS, Test("below", (ParameterRef("limit", 1),))))
    limit = ChosenParameter(2**63 // 10 + 1, LONG_AGO)
    with pytest.raises(OverflowError):
        oracle.infer(dataclasses.replace(EMPTY, parameters=MappingProxyType({"limit": limit})))


@pytest.mark.parametrize("value", ["3", 3.0, True, Symbol("three")])
def test_a_slot_without_a_type_takes_anything_and_a_typed_one_does_not(value: object) -> None:
    port = Clips("(deftemplate loose (slot size))", "(deftemplate strict (slot size (type INTEGER)))")
    port.declare("loose", size=value)  # type: ignore[arg-type]  # that is the point

    with pytest.raises(TypeError):
        port.declare("strict", size=value)  # type: ignore[arg-type]  # as above


def test_text_that_is_made_of_values_says_more_than_they_do_and_the_port_makes_none() -> None:
    word = 'a") (size 5) (extra "b'
    bare = clips.Environment()
    bare.build("(deftemplate note (slot text) (slot size) (slot extra))")
    assert bare.assert_string(f'(note (text "{word}"))')["size"] == 5
    port = Clips(NOTE)
    port.declare("note", text=word)

    assert list(port.found("note", "text", "size")) == [(word, 0)]


@pytest.mark.parametrize("text", TEXTS)
def test_words_stay_what_they_are(text: str) -> None:
    port = Clips(NOTE)
    port.declare("note", text=text)
    oracle = oracle_of(Compare("fact.name", TEXT, Test("is", (text,))))

    assert list(port.found("note", "text")) == [(text,)]
    for other in TEXTS:
        assert oracle.infer(facts_with(name=Fact.exact(other))).rules["r"].truth == (TRUE if other == text else FALSE)


def test_rule_text_can_run_commands_and_the_oracle_puts_no_word_of_a_rule_into_it(tmp_path: Path) -> None:
    made = tmp_path / "made"
    clips.Environment().eval(f'(system "touch {made}")')
    assert made.exists()
    made.unlink()

    oracle = oracle_of(Compare("fact.name", TEXT, Test("is", (f'") (system "touch {made}") ("',))))
    oracle.infer(facts_with(name=Fact.exact("x")))
    assert "system" not in oracle.written.text
    assert not made.exists()


def test_words_are_cut_at_a_null_character_and_the_port_refuses_them() -> None:
    bare = clips.Environment()
    bare.build(NOTE)
    assert bare.find_template("note").assert_fact(text="a\0b")["text"] == "a"

    with pytest.raises(ValueError, match="a\0b"):
        Clips(NOTE).declare("note", text="a\0b")


def test_a_text_that_is_not_understood_is_an_error() -> None:
    with pytest.raises(ClipsError, match="Syntax Error"):
        Clips("(deftemplate note (slot")


def memory_after(port: Clips, cases: int) -> int:
    """Run cases of a hundred facts each, and give what CLIPS holds in memory."""
    for _ in range(cases):
        port.reset()
        for size in range(100):
            port.declare("note", size=size)
        port.run()
        assert len(list(port.found("note", "size"))) == 100
    port.reset()
    held: int = port._environment.eval("(mem-used)")
    return held


def test_clipspy_keeps_every_fact_for_good_and_the_port_lets_them_go(monkeypatch: pytest.MonkeyPatch) -> None:
    mended = Clips(NOTE)
    before = memory_after(mended, 5)
    assert memory_after(mended, 50) == before

    def as_released(fact: clips.facts.Fact) -> None:
        with pytest.raises(TypeError):
            clips.facts.lib.ReleaseFact(fact._env, fact._fact)

    monkeypatch.setattr(clips.facts.Fact, "__del__", as_released)
    bare = Clips(NOTE)
    before = memory_after(bare, 5)
    assert memory_after(bare, 50) > before + 50 * 100 * 50


def test_an_environment_is_gone_although_its_templates_are_not_and_the_port_keeps_it() -> None:
    environment = clips.Environment()
    environment.build(NOTE)
    template = environment.find_template("note")
    assert template._env in clips.common.ENVIRONMENT_DATA
    del environment
    assert template._env not in clips.common.ENVIRONMENT_DATA

    declare = Clips(NOTE).declare
    declare("note", size=1)
