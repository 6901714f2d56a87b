"""A cohort from data frames, Arrow tables or plain arrays: columns in, columns out, without a loop over cases.

A column is named by the fact that it holds, such as ``fact.staff`` or ``gap.overseas_sites``; its values are plain:
numbers in the fact's unit, booleans, words, dates. A blank (None, NaN, NA) is unknown. ``KEY:certainty`` may say up to
which certainty each value is known (1 to 3, else established), ``KEY:state`` why there is none (``missing``,
``not_asked``, ``not_applicable``).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from hepu.errors import Fault, InputError, Location
from hepu.facts.model import Fact
from hepu.inference.columnar.cohort import (
    BLOCK,
    LARGEST,
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    Cohort,
    Column,
    Lists,
    known_mark,
    narrowed,
)
from hepu.inference.columnar.from_facts import column_of_facts, lists_of_facts
from hepu.language.kinds import Certainty
from hepu.naming import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hepu.facts.model import Facts
    from hepu.language.kinds import Kind, Vocabulary

__all__ = ["CASE", "cohort_of_frames"]

# What a frame, an Arrow table or a mapping of arrays has in common.
Frame = Any
CASE = "case"
_MARKS = np.array([MISSING, *(known_mark(level) for level in Certainty)], np.uint8)
_STATES = {"known": MISSING, "missing": MISSING, "not_asked": NOT_ASKED, "not_applicable": NOT_APPLICABLE}
_EPOCH = np.datetime64("0001-01-01", "D")


def cohort_of_frames(
    values: Frame,
    vocabulary: Vocabulary,
    common: Facts,
    lists: Mapping[str, Frame] | None = None,
    completeness: Mapping[str, Any] | None = None,
    policies: Mapping[str, Any] | None = None,
    block: int = BLOCK,
) -> Cohort:
    """Make a cohort of one row a case.

    ``common`` gives what all cases share: the day, the parameters, policies, and any fact or list for which there is
    no column. ``lists`` maps a list to a frame whose column ``case`` numbers the case of each row from 0 on, in order;
    ``completeness`` maps it to a word a case (``all``, ``some``, ``none``, ``missing``; else ``all``). ``policies``
    maps a policy to whether it is in force for each case.

    Raises:
        InputError: naming every column that is no fact, and every value that is not of its kind.

    """
    words: dict[str, int] = {}
    faults: list[Fault] = []
    columns = _columns(values, vocabulary.values, "", words, faults)
    size = len(next(iter(columns.values())).mark) if columns else 0
    listed: dict[str, Lists] = {}
    for name, frame in (lists or {}).items():
        if name not in vocabulary.lists:
            faults.append(_unknown(name, vocabulary.lists))
            continue
        fields = _columns(frame, vocabulary.lists[name], f"{name}.", words, faults, leave=(CASE,))
        given, complete = _completeness((completeness or {}).get(name), size)
        cases = _array(_get(frame, CASE))[0].astype(np.int64) if CASE in _names(frame) else np.array([-1])
        if cases.size and (cases[0] < 0 or cases[-1] >= size or (np.diff(cases) < 0).any()):
            faults.append(Fault("case_order", Location(path=f"{name}.{CASE}"), {"expected": f"0–{size - 1}"}))
            continue
        offsets = np.searchsorted(cases, np.arange(size + 1))
        listed[name] = Lists(offsets.astype(np.int64), given, complete, MappingProxyType(fields))
    if faults:
        raise InputError(faults)
    shared = {key: column_of_facts([fact], words) for key, fact in common.values.items() if key not in columns}
    for name, rows in common.lists.items():
        listed.setdefault(name, lists_of_facts([rows], words))
    return Cohort.of(
        size=size,
        days=np.array([common.as_of.toordinal()], np.int32),
        values={**shared, **columns},
        lists=listed,
        parameters={
            name: column_of_facts([Fact.exact(chosen.value)], words) for name, chosen in common.parameters.items()
        },
        policies={
            **{name: np.array([holds]) for name, holds in common.policies.items()},
            **{name: _array(flags)[0].astype(np.bool_) for name, flags in (policies or {}).items()},
        },
        words=words,
        block=block,
    )


def _names(frame: Frame) -> list[str]:
    names = frame.column_names if hasattr(frame, "column_names") else frame
    return [str(name) for name in names]


def _get(frame: Frame, name: str) -> Any:
    return frame.column(name) if hasattr(frame, "column_names") else frame[name]


def _columns(
    frame: Frame,
    kinds: Mapping[str, Kind],
    prefix: str,
    words: dict[str, int],
    faults: list[Fault],
    leave: tuple[str, ...] = (),
) -> dict[str, Column]:
    names = _names(frame)
    columns = {}
    for name in names:
        key, _, companion = name.partition(":")
        if name in leave or (companion in {"certainty", "state"} and key in names):
            continue
        if name not in kinds:
            faults.append(_unknown(prefix + name, [prefix + item for item in kinds]))
            continue
        certainty, state = (
            _get(frame, f"{name}:{word}") if f"{name}:{word}" in names else None for word in ("certainty", "state")
        )
        try:
            columns[name] = _column(_get(frame, name), kinds[name], certainty, state, words)
        except (ValueError, OverflowError) as error:
            context = {"found": str(error)[:60], "expected": kinds[name].name}
            faults.append(Fault("operand_value", Location(path=prefix + name), context))
    return columns


def _unknown(name: str, known: Any) -> Fault:
    return Fault("value_unknown", Location(path=name), {"found": name, "nearest": nearest(name, known)})


def _column(source: Any, kind: Kind, certainty: Any, state: Any, words: dict[str, int]) -> Column:
    values, given = _array(source)
    low = _encoded(values, given, kind, words)
    levels = np.full(len(low), max(Certainty)) if certainty is None else _array(certainty)[0].astype(np.int64)
    strange = levels[~np.isin(levels, list(Certainty))]
    if strange.size:
        raise ValueError(strange[0])
    mark = np.where(given, _MARKS[levels], np.uint8(MISSING))
    if state is not None:
        found, which = np.unique(_array(state)[0].astype(str), return_inverse=True)
        told = np.array([_STATES[word] for word in found], np.uint8)[which]
        mark = np.where(given, mark, told)
    return Column(narrowed(low), mark, of_words=kind.name in {"choice", "text"})


def _array(source: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give values, with something in place of blanks, and where they are given."""
    if hasattr(source, "combine_chunks"):  # an Arrow column
        given = ~np.asarray(source.is_null().to_numpy(zero_copy_only=False), np.bool_)
        return np.asarray(source.to_numpy()), given
    if hasattr(source, "isna"):  # a pandas column
        given = ~source.isna().to_numpy()
        return source.to_numpy(), given
    array = np.asarray(source)
    if array.dtype.kind == "f":
        return array, ~np.isnan(array)
    if array.dtype.kind == "O":
        return array, np.array(
            [item is not None and not (isinstance(item, float) and isnan(item)) for item in array], np.bool_
        )
    return array, np.ones(len(array), np.bool_)


def _encoded(values: NDArray[Any], given: NDArray[np.bool_], kind: Kind, words: dict[str, int]) -> NDArray[np.int64]:
    match kind.name:
        case "number":
            return _scaled(values, given, kind.decimals)
        case "boolean":
            filled = np.where(given, values, False).astype(np.float64)
            if not np.isin(filled, (0, 1)).all():
                raise ValueError(filled[~np.isin(filled, (0, 1))][0])
            return filled.astype(np.int64)
        case "date":
            days = np.where(given, values, _EPOCH).astype("datetime64[D]") - _EPOCH
            return days.astype(np.int64) + 1
        case _:
            return _worded(values, given, kind, words)


def _scaled(values: NDArray[Any], given: NDArray[np.bool_], decimals: int) -> NDArray[np.int64]:
    """Scale numbers, rounding half up as the facts step does."""
    filled = np.where(given, values, 0).astype(np.float64) * 10**decimals
    if not (np.abs(filled) <= LARGEST).all():
        raise OverflowError(filled[~(np.abs(filled) <= LARGEST)][0])
    # A decimal such as 1.005 has no exact float: what is within a millionth of a half is taken for the half.
    scaled: NDArray[np.int64] = np.floor(filled + 0.5 + 1e-6).astype(np.int64)
    return scaled


def _worded(values: NDArray[Any], given: NDArray[np.bool_], kind: Kind, words: dict[str, int]) -> NDArray[np.int64]:
    """Give the number of each word: of ordered ones the rank, of others the cohort's own."""
    found, which = np.unique(np.where(given, values, "").astype(str), return_inverse=True)
    numbers = []
    for word in found.tolist():
        if word == "":
            numbers.append(0)
        elif kind.name == "ordered":
            numbers.append(kind.words.index(word))
        elif kind.name == "choice" and word not in kind.words:
            raise ValueError(word)
        else:
            numbers.append(words.setdefault(word, len(words)))
    return np.array(numbers, np.int64)[which]


def _completeness(told: Any, size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if told is None:
        return np.ones(size, np.bool_), np.ones(size, np.bool_)
    state = _array(told)[0].astype(str)
    return state != "missing", (state == "all") | (state == "none")
