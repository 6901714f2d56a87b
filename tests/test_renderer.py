"""What sets the pages: named in the record where it was made, and told where a page is set by something else."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.renderer import ABSENT, ASIDE, renderer
from hepu.report import typesetting
from hepu.report.html import Edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.pack import Pack
    from hepu.record.model import Record

HERE = "Typeset here with other versions"


@pytest.fixture(scope="module")
def core() -> tuple[Record, Pack]:
    """Give the record of a college with a dozen answers."""
    return sample.record_of(sample.core(), with_peers=False)


@pytest.fixture
def afresh() -> Iterator[None]:
    """Ask for versions anew, and again after the test."""
    renderer.cache_clear()
    yield
    renderer.cache_clear()


def elsewhere(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    """Let pages be set by other versions."""
    found: Mapping[str, str] = {**renderer(), **versions}
    monkeypatch.setattr(typesetting, "renderer", lambda: found)


def page(made: tuple[Record, Pack], medium: str = "print", *, audit: bool = False) -> str:
    """Give the text of the page on the version."""
    edition = Edition.of(*made, "en", kind="audit" if audit else "circulation")
    html = edition.page("screen" if medium == "screen" else "print")
    return re.sub(r"<[^>]*>", " ", html[html.index('class="pairs version"') :])


def test_the_record_names_what_sets_its_pages(core: tuple[Record, Pack]) -> None:
    named = core[0].engines.renderer

    assert named == dict(renderer())
    assert named["weasyprint"].startswith("70.")
    assert re.fullmatch(r"1\.\d+\.\d+", named["pango"])
    assert re.fullmatch(r"[0-9a-f]{64}", named["fonts"])


def test_where_nothing_is_other_nothing_is_said(core: tuple[Record, Pack]) -> None:
    assert HERE not in page(core)
    assert f"pango {renderer()['pango']}" in page(core)


def test_a_page_set_by_another_version_says_so(core: tuple[Record, Pack], monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(monkeypatch, pango="9.9.9")

    assert HERE in page(core)
    assert f"pango ({renderer()['pango']} in the record, 9.9.9 here)" in page(core)


def test_a_page_for_screens_does_not_hang_on_what_sets_pages_for_print(
    core: tuple[Record, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(monkeypatch, pango="9.9.9")

    assert HERE not in page(core, "screen")
    elsewhere(monkeypatch, fonts="0" * 64)
    assert HERE in page(core, "screen")


def test_setting_a_record_elsewhere_leaves_it_as_it_is(
    core: tuple[Record, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = core[0].model_dump_json()
    elsewhere(monkeypatch, pango="9.9.9")
    page(core)

    assert core[0].model_dump_json() == before


def test_the_audit_edition_names_everything(core: tuple[Record, Pack]) -> None:
    shown = page(core, audit=True)

    assert [name for name in renderer() if name != "justification" and f"{name} {renderer()[name]}" not in shown] == []


def test_a_typesetter_that_was_not_examined_sets_ragged_chinese_and_the_record_says_so(
    monkeypatch: pytest.MonkeyPatch, afresh: None
) -> None:
    monkeypatch.setattr("hepu.renderer.version", lambda name: "71.0" if name == "weasyprint" else version(name))
    made = sample.record_of(sample.core(), with_peers=False)

    assert made[0].engines.renderer["weasyprint"] == "71.0"
    assert made[0].engines.renderer["justification"] == ASIDE
    assert "lines may end raggedly" in page(made)


def test_a_record_is_made_where_no_page_can_be_set(monkeypatch: pytest.MonkeyPatch, afresh: None) -> None:
    def nothing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("hepu.renderer.ctypes.CDLL", nothing)

    assert {renderer()[name] for name in ("pango", "harfbuzz", "fontconfig")} == {ABSENT}
