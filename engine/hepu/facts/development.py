"""The two kinds of development: signs of scale and of substance, a standing for each, and the state that both make.

A sign holds, fails, is unknown, or does not count because nothing is there to measure against. A standing is high where
at least a declared share of the signs that count hold; it is known only where no unknown sign could change that.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.facts.model import UNKNOWN, Fact, State
from hepu.language.kinds import GAP_WORDS, Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.facts.model import ChosenParameter, FactList
    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Sign
    from hepu.language.kinds import Scalar
    from hepu.pack import Pack

__all__ = ["CUTS", "STANDINGS", "STATE", "STATES", "development", "passing", "sign_of", "signs", "standings"]

CUTS = ("development_high_from", "development_fewest_signs")
STANDINGS = {"scale": "scale_standing", "substance": "substance_standing"}
STATE = "development_state"
# The state by the standings of scale and substance, 0 low and 1 high.
STATES = {
    (0, 0): "starting",
    (1, 0): "broad_but_shallow",
    (0, 1): "small_but_strong",
    (1, 1): "leading",
}
_NONE = GAP_WORDS.index("none")


def signs(knowledge: Knowledge, dimension: str = "") -> dict[str, Sign]:
    """Give the signs by the id of their derived fact, of one dimension or of both."""
    found = {name: entry.sign for name, entry in knowledge.derived.items() if entry.sign is not None}
    return {name: sign for name, sign in found.items() if dimension in {"", sign.dimension}}


def development(
    values: Mapping[str, Fact],
    lists: Mapping[str, FactList],
    parameters: Mapping[str, ChosenParameter],
    pack: Pack,
) -> dict[str, Fact]:
    """Give every sign, both standings and the state, from facts that hold indicators, gaps and derived facts."""
    found = {f"fact.{name}": sign_of(name, values, lists, parameters, pack) for name in signs(pack.knowledge)}
    cuts = (parameters[CUTS[0]].value, parameters[CUTS[1]].value)
    return found | standings(found, cuts, pack.knowledge)


def sign_of(
    name: str,
    values: Mapping[str, Fact],
    lists: Mapping[str, FactList],
    parameters: Mapping[str, ChosenParameter],
    pack: Pack,
) -> Fact:
    """Judge one sign; what does not count is not applicable."""
    sign = signs(pack.knowledge)[name]
    if sign.indicator:
        return _of_indicator(sign.indicator, values)
    reads = (f"fact.{sign.fact}",) if sign.fact else tuple(f"{sign.list}.{field}" for field in sign.where)
    chosen = parameters.get(sign.at_least)
    if chosen is None:
        return Fact(State.NOT_APPLICABLE, reads=reads)
    least = Fraction(chosen.value, 10 ** pack.knowledge.parameters[sign.at_least].decimals)
    if not sign.fact:
        return _of_list(lists.get(sign.list), sign, least, reads)
    fact = values.get(reads[0], UNKNOWN)
    if fact.state is State.NOT_APPLICABLE:
        return Fact(State.NOT_APPLICABLE, reads=reads)
    if fact.state is not State.KNOWN:
        return Fact(State.MISSING, reads=reads)
    scale = 10 ** pack.vocabulary.values[reads[0]].decimals
    high = None if fact.high is None else Fraction(int(fact.high), scale)
    return _compared(Fraction(int(fact.low or 0), scale), high, least, fact.certainty, reads)


def _of_indicator(name: str, values: Mapping[str, Fact]) -> Fact:
    """Take an indicator above zero without a gap for a sign; a zero that is no gap, or no reference, says nothing."""
    reads = (f"indicator.{name}",)
    value, gap = values.get(reads[0], UNKNOWN), values.get(f"gap.{name}", UNKNOWN)
    if value.state is State.MISSING:
        return Fact(State.MISSING, reads=reads)
    met = gap.is_exact and gap.low == _NONE
    if not value.is_exact or not gap.is_exact or (met and not value.low):
        return Fact(State.NOT_APPLICABLE, reads=reads)
    return Fact.exact(int(met), Certainty(min(value.certainty, gap.certainty)), reads=reads)


def _of_list(listed: FactList | None, sign: Sign, least: Fraction, reads: tuple[str, ...]) -> Fact:
    """Count the rows that pass at each certainty, the highest first; the first count that settles it is the answer."""
    if listed is None:
        return Fact(State.MISSING, reads=reads)
    for level in reversed(Certainty):
        low, high = passing(listed, sign.where, level)
        found = _compared(Fraction(low), None if high is None else Fraction(high), least, level, reads)
        if found.is_exact:
            return found
    return Fact(State.MISSING, reads=reads)


def passing(
    listed: FactList, where: Mapping[str, bool | tuple[str, ...]], level: Certainty = Certainty.POSSIBLE
) -> tuple[int, int | None]:
    """Give how many rows of a list surely pass at a certainty, and how many may; nothing bounds an open list."""
    passed = [_passes(row, where, level) for row in listed.rows]
    sure = passed.count(True)
    return sure, sure + passed.count(None) if listed.complete else None


def _passes(row: Mapping[str, Fact], where: Mapping[str, bool | tuple[str, ...]], level: Certainty) -> bool | None:
    found = [_fits(row.get(field, UNKNOWN), wanted, level) for field, wanted in where.items()]
    return False if False in found else None if None in found else True


def _fits(fact: Fact, wanted: bool | tuple[str, ...], level: Certainty) -> bool | None:  # what a field must be
    if fact.state is State.NOT_APPLICABLE:
        return False
    if not fact.is_exact or fact.certainty < level:
        return None
    allowed: tuple[Scalar, ...] = (int(wanted),) if isinstance(wanted, bool) else wanted
    return fact.low in allowed


def _compared(
    low: Fraction, high: Fraction | None, least: Fraction, certainty: Certainty, reads: tuple[str, ...]
) -> Fact:
    if low >= least:
        return Fact.exact(1, certainty, reads=reads)
    if high is not None and high < least:
        return Fact.exact(0, certainty, reads=reads)
    return Fact(State.MISSING, reads=reads)


def standings(found: Mapping[str, Fact], cuts: tuple[int, int], knowledge: Knowledge) -> dict[str, Fact]:
    """Give the standings and the state from the signs; ``cuts`` are the share in per cent and the fewest signs."""
    made = {}
    for dimension, name in STANDINGS.items():
        keys = tuple(f"fact.{sign}" for sign in signs(knowledge, dimension))
        made[f"fact.{name}"] = _standing([found[key] for key in keys], cuts, keys)
    scale, substance = made.values()
    reads = tuple(made)
    if scale.is_exact and substance.is_exact:
        state = STATES[int(scale.low or 0), int(substance.low or 0)]
        made[f"fact.{STATE}"] = Fact.exact(state, Certainty(min(scale.certainty, substance.certainty)), reads=reads)
    else:
        made[f"fact.{STATE}"] = Fact(State.MISSING, reads=reads)
    return made


def _standing(found: Iterable[Fact], cuts: tuple[int, int], reads: tuple[str, ...]) -> Fact:
    """Give the standing at the highest certainty at which unknown signs cannot change it.

    What counts as a sign and where a standing is high we declare ourselves: so it is likely at most.
    """
    counted = [fact for fact in found if fact.state is not State.NOT_APPLICABLE]
    share, fewest = cuts
    for level in (Certainty.LIKELY, Certainty.POSSIBLE):
        sure = [fact for fact in counted if fact.is_exact and fact.certainty >= level]
        if len(sure) < max(fewest, 1):
            continue
        hold = sum(1 for fact in sure if fact.low)
        most = hold + len(counted) - len(sure)
        if hold * 100 >= share * len(counted):
            return Fact.exact(1, level, reads=reads)
        if most * 100 < share * len(counted):
            return Fact.exact(0, level, reads=reads)
    return Fact(State.MISSING, reads=reads)
