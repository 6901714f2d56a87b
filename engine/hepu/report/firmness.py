"""How firmly the first problems and the measures to start now stand, in words with the number behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.values import grouped
from hepu.report.words import say, words

if TYPE_CHECKING:
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["firmness", "firmness_method"]


def firmness(context: Context, key: str) -> Text | None:
    """Say how firmly one of the first problems or of the measures launched stands; nothing in a diagnosis."""
    found = context.record.advice.robustness
    if found is None or key not in found.kept:
        return None
    item = found.kept[key]
    kind = "first_problem" if key.startswith("problem.") else "first_measure"
    return say(
        f"firm.{kind}",
        word=words()[f"firm.{item.word}"],
        kept=grouped(item.kept),
        variants=grouped(found.variants),
    )


def firmness_method(context: Context) -> Text | None:
    """Say what was varied and how it was counted."""
    found = context.record.advice.robustness
    if found is None:
        return None
    parameters = context.record.facts.parameters
    return say(
        "firm.method",
        estimates=found.estimates,
        designs=found.design_values,
        orders=found.orders,
        variants=grouped(found.variants),
        spread=parameters["robustness_spread"].value,
        firm=parameters["robustness_firm_from"].value,
        fair=parameters["robustness_fair_from"].value,
    )
