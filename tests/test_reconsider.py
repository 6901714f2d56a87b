"""``hepu whatif``, ``change`` and ``missing`` say what they found, in the reader's language, with place and number."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hepu.cli import cli
from hepu.errors import InputError

EXAMPLES = Path(__file__).parents[1] / "examples"
COLLEGE = str(EXAMPLES / "hepu-bay-college.yaml")
HAN = re.compile("[一-鿿]")


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def said(*words: str) -> str:
    """Give what a command prints."""
    result = run(*words)
    assert result.exit_code == 0
    return result.stdout


def test_a_difference_names_conclusions_and_measures_that_change() -> None:
    text = said("whatif", COLLEGE, "--set", "office=否", "--lang", "zh")

    assert "假设：office=否" in text
    assert "问题“机构与专职人员缺失”：不成立 → 成立（已确定）" in text
    assert "设立或配强国际交流处（国际教育学院），配足专职人员”：暂不建议 → " in text


def test_setting_what_is_so_already_changes_nothing() -> None:
    assert "No conclusion and no measure changes" in said("whatif", COLLEGE, "--set", "office=是", "--lang", "en")


def test_what_is_the_department_s_is_not_told_to_a_college() -> None:
    """A change of the rules bears on measures of government that no college is told of."""
    told = json.loads(said("whatif", COLLEGE, "--set", "rules=是", "--lang", "zh", "--json"))

    keys = [item["conclusion"] for part in told["parts"] if part["kind"] == "conclusions" for item in part["parts"]]
    assert "problem.incomplete_rules_and_plan" in keys
    assert "strategy.simplify_approval" not in keys


def test_the_least_change_names_the_step_its_effort_and_what_was_tried() -> None:
    text = said("change", COLLEGE, "incomplete_rules_and_plan", "--lang", "en")

    assert "Way 1 (effort in points, in all: 1)" in text
    assert "from no to yes (effort: low)" in text
    assert "moves tried: 2; combinations tried: 2" in text
    assert "no official standard" in text


def test_a_way_that_brings_another_problem_says_so() -> None:
    text = said("change", COLLEGE, "overseas_sites_lacking", "--lang", "zh")

    assert "但会出现新的问题或原因：问题“" in text


def test_a_problem_that_does_not_hold_needs_no_change() -> None:
    assert "It is so already" in said("change", COLLEGE, "no_dedicated_office", "--lang", "en")


def test_blanks_come_with_what_hangs_on_them_and_what_they_settle() -> None:
    told = json.loads(said("missing", COLLEGE, "--lang", "en", "--json"))

    first = told["parts"][0]
    assert first["answer"] == "fact.destination_safety_check"
    assert first["settled_by_any"] == first["hang"]


@pytest.mark.parametrize(
    "words",
    [
        ("whatif", COLLEGE, "--set", "rules=是"),
        ("change", COLLEGE, "shallow_cooperation"),
        ("missing", COLLEGE),
        ("similar", COLLEGE),
    ],
)
def test_english_holds_no_chinese(words: tuple[str, ...]) -> None:
    text = said(*words, "--lang", "en").replace("rules=是", "")

    assert HAN.search(text) is None


@pytest.mark.parametrize("words", [("whatif", "--set", "office=否"), ("change", "no_dedicated_office"), ("missing",)])
def test_a_real_college_is_not_judged(words: tuple[str, ...]) -> None:
    """Of published figures no problem, cause or measure is told, whatever is asked."""
    profile = next(str(path) for path in sorted(EXAMPLES.glob("*.yaml")) if "hepu-bay" not in path.name)
    told = json.dumps(json.loads(said(words[0], profile, *words[1:], "--lang", "zh", "--json")), ensure_ascii=False)

    assert "只含公开数据" in told
    assert re.findall(r'"(?:problem|cause|strategy|exclusion)\.[a-z_]+"', told) in (
        [],
        ['"problem.no_dedicated_office"'],
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("whatif", COLLEGE, "--set", "stafff=1"), "setting_unknown"),
        (("whatif", COLLEGE, "--set", "staff"), "setting_form"),
        (("change", COLLEGE, "no_such_problem_at_all"), None),
        (("missing", "no-such-file.yaml"), "file_missing"),
    ],
)
def test_what_cannot_be_asked_is_a_fault(words: tuple[str, ...], code: str | None) -> None:
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(cli, words, catch_exceptions=False, standalone_mode=False)

    assert code is None or [fault.code for fault in caught.value.faults] == [code]
