"""Two steps lead from a sentence of an advisory to a published work: to appendix B by its number, on to appendix C."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.advising import Order, record_of, shipped
from hepu.report.context import Context
from hepu.report.html import render

if TYPE_CHECKING:
    from hepu.report.html import EditionKind

EXAMPLE = Path(__file__).parents[1] / "examples" / "hepu-bay-college.yaml"
KINDS = ("circulation", "audit")
CHAPTERS = ("situation", "strengths", "problems", "measures", "requests")
MARK = re.compile(r'class="mark"[^>]*href="#(d-[^"]+)"')
WORK = re.compile(r'href="#(ref-[^"]+)"')
DOCUMENT = re.compile(r'href="#(policy-[^"]+)"')


@pytest.fixture(scope="module", params=[(lang, kind) for kind in KINDS for lang in ("zh", "en", "both")], ids="-".join)
def page(request: pytest.FixtureRequest) -> str:
    lang, kind = request.param
    return render(*sample.record_of(sample.rich()), lang, kind=kind)


def chapter(page: str, name: str) -> str:
    """Give the markup of one chapter."""
    start = page.index(f'<h1 id="{name}"')
    return page[start : page.index("</section>", start)]


def derived(page: str) -> dict[str, str]:
    """Give the blocks of appendix B by their anchors."""
    blocks = re.split(r'(?=<div class="derived")', page)
    return {found[1]: block for block in blocks if (found := re.match(r'<div class="derived" id="([^"]+)"', block))}


def test_every_number_in_the_text_leads_to_its_derivation(page: str) -> None:
    marks = [target for name in CHAPTERS for target in MARK.findall(chapter(page, name))]

    assert marks
    assert [target for target in marks if target not in derived(page)] == []


def test_every_derivation_names_its_rules_and_leads_to_a_work(page: str) -> None:
    blocks = derived(page)

    assert blocks
    assert [name for name, block in blocks.items() if "<code>" not in block] == []
    assert [name for name, block in blocks.items() if not (WORK.search(block) or DOCUMENT.search(block))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_behind_what_is_printed_stands_in_its_entry_and_no_rule_before(kind: EditionKind) -> None:
    record, pack = sample.record_of(sample.rich())
    text = render(record, pack, "zh", kind=kind)
    printed = Context(record, pack, requests=True).printed
    blocks = derived(text)

    assert printed
    assert [rule for key, rules in printed for rule in rules if f"<code>{rule}</code>" not in blocks[f"d-{key}"]] == []
    assert [rule for rule in pack.rules if rule in text[: text.index('<h1 id="derivation"')]] == []


def test_every_number_of_what_decided_leads_to_it_and_is_told_once() -> None:
    record, pack = sample.record_of(sample.rich())
    text = chapter(render(record, pack, "zh"), "derivation")
    facts = re.findall(r'<p class="fact" id="(f-F\d+)"><b>F\d+</b>(.*?)</p>', text)

    assert facts
    assert set(re.findall(r'href="#(f-[^"]+)"', text)) == {name for name, _ in facts}
    assert len({told for _, told in facts}) == len(facts)


def test_an_entry_points_to_the_conclusions_on_which_it_rests(page: str) -> None:
    blocks = derived(page)
    beneath = [target for block in blocks.values() for target in re.findall(r'href="#(d-[^"]+)"', block)]

    assert [target for target in beneath if target not in blocks] == []


def test_every_work_that_is_cited_stands_in_the_references(page: str) -> None:
    cited = {*WORK.findall(page), *DOCUMENT.findall(page)}

    assert cited
    assert [name for name in sorted(cited) if f'id="{name}"' not in page] == []


def test_every_derivation_leads_back_to_the_sentence_that_it_explains(page: str) -> None:
    text = "".join(chapter(page, name) for name in CHAPTERS)
    backs = [
        target for block in derived(page).values() for target in re.findall(r'class="back" href="#([^"]+)"', block)
    ]

    assert len(backs) == len(derived(page))
    assert [target for target in backs if f'id="{target}"' not in text] == []


@pytest.fixture(scope="module")
def from_file() -> str:
    """Give the page of a college whose figures were read from a file."""
    order = Order(EXAMPLE, Path(), "2026-11-22T00:00:00+00:00")
    return render(record_of(order)[0], shipped().pack, "zh", kind="audit")


def test_the_place_of_a_value_is_told_once_and_without_the_name_of_the_file(from_file: str) -> None:
    text = "".join(derived(from_file).values())
    places = re.findall(r"［(.+?)］", text)

    assert places
    assert len(places) == len(set(places))
    assert "hepu-bay-college.yaml" not in text


def test_a_value_told_before_is_looked_up_where_it_was_told(from_file: str) -> None:
    told = {block[: block.index("</b>")].rpartition(">")[2]: block for block in derived(from_file).values()}
    seen = [
        (label, mark) for block in told.values() for label, mark in re.findall(r"[：；]([^：；]+)（见(B\d+)）", block)
    ]

    assert seen
    assert [(label, mark) for label, mark in seen if label not in told[mark]] == []
