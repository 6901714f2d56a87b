"""What may be turned to see how firmly advice stands: figures marked as estimates, and declared design values."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.explain.variants import Dial
from hepu.facts.development import CUTS, signs
from hepu.facts.indicators import GRADES, indicator_reads
from hepu.language.kinds import Certainty
from hepu.language.model import parameters_of
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hepu.explain.computed import Change
    from hepu.facts.model import Fact, FactList, TypedAnswers
    from hepu.pack import Pack
    from hepu.profile.schema import Question

__all__ = ["design_dials", "estimate_dials", "turned"]


def turned(value: int, factor: Fraction, most: int | None = None) -> int:
    """Give a scaled number times a factor, rounded half up, never below nought nor above what it can be."""
    product = value * factor
    nearest = max(0, (2 * product.numerator + product.denominator) // (2 * product.denominator))
    return nearest if most is None else min(nearest, most)


def estimate_dials(answers: TypedAnswers, pack: Pack, factors: tuple[Fraction, ...]) -> Iterator[Dial]:
    """Give a dial for each quantity marked as an estimate: an answer, an indicator's years, the figures of a list."""
    for item in questions():
        key = f"fact.{item.id}"
        fact = answers.values[key]
        if _is_quantity(item) and _is_estimate(fact):
            yield from _dial(key, factors, partial(_scaled_answer, key, fact, _most(item)))
    for name, years in answers.series.items():
        if any(_is_estimate(fact) for fact in years.values()):
            indicator = pack.knowledge.indicators[name]
            most = int(indicator.maximum.scaleb(indicator.decimals))
            yield from _dial(f"series.{name}", factors, partial(_scaled_years, name, years, most))
    for spec in list_specs():
        listed = answers.lists.get(spec.id)
        quantities = {item.id: _most(item) for item in spec.fields if _is_quantity(item)}
        if listed and any(_is_estimate(row[name]) for row in listed.rows for name in quantities):
            yield from _dial(f"list.{spec.id}", factors, partial(_scaled_rows, spec.id, listed, quantities))


def design_dials(answers: TypedAnswers, pack: Pack, factors: tuple[Fraction, ...]) -> Iterator[Dial]:
    """Give a dial for each declared design value that rules or facts read; bounds of one scale turn together."""
    read = {name for rule in pack.rules.values() for name in parameters_of(rule.when)}
    read |= {*CUTS, *(sign.at_least for sign in signs(pack.knowledge).values())}
    for indicator in pack.knowledge.indicators:
        read |= {key.partition(".")[2] for key in indicator_reads(indicator, pack) if key.startswith("parameter.")}
    design = {name for name in read & answers.parameters.keys() if pack.knowledge.parameters[name].kind == "design"}
    groups = [group for group in GRADES if design.issuperset(group)]
    alone = sorted(design.difference(*groups))
    for group in (*groups, *((name,) for name in alone)):
        yield from _dial(group[0], factors, partial(_moved, answers, group))


def _dial(
    name: str, factors: tuple[Fraction, ...], change: Callable[[Fraction], Mapping[str, Change]]
) -> Iterator[Dial]:
    """Give a dial with the options that differ from what is given, or none."""
    options: list[Mapping[str, Change]] = [change(Fraction(1))]
    for factor in factors:
        option = change(factor)
        if option not in options:
            options.append(option)
    if options[1:]:
        yield Dial(name, tuple(options[1:]))


def _is_quantity(item: Question) -> bool:
    return item.kind == "number" and item.unit != "year"


def _most(item: Question) -> int:
    return int(item.high.scaleb(item.decimals))


def _is_estimate(fact: Fact) -> bool:
    return fact.is_exact and fact.certainty is Certainty.LIKELY


def _scaled(fact: Fact, factor: Fraction, most: int) -> Fact:
    if not _is_estimate(fact):
        return fact
    value = turned(int(fact.low or 0), factor, most)
    return dataclasses.replace(fact, low=value, high=value)


def _scaled_answer(key: str, fact: Fact, most: int, factor: Fraction) -> dict[str, Change]:
    return {key: _scaled(fact, factor, most)}


def _scaled_years(name: str, years: Mapping[int, Fact], most: int, factor: Fraction) -> dict[str, Change]:
    return {f"series.{name}": {year: _scaled(fact, factor, most) for year, fact in years.items()}}


def _scaled_rows(name: str, listed: FactList, most: Mapping[str, int], factor: Fraction) -> dict[str, Change]:
    rows = tuple(
        MappingProxyType(
            {item: _scaled(fact, factor, most[item]) if item in most else fact for item, fact in row.items()}
        )
        for row in listed.rows
    )
    return {f"list.{name}": dataclasses.replace(listed, rows=rows)}


def _moved(answers: TypedAnswers, group: tuple[str, ...], factor: Fraction) -> dict[str, Change]:
    """Turn parameters; a small whole number that a share would not move goes one step."""
    moved: dict[str, Change] = {}
    for name in group:
        chosen = answers.parameters[name]
        value = turned(chosen.value, factor)
        if value == chosen.value and value and factor != 1:
            value += 1 if factor > 1 else -1
        moved[f"parameter.{name}"] = dataclasses.replace(chosen, value=value)
    return moved
