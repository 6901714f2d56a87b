"""The robustness of advice, as far as it follows from the rest: which advice is named, and the word for each count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.proof.given import given

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from hepu.proof.shape import Robustness

__all__ = ["robustness_part"]

_RATED = {"problem": "problems", "strategy": "strategies"}
_COUNTS = ("variants", "estimates", "design_values", "orders")


def robustness_part(found: Robustness | None, advice: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
    """Write the robustness with its counts as given, for they come from a simulation that is not run again here."""
    counted = given("advice.robustness")
    if found is None:
        return counted
    keys = [f"{stage}.{item['id']}" for stage, part in _RATED.items() for item in advice[part]]
    return {
        **dict.fromkeys(_COUNTS, counted),
        "kept": {key: {"kept": counted, "word": _word(found, key, parameters)} for key in keys},
    }


def _word(found: Robustness, key: str, parameters: Mapping[str, tuple[Fraction, str]]) -> str:
    """Give the word for the share of variants in which a piece of advice stays what it is."""
    if key not in found.kept:
        return ""
    share = 100 * found.kept[key].kept
    for word in ("firm", "fair"):
        if share >= parameters[f"robustness_{word}_from"][0] * found.variants:
            return word
    return "fragile"
