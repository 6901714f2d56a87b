"""The order of measures is what the knowledge says it is."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from hepu.advice.model import Criteria
from hepu.advice.priority import ID, place_of
from hepu.checks.references import references_of
from hepu.knowledge.models import CRITERIA

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

FIRM = Criteria(
    legal_duty=False,
    certainty="established",
    worst_gap="slight",
    problems_relieved=1,
    effort="high",
    lead_time_days=120,
)
GRAVE = Criteria(
    legal_duty=False, certainty="possible", worst_gap="large", problems_relieved=3, effort="low", lead_time_days=365
)


def test_every_criterion_of_the_knowledge_is_a_value_of_the_advice() -> None:
    assert {*Criteria.model_fields, ID} == set(CRITERIA)


@pytest.mark.parametrize("name", ["certainty", "worst_gap", "effort"])
def test_a_criterion_in_words_orders_all_its_words(shipped: Advisor, name: str) -> None:
    field = Criteria.model_fields[name].annotation
    assert set(shipped.pack.knowledge.priority[name].order) == set(field.__args__)  # type: ignore[union-attr]


def test_the_order_of_the_knowledge_decides(shipped: Advisor) -> None:
    priority = shipped.pack.knowledge.priority
    turned = {name: priority[name] for name in ("worst_gap", "certainty", ID)}

    assert place_of(FIRM, "a", priority) < place_of(GRAVE, "a", priority)
    assert place_of(GRAVE, "a", turned) < place_of(FIRM, "a", turned)
    assert place_of(GRAVE, "a", priority, ("worst_gap",)) < place_of(FIRM, "a", priority, ("worst_gap",))


def test_of_measures_equal_so_far_the_one_that_takes_less_time_comes_first(shipped: Advisor) -> None:
    priority = shipped.pack.knowledge.priority
    sooner = FIRM.model_copy(update={"lead_time_days": 90})

    assert place_of(sooner, "b", priority) < place_of(FIRM, "a", priority)


def test_measures_that_are_otherwise_equal_stand_in_order_of_id(shipped: Advisor) -> None:
    priority = shipped.pack.knowledge.priority

    assert place_of(FIRM, "a", priority) < place_of(FIRM, "b", priority)


def test_an_order_that_names_something_else_or_leaves_measures_equal_is_a_fault(shipped: Advisor) -> None:
    knowledge = shipped.pack.knowledge
    entry = knowledge.priority["effort"]
    strange = dataclasses.replace(knowledge, priority=MappingProxyType({"efort": entry, ID: knowledge.priority[ID]}))
    open_end = dataclasses.replace(knowledge, priority=MappingProxyType({ID: knowledge.priority[ID], "effort": entry}))

    assert [(fault.code, fault.context["nearest"]) for fault in references_of(strange)] == [
        ("knowledge_reference", "effort")
    ]
    assert [fault.code for fault in references_of(open_end)] == ["priority_last"]
