"""Colleges with like facts and unlike advice: with the same facts there may be none, and the nearest pairs are shown.

Likeness is that of ``hepu.discrimination``. Work and room grow with the square of the colleges, so there is a bound
above which pairs are not compared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hepu.discrimination import alike, read_by, unlike
from hepu.overview.model import Group, NearPair, Side, Twins, UnlikeTwins

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["MOST", "group_of", "twins_of"]

MOST = 2_000
_SHOWN = 10
_UNLIKE = 5
_NEAREST = 0.01
_THOUSAND = 1_000


def twins_of(told: Sequence[Told], label: Callable[[Told], str], *, named: bool) -> Twins:
    """Compare all records of one pack that have the same facts on the same day: whatever follows from these."""
    groups: dict[tuple[object, str], list[Told]] = defaultdict(list)
    for item in told:
        groups[item.day, item.facts].append(item)
    several = [items for items in groups.values() if len(items) > 1]
    found = []
    for items in several:
        differ = sorted(part for part in items[0].said if len({item.said[part] for item in items}) > 1)
        if differ:
            found.append(
                UnlikeTwins(
                    day=items[0].day,
                    colleges=tuple(map(label, items)),
                    records=tuple(item.id for item in items) if named else (),
                    differ=tuple(differ),
                )
            )
    return Twins(groups=len(several), records=sum(map(len, several)), unlike=tuple(found))


@dataclass(frozen=True)
class _Pairs:
    """The pairs of some colleges, each once, with their likeness and the share of told measures that both have."""

    told: Sequence[Told]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    likeness: NDArray[np.float64]
    shared: NDArray[np.float64]
    same: NDArray[np.bool_]


def group_of(
    told: Sequence[Told], pack: Pack | None, least: int, label: Callable[[Told], str], *, named: bool
) -> Group:
    """Compare the colleges of one pack in pairs, each by its latest record."""
    latest = _latest(told)
    size = len(latest)
    skipped: Literal["", "few", "many", "pack"] = (
        "pack" if pack is None else "few" if size < max(2, least) else "many" if size > MOST else ""
    )
    if pack is None or skipped:
        return Group(
            colleges=size, pairs=0, same_advice=0, quartiles=None, nearest=(), unlike=(), skipped=skipped or "pack"
        )
    pairs = _pairs(latest, pack)
    order = np.argsort(-pairs.likeness, kind="stable")
    apart = [int(at) for at in order[: _enough(order, pairs.same)] if not pairs.same[at]][:_SHOWN]
    close = order[: int(len(order) * _NEAREST)]  # of few pairs none: they are among the nearest already
    least_shared = sorted(
        (int(at) for at in close if not pairs.same[at]),
        key=lambda at: (round(float(pairs.shared[at]), 9), -float(pairs.likeness[at]), at),
    )[:_UNLIKE]
    quartiles = tuple(round(_THOUSAND * float(value)) for value in np.quantile(pairs.likeness, (0.25, 0.5, 0.75)))

    def told_of(at: int) -> NearPair:
        return _told(pairs, at, pack, label, named=named)

    return Group(
        colleges=size,
        pairs=len(order),
        same_advice=int(pairs.same.sum()),
        quartiles=(quartiles[0], quartiles[1], quartiles[2]),
        nearest=tuple(map(told_of, apart)),
        unlike=tuple(map(told_of, least_shared)),
    )


def _latest(told: Sequence[Told]) -> list[Told]:
    """Give of each college the record of the latest day."""
    found: dict[str, Told] = {}
    for item in told:
        before = found.get(item.college)
        if before is None or (before.day, before.issued_at, before.digest) < (item.day, item.issued_at, item.digest):
            found[item.college] = item
    return list(found.values())


def _pairs(told: Sequence[Told], pack: Pack) -> _Pairs:
    rows, columns = np.triu_indices(len(told), 1)
    likeness = alike([item.answers for item in told], pack)[rows, columns]
    measures = sorted({name for item in told for name in item.told})
    has = np.array([[name in item.told for name in measures] for item in told], np.float64).reshape(len(told), -1)
    both = (has @ has.T)[rows, columns]
    sizes = has.sum(axis=1)
    either = sizes[rows] + sizes[columns] - both
    shared = np.where(either > 0, both / np.maximum(either, 1), 1.0)
    said = [tuple(item.said[part] for part in ("problems", "strategies")) for item in told]
    numbers = {value: at for at, value in enumerate(dict.fromkeys(said))}
    codes = np.array([numbers[value] for value in said])
    return _Pairs(told, rows, columns, likeness, shared, codes[rows] == codes[columns])


def _enough(order: NDArray[np.intp], same: NDArray[np.bool_]) -> int:
    """Give how many of the pairs in their order hold as many with different advice as are shown."""
    apart = np.flatnonzero(~same[order])
    return int(apart[_SHOWN - 1]) + 1 if len(apart) >= _SHOWN else len(order)


def _told(pairs: _Pairs, at: int, pack: Pack, label: Callable[[Told], str], *, named: bool) -> NearPair:
    one, other = pairs.told[int(pairs.rows[at])], pairs.told[int(pairs.columns[at])]
    differing = unlike([one.answers, other.answers], pack)

    def side(this: Told, that: Told) -> Side:
        problems = {item.id for item in that.problems}
        return Side(
            college=label(this),
            record=this.id,
            measures=tuple(item.id for item in this.measures if item.id in this.told - that.told),
            problems=tuple(item.id for item in this.problems if item.id not in problems),
        )

    return NearPair(
        likeness=round(_THOUSAND * float(pairs.likeness[at])),
        shared=round(_THOUSAND * float(pairs.shared[at])),
        measures=len(one.told & other.told),
        apart=len(one.told ^ other.told),
        differing=len(differing),
        one=side(one, other) if named else None,
        other=side(other, one) if named else None,
        answers=_deciding(one, other, differing, pack) if named else None,
    )


def _deciding(one: Told, other: Told, differing: Sequence[str], pack: Pack) -> tuple[str, ...]:
    """Name the answers that differ and that are read by the rules behind what only one of two is told."""
    rules: set[str] = set()
    for this, that in ((one, other), (other, one)):
        apart = this.told - that.told
        problems = {item.id for item in that.problems}
        rules.update(rule for item in this.measures if item.id in apart for rule in item.rules)
        rules.update(rule for item in this.problems if item.id not in problems for rule in item.rules)
        rules.update(rule for name, fired in this.causes.items() if name not in that.causes for rule in fired)
    read = read_by(pack, sorted(rules))
    return tuple(name for name in differing if name in read or name.replace(":", ".").partition(".")[0] in read)
