"""What a conclusion lacks: the nearest rules first, the least that would have to change, and what stands against it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import report_sample as sample
from hepu.advice.questions import Hanging, open_questions
from hepu.explain.conditions import leaves_in, nearest, open_leaves
from hepu.explain.model import Nearness
from hepu.explain.why import prove_rule
from hepu.explain.whynot import whynot
from hepu.facts.build import build_facts
from hepu.inference.chainer import chain, compile_pack
from hepu.inference.kleene import FALSE, TRUE, is_false, is_true
from hepu.language.model import Concluded
from hepu.pack import Pack
from hepu.profile.model import Profile
from hepu.report.context import Context
from hepu.report.outline import drawn
from hepu.report.told.whynot import told_whynot
from random_packs import KEYS, fact_sets, rule_sets
from test_why import BAY, CHINESE, PEERS, applying, evaluate, judged, leaked, run, stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.explain.model import Part
    from hepu.facts.model import Facts
    from hepu.language.model import Rule
    from hepu.pipeline import Advisor

    Run = Callable[..., tuple[int, str, str]]

__all__ = ["run"]  # pytest finds the fixture by its name in this module

FEW = 7


def changed(rule: Rule, part: Part, places: frozenset[int]) -> bool:
    """Say whether a condition is true once the leaves at some places add what they should."""
    wanted = {leaf.at: FALSE if leaf.negated else TRUE for leaf in leaves_in(part)}
    truths = [wanted[at] if at in places else truth for at, truth in sorted(stated(part).items())]
    return is_true(evaluate(rule.when, truths))


def weight(part: Part, places: frozenset[int]) -> Nearness:
    """Count the failed and the open leaves at some places."""
    truths = [leaf.truth for leaf in leaves_in(part) if leaf.at in places]
    failed = sum(map(is_false, truths))
    return Nearness(failed, len(truths) - failed)


def blank(folder: Path) -> Path:
    """Write a profile that answers nothing."""
    path = folder / "blank.yaml"
    path.write_text("as_of: 2026-09-01\ndata_year: 2025\ncollege: {name: {zh: 学院, en: College}}\n", "utf-8")
    return path


@given(rule_sets(), fact_sets())
def test_nearness_is_nought_exactly_where_the_condition_is_true(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for rule in applying(rules, facts):
        near, leaves = nearest(prove_rule(rule.id, facts, inference, pack).condition)
        assert (near == Nearness(0, 0)) == inference.rules[rule.id].fired == (leaves == ())


@given(rule_sets(), fact_sets())
def test_changing_the_nearest_leaves_makes_the_condition_true_and_no_lighter_change_does(
    rules: tuple[Rule, ...], facts: Facts
) -> None:
    inference, pack = judged(rules, facts)

    for rule in applying(rules, facts):
        part = prove_rule(rule.id, facts, inference, pack).condition
        near, leaves = nearest(part)
        chosen = frozenset(leaf.at for leaf in leaves)
        assert changed(rule, part, chosen)
        assert weight(part, chosen) == near
        movable = [leaf.at for leaf in leaves_in(part) if not is_true(leaf.truth)]
        if len(movable) > FEW:
            continue
        ways = itertools.chain.from_iterable(itertools.combinations(movable, size) for size in range(len(movable) + 1))
        assert near == min(weight(part, frozenset(way)) for way in ways if changed(rule, part, frozenset(way)))


@given(rule_sets(), fact_sets())
def test_the_nearest_rule_comes_first_and_every_rule_that_applies_is_there(
    rules: tuple[Rule, ...], facts: Facts
) -> None:
    inference, pack = judged(rules, facts)

    for key in KEYS:
        found = whynot(key, facts, inference, pack)
        if inference.holds(key):
            assert found.rules == ()
            continue
        assert [item.nearness for item in found.rules] == sorted(item.nearness for item in found.rules)
        assert {item.proof.rule for item in found.rules} == {
            rule.id for rule in applying(rules, facts) if rule.key == key
        }
        lacking = {
            leaf.leaf.key
            for item in found.rules
            for leaf in leaves_in(item.proof.condition)
            if isinstance(leaf.leaf, Concluded) and not is_true(leaf.truth) and not inference.holds(leaf.leaf.key)
        }
        assert lacking <= set(found.behind)


@given(rule_sets(), fact_sets())
def test_only_rules_that_could_not_be_judged_hang_on_answers(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for key in KEYS:
        found = whynot(key, facts, inference, pack)
        for item in (*found.rules, *found.exclusions):
            undetermined = inference.rules[item.proof.rule].undetermined
            assert undetermined or not item.answers
            assert bool(open_leaves(item.proof.condition)) == undetermined
        if not is_true(found.truth) and not is_false(found.truth):
            assert set(found.answers) == set(Hanging(facts, inference, pack).conclusion(key))


def test_an_open_condition_is_nearer_than_a_failed_one() -> None:
    assert Nearness(0, 3) < Nearness(1, 0) < Nearness(1, 1) < Nearness(2, 0)
    assert Nearness(0, 3) + Nearness(1, 0) == Nearness(1, 3)


@given(rule_sets(), fact_sets())
def test_rules_that_do_not_apply_on_the_day_are_said_apart(rules: tuple[Rule, ...], facts: Facts) -> None:
    ended = tuple(dataclasses.replace(rule, since=dt.date(2000, 1, 1), until=dt.date(2000, 1, 2)) for rule in rules)
    inference, pack = judged(ended, facts)

    for key in KEYS:
        found = whynot(key, facts, inference, pack)
        assert is_false(found.truth)
        assert found.rules == ()
        assert {name for name in found.not_in_force if pack.rules[name].key == key} == {
            rule.id for rule in rules if rule.key == key
        }


def test_the_answers_of_the_advice_are_those_of_the_explanation(shipped: Advisor) -> None:
    facts = build_facts(Profile.model_validate(sample.core()), shipped.pack)
    inference = chain(shipped.program, facts)

    for key, answers in open_questions(facts, inference, shipped.pack).items():
        assert whynot(key, facts, inference, shipped.pack).answers == answers


def test_what_stands_against_a_measure_comes_by_gravity(shipped: Advisor) -> None:
    facts = build_facts(Profile.model_validate(sample.rich()), shipped.pack)
    inference = chain(shipped.program, facts)

    against = whynot("strategy.send_teachers_abroad", facts, inference, shipped.pack).exclusions
    grave = [0 if is_true(item.proof.truth) else 2 if is_false(item.proof.truth) else 1 for item in against]
    assert len(against) > 1
    assert grave == sorted(grave)


@pytest.mark.parametrize("kind", ["rich", "core", "published"])
def test_every_conclusion_that_is_not_true_can_be_told_in_both_languages(kind: str) -> None:
    record, pack = sample.record_of(getattr(sample, kind)())
    context = Context(record, pack, requests=True)
    for key in pack.conclusion_keys:
        found = whynot(key, context.values.facts, context.inference, pack)
        outline = told_whynot(found, context, lambda verb, name: f"hepu {verb} P {name}", most=None)
        for text in (drawn(outline, "zh"), drawn(outline, "en")):
            assert "{" not in text
            assert not re.search(r"\bNone\b(?! of)|\bTrue\b|\bFalse\b", text)
        assert not leaked(drawn(outline, "en"), record, pack)
        assert "Not met" not in drawn(outline, "zh")


def test_published_figures_show_no_condition_that_fails(shipped: Advisor) -> None:
    record, pack = sample.record_of(sample.published())
    context = Context(record, pack, requests=True)
    for key in pack.conclusion_keys:
        found = whynot(key, context.values.facts, context.inference, pack)
        text = drawn(told_whynot(found, context, lambda verb, name: f"{verb} {name}", most=None), "zh")
        if key.partition(".")[0] in {"problem", "cause", "strategy", "exclusion"}:
            assert len(text.splitlines()) == 2
        assert "不满足的条件" not in text


def test_dates_are_told_of_rules_to_come(shipped: Advisor) -> None:
    later = dt.date(2090, 1, 1)
    rules = {
        name: dataclasses.replace(rule, since=later) if rule.key == "strength.award_winning" else rule
        for name, rule in shipped.pack.rules.items()
    }
    pack = Pack(shipped.pack.knowledge, shipped.pack.vocabulary, MappingProxyType(rules))
    facts = build_facts(Profile.model_validate(sample.rich()), pack)
    found = whynot("strength.award_winning", facts, chain(compile_pack(pack), facts), pack)
    context = Context(sample.record_of(sample.rich())[0], pack, requests=True)

    text = drawn(told_whynot(found, context, lambda verb, name: f"{verb} {name}", most=None), "en")
    assert "applies from 1 January 2090" in text
    assert "No rule for it applies" in text


def test_the_command_shows_the_five_nearest_rules_and_all_on_demand(run: Run, tmp_path: Path) -> None:
    asked = ("whynot", blank(tmp_path), "problem.insufficient_capacity", "--lang", "en", "--json")

    def kinds(text: str) -> list[str]:
        return [part["kind"] for part in json.loads(text)["parts"]]

    few, every = kinds(run(*asked)[1]), kinds(run(*asked, "--all")[1])
    assert few == ["near"] * 5 + ["more"]
    assert set(every) == {"near"}
    assert len(every) > 5


def test_the_command_names_what_is_missing_and_what_stands_against_a_measure(run: Run) -> None:
    code, out, err = run("whynot", BAY, "strategy.send_teachers_abroad", "--peers", PEERS, "--lang", "en")

    assert code == 0
    assert err == ""
    assert "What may stand against it" in out
    assert "Answers that would settle it" in out
    assert "Its nearest rule" in out
    assert f"For more: hepu whynot {BAY}" in out
    assert not CHINESE.findall(out)


def test_the_command_says_of_a_true_conclusion_that_it_holds(run: Run) -> None:
    code, out, _ = run("whynot", BAY, "few_overseas_students", "--peers", PEERS, "--lang", "en")

    assert code == 0
    assert "holds (likely)" in out
    assert f"hepu why {BAY} problem.few_overseas_students" in out


def test_a_profile_that_lacks_nearly_everything_is_told_what_would_settle_it(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("whynot", blank(tmp_path), "problem.few_overseas_students")

    assert code == 0
    assert "不能判断" in out
    assert "补充后即可判断" in out
