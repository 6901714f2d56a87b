"""The schemas for editors: they accept what the pack holds, refuse what it does not know, and speak both languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from hepu.authoring.layout.files import pack_files
from hepu.authoring.layout.tree import MODELINE
from hepu.authoring.schemas.files import RULE_FILE, knowledge_file, schema_files, schema_line
from hepu.authoring.schemas.hints import hint_texts
from hepu.cli import main
from hepu.inference.examples import run_examples
from hepu.knowledge.load import knowledge_types
from hepu.language.json_schema import rule_schema
from hepu.language.model import COMPARATORS
from hepu.language.read import RULE_KEYS, read_rule
from hepu.layers import Layer, shipped_layers
from hepu.yaml_source import read_yaml
from test_published import RULE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.pipeline import Advisor

TOP = Path(__file__).resolve().parents[1]
HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")
Schemas = dict[str, Any]


@pytest.fixture(scope="module")
def schemas(shipped: Advisor) -> Schemas:
    return {name: json.loads(text) for name, text in schema_files(shipped.pack).items()}


def validator(schemas: Schemas, name: str) -> jsonschema.Draft202012Validator:
    """Give the validator of a schema, in which references to others lead to them."""
    resources = [
        (f"https://x.test/{key}", Resource.from_contents(schema, DRAFT202012)) for key, schema in schemas.items()
    ]
    schema = {"$id": f"https://x.test/{name}", **schemas[name]}
    return jsonschema.Draft202012Validator(schema, registry=Registry().with_resources(resources))


def plain(path: Path) -> Any:
    return json.loads(json.dumps(read_yaml(path.read_text("utf-8"), path.name).value, default=float))


def knowledge_of(path: Path) -> str:
    return path.relative_to(TOP / "knowledge").parts[0].removesuffix(".yaml")


@pytest.mark.parametrize("name", [name for name in knowledge_types() if (TOP / "knowledge" / f"{name}.yaml").exists()])
def test_every_knowledge_file_satisfies_its_schema(schemas: Schemas, name: str) -> None:
    errors = validator(schemas, knowledge_file(name)).iter_errors(plain(TOP / "knowledge" / f"{name}.yaml"))

    assert [(error.json_path, error.message[:90]) for error in errors] == []


@pytest.mark.parametrize("name", ["strategies", "parameters"])
def test_every_file_of_a_knowledge_folder_satisfies_its_schema(schemas: Schemas, name: str) -> None:
    schema = validator(schemas, knowledge_file(name))
    faults = [
        (path.name, error.json_path)
        for path in sorted((TOP / "knowledge" / name).glob("*.yaml"))
        for error in schema.iter_errors(plain(path))
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("name", "path", "wrong"),
    [
        ("problems", ("shallow_cooperation", "indicators", 0), "overseas_site"),
        ("problems", ("shallow_cooperation", "theory"), "no_theory"),
        ("problems", ("shallow_cooperation", "sources", 0), "NOBODY"),
        ("problems", ("shallow_cooperation", "basis"), "rumour"),
        ("problems", ("shallow_cooperation", "verified"), 3),
        ("problems", ("shallow_cooperation", "name"), {"zh": "只有中文"}),
        ("problems", ("shallow_cooperation", "colour"), "red"),
        ("problems", ("shallow_cooperation", "review"), {"status": "agreed"}),
        ("towns", ("nanning", "province"), "guangdong_west"),
        ("respects", None, {"fact": "stafff", "below": 2}),
    ],
)
def test_a_knowledge_schema_refuses_what_nothing_defines(
    schemas: Schemas, name: str, path: tuple[Any, ...] | None, wrong: Any
) -> None:
    content = plain(TOP / "knowledge" / f"{name}.yaml")
    if path is None:
        path = (next(key for key, entry in content.items() if "when" in entry), "when")
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = wrong

    assert not validator(schemas, knowledge_file(name)).is_valid(content)


@pytest.mark.parametrize(
    "given",
    [
        {"gap.overseas_sites": "huge"},
        {"staff": "many"},
        {"stafff": 2},
        {"staff": {"value": 2, "certainty": "sure"}},
        {"partnerships": "some"},
        {"partnerships": [{"activ": True}]},
        {"partnerships": {"complete": "maybe", "rows": []}},
        {"problem.no_such": True},
        {"problem.weak_teacher_capacity": "sure"},
        {"policy.no_such": "in_force"},
    ],
)
def test_the_schema_refuses_what_an_example_cannot_give(
    shipped: Advisor, schemas: Schemas, given: Mapping[str, Any]
) -> None:
    rule = {**RULE, "examples": [{"it": "x", "given": given, "expect": "unknown"}]}
    read, _ = read_rule(json.dumps(rule), "no-teacher-sent.yaml", "no-teacher-sent", shipped.pack.vocabulary)

    assert read is not None
    assert run_examples(shipped.pack, [read])[1]
    assert not validator(schemas, RULE_FILE).is_valid(rule)


@pytest.mark.parametrize(
    "given",
    [
        {"fact.staff": 2, "staff": {"value": 2, "certainty": "likely"}},
        {"indicator.overseas_sites": "not_asked", "gap.overseas_sites": "not_applicable"},
        {"partnerships": "none", "enterprises": {"complete": "some"}, "programmes": [{}]},
        {"problem.weak_teacher_capacity": "likely", "exclusion.set_up_office": False},
        {"policy.expo": "in_force"},
    ],
)
def test_the_schema_accepts_all_that_an_example_can_give(
    shipped: Advisor, schemas: Schemas, given: Mapping[str, Any]
) -> None:
    rule = {**RULE, "examples": [{"it": "x", "given": given, "expect": "unknown"}]}
    read, _ = read_rule(json.dumps(rule), "no-teacher-sent.yaml", "no-teacher-sent", shipped.pack.vocabulary)

    assert read is not None
    assert run_examples(shipped.pack, [read])[1] == []
    assert validator(schemas, RULE_FILE).is_valid(rule)


def test_an_article_is_one_that_its_policy_has(schemas: Schemas) -> None:
    schema = validator(schemas, RULE_FILE)

    assert schema.is_valid({**RULE, "law": [{"policy": "gx_intl_students_2019", "article": "第四条"}]})
    assert not schema.is_valid({**RULE, "law": [{"policy": "gx_intl_students_2019", "article": "第九百条"}]})


def test_hints_change_nothing_of_what_is_accepted(shipped: Advisor, schemas: Schemas) -> None:
    """The alternatives that carry them choose among the names that the bare schema lists."""
    bare = rule_schema(shipped.pack.vocabulary)["$defs"]
    told = schemas[RULE_FILE]["$defs"]

    for name in ("source", "policy", "problem", "strategy", "parameter_0"):
        assert [item["const"] for item in told[name]["oneOf"]] == bare[name]["enum"]


def described(schema: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every key that a schema names, with what it says of it."""
    if isinstance(schema, dict):
        for key, inner in schema.get("properties", {}).items():
            yield f"{path}/{key}", inner.get("description", "")
        for key, inner in schema.items():
            if key not in {"if", "const", "enum"}:
                yield from described(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for at, inner in enumerate(schema):
            yield from described(inner, f"{path}/{at}")


def test_every_key_of_every_file_is_told_in_both_languages(schemas: Schemas) -> None:
    """But for the key of a law's article, which is told with the articles, and the facts of examples."""
    silent = [
        (name, path)
        for name, schema in schemas.items()
        for path, text in described(schema)
        if not (HAN.search(text) and LATIN.search(text))
        and not path.endswith("/law/items/article")
        and "/given" not in path
    ]

    assert silent == []


@pytest.mark.parametrize("key", RULE_KEYS)
def test_what_an_editor_says_of_a_key_stands_in_templates(schemas: Schemas, key: str) -> None:
    text = hint_texts()[f"rule.{key}"]

    assert schemas[RULE_FILE]["properties"][key]["description"] == f"{text.zh}\n{text.en}"


@pytest.mark.parametrize("word", COMPARATORS)
def test_comparators_are_told(schemas: Schemas, word: str) -> None:
    text = hint_texts()[f"comparator.{word}"]
    found = {text for path, text in described(schemas[RULE_FILE]["$defs"]["condition"]) if path.endswith(f"/{word}")}

    assert found == {f"{text.zh}\n{text.en}"}


def test_a_parameter_is_told_with_its_values_units_and_days(shipped: Advisor, schemas: Schemas) -> None:
    parameter = shipped.pack.knowledge.parameters["min_office_staff"]
    (told,) = [
        item["description"]
        for item in schemas[RULE_FILE]["$defs"]["parameter_0"]["oneOf"]
        if item["const"] == "min_office_staff"
    ]

    for part in (parameter.name.zh, parameter.name.en, parameter.unit.en, parameter.values[0].since.isoformat()):
        assert part in told
    assert f"{parameter.values[0].value}{parameter.unit.zh}" in told


def test_a_fact_is_told_with_the_question_of_the_form(schemas: Schemas) -> None:
    told = {
        item["const"]: item["description"]
        for name, schema in schemas[RULE_FILE]["$defs"].items()
        if name.startswith("fact_")
        for item in schema.get("oneOf", ())
    }

    assert "专职人员；兼职人员不计" in told["staff"]
    assert "those who do it part-time do not count" in told["staff"]


def test_every_shipped_file_names_its_schema_in_its_first_line() -> None:
    wrong = []
    for path, shown in pack_files(shipped_layers()[0]):
        name = RULE_FILE if shown.startswith("rules/") else knowledge_file(knowledge_of(path))
        first = path.read_text("utf-8").split("\n", 1)[0]
        if first != schema_line(path, TOP / "docs" / "schemas" / name) or not MODELINE.match(first):
            wrong.append(shown)

    assert wrong == []


def test_the_files_of_an_own_pack_are_told_their_schema_and_served_by_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "my pack"
    shutil.copytree(TOP / "examples" / "packs" / "yunjiang", own)
    other = own / "knowledge" / "towns.yaml"
    other.write_text(other.read_text("utf-8").split("\n", 1)[1], "utf-8")
    monkeypatch.setattr("sys.argv", ["hepu", "rules", "schema", "--lines", "--pack", str(own)])
    with pytest.raises(SystemExit):
        main()
    capsys.readouterr()

    written = {path.relative_to(own / "schemas").as_posix(): path for path in (own / "schemas").rglob("*.json")}
    schemas = {name: json.loads(path.read_text("utf-8")) for name, path in written.items()}
    for path, _ in pack_files(Layer.at(own)):
        found = MODELINE.match(path.read_text("utf-8"))
        assert found is not None
        name = (path.parent / found.group(1)).resolve().relative_to(own / "schemas").as_posix()
        faults = [(path.name, error.message[:90]) for error in validator(schemas, name).iter_errors(plain(path))]
        assert faults == []


def test_schema_files_are_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for _ in range(2):
        monkeypatch.setattr("sys.argv", ["hepu", "rules", "schema", "--lang", "en", "-o", str(tmp_path / "my schemas")])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        said.append((left.value.code or 0, told.out.strip(), told.err.strip()))

    count = len(knowledge_types()) + 1
    assert said == [
        (0, str(tmp_path / "my schemas"), f"{count} files brought up to date."),
        (0, str(tmp_path / "my schemas"), "0 files brought up to date."),
    ]
