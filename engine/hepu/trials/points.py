"""What examples can give for each subject that a rule reads: a point for each way in which its leaves can come out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from hepu.language.model import Compare, Concluded, Count, InForce, Quantified, ValueRef, tests_of
from hepu.trials.rows import row_points
from hepu.trials.values import ABSENT, Option, options, range_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.inference.kleene import Truth
    from hepu.language.model import Leaf
    from hepu.trials.goals import Goal
    from hepu.trials.probe import Probe
    from hepu.trials.study import Study

__all__ = ["Point", "Subject", "subjects_of"]


@dataclass(frozen=True, slots=True)
class Point:
    """One way to state a subject: what is given, the truth of each leaf that reads it, and what it would try.

    ``rank`` is how far it is from what one would choose first.
    """

    given: Mapping[str, object]
    truths: tuple[Truth, ...]
    tries: frozenset[Goal]
    rank: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Names of ``given`` that some leaves read together, and the points of it.

    ``complete`` says that no example could make the leaves come out otherwise.
    """

    keys: tuple[str, ...]
    leaves: tuple[int, ...]
    points: tuple[Point, ...]
    complete: bool


def subjects_of(
    study: Study, day: dt.date, probes: Sequence[Probe], wanted: frozenset[Goal] = frozenset()
) -> tuple[Subject, ...]:
    """Give the subjects that leaves read, each leaf by its number; leaves that share a name share a subject.

    Points that only try something are made for the ``wanted`` goals.
    """
    groups: list[tuple[set[str], list[int]]] = []
    for number, probe in enumerate(probes):
        keys, leaves = set(_keys(probe.leaf, study)), [number]
        for group in [group for group in groups if group[0] & keys]:
            groups.remove(group)
            keys, leaves = group[0] | keys, [*group[1], *leaves]
        groups.append((keys, leaves))
    return tuple(_subject(study, day, sorted(keys), leaves, probes, wanted) for keys, leaves in groups)


def _keys(leaf: Leaf, study: Study) -> list[str]:
    """Give the names under which an example gives what a leaf reads."""
    others = [operand.key for test in tests_of(leaf) for operand in test.operands if isinstance(operand, ValueRef)]
    match leaf:
        case Compare(key=key):
            others.append(key)
        case Count() | Quantified():
            return [leaf.list, *(_bare(key, study) for key in others)]
        case Concluded():
            return [leaf.key]
        case InForce(policy):
            return [f"policy.{policy}"]
    return [_bare(key, study) for key in others]


def _bare(key: str, study: Study) -> str:
    """Give a fact's name as examples write it."""
    name = key.removeprefix("fact.")
    return key if name in study.reader.pack.vocabulary.lists else name


def _subject(
    study: Study, day: dt.date, keys: list[str], leaves: list[int], probes: Sequence[Probe], wanted: frozenset[Goal]
) -> Subject:
    own = [probes[number] for number in leaves]
    vocabulary = study.reader.pack.vocabulary
    lists = [key for key in keys if key in vocabulary.lists]
    if lists:
        # Rows compared with other facts, or so with other lists, are tried without these, and nothing is claimed.
        stated: list[tuple[dict[str, object], int]] = []
        complete = len(keys) == 1
        for name in lists:
            reading = [probe for probe in own if name in _keys(probe.leaf, study)]
            found, whole = row_points(study, day, name, reading, wanted)
            stated, complete = [*stated, *found], complete and whole
    else:
        more, shifted = _beside(study, keys, own)
        choices = [[(key, option) for option in _options(key, study, day, own, more)] for key in keys]
        complete = not shifted
        stated = [
            ({key: item.raw for key, item in chosen if item.raw is not ABSENT}, sum(item.rank for _, item in chosen))
            for chosen in product(*choices)
        ]
    return Subject(tuple(keys), tuple(leaves), _distinct(study, day, own, stated, wanted), complete)


def _beside(study: Study, keys: list[str], own: Sequence[Probe]) -> tuple[list[int], bool]:
    """Give values to try for facts that are compared with each other, and whether their scales differ."""
    referred = [
        operand for probe in own for test in tests_of(probe.leaf) for operand in test.operands
        if isinstance(operand, ValueRef)
    ]  # fmt: skip
    if not referred:
        return [], False
    given = {
        int(fact.low)
        for tried in study.tried
        for key in keys
        if isinstance((fact := tried.facts.value(_full(key))).low, int)
    }
    return sorted(given)[:3] or [10], any(operand.shift for operand in referred)


def _full(key: str) -> str:
    return key if "." in key else f"fact.{key}"


def _options(key: str, study: Study, day: dt.date, own: Sequence[Probe], more: Iterable[int]) -> list[Option]:
    """Give what an example may state under one name."""
    leaves = [probe.leaf for probe in own]
    if key.startswith("policy."):
        return [Option("in_force", 0), Option(ABSENT, 0)]
    concluded = [leaf.floor for leaf in leaves if isinstance(leaf, Concluded)]
    if concluded:
        words: list[Any] = [True, False]
        levels = [Option(word, 2) for word in ("likely", "possible")] if max(concluded) > 1 else []
        return [*(Option(word, 0) for word in words), *levels, Option(ABSENT, 1)]
    kind = study.reader.pack.vocabulary.values[_full(key)]
    tests = [leaf.test for leaf in leaves if isinstance(leaf, Compare) and leaf.key == _full(key)]
    facts, _ = study.facts({}, day)
    found = options(kind, tests, facts, range_of(_full(key), kind), more)
    if any(
        test.comparator == "known" for test in tests
    ):  # only that asks why there is no value, or has it at all levels
        found.append(Option("not_asked", 8))
        exact = [item for item in found if item.rank == 0 and item.raw is not ABSENT]
        found.extend(
            Option({"value": item.raw, "certainty": word}, 9) for item in exact for word in ("likely", "possible")
        )
    return found


def _distinct(
    study: Study,
    day: dt.date,
    own: Sequence[Probe],
    stated: Iterable[tuple[dict[str, object], int]],
    wanted: frozenset[Goal],
) -> tuple[Point, ...]:
    """Keep of all points with the same truths and the same tries the one that one would choose first."""
    kept: dict[tuple[tuple[Truth, ...], frozenset[Goal]], Point] = {}
    for given, rank in stated:
        facts, earlier = study.facts(given, day)
        truths = tuple(probe.truth(facts, earlier) for probe in own)
        tries = (
            frozenset(goal for probe in own for goal in probe.goals(facts, earlier) if goal in wanted)
            if wanted
            else wanted
        )
        point = kept.get((truths, tries))
        if point is None or rank < point.rank:
            kept[truths, tries] = Point(given, truths, tries, rank)
    return tuple(sorted(kept.values(), key=lambda point: point.rank))
