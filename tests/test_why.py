"""A proof rests on what supports it, names where everything was read, and reads well in either language."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import report_sample as sample
from hepu.advising import shipped as shipped_advisor
from hepu.cli import main
from hepu.explain.conditions import leaves_in, support
from hepu.explain.lookup import find_conclusion
from hepu.explain.model import CountRead, Group, ParameterRead, PolicyRead, ValueRead
from hepu.explain.readings import Reader
from hepu.explain.why import prove_rule, why
from hepu.facts.build import build_facts
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.kleene import UNKNOWN, both, conclude, either, is_true, negate
from hepu.language.model import All, Any, Concluded, Not, Quantified, leaves_of
from hepu.pack import Pack
from hepu.profile.model import Profile
from hepu.report.context import Context
from hepu.report.outline import drawn
from hepu.report.told.why import told_why
from random_packs import KEYS, fact_sets, rule_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hepu.explain.model import Part
    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.inference.kleene import Truth
    from hepu.language.model import Condition, Rule
    from hepu.pipeline import Advisor
    from hepu.record.model import Record

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BAY, PEERS = EXAMPLES / "hepu-bay-college.yaml", EXAMPLES / "peers" / "hepu-bay-college.csv"
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def judged(rules: tuple[Rule, ...], facts: Facts) -> tuple[Inference, Pack]:
    """Judge random rules, and give them as a pack."""
    whole = shipped_advisor().pack  # no argument, as its print would be long
    pack = Pack(whole.knowledge, whole.vocabulary, MappingProxyType({rule.id: rule for rule in rules}))
    return chain(compile_rules(rules, KEYS), facts), pack


def applying(rules: tuple[Rule, ...], facts: Facts) -> list[Rule]:
    """Keep the rules that apply on the day of the facts."""
    return [rule for rule in rules if rule.applies_on(facts.as_of)]


def evaluate(condition: Condition, truths: Sequence[Truth]) -> Truth:
    """Give the truth of a condition from the truths of its leaves in reading order."""
    rest = iter(truths)

    def walk(node: Condition) -> Truth:
        match node:
            case All(parts):
                return both([walk(part) for part in parts])
            case Any(parts):
                return either([walk(part) for part in parts])
            case Not(part):
                return negate(walk(part))
            case _:
                return next(rest)

    return walk(condition)


def stated(part: Part) -> dict[int, Truth]:
    """Give the truth of each leaf as the rule states it, by its place."""
    return {leaf.at: negate(leaf.truth) if leaf.negated else leaf.truth for leaf in leaves_in(part)}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process; give its code and what it printed."""

    def command(*words: str | Path, locale: str = "zh_CN.UTF-8") -> tuple[int, str, str]:
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setattr(sys, "argv", ["hepu", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(str(ended.value.code or 0)), printed.out, printed.err

    return command


@given(rule_sets(), fact_sets())
def test_the_truth_of_a_condition_follows_from_its_leaves(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for rule in applying(rules, facts):
        proof = prove_rule(rule.id, facts, inference, pack)
        truths = [truth for _, truth in sorted(stated(proof.condition).items())]
        assert tuple(truths) == inference.rules[rule.id].leaves
        assert evaluate(rule.when, truths) == proof.truth == inference.rules[rule.id].truth


@given(rule_sets(), fact_sets())
def test_a_proof_rests_only_on_leaves_that_support_it(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for key in filter(inference.holds, KEYS):
        for proof in why(key, facts, inference, pack).proofs[key].rules:
            resting = support(proof.condition)
            assert all(is_true(leaf.truth) for leaf in resting)
            kept, rule = {leaf.at for leaf in resting}, pack.rules[proof.rule]
            alone = [truth if at in kept else UNKNOWN for at, truth in sorted(stated(proof.condition).items())]
            assert is_true(evaluate(rule.when, alone))


@given(rule_sets(), fact_sets())
def test_the_rules_of_a_proof_give_the_conclusions_certainty(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for key in filter(inference.holds, KEYS):
        found = why(key, facts, inference, pack).proofs[key]
        given_by = conclude((pack.rules[item.rule].certainty, item.truth) for item in found.rules)
        assert given_by & 0b111 == inference.conclusions[key] & 0b111
        assert max(item.certainty or 0 for item in found.rules) == inference.certainty(key)


@given(rule_sets(), fact_sets())
def test_every_earlier_conclusion_that_a_proof_rests_on_is_proved_once(rules: tuple[Rule, ...], facts: Facts) -> None:
    inference, pack = judged(rules, facts)

    for key in KEYS:
        proofs = why(key, facts, inference, pack).proofs
        asked = {
            leaf.leaf.key
            for proof in proofs.values()
            for item in proof.rules
            for leaf in support(item.condition)
            if isinstance(leaf.leaf, Concluded) and not leaf.negated
        }
        assert set(proofs) == (asked | {key} if inference.holds(key) else set())


def test_a_not_stands_at_the_leaves(shipped: Advisor) -> None:
    rule = shipped.pack.rules["order-class-without-qualification"]
    facts = build_facts(Profile.model_validate(sample.rich()), shipped.pack)
    proof = prove_rule(rule.id, facts, chain(shipped.program, facts), shipped.pack)

    assert any(leaf.negated for leaf in leaves_in(proof.condition))
    assert isinstance(proof.condition, Group)
    assert len(leaves_in(proof.condition)) == len(leaves_of(rule.when))


def test_each_leaf_says_what_it_read(shipped: Advisor) -> None:
    facts = build_facts(Profile.model_validate(sample.rich()), shipped.pack, sample.peers(shipped.pack))
    reader = Reader(facts, shipped.pack)
    reads = [
        read for rule in shipped.pack.rules.values() for leaf in leaves_of(rule.when) for read in reader.reads(leaf)
    ]

    assert {type(read) for read in reads} == {ValueRead, CountRead, PolicyRead, ParameterRead}
    values = {read.key: read for read in reads if isinstance(read, ValueRead)}
    gap = values["gap.intl_ft_students"]
    assert [read.key for read in gap.through if isinstance(read, ValueRead)] == [
        "indicator.intl_ft_students",
        "fact.full_time_students",
    ]
    assert [read.key for read in values["fact.budget_execution"].through if isinstance(read, ValueRead)] == [
        "fact.budget",
        "fact.budget_spent",
    ]
    places = [read.list for read in values["fact.partner_places"].through if isinstance(read, CountRead)]
    assert places == ["partnerships"]


def test_rows_that_lack_what_every_row_should_have_are_counted(shipped: Advisor) -> None:
    facts = build_facts(Profile.model_validate(sample.rich()), shipped.pack)
    (leaf,) = (
        leaf
        for rule in shipped.pack.rules.values()
        for leaf in leaves_of(rule.when)
        if isinstance(leaf, Quantified) and leaf.word == "every"
    )
    read = Reader(facts, shipped.pack).count(leaf)

    assert read.lacking is not None
    assert read.lacking[0] <= read.low


@pytest.mark.parametrize("kind", ["rich", "core"])
def test_every_true_conclusion_can_be_told_in_both_languages(kind: str) -> None:
    record, pack = sample.record_of(getattr(sample, kind)())
    context = Context(record, pack, requests=True)
    told = 0
    for key in pack.conclusion_keys:
        if not context.inference.holds(key):
            continue
        told += 1
        found = why(key, context.values.facts, context.inference, pack)
        outline = told_why(found, context, lambda verb, name: f"hepu {verb} P {name}")
        for text in (drawn(outline, "zh"), drawn(outline, "en")):
            assert "{" not in text
            assert not re.search(r"\bNone\b(?! of)|\bTrue\b|\bFalse\b", text)
        assert not leaked(drawn(outline, "en"), record, pack)
        assert "Holds" not in drawn(outline, "zh")
    assert told > 20


def leaked(text: str, record: Record, pack: Pack) -> list[str]:
    """Give the Chinese words of an English text that are neither numbers of documents nor the college's own."""
    for policy in pack.knowledge.policies.values():
        text = text.replace(policy.number, "") if policy.number else text
    left = CHINESE.findall(re.sub(r"\[[^\]]*\]", "", text.replace(record.inputs.source_name, "")))
    return [word for word in left if word not in {"教发", "号"}]


def test_a_conclusion_is_found_by_key_id_and_name(shipped: Advisor) -> None:
    entry = shipped.pack.knowledge.problems["few_overseas_students"].name

    for asked in (
        "problem.few_overseas_students",
        "few_overseas_students",
        entry.zh,
        f"“{entry.zh}”",
        entry.en.upper(),
    ):
        assert find_conclusion(asked, shipped.pack) == "problem.few_overseas_students"
    assert find_conclusion("set_up_office", shipped.pack) == "strategy.set_up_office"
    assert find_conclusion("exclusion.set_up_office", shipped.pack) == "exclusion.set_up_office"


def test_every_name_leads_to_its_conclusion(shipped: Advisor) -> None:
    for key in shipped.pack.conclusion_keys:
        stage, _, name = key.partition(".")
        if stage != "exclusion":
            entry = shipped.pack.knowledge.conclusions(stage)[name].name
            assert find_conclusion(entry.zh, shipped.pack) == find_conclusion(entry.en, shipped.pack) == key


def test_the_command_prints_the_proof_with_places(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("why", BAY, "strategy.adopt_plan_and_rules", "--peers", PEERS, "--lang", "en")

    assert code == 0
    assert err == ""
    assert out.startswith("Measure “")
    assert "hepu-bay-college.yaml:" in out
    assert "proved above" in out
    assert not CHINESE.findall(out)


def test_the_chinese_name_and_the_bare_id_say_the_same(
    run: Callable[..., tuple[int, str, str]], shipped: Advisor
) -> None:
    name = shipped.pack.knowledge.problems["few_overseas_students"].name.zh
    by_name = run("why", BAY, name, "--peers", PEERS)
    by_id = run("why", BAY, "few_overseas_students", "--peers", PEERS)

    assert by_name == by_id
    assert by_name[0] == 0
    assert not re.search(r"\b(Met|Rule|From|holds)\b", by_name[1])


def test_an_unknown_name_is_told_with_the_nearest(run: Callable[..., tuple[int, str, str]]) -> None:
    chinese = run("why", BAY, "problem.few_oversea_students")
    english = run("whynot", BAY, "few_oversea_students", "--lang", "en")

    for code, out, err in (chinese, english):
        assert code == 1
        assert not out
        assert "problem.few_overseas_students" in err
        assert "Traceback" not in err
    assert CHINESE.search(chinese[2])
    assert not CHINESE.search(english[2])


def test_a_name_like_nothing_is_told_with_a_way_out(run: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = run("why", BAY, "qqqqqqq", "--lang", "en")

    assert code == 1
    assert "problem.few_overseas_students" in err


def test_a_conclusion_that_does_not_hold_is_told_plainly_with_the_command_that_tells_more(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = run("why", BAY, "problem.no_dedicated_office", "--lang", "en", "--peers", PEERS)

    assert code == 0
    assert "does not hold" in out
    assert f"hepu whynot {BAY} problem.no_dedicated_office --peers {PEERS} --lang en" in out


def test_json_says_the_same_with_truths_and_readings(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("why", BAY, "problem.incomplete_rules_and_plan", "--json", "--lang", "en")
    made = json.loads(out)

    assert code == 0
    assert made["conclusion"] == "problem.incomplete_rules_and_plan"
    assert made["truth"] == "TTT"
    rule = made["parts"][0]
    assert rule["kind"] == "rule"
    (read,) = rule["parts"][0]["reads"]
    assert read["key"] == "fact.rules"
    assert read["place"].startswith("hepu-bay-college.yaml:")


@pytest.mark.parametrize("verb", ["why", "whynot"])
@pytest.mark.parametrize("stage", ["problem.few_overseas_students", "cause.weak_branding", "strategy.set_up_office"])
def test_published_figures_give_no_judgement_to_explain(
    run: Callable[..., tuple[int, str, str]], verb: str, stage: str
) -> None:
    code, out, _ = run(verb, EXAMPLES / "liuzhou-city.yaml", stage, "--lang", "en")

    assert code == 0
    assert "published figures only" in out
    assert "hold" not in out.splitlines()[0]


@pytest.mark.parametrize(
    "words",
    [("why", "missing.yaml", "few_overseas_students"), ("why", BAY, "few_overseas_students", "--as-of", "2026-02-30")],
)
def test_faults_are_told_and_not_thrown(
    run: Callable[..., tuple[int, str, str]], words: tuple[str | Path, ...]
) -> None:
    code, out, err = run(*words)

    assert code == 1
    assert not out
    assert "Traceback" not in err
