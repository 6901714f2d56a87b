"""The form: what it asks, in which words, and how it looks."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook

import hepu.intake
from form_sample import SAMPLE, sample_form, sample_profile
from hepu.errors import PackError
from hepu.intake import core_questions, default_lexicon, form_bytes, read_profile_bytes, write_form
from hepu.intake.lexicon import lexicon_of
from hepu.knowledge.load import load_knowledge
from hepu.layering.stack import read_stack
from hepu.layers import shipped_layers
from hepu.messages import catalogue
from hepu.profile.json_schema import json_schema
from hepu.profile.labels import load_form_words, uncovered
from hepu.profile.schema import SHEETS, details, list_specs, questions
from hepu.resources import knowledge_dir
from hepu.text import Lang
from hepu.yaml_source import read_yaml

LEXICON = default_lexicon()


def test_schema_and_words_cover_each_other_exactly() -> None:
    """Every question has words in both languages, and no words lack a question."""
    assert uncovered(LEXICON.form) == ()


def test_a_missing_label_is_found(tmp_path: Path) -> None:
    """The coverage check sees a label that was taken away, and one that nothing asks for."""
    form = load_form_words()
    less = form.model_copy(update={"questions": {"college.moon": next(iter(form.questions.values()))}})

    assert "questions.college.moon" in uncovered(less)
    assert "questions.resources.staff" in uncovered(less)


def test_words_in_one_language_are_refused(tmp_path: Path) -> None:
    """A label without its English is a fault with its line."""
    text = (knowledge_dir() / "form.yaml").read_text("utf-8")
    broken = tmp_path / "form.yaml"
    broken.write_text(text.replace("{zh: 全日制在校生数, en: Full-time students}", "{zh: 全日制在校生数}"), "utf-8")

    with pytest.raises(PackError) as refused:
        load_form_words(broken)

    assert refused.value.faults[0].location.line > 0


def test_every_choice_has_names() -> None:
    """Each choice of every question is named, also where the words come from knowledge."""
    asked = [*questions(), *(field for spec in list_specs() for field in spec.fields)]

    assert all(LEXICON.choices(item) for item in asked if item.kind == "choice")


def test_core_indicators_are_international_indicators() -> None:
    """The core sheet asks only for indicators that exist."""
    international = {item.id for item in LEXICON.indicator_questions("international")}

    assert set(LEXICON.form.core_indicators) <= international


def test_the_core_sheet_has_at_most_thirty_cells_to_fill() -> None:
    """Counted in the schema and again in the workbook: ids with a coloured cell to fill."""
    book = load_workbook(io.BytesIO(form_bytes(years=(2022, 2023, 2024))))
    sheet = book[LEXICON.form.sheets["core"].title.zh]
    marks = {item.path for item in core_questions(LEXICON)}
    filled = [cell.value for cell in sheet["A"] if cell.value in marks]

    assert len(filled) == len(core_questions(LEXICON)) <= 30


def test_core_questions_stand_on_the_core_sheet_only() -> None:
    """No core question is asked twice; a core indicator's other years stand with the indicators."""
    book = load_workbook(io.BytesIO(form_bytes(years=(2022, 2023, 2024))))
    asked = [cell.value for sheet in book.worksheets for cell in sheet["A"] if isinstance(cell.value, str)]
    plain = [item.path for item in (*details(), *questions()) if item.core]

    assert all(asked.count(path) == 1 for path in plain)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_is_ready_to_use(lang: Lang) -> None:
    """Sheets in order, frozen headings, drop-downs, guidance, and a page that fits."""
    book = load_workbook(io.BytesIO(form_bytes(lang=lang, years=(2022, 2023, 2024))))
    titles = [LEXICON.form.sheets[name].title[lang] for name in SHEETS]
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]

    assert [sheet.title for sheet in visible] == titles
    assert all(sheet.page_setup.orientation == "landscape" for sheet in visible)
    assert all(sheet.page_setup.fitToHeight == 0 for sheet in visible)
    core = book[titles[1]]
    assert core.freeze_panes is not None
    assert sum(1 for row in core.iter_rows() for cell in row if cell.comment) == len(core_questions(LEXICON))
    assert core.data_validations.count > 10


def test_the_same_form_has_the_same_bytes(tmp_path: Path) -> None:
    """No clock and no place enters a form."""
    first = write_form(tmp_path / "a.xlsx", sample_profile())
    second = write_form(tmp_path / "b.xlsx", sample_profile())

    assert first.read_bytes() == second.read_bytes() == sample_form()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_blank_form_asks_only_for_what_is_required() -> None:
    """Nothing but the name, the date and the year stands between a blank form and a profile."""
    found = read_profile_bytes(form_bytes(years=(2023, 2024)), "form.xlsx")

    assert {(fault.code, fault.location.path) for fault in found.faults} == {
        ("required", "college.name.zh"),
        ("required", "as_of"),
    }


def test_a_form_without_years_can_be_headed_by_hand() -> None:
    """Blank columns are offered where no year is given."""
    found = read_profile_bytes(form_bytes(), "form.xlsx")

    assert {fault.code for fault in found.faults} == {"required"}


def test_the_lexicon_of_loaded_knowledge_is_the_default_one() -> None:
    """Both ways to the words of the form give the same words."""
    loaded = lexicon_of(load_knowledge(read_stack(shipped_layers())))

    assert dict(loaded.names["places"]) == dict(LEXICON.names["places"])
    assert dict(loaded.indicators) == dict(LEXICON.indicators)


def test_the_json_schema_accepts_the_sample_and_refuses_slips() -> None:
    """Editors complete what intake accepts."""
    names = {name: list(items) for name, items in LEXICON.names.items()} | {"indicators": list(LEXICON.indicators)}
    schema = json_schema(names)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    sample = read_yaml(SAMPLE, "sample.yaml").value
    plain = {**sample, "resources": {}, "indicators": {"overseas_sites": {"2024": 1}}, "mission": {}}

    assert list(validator.iter_errors(plain)) == []
    assert list(validator.iter_errors({**plain, "resources": {"staff": -1}}))
    assert list(validator.iter_errors({**plain, "resources": {"stafff": 1}}))
    assert list(validator.iter_errors({"as_of": "2025-01-01"}))


def test_every_fault_of_intake_has_its_message_in_both_languages() -> None:
    """Each code in the sources is in the catalogue, and each entry says what and what to do."""
    folder = Path(hepu.intake.__file__).parent
    calls = {"Fault", "_refuse", "_refused", "_fault", "fault"}
    codes = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in calls
                and node.args
            ):
                first = node.args[0]
                parts = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                codes |= {
                    part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    codes |= {
        "unknown_place",
        "unknown_place_near",
        "unknown_choice",
        "unknown_choice_near",
        "too_precise",
        "not_whole",
    }
    codes |= {"error_cell", "formula_without_value", "wrong_unit", "not_a_number", "encrypted_file", "old_workbook"}

    assert len(codes) > 50
    assert codes <= set(catalogue())
    assert all(set(catalogue()[code]) == {"zh", "en"} for code in codes)
    assert all(catalogue()[code][lang]["remedy"] for code in codes for lang in ("zh", "en"))
