"""The pages of the checks: what is to be avoided gives its finding and no other, what is preferred gives none."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import hepu
from hepu.checks.pages import SEVERITIES, Page, Severity, page_of, pages
from hepu.checks.run import check_layers
from hepu.messages import catalogue
from hepu.resources import templates_dir
from hepu.yaml_source import read_yaml
from small_packs import lay, layers_in, small_pack


def codes(pack: Path, least: Severity = "note") -> set[str]:
    """Give the codes of all of some weight that is found in a pack."""
    found = check_layers(layers_in(pack.parent)).findings
    weights = SEVERITIES[: SEVERITIES.index(least) + 1]
    return {fault.code for fault in found if fault.severity in weights}


def test_the_small_pack_is_sound(tmp_path: Path) -> None:
    assert codes(small_pack(tmp_path)) == set()


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_what_a_page_avoids_is_found_and_nothing_of_its_weight_besides(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = small_pack(tmp_path, page.avoid)
    file = pack / next(iter(page.avoid))
    match page.code:
        case "yaml_too_large":  # a page of four million characters would help nobody
            monkeypatch.setattr("hepu.yaml_source.MAX_CHARACTERS", 950)
        case "file_encoding":
            file.write_bytes(file.read_text("utf-8").encode("gbk"))
        case "file_unreadable":
            file.unlink()
            file.mkdir()

    assert codes(pack, page.severity) in ({page.code}, {page.code, *page.also})


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_what_a_page_prefers_is_sound(page: Page, tmp_path: Path) -> None:
    assert codes(small_pack(tmp_path, page.prefer), page.severity) == set()


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_every_page_has_its_message_and_a_severity(page: Page) -> None:
    assert page.severity in SEVERITIES
    assert {page.code, *page.also} <= set(catalogue())


# Where what is wrong with a pack is found out.
SOURCES = (
    "yaml_source.py",
    "source_file.py",
    "pack.py",
    "language",
    "knowledge",
    "checks",
    "layering/precedence.py",
    "layering/stack.py",
    "layering/written.py",
    "reasoning",
    "history/check.py",
    "history/lock_file.py",
    "inference/examples.py",
    "inference/circles.py",
    "review/status.py",
)
# Words in these modules that happen to be codes: of the command lines, and of a JSON Schema.
WORDS = ("kind_", "check_")
TOO_MANY = {"pack_too_many", "pack_too_many_files"}
NO_FINDINGS = {"rule_unknown", "required", "rules_checked", "pack_missing", "pack_unreadable"}


@cache
def raised() -> frozenset[str]:
    """Give every code of a message that the modules name which read and check packs."""
    top = Path(hepu.__file__).parent
    files = [
        file for name in SOURCES for file in ([top / name] if name.endswith(".py") else (top / name).rglob("*.py"))
    ]
    trees = [ast.parse(file.read_text("utf-8")) for file in files if file.exists()]
    named = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    found = {code for code in catalogue() if code in named and not code.startswith(WORDS)}
    return frozenset(found - NO_FINDINGS - TOO_MANY)


def test_every_code_that_reading_or_checking_a_pack_can_raise_has_its_page() -> None:
    assert len(raised()) > 80
    assert sorted(code for code in raised() if page_of(code) is None) == []


def test_no_page_stands_in_two_files() -> None:
    files = sorted((templates_dir() / "checks").glob("*.yaml"))
    found = Counter(code for path in files for code in read_yaml(path.read_text("utf-8"), path.name).value or {})

    assert [code for code, times in found.items() if times > 1] == []


def test_every_page_explains_a_code_that_can_be_raised() -> None:
    assert sorted(code for page in pages().values() for code in (page.code, *page.also) if code not in raised()) == []


def test_a_snippet_replaces_keys_and_adds_what_is_new() -> None:
    base = "a: 1\nb:\n  c: 2\n  d: 3\n"

    assert lay(base, "a: 2\na: 3\n") == "a: 2\na: 3\nb:\n  c: 2\n  d: 3\n"
    assert lay(base, "b:\n  c: 5\n  e: 4\n", depth=2) == "a: 1\nb:\n  c: 5\n  d: 3\n  e: 4\n"
    assert lay(base, "z: 0\n") == base + "z: 0\n"
