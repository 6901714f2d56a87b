"""What hepu rules test tells of a rule: what its examples try, which are missing, and which mutants they let live."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hepu.authoring.layout.formatted import formatted
from hepu.cli import main
from hepu.language.model import Example
from hepu.layers import Layer
from hepu.pack import load_pack
from hepu.report.values import PackValues
from hepu.trials.goals import Goal
from hepu.trials.missing import Suggestion
from hepu.trials.mutation import mutate
from hepu.trials.reader import studies_of
from hepu.trials.results import KINDS, Asked, counted, fates, try_rules
from hepu.trials.sentences import with_sentences
from hepu.trials.suggest import missing_of
from small_packs import small_pack

if TYPE_CHECKING:
    from hepu.pipeline import Advisor
    from hepu.trials.kinds import GoalKind
    from hepu.trials.study import Study

RULE = "rules/problems/few-partners.yaml"
BOUND: tuple[GoalKind, ...] = ("bound",)
DAYS: tuple[GoalKind, ...] = ("days",)
SUPPORT = "language_support"
WHEN_PLAN = """\
when:
  all:
    - fact: staff
      at_least: 3
    - not:
        fact: plan
        is: true
because: {zh: "因", en: "because"}
"""


def studied(tmp_path: Path, snippet: str) -> Study:
    """Make ready the rule of the small pack with a snippet laid over it."""
    pack = load_pack((Layer.at(small_pack(tmp_path, {RULE: snippet})),))
    (study,) = studies_of(pack, [pack.rules["few-partners"]])
    return study


def examples(*given: str, expect: tuple[str, ...], more: str = "") -> str:
    """Write examples; each gives something and expects something."""
    lines = [
        f"  - it: example {at}\n    given: {{{one}}}\n    expect: {word}\n"
        for at, (one, word) in enumerate(zip(given, expect, strict=True))
    ]
    return "examples:\n" + "".join(lines) + more


def seen(study: Study, kind: str) -> set[tuple[str, str]]:
    """Give the goals of a kind that are met, by the end of their path."""
    return {(".".join(map(str, goal.path)), goal.seen) for goal in study.seen if goal.kind == kind}


def test_a_part_decides_only_where_its_opposite_alone_would_change_a_known_result(tmp_path: Path) -> None:
    study = studied(
        tmp_path,
        WHEN_PLAN + examples("staff: 9, plan: false", "staff: 1, plan: true", expect=("fires", "silent")),
    )

    # Both hold in the first, so each decides; both fail in the second, so neither does.
    assert seen(study, "branch") == {("when.all.0", "true"), ("when.all.1.not", "false")}


def test_a_leaf_counts_as_unknown_only_where_the_rule_is_unknown_too(tmp_path: Path) -> None:
    study = studied(tmp_path, WHEN_PLAN + examples("staff: 1", "plan: false", expect=("silent", "unknown")))

    assert seen(study, "unknown") == {("when.all.0", "")}


@pytest.mark.parametrize(
    ("comparator", "tried", "sides"),
    [
        ("at_least: 3", (2, 3, 4), {"below", "at"}),
        ("below: 3", (2, 3, 4), {"below", "at"}),
        ("above: 3", (2, 3, 4), {"at", "above"}),
        ("at_most: 3", (2, 3, 4), {"at", "above"}),
        ("is: 3", (2, 3, 4), {"below", "at", "above"}),
        ("at_least: 3", (1, 9), set()),
        ("is: 0", (0, 1), {"at", "above"}),
    ],
)
def test_a_bound_wants_the_values_next_to_where_the_answer_turns(
    comparator: str, tried: tuple[int, ...], sides: set[str], tmp_path: Path
) -> None:
    when = f"when:\n  fact: staff\n  {comparator}\nbecause: {{zh: 因, en: because}}\n"
    bare = studied(tmp_path / "bare", when + examples("staff: 0", expect=("silent",)))
    outcomes = tuple(bare.attempt(_example(f"{value}", value)).found for value in tried)
    study = studied(tmp_path, when + examples(*(f"staff: {value}" for value in tried), expect=outcomes))

    assert {side for _, side in seen(study, "bound")} == sides


def _example(it: str, staff: int) -> Example:
    return Example(it, {"staff": staff}, "silent")


def test_what_no_form_takes_is_impossible_and_not_untried(tmp_path: Path) -> None:
    when = "when:\n  fact: staff\n  is: 0\nbecause: {zh: 因, en: because}\n"
    study = studied(tmp_path, when + examples("staff: 0", expect=("fires",)))
    missing = missing_of(study, BOUND)

    assert [(unmet.goal.seen, unmet.why) for unmet in missing.unmet] == [("below", "outside")]
    assert [suggestion.example.given for suggestion in missing.suggestions] == [{"staff": 1}]


def test_what_another_part_forces_is_impossible(tmp_path: Path) -> None:
    when = """\
when:
  all:
    - fact: staff
      above: 3
    - fact: staff
      above: 1
because: {zh: 因, en: because}
"""
    study = studied(tmp_path, when + examples("staff: 9", expect=("fires",)))
    forced = {unmet.goal for unmet in missing_of(study, KINDS).unmet if unmet.why == "forced"}

    assert Goal("branch", ("when", "all", 1), "false") in forced
    assert Goal("branch", ("when", "all", 0), "false") not in forced


def test_each_test_of_a_row_is_tried_by_a_row_that_fails_it_alone(tmp_path: Path) -> None:
    when = """\
when:
  some: partnerships
  where: {active: {is: true}, sends_teachers: {is: true}}
because: {zh: 因, en: because}
"""
    study = studied(
        tmp_path,
        when
        + examples(
            "partnerships: [{active: true, sends_teachers: true}]",
            "partnerships: [{active: false, sends_teachers: true}]",
            "partnerships: [{active: false, sends_teachers: false}]",
            expect=("fires", "silent", "silent"),
        ),
    )

    assert seen(study, "row") == {
        ("when.where.active", "true"),
        ("when.where.sends_teachers", "true"),
        ("when.where.active", "false"),
    }


def test_the_days_around_the_first_and_the_last_are_tried_by_a_condition_that_holds(tmp_path: Path) -> None:
    study = studied(tmp_path, "since: 2018-01-01\nuntil: 2020-12-31\n")
    missing = missing_of(study, DAYS)

    assert [(item.example.as_of, item.example.expect) for item in missing.suggestions] == [
        (study.rule.since.replace(year=2017, month=12, day=31), "silent"),
        (study.rule.since, "fires"),
        (study.rule.until.replace(year=2021, month=1, day=1), "silent"),  # type: ignore[union-attr]
    ]


def test_a_rule_is_silent_on_a_day_on_which_it_does_not_apply(tmp_path: Path) -> None:
    example = "  - it: before\n    as_of: 2017-12-31\n    given: {partnerships: none}\n    expect: silent\n"
    study = studied(tmp_path, f"since: 2018-01-01\nexamples:\n{example}")

    assert [tried.found for tried in study.tried] == ["silent"]


def test_a_mutant_that_no_example_can_tell_apart_is_equivalent_and_does_not_survive(tmp_path: Path) -> None:
    when = "when:\n  fact: staff\n  above: 0\nbecause: {zh: 因, en: because}\n"
    study = studied(tmp_path, when + examples("staff: 1", "staff: 0", expect=("fires", "silent")))
    found = {(item.mutant.change, item.mutant.now): item.fate for item in mutate(study)}

    assert found["comparator", "at_least"] == "killed"
    assert found["direction", "below"] == "killed"
    assert found["bound", "1"] == "killed"
    assert found["certainty", "established"] == "survived"


def test_swapping_all_and_any_over_the_same_condition_twice_is_equivalent(tmp_path: Path) -> None:
    when = """\
when:
  any:
    - fact: staff
      above: 3
    - fact: staff
      above: 3
because: {zh: 因, en: because}
"""
    study = studied(tmp_path, when + examples("staff: 4", "staff: 3", expect=("fires", "silent")))
    logic = [item.fate for item in mutate(study) if item.mutant.change in {"logic", "condition"}]

    assert logic == ["equivalent"] * 3


# The shipped rules


def test_the_examples_of_the_shipped_rules_try_all_that_can_be_tried(shipped: Advisor) -> None:
    found, faults = try_rules(shipped.pack, shipped.pack.rules.values(), Asked(coverage=True))
    number = counted(found)

    assert faults == []
    open_goals = [
        (item.rule.id, goal)
        for item in found
        for goal in item.study.goals
        if item.state(goal) in {"untried", "undecided"}
    ]

    assert open_goals == []
    assert number.of(["bound"], "impossible") > 0
    assert number.of([kind for kind in KINDS if kind != "bound"], "impossible") == 0


def test_no_mutant_of_a_shipped_rule_outlives_its_examples(shipped: Advisor) -> None:
    found, _ = try_rules(shipped.pack, shipped.pack.rules.values(), Asked(mutants=True))
    number = fates(found)

    assert number["survived"] + number["undecided"] == 0
    assert number["killed"] > 6000


# The command


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it says."""
    monkeypatch.setattr("sys.argv", ["hepu", "rules", "test", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


COMMENTED = """\
# A comment at the top stays.
rule: few-partners
concludes: {problem: few_partners}
certainty: likely
since: 2017-01-01
theory: open_systems
when:
  count: partnerships  # so does one beside
  where: {active: {is: true}}
  below: {parameter: min_partners}
because:
  zh: "少。"
  en: "Few."
sources: [SAMPLE]
review: {status: unreviewed}
examples:
  # and one here
  - it: fires with one
    given: {partnerships: [{active: true}]}
    expect: fires
"""


def commented(tmp_path: Path) -> Path:
    """Write a small pack whose rule has comments and one example."""
    pack = small_pack(tmp_path)
    (pack / RULE).write_text(COMMENTED, "utf-8")
    return pack


def test_written_examples_leave_every_other_line_and_a_second_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = commented(tmp_path)
    first = run(
        capsys, monkeypatch, "few-partners", "--pack", str(pack), "--coverage", "--mutate", "--write", "--lang", "en"
    )
    text = (pack / RULE).read_text("utf-8")
    second = run(
        capsys, monkeypatch, "few-partners", "--pack", str(pack), "--coverage", "--mutate", "--write", "--lang", "en"
    )

    assert first[0] == second[0] == 0
    assert "4 examples added or completed in 1 file" in first[2]
    assert second[2] == "no example to write\n"
    assert (pack / RULE).read_text("utf-8") == text
    left = iter(text.splitlines())
    assert all(line in left for line in COMMENTED.splitlines())
    assert formatted(text, pack / RULE, RULE) == text
    assert "tried by examples: 8 of 8 (100.0 %)" in second[1]


def test_a_suggestion_says_that_a_person_must_judge_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = commented(tmp_path)
    _, english, _ = run(capsys, monkeypatch, "few-partners", "--pack", str(pack), "--coverage", "--lang", "en")
    _, chinese, _ = run(capsys, monkeypatch, "few-partners", "--pack", str(pack), "--coverage", "--lang", "zh")

    assert "is silent when the list 'Partnerships' has 2 rows (at the bound)" in english
    assert "a person must judge" in english
    assert "请人判断" in chinese


def test_examples_of_a_rule_told_in_chinese_get_chinese_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = commented(tmp_path)
    (pack / RULE).write_text(COMMENTED.replace("fires with one", "只有一项时成立"), "utf-8")
    _, said, _ = run(capsys, monkeypatch, "few-partners", "--pack", str(pack), "--only", "bound", "--lang", "en")

    assert "it: “国（境）外合作”有2行（恰在界限上）时，规则不成立" in said.replace('"', "")


@pytest.mark.parametrize(
    ("lang", "unknown", "silent"),
    [
        (
            "en",
            "cannot be judged while unknown: problem 'Few students practise overseas'; Language support",
            "is silent when problem 'Few students practise overseas' is not found and Language support = yes",
        ),
        (
            "zh",
            "问题“学生海外实习与全球胜任力不足”、“是否提供语言支持”未知时，不能判断",
            "未得出问题“学生海外实习与全球胜任力不足”，且“是否提供语言支持”为是时，规则不成立",
        ),
    ],
    ids=["en", "zh"],
)
def test_a_sentence_is_grammatical_whatever_the_labels_as_no_verb_follows_one(
    shipped: Advisor, lang: str, unknown: str, silent: str
) -> None:
    rule = shipped.pack.rules["language-support-missing"]
    beside = dataclasses.replace(rule.examples[0], it="成立" if lang == "zh" else "fires")
    rule = dataclasses.replace(rule, examples=(beside,))
    first = {**beside.given, "problem.few_students_abroad": True}
    beside = dataclasses.replace(beside, given=first)
    none = {name: value for name, value in first.items() if name not in {"problem.few_students_abroad", SUPPORT}}
    not_so = {**first, "problem.few_students_abroad": False, SUPPORT: True}
    suggestions = [
        Suggestion(Example("", none, "unknown"), (), beside),
        Suggestion(Example("", not_so, "silent"), (), beside),
    ]

    told = with_sentences(rule, suggestions, PackValues(shipped.pack))

    assert {item.example.it for item in told} == {unknown, silent}


def test_less_than_the_percentage_asked_for_returns_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = str(commented(tmp_path))
    few = run(capsys, monkeypatch, "few-partners", "--pack", pack, "--fail-under", "90", "--lang", "en")
    enough = run(capsys, monkeypatch, "few-partners", "--pack", pack, "--fail-under", "10", "--lang", "en")
    mutants = run(capsys, monkeypatch, "few-partners", "--pack", pack, "--mutate", "--fail-under", "90", "--lang", "en")

    assert (few[0], enough[0], mutants[0]) == (1, 0, 1)
    assert "is under the 90 % asked for" in few[2]


def test_json_tells_each_goal_bound_suggestion_and_mutant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = str(commented(tmp_path))
    _, said, _ = run(capsys, monkeypatch, "few-partners", "--pack", pack, "--coverage", "--mutate", "--json")
    told = json.loads(said)
    (rule,) = told["coverage"]["rules"]
    (bound,) = rule["bounds"]

    assert told["examples"] == {"passed": 1, "failed": []}
    assert bound["value"] == "2"
    assert (bound["line"], bound["sides"]["below"], bound["sides"]["at"]["tried"]) == (
        10,
        {"tried": "tried", "needed": True},
        "untried",
    )
    assert {goal["state"] for goal in rule["goals"]} == {"tried", "untried"}
    assert {"it", "given", "expect", "amends", "closes"} <= set(rule["suggestions"][0])
    assert {mutant["fate"] for mutant in told["mutants"]["mutants"]} == {"killed", "survived"}


def test_a_failed_example_is_told_with_its_own_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = commented(tmp_path)
    wrong = COMMENTED.replace("expect: fires", "expect: silent")
    (pack / RULE).write_text(wrong, "utf-8")
    code, said, _ = run(capsys, monkeypatch, "few-partners", "--pack", str(pack), "--write", "--lang", "en")

    assert code == 1
    assert f"{RULE}:18:5" in said
    assert (pack / RULE).read_text("utf-8") == wrong
