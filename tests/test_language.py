"""Reading rules: what is accepted, and what a consultant is told about each mistake."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from hepu.errors import InputError
from hepu.language.model import All, Compare, Count, ParameterRef, leaf_paths
from hepu.language.read import read_rule
from hepu.messages import catalogue, render_fault
from hepu.resources import templates_dir
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from hepu.errors import Fault
    from hepu.pipeline import Advisor

RULE = """\
rule: few-teacher-days
concludes: {problem: weak_teacher_capacity}
certainty: likely
since: 2017-01-01
theory: two_kinds_of_development
when:
  all:
    - gap: fac_outbound_training_days
      at_least: moderate
    - count: partnerships
      where: {sends_teachers: {is: true}, active: {is: true}}
      below: {parameter: min_teacher_partners}
because:
  zh: "赴国（境）外{indicator.fac_outbound_training_days}。"
  en: "{indicator.fac_outbound_training_days} abroad."
sources: [CL22]
examples:
  - it: fires
    given: {gap.fac_outbound_training_days: moderate, partnerships: none}
    expect: fires
"""


def read(text: str, shipped: Advisor, name: str = "few-teacher-days") -> tuple[object, tuple[Fault, ...]]:
    """Read one rule text under the shipped vocabulary."""
    return read_rule(text, f"rules/problems/{name}.yaml", name, shipped.pack.vocabulary)


def test_a_sound_rule_is_read_whole(shipped: Advisor) -> None:
    rule, faults = read_rule(RULE, "f.yaml", "few-teacher-days", shipped.pack.vocabulary)

    assert faults == ()
    assert rule is not None
    assert isinstance(rule.when, All)
    gap, count = rule.when.parts
    assert isinstance(gap, Compare)
    assert gap.test.operands == (2,)
    assert isinstance(count, Count)
    assert count.test.operands == (ParameterRef("min_teacher_partners", 0),)


def test_a_rule_knows_where_its_leaves_stand(shipped: Advisor) -> None:
    rule, _ = read_rule(RULE, "f.yaml", "few-teacher-days", shipped.pack.vocabulary)

    assert rule is not None
    assert leaf_paths(rule.when) == (("when", "all", 0), ("when", "all", 1))
    assert [rule.place(path).line for path in leaf_paths(rule.when)] == [8, 10]


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "nearest"),
    [
        (
            "gap: fac_outbound_training_days\n",
            "gap: fac_outbound_trainig_days\n",
            "value_unknown",
            8,
            "fac_outbound_training_days",
        ),
        ("at_least: moderate", "at_least: modrate", "operand_value", 9, "moderate"),
        ("at_least: moderate", "atleast: moderate", "comparator_unknown", 9, "at_least"),
        ("count: partnerships", "count: partnership", "list_unknown", 10, "partnerships"),
        ("active: {is: true}", "activ: {is: true}", "field_unknown", 11, "active"),
        ("active: {is: true}", "active: {above: true}", "comparator_kind", 11, ""),
        (
            "parameter: min_teacher_partners",
            "parameter: min_teacher_partner",
            "parameter_unknown",
            12,
            "min_teacher_partners",
        ),
        ("problem: weak_teacher_capacity", "problem: weak_teachers", "conclusion_unknown", 2, ""),
        ("certainty: likely", "certainty: likley", "certainty_word", 3, "likely"),
        ("since: 2017-01-01", "since: 2017-02-30", "date_impossible", 4, ""),
        (
            "theory: two_kinds_of_development",
            "theory: two_kinds_development",
            "theory_unknown",
            5,
            "two_kinds_of_development",
        ),
        ("sources: [CL22]", "sources: [CL23]", "source_unknown", 16, "CL22"),
        ("sources: [CL22]", "sources: []", "sources_missing", 16, ""),
        ("  all:\n", "  al:\n", "condition_head", 6, "all"),
        ("{indicator.fac_outbound_training_days} abroad", "many days abroad", "placeholder_differ", 13, ""),
        ("rule: few-teacher-days", "rule: other", "rule_id", 1, ""),
        ("expect: fires", "expect: fire", "example_expect", 20, ""),
        ("      at_least: moderate\n", "      at_least: moderate\n      is: none\n", "comparator_one", 8, ""),
    ],
)
def test_each_mistake_is_told_with_its_line_and_the_nearest_name(
    shipped: Advisor, old: str, new: str, code: str, line: int, nearest: str
) -> None:
    assert old in RULE
    rule, faults = read(RULE.replace(old, new), shipped)

    assert rule is None
    assert code in [fault.code for fault in faults]
    fault = next(fault for fault in faults if fault.code == code)
    assert fault.location.line == line
    if nearest:
        assert fault.context["nearest"] == nearest


def test_all_mistakes_of_a_rule_are_told_at_once(shipped: Advisor) -> None:
    text = RULE.replace("at_least: moderate", "at_least: big").replace("[CL22]", "[NOPE]").replace("likely", "sure")
    _, faults = read(text, shipped)

    assert {"operand_value", "source_unknown", "certainty_word"} <= {fault.code for fault in faults}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "yaml_duplicate_key"),
        ("a: &x 1\nb: *x\n", "yaml_alias"),
        ("a: !!python/object:os.system x\n", "yaml_tag"),
        ("a: [1, 2\n", "yaml_syntax"),
        ("---\na: 1\n---\nb: 2\n", "yaml_many_documents"),
        ("[" * 60 + "]" * 60, "yaml_too_deep"),
        ("a: '" + "x" * 4_000_001 + "'", "yaml_too_large"),
        ("{a: 1}: 2\n", "yaml_key"),
    ],
)
def test_yaml_that_a_data_file_has_no_use_for_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(text, "f.yaml")

    assert caught.value.faults[0].code == code


def test_yes_and_no_and_dates_stay_words() -> None:
    assert read_yaml("a: yes\nb: no\nc: on\nd: 2024-01-02\ne: 012\nf: 1.50\n", "f").value == {
        "a": "yes",
        "b": "no",
        "c": "on",
        "d": "2024-01-02",
        "e": 12,
        "f": Decimal("1.50"),
    }


def test_no_message_stands_in_two_files() -> None:
    files = sorted((templates_dir() / "messages").glob("*.yaml"))
    codes = Counter(code for path in files for code in read_yaml(path.read_text("utf-8"), path.name).value)

    assert [code for code, times in codes.items() if times > 1] == []


def test_every_message_has_both_languages_and_a_remedy_key() -> None:
    for code, entry in catalogue().items():
        assert set(entry) == {"zh", "en"}, code
        assert all(set(text) == {"message", "remedy"} for text in entry.values()), code


def test_a_fault_is_rendered_with_place_and_remedy(shipped: Advisor) -> None:
    _, faults = read(RULE.replace("at_least: moderate", "at_least: modrate"), shipped)

    english, chinese = render_fault(faults[0], "en"), render_fault(faults[0], "zh")

    assert english.startswith("rules/problems/few-teacher-days.yaml:9:")
    assert "Nearest name: moderate" in english
    assert "最接近的名称：moderate" in chinese
