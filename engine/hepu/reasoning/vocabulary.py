"""What a set of rules compares each fact with: where its readings must be cut, and which facts are read together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.model import Compare, Count, ParameterRef, Quantified, ValueRef, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.facts.model import ChosenParameter
    from hepu.language.kinds import Scalar
    from hepu.language.model import Condition, Test
    from hepu.reasoning.domain import Domain

__all__ = ["Compared", "compared", "points_of"]

_MOST_TOGETHER = 3


@dataclass(frozen=True)
class Compared:
    """Every comparison by what it compares, and the facts that are compared with one another, by each of them.

    ``points`` are further values at which laws cut a fact.
    """

    tests: Mapping[str, tuple[Test, ...]]
    fields: Mapping[tuple[str, str], tuple[Test, ...]]
    together: Mapping[str, tuple[str, ...]]
    points: Mapping[str, frozenset[Scalar]]


def points_of(tests: Iterable[Test], parameters: Mapping[str, ChosenParameter]) -> Iterator[Scalar]:
    """Give the values with which some tests compare, parameters at their value on a day."""
    for test in tests:
        if test.comparator == "known":
            continue
        for operand in test.operands:
            match operand:
                case ParameterRef(name, shift):
                    if name in parameters:
                        yield parameters[name].value * 10**shift
                case ValueRef():
                    continue
                case _:
                    yield operand


def compared(conditions: Iterable[Condition], domain: Domain) -> Compared:
    """Gather what some conditions compare."""
    tests: defaultdict[str, dict[Test, None]] = defaultdict(dict)
    fields: defaultdict[tuple[str, str], dict[Test, None]] = defaultdict(dict)
    beside: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for leaf in dict.fromkeys(leaf for condition in conditions for leaf in leaves_of(condition)):
        match leaf:
            case Compare(key, _, test):
                tests[key][test] = None
                for operand in test.operands:
                    if isinstance(operand, ValueRef):
                        beside[key].add((operand.key, operand.shift))
                        beside[operand.key].add((key, operand.shift))
            case Count(name, where) | Quantified(_, name, where):
                have = leaf.have if isinstance(leaf, Quantified) else ()
                for item in (*where, *have):
                    fields[name, item.field][item.test] = None
            case _:
                pass
    points: defaultdict[str, set[Scalar]] = defaultdict(set)
    for law in domain.laws:
        points[law.center].update(law.points)
    for each in domain.list_laws:
        points[each.key].update(each.points)
    return Compared(
        {key: tuple(found) for key, found in tests.items()},
        {key: tuple(found) for key, found in fields.items()},
        dict(_together(beside, domain)),
        {key: frozenset(found) for key, found in points.items()},
    )


def _together(beside: Mapping[str, set[tuple[str, int]]], domain: Domain) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name the facts that are compared with one another, where they are few, of the same scale and exact."""
    for key in beside:
        group: dict[str, None] = {}
        waiting = [key]
        while waiting:
            name = waiting.pop()
            if name not in group:
                group[name] = None
                waiting.extend(other for other, _ in beside[name])
        scaled = any(shift for name in group for _, shift in beside[name])
        if len(group) <= _MOST_TOGETHER and not scaled and not any(domain.ranged(name) for name in group):
            yield key, tuple(sorted(group))
