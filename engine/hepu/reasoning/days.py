"""Days on which nothing changes that a question depends on: rules, policies and parameters are dated."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import TYPE_CHECKING

from hepu.language.model import Concluded, InForce, leaves_of, parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.language.model import Condition, Rule
    from hepu.reasoning.domain import Domain

__all__ = ["Days", "days_of"]

_DAY = dt.timedelta(days=1)
# First day, and last day or None for no end.
Days = tuple[dt.date, dt.date | None]


class Turns:
    """The days on which something turns, by condition; those of conclusions are those of their rules."""

    def __init__(self, domain: Domain, rules: Mapping[str, Sequence[Rule]]) -> None:
        self._domain, self._rules = domain, rules
        self._deep: dict[str, frozenset[dt.date]] = {}

    def of(self, condition: Condition, *, deep: bool) -> frozenset[dt.date]:
        """Give the first days of what is new for a condition; ``deep`` counts what its conclusions rest on."""
        found: set[dt.date] = set()
        for name in parameters_of(condition):
            found.update(self._domain.parameter_days(name))
        for leaf in leaves_of(condition):
            if isinstance(leaf, InForce):
                policy = self._domain.policies[leaf.policy]
                found.update(_ends(policy.since, policy.until))
            elif isinstance(leaf, Concluded):
                found |= self._concluded(leaf.key) if deep else self._rules_days(leaf.key)
        return frozenset(found)

    def _rules_days(self, key: str) -> set[dt.date]:
        return {day for rule in self._rules.get(key, ()) for day in _ends(rule.since, rule.until)}

    def _concluded(self, key: str) -> frozenset[dt.date]:
        if key not in self._deep:
            found = self._rules_days(key)
            self._deep[key] = frozenset()  # a circle, which is a fault of its own, ends here
            for rule in self._rules.get(key, ()):
                found |= self.of(rule.when, deep=True)
            self._deep[key] = frozenset(found)
        return self._deep[key]


def _ends(since: dt.date, until: dt.date | None) -> Iterator[dt.date]:
    yield since
    if until is not None and until < dt.date.max:
        yield until + _DAY


def days_of(since: dt.date, until: dt.date | None, turns: Iterable[dt.date]) -> tuple[Days, ...]:
    """Cut days where something turns; the latest come first, as they matter most."""
    if until is not None and until < since:
        return ()
    starts = [since, *sorted(day for day in set(turns) if since < day and (until is None or day <= until))]
    ends = [day - _DAY for day in starts[1:]]
    return tuple(reversed(tuple(zip(starts, (*ends, until), strict=True))))


def day_in(days: Days, today: dt.date, turns: Sequence[dt.date]) -> dt.date:
    """Choose the day that stands for days: today if it is one of them, else the start of the stretch of the last.

    ``turns`` are all days, in order, on which anything of the pack turns: what is asked of one stretch is found again.
    """
    first, last = days
    if first <= today and (last is None or today <= last):
        return today
    if last is None:
        last = first
    at = bisect_right(turns, last)
    return max(first, turns[at - 1]) if at else first
