"""The pages of the checks: what is to be avoided gives its finding and no other, what is preferred gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hepu.checks.pages import SEVERITIES, Page, pages
from hepu.checks.registry import check_pack
from hepu.errors import PackError
from hepu.layers import Layer
from hepu.messages import catalogue
from hepu.pack import load_pack
from small_packs import lay, small_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def codes(folder: Path, snippets: Mapping[str, str] | None = None) -> set[str]:
    """Give the codes of all that is found in the small pack with snippets laid over it."""
    pack = small_pack(folder, snippets)
    try:
        return {fault.code for fault in check_pack(load_pack((Layer.at(pack),)))}
    except PackError as error:
        return {fault.code for fault in error.faults}


def test_the_small_pack_is_sound(tmp_path: Path) -> None:
    assert codes(tmp_path) == set()


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_what_a_page_avoids_is_found_and_nothing_else(page: Page, tmp_path: Path) -> None:
    assert codes(tmp_path, page.avoid) in ({page.code}, {page.code, *page.also})


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_what_a_page_prefers_is_sound(page: Page, tmp_path: Path) -> None:
    assert codes(tmp_path, page.prefer) == set()


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.code)
def test_every_page_has_its_message_and_a_severity(page: Page) -> None:
    assert page.severity in SEVERITIES
    assert {page.code, *page.also} <= set(catalogue())


def test_a_snippet_replaces_keys_and_adds_what_is_new() -> None:
    base = "a: 1\nb:\n  c: 2\n  d: 3\n"

    assert lay(base, "a: 2\na: 3\n") == "a: 2\na: 3\nb:\n  c: 2\n  d: 3\n"
    assert lay(base, "b:\n  c: 5\n  e: 4\n", depth=2) == "a: 1\nb:\n  c: 5\n  d: 3\n  e: 4\n"
    assert lay(base, "z: 0\n") == base + "z: 0\n"
