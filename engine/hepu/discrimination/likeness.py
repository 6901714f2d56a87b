"""How alike the facts of colleges are: a similarity of Gower's kind over typed facts.

Each fact gives a number from 0 to 1 for a pair of colleges, and the likeness is their mean. Two words or two flags are
alike or not; two numbers are as far apart as the share of colleges that lies between them; two sets of words share
what they share. A blank and an answer are unlike, since advice hangs on both; what both leave blank is left out, as
Gower leaves out what two lack, or forms that hardly answer would all be alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hepu.facts.model import State
from hepu.language.vocabulary import OFFICIAL_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hepu.facts.model import FactList, Facts
    from hepu.pack import Pack

__all__ = ["Answers", "alike", "answers_of", "differing", "likeness", "ranks", "unlike"]

# Of each feature, in the order of ``_features``: whether the college answers it, and the answer. A number that is not
# applicable is none.
Answers = tuple[tuple[bool, object], ...]
_How = Literal["word", "number", "set"]


def answers_of(case: Facts, pack: Pack) -> Answers:
    """Give of a college's facts what likeness compares, in small room: the facts themselves can then be let go."""
    return tuple(_answers(case, pack))


def likeness(cases: Sequence[Facts], pack: Pack, *, blanks: bool = True) -> NDArray[np.float64]:
    """Give the likeness of every pair; without ``blanks`` a fact counts only where both colleges answer.

    The facts are the answers and what is computed of them, the indicators of the data year, and of each list its
    completeness, its length, how many rows have each flag, and the set of each word. Gaps, trends and standings follow
    from these (and from peers and parameters) and are left out.
    """
    return alike([answers_of(case, pack) for case in cases], pack, blanks=blanks)


def alike(answers: Sequence[Answers], pack: Pack, *, blanks: bool = True) -> NDArray[np.float64]:
    """Give the likeness of every pair of answers, as ``likeness`` does; room and time grow with their square."""
    size = len(answers)
    total, weight = np.zeros((size, size)), np.zeros((size, size))
    for _, same, known in _compared(answers, pack):
        both = known[:, None] & known[None, :]
        total += np.where(both, same, 0)
        weight += (known[:, None] | known[None, :]) if blanks else both
    return np.where(weight > 0, total / np.maximum(weight, 1), 1.0)


def differing(cases: Sequence[Facts], pack: Pack, *, least: float = 0.5) -> tuple[str, ...]:
    """Name the features in which two colleges differ by ``least`` or more, or one answers and the other does not."""
    return unlike([answers_of(case, pack) for case in cases], pack, least=least)


def unlike(answers: Sequence[Answers], pack: Pack, *, least: float = 0.5) -> tuple[str, ...]:
    """Name the features in which the first and the last of some answers differ, as ``differing`` does."""
    return tuple(
        name
        for name, same, known in _compared(answers, pack)
        if known[0] != known[-1] or (known[0] and 1 - same[0, -1] >= least)
    )


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the mean rank of each value as a share of all, ties alike."""
    ordered = np.sort(values)
    low, high = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    places: NDArray[np.float64] = (low + high) / (2 * max(1, len(values)))
    return places


def _features(pack: Pack) -> Iterator[tuple[str, _How]]:
    """Give the name of each feature and how it is compared."""
    for key, kind in pack.vocabulary.values.items():
        if key.partition(".")[0] in {"fact", "indicator"} and kind.name != "text":
            yield key, "word" if kind.name in {"choice", "boolean"} else "number"
    for name, fields in pack.vocabulary.lists.items():
        if name == OFFICIAL_ROWS:
            continue
        yield f"{name}:complete", "word"
        yield f"{name}:rows", "number"
        for field, kind in fields.items():
            if kind.name == "boolean":
                yield f"{name}.{field}", "number"
            elif kind.name == "choice":
                yield f"{name}.{field}", "set"


def _answers(case: Facts, pack: Pack) -> Iterator[tuple[bool, object]]:
    """Give what a college answers of each feature; what is not applicable is a word of its own."""
    for name, how in _features(pack):
        head, mark, last = name.replace(":", ".:").partition(".")
        if head in {"fact", "indicator"} and mark:
            fact = case.value(name)
            known = fact.state in {State.KNOWN, State.NOT_APPLICABLE}
            yield known, fact.low if fact.state is State.KNOWN else None
            continue
        item = case.lists.get(head)
        yield item is not None and item.given, _of_list(item, last, how)


def _of_list(item: FactList | None, what: str, how: _How) -> object:
    match what, how:
        case ":complete", _:
            return bool(item and item.complete)
        case ":rows", _:
            return len(item.rows) if item else 0
        case _, "set":
            return _words(item, what)
        case _:
            return _count(item, what)


def _compared(answers: Sequence[Answers], pack: Pack) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.bool_]]]:
    """Give each feature's name, the likeness of each pair that answers it, and who answers."""
    for at, (name, how) in enumerate(_features(pack)):
        known = np.array([item[at][0] for item in answers], np.bool_)
        told = [item[at][1] for item in answers]
        yield name, _alike(told, known, how), known


def _alike(told: Sequence[Any], known: NDArray[np.bool_], how: _How) -> NDArray[np.float64]:
    if how == "word":
        return _equal(told)
    if how == "set":
        return _sharing(told)
    is_number = known & np.array([value is not None for value in told], np.bool_)
    alike = _near([int(value or 0) for value in told], is_number)
    both = is_number[:, None] & is_number[None, :]
    neither = ~is_number[:, None] & ~is_number[None, :]
    return np.where(both, alike, neither.astype(float))


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
