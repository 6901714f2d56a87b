"""How alike the facts of colleges are: a similarity of Gower's kind over typed facts.

Each fact gives a number from 0 to 1 for a pair of colleges, and the likeness is their mean. Two words or two flags are
alike or not; two numbers are as far apart as the share of colleges that lies between them; two sets of words share
what they share. A blank and an answer are unlike, since advice hangs on both; what both leave blank is left out, as
Gower leaves out what two lack, or forms that hardly answer would all be alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hepu.facts.model import State
from hepu.language.vocabulary import OFFICIAL_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hepu.facts.model import Fact, FactList, Facts
    from hepu.pack import Pack

__all__ = ["differing", "likeness", "ranks"]


def likeness(cases: Sequence[Facts], pack: Pack, *, blanks: bool = True) -> NDArray[np.float64]:
    """Give the likeness of every pair; without ``blanks`` a fact counts only where both colleges answer.

    The facts are the answers and what is computed of them, the indicators of the data year, and of each list its
    completeness, its length, how many rows have each flag, and the set of each word. Gaps, trends and standings follow
    from these (and from peers and parameters) and are left out.
    """
    size = len(cases)
    total, weight = np.zeros((size, size)), np.zeros((size, size))
    for _, alike, known in _features(cases, pack):
        both = known[:, None] & known[None, :]
        total += np.where(both, alike, 0)
        weight += (known[:, None] | known[None, :]) if blanks else both
    return np.where(weight > 0, total / np.maximum(weight, 1), 1.0)


def differing(cases: Sequence[Facts], pack: Pack, *, least: float = 0.5) -> tuple[str, ...]:
    """Name the features in which two colleges differ by ``least`` or more, or one answers and the other does not."""
    return tuple(
        name
        for name, alike, known in _features(cases, pack)
        if known[0] != known[-1] or (known[0] and 1 - alike[0, -1] >= least)
    )


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the mean rank of each value as a share of all, ties alike."""
    ordered = np.sort(values)
    low, high = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    places: NDArray[np.float64] = (low + high) / (2 * max(1, len(values)))
    return places


_Feature = tuple[str, "NDArray[np.float64]", "NDArray[np.bool_]"]


def _features(cases: Sequence[Facts], pack: Pack) -> Iterator[_Feature]:
    """Give each feature's name, the likeness of each pair that answers it, and who answers."""
    for key, kind in pack.vocabulary.values.items():
        if key.partition(".")[0] in {"fact", "indicator"} and kind.name != "text":
            yield _values(key, [case.value(key) for case in cases], numeric=kind.name not in {"choice", "boolean"})
    for name, fields in pack.vocabulary.lists.items():
        if name == OFFICIAL_ROWS:
            continue
        lists = [case.lists.get(name) for case in cases]
        given = np.array([item is not None and item.given for item in lists])
        yield f"{name}:complete", _equal([bool(item and item.complete) for item in lists]), given
        yield f"{name}:rows", _near([len(item.rows) if item else 0 for item in lists], given), given
        for field, kind in fields.items():
            if kind.name == "boolean":
                counts = [_count(item, field) for item in lists]
                yield f"{name}.{field}", _near(counts, given), given
            elif kind.name == "choice":
                yield f"{name}.{field}", _sharing([_words(item, field) for item in lists]), given


def _values(key: str, facts: Sequence[Fact], *, numeric: bool) -> _Feature:
    """Compare what was answered; what is not applicable is a word of its own."""
    known = np.array([fact.state in {State.KNOWN, State.NOT_APPLICABLE} for fact in facts])
    told = [fact.low if fact.state is State.KNOWN else None for fact in facts]
    if not numeric:
        return key, _equal(told), known
    is_number = np.array([value is not None for value in told])
    alike = _near([int(value or 0) for value in told], is_number)
    both = is_number[:, None] & is_number[None, :]
    neither = ~is_number[:, None] & ~is_number[None, :]
    return key, np.where(both, alike, neither.astype(float)), known


def _equal(values: Sequence[object]) -> NDArray[np.float64]:
    numbers = {value: at for at, value in enumerate(dict.fromkeys(values))}
    codes = np.array([numbers[value] for value in values])
    alike: NDArray[np.float64] = (codes[:, None] == codes[None, :]).astype(float)
    return alike


def _near(values: Sequence[int], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Compare numbers by the share of colleges between them, among those that answer."""
    places = np.zeros(len(values))
    if known.any():
        places[known] = ranks(np.array(values, np.float64)[known])
    return 1 - np.abs(places[:, None] - places[None, :])


def _sharing(sets: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    words = sorted(frozenset().union(*sets))
    has = np.array([[word in item for word in words] for item in sets], np.float64).reshape(len(sets), len(words))
    both = has @ has.T
    sizes = has.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - both
    return np.where(either > 0, both / np.maximum(either, 1), 1.0)


def _count(item: FactList | None, field: str) -> int:
    return sum(bool(row[field].is_exact and row[field].low) for row in item.rows) if item else 0


def _words(item: FactList | None, field: str) -> frozenset[str]:
    return frozenset(str(row[field].low) for row in item.rows if row[field].is_exact) if item else frozenset()
