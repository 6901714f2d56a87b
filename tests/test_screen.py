"""The page for screens is one file that loads nothing and reads on a phone: contents folded, tables in frames."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import lxml.html
import pytest
import tinycss2

import report_sample as sample
from hepu.report.embed import self_contained
from hepu.report.html import render
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.report.html import EditionLang

PHONE = 390
_NARROW = "(max-width: 40rem)"
_LENGTH = re.compile(r"(?<![\w-])((?:min-)?width|flex-basis): ([\d.]+)(rem|em|px|mm|pt)")
_PIXELS = {"rem": 15.5, "em": 15.5, "px": 1.0, "mm": 3.78, "pt": 1.33}


@cache
def page(lang: EditionLang) -> str:
    """Give the page of the rich record as it is written to its file."""
    return self_contained(render(*sample.record_of(sample.rich()), lang))


@cache
def root(lang: EditionLang) -> lxml.html.HtmlElement:
    """Give the page's elements."""
    return lxml.html.document_fromstring(page(lang))


def rules() -> Iterator[tuple[str, str, str]]:
    """Give each rule of the style sheet: its medium, its selector and what it says."""
    sheet = (templates_dir() / "report" / "screen.css").read_text("utf-8")
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        medium, inner = "", [rule]
        if rule.type == "at-rule":
            medium = tinycss2.serialize(rule.prelude).strip()
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        for one in inner:
            yield medium, tinycss2.serialize(one.prelude).strip(), tinycss2.serialize(one.content)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_page_is_one_file_that_loads_nothing(lang: EditionLang) -> None:
    """Find no script, no frame and nothing to be loaded, and the fonts inside."""
    found = root(lang)

    assert found.xpath("//script|//iframe|//link|//img|//object|//embed") == []
    assert not re.findall(r"url\((?!data:)|@import", page(lang))
    assert page(lang).count("@font-face") == 4
    assert not found.xpath("//@src")


@pytest.mark.parametrize(("lang", "most"), [("zh", 1.2), ("en", 0.8), ("both", 1.5)])
def test_the_page_is_small_enough_to_send(lang: EditionLang, most: float) -> None:
    """Stay below a size in megabytes that goes through a messenger."""
    assert len(page(lang).encode()) < most * 1e6


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_contents_fold_and_can_be_reached_from_everywhere(lang: EditionLang) -> None:
    """Find every section in the folded contents, and a link to them that stays in sight."""
    found = root(lang)
    listed = set(found.xpath("//nav//details//li/a/@href"))

    assert {f"#{anchor}" for anchor in found.xpath("//h1/@id")} - listed == set()
    assert found.xpath("//nav//details/summary/@id") == ["contents"]
    assert found.xpath("//a[@class='up']/@href") == ["#contents"]
    assert not found.xpath("//details[@open]")


def test_paper_has_no_fold_and_no_link_in_the_corner() -> None:
    """Print the contents whole."""
    from hepu.report.html import Edition

    printed = Edition.of(*sample.record_of(sample.rich()), "zh").page("print")

    assert "<details" not in printed
    assert 'class="up"' not in printed


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_page_is_told_the_width_of_the_phone_and_its_languages(lang: EditionLang) -> None:
    """Find the viewport, the language and the light scheme: dark on light whatever the phone prefers."""
    found = root(lang)

    assert found.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]
    assert found.get("lang") == ("en" if lang == "en" else "zh-CN")
    assert "color-scheme: light" in page(lang)


def test_what_is_wider_than_a_phone_scrolls_in_its_own_frame() -> None:
    """Let tables and pictures scroll by themselves, so that the page never scrolls sideways."""
    said = {selector: text for medium, selector, text in rules() if not medium}

    assert "overflow-x: auto" in said["table"]
    assert "display: block" in said["table"]
    assert "overflow-x: auto" in said["figure"]
    assert "overflow-wrap: anywhere" in said["body"]


def test_nothing_outside_a_frame_is_wider_than_a_phone() -> None:
    """Find no width beyond a phone's but in tables and pictures."""
    framed = re.compile(r"svg|\bt[hd]\b|table")
    wide = [
        (selector, found[0])
        for medium, selector, text in rules()
        if medium in {"", _NARROW} and not framed.search(selector)
        for found in _LENGTH.finditer(text)
        if float(found[2]) * _PIXELS[found[3]] > PHONE
    ]

    assert wide == []


def test_a_phone_gets_a_narrower_picture_and_heads_of_rows_that_stay() -> None:
    """Fold what stands two by two, keep the head of a row in sight, and draw the picture for a narrow page."""
    narrow = " ".join(f"{selector} {{{text}}}" for medium, selector, text in rules() if medium == _NARROW)

    assert ".picture svg.narrow-chart { display: block }" in narrow
    assert ".double tr { display: grid" in narrow
    assert "position: sticky; left: 0" in narrow
    assert root("zh").xpath("//*[contains(@class, 'picture')]//*[contains(@class, 'narrow-chart')]")
