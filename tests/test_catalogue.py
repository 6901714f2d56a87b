"""The catalogue names everything that the pack knows, leads everywhere that it says, and its map can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from hepu.catalogue.entries import entries_of, stage_counts
from hepu.catalogue.map import map_of
from hepu.catalogue.pages import catalogue_files
from hepu.report.pictures.metrics import text_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pipeline import Advisor
    from hepu.text import Lang

STAGES = ("opportunity", "challenge", "strength", "problem", "cause", "strategy")
LEAST_RULES = 220


@pytest.fixture(scope="module")
def files(shipped: Advisor) -> Mapping[str, str]:
    return catalogue_files(shipped.pack)


def test_the_pack_has_the_rules_that_it_promises(shipped: Advisor) -> None:
    assert sum(row.rules for row in stage_counts(shipped.pack)) == len(shipped.pack.rules)
    assert len(shipped.pack.rules) >= LEAST_RULES


def test_every_conclusion_has_examples_that_fire_stay_silent_and_stay_unknown(shipped: Advisor) -> None:
    """A conclusion that asks for policies alone is never unknown: a policy is in force or it is not."""
    lacking = [
        (entry.id, entry.examples)
        for stage in STAGES
        for entry in entries_of(shipped.pack, stage)
        if not (entry.examples[0] and entry.examples[1] and (entry.examples[2] or entry.closed))
    ]

    assert lacking == []


def test_every_rule_and_every_conclusion_names_a_source(shipped: Advisor) -> None:
    without = [rule.id for rule in shipped.pack.rules.values() if not rule.sources]
    without += [entry.id for stage in STAGES for entry in entries_of(shipped.pack, stage) if not entry.known.sources]

    assert without == []


def test_the_catalogue_names_every_rule_conclusion_and_work(shipped: Advisor, files: Mapping[str, str]) -> None:
    text = "".join(text for name, text in files.items() if name.endswith(".md"))
    wanted = [f"[`{name}`]" for name in shipped.pack.rules]
    wanted += [f'id="{entry.id}"' for stage in STAGES for entry in entries_of(shipped.pack, stage)]
    wanted += [f'id="{name}"' for name in shipped.pack.knowledge.sources]
    wanted += [f'id="{name}"' for name in shipped.pack.knowledge.cases]
    wanted += [f'id="{name}"' for name in shipped.pack.knowledge.policies]

    assert [name for name in wanted if name not in text] == []


def test_every_link_of_the_catalogue_leads_somewhere(files: Mapping[str, str]) -> None:
    anchors = {name: set(re.findall(r'<a id="([^"]+)"', text)) for name, text in files.items()}
    broken = []
    for name, text in files.items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            page, _, anchor = target.partition("#")
            if page.startswith("../../rules/") or page == "references.json":
                continue
            if (page or name) not in files or (anchor and anchor not in anchors[page or name]):
                broken.append((name, target))

    assert broken == []


def test_unverified_entries_are_listed_on_the_first_page(shipped: Advisor, files: Mapping[str, str]) -> None:
    unverified = [entry.id for stage in STAGES for entry in entries_of(shipped.pack, stage) if not entry.known.verified]
    listed = files["README.md"].partition("What is not verified")[2]

    assert unverified
    assert [name for name in unverified if f"#{name})" not in listed] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_map_shows_every_conclusion_once_and_every_link(shipped: Advisor, lang: Lang) -> None:
    knowledge = shipped.pack.knowledge
    drawn = map_of(knowledge, lang)
    links = sum(len(entry.explains) for entry in knowledge.causes.values())
    links += sum(len(entry.addresses) for entry in knowledge.strategies.values())

    assert len(drawn.boxes) == len(knowledge.causes) + len(knowledge.problems) + len(knowledge.strategies)
    assert len(drawn.lines) == links


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_on_the_map_overlaps_and_no_name_leaves_its_box(shipped: Advisor, lang: Lang) -> None:
    drawn = map_of(shipped.pack.knowledge, lang)
    for kind in ("cause", "problem", "strategy"):
        column = sorted((box for box in drawn.boxes if box.kind == kind), key=lambda box: box.y)
        assert all(upper.y + upper.height < lower.y for upper, lower in pairwise(column))
    for box in drawn.boxes:
        for x, y, line in box.lines:
            assert x + text_width(line, 10.5) < box.x + box.width
            assert box.y < y < box.y + box.height
    assert max(box.y + box.height for box in drawn.boxes) < drawn.height
