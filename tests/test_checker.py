"""The independent checker accepts what the product derives and rejects everything that was changed or left out."""

from __future__ import annotations

import ast
import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepu.facts.model import PeerSummary
from hepu.facts.peers import PeerSet
from hepu.layers import Layer, shipped_layers
from hepu.pipeline import Advisor, Request
from hepu.profile.model import Profile
from hepu.proof import RawPack, check_against, check_record, read_pack
from hepu.record.build import as_json
from hepu.resources import knowledge_dir, rules_dir

PROOF = Path(__file__).resolve().parents[1] / "engine" / "hepu" / "proof"
FORBIDDEN = ("inference", "facts", "advice", "report", "language", "record", "pipeline", "pack", "knowledge")


def known(value: object, status: str = "actual") -> dict[str, object]:
    """Make an answer."""
    return {"value": value, "status": status}


# A fictitious college.
PROFILE = Profile.model_validate(
    {
        "as_of": "2024-06-01",
        "data_year": 2023,
        "fictitious": True,
        "college": {
            "name": {"zh": "示例职业技术学院"},
            "town": known("beihai"),
            "level": known("higher_vocational"),
            "college_type": known("comprehensive_normal_ethnic"),
            "double_high": known("provincial"),
        },
        "resources": {
            "full_time_students": known("8000"),
            "full_time_teachers": known("400", "estimate"),
            "budget": known("50"),
            "budget_spent": known("20.05"),
            "office": known(True),
            "staff": known("3"),
            "plan": known(False),
            "free_dormitory_beds": known("10"),
            "planned_overseas_intake": known("50"),
        },
        "mission": {"areas": {"complete": "all", "rows": [{"area": "inbound_study"}, {"area": "overseas_sites"}]}},
        "indicators": {
            "intl_ft_students": {2021: known("30"), 2022: known("20"), 2023: known("10")},
            "fac_outbound_training_days": {2023: known("12")},
            "stu_outbound_practice_days": {2023: known("0")},
            "overseas_sites": {2023: known("0")},
            "student_teacher_ratio": {2023: known("20.55")},
            "intl_training_person_days": {2023: {"status": "not_applicable"}},
        },
        "partnerships": {
            "complete": "some",
            "rows": [
                {"partner": "甲", "place": "vietnam", "active": True, "sends_teachers": False},
                {"partner": "乙", "status": "estimate", "active": True},
            ],
        },
    }
)
PEERS = PeerSet(
    colleges=20,
    digest="0" * 64,
    summaries={
        2023: {
            "fac_outbound_training_days": PeerSummary(20, 15, (10, 40, 90), 15, (300, 1000, 2000)),
            "overseas_sites": PeerSummary(20, 9, (1, 2, 3), 0, None),
        }
    },
)


@pytest.fixture(scope="module")
def pack() -> RawPack:
    """Give the shipped pack as the checker reads it."""
    return read_pack(shipped_layers())


@pytest.fixture(scope="module")
def record(shipped: Advisor) -> dict[str, Any]:
    """Give the record of the fictitious college, as the product makes it."""
    request = Request(PROFILE, issued_at="2024-06-01T00:00:00Z", peers=PEERS, engine="chainer")
    made: dict[str, Any] = json.loads(json.dumps(as_json(shipped.advise(request))))
    return made


def test_what_the_product_derives_is_accepted(record: dict[str, Any]) -> None:
    report = check_record(record, shipped_layers())

    assert report.rejections == ()
    assert report.accepted
    assert report.steps > len(record["inference"]["rules"])


def test_the_sample_is_not_empty(record: dict[str, Any]) -> None:
    bases = {gap["basis"] for gap in record["facts"]["gaps"].values()}

    assert {"statute", "peers", "participation", "mission", "not_applicable", "none"} <= bases
    assert record["facts"]["trends"]["intl_ft_students"]["years"] == [2021, 2022, 2023]
    assert record["advice"]["strategies"]
    assert any(item["fired"] for item in record["inference"]["conclusions"].values())


def _first_true(record: dict[str, Any]) -> dict[str, Any]:
    return next(item for item in record["inference"]["rules"] if item["truth"].startswith("T"))


def _change_value(record: dict[str, Any]) -> None:
    fact = record["facts"]["values"]["fact.staff"]
    fact["low"] = fact["high"] = fact["low"] + 1


def _change_certainty(record: dict[str, Any]) -> None:
    record["facts"]["values"]["fact.full_time_teachers"]["certainty"] = "established"


def _change_state(record: dict[str, Any]) -> None:
    record["facts"]["values"]["fact.language_support"] = {
        "state": "known",
        "low": 1,
        "high": 1,
        "certainty": "established",
    }


def _change_answer(record: dict[str, Any]) -> None:
    record["inputs"]["profile"]["resources"]["staff"]["value"] = "4"


def _change_row(record: dict[str, Any]) -> None:
    record["facts"]["lists"]["partnerships"]["rows"][0]["active"]["low"] = 0


def _change_gap_basis(record: dict[str, Any]) -> None:
    record["facts"]["gaps"]["overseas_sites"]["basis"] = "peers"


def _change_gap_reference(record: dict[str, Any]) -> None:
    record["facts"]["gaps"]["student_teacher_ratio"]["reference"] += 1


def _change_parameter(record: dict[str, Any]) -> None:
    record["facts"]["parameters"]["trend_margin"]["value"] += 1


def _change_policy(record: dict[str, Any]) -> None:
    name = next(iter(record["facts"]["policies"]))
    record["facts"]["policies"][name] = not record["facts"]["policies"][name]


def _change_trend(record: dict[str, Any]) -> None:
    record["facts"]["trends"]["intl_ft_students"]["years"][0] = 2020


def _change_truth(record: dict[str, Any]) -> None:
    _first_true(record)["truth"] = "UUU"


def _change_leaf(record: dict[str, Any]) -> None:
    _first_true(record)["leaves"][0] = "FUU"


def _drop_leaf(record: dict[str, Any]) -> None:
    _first_true(record)["leaves"].pop()


def _change_digest(record: dict[str, Any]) -> None:
    record["inference"]["rules"][0]["digest"] = "0" * 64


def _apply(record: dict[str, Any]) -> None:
    item = record["inference"]["rules"][0]
    item["applies"] = not item["applies"]


def _drop_rule(record: dict[str, Any]) -> None:
    record["inference"]["rules"].pop(7)


def _repeat_rule(record: dict[str, Any]) -> None:
    record["inference"]["rules"].insert(0, record["inference"]["rules"][0])


def _swap_rules(record: dict[str, Any]) -> None:
    rules = record["inference"]["rules"]
    rules[0], rules[1] = rules[1], rules[0]


def _invent_rule(record: dict[str, Any]) -> None:
    record["inference"]["rules"].append({**record["inference"]["rules"][-1], "rule": "zzz-invented"})


def _drop_conclusion(record: dict[str, Any]) -> None:
    record["inference"]["conclusions"].popitem()


def _invent_conclusion(record: dict[str, Any]) -> None:
    record["inference"]["conclusions"]["problem.invented"] = {"truth": "TTT", "fired": []}


def _change_conclusion(record: dict[str, Any]) -> None:
    item = next(item for item in record["inference"]["conclusions"].values() if item["truth"] == "FFF")
    item["truth"] = "FFU"


def _change_fired(record: dict[str, Any]) -> None:
    next(item for item in record["inference"]["conclusions"].values() if item["fired"])["fired"].clear()


def _drop_fact(record: dict[str, Any]) -> None:
    del record["facts"]["values"]["gap.overseas_sites"]


def _invent_fact(record: dict[str, Any]) -> None:
    record["facts"]["values"]["fact.invented"] = record["facts"]["values"]["fact.staff"]


def _invent_list(record: dict[str, Any]) -> None:
    record["facts"]["lists"]["alliances"] = {"complete": True, "rows": []}


def _complete_list(record: dict[str, Any]) -> None:
    record["facts"]["lists"]["partnerships"]["complete"] = True


def _drop_strategy(record: dict[str, Any]) -> None:
    record["advice"]["strategies"].pop()


def _invent_strategy(record: dict[str, Any]) -> None:
    record["advice"]["strategies"].append({**record["advice"]["strategies"][0], "id": "invented"})


def _repeat_strategy(record: dict[str, Any]) -> None:
    record["advice"]["strategies"].append(record["advice"]["strategies"][0])


def _change_status(record: dict[str, Any]) -> None:
    item = record["advice"]["strategies"][0]
    item["status"] = "withheld" if item["status"] != "withheld" else "recommended"


def _change_pack_digest(record: dict[str, Any]) -> None:
    record["inputs"]["pack"]["digest"] = "0" * 64


def _change_file_digest(record: dict[str, Any]) -> None:
    record["inputs"]["pack"]["files"]["knowledge/indicators.yaml"] = "0" * 64


def _drop_file(record: dict[str, Any]) -> None:
    del record["inputs"]["pack"]["files"]["knowledge/indicators.yaml"]


def _invent_file(record: dict[str, Any]) -> None:
    record["inputs"]["pack"]["files"]["rules/invented"] = "0" * 64


def _change_pack_version(record: dict[str, Any]) -> None:
    record["inputs"]["pack"]["version"] += ".1"


def _change_profile_digest(record: dict[str, Any]) -> None:
    record["inputs"]["profile_digest"] = "0" * 64


def _change_day(record: dict[str, Any]) -> None:
    record["inputs"]["as_of"] = "2024-06-02"


def _change_year(record: dict[str, Any]) -> None:
    record["inputs"]["data_year"] = 2022


def _change_peers(record: dict[str, Any]) -> None:
    record["inputs"]["peers"]["summaries"]["2023"]["fac_outbound_training_days"]["per_head_quartiles"][1] = 100


def _drop_peers(record: dict[str, Any]) -> None:
    record["inputs"]["peers"] = None


CHANGES: tuple[tuple[str, Callable[[dict[str, Any]], None]], ...] = (
    ("fact", _change_value),
    ("fact", _change_certainty),
    ("fact", _change_state),
    ("fact", _change_answer),
    ("list", _change_row),
    ("gap", _change_gap_basis),
    ("gap", _change_gap_reference),
    ("parameter", _change_parameter),
    ("policy", _change_policy),
    ("trend", _change_trend),
    ("rule", _change_truth),
    ("rule", _change_leaf),
    ("rule", _drop_leaf),
    ("rule", _change_digest),
    ("rule", _apply),
    ("missing", _drop_rule),
    ("surplus", _repeat_rule),
    ("rule", _swap_rules),
    ("surplus", _invent_rule),
    ("missing", _drop_conclusion),
    ("surplus", _invent_conclusion),
    ("conclusion", _change_conclusion),
    ("conclusion", _change_fired),
    ("missing", _drop_fact),
    ("surplus", _invent_fact),
    ("surplus", _invent_list),
    ("list", _complete_list),
    ("missing", _drop_strategy),
    ("surplus", _invent_strategy),
    ("surplus", _repeat_strategy),
    ("advice", _change_status),
    ("pack", _change_pack_digest),
    ("pack", _change_file_digest),
    ("missing", _drop_file),
    ("surplus", _invent_file),
    ("pack", _change_pack_version),
    ("profile", _change_profile_digest),
    ("profile", _change_day),
    ("profile", _change_year),
    ("gap", _change_peers),
    ("gap", _drop_peers),
)


@pytest.mark.parametrize(("code", "change"), CHANGES, ids=[change.__name__.strip("_") for _, change in CHANGES])
def test_a_changed_record_is_rejected(
    record: dict[str, Any], pack: RawPack, code: str, change: Callable[[dict[str, Any]], None]
) -> None:
    changed = copy.deepcopy(record)
    change(changed)
    report = check_against(changed, pack)

    assert not report.accepted
    assert code in {item.code for item in report.rejections}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the path of every value inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, item in items for inner in _places(item, (*path, key)))]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
    st.just({"state": "known"}),
    st.just([["x"]]),
)


@settings(max_examples=30)
@given(data=st.data(), junk=JUNK)
def test_a_malformed_record_is_rejected_and_raises_nothing(
    record: dict[str, Any], pack: RawPack, data: st.DataObject, junk: object
) -> None:
    part = data.draw(st.sampled_from(["inputs", "facts", "inference", "advice"]))
    path = data.draw(st.sampled_from([path for path in _places(record[part]) if path]))
    broken = copy.deepcopy(record)
    owner = broken[part]
    for key in path[:-1]:
        owner = owner[key]
    before = owner[path[-1]]
    owner[path[-1]] = junk
    report = check_against(broken, pack)

    assert report.accepted is not bool(report.rejections)
    if part == "inference" and (type(before), before) != (type(junk), junk):
        assert not report.accepted


@pytest.mark.parametrize("part", ["inputs", "facts", "inference", "advice"])
def test_a_record_without_one_of_its_parts_is_malformed(record: dict[str, Any], pack: RawPack, part: str) -> None:
    report = check_against({key: value for key, value in record.items() if key != part}, pack)

    assert [(item.code, item.where) for item in report.rejections] == [("malformed", part)]


def test_a_changed_rule_file_is_noticed(record: dict[str, Any], tmp_path: Path) -> None:
    rules = Path(shutil.copytree(rules_dir(), tmp_path / "rules"))
    changed = next(path for path in sorted(rules.rglob("*.yaml")))
    changed.write_text(changed.read_text("utf-8") + "# one more line\n", "utf-8")
    report = check_record(record, (Layer(rules, knowledge_dir()),))

    assert {item.code for item in report.rejections} == {"pack", "rule"}


def test_an_unreadable_pack_is_reported_and_raises_nothing(record: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("rule: [", "utf-8")
    report = check_record(record, (Layer(tmp_path, knowledge_dir()),))

    assert [item.code for item in report.rejections] == ["pack"]
    assert not check_record(record, (Layer(rules_dir(), tmp_path / "nowhere"),)).accepted


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_the_checker_imports_nothing_of_what_it_checks() -> None:
    forbidden = {f"hepu.{name}" for name in FORBIDDEN}
    for path in sorted(PROOF.glob("*.py")):
        for name in _imported(path):
            assert ".".join(name.split(".")[:2]) not in forbidden, (path.name, name)


def test_running_the_checker_loads_nothing_of_what_it_checks() -> None:
    command = (
        "import sys; from hepu.proof import check_record, read_pack;"
        "from hepu.layers import shipped_layers;"
        "check_record({}, shipped_layers());"
        "print('\\n'.join(name for name in sys.modules if name.startswith('hepu.')))"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in done.stdout.split()}

    assert "proof" in loaded
    assert not loaded & set(FORBIDDEN)
