"""One day at one certainty: how everything may read there, and what is left of it under conditions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hepu.language.model import All, Any, Compare, Concluded, Count, InForce, Not, Quantified, ValueRef, tests_of
from hepu.reasoning.domain import ListShape
from hepu.reasoning.leaves import CONCLUSION_READINGS, Variable, concluded_masks
from hepu.reasoning.lists import Lists
from hepu.reasoning.readings import Reading, readings_of
from hepu.reasoning.vocabulary import points_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.facts.model import ChosenParameter
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Scalar
    from hepu.language.model import Condition, Leaf, Rule
    from hepu.reasoning.budget import Budget
    from hepu.reasoning.domain import Domain, Law, ListLaw
    from hepu.reasoning.leaves import Masks
    from hepu.reasoning.lists import ListFound
    from hepu.reasoning.vocabulary import Compared

__all__ = ["Left", "Tables", "World"]

# The name of what a leaf asks about, all its readings, and which make the leaf true, false and unknown.
_Asked = tuple[str, int, "Masks"]
_IN_FORCE, _NOT_IN_FORCE = Reading("known", 1, 1), Reading("known", 0, 0)


class Left:
    """What is left under the conditions so far: readings by variable, and the truths asked of each list's leaves."""

    __slots__ = ("lists", "readings")

    def __init__(self, readings: dict[str, int], lists: dict[str, dict[Leaf, int]]) -> None:
        self.readings = readings
        self.lists = lists

    def copy(self) -> Left:
        """Give a copy that may be narrowed apart."""
        return Left(dict(self.readings), {name: dict(asked) for name, asked in self.lists.items()})


class Tables:
    """What depends on the certainty and on the values of parameters alone, so that many days share it."""

    def __init__(
        self,
        domain: Domain,
        compared: Compared,
        level: int,
        day: dt.date,
        parameters: Mapping[str, ChosenParameter],
    ) -> None:
        self.domain, self.compared, self.level = domain, compared, level
        self.day, self.parameters = day, parameters
        self.lists = Lists(domain, compared, level, day, parameters)
        self._variables: dict[str, Variable] = {}

    def variable(self, key: str) -> Variable:
        """Give the variable to which a fact belongs."""
        found = self._variables.get(key)
        if found is None:
            keys = self.compared.together.get(key, (key,))
            points = [point for name in keys for point in self._points(name)]
            if len(keys) > 1:
                # Each is cut at the bounds of all, or values of one beyond those of another would stand in its stead.
                points += [end for name in keys for end in self.domain.bounds(name) if end is not None]
            found = Variable(keys, [self._readings(name, points, len(keys)) for name in keys])
            self._variables.update(dict.fromkeys(keys, found))
        return found

    def _points(self, key: str) -> Iterator[Scalar]:
        yield from points_of(self.compared.tests.get(key, ()), self.parameters)
        yield from self.compared.points.get(key, ())

    def _readings(self, key: str, points: Sequence[Scalar], room: int) -> tuple[Reading, ...]:
        domain = self.domain
        return readings_of(
            domain.kinds[key],
            points,
            domain.bounds(key),
            domain.blanks(key),
            ranged=domain.ranged(key),
            cut=self.level > 1,
            room=room,
        )


class World:
    """One day at one certainty; the rules that apply on the day bound what a conclusion may be."""

    def __init__(self, tables: Tables, day: dt.date, rules: Mapping[str, Sequence[Rule]]) -> None:
        self.tables, self.day, self.level = tables, day, tables.level
        self.rules = rules
        self._conclusions: dict[str, tuple[Truth, ...]] = {}
        # By identity: the leaves of rules stay, and to hash one costs as much as to ask it.
        self._asked: dict[int, tuple[Leaf, _Asked | None]] = {}
        self._compatible: dict[int, tuple[int, ...]] = {}

    def readings(self, name: str) -> tuple[Reading, ...]:
        """Give the readings of a single fact or policy."""
        if name.startswith("policy."):
            policy = self.tables.domain.policies[name.removeprefix("policy.")]
            if not (policy.since <= self.day and (policy.until is None or self.day <= policy.until)):
                return (_NOT_IN_FORCE,)
            return (_IN_FORCE,) if policy.sure else (_IN_FORCE, _NOT_IN_FORCE)
        return tuple(alone for (alone,) in self.tables.variable(name).readings)

    def conclusion_readings(self, key: str) -> tuple[Truth, ...]:
        """Give what a conclusion may be: no surer than its surest rule, and false where no rule applies."""
        found = self._conclusions.get(key)
        if found is None:
            surest = max((rule.certainty for rule in self.rules.get(key, ())), default=0)
            truths = [truth for truth in CONCLUSION_READINGS if (truth & 0b111).bit_length() <= surest]
            found = self._conclusions[key] = tuple(truths) if surest else (0b111000,)
        return found

    def narrow(self, left: Left, leaf: Leaf, allowed: int, budget: Budget) -> bool:
        """Keep only what gives a leaf one of the allowed truths; say whether anything may be left.

        Raises:
            SpentError: when the steps are not enough.

        """
        budget.spend()
        place = self._place(leaf)
        if place is None:
            assert isinstance(leaf, Count | Quantified)  # noqa: S101  # only what asks of a list has no place
            asked = left.lists.setdefault(leaf.list, {})
            words = asked.get(leaf, 7) & allowed
            if words == asked.get(leaf):
                return True
            asked[leaf] = words
            return bool(words) and self.list_found(left, leaf.list, budget) is not None
        name, full, masks = place
        before = left.readings.get(name, full)
        now = before & sum(mask for at, mask in enumerate(masks) if allowed >> at & 1)
        left.readings[name] = now
        if not now:
            return False
        return now == before or (self.lawful(left, name) and self.lists_lawful(left, name, budget))

    def holds(self, left: Left, leaf: Leaf, allowed: int) -> bool | None:
        """Say whether what is left gives a leaf only truths that are allowed, none of them, or both; lists say None."""
        place = self._place(leaf)
        if place is None:
            assert isinstance(leaf, Count | Quantified)  # noqa: S101  # as above
            return True if left.lists.get(leaf.list, {}).get(leaf, 7) | allowed == allowed else None
        name, full, masks = place
        now = left.readings.get(name, full)
        inside = now & sum(mask for at, mask in enumerate(masks) if allowed >> at & 1)
        return True if inside == now else False if not inside else None

    def note(self, left: Left, leaf: Condition) -> None:
        """Keep what a leaf asks about in what is left, where the leaf has its truth anyway: an example must give it."""
        if not isinstance(leaf, All | Any | Not) and (place := self._place(leaf)) is not None:
            name, full, _ = place
            left.readings.setdefault(name, full)

    def list_found(self, left: Left, name: str, budget: Budget) -> ListFound | None:
        """Find a list for all that is asked of it and that facts computed from it say."""
        shapes: list[ListShape] = [ListShape()]
        for law in self._list_laws.get(name, ()):
            if law.key in left.readings:
                variable = self.tables.variable(law.key)
                implied = {
                    law.implies(readings[0])
                    for at, readings in enumerate(variable.readings)
                    if left.readings[law.key] >> at & 1
                }
                shapes = list(
                    dict.fromkeys(
                        merged
                        for shape in shapes
                        for more in sorted(implied, key=repr)
                        if (merged := _merged(shape, more)) is not None
                    )
                )
        return self.tables.lists.find(name, left.lists.get(name, {}), shapes, budget)

    def _place(self, leaf: Leaf) -> _Asked | None:
        """Give the variable of a leaf and its masks; nothing for what is asked of a list."""
        known = self._asked.get(id(leaf))
        if known is None or known[0] is not leaf:
            of_list = isinstance(leaf, Count | Quantified) and not _refers(leaf)
            known = self._asked[id(leaf)] = (leaf, None if of_list else self._judged(leaf))
        return known[1]

    def _judged(self, leaf: Leaf) -> _Asked:
        """Give the name of what a leaf asks about, all its readings, and which make the leaf true, false, unknown."""
        match leaf:
            case InForce(policy):
                name = f"policy.{policy}"
                readings = self.readings(name)
                yes = sum(1 << at for at, reading in enumerate(readings) if reading.low)
                full = (1 << len(readings)) - 1
                return name, full, (yes, full & ~yes, 0)
            case Concluded():
                truths = self.conclusion_readings(leaf.key)
                return leaf.key, (1 << len(truths)) - 1, concluded_masks(leaf, truths, self.level)
            case Compare(key) if not _refers(leaf) or key in self.tables.compared.together:
                variable = self.tables.variable(key)
                masks = variable.masks(leaf, self.level, self.tables.day, self.tables.parameters)
                return variable.keys[0], variable.full, masks
            case _:
                # A comparison that is not taken apart may have any truth: what is proved all the same is proved.
                return f"? {leaf!r}", 7, (1, 2, 4)

    @cached_property
    def _laws(self) -> Mapping[str, tuple[Law, ...]]:
        """The laws by each fact that they bind; those of policies only where the day leaves them open."""
        found: dict[str, list[Law]] = {}
        for law in self.tables.domain.laws:
            if law.satellite.startswith("policy.") and len(self.readings(law.satellite)) == 1:
                continue
            if any(key in self.tables.compared.together for key in (law.center, law.satellite)):
                continue
            found.setdefault(law.center, []).append(law)
            found.setdefault(law.satellite, []).append(law)
        return {key: tuple(laws) for key, laws in found.items()}

    @cached_property
    def _list_laws(self) -> Mapping[str, tuple[ListLaw, ...]]:
        found: dict[str, list[ListLaw]] = {}
        for law in self.tables.domain.list_laws:
            if law.key not in self.tables.compared.together:
                found.setdefault(law.list, []).append(law)
                found.setdefault(law.key, []).append(law)
        return {key: tuple(laws) for key, laws in found.items()}

    def compatible(self, law: Law) -> tuple[int, ...]:
        """Give for each reading of a law's first fact those of its second that go with it."""
        found = self._compatible.get(id(law))
        if found is None:
            satellites = self.readings(law.satellite)
            found = self._compatible[id(law)] = tuple(
                sum(1 << at for at, other in enumerate(satellites) if law.allows(reading, other))
                for reading in self.readings(law.center)
            )
        return found

    def centers(self, left: Left, center: str) -> int:
        """Give the readings of a fact that go with what is left of every fact bound to it."""
        if center not in self._laws:
            return left.readings.get(center, -1)
        kept = left.readings.get(center, (1 << len(self.readings(center))) - 1)
        for law in self._laws.get(center, ()):
            if law.center == center and law.satellite in left.readings:
                satellites = left.readings[law.satellite]
                for at, goes in enumerate(self.compatible(law)):
                    if not goes & satellites:
                        kept &= ~(1 << at)
        return kept

    def bound(self, name: str) -> int:
        """Give by how many laws a fact binds other facts and lists."""
        laws = sum(1 for law in self._laws.get(name, ()) if law.center == name)
        return laws + sum(1 for law in self._list_laws.get(name, ()) if law.key == name)

    def lawful(self, left: Left, name: str) -> bool:
        """Say whether the laws that bind a fact leave anything."""
        centers = dict.fromkeys(law.center for law in self._laws.get(name, ()))
        return all(self.centers(left, center) for center in centers)

    def lists_lawful(self, left: Left, name: str, budget: Budget) -> bool:
        """Say whether a fact leaves a list from which it may have been computed.

        Raises:
            SpentError: when the steps are not enough.

        """
        laws = self._list_laws.get(name, ()) if not name.startswith("?") else ()
        return all(self.list_found(left, law.list, budget) is not None for law in laws)


def _refers(leaf: Leaf) -> bool:
    return any(isinstance(operand, ValueRef) for test in tests_of(leaf) for operand in test.operands)


def _merged(one: ListShape, other: ListShape) -> ListShape | None:
    """Join what two facts say of a list; None where they contradict one another."""
    joined = []
    for first, second in ((one.given, other.given), (one.complete, other.complete)):
        if first is not None and second is not None and first != second:
            return None
        joined.append(second if first is None else first)
    bounds = [most for most in (one.most, other.most) if most is not None]
    return ListShape(joined[0], joined[1], max(one.least, other.least), min(bounds, default=None))
