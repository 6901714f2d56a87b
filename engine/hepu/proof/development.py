"""The signs of scale and substance, their standings and the state of development, derived again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hepu.proof.values import ESTABLISHED, POSSIBLE, Fact, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from hepu.proof.answers import Case, Rows
    from hepu.proof.gaps import Gap
    from hepu.proof.values import Truth

__all__ = ["COMPUTED", "development"]

_OUT = Fact("not_applicable")
_BLANK = Fact("missing")
_STANDINGS = (("scale", "scale_standing"), ("substance", "substance_standing"))
_STATE = "development_state"
COMPUTED = frozenset({"scale_standing", "substance_standing", _STATE})


def development(
    case: Case,
    indicators: Mapping[str, Fact],
    gaps: Mapping[str, Gap],
    facts: Mapping[str, Fact],
    lists: Mapping[str, Rows],
) -> dict[str, Fact]:
    """Judge every sign, then both standings, then the state.

    Raises:
        LookupError: if a sign names what the pack does not have.

    """
    found: dict[str, Fact] = {}
    for name, entry in case.pack.knowledge["derived"].items():
        asked = entry.get("sign")
        if asked is None:
            continue
        if "indicator" in asked:
            of = asked["indicator"]
            found[name] = replace(_met(indicators[of], gaps[of].fact), reads=(f"indicator.{of}",))
        else:
            least = case.number(asked["at_least"])
            if "fact" in asked:
                reads: tuple[str, ...] = (f"fact.{asked['fact']}",)
                made = _OUT if least is None else _enough(facts[asked["fact"]], least)
            else:
                reads = tuple(f"{asked['list']}.{field}" for field in asked["where"])
                made = _OUT if least is None else _many(lists.get(asked["list"]), asked["where"], least)
            found[name] = replace(made, reads=reads)
    heights = {}
    for dimension, name in _STANDINGS:
        group = [key for key in found if case.pack.knowledge["derived"][key]["sign"]["dimension"] == dimension]
        made = _height(case, [found[key] for key in group])
        heights[name] = replace(made, reads=tuple(f"fact.{key}" for key in group))
    return {
        **found,
        **heights,
        _STATE: replace(_state(*heights.values()), reads=tuple(f"fact.{key}" for key in heights)),
    }


def _met(value: Fact, gap: Fact) -> Fact:
    """Say whether an indicator has come as far as its reference, where that says anything."""
    if value.state == "missing":
        return _BLANK
    if value.state != "known" or gap.state != "known" or (value.low == 0 and gap.low == 0):
        return _OUT
    return known(int(gap.low == 0), min(value.level, gap.level))


def _enough(fact: Fact, least: Fraction) -> Fact:
    if fact.state != "known":
        return _OUT if fact.state == "not_applicable" else _BLANK
    return _against(fact.low, fact.high, least, fact.level)


def _against(low: Any, high: Any, least: Fraction, level: int) -> Fact:
    if low >= least:
        return known(1, level)
    return known(0, level) if high is not None and high < least else _BLANK


def _many(rows: Rows | None, where: Mapping[str, Any], least: Fraction) -> Fact:
    """Count the rows that pass, trusting the surest answers first."""
    made = _BLANK
    for level in range(ESTABLISHED, POSSIBLE - 1, -1):
        if rows is not None and made == _BLANK:
            truths = [_row(row, where, level) for row in rows.rows]
            most = len(truths) - truths.count("F") if rows.complete else None
            made = _against(truths.count("T"), most, least, level)
    return made


def _row(row: Mapping[str, Fact], where: Mapping[str, Any], level: int) -> Truth:
    unknown = False
    for field, wanted in where.items():
        fact = row[field]
        allowed = [int(wanted)] if isinstance(wanted, bool) else list(wanted)
        if fact.state == "known" and fact.level >= level:
            if fact.low not in allowed:
                return "F"
        elif fact.state == "not_applicable":
            return "F"
        else:
            unknown = True
    return "U" if unknown else "T"


def _height(case: Case, asked: Iterable[Fact]) -> Fact:
    """Weigh the signs that hold against all that count, each unknown one once against and once for; likely at most."""
    counting = [fact for fact in asked if fact.state != "not_applicable"]
    share, fewest = case.number("development_high_from"), case.number("development_fewest_signs")
    if share is None or fewest is None or not counting:
        return _BLANK
    for level in range(ESTABLISHED - 1, POSSIBLE - 1, -1):
        told = [fact.low for fact in counting if fact.state == "known" and fact.level >= level]
        against, most = told.count(1), len(counting) - told.count(0)
        if len(told) >= fewest and told:
            bar = share * len(counting) / 100
            if against >= bar or most < bar:
                return known(int(against >= bar), level)
    return _BLANK


def _state(scale: Fact, substance: Fact) -> Fact:
    if scale.state != "known" or substance.state != "known":
        return _BLANK
    if scale.low:
        word = "leading" if substance.low else "broad_but_shallow"
    else:
        word = "small_but_strong" if substance.low else "starting"
    return known(word, min(scale.level, substance.level))
