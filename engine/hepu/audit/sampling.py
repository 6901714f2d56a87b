"""A random sample that anybody can draw again: by sha256 alone, from a seed and what the population holds.

Each piece of advice of the population has a name: the digest of its record, a colon and its key. The digest of the
population is the sha256 of all names in alphabetical order, each followed by a line feed. A piece's lot is the sha256
of ``hepu-audit-sample/1``, a zero byte, the seed in UTF-8, a zero byte and its name; the pieces with the lowest lots
are drawn, in the order of their lots. So nothing but the seed decides, and a larger sample holds every smaller one.

With strata, places are shared out by the size of each stratum: the whole part of its share first, then one each to
those with the largest remainders, of equal ones to the first in the alphabet; within a stratum the lots decide.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Draw", "Unit", "draw", "lot", "population_digest"]

_DOMAIN = b"hepu-audit-sample/1\x00"


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A piece of advice of the population: the digest of its record, its key and the stratum to which it belongs."""

    record: str
    piece: str
    stratum: str = ""

    @property
    def name(self) -> str:
        """Give the name by which it is drawn."""
        return f"{self.record}:{self.piece}"


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample in the order of the lots, with all by which it can be drawn again.

    ``units`` is the whole population by name. ``strata`` gives for each stratum how many it holds and how many of it
    were drawn; nothing without strata.
    """

    seed: str
    units: tuple[Unit, ...]
    digest: str
    strata: Mapping[str, tuple[int, int]]
    drawn: tuple[Unit, ...]

    @property
    def population(self) -> int:
        """Count the population."""
        return len(self.units)


def lot(seed: str, unit: Unit) -> str:
    """Give the lot of a piece, by which it is drawn before those with a higher one."""
    return hashlib.sha256(_DOMAIN + seed.encode() + b"\x00" + unit.name.encode()).hexdigest()


def population_digest(units: Iterable[Unit]) -> str:
    """Give the digest that names a population, whatever the order in which it was found."""
    names = sorted({unit.name for unit in units})
    return hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()


def draw(units: Iterable[Unit], size: int, seed: str, *, stratified: bool = False) -> Draw:
    """Draw a sample; one that asks for more than there is takes all.

    Raises:
        InputError: where the population is empty.

    """
    everything = sorted({unit.name: unit for unit in units}.values())
    if not everything:
        raise InputError([Fault("audit_nothing_to_draw")])
    lots = {unit: lot(seed, unit) for unit in everything}
    ordered = sorted(everything, key=lambda unit: lots[unit])
    strata: dict[str, list[Unit]] = {}
    for unit in ordered:
        strata.setdefault(unit.stratum if stratified else "", []).append(unit)
    places = shares({name: len(members) for name, members in strata.items()}, min(size, len(everything)))
    chosen = {unit for name, members in strata.items() for unit in members[: places[name]]}
    told = {name: (len(strata[name]), places[name]) for name in sorted(strata)} if stratified else {}
    return Draw(
        seed=seed,
        units=tuple(everything),
        digest=population_digest(everything),
        strata=told,
        drawn=tuple(unit for unit in ordered if unit in chosen),
    )


def shares(sizes: Mapping[str, int], places: int) -> Mapping[str, int]:
    """Share places out by size: whole parts first, then one each to the largest remainders."""
    whole = sum(sizes.values())
    exact = {name: Fraction(places * size, whole) for name, size in sizes.items()}
    given = {name: int(share) for name, share in exact.items()}
    rest: Sequence[str] = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in rest[: places - sum(given.values())]:
        given[name] += 1
    return given
