"""A decision table goes out and comes back: unchanged it writes nothing, a changed cell changes its entry alone."""

from __future__ import annotations

import io
import shutil
import subprocess
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from openpyxl import load_workbook

from hepu.decision_table.book import table_bytes
from hepu.decision_table.condition_cells import write_condition
from hepu.decision_table.exported import chosen_rules
from hepu.decision_table.importing import difference
from hepu.decision_table.parts import read_condition
from hepu.decision_table.rule_cells import read_row, write_row
from hepu.decision_table.terms import Terms, terms_of
from hepu.errors import InputError, OutputError
from hepu.inference.examples import run_examples
from hepu.knowledge.reviewed import content_digest
from hepu.language.kinds import Vocabulary
from hepu.language.read import read_rule
from hepu.report.words import both
from hepu.text import LANGUAGES
from hepu.yaml_text import block
from random_packs import LISTS, PARAMETERS, POLICIES, TARGETS, VALUES, rule_sets
from raw_conditions import as_stated
from table_sample import (
    BOUND,
    FILTERED,
    GROUPED,
    PLAIN,
    Desk,
    added,
    sheet_of,
    small_table,
    stripped,
    typed,
    typed_example,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

    from hepu.language.model import Rule
    from hepu.pipeline import Advisor
    from hepu.text import Text

    Edit = Callable[[Workbook], None]

MEASURE = "alliances-at-hand"
SAID = (
    "International tasks are counted in the appraisal already; what has come of it can be looked at in the annual "
    "appraisal."
)
STAGES = ("opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion")
VOCABULARY = Vocabulary(
    values=MappingProxyType(VALUES),
    lists=MappingProxyType(LISTS),
    parameters=MappingProxyType(PARAMETERS),
    policies=frozenset(POLICIES),
    conclusions=MappingProxyType({s: frozenset(name for stage, name in TARGETS if stage == s) for s in STAGES}),
    sources=frozenset({"S"}),
    theories=frozenset({"open_systems"}),
)


def _called(*names: str) -> Text:
    """Call things by labels that are like one another, and some alike."""
    return both(f"名 {names[-1][:1]}" if len(names) > 2 else f"{names[0]} “{names[-1]}”")


TERMS = Terms(VOCABULARY, _called, _called)


@pytest.fixture(scope="module")
def blank(shipped: Advisor) -> bytes:
    """Give the table of some rules, without most of what only helps to fill it in."""
    return stripped(small_table(shipped.pack))


@pytest.fixture
def desk(tmp_path: Path, blank: bytes) -> Desk:
    """Give a desk of its own."""
    return Desk.at(tmp_path, blank)


def _file(rule: Rule) -> dict[str, Any]:
    """Give a random rule as its file states it."""
    head, stage = ("excludes", "strategy") if rule.stage == "exclusion" else ("concludes", rule.stage)
    until = {} if rule.until is None else {"until": rule.until.isoformat()}
    return {
        "rule": rule.id,
        head: {stage: rule.target},
        "certainty": rule.certainty.word,
        "since": rule.since.isoformat(),
        **until,
        "theory": rule.theory,
        "when": as_stated(rule.when),
        "because": {"zh": rule.because.zh, "en": rule.because.en},
        "sources": list(rule.sources),
        "examples": [{"it": "fires", "given": {}, "expect": "fires"}],
    }


@given(rule_sets())
def test_any_sound_rule_survives_the_way_through_a_row(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        raw = _file(rule)
        first, faults = read_rule(block(raw, 0), "r.yaml", rule.id, VOCABULARY)
        assert faults == ()
        row = read_row(write_row(raw, rule.stage, TERMS, "zh"), rule.stage, TERMS)
        back, faults = read_rule(block({**raw, **row.entries}, 0), "r.yaml", rule.id, VOCABULARY)

        assert (row.problems, faults) == ([], ())
        assert first is not None
        assert back is not None
        assert (back.content, back.when) == (first.content, rule.when)


def terms_in(shipped: Advisor) -> Terms:
    """Give the names of the shipped pack."""
    return terms_of(shipped.pack)


def test_every_condition_of_the_pack_is_read_back_and_nine_in_ten_need_no_rule_language(shipped: Advisor) -> None:
    terms = terms_in(shipped)
    differ, whole = [], 0
    for at, rule in enumerate(shipped.pack.rules.values()):
        stated = as_stated(rule.when)
        cells = write_condition(stated, terms, LANGUAGES[at % 2])
        read = read_condition(cells, terms)
        whole += "other" not in cells
        if read.problems or content_digest(read.value) != content_digest(stated):
            differ.append(rule.id)

    assert differ == []
    assert whole > 0.9 * len(shipped.pack.rules)


def test_the_whole_pack_goes_out_and_comes_back_and_nothing_is_written(tmp_path: Path, shipped: Advisor) -> None:
    desk = Desk.at(tmp_path, table_bytes(shipped.pack, chosen_rules(shipped.pack), "en"))
    made = desk.plan(shipped.pack)

    assert made.rows == len(shipped.pack.rules)
    assert made.changes == ()
    assert made.warnings == ()


# The edit, the rule, and the lines that go and come.
ONE_CELL: dict[str, tuple[Edit, str, list[str], list[str]]] = {
    "a bound": (
        typed(BOUND, "value2", 2), BOUND, ["      below: {parameter: min_bilingual_teachers}"], ["      below: 2"],
    ),
    "a comparator": (
        typed(PLAIN, "test1", "属于"), PLAIN, ["  is: true"], ["  in: [true]"],
    ),
    "a choice more": (
        typed(FILTERED, "value4", "教师交流；国（境）外办学；合作办学"), FILTERED,
        ["      where: {area: {in: [teacher_exchange, overseas_sites]}}"],
        ["      where: {area: {in: [teacher_exchange, overseas_sites, cooperative_programmes]}}"],
    ),
    "the theory": (
        typed(BOUND, "theory", "[open_systems]"), BOUND, ["theory: two_kinds_of_development"], ["theory: open_systems"],
    ),
    "an end": (typed(BOUND, "until", "2027-01-01"), BOUND, [], ["until: 2027-01-01"]),
    "a source": (
        typed(BOUND, "sources", "LMQ17；CL22；FB20"), BOUND,
        ["sources: [LMQ17, CL22]"], ["sources: [LMQ17, CL22, FB20]"],
    ),
    "a text": (
        typed(PLAIN, "because_en", 'It counts already: "yes".'), PLAIN,
        [f'  en: "{SAID}"'],
        ['  en: "It counts already: \\"yes\\"."'],
    ),
    "what an example shows": (
        typed_example(PLAIN, 1, "it", "is silent when they do not count"), PLAIN,
        ["  - it: is silent when they are not"], ["  - it: is silent when they do not count"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_CELL)
def test_one_changed_cell_changes_its_lines_and_no_other(name: str, desk: Desk, shipped: Advisor) -> None:
    edit, rule, gone, come = ONE_CELL[name]
    desk.change(edit)
    (change,) = desk.plan(shipped.pack).changes
    lines = [line for line in difference(change).splitlines() if not line.startswith(("---", "+++"))]

    assert change.rule == rule
    assert [line[1:] for line in lines if line.startswith("-")] == gone
    assert [line[1:] for line in lines if line.startswith("+")] == come


def test_a_number_may_be_typed_as_text_or_in_full_width(desk: Desk, shipped: Advisor) -> None:
    desk.change(typed(BOUND, "value2", "２ "))
    (change,) = desk.plan(shipped.pack).changes

    assert "      below: 2\n" in change.after


def test_words_of_the_other_language_and_bare_ids_are_understood(desk: Desk, shipped: Advisor) -> None:
    desk.change(
        typed(BOUND, "kind2", "fact"), typed(BOUND, "name2", "bilingual_teachers"), typed(BOUND, "test2", "is below")
    )

    assert desk.plan(shipped.pack).changes == ()


def test_a_new_rule_is_written_with_its_examples_where_its_kind_belongs(desk: Desk) -> None:
    desk.change(added())
    desk.take()
    path = desk.layer.rules / "problems" / "no-credits-recognised.yaml"
    pack = desk.pack()
    outcomes, faults = run_examples(pack, [pack.rules["no-credits-recognised"]])

    assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=../../schemas/rule-1.json\nrule: no-")
    assert [outcome.passed for outcome in outcomes] == [True, True, True]
    assert faults == []


def test_a_measure_goes_to_the_folder_of_its_actor(desk: Desk, shipped: Advisor) -> None:
    """A copy of a rule gets a name of its own and new examples; the locked cells of the copy do not count."""
    book = stripped(table_bytes(shipped.pack, chosen_rules(shipped.pack, [MEASURE]), "zh"))
    desk.file.write_bytes(book)
    sheet = sheet_of(load_workbook(io.BytesIO(book)), "strategy")
    names = {str(sheet.cell(3, at).value): sheet.cell(5, at).value for at in range(2, sheet.max_column + 1)}
    page = sheet_of(load_workbook(io.BytesIO(book)), "examples")
    examples = tuple(
        {"it": page.cell(row, 4).value, "given": page.cell(row, 5).value, "expect": page.cell(row, 6).value}
        for row in range(5, page.max_row + 1)
        if page.cell(row, 2).value == MEASURE
    )
    desk.change(added({**names, "id": "a-copy"}, examples, "strategy"))
    (change,) = desk.plan(shipped.pack).changes
    actor = shipped.pack.knowledge.strategies[shipped.pack.rules[MEASURE].target].actor

    assert change.shown == f"rules/strategies/{actor}/a-copy.yaml"
    assert change.before is None


def test_a_condition_is_added_in_the_next_empty_part(desk: Desk, shipped: Advisor) -> None:
    part = {"kind3": "情况", "name3": "[bilingual_teachers]", "test3": "不高于", "value3": 5}
    desk.change(*(typed(BOUND, name, value) for name, value in part.items()))
    (change,) = desk.plan(shipped.pack).changes

    assert "min_bilingual_teachers}\n    - fact: bilingual_teachers\n      at_most: 5\n" in change.after


def test_alternatives_and_what_is_denied_are_marked_by_letters(desk: Desk, shipped: Advisor) -> None:
    rule = shipped.pack.rules[GROUPED]
    cells = write_condition(as_stated(rule.when), terms_in(shipped), "en")
    denied = read_condition({**cells, "group3": "A not"}, terms_in(shipped))

    assert [cells.get(f"group{at}") for at in (1, 2, 3)] == [None, "A", "A"]
    assert list(denied.value["all"][1]["any"][1]) == ["not"]


def test_comments_stay_and_one_that_goes_with_its_line_is_told(desk: Desk, shipped: Advisor) -> None:
    path = next(desk.layer.rules.rglob(f"{BOUND}.yaml"))
    text = (
        path.read_text("utf-8")
        .replace("below: {", "below: {")
        .replace("min_bilingual_teachers}", "min_bilingual_teachers}  # asked of experts")
    )
    path.write_text(text.replace("sources:", "# read in 2026\nsources:"), "utf-8")
    pack = desk.pack()
    desk.file.write_bytes(stripped(small_table(pack)))
    desk.change(typed(BOUND, "test2", "不为"), typed(BOUND, "value2", 9))
    with pytest.raises(InputError):  # the examples do not fit
        desk.plan(pack)
    desk.file.write_bytes(stripped(small_table(pack)))
    desk.change(typed(BOUND, "value2", 2))
    made = desk.plan(pack)

    assert "      below: 2  # asked of experts\n" in made.changes[0].after
    assert "# read in 2026\nsources:" in made.changes[0].after
    assert made.warnings == ()


def test_a_reviewed_rule_that_changes_is_told_to_need_a_review(desk: Desk) -> None:
    path = next(desk.layer.rules.rglob(f"{BOUND}.yaml"))
    review = 'review: {status: agreed, role: "x", date: 2026-01-01, of: "0000000000000000"}'
    path.write_text(path.read_text("utf-8").replace("review: {status: unreviewed}", review), "utf-8")
    desk.file.write_bytes(stripped(small_table(desk.pack())))
    desk.change(typed(BOUND, "value2", 2), typed_example(PLAIN, 0, "it", "fires when all are counted"))
    made = desk.plan()

    assert [fault.code for fault in made.warnings] == ["table_reviewed"]
    assert review in made.changes[0].after


def test_a_part_of_the_pack_leaves_the_rest_alone(desk: Desk) -> None:
    before = desk.files()
    desk.change(typed(BOUND, "value2", 2))
    desk.take()
    after = desk.files()

    assert [name for name in before if before[name] != after.get(name)] == [f"{BOUND}.yaml"]
    assert set(after) == set(before)


def test_what_cannot_be_written_leaves_every_file_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    before, replace = desk.files(), os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name.startswith("no-credits"):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    desk.change(typed(BOUND, "value2", 2), added())
    monkeypatch.setattr("hepu.file_writing.os.replace", failing)
    with pytest.raises(OutputError):
        desk.take()

    assert desk.files() == before


def test_the_same_rules_make_the_same_bytes(shipped: Advisor) -> None:
    assert small_table(shipped.pack) == small_table(shipped.pack)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_table_saved_by_another_programme_says_the_same(desk: Desk, shipped: Advisor) -> None:
    """What was not changed stays, and a fault is told with its cell as before."""
    desk.file.write_bytes(small_table(shipped.pack))
    unchanged = _saved_again(desk)
    desk.change(typed(BOUND, "value2", "两人"))
    faulty = _saved_again(desk)

    assert unchanged.plan(shipped.pack).changes == ()
    assert [(fault.code, fault.location.cell) for fault in faulty.faults(shipped.pack)] == [("table_value_kind", "O5")]


def _saved_again(desk: Desk) -> Desk:
    """Give the table as LibreOffice saves it."""
    folder = desk.file.parent / "again"
    command = [
        str(shutil.which("soffice")),
        f"-env:UserInstallation=file://{folder}/home",
        "--headless",
        "--convert-to",
    ]
    subprocess.run(
        [*command, "xlsx", "--outdir", str(folder), str(desk.file)], check=True, capture_output=True
    )  # the programme that was found
    kept = desk.file.parent / f"{len(list(desk.file.parent.glob('*.xlsx')))}.xlsx"
    (folder / desk.file.name).rename(kept)
    return Desk(desk.layer, kept)
