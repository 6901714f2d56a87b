"""What advice rests on: which measures rest on synthesis, on what nobody reviewed or read, on lapsed or old sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from hepu.overview.model import GroundsRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.knowledge.models import Strategy
    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["grounds_rows"]

# Law is in force or not, however old it is.
_LAW = frozenset({"legislation", "regulation", "treaty", "standard"})


@dataclass
class _Found:
    """What is found of one measure, record by record."""

    records: int = 0
    colleges: set[str] = field(default_factory=set)
    launched: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    lapsed: set[str] = field(default_factory=set)
    lapsed_at: set[str] = field(default_factory=set)
    outdated_at: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Grounds:
    """The sources and documents behind entries and rules of one pack."""

    pack: Pack

    @cached_property
    def years(self) -> Mapping[str, int]:
        """The year of each work that is no law and has one."""
        sources = self.pack.knowledge.sources
        return {name: int(item.issued[:4]) for name, item in sources.items() if item.issued and item.type not in _LAW}

    def sources(self, entry: Strategy, rules: Iterable[str]) -> set[str]:
        return {*entry.sources, *(name for rule in rules for name in self.pack.rules[rule].sources)}

    def policies(self, entry: Strategy, rules: Iterable[str]) -> set[str]:
        named = {*entry.policies, *entry.articles}
        return named | {item.policy for rule in rules for item in self.pack.rules[rule].law}

    def newest(self, sources: Iterable[str]) -> int | None:
        return max((self.years[name] for name in sources if name in self.years), default=None)


def grounds_rows(told: Sequence[Told], pack: Pack, older_than: int) -> tuple[GroundsRow, ...]:
    """Tell of every measure that some record tells, what it rests on; the one that most colleges get comes first.

    A work is old where it was issued more than ``older_than`` years before the record's day. What is withheld is not
    told.
    """
    grounds, strategies = _Grounds(pack), pack.knowledge.strategies
    found: dict[str, _Found] = defaultdict(_Found)
    for record in told:
        for item in record.measures:
            if item.placement == "withheld":
                continue
            entry, here = strategies[item.id], found[item.id]
            here.records += 1
            here.colleges.add(record.college)
            here.rules.update(item.rules)
            if item.placement == "launch":
                here.launched.add(record.college)
            if lapsed := grounds.policies(entry, item.rules) & record.lapsed:
                here.lapsed |= lapsed
                here.lapsed_at.add(record.college)
            newest = grounds.newest(grounds.sources(entry, item.rules))
            if entry.basis != "law" and newest is not None and record.day.year - newest > older_than:
                here.outdated_at.add(record.college)
    rows = [_row(name, here, strategies[name], grounds) for name, here in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.colleges, -row.records, row.strategy)))


def _row(name: str, found: _Found, entry: Strategy, grounds: _Grounds) -> GroundsRow:
    pack = grounds.pack
    sources, policies = grounds.sources(entry, found.rules), grounds.policies(entry, found.rules)
    waits = [pack.reviewed[key].waits for key in (f"strategy.{name}", *sorted(found.rules))]
    unreviewed: Literal["all", "some", "none"] = "all" if all(waits) else "some" if any(waits) else "none"
    return GroundsRow(
        strategy=name,
        actor=entry.actor,
        theory=entry.theory,
        basis=entry.basis,
        records=found.records,
        colleges=len(found.colleges),
        launched=len(found.launched),
        synthesis_only=entry.basis == "synthesis" and not any(pack.rules[rule].law for rule in found.rules),
        unreviewed=unreviewed,
        unread=not entry.verified,
        unread_sources=tuple(sorted(item for item in sources if not pack.knowledge.sources[item].verified)),
        unchecked=tuple(sorted(item for item in policies if not pack.knowledge.policies[item].original_checked)),
        not_in_force=tuple(sorted(found.lapsed)),
        not_in_force_at=len(found.lapsed_at),
        newest=grounds.newest(sources),
        outdated_at=len(found.outdated_at),
    )
