"""Cases over the shipped pack: its examples one by one, and the facts of many of them at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.facts.model import Facts
from hepu.inference.examples import example_facts
from random_packs import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.inference.kleene import Truth
    from hepu.language.model import Example, Rule
    from hepu.pack import Pack

EMPTY = Facts(TODAY, 2023, *(MappingProxyType({}) for _ in range(4)))


def always(rule: Rule) -> Rule:
    """Give a rule that applies on every day; an example judges the condition alone."""
    return dataclasses.replace(rule, since=dt.date.min, until=None)


def example_cases(pack: Pack) -> Iterator[tuple[Rule, list[tuple[Example, Facts, Mapping[str, Truth]]]]]:
    """Give each rule with its examples, and the facts and earlier conclusions that each of them gives."""
    for rule in pack.rules.values():
        yield rule, [(example, *example_facts(pack, rule, example)) for example in rule.examples]


def mixed_facts(pack: Pack) -> list[Facts]:
    """Give facts from many examples at once, so that rules of all stages meet; they are the same each time."""
    pool = [facts for _, cases in example_cases(pack) for _, facts, _ in cases]
    chance = random.Random(1)  # noqa: S311  # cases of a test, no secrets
    mixed = [EMPTY, *pool[::120]]
    for _ in range(12):
        drawn = chance.sample(pool, chance.choice((5, 40, 200)))
        mixed.append(
            dataclasses.replace(
                drawn[0],
                values=MappingProxyType({key: fact for facts in drawn for key, fact in facts.values.items()}),
                lists=MappingProxyType({key: rows for facts in drawn for key, rows in facts.lists.items()}),
                policies=MappingProxyType({key: holds for facts in drawn for key, holds in facts.policies.items()}),
            )
        )
    return mixed
