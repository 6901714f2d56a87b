"""What could not be judged and which missing answers would settle it, found again from the raw conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.proof.answers import OFFICIAL_ROWS
from hepu.proof.judge import leaves, subject_of
from hepu.proof.values import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.proof.judge import Judge

__all__ = ["Blanks", "ranked"]

_ON_ROWS = ("count", "some", "none", "every")
_ADVISES = ("strategy.", "exclusion.")


@dataclass(slots=True)
class Blanks:
    """The missing answers behind what could not be judged; each conclusion is looked through once."""

    judge: Judge
    _behind: dict[str, frozenset[str]] = field(default_factory=dict)

    def open(self) -> dict[str, list[str]]:
        """Give each conclusion that could not be judged, in order of key, with the answers behind it.

        An exclusion matters only to a strategy that holds.
        """
        found = {}
        for key in sorted(self.judge.pack.conclusions):
            stage, _, name = key.partition(".")
            matters = stage != "exclusion" or self.judge.concluded(f"strategy.{name}", 0) == "T"
            if matters and self.judge.concluded(key, 0) == "U":
                found[key] = sorted(self.conclusion(key))
        return found

    def conclusion(self, key: str) -> frozenset[str]:
        """Name the answers behind the unknown leaves of the rules for a conclusion that could not be judged."""
        if key not in self._behind:
            conditions = [leaf for rule in self.judge.open(key) for leaf in leaves(rule.when)]
            unknown = [leaf for leaf in conditions if self.judge.holds(leaf, 0) == "U"]
            self._behind[key] = frozenset().union(*map(self._leaf, unknown))
        return self._behind[key]

    def _leaf(self, leaf: Mapping[str, Any]) -> frozenset[str]:
        head, subject, rest = subject_of(leaf)
        if head in STAGES:
            return self.conclusion(f"{head}.{subject}")
        if head in _ON_ROWS:
            return self._list(subject)
        read = [f"{head}.{subject}", *_named(rest)]
        return frozenset().union(*map(self._value, read))

    def _list(self, name: str) -> frozenset[str]:
        """Name a list; of the rows of the official table, the indicators that were left blank."""
        if name != OFFICIAL_ROWS:
            return frozenset({f"list.{name}"})
        table = self.judge.facts.lists.get(name)
        rows = [f"indicator.{row['indicator'].low}" for row in table.rows] if table else []
        return frozenset().union(*map(self._value, rows))

    def _value(self, key: str) -> frozenset[str]:
        """Name the answers behind a value; none behind what was not asked, nor behind what has its answer."""
        head, _, name = key.partition(".")
        if head == "policy":
            return frozenset()
        facts = self.judge.facts.values
        if head != "fact":
            state = facts[f"indicator.{name}"].state
            if head == "trend":
                return frozenset() if state == "not_asked" else frozenset({key})
            return frozenset({f"indicator.{name}"}) if state == "missing" else frozenset()
        fact = facts[key]
        if name not in self.judge.pack.knowledge["derived"]:
            return frozenset({key}) if fact.state == "missing" else frozenset()
        if fact.state == "known" and fact.low == fact.high:
            return frozenset()
        answers = [read for read in fact.reads if read.startswith(("fact.", "indicator."))]
        lists = {f"list.{read.partition('.')[0]}" for read in fact.reads if read not in answers}
        return frozenset(lists).union(*map(self._value, answers))


def ranked(hanging: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """Order the missing answers by how much advice hangs on them, then by how many conclusions in all, then by key."""
    decides: dict[str, list[str]] = {}
    for key, answers in hanging.items():
        for answer in answers:
            decides.setdefault(answer, []).append(key)

    def place(answer: str) -> tuple[int, int, str]:
        keys = decides[answer]
        return -sum(key.startswith(_ADVISES) for key in keys), -len(keys), answer

    return [{"answer": answer, "decides": sorted(decides[answer])} for answer in sorted(decides, key=place)]


def _named(test: Mapping[str, Any]) -> list[str]:
    """Give the facts with which a comparator compares."""
    operands = [item for operand in test.values() for item in (operand if isinstance(operand, list) else [operand])]
    pairs = [next(iter(item.items())) for item in operands if isinstance(item, dict)]
    return [f"{head}.{name}" for head, name in pairs if head != "parameter"]
