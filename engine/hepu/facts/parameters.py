"""The parameters of a day, and the first day on which all that facts and advice need have a value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.facts.model import ChosenParameter
from hepu.language.kinds import Kind, encode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Parameter

__all__ = ["ALWAYS_NEEDED", "choose_from", "choose_parameters", "first_day", "parameters_needed"]

# How the names begin of the parameters that facts, advice and explanations need on any day. The others belong to rules,
# which do not apply before their own first day, or are design references, without which a gap is unknown.
ALWAYS_NEEDED = (
    "advantage_",
    "development_",
    "gap_",
    "lever_weight_",
    "min_peers",
    "participation_",
    "plan_",
    "robustness_",
    "similar_",
    "trend_",
)


def choose_parameters(knowledge: Knowledge, as_of: dt.date) -> Mapping[str, ChosenParameter]:
    """Choose each parameter's value on a day; one without a value yet is left out."""
    return choose_from(knowledge.parameters, as_of)


def choose_from(parameters: Mapping[str, Parameter], as_of: dt.date) -> Mapping[str, ChosenParameter]:
    """Choose the value of each of some parameters on a day."""
    chosen = {}
    for name, parameter in parameters.items():
        kind = Kind("number", parameter.decimals)
        dated = sorted((value.since, int(encode(value.value, kind))) for value in parameter.values)
        past = [item for item in dated if item[0] <= as_of]
        if past:
            since, value = past[-1]
            chosen[name] = ChosenParameter(value, since, tuple(item for item in dated if item != past[-1]))
    return MappingProxyType(chosen)


def first_day(knowledge: Knowledge) -> dt.date | None:
    """Give the first day for which advice can be asked; nothing where no parameter bounds it."""
    starts = [
        min(value.since for value in parameter.values)
        for name, parameter in knowledge.parameters.items()
        if name.startswith(ALWAYS_NEEDED)
    ]
    return max(starts, default=None)


def parameters_needed(
    knowledge: Knowledge, as_of: dt.date, place: Location | None = None
) -> Mapping[str, ChosenParameter]:
    """Choose the parameters of a day for which advice is asked; ``place`` is where the day was given.

    Raises:
        InputError: on a day before the first for which advice can be asked.

    """
    first = first_day(knowledge)
    if first is not None and as_of < first:
        context = {"found": as_of.isoformat(), "expected": first.isoformat()}
        raise InputError([Fault("day_too_early", place or Location(path="as_of"), context)])
    return choose_parameters(knowledge, as_of)
