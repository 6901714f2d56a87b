"""Packs laid over one another: what each may do to those beneath it, and what is told where it does something else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from hepu.errors import PackError
from hepu.facts.parameters import choose_parameters
from hepu.inference.examples import run_examples
from hepu.layering.about import ADDED, number_of
from hepu.layers import file_of
from hepu.messages import render_faults
from hepu.pack import load_pack
from hepu.proof import read_pack
from hepu.proof.stack import OPEN
from own_packs import over_small, own_pack
from small_packs import SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLACES = "moon: {name: {zh: 月球, en: Moon}}\n"
LAW = (SMALL / "knowledge" / "policies.yaml").read_text("utf-8")
RULE = (SMALL / "rules" / "problems" / "few-partners.yaml").read_text("utf-8")
PARAMETER = (SMALL / "knowledge" / "parameters.yaml").read_text("utf-8")
LATER = "min_partners: {values: [{since: 2026-01-01, value: 5, sources: [SAMPLE]}]}\n"
OTHER = "extends: {pack: other, at_least: 1.0.0, below: 2.0.0}"
REASON = "{zh: 不再适用, en: no longer fits}"
DAY = dt.date(2026, 9, 1)


def faults_of(*folders: Path) -> list[tuple[str, str]]:
    """Load packs over the small one and give each fault's code and place; the checker must refuse them as well."""
    layers = over_small(*folders)
    with pytest.raises(Exception):  # noqa: B017, PT011  # the checker reads with code of its own and raises as it finds
        read_pack(layers)
    with pytest.raises(PackError) as caught:
        load_pack(layers)
    for lang in ("zh", "en"):
        assert render_faults(caught.value.faults, lang)
    return [(fault.code, str(fault.location)) for fault in caught.value.faults]


def value(layers: tuple[object, ...], day: dt.date = DAY) -> int:
    """Give the parameter of the small pack on a day, as the product and as the checker choose it."""
    chosen = choose_parameters(load_pack(layers).knowledge, day)["min_partners"].value  # type: ignore[arg-type]
    checked = read_pack(layers).parameter("min_partners", day)  # type: ignore[arg-type]
    assert checked is not None
    assert checked[0] == chosen
    return chosen


def test_adding_is_free(tmp_path: Path) -> None:
    pack = load_pack(over_small(own_pack(tmp_path / "own", {"knowledge/places.yaml": PLACES})))

    assert "moon" in pack.knowledge.places
    assert pack.level("places", "moon").about.name == "own"
    assert pack.level("parameters", "min_partners").about.name == "sample"


def test_what_is_replaced_is_named(tmp_path: Path) -> None:
    files = {
        "rules/few-partners.yaml": RULE.replace("likely", "possible"),
        "knowledge/parameters.yaml": PARAMETER.replace("value: 2", "value: 4"),
    }
    own = own_pack(tmp_path / "own", files, "replaces: {rules: [few-partners], parameters: [min_partners]}\n")
    pack = load_pack(over_small(own))

    assert pack.rules["few-partners"].certainty.word == "possible"
    assert value(over_small(own)) == 4
    assert file_of(over_small(own), pack.rules["few-partners"].location.file) == own / "rules" / "few-partners.yaml"


def test_a_parameter_is_given_later_values_without_being_copied(tmp_path: Path) -> None:
    layers = over_small(
        own_pack(tmp_path / "own", {"knowledge/parameters/own.yaml": LATER}, "continues: [min_partners]\n")
    )

    assert [value(layers, day) for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1))] == [2, 5]


def test_examples_are_tried_as_the_pack_that_has_the_rule_stands(tmp_path: Path) -> None:
    """A number of another pack fails no example that was written before it."""
    layers = over_small(own_pack(tmp_path / "own", {"knowledge/parameters.yaml": LATER}, "continues: [min_partners]\n"))
    outcomes, malformed = run_examples(load_pack(layers))

    assert not malformed
    assert all(outcome.passed for outcome in outcomes)


def test_what_is_retired_holds_no_longer(tmp_path: Path) -> None:
    own = own_pack(tmp_path / "own", {}, f"retires: {{rules: {{no-plan: {REASON}}}}}\n")
    pack = load_pack(over_small(own))

    assert "no-plan" not in pack.rules
    assert "no-plan" not in read_pack(over_small(own)).rules
    assert "rules/no-plan" in pack.digests


def test_the_later_of_two_packs_has_the_last_word(tmp_path: Path) -> None:
    """Either may lie over the other where each says that it replaces the rule; the order names another pack."""
    first, second = (
        own_pack(
            tmp_path / name,
            {"rules/few-partners.yaml": RULE.replace("likely", word)},
            "replaces: {rules: [few-partners]}\n",
        )
        for name, word in (("first", "possible"), ("second", "established"))
    )
    one, other = load_pack(over_small(first, second)), load_pack(over_small(second, first))

    assert [pack.rules["few-partners"].certainty.word for pack in (one, other)] == ["established", "possible"]
    assert one.digest != other.digest
    assert dict(one.digests) == dict(other.digests)


@pytest.mark.parametrize(
    ("files", "more", "expected"),
    [
        ({"rules/x/few-partners.yaml": RULE}, "", [("pack_redefined", "rules/x/few-partners.yaml:1:1:rule")]),
        ({"knowledge/policies.yaml": LAW}, "", [("pack_redefined", "knowledge/policies.yaml:1:1:sample_law")]),
        (
            {},
            "replaces: {rules: [few-partner]}\n",
            [("pack_nothing_beneath", "knowledge/pack.yaml:6:20:replaces.rules.0")],
        ),
        (
            {},
            "replaces: {rules: [few-partners]}\n",
            [("pack_defines_nothing", "knowledge/pack.yaml:6:20:replaces.rules.0")],
        ),
        (
            {},
            f"retires: {{rules: {{nobody: {REASON}}}}}\n",
            [("pack_nothing_beneath", "knowledge/pack.yaml:6:19:retires.rules.nobody")],
        ),
        (
            {"rules/no-plan.yaml": (SMALL / "rules" / "causes" / "no-plan.yaml").read_text("utf-8")},
            f"retires: {{rules: {{no-plan: {REASON}}}}}\n",
            [("pack_retires_own", "knowledge/pack.yaml:6:19:retires.rules.no-plan")],
        ),
        (
            {"knowledge/parameters.yaml": LATER},
            "replaces: {parameters: [min_partners]}\ncontinues: [min_partners]\n",
            [("pack_two_ways", "knowledge/pack.yaml:7:13:continues.0")],
        ),
        (
            {"knowledge/parameters.yaml": LATER.replace("2026", "2012")},
            "continues: [min_partners]\n",
            [("pack_continues_early", "knowledge/parameters.yaml:1:25:min_partners.values.0")],
        ),
        (
            {"knowledge/parameters.yaml": PARAMETER},
            "continues: [min_partners]\n",
            [("pack_continues_values", "knowledge/parameters.yaml:1:1:min_partners")],
        ),
        ({"knowledge/indicators.yaml": "moon: {}\n"}, "", [("pack_kind_closed", "knowledge/indicators.yaml")]),
        ({"knowledge/policy.yaml": LAW}, "", [("pack_kind_closed", "knowledge/policy.yaml")]),
        ({"knowledge/form.yaml": "{}\n"}, "", [("pack_kind_closed", "knowledge/form.yaml")]),
    ],
)
def test_what_a_pack_does_without_saying_or_says_without_doing_is_a_fault(
    files: Mapping[str, str], more: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    own = own_pack(tmp_path / "own", files, more)

    assert faults_of(own)[: len(expected)] == [(code, f"{own}/{place}") for code, place in expected]


def test_what_forms_choose_from_cannot_be_given_another_meaning(tmp_path: Path) -> None:
    first, second = (own_pack(tmp_path / name, {"knowledge/places.yaml": PLACES}) for name in ("first", "second"))

    assert faults_of(first, second) == [("pack_added_only", f"{second}/knowledge/places.yaml:1:1:moon")]


@pytest.mark.parametrize(
    ("extends", "name", "code"),
    [
        ("extends: {pack: sample, at_least: 1.0.1, below: 2.0.0}", "own", "pack_version"),
        ("extends: {pack: sample, at_least: 0.1.0, below: '1'}", "own", "pack_version"),
        ("extends: {pack: simple, at_least: 1.0.0, below: 2.0.0}", "own", "pack_not_beneath"),
        ("extends: {pack: own, at_least: 1.0.0, below: 2.0.0}", "own", "pack_cycle"),
        ("extends: {pack: sample, at_least: 1.0.0, below: 2.0.0}", "sample", "pack_name_twice"),
        ("# nothing", "own", "pack_alone"),
    ],
)
def test_a_pack_lies_only_over_what_it_was_made_for(extends: str, name: str, code: str, tmp_path: Path) -> None:
    own = own_pack(tmp_path / "own", {}, name=name, extends=extends)

    assert code in [found for found, _ in faults_of(own)]


def test_a_pack_comes_after_the_one_that_it_extends(tmp_path: Path) -> None:
    lower, upper = own_pack(tmp_path / "other", {}), own_pack(tmp_path / "own", {}, extends=OTHER)

    assert len(load_pack(over_small(lower, upper)).stack) == 3
    assert faults_of(upper, lower) == [("pack_order", f"{upper}/knowledge/pack.yaml:5:11:extends.pack")]


def test_packs_that_extend_each_other_are_a_circle(tmp_path: Path) -> None:
    back = "extends: {pack: own, at_least: 1.0.0, below: 2.0.0}"
    one, other = own_pack(tmp_path / "own", {}, extends=OTHER), own_pack(tmp_path / "other", {}, extends=back)

    assert ("pack_cycle", f"{one}/knowledge/pack.yaml:5:11:extends.pack") in faults_of(one, other)


@pytest.mark.parametrize("content", [b"", b"name: [", b"\xff\xfe", b"[]", b"name: Own\nversion: x\n"])
def test_a_pack_that_cannot_be_read_is_told_with_its_place(content: bytes, tmp_path: Path) -> None:
    own = own_pack(tmp_path / "own", {})
    (own / "knowledge" / "pack.yaml").write_bytes(content)

    assert all(place.startswith(f"{own}/knowledge/pack.yaml") for _, place in faults_of(own))


def test_a_stack_has_an_end(tmp_path: Path) -> None:
    folders = [own_pack(tmp_path / f"own-{number}", {}) for number in range(16)]
    with pytest.raises(PackError) as caught:
        load_pack(over_small(*folders))

    assert [fault.code for fault in caught.value.faults] == ["pack_too_many"]


def test_product_and_checker_open_the_same_kinds() -> None:
    """Each has a list of its own."""
    assert set(ADDED) == OPEN


def test_versions_are_numbers_in_order() -> None:
    assert number_of("1.0") == number_of("1")
    assert number_of("0.9.9") < number_of("0.10")


def test_the_digest_of_one_pack_is_that_of_its_files() -> None:
    pack = load_pack(over_small())

    assert dict(pack.files(pack.stack[0])) == dict(pack.digests)
    assert pack.overruled == {}
