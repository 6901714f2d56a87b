"""Mending: only where there is one way to read what was meant, only at its place, and no more the second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.checks.command import run
from hepu.checks.selection import select
from hepu.errors import InputError
from hepu.layers import Layer
from hepu.naming import slip_of
from small_packs import SMALL, small_pack

if TYPE_CHECKING:
    from pathlib import Path

CAUSE = "rules/causes/no-plan.yaml"
PROBLEM = "rules/problems/few-partners.yaml"
LAW = "rules/opportunities/law-backs-exchange.yaml"


def fixed(pack: Path, *paths: str) -> str:
    """Mend a pack, and give the last line of the report."""
    return run(paths, (Layer.at(pack),), "text", "error", "en", "fix").said.splitlines()[-1]


@pytest.mark.parametrize(
    ("file", "snippet", "old", "new"),
    [
        (CAUSE, "theory: open_system  # which?\n", "open_system  #", "open_systems  #"),
        (CAUSE, 'theory: "open_system"\n', '"open_system"', '"open_systems"'),
        (CAUSE, "certainity: likely\ncertainty:\n", None, None),
        (PROBLEM, "since: 2017-1-1\n", "2017-1-1", "2017-01-01"),
        (PROBLEM, "sources: [SAMPEL]\n", "[SAMPEL]", "[SAMPLE]"),
        (LAW, "when: {polcy: sample_law}\n", None, None),
        (LAW, "when: {policy: sample_laws}\n", "sample_laws", "sample_law"),
        (
            "knowledge/problems.yaml",
            "few_partners:\n  indicators: [oversea_sites]\n",
            "oversea_sites",
            "overseas_sites",
        ),
        ("knowledge/causes.yaml", "no_plan:\n  verified: no\n", "verified: no\n", "verified: false\n"),
    ],
)
def test_a_slip_is_mended_at_its_place_and_nowhere_else(
    file: str, snippet: str, old: str | None, new: str | None, tmp_path: Path
) -> None:
    pack = small_pack(tmp_path, {file: snippet})
    before = {path: path.read_bytes() for path in pack.rglob("*.yaml")}

    fixed(pack)

    expected = before[pack / file].decode()
    expected = expected.replace(old, str(new), 1) if old is not None else expected
    assert (pack / file).read_text("utf-8") == expected
    assert [path for path, content in before.items() if path != pack / file and path.read_bytes() != content] == []


def test_what_one_mend_brings_to_light_is_mended_too(tmp_path: Path) -> None:
    rule = 'when:\n  count: partnerships\n  where: {activ: {is: yes}}\n  belov: {parameter: "min_partner"}\n'
    pack = small_pack(tmp_path, {PROBLEM: rule})

    assert fixed(pack) == "4 rules, 12 examples; 0 errors, 0 warnings, 0 notes"


def test_mending_twice_changes_nothing_more(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path, {CAUSE: "theory: open_system\nreview:\n", PROBLEM: "since: 2017-1-1\nsorces: [SAMPLE]\n"}
    )
    fixed(pack)
    once = {path: path.read_bytes() for path in pack.rglob("*.yaml")}
    fixed(pack)

    assert {path: path.read_bytes() for path in pack.rglob("*.yaml")} == once


def test_a_sound_pack_is_left_as_it_is(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    fixed(pack)

    assert [
        path for path in SMALL.rglob("*.yaml") if (pack / path.relative_to(SMALL)).read_bytes() != path.read_bytes()
    ] == []


def test_a_review_that_is_not_stated_is_stated_above_the_examples(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    path = pack / CAUSE
    path.write_bytes(path.read_bytes().replace(b"review: {status: unreviewed}\n", b"").replace(b"\n", b"\r\n"))
    fixed(pack)

    assert b"sources: [SAMPLE]\r\nreview: {status: unreviewed}\r\nexamples:\r\n" in path.read_bytes()


def test_what_would_change_is_shown_and_nothing_written(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {CAUSE: "theory: open_system\n"})
    before = (pack / CAUSE).read_bytes()
    done = run((), (Layer.at(pack),), "text", "error", "en", "diff")

    assert "\n-theory: open_system\n+theory: open_systems\n" in done.said
    assert done.code == 1
    assert (pack / CAUSE).read_bytes() == before


def test_only_what_is_named_is_mended(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {CAUSE: "theory: open_system\n", PROBLEM: "theory: open_system\n"})

    assert fixed(pack, "no-plan").endswith("0 errors, 0 warnings, 0 notes")
    assert "open_system\n" in (pack / PROBLEM).read_text("utf-8")


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("few_partner", ["few_partners", "no_plan"], "few_partners"),
        ("few_patrners", ["few_partners"], "few_partners"),
        ("opening_2017", ["opening_2016"], ""),
        ("plan", ["plans", "plane"], ""),
        ("no", ["not"], ""),
        ("few_partners", ["partners_few"], ""),
    ],
)
def test_a_slip_is_one_letter_of_one_name_and_never_a_digit(typed: str, known: list[str], meant: str) -> None:
    assert slip_of(typed, known) == meant


@given(st.text("abcd", min_size=5, max_size=9), st.data())
def test_a_letter_left_out_is_always_a_slip(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))

    assert slip_of(name[:at] + name[at + 1 :], [name]) == name


@pytest.mark.parametrize("named", ["few-partners", PROBLEM, "rules/problems", "rules"])
def test_a_path_or_a_rule_says_on_what_to_report(named: str, tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    chosen = select([named if "/" not in named and named != "rules" else str(pack / named)], (Layer.at(pack),))

    assert chosen.holds(pack / PROBLEM)
    assert not chosen.holds(pack / "knowledge" / "causes.yaml")


def test_a_folder_that_holds_a_pack_or_a_file_in_one_names_the_pack(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)

    assert [layer.knowledge for layer in select([str(pack)], ()).layers] == [pack / "knowledge"]
    assert [layer.knowledge for layer in select([str(pack / CAUSE)], ()).layers] == [pack / "knowledge"]


@pytest.mark.parametrize(("named", "code"), [("no-such-rule", "check_path_unknown"), ("/", "")])
def test_what_is_neither_path_nor_rule_is_told(named: str, code: str, tmp_path: Path) -> None:
    layers = (Layer.at(small_pack(tmp_path)),)
    if not code:
        assert select([named], layers).places
        return

    with pytest.raises(InputError) as caught:
        select([named], layers)

    assert [fault.code for fault in caught.value.faults] == [code]
