"""Cases on which evaluators once differed or easily might, each with its name and what the language says.

A disagreement that a property finds is kept here, as small as hypothesis makes it, and evaluators are asked again.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import NamedTuple

from hepu.facts.model import ChosenParameter, Fact, Facts, State
from hepu.inference.kleene import FALSE, TRUE, UNKNOWN, Truth, from_bool
from hepu.language.kinds import Certainty
from hepu.language.model import Compare, Condition, ParameterRef, Test, ValueRef
from random_packs import NUMBER, TENTHS, TODAY
from shipped_cases import EMPTY

__all__ = ["KEPT", "Kept", "facts_with"]


class Kept(NamedTuple):
    """A condition, the facts to judge it by, and its truth."""

    when: Condition
    facts: Facts
    truth: Truth


def facts_with(**values: Fact) -> Facts:
    """Give facts with these values and nothing else."""
    return dataclasses.replace(EMPTY, values=MappingProxyType({f"fact.{key}": fact for key, fact in values.items()}))


def _compared(test: Test, subject: Fact, other: Fact, truth: Truth) -> Kept:
    """Keep a comparison of one fact in which another may stand."""
    return Kept(Compare("fact.a", NUMBER, test), facts_with(a=subject, b=other), truth)


_B = ValueRef("fact.b")
_MISSING, _INAPPLICABLE = Fact(State.MISSING), Fact(State.NOT_APPLICABLE)
_LIKELY = from_bool(holds=True, certainty=Certainty.LIKELY)
_THREE_OR_FOUR = Fact(State.KNOWN, 3, 4)

KEPT = {
    "one bound rules it out though the other is unknown": _compared(
        Test("between", (_B, 10)), Fact.exact(20), _MISSING, FALSE
    ),
    "one bound fits and the other is unknown": _compared(Test("between", (_B, 10)), Fact.exact(5), _MISSING, UNKNOWN),
    "a bound is not applicable": _compared(Test("between", (_B, 9)), Fact.exact(5), _INAPPLICABLE, FALSE),
    "the operand is not applicable though the subject is unknown": _compared(
        Test("below", (_B,)), _MISSING, _INAPPLICABLE, FALSE
    ),
    "a value is never outside a set of which a member is not applicable": _compared(
        Test("not_in", (_B, 3)), Fact.exact(5), _INAPPLICABLE, FALSE
    ),
    # Else a blank would turn false to true.
    "a member that is not applicable does not undo one that fits": _compared(
        Test("in", (_B, 5)), Fact.exact(5), _INAPPLICABLE, TRUE
    ),
    "a member that is not applicable matches nothing": _compared(
        Test("in", (_B, 3)), Fact.exact(5), _INAPPLICABLE, FALSE
    ),
    "each number of a range is a member": _compared(Test("in", (3, 4)), _THREE_OR_FOUR, _MISSING, TRUE),
    "each number of a range is a member that must not be": _compared(
        Test("not_in", (3, 4)), _THREE_OR_FOUR, _MISSING, FALSE
    ),
    "a number between the ends of a range is no member": _compared(
        Test("in", (3, 5)), Fact(State.KNOWN, 3, 5), _MISSING, UNKNOWN
    ),
    "a range is a set up to the certainty of the least certain member": _compared(
        Test("in", (3, _B)), _THREE_OR_FOUR, Fact.exact(4, Certainty.LIKELY), _LIKELY
    ),
    "a member that stands twice counts at the higher certainty": _compared(
        Test("in", (3, 4, _B)), _THREE_OR_FOUR, Fact.exact(4, Certainty.LIKELY), TRUE
    ),
    "a range without an end is in no set": _compared(
        Test("in", (3, 4, 5)), Fact(State.KNOWN, 3, None), _MISSING, UNKNOWN
    ),
    "a parameter is brought to the scale of what it is compared with": Kept(
        Compare("fact.rate", TENTHS, Test("below", (ParameterRef("limit", 1),))),
        dataclasses.replace(
            facts_with(rate=Fact.exact(29)),
            parameters=MappingProxyType({"limit": ChosenParameter(3, TODAY)}),
        ),
        TRUE,
    ),
    "both ends of another fact are brought to the scale of what they are compared with": Kept(
        Compare("fact.rate", TENTHS, Test("at_most", (ValueRef("fact.a", 1),))),
        facts_with(rate=Fact.exact(35), a=_THREE_OR_FOUR),
        UNKNOWN,
    ),
}
