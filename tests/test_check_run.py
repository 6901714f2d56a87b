"""A check of a pack: every fault of every file in one run, nothing twice, and nothing that follows from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hepu.checks.registry import CHECKS
from hepu.checks.run import check_layers
from hepu.errors import PackError
from hepu.layers import Layer
from hepu.pack import load_pack
from small_packs import small_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.errors import Fault

PROBLEM = "rules/problems/few-partners.yaml"
CAUSE = "rules/causes/no-plan.yaml"


def found(folder: Path, snippets: Mapping[str, str]) -> list[Fault]:
    """Check the small pack with snippets laid over it."""
    return list(check_layers((Layer.at(small_pack(folder, snippets)),)).findings)


def told(folder: Path, snippets: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the file and code of each finding."""
    return [(fault.location.file.partition("/pack/")[2], fault.code) for fault in found(folder, snippets)]


def test_one_run_tells_faults_of_every_kind_and_file(tmp_path: Path) -> None:
    snippets = {
        CAUSE: "theory: open_system\n",
        PROBLEM: "sources: [SAMPLE\n",
        "knowledge/opportunities.yaml": "backed_by_law:\n  bassis: law\n",
        "knowledge/problems.yaml": "few_partners:\n  indicators: [oversea_sites]\n",
        "rules/opportunities/law-backs-exchange.yaml": "certainty: sure\n",
    }

    assert told(tmp_path, snippets) == [
        ("knowledge/opportunities.yaml", "key_unknown"),
        ("knowledge/problems.yaml", "knowledge_reference"),
        (CAUSE, "theory_unknown"),
        ("rules/opportunities/law-backs-exchange.yaml", "certainty_word"),
        (PROBLEM, "yaml_syntax"),
    ]


def test_every_fault_of_one_rule_is_told_at_its_line(tmp_path: Path) -> None:
    rule = 'certainty: sure\nsince: 2017-13-01\ntheory: open_system\nbecause: {zh: "甲"}\nsources: []\ncolour: red\n'

    assert [(fault.code, fault.location.line) for fault in found(tmp_path, {PROBLEM: rule})] == [
        ("certainty_word", 3),
        ("date_impossible", 4),
        ("theory_unknown", 5),
        ("text_languages", 10),
        ("sources_missing", 11),
        ("key_unknown", 23),
    ]


def test_a_wrong_comparator_is_told_beside_a_wrong_name(tmp_path: Path) -> None:
    assert [fault.code for fault in found(tmp_path, {CAUSE: "when: {fact: staf, belowe: 1}\n"})] == [
        "value_unknown",
        "comparator_unknown",
    ]


@pytest.mark.parametrize(
    ("named", "nearest"),
    [
        ("indicator.oversea_sites", "indicator.overseas_sites"),
        ("reference.oversea_sites", "reference.overseas_sites"),
        ("count.partnership", "count.partnerships"),
        ("indicater.overseas_sites", "indicator"),
    ],
)
def test_a_value_in_a_text_that_does_not_exist_is_told_with_the_like_of_its_kind(
    tmp_path: Path, named: str, nearest: str
) -> None:
    text = f'because: {{zh: "有{{{named}}}。", en: "There are {{{named}}}."}}\n'

    told_of = {(fault.code, fault.context["nearest"]) for fault in found(tmp_path, {PROBLEM: text})}

    assert told_of == {("placeholder_unknown", nearest)}


@pytest.mark.parametrize(
    "broken",
    [
        {"knowledge/indicators.yaml": "overseas_sites:\n  decimals: many\n"},
        {"knowledge/parameters.yaml": "min_partners:\n  decimals: many\n"},
        {"knowledge/policies.yaml": "sample_law:\n  status: gone\n"},
        {"knowledge/problems.yaml": "few_partners:\n  basis: guess\n"},
        {"knowledge/sources.yaml": "SAMPLE:\n  type: blog\n"},
        {"knowledge/theories.yaml": "open_systems:\n  kind: idea\n"},
        {"knowledge/strategies.yaml": "find_partners:\n  actor: nobody\n"},
        {"knowledge/policies.yaml": "sample_law: [\n"},
        {"knowledge/sources.yaml": "SAMPLE: {title: 'open\n"},
        {CAUSE: "when: {problem: few_partner\n"},
        {PROBLEM: "concludes: 3\n"},
        {PROBLEM: "concludes: {problem: few_partner}\n"},
    ],
    ids=" ".join,
)
def test_what_rests_on_something_broken_is_not_told_as_well(broken: Mapping[str, str], tmp_path: Path) -> None:
    assert {file for file, _ in told(tmp_path, broken)} == set(broken)


def test_a_pack_that_says_nothing_sound_of_itself_is_checked_all_the_same(tmp_path: Path) -> None:
    broken = {"knowledge/pack.yaml": "date: someday\n", CAUSE: "theory: open_system\n"}

    assert [code for _, code in told(tmp_path, broken)] == ["knowledge_entry", "theory_unknown"]


def test_every_circle_is_told_with_its_steps(tmp_path: Path) -> None:
    circles = {PROBLEM: "when: {problem: few_partners}\n", CAUSE: "when: {cause: no_plan}\n"}
    findings = found(tmp_path, circles)

    assert [fault.context["found"] for fault in findings if fault.code == "rules_cycle"] == [
        "cause.no_plan → cause.no_plan",
        "problem.few_partners → problem.few_partners",
    ]


def test_nothing_is_told_twice(tmp_path: Path) -> None:
    findings = found(tmp_path, {CAUSE: "when: {cause: no_plan}\n"})

    assert len({(fault.code, fault.location) for fault in findings}) == len(findings)


def test_users_are_refused_a_pack_with_any_of_these_faults(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {PROBLEM: "certainty: likely\ncertainty: possible\n", CAUSE: "theory: none\n"})

    with pytest.raises(PackError) as caught:
        load_pack((Layer.at(pack),))

    assert [fault.code for fault in caught.value.faults] == ["yaml_duplicate_key", "theory_unknown"]


def test_every_finding_about_a_part_of_a_file_has_its_line_and_column(tmp_path: Path) -> None:
    snippets = {
        "knowledge/problems.yaml": "few_partners:\n  indicators: [no_such]\n",
        "knowledge/levers.yaml": "fact.plan: {move: raise, effort: low}\n",
        "knowledge/priority.yaml": "effort: {name: {zh: 甲, en: a}, text: {zh: 甲, en: a}}\n",
    }
    findings = found(tmp_path, snippets)

    assert {fault.code for fault in findings} == {"knowledge_reference", "lever_move", "priority_last"}
    assert [fault for fault in findings if not (fault.location.line and fault.location.column)] == []


def test_the_checks_are_functions_of_a_pack() -> None:
    assert len(CHECKS) == len(set(CHECKS)) >= 14
