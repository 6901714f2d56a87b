"""Fields of knowledge say of what kind the entry is that they name; the check of references reads them there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from hepu.checks.references import references_of
from hepu.knowledge.references import names_in

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

# What each file names, of which kind, with the field.
NAMED = [
    ("problems", "theory", "theory"),
    ("problems", "indicator", "indicators"),
    ("causes", "problem", "explains"),
    ("strategies", "problem", "addresses"),
    ("strategies", "strategy", "needs"),
    ("strategies", "indicator", "moves"),
    ("strategies", "policy", "articles"),
    ("parameters", "source", "values"),
    ("cases", "place", "places"),
    ("cases", "town", "home"),
    ("cases", "trait", "traits"),
    ("likeness", "indicator", "items"),
    ("towns", "province", "province"),
    ("system", "rule", "links"),
]


@pytest.mark.parametrize(("file", "kind", "field"), NAMED)
def test_the_names_in_every_field_that_refers_are_found(shipped: Advisor, file: str, kind: str, field: str) -> None:
    found = Counter((item[0], item[1], item[3][1]) for item in names_in(shipped.pack.knowledge))

    assert found[file, kind, field] > 0


def test_a_name_that_nothing_defines_is_told_with_the_path_to_it(shipped: Advisor) -> None:
    knowledge = shipped.pack.knowledge
    strategies = dict(knowledge.strategies)
    key, strategy = next((key, item) for key, item in strategies.items() if item.moves)
    moved = strategy.moves[0].model_copy(update={"indicator": "overseas_site"})
    strategies[key] = strategy.model_copy(update={"moves": (moved, *strategy.moves[1:])})

    (fault,) = references_of(replace(knowledge, strategies=MappingProxyType(strategies)))

    assert fault.location.file == "knowledge/strategies/college.yaml"
    assert fault.location.line > 0
    assert fault.location.path == f"{key}.moves.0.indicator"
    told = [fault.context[name] for name in ("found", "expected", "nearest")]
    assert told == ["overseas_site", "indicator", "overseas_sites"]
