"""Own packs all the way: a province's college is advised by its pack, others are not, and a record says which packs."""

from __future__ import annotations

import copy
import json
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hepu.advising import Order, ready, record_of, shipped
from hepu.cli import main
from hepu.intake import default_lexicon, read_profile
from hepu.layering.named import layers_of
from hepu.layers import Layer, shipped_layers
from hepu.pipeline import Request
from hepu.proof import RawPack, check_against, check_record, read_pack
from hepu.record.build import as_json, digest_of
from hepu.report.html import render
from own_packs import YUNJIANG, yunjiang_layers

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.layers import Layers
    from hepu.record.model import Record

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BAY = EXAMPLES / "hepu-bay-college.yaml"
NOON = "2026-11-26T12:00:00+00:00"
FUND = "opportunity.yj_fund_for_work_overseas"
TAG = re.compile(r"<[^>]+>")


@cache
def advised(town: str, layers: Layers) -> Record:
    """Advise the fictitious college as if it lay in another town, with one engine."""
    profile = read_profile(BAY).accepted()
    place = profile.college.town.model_copy(update={"value": town})
    moved = profile.model_copy(update={"college": profile.college.model_copy(update={"town": place})})
    return ready(layers).advise(Request(moved, NOON, engine="chainer"))


def in_yunjiang() -> Record:
    return advised("yunjiang_port", yunjiang_layers())


def in_guangxi() -> Record:
    return advised("beihai", yunjiang_layers())


@cache
def raw_pack() -> RawPack:
    """Give the packs as the checker reads them."""
    return read_pack(yunjiang_layers())


def truth(record: Record, key: str) -> str:
    return record.inference.conclusions[key].truth


def fired(record: Record, rule: str) -> bool:
    return next(item.truth[0] == "T" for item in record.inference.rules if item.rule == rule)


def test_a_college_of_the_province_is_advised_by_its_pack() -> None:
    assert truth(in_yunjiang(), FUND) == "TTU"
    assert fired(in_yunjiang(), "corridor-under-way")


def test_a_college_elsewhere_is_not() -> None:
    assert in_guangxi().facts.policies["yj_overseas_fund"] is False
    assert truth(in_guangxi(), FUND) == "FFF"
    assert not fired(in_guangxi(), "corridor-under-way")


def test_policies_of_one_province_do_not_hold_in_another() -> None:
    knowledge = shipped().pack.knowledge
    regional = {name for name, policy in knowledge.policies.items() if policy.place == "guangxi"}

    assert any(in_guangxi().facts.policies[name] for name in regional)
    assert not any(in_yunjiang().facts.policies[name] for name in regional)


def test_the_province_sets_its_own_numbers() -> None:
    chosen, before = in_yunjiang().facts.parameters, advised("beihai", shipped_layers()).facts.parameters

    assert (before["min_bilingual_teachers"].value, chosen["min_bilingual_teachers"].value) == (2, 6)
    assert chosen["few_standard_adopters"].value == 4


def test_a_case_of_the_province_is_one_inside_the_region() -> None:
    groups = {item.case: item.group for item in in_yunjiang().advice.similar.cases}

    assert groups["yj_harbour"] == "yunjiang"
    assert set(groups.values()) == {"yunjiang", "outside"}
    assert {item.group for item in in_guangxi().advice.similar.cases} == {"guangxi", "outside"}


def test_the_forms_lists_hold_the_towns_of_the_pack() -> None:
    names = default_lexicon(yunjiang_layers()).names["towns"]

    assert names["yunjiang_port"].zh == "云江港市（虚构）"
    assert "yunjiang_port" not in default_lexicon().names["towns"]


def test_the_record_says_which_packs_lay_over_one_another() -> None:
    pack = as_json(in_yunjiang())["inputs"]["pack"]
    (overlay,) = pack["overlays"]

    assert pack["digest"] == ready(yunjiang_layers()).pack.digest != shipped().pack.digest
    assert overlay["name"] == "yunjiang"
    assert overlay["replaces"]["rules"] == ["corridor-under-way"]
    assert list(overlay["replaces"]) == ["opportunities", "parameters", "rules"]
    assert overlay["continues"] == ["min_bilingual_teachers"]
    assert overlay["retires"] == {"rules": ["exchange-week-in-guizhou"]}
    assert len(overlay["files"]) == len(list(YUNJIANG.rglob("*.yaml")))


def test_a_record_without_own_packs_says_nothing_of_them() -> None:
    pack = as_json(advised("beihai", shipped_layers()))["inputs"]["pack"]

    assert sorted(pack) == ["digest", "files", "name", "version"]
    assert pack["digest"] == shipped().pack.digest


def test_the_checker_accepts_a_record_with_the_packs_that_gave_it() -> None:
    assert check_against(as_json(in_yunjiang()), raw_pack()).rejections == ()


@pytest.mark.parametrize(
    "layers",
    [
        shipped_layers,
        lambda: (*yunjiang_layers(), yunjiang_layers()[1]),
        lambda: yunjiang_layers()[::-1],
        lambda: yunjiang_layers()[1:],
    ],
    ids=["without", "twice", "the other way round", "alone"],
)
def test_a_record_holds_with_no_other_packs(layers: Callable[[], Layers]) -> None:
    assert not check_record(as_json(in_yunjiang()), layers()).accepted


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Change what the record says of the own pack, and sign it anew."""
    record = copy.deepcopy(dict(as_json(in_yunjiang())))
    change(record["inputs"]["pack"])
    unnamed = {**record, "issue": {**record["issue"], "id": ""}}
    return {**record, "issue": {**record["issue"], "id": f"HP-{digest_of(unnamed)[:16]}"}}


@pytest.mark.parametrize(
    "change",
    [
        lambda pack: pack.pop("overlays"),
        lambda pack: pack.update(overlays=[]),
        lambda pack: pack["overlays"].append(pack["overlays"][0]),
        lambda pack: pack["overlays"][0].update(name="yunjianG"),
        lambda pack: pack["overlays"][0].update(version="1.0.1"),
        lambda pack: pack["overlays"][0].update(digest="0" * 64),
        lambda pack: pack["overlays"][0]["files"].pop("knowledge/cases.yaml"),
        lambda pack: pack["overlays"][0]["files"].update({"knowledge/cases.yaml": "0" * 64}),
        lambda pack: pack["overlays"][0]["replaces"].pop("rules"),
        lambda pack: pack["overlays"][0]["replaces"]["rules"].append("few-partners"),
        lambda pack: pack["overlays"][0].update(continues=[]),
        lambda pack: pack["overlays"][0].update(retires={}),
        lambda pack: pack["overlays"][0].update(more="x"),
        lambda pack: pack.update(digest=shipped().pack.digest),
    ],
)
def test_the_checker_rejects_whatever_else_is_said_of_the_packs(change: Callable[[dict[str, Any]], object]) -> None:
    report = check_against(changed(change), raw_pack())

    assert report.rejections
    assert all(item.where.startswith("inputs.pack") for item in report.rejections)


def test_a_pack_that_was_changed_since_is_noticed(tmp_path: Path) -> None:
    """A replaced number, another boundary: the record was not made by this pack."""
    copied = Path(shutil.copytree(YUNJIANG, tmp_path / "pack"))
    path = copied / "knowledge" / "parameters" / "yunjiang.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 6", "value: 7"), "utf-8")
    report = check_record(as_json(in_yunjiang()), (shipped_layers()[0], Layer.at(copied)))

    assert {"pack", "parameter"} <= {item.code for item in report.rejections}


def test_advice_by_own_packs_is_issued_when_both_engines_and_the_checker_agree(tmp_path: Path) -> None:
    profile = tmp_path / "college.yaml"
    profile.write_text(BAY.read_text("utf-8").replace("town: beihai", "town: yunjiang_port"), "utf-8")
    record, _ = record_of(Order(profile, tmp_path, NOON, layers=yunjiang_layers()))

    assert (record.issue.status, record.engines.checker) == ("issued", "accepted")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "zh",
            [
                "还依据叠加其上的“云江省高等职业院校国际交流与合作知识包（虚构，示例）”（1.0.0版）",
                "hepu-guangxi 0.1.0 + yunjiang 1.0.0（后列的优先）",
                "替换asean_proximity、land_sea_corridor、few_standard_adopters、corridor-under-way；接续min_bilingual_teachers；停用exchange-week-in-guizhou（省内院校",
                "corridor-under-way（由叠加知识包yunjiang替换）",
                "yunjiang-fund-open（由叠加知识包yunjiang增加）",
                "待核原文；由叠加知识包yunjiang增加",
            ],
        ),
        (
            "en",
            [
                "this advice rests on ‘Knowledge pack of Yunjiang Province (fictitious, an example)’ (version 1.0.0)",
                "hepu-guangxi 0.1.0 + yunjiang 1.0.0 (later ones take precedence)",
                "replaces asean_proximity, land_sea_corridor, few_standard_adopters, corridor-under-way; continues",
                "corridor-under-way (replaced by the own pack yunjiang)",
                "yunjiang-fund-open (added by the own pack yunjiang)",
            ],
        ),
    ],
)
def test_the_advisory_says_what_is_of_an_own_pack(lang: str, told: list[str]) -> None:
    page = TAG.sub("", render(in_yunjiang(), ready(yunjiang_layers()).pack, lang))  # type: ignore[arg-type]  # a word

    assert [text for text in told if text not in page] == []


def test_an_advisory_without_own_packs_does_not_speak_of_them() -> None:
    page = render(advised("beihai", shipped_layers()), shipped().pack, "zh")

    assert "叠加知识包" not in page
    assert "叠加其上" not in page


Said = tuple[int, str, str]


@pytest.fixture
def hepu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process and give its exit code and what it said."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["hepu", *map(str, words)])
        with pytest.raises(SystemExit) as done:
            main()
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return run


def test_every_command_that_uses_a_pack_can_be_given_one(hepu: Callable[..., Said], tmp_path: Path) -> None:
    profile = tmp_path / "college.yaml"
    profile.write_text(BAY.read_text("utf-8").replace("town: beihai", "town: yunjiang_port"), "utf-8")
    own = ("--pack", YUNJIANG, "--lang", "en")

    assert hepu("profile", "check", profile, *own)[0] == 0
    assert hepu("profile", "check", profile)[0] == 1
    assert "yunjiang-fund-open" in hepu("why", profile, FUND, *own)[1]
    assert hepu("rules", "test", "yunjiang-fund-open", *own)[0] == 0
    assert hepu("profile", "new", tmp_path / "form.xlsx", *own)[0] == 0


def test_many_colleges_are_advised_by_own_packs_too(hepu: Callable[..., Said], tmp_path: Path) -> None:
    """The processes that share the work are given the packs."""
    for name in ("one", "two"):
        text = BAY.read_text("utf-8").replace("town: beihai", "town: yunjiang_port")
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    words = ("--pack", YUNJIANG, "--engine", "chainer", "--format", "json", "--workers", 2, "-o", tmp_path / "out")
    code, out, _ = hepu("advise", tmp_path / "one.yaml", tmp_path / "two.yaml", *words)
    packs = [json.loads(Path(line).read_text("utf-8"))["inputs"]["pack"] for line in out.split()]

    assert code == 0
    assert [[item["name"] for item in pack["overlays"]] for pack in packs] == [["yunjiang"], ["yunjiang"]]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("examples/packs/yunjian", "pack_unknown"),
        ("examples", "pack_missing"),
        ("", "pack_unknown"),
        ("y", "pack_unknown"),
    ],
)
def test_a_pack_that_is_not_there_is_told(
    name: str, code: str, hepu: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    found, out, err = hepu("rules", "check", "--pack", name, "--lang", "en")

    assert (found, out) == (1, "")
    assert len(err.strip().split("\n")) == 2
    assert ("yunjiang" in err) == (name == "examples/packs/yunjian")


def test_a_pack_that_stands_alone_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    alone, over = Path(__file__).parent / "fixtures" / "small_pack", YUNJIANG

    assert [layer.place for layer in layers_of([str(alone)])] == [str(alone)]
    assert [layer.place for layer in layers_of([str(over)])] == ["", str(over)]
