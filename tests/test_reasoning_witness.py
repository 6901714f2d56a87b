"""Examples made to order do what they were asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from hepu.inference.examples import example_facts, judge
from hepu.language.model import Any, Example, leaves_of
from hepu.pack import Pack, load_pack
from hepu.reasoning.leaves import word_at
from hepu.reasoning.truths import FALSE, TRUE, UNKNOWN
from hepu.reasoning.witness import Want, witness

if TYPE_CHECKING:
    from hepu.language.model import Rule

WORDS: dict[Want, int] = {"fires": TRUE, "silent": FALSE, "unknown": UNKNOWN}


@cache
def shipped() -> Pack:
    """Give the shipped pack."""
    return load_pack()


def word(rule: Rule, found: dict[str, object], as_of: object) -> int:
    """Say what a rule comes to on an example."""
    example = Example("", found, "fires", as_of=as_of)  # type: ignore[arg-type]  # a day or nothing
    return word_at(judge(rule, *example_facts(shipped(), rule, example)), 1)


@pytest.mark.parametrize("want", ["fires", "silent"])
def test_every_shipped_rule_has_an_example_made_to_order(want: Want) -> None:
    failed = []
    for rule in shipped().rules.values():
        found = witness(shipped(), rule, want)
        if found is None or word(rule, dict(found.given), found.as_of) != WORDS[want]:
            failed.append(rule.id)

    assert failed == []


def test_an_example_of_a_rule_that_cannot_be_judged_is_found_wherever_the_pack_has_one() -> None:
    failed = [
        rule.id
        for rule in shipped().rules.values()
        if any(example.expect == "unknown" for example in rule.examples) and witness(shipped(), rule, "unknown") is None
    ]

    assert failed == []


def test_an_example_may_be_asked_for_one_alternative_alone() -> None:
    rule = next(rule for rule in shipped().rules.values() if isinstance(rule.when, Any))
    first, *others = leaves_of(rule.when)

    found = witness(shipped(), rule, "fires", [(first, TRUE), *((leaf, FALSE | UNKNOWN) for leaf in others)])

    assert found is not None
    assert word(rule, dict(found.given), found.as_of) == TRUE
