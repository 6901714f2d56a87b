"""The forms of a check's findings: each valid by its schema, escaped, and with the same findings in all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from hepu.checks.command import run
from hepu.checks.findings import Finding
from hepu.checks.forms.as_github import as_github
from hepu.checks.forms.as_json import check_schema
from hepu.checks.pages import page_of
from hepu.errors import Fault, Location
from hepu.layers import Layer
from hepu.text import LANGUAGES, Lang, Text
from small_packs import small_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

SARIF = Path(__file__).parent / "fixtures" / "sarif" / "sarif-2.1.0-rtm.5.json"
SNIPPETS = {
    "rules/causes/no-plan.yaml": "theory: open_system\nsources: [NOBODY]\n",
    "rules/problems/few-partners.yaml": "review:\n",
    "knowledge/theories.yaml": (
        "second:\n  kind: theory\n  name: {zh: 甲, en: a}\n  text: {zh: 甲, en: a}\n"
        "  operational: {zh: 甲, en: a}\n  sources: [SAMPLE]\n"
    ),
}


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layers:
    """Give a pack with findings of several weights, in a folder below the present one whose name needs escaping."""
    folder = tmp_path / "a, b 合浦"
    folder.mkdir()
    small_pack(folder, SNIPPETS)
    monkeypatch.chdir(tmp_path)
    return (Layer.at(Path("a, b 合浦") / "pack"),)


def said(layers: Layers, form: str, lang: Lang = "en") -> str:
    """Check and tell in one form."""
    return run((), layers, form, "note", lang, "").said


def test_json_is_valid_by_the_published_schema(layers: Layers) -> None:
    told: dict[str, Any] = json.loads(said(layers, "json"))

    jsonschema.validate(told, check_schema())
    assert [(one["code"], one["severity"], one["line"]) for one in told["findings"]] == [
        ("theory_unused", "note", 7),
        ("theory_unknown", "error", 5),
        ("source_unknown", "error", 14),
        ("review_missing", "note", 1),
    ]
    assert told["findings"][1]["nearest"] == "open_systems"
    assert told["findings"][1]["mend"]["text"] == "open_systems"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sarif_is_valid_by_the_schema_of_oasis(layers: Layers, lang: Lang) -> None:
    log = json.loads(said(layers, "sarif", lang))
    schema = json.loads(SARIF.read_text("utf-8"))

    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)


def test_sarif_tells_rules_regions_and_fixes(layers: Layers) -> None:
    [made] = json.loads(said(layers, "sarif"))["runs"]
    rules = {rule["id"]: rule for rule in made["tool"]["driver"]["rules"]}
    result = next(one for one in made["results"] if one["ruleId"] == "theory_unknown")
    physical = result["locations"][0]["physicalLocation"]

    assert set(rules) == {one["ruleId"] for one in made["results"]}
    assert list(rules).index("theory_unknown") == result["ruleIndex"]
    assert rules["theory_unknown"]["helpUri"].endswith("/docs/checks/theory_unknown.md")
    assert physical["artifactLocation"]["uri"] == "a%2C%20b%20%E5%90%88%E6%B5%A6/pack/rules/causes/no-plan.yaml"
    assert physical["region"] == {"startLine": 5, "startColumn": 1}
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 5,
        "startColumn": 9,
        "endLine": 5,
        "endColumn": 20,
    }


def test_github_escapes_what_would_end_a_message_or_a_property() -> None:
    fault = Fault("theory_unknown", Location("x", line=3, column=1))
    finding = Finding(fault, None, "a:b,c%.yaml", Text(zh="甲", en="50 % of\r\nit"), {"zh": "", "en": "do: this, now"})

    line = as_github([finding], "en")

    head, _, message = line.removeprefix("::error ").partition("::")
    assert head == "file=a%3Ab%2Cc%25.yaml,title=hepu theory_unknown,line=3,col=1"
    assert message.startswith("50 %25 of%0D%0Ait%0Ado: this, now%0A")
    assert line.count("\n") == 1


def test_github_has_a_command_for_each_weight(layers: Layers) -> None:
    commands = [line.partition(" ")[0] for line in said(layers, "github").splitlines()]

    assert commands == ["::notice", "::error", "::error", "::notice"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_gives_place_message_remedy_and_page(layers: Layers, lang: Lang) -> None:
    text = said(layers, "text", lang)

    assert "a, b 合浦/pack/rules/causes/no-plan.yaml:5:1:theory: " in text
    assert "open_systems" in text
    assert text.count("theory_unknown.md") == 1


@pytest.mark.parametrize(("least", "code"), [("error", 1), ("warning", 1), ("note", 1)])
def test_the_exit_code_follows_the_gravest_finding(layers: Layers, least: str, code: int) -> None:
    assert run((), layers, "text", least, "en", "").code == code


@pytest.mark.parametrize(("least", "code"), [("error", 0), ("warning", 0), ("note", 1)])
def test_notes_alone_fail_only_where_that_is_asked(tmp_path: Path, least: str, code: int) -> None:
    pack = small_pack(tmp_path, {"rules/problems/few-partners.yaml": "review:\n"})

    assert run((), (Layer.at(pack),), "text", least, "en", "").code == code


def test_every_code_that_is_told_has_its_page(layers: Layers) -> None:
    told = json.loads(said(layers, "json"))["findings"]

    assert all(page_of(one["code"]) for one in told)
