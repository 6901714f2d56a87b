"""The first page serves a president alone: it has all its parts, says nothing that is not given, and is one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

from hepu.advising import Order, request_of
from hepu.pipeline import Request
from hepu.report.html import Edition
from hepu.report.pdf import document as pdf
from hepu.report.pdf.typesetter import lay_out
from hepu.report.words import words
from hepu.synthetic import generate

if TYPE_CHECKING:
    from hepu.pipeline import Advisor
    from hepu.record.model import Record
    from hepu.report.html import EditionLang

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
ISSUED = "2026-11-25T08:00:00+00:00"
SYNTHETIC = 30


@pytest.fixture(scope="module")
def records(shipped: Advisor) -> list[Record]:
    """Give the records of the shipped examples and of thirty synthetic profiles."""
    orders = [Order(path, output=Path(), issued_at=ISSUED, engine="chainer") for path in EXAMPLES]
    requests = [request_of(order)[0] for order in orders]
    requests += [
        Request(profile, issued_at=ISSUED, engine="chainer")
        for profile in generate(shipped.pack.knowledge, SYNTHETIC, 5)
    ]
    return [shipped.advise(request) for request in requests]


@pytest.fixture(scope="module")
def editions(records: list[Record], shipped: Advisor) -> list[Edition]:
    """Give the Chinese edition of each record."""
    return [Edition.of(record, shipped.pack, "zh") for record in records]


def test_the_first_page_has_all_its_parts(editions: list[Edition]) -> None:
    for edition in editions:
        page = lxml.html.fragment_fromstring(str(edition.summaries("print")))
        heads = [item.text_content().partition("（")[0] for item in page.iter("h2")]
        wanted = ("strengths", "opportunities") if edition.view.published else ("strengths", "priorities", "picture")

        assert heads[: len(wanted)] == [words()[f"summary.{name}"].zh for name in wanted]
        assert heads[-1] == words()["summary.answers"].zh
        assert edition.view.published or ("近期" in heads and page.find(".//figure") is not None)


def test_a_priority_tells_why_and_how_large_the_gap_is(editions: list[Edition]) -> None:
    found = [item for edition in editions for item in edition.view.summary.priorities]

    assert len(found) > SYNTHETIC
    assert [item.line.name.zh for item in found if item.line.sentence is None] == []
    assert {item.worst.gap for item in found if item.worst is not None} <= {"slight", "moderate", "large"}


def test_a_first_step_tells_who_by_when_and_what_is_needed(editions: list[Edition]) -> None:
    found = [(edition, step) for edition in editions for step in edition.view.summary.first]

    assert len(found) > SYNTHETIC
    for edition, step in found:
        entry = edition.pack.knowledge.strategies[step.key.removeprefix("strategy.")]
        assert edition.view.summary.until.zh == "2026年12月25日"
        assert step.leads.zh
        assert str(sum(item.days for item in entry.approvals) or "内部程序") in step.needs.zh


def test_a_strength_is_told_in_a_sentence(editions: list[Edition]) -> None:
    lines = [line for edition in editions for line in edition.view.summary.strengths]

    assert lines
    assert [line.name.zh for line in lines if line.sentence is None or not line.sentence.zh.endswith("。")] == []


@pytest.mark.slow
# WeasyPrint leaves its own colour profile open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_is_one_page(records: list[Record], shipped: Advisor, lang: EditionLang) -> None:
    """Lay the page out as closely as it may be set."""
    closest = pdf._DENSITIES - 1
    pages = [len(lay_out(Edition.of(record, shipped.pack, lang).summary_page(closest)).pages) for record in records]

    assert pages == [1] * len(records)
