"""The impact of a change: whose advice turns, and by which rule or parameter, found by judging again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from hepu.errors import PackError
from hepu.impact.build import Comparison, impact_of
from hepu.impact.verdict import written
from hepu.text import LANGUAGES
from impact_sample import FEW, FIND, PARAMETERS, PLAN, library, pack_at
from small_packs import small_pack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hepu.impact.model import CollegeImpact, Impact

# With min_partners at 2: A has too few partnerships, B just enough, C enough by far.
COLLEGES = {"A": (1, False), "B": (2, False), "C": (9, True)}


EDITS = {
    "number": (
        PARAMETERS,
        "min_partners:\n  values:\n    - {since: 2012-01-01, value: 3, sources: [SAMPLE]}\n",
        "parameters.min_partners",
    ),
    "few": (
        FEW,
        "when:\n  all:\n    - {count: partnerships, below: {parameter: min_partners}}\n    - {fact: plan, is: false}\n",
        "rule.few-partners",
    ),
    "plan": (PLAN, "when:\n  problem: few_partners\n", "rule.no-plan"),
    "find": (FIND, "certainty: possible\n", "rule.find-partners"),
}


def impact(
    tmp_path: Path, changed: dict[str, str], colleges: dict[str, tuple[int, bool | None]] | None = None
) -> Impact:
    """Compare the small pack with one on which snippets are laid."""
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", changed)
    return impact_of(Comparison(str(old), str(new), library(tmp_path / "profiles", colleges or COLLEGES)))


def college(found: Impact, name: str) -> CollegeImpact:
    """Give what became of one college."""
    return next(item for item in found.colleges if item.file == f"{name}.yaml")


def parameter(value: int) -> str:
    """Write the parameter with another value."""
    return f"min_partners:\n  values:\n    - {{since: 2012-01-01, value: {value}, sources: [SAMPLE]}}\n"


def test_the_same_pack_affects_nobody(tmp_path: Path) -> None:
    found = impact(tmp_path, {})

    assert (found.changes, found.affected) == ((), ())


def test_a_changed_parameter_is_the_cause_of_all_that_follows_from_it(tmp_path: Path) -> None:
    found = impact(tmp_path, {PARAMETERS: parameter(3)})

    assert [item.file for item in found.affected] == ["B.yaml"]
    turned = {item.key: (item.before, item.after, item.causes.each) for item in college(found, "B").turns}
    assert turned["problem.few_partners"] == ("false", "likely", ("parameters.min_partners",))
    assert turned["cause.no_plan"] == ("false", "possible", ("parameters.min_partners",))
    [move] = college(found, "B").moves
    assert (move.id, move.way, move.causes.each) == ("find_partners", "gained", ("parameters.min_partners",))
    prior = college(found, "B").priorities
    assert prior is not None
    assert (prior.before, prior.after) == ((), ("few_partners",))


def test_a_removed_rule_takes_its_conclusion_and_measure_away(tmp_path: Path) -> None:
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new")
    (new / FIND).unlink()
    found = impact_of(Comparison(str(old), str(new), library(tmp_path / "profiles", COLLEGES)))

    [move] = college(found, "A").moves
    assert (move.way, move.causes.keys) == ("lost", ("rule.find-partners",))


def test_each_of_two_changes_that_do_it_alone_is_named(tmp_path: Path) -> None:
    """B is freed of the cause both by a lower number and by a rule that asks for a plan it does not lack."""
    found = impact(
        tmp_path,
        {PARAMETERS: parameter(1), FEW: "when:\n  count: partnerships\n  where: {active: {is: true}}\n  below: 1\n"},
        {"A": (1, False)},
    )

    turn = next(item for item in college(found, "A").turns if item.key == "problem.few_partners")
    assert turn.causes.each == ("parameters.min_partners", "rule.few-partners")
    assert turn.causes.needed == ()


def test_what_only_two_changes_together_turn_is_told_as_a_combination(tmp_path: Path) -> None:
    """The cause asks for the problem, which a number decides, and for a plan, which the rule no longer asks for."""
    found = impact(
        tmp_path,
        {PARAMETERS: parameter(3), PLAN: "when:\n  problem: few_partners\n"},
        {"B": (2, True)},
    )

    turn = next(item for item in college(found, "B").turns if item.key == "cause.no_plan")
    assert (turn.before, turn.after) == ("false", "possible")
    assert turn.causes.each == ()
    assert turn.causes.together == ("parameters.min_partners", "rule.no-plan")
    assert turn.causes.needed == ("parameters.min_partners", "rule.no-plan")


def test_the_causes_alone_made_on_the_old_pack_give_what_the_new_pack_gives(tmp_path: Path) -> None:
    """Write each set of causes as a pack of its own, without the mixing by which they were found."""
    kinds = {f"{partners}-{plan}": (partners, plan) for partners in (1, 2, 3) for plan in (True, False, None)}
    profiles, old = library(tmp_path / "profiles", kinds), pack_at(tmp_path / "old")
    keys = {key: name for name, (_, _, key) in EDITS.items()}
    made: dict[frozenset[str], Impact] = {}

    def compared(names: Iterable[str]) -> Impact:
        chosen = frozenset(names)
        if chosen not in made:
            new = pack_at(tmp_path / "-".join(sorted(chosen)), {EDITS[name][0]: EDITS[name][1] for name in chosen})
            made[chosen] = impact_of(Comparison(str(old), str(new), profiles))
        return made[chosen]

    tried = 0
    for chosen in (("number", "plan"), ("few", "number"), ("few", "find"), tuple(EDITS)):
        for at, whole in enumerate(compared(chosen).colleges):
            for turn in whole.turns:
                for causes in [{key} for key in turn.causes.each] or [set(turn.causes.together)]:
                    alone = compared(keys[key] for key in causes).colleges[at]
                    said = {(item.key, item.before, item.after) for item in alone.turns}
                    assert (turn.key, turn.before, turn.after) in said
                    tried += 1
    assert tried > 20


def test_a_change_that_turns_nothing_is_no_cause(tmp_path: Path) -> None:
    found = impact(tmp_path, {PARAMETERS: parameter(3), PLAN: "certainty: likely\n"}, {"C": (2, True)})

    assert college(found, "C").causes == ("parameters.min_partners",)


@pytest.mark.parametrize(
    ("snippet", "aspects", "grade"),
    [
        ("certainty: established\n", ("certainty",), "meaning"),
        ("until: 2027-12-31\n", ("days",), "meaning"),
        ("when:\n  count: partnerships\n  below: 2\n", ("condition",), "meaning"),
        ('cannot_express: {zh: "合作的质量。", en: "How good they are."}\n', ("limits",), "wording"),
        ("# A remark.\n", ("form",), "editorial"),
    ],
)
def test_what_changed_of_a_rule_is_told_by_what_it_does(
    tmp_path: Path, snippet: str, aspects: tuple[str, ...], grade: str
) -> None:
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", {} if snippet.startswith("#") else {FEW: snippet})
    if snippet.startswith("#"):
        path = new / FEW
        path.write_text(snippet + path.read_text("utf-8"), "utf-8")
    found = impact_of(Comparison(str(old), str(new), library(tmp_path / "profiles", {"C": (9, True)})))

    [change] = found.changes
    assert (change.key, getattr(change, "aspects", ()), change.grade) == ("rule.few-partners", aspects, grade)


def test_wording_and_form_affect_nobody(tmp_path: Path) -> None:
    found = impact(tmp_path, {FEW: 'because:\n  zh: "合作少。"\n  en: "Few partnerships."\n'})

    assert found.affected == ()


def test_a_name_that_only_the_new_pack_knows_is_said_to_be_incomparable(tmp_path: Path) -> None:
    """A new problem with its rule: the conclusion is listed where it holds, and the pack that lacks it is said to."""
    problem = (
        'no_office:\n  name: {zh: "没有机构", en: "No office"}\n  text: {zh: "没有机构。", en: "No office."}\n'
        "  theory: open_systems\n  basis: synthesis\n  verified: false\n  sources: [SAMPLE]\n  indicators: []\n"
    )
    rule = (
        "rule: no-office\nconcludes: {problem: no_office}\ncertainty: likely\nsince: 2017-01-01\ntheory: open_systems\n"
        'when: {fact: plan, is: false}\nbecause: {zh: "没有机构。", en: "No office."}\nsources: [SAMPLE]\n'
        "examples:\n  - {it: fires, given: {plan: false}, expect: fires}\n"
    )
    found = impact(
        tmp_path, {"knowledge/problems.yaml": problem, "rules/problems/no-office.yaml": rule}, {"C": (9, False)}
    )

    assert dict(found.incomparable.only_new) == {"problems": ("no_office",)}
    [turn] = college(found, "C").turns
    assert (turn.key, turn.before, turn.after) == ("problem.no_office", "undefined", "likely")
    assert turn.causes.each == ("rule.no-office",)  # it brings its problem along


def test_a_question_is_new_where_a_rule_asks_for_what_a_college_left_blank(tmp_path: Path) -> None:
    found = impact(tmp_path, {FEW: "when: {fact: office, is: false}\n"}, {"C": (9, True)})

    [question] = college(found, "C").questions
    assert (question.answer, question.new, question.causes.each) == ("fact.office", True, ("rule.few-partners",))


def test_a_pack_without_the_numbers_that_facts_need_is_told_so(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    with pytest.raises(PackError) as caught:
        impact_of(Comparison(str(pack), str(pack), library(tmp_path / "profiles", COLLEGES)))

    [fault] = caught.value.faults
    assert (fault.code, fault.context["found"]) == ("source_incomplete", "trend_margin")


def test_a_faulty_profile_is_named_and_left_out(tmp_path: Path) -> None:
    profiles = library(tmp_path / "profiles", COLLEGES)
    (profiles / "broken.yaml").write_text("schema_version: 1\nas_of: never\n", "utf-8")
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", {PARAMETERS: parameter(3)})
    found = impact_of(Comparison(str(old), str(new), profiles))

    assert {fault.location.file for fault in found.faults} == {"broken.yaml"}
    assert [item.file for item in found.colleges] == ["A.yaml", "B.yaml", "C.yaml"]


def test_of_published_figures_no_problem_and_no_measure_is_told(tmp_path: Path) -> None:
    profiles = library(tmp_path / "profiles", {"B": (2, False)})
    path = profiles / "B.yaml"
    path.write_text(path.read_text("utf-8").replace("data_year", "published_figures_only: true\ndata_year"), "utf-8")
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", {PARAMETERS: parameter(3)})
    found = impact_of(Comparison(str(old), str(new), profiles))

    assert found.affected
    said = "".join(written(found, form, "en") for form in ("text", "markdown", "csv"))
    assert "Few active partnerships" not in said
    assert "problem.few_partners" not in said
    [told] = json.loads(written(found, "json", "en"))["colleges"]
    assert (told["conclusions"], told["measures"], told["priorities"]) == ([], [], None)
    assert told["withheld"] > 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "json", "markdown", "csv"])
def test_the_same_comparison_gives_the_same_bytes(tmp_path: Path, form: str, lang: str) -> None:
    asked = {PARAMETERS: parameter(3)}
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", asked)
    comparison = Comparison(str(old), str(new), library(tmp_path / "profiles", COLLEGES))

    once = written(impact_of(comparison), form, lang)  # type: ignore[arg-type]
    again = written(impact_of(comparison), form, lang)  # type: ignore[arg-type]

    assert once == again


def test_text_tells_the_sum_first_and_the_cause_of_each_line(tmp_path: Path) -> None:
    told = written(impact(tmp_path, {PARAMETERS: parameter(3)}), "text", "en").splitlines()

    assert told[3] == "│  The advice changes for 1 of 3 colleges"
    gained = next(at for at, line in enumerate(told) if "Measure gained: Find partners" in line)
    assert told[gained + 1].endswith("by parameter min_partners")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_no_advisory_shows_is_told_in_one_line(tmp_path: Path, form: str) -> None:
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new")
    for name in (FEW, PLAN):
        path = new / name
        path.write_text("# A remark.\n" + path.read_text("utf-8"), "utf-8")
    found = impact_of(Comparison(str(old), str(new), library(tmp_path / "profiles", {"C": (9, True)})))
    told = written(found, form, "en").replace("\\", "")

    assert "Only examples, reviews or layout (2): rule few-partners, rule no-plan" in told
    assert "Rule changed" not in told


def test_markdown_shows_names_of_others_as_text(tmp_path: Path) -> None:
    profiles = library(tmp_path / "profiles", {"B": (2, False)})
    path = profiles / "B.yaml"
    path.write_text(path.read_text("utf-8").replace("Sample college B", "</details>@all|*B*"), "utf-8")
    old, new = pack_at(tmp_path / "old"), pack_at(tmp_path / "new", {PARAMETERS: parameter(3)})
    told = written(impact_of(Comparison(str(old), str(new), profiles)), "markdown", "en")

    assert "&lt;/details&gt;@\N{WORD JOINER}all\\|\\*B\\*" in told
    assert told.count("</details>") == 1


def test_a_table_has_a_line_for_every_turn(tmp_path: Path) -> None:
    found = impact(tmp_path, {PARAMETERS: parameter(3)})
    rows = list(csv.DictReader(io.StringIO(written(found, "csv", "en"))))

    assert {(row["kind"], row["item"], row["causes"]) for row in rows} == {
        ("conclusion", "problem.few_partners", "parameters.min_partners"),
        ("conclusion", "cause.no_plan", "parameters.min_partners"),
        ("measure", "strategy.find_partners", "parameters.min_partners"),
        ("priorities", "", "parameters.min_partners"),
    }
